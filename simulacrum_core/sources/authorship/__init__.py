"""Whose words are whose in a text: assistants, talks, mails and letters, quotations, machines."""
