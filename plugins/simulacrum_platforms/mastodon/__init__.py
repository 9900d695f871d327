"""Mastodon and its like: the outbox of an archive, in ActivityPub."""
