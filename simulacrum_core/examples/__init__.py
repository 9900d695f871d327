"""From conversations to training examples within the budget."""
