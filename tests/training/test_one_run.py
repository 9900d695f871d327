"""One training of a dataset at a time, whoever starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulacrum_core import UsageError
from simulacrum_core.training import checkpoints, running_training
from simulacrum_core.training.one_run import RUNNING, one_measurement, one_run

HOLDS = "import sys, time; from pathlib import Path; from simulacrum_core.training.one_run import one_run\n"
HOLDS += "with one_run(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"


def test_a_second_one_is_refused_and_the_first_is_told(tmp_path: Path) -> None:
    assert running_training(tmp_path) is None
    with one_run(tmp_path):
        assert running_training(tmp_path) == os.getpid()
        began = time.monotonic()
        with pytest.raises(UsageError, match="a training of this dataset is running already"), one_run(tmp_path):
            pytest.fail("two at once")
        assert time.monotonic() - began < 5
        assert running_training(tmp_path) == os.getpid()
    assert running_training(tmp_path) is None
    assert not (tmp_path / RUNNING).exists()


def test_two_measurements_of_a_dataset_are_refused(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    refused = pytest.raises(UsageError, match="a measurement, or the making of a quiz, of this dataset is running")
    with one_measurement([one, other, one]), one_run(one), refused, one_measurement([other]):
        pytest.fail("two at once")
    with one_measurement([other]):
        assert [path.name for path in other.iterdir()] == [".measuring"]
    assert not [*other.iterdir()]


def test_what_was_killed_holds_nothing(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert running_training(tmp_path) == other.pid
        os.kill(other.pid, signal.SIGKILL)
    assert (tmp_path / RUNNING).exists()
    assert running_training(tmp_path) is None
    with one_run(tmp_path):
        assert running_training(tmp_path) == os.getpid()
    assert not (tmp_path / RUNNING).exists()


def test_an_error_of_the_training_is_not_hidden_and_lets_go(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), one_run(tmp_path):
        raise KeyboardInterrupt
    assert running_training(tmp_path) is None


@pytest.mark.parametrize("state", ["", "{", '{"global_step": 1', "[]"])
def test_a_checkpoint_whose_state_was_cut_off_is_none(tmp_path: Path, state: str) -> None:
    for step, text in ((5, "{}"), (10, state)):
        (tmp_path / f"checkpoint-{step}").mkdir()
        (tmp_path / f"checkpoint-{step}" / "trainer_state.json").write_text(text)
    assert list(checkpoints(tmp_path)) == [5]
