"""Reddit: the tables that it sends to those who request their data."""
