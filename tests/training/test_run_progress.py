"""How far a run is, as others see it while it goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulacrum_core.training import RunProgress, RunWatch, read_run_progress, seconds_left


def test_a_run_puts_down_how_far_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    assert read_run_progress(folder) is None
    watch = RunWatch(3, folder)
    watch.begin(4, 10)
    found = read_run_progress(folder)
    assert found is not None
    assert (found.step, found.steps, found.first) == (4, 10, 4)
    # Of many steps in a second not each is written, but the last one is.
    for step in range(5, 11):
        watch.show(step, 0, 2)
    found = read_run_progress(folder)
    assert found is not None
    assert (found.step, found.first) == (10, 4)
    assert [path.name for path in folder.iterdir()] == ["progress.json"]


def test_time_left_goes_by_the_pace_of_this_run_alone() -> None:
    progress = RunProgress(step=14, steps=24, first=4, seconds=50, at=1_000)
    assert seconds_left(progress, now=1_000) == 50
    assert seconds_left(progress, now=1_020) == 30
    assert seconds_left(progress, now=2_000) == 0
    # A clock that was set back.
    assert seconds_left(progress, now=0) == 50
    assert seconds_left(RunProgress(4.5, 24, 4, 50, 1_000), now=1_000) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"step": "x"}', "x" * 5000])
def test_what_is_damaged_tells_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "progress.json").write_text(text)
    assert read_run_progress(tmp_path) is None
