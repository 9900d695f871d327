"""`simulacrum chat` at a real terminal: bubbles, commands, Ctrl-C during an answer, Ctrl-D."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PATIENCE = 120


class Terminal:
    """A program at a pseudo terminal."""

    def __init__(self, *arguments: object) -> None:
        self._own, child = pty.openpty()
        command = [sys.executable, "-m", "simulacrum_core", *map(str, arguments)]
        self.process = subprocess.Popen(
            command, stdin=child, stdout=child, stderr=child, start_new_session=True, preexec_fn=_take_terminal
        )
        os.close(child)
        self.shown = ""

    def type(self, text: str) -> None:
        os.write(self._own, text.encode())

    def until(self, pattern: str) -> str:
        """What is shown up to a pattern; it is forgotten then."""
        end = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.shown)):
            assert time.monotonic() < end, f"{pattern!r} is not in {self.shown!r}"
            if select.select([self._own], [], [], 0.2)[0]:
                self._read(pattern)
        before, self.shown = self.shown[: found.end()], self.shown[found.end() :]
        return before

    def interrupt(self, pattern: str) -> None:
        """Press Ctrl-C until a pattern is shown: between the prompt and the wait for a key, Python misses a signal."""
        for _ in range(8):
            self.type("\x03")
            end = time.monotonic() + PATIENCE / 8
            while time.monotonic() < end:
                if select.select([self._own], [], [], 0.2)[0]:
                    self._read(pattern)
                if re.search(pattern, self.shown):
                    self.until(pattern)
                    return
        pytest.fail(f"{pattern!r} is not in {self.shown!r}")

    def _read(self, pattern: str) -> None:
        try:
            text = os.read(self._own, 4096).decode("utf-8", "replace")
        except OSError:
            pytest.fail(f"it ended with {self.process.wait()} before {pattern!r}: {self.shown!r}")
        self.shown += re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", text).replace("\r\n", "\n")

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._own)


def _take_terminal() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture
def terminal(trained: Path) -> Iterator[Terminal]:
    opened = Terminal("chat", trained, "--temperature", 0, "--repetition-penalty", 1, "--max-tokens", 400)
    opened.until("You are Ben.*\nBen: ")
    yield opened
    opened.close()


def test_every_line_of_an_answer_is_a_bubble_with_the_name_before_it(terminal: Terminal) -> None:
    terminal.type("how are you?\n")
    assert terminal.until("\nBen: ").endswith("how are you?\nAda: fine\nAda: no sea today\nBen: ")
    terminal.type("\n\n/as Cy\n")
    assert "You are Cy.\n" in terminal.until("\nCy: ")
    terminal.type("/hm\n")
    terminal.until("/reset forgets what was said.*\nCy: ")
    terminal.type("\x04")
    assert terminal.process.wait(PATIENCE) == 0


def test_ctrl_c_ends_an_answer_and_not_the_chat(terminal: Terminal) -> None:
    terminal.type("how are you?\n")
    terminal.until("Ada: ")
    os.kill(terminal.process.pid, signal.SIGINT)
    terminal.until("\nBen: ")
    terminal.type("/reset\n")
    terminal.until("Forgotten.\nBen: ")
    terminal.type("are you there?\n")
    terminal.until("Ada: yes yes\nBen: ")
    once_more = "Ctrl-C once more, Ctrl-D or /quit ends the chat.\nBen: "
    terminal.interrupt(once_more)
    terminal.type("/reset\n")
    terminal.until("Forgotten.\nBen: ")
    terminal.interrupt(once_more)
    for _ in range(4):
        terminal.type("\x03")
        with contextlib.suppress(subprocess.TimeoutExpired):
            terminal.process.wait(PATIENCE / 4)
            break
    assert terminal.process.wait(PATIENCE) == 0
