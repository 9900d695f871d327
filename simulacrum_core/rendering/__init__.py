"""The one renderer: training text, chat prompt and stop strings from one template."""
