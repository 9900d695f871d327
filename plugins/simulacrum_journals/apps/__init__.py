"""Exports of journal apps."""
