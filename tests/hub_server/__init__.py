"""A server on loopback that speaks the Hub's protocol as its client does: accounts, repositories, LFS, Xet, commits, downloads.

It checks what the real Hub checks and a client can get wrong: tokens, visibility, hashes and sizes of what is uploaded,
the parts of a large upload, the format of a commit and its parent, the YAML of a card. It was written from the client's source,
and knows nothing of quotas or of the Hub's own rules for a card's fields.
"""

from __future__ import annotations

from .app import HubServer
from .faults import HTML, Chaos, Fault
from .store import File, Repository

__all__ = ["HTML", "Chaos", "Fault", "File", "HubServer", "Repository"]
