"""Web pages of strangers, read as blocks of text."""
