"""Secrets and personal data in messages: what finds them, what replaces them, and invented names for people."""
