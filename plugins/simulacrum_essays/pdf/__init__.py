"""PDFs: characters, lines, paragraphs."""
