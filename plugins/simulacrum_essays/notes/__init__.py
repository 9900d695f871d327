"""Exports of apps for notes."""
