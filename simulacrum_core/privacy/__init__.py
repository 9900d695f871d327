"""Secrets and personal data in messages."""
