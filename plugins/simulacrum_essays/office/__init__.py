"""Word processors' files and books."""
