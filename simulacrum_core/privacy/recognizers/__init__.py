"""Recognizers: each finds one kind of secret or personal data in a text."""
