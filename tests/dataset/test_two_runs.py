"""Two runs that write one folder: the second one fails with a word, and what the first one wrote is there whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from simulacrum_core import UsageError
from simulacrum_core.dataset import folder as folders
from simulacrum_core.dataset.folder import staged

from ..conftest import chat_text

WRITES = """
import sys, time
from pathlib import Path
from simulacrum_core.dataset.folder import staged
with staged(Path(sys.argv[1])) as partial:
    (partial / "simulacrum.json").write_text("theirs")
    print("writing", flush=True)
    time.sleep(60)
"""


def other_run(place: Path) -> subprocess.Popen[str]:
    """Another process that is writing the folder."""
    process = subprocess.Popen([sys.executable, "-c", WRITES, str(place)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    return process


@pytest.mark.parametrize("force", [False, True])
def test_while_another_run_writes_it_nothing_is_begun(tmp_path: Path, force: bool) -> None:
    with other_run(tmp_path / "ada") as process:
        with pytest.raises(UsageError, match="another run is writing it"), staged(tmp_path / "ada", force=force):
            pytest.fail("it began")
        with staged(tmp_path / "ada2") as partial:
            (partial / "simulacrum.json").write_text("mine")
        process.kill()
    with staged(tmp_path / "ada") as partial:
        (partial / "simulacrum.json").write_text("mine")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ada", "ada2"]


def test_whoever_was_faster_wins_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As if both had looked before either of them began.
    monkeypatch.setattr(folders, "is_being_written", lambda folder: False)
    slow, fast = staged(tmp_path / "ada"), staged(tmp_path / "ada")
    for run, text in ((slow, "slow"), (fast, "fast")):
        (run.__enter__() / "simulacrum.json").write_text(text)
    fast.__exit__(None, None, None)
    with pytest.raises(UsageError, match="another run has written it meanwhile"):
        slow.__exit__(None, None, None)
    assert [path.name for path in tmp_path.iterdir()] == ["ada"]
    assert (tmp_path / "ada" / "simulacrum.json").read_text() == "fast"


def test_an_empty_folder_is_written_into(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    with staged(tmp_path / "ada") as partial:
        (partial / "simulacrum.json").write_text("mine")
    assert (tmp_path / "ada" / "simulacrum.json").read_text() == "mine"


def test_of_many_conversions_into_one_folder_one_is_there_and_the_others_say_so(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben: hi there", "Ada: yo"] * 200), encoding="utf-8")
    command = [sys.executable, "-m", "simulacrum_core", "convert", "chat.txt", "--me", "Ada", "-o", "ada"]
    runs = [
        subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    told = [run.communicate(timeout=120)[1] for run in runs]
    assert sorted(run.returncode for run in runs) == [0, 2, 2, 2]
    for run, text in zip(runs, told, strict=True):
        assert run.returncode == 0 or "Error: " in text.splitlines()[-1]
        assert run.returncode == 0 or "another run" in text or "is there already" in text
    checked = subprocess.run(
        [sys.executable, "-m", "simulacrum_core", "check", "ada"], cwd=tmp_path, capture_output=True, check=False
    )
    assert checked.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ada", "chat.txt"]


def test_a_run_that_is_killed_leaves_no_lock(tmp_path: Path) -> None:
    with other_run(tmp_path / "ada") as process, suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
    time.sleep(0.05)
    with staged(tmp_path / "ada") as partial:
        (partial / "simulacrum.json").write_text("mine")
    assert [path.name for path in tmp_path.iterdir()] == ["ada"]
