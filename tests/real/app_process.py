"""The app as a process of its own, for a browser; and how much memory it has taken."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from docs.make_pictures import ROOT


@contextmanager
def running_app(
    folder: Path,
    python: str | Path = sys.executable,
    variables: dict[str, str] | None = None,
    module: str = "simulacrum_core",
) -> Iterator[str]:
    """The address of an app that runs, as a process of its own."""
    command = [str(python), "-m", module, "app", str(folder), "--port", "0", "--no-browser"]
    settings = variables or dict(os.environ)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=settings) as program:
        assert program.stderr is not None
        try:
            yield re.findall(r"http\S+", program.stderr.readline())[0]
        finally:
            program.send_signal(signal.SIGINT)


def most_memory(folder: Path) -> int:
    """The most memory that the app on a folder has had, in MB."""
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (place / "cmdline").read_bytes().split(b"\0")
            if b"app" in words and str(folder).encode() in words:
                (kilobytes,) = re.findall(r"VmHWM:\s+(\d+)", (place / "status").read_text())
                return int(kilobytes) // 1000
    pytest.skip("this system does not tell the memory of a process")
