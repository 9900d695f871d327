"""Names of people: found, invented, declined, kept."""
