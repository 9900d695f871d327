"""What is promised about a dataset, verified."""
