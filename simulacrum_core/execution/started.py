"""Processes that are started for a part of the work, and what they owe to the one that started them."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from multiprocessing.connection import wait
from typing import Any

METHOD = "spawn"
"""How processes start: as every system can, and without what another thread holds."""


def context() -> Any:
    """What starts processes."""
    return multiprocessing.get_context(METHOD)


@contextlib.contextmanager
def shielded() -> Iterator[None]:
    """Processes that are started in the block do not hear Ctrl-C, this one does behind it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    # What is blocked stays blocked in a process that is started, a handler does not. Where nothing can be blocked, it
    # is not heard here either.
    can_block = hasattr(signal, "pthread_sigmask")
    before = signal.signal(signal.SIGINT, (lambda number, _: heard.append(number)) if can_block else signal.SIG_IGN)
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if can_block else set()
    try:
        yield
    finally:
        if can_block:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, before)
        if heard:
            # Pressed while a process was started: it counts from now on.
            signal.raise_signal(signal.SIGINT)


def end_with_parent() -> None:
    """End this process when the one that started it does; Ctrl-C is that one's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end, daemon=True).start()


def _end() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        wait([parent.sentinel])
        os._exit(1)
