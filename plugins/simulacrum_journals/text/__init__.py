"""Journals as texts: daily notes, dated headings, Org mode."""
