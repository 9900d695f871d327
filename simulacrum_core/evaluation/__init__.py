"""How like the persona a model is, whether it listens, and what it gives away: measured on held-out rows."""
