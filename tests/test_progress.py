"""The progress bar: on a terminal alone, so that what goes into a file or a pipe is the same on a slow machine."""

from __future__ import annotations

import io
import sys

import pytest

import simulacrum_core.progress as progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_PACE", 0.0)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_work_that_takes_long_is_shown_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO]
) -> None:
    written = stream()
    monkeypatch.setattr(sys, "stderr", written)
    monkeypatch.setenv("TERM", "xterm")
    with progress.metered() as meter:
        for _ in range(3):
            meter.row()
    assert ("3 rows checked" in written.getvalue()) == (stream is Terminal)
    if stream is not Terminal:
        assert written.getvalue() == ""
