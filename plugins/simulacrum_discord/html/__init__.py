"""DiscordChatExporter's HTML."""
