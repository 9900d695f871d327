"""Essays in LaTeX."""
