"""DiscordChatExporter's JSON."""
