"""Speakers that take their time, in the place of a model; as a program, one behind the endpoint until a signal comes."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Generator

from simulacrum_core.chat.chat import Chat
from simulacrum_core.chat.guards import Access
from simulacrum_core.chat.listening import end, listening, serve
from simulacrum_core.chat.server import application
from simulacrum_core.chat.speaker import Sampling, Written

from .test_chat import manifest


class Slow:
    """Writes a word every few milliseconds until it is ended or has written all; tells how many write at once."""

    def __init__(self, pause: float = 0.01, before: float = 0.0, words: int = 10**9) -> None:
        self.pause, self.before, self.words = pause, before, words
        self.writing, self.most, self.begun, self.pieces = 0, 0, 0, 0
        self._lock = threading.Lock()

    def count(self, text: str) -> int:
        return len(text.split())

    def speak(self, text: str, sampling: Sampling, attempt: int = 0) -> Generator[str, None, Written | None]:
        with self._lock:
            self.writing, self.begun = self.writing + 1, self.begun + 1
            self.most = max(self.most, self.writing)
        try:
            time.sleep(self.before)
            most = min(sampling.max_tokens, self.words)
            for i in range(most):
                self.pieces += 1
                yield f" w{i}"
                time.sleep(self.pause)
            return Written(most, most < self.words)
        finally:
            with self._lock:
                self.writing -= 1

    def ended(self, patience: float = 2.0) -> bool:
        """Whether nobody writes any more, before long."""
        until = time.monotonic() + patience
        while self.writing and time.monotonic() < until:
            time.sleep(0.01)
        return not self.writing


def main(before: str, computing: str = "0") -> None:
    """An endpoint on any port, which it prints; `before` is how many seconds a step takes that cannot be cut short.

    So many threads are `computing` all the time, as on a machine that is busy.
    """
    # As the command line has it.
    for told in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, told):
            signal.signal(getattr(signal, told), signal.default_int_handler)
    speaker = Slow(before=float(before))
    for _ in range(int(computing)):
        threading.Thread(target=_compute, daemon=True).start()
    with listening(0) as listener:
        port = listener.getsockname()[1]
        app = application(
            lambda sampling: Chat(manifest(budget=100_000), speaker, sampling), Sampling(), "Ada", Access(port=port)
        )
        print(port, flush=True)
        serve(app, listener)
    end()


def _compute() -> None:
    while True:
        sum(range(10_000))


if __name__ == "__main__":
    main(*sys.argv[1:])
