"""Mail inside of texts: what programs write around older mails, and whose words are whose."""
