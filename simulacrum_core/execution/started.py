"""Processes that are started for a part of the work, and what they owe to the one that started them."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

METHOD: str | None = None
"""How processes start, for a test; None for what suits this process."""
_THREADS = Path("/proc/self/task")


def context() -> Any:
    """What starts processes."""
    return multiprocessing.get_context(METHOD or _method())


def _method() -> str:
    """A copy of this process, which takes 10 ms, where nothing can be held in it by a thread; else a new one, half a
    second of imports, as every system can.
    """
    # macOS has fork, but its own libraries do not go on in a copy. Threads of libraries count as well.
    is_alone = sys.platform == "linux" and len(list(_THREADS.glob("*"))) == 1
    return "fork" if is_alone else "spawn"


def is_quick() -> bool:
    """Whether a process that is started now need not import what this one has."""
    return (METHOD or _method()) == "fork"


@contextlib.contextmanager
def shielded(*more: signal.Signals) -> Iterator[None]:
    """Processes that are started in the block do not hear Ctrl-C, nor `more` signals; this one does behind it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    # What is blocked stays blocked in a process that is started, a handler does not. Where nothing can be blocked, it
    # is not heard here either.
    can_block = hasattr(signal, "pthread_sigmask")
    before = signal.signal(signal.SIGINT, (lambda number, _: heard.append(number)) if can_block else signal.SIG_IGN)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, *more}) if can_block else set()
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if can_block:
            # What was blocked meanwhile is raised here.
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if heard:
            # Pressed while a process was started: it counts from now on.
            signal.raise_signal(signal.SIGINT)


def ending() -> list[signal.Signals]:
    """The signals that end a process, as far as this system has them."""
    return [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def end_with_parent() -> None:
    """End this process when the one that started it does; Ctrl-C is that one's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A copy of a process has what that one does on being ended, so that nothing ends it before this is so.
    for number in ending():
        signal.signal(number, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ending())
    threading.Thread(target=_end, daemon=True).start()


def _end() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        wait([parent.sentinel])
        os._exit(1)
