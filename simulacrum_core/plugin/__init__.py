"""What a plugin implements, and which plugins are installed."""
