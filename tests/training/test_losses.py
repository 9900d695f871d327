"""The loss curve: read from what trainers write down, drawn, and put into words that are true to what was kept."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core.training.loss_curve import loss_lines, plot, sparklines, verdict
from simulacrum_core.training.losses import STATE, Loss, best, checkpoints, logged_losses, read_losses

RUN = [Loss(step, None, 3 - step / 10, 2 + abs(step - 6) / 10) for step in range(1, 11)]


def history(run: list[Loss]) -> list[dict[str, Any]]:
    """A log_history as transformers writes it: training and validation in entries of their own."""
    entries: list[dict[str, Any]] = []
    for loss in run:
        entries.append({"step": loss.step, "epoch": loss.step / 5, "loss": loss.train, "learning_rate": 1e-4})
        if loss.validation is not None:
            entries.append({"step": loss.step, "epoch": loss.step / 5, "eval_loss": loss.validation})
    return [*entries, {"step": run[-1].step, "train_runtime": 3.5, "train_loss": 2.0}]


def checkpoint(model: Path, step: int, weights: bytes = b"w") -> Path:
    folder = model / f"checkpoint-{step}"
    folder.mkdir(parents=True)
    (folder / "adapter_model.safetensors").write_bytes(weights)
    (folder / STATE).write_text(json.dumps({"log_history": history(RUN[:step])}))
    return folder


def test_the_newest_checkpoint_tells_the_losses(tmp_path: Path) -> None:
    for age, step in enumerate([9, 10, 5]):
        os.utime(checkpoint(tmp_path, step) / STATE, (1e9 + age, 1e9 + age))
    assert [(loss.step, loss.train, loss.validation) for loss in read_losses(tmp_path)] == [
        (loss.step, loss.train, loss.validation) for loss in RUN[:5]
    ]
    assert read_losses(tmp_path)[4].epoch == 1


def test_a_checkpoint_that_was_cut_off_leaves_the_one_before(tmp_path: Path) -> None:
    os.utime(checkpoint(tmp_path, 5) / STATE, (1e9, 1e9))
    (checkpoint(tmp_path, 10) / STATE).write_text('{"log_history": [{"st')
    assert read_losses(tmp_path)[-1].step == 5


def test_no_model_has_no_losses(tmp_path: Path) -> None:
    assert read_losses(tmp_path / "nothing") == []
    assert loss_lines(Path("ada"), tmp_path) == []
    assert plot(tmp_path) is None


ENTRIES = st.fixed_dictionaries(
    {"step": st.integers(1, 50)},
    optional={"loss": st.floats() | st.sampled_from(["2.5", None]), "eval_loss": st.floats() | st.booleans()},
)


@given(st.lists(ENTRIES, max_size=20))
def test_what_is_no_number_is_no_loss(entries: list[dict[str, Any]]) -> None:
    run = logged_losses(entries)
    values = [value for loss in run for value in (loss.train, loss.validation) if value is not None]
    assert all(math.isfinite(value) for value in values)
    assert len({loss.step for loss in run}) == len(run) <= len(values)


@given(st.lists(st.tuples(st.integers(1, 10**6), st.floats(0, 20), st.none() | st.floats(0, 20)), min_size=1))
def test_any_curve_is_drawn_within_its_width(rows: list[tuple[int, float, float | None]]) -> None:
    run = [Loss(step, None, train, validation) for step, train, validation in sorted(rows, key=lambda row: row[0])]
    *lines, last = sparklines(run, 40)
    assert all(len(line) <= 24 + 40 + 8 for line in lines)
    lowest = best(run)
    assert (lowest is None) == last.startswith("     train loss")
    assert lowest is None or (f"▲ lowest at step {lowest.step}" in last and last.index("▲") < 24 + 40)


def test_the_mark_stands_below_the_lowest_validation_loss() -> None:
    _, validation, mark = sparklines(RUN, 10)
    assert validation[mark.index("▲")] == "▁"
    assert mark.strip() == "▲ lowest at step 6"


def test_the_best_step_is_named_with_the_checkpoint_that_holds_it(tmp_path: Path) -> None:
    checkpoint(tmp_path, 6)
    text = verdict(RUN, Path("ada"), tmp_path)
    assert "lowest at step 6 of 10: later steps only memorise" in text
    assert f"simulacrum chat ada --model {tmp_path / 'checkpoint-6'}" in text


def test_a_checkpoint_that_was_not_kept_is_not_offered(tmp_path: Path) -> None:
    checkpoint(tmp_path, 10)
    (tmp_path / "checkpoint-6").mkdir()
    assert list(checkpoints(tmp_path)) == [10]
    assert "No checkpoint of that step was kept" in verdict(RUN, Path("ada"), tmp_path)


def test_a_model_that_is_the_best_step_already_is_called_that(tmp_path: Path) -> None:
    checkpoint(tmp_path, 6, b"best")
    (tmp_path / "adapter_model.safetensors").write_bytes(b"best")
    assert "The model is that of step 6." in verdict(RUN, Path("ada"), tmp_path)


def test_a_loss_that_still_falls_does_not_tell_to_stop(tmp_path: Path) -> None:
    text = verdict(RUN[:6], Path("ada"), tmp_path)
    assert "at its last measurement, step 6 of 6" in text
    assert "memorise" not in text


def test_without_validation_nothing_is_claimed(tmp_path: Path) -> None:
    assert "no validation loss" in verdict([Loss(1, None, 2.0)], Path("ada"), tmp_path)


@pytest.mark.parametrize("step", [1, 10])
def test_the_picture_is_the_same_for_the_same_run(tmp_path: Path, step: int) -> None:
    checkpoint(tmp_path, step)
    path = plot(tmp_path)
    assert path is not None
    first = path.read_bytes()
    assert b"<svg" in first
    assert (plot(tmp_path) or path).read_bytes() == first
