"""DiscordChatExporter's TXT and CSV."""
