"""Starts the page of `simulacrum chat --web` as a process that ends with the tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
PATIENCE = 60
TOKEN = "open-sesame"


@contextmanager
def shown_page(*options: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The port of the page, and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.real.page", str(port), TOKEN, *options]
    variables = os.environ | {"PYTHONPATH": f"{HOME}{os.pathsep}{HOME / 'plugins'}", "HF_HUB_OFFLINE": "1"}
    with subprocess.Popen(command, cwd=HOME, env=variables, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port, server)
            yield port, server
        finally:
            server.send_signal(signal.SIGINT)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(PATIENCE * 10):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, "the page's process ended"
        time.sleep(0.1)
    pytest.fail("the page does not listen")
