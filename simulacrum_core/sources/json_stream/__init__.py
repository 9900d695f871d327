"""JSON of any size, read a value at a time."""
