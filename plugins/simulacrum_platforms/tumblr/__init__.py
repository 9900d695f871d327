"""Tumblr: posts and messages of an exported blog."""
