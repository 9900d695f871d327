"""Tokenizers, and what the trainer counts."""
