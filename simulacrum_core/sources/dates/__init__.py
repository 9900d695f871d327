"""Dates as people, apps and files write them: read, ordered, and found above the entries of a diary."""
