"""Damaged exports, and the promises that hold whatever became of them: `make fuzz` runs them."""
