"""Fifty clients that come and go before a real model: threads and memory stay, the next one is answered, a stop is quick."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from bench.clients import hammered, started

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="/proc tells threads and memory")
SECONDS = float(os.environ.get("SIMULACRUM_CLIENTS_SECONDS", "20"))
"""`SIMULACRUM_CLIENTS_SECONDS=600` for ten minutes."""


def test_clients_that_come_and_go_before_a_model_leave_nothing_behind(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "simulacrum_core", "serve", str(trained), "--port", str(port)]
    with started(command, port) as (port, process):
        report = hammered(port, process, SECONDS, clients=50)
    with capsys.disabled():
        print(report)
    assert not [how for how in report.ended if "500" in how]
    assert sum(count for how, count in report.ended.items() if how == "waits: 200") > 0
    assert report.last.threads <= report.warm.threads
    assert report.last.files < 50
    assert report.last.memory < report.warm.memory * 1.25 + 20_000
    # A model answers as fast as a machine lets it that may be busy with anything else; a stop waits for nothing of that.
    assert report.next_answer < 10
    assert report.stop < 1
