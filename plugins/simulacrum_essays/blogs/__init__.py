"""Exports of blogs and newsletters."""
