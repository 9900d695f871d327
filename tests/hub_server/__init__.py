"""A server on loopback that speaks the Hub's protocol as its client does: accounts, repositories, LFS, commits, downloads.

It checks what the real Hub checks and a client can get wrong: tokens, visibility, hashes and sizes of what is uploaded,
the format of a commit and its parent. It was written from the client's source, and knows nothing of Xet, quotas or the Hub's
rules for cards.
"""

from __future__ import annotations

from .app import HubServer

__all__ = ["HubServer"]
