"""Threads: the talks of a busy group chat that go on at the same time, taken apart."""

from .contexts import Threads, context, joined, threads
from .pace import is_busy
from .ranker import links
from .talks import Link

__all__ = ["Link", "Threads", "context", "is_busy", "joined", "links", "threads"]
