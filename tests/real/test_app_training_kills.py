"""A training that the app began, and the app, and both, are killed at random: nothing is lost, and never do two run."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from simulacrum_core.training import checkpoints, running_training

from ..conftest import chat_text
from .environment import training_environment, training_variables
from .test_app_kills import Started
from .tiny import tiny_model

pytestmark = pytest.mark.slow

ROUNDS = int(os.environ.get("SIMULACRUM_TEST_KILLS", "3"))
"""A kill of the app, one of the training and one of both; ten make sure before a release."""
SETTINGS = {"epochs": "12", "batch": "2", "eval_steps": "5", "learning_rate": "0.01"}
_PATIENCE = 240


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], Started]]:
    """What starts an app where torch is, on the same folder each time."""
    torch = training_environment()
    variables = training_variables(torch) | {"OMP_NUM_THREADS": "1"}
    started: list[Started] = []

    def anew() -> Started:
        started.append(Started(tmp_path / "ws", str(torch / "bin" / "python"), variables))
        return started[-1]

    yield anew
    for one in started:
        if one.process.poll() is None:
            one.end(signal.SIGKILL)
    for number in trainings(tmp_path):
        kill(number)


def trainings(folder: Path) -> list[int]:
    """The trainings that run anywhere in a folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (place / "cmdline").read_bytes().split(b"\0")
            if b"train" in words and any(word.startswith(str(folder).encode()) for word in words):
                found.append(int(place.name))
    return found


def kill(number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)


def until(what: Callable[[], object]) -> None:
    end = time.monotonic() + _PATIENCE
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_training_goes_on_whatever_is_killed_and_ends_with_a_model(
    tmp_path: Path, start: Callable[[], Started]
) -> None:
    shutil.copytree(tiny_model(), tmp_path / "tiny")
    folder, drawn = tmp_path / "ws" / "dataset", random.Random(os.environ.get("SIMULACRUM_TEST_SEED", "1"))
    app = start()
    app.drop(chat_text(*["Ben: hi there", "Ada: yo ho"] * 60).encode())
    app.wait()
    app.ask("/make", {"me": ["Ada"], "base_model": str(tmp_path / "tiny"), "redact": False, "held_out": "20"})
    app.wait()
    steps = 0
    for number in range(ROUNDS):
        what = ("app", "training", "both")[number % 3]
        if not trainings(folder):
            app.ask("/train", SETTINGS)
        until(lambda: running_training(folder))
        time.sleep(drawn.uniform(0, 6))
        (runs,) = trainings(folder) or [0]
        if what != "training":
            app.end(signal.SIGKILL)
        if what != "app":
            kill(runs)
            # The system takes a moment to end it.
            until(lambda: running_training(folder) is None)
        if what != "training":
            app = start()
            app.wait()
        shown = app.ask("/training")
        left = trainings(folder)
        assert len(left) <= 1
        if what == "app" and left:
            assert left == [runs]
            assert "Stop and keep the best" in shown
            assert json.loads(app.ask("/progress"))["processes"].keys() == {"train"}
            with pytest.raises(AssertionError, match="is running"):
                app.ask("/train", SETTINGS)
            assert trainings(folder) == [runs]
        reached = max(checkpoints(folder / "model"), default=0)
        assert reached >= steps
        steps = reached
    if not trainings(folder) and not (folder / "model" / "adapter_config.json").is_file():
        app.ask("/train", SETTINGS)
    until(lambda: not json.loads(app.ask("/progress"))["processes"])
    assert not trainings(folder)
    assert '<a class="button" href="/talk/">Next: talk</a>' in app.ask("/training")
    assert (folder / "model" / "adapter_config.json").is_file()
    assert not (folder / ".training").exists()
    assert "Train a model first" not in app.ask("/talk/")
