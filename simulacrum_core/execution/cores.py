"""How many processes do the work: one for each core, where there is so much to do that they pay for their start."""

from __future__ import annotations

import os

LARGE, LARGE_SIZE = 100_000, 20_000_000
"""Messages, and bytes, from which on more processes save more than their start costs, half a second."""
QUICKER = 5
"""So much less is enough where they start without imports."""


def cores() -> int:
    """The cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
