"""`check` finds the same with any number of processes, in rows that are cut into blocks anywhere."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulacrum_core import check, convert
from simulacrum_core.checks import repeats, rows
from simulacrum_core.checks.repeats import Repeats
from simulacrum_core.execution import started

from ..library.test_workers import _children, write

LONG = "this line is longer than forty characters, and it stands in many rows"


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Rows of which some are damaged, private, marked up, or hold what stands in many others."""
    write(tmp_path / "chat.txt", 1_500)
    folder = tmp_path / "ada"
    convert(tmp_path / "chat.txt", me="Ada", folder=folder, importer="whatsapp", report=False)
    path = folder / "train.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for number in range(0, len(lines), 3):
        lines[number] = lines[number].replace("this and that", f"{LONG}\\n{LONG}\\n<div>my card is 4111 1111 1111 1111")
    lines[7] = lines[40] = "no row\n"
    lines[11] = json.dumps({"segments": [{"label": True, "text": "alone"}]}) + "\n"
    path.write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize("kept", [repeats._KEPT, 3])
def test_the_report_is_the_same_for_any_number(dataset: Path, monkeypatch: pytest.MonkeyPatch, kept: int) -> None:
    monkeypatch.setattr(repeats, "_KEPT", kept)
    monkeypatch.setattr(started, "METHOD", "fork")
    told: list[None] = []
    whole = check(dataset, on_row=lambda: told.append(None))
    assert whole.fault_count >= 3
    assert {"repeated", "markup"} <= set(whole.suspects)
    assert len(told) == sum(whole.rows.values())
    for block, count in ((1, 1), (900, 1), (900, 2), (2_000, 3), (300, 5)):
        monkeypatch.setattr(rows, "_BLOCK", block)
        assert check(dataset, workers=count) == whole


def test_a_line_that_stands_twice_in_a_row_is_counted_once() -> None:
    found = Repeats()
    for number in range(1, 31):
        for _ in range(2):
            found.add(LONG, "train.jsonl", number, is_text=False)
    ((kind, one),) = found.suspects()
    assert (kind, one.count, one.more[-1]) == ("repeated", 30, ("train.jsonl", 5))


def test_what_cannot_be_handed_on_is_checked_here(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = check(dataset)
    monkeypatch.setattr(rows.RowChecker, "__reduce__", lambda _: (lambda: None, ()))
    assert check(dataset, workers=2) == whole


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_ctrl_c_ends_all_processes(dataset: Path) -> None:
    path = dataset / "train.jsonl"
    path.write_bytes(path.read_bytes() * 60)
    command = [sys.executable, "-m", "simulacrum_core", "check", str(dataset), "--workers", "2"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0)
    children = _children(running)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode != 0
    assert b"Traceback" not in told
    until = time.monotonic() + 60
    while any(Path(f"/proc/{child}").exists() for child in children):
        assert time.monotonic() < until, "a process goes on"
        time.sleep(0.1)
