"""Prose in a docstring is no essay, however long and however well it may be written."""
