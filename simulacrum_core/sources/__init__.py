"""Tools that importers read with: files, archives, encodings, JSON, web pages, and what they found."""
