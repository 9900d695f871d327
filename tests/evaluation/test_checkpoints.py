"""Checkpoints are measured by step, and the one to take listens best among those that foresee equally well."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest

import simulacrum_core.evaluation.evaluate as library
from simulacrum_core import Manifest, UsageError
from simulacrum_core.chat.speaker import Sampling
from simulacrum_core.evaluation.chart import chart
from simulacrum_core.evaluation.checkpoints import Checkpoint, evaluate_checkpoints, recommended
from simulacrum_core.evaluation.figures import Evaluation, Figure, Result
from simulacrum_core.evaluation.page import page
from simulacrum_core.evaluation.subject import Subject
from simulacrum_core.evaluation.table import side_by_side
from simulacrum_core.training.losses import WAYS

from ..conftest import Simulacrum
from .models import Known, subject
from .test_metrics import listens, size

LISTENS, BITS = {5: 0.5, 10: 1.0, 15: 0.0}, {5: 1.0, 10: 0.97, 15: 0.96}


@pytest.fixture
def trained(dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dataset with three checkpoints: the second one listens best, the last one has the lowest bits."""
    folder = tmp_path / "ada"
    shutil.copytree(dataset, folder, ignore=shutil.ignore_patterns("evaluation"))
    for place in ("", *(f"checkpoint-{step}" for step in LISTENS)):
        (folder / "model" / place).mkdir(parents=True, exist_ok=True)
        (folder / "model" / place / "adapter_config.json").write_text("{}")
        (folder / "model" / place / "trainer_state.json").write_text("{}")
        (folder / "model" / place / "adapter_model.safetensors").write_text(f"weights of {place}")

    def load(folder: Path, manifest: Manifest, path: Path | None, *_: object, **__: object) -> tuple[Subject, str]:
        step = int(path.name.rpartition("-")[2]) if path else 15

        def bits(asked: object) -> float:
            whole, near = size(asked), listens(asked)  # type: ignore[arg-type]
            return BITS[step] * whole + LISTENS[step] * (near - whole) / 20 + 0.1 * (len(str(asked)) % 7)

        return subject(manifest, Known(bits), Known(size)), ""

    monkeypatch.setattr(library, "load_subject", load)
    return folder


def test_each_is_measured_and_the_recommended_one_listens(trained: Path) -> None:
    found = evaluate_checkpoints(trained)
    assert [one.step for one in found] == [5, 10, 15]
    best = recommended(found)
    assert best is not None
    assert best.step in (10, 15)
    gains = [one.evaluation.results[1].figures[0].value or 0 for one in found]
    assert gains[1] == max(gains)


def test_one_that_came_apart_is_told_and_the_others_are_measured(
    trained: Path, simulacrum: Simulacrum, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BITS, 15, math.nan)
    result = simulacrum("evaluate", trained, "--checkpoints")
    assert result.exit_code == 0, result.output
    assert "step 10" in result.stdout
    assert "step 15" not in result.stdout
    assert "Step 15 cannot be measured: the model computes no numbers" in result.stderr


def test_by_listening_by_voice_or_by_both(tmp_path: Path) -> None:
    def measured(step: int, **values: float) -> Checkpoint:
        figures = tuple(Figure(id, id, value, value - 0.1, value + 0.1, 99) for id, value in values.items())
        results = (Result("a", "a", figures=figures),)
        return Checkpoint(step, tmp_path, Evaluation(1, "", "", "", None, "cpu", True, 0, Sampling(), 9, 9, results))

    found = [
        measured(1, bits_per_byte=1.0, context_gain=0.9, author_auc=0.6, style_delta=0.1),
        measured(2, bits_per_byte=1.0, context_gain=0.6, author_auc=0.8, style_delta=0.7),
        measured(3, bits_per_byte=0.98, context_gain=0.2, author_auc=0.9, style_delta=1.1),
        measured(4, bits_per_byte=3.0, context_gain=2.0, author_auc=1.0, style_delta=1.0),
    ]
    chosen = {by: recommended(found, by) for by in WAYS}
    assert {by: one.step for by, one in chosen.items() if one} == {"listening": 1, "voice": 3, "both": 1}
    assert recommended([], "voice") is None


def test_the_command_draws_them_and_takes_one(trained: Path, simulacrum: Simulacrum) -> None:
    result = simulacrum("evaluate", trained, "--checkpoints", "--take")
    assert result.exit_code == 0, result.output
    assert "step 5" in result.stdout
    page = (trained / "evaluation" / "checkpoints.html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 2
    assert "<script" not in page
    weights = (trained / "model" / "adapter_model.safetensors").read_text()
    assert weights in ("weights of checkpoint-10", "weights of checkpoint-15")
    assert f"step {weights[-2:]}" in result.stderr


def test_two_datasets_stand_side_by_side(
    trained: Path, simulacrum: Simulacrum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "_trained", lambda folder: [folder / "model"])
    shutil.copytree(trained, tmp_path / "ada2")
    result = simulacrum("evaluate", trained, tmp_path / "ada2", "--only", "likelihood", "--quick")
    assert result.exit_code == 0, result.output
    row = next(line for line in result.stdout.split("\n") if line.startswith("bits per byte "))
    assert row.split()[-1] == row.split()[-2]
    assert (trained / "evaluation" / "compared.html").is_file()


def test_side_by_side_stand_all_figures_of_either_model_in_their_unit() -> None:
    def evaluation(*figures: Figure) -> Evaluation:
        results = (
            Result("memory", "Memory", figures=figures),
            Result("voice", "Voice", figures=(Figure("z", "z", 1),)),
        )
        return Evaluation(3, "", "Ada", "", None, "cpu", False, 0, Sampling(), 9, 9, results)

    few = evaluation(Figure("a", "a share", why="too few"), Figure("b", "all of it", why="too few"))
    more = evaluation(
        Figure("a", "a share", 0.25, 0.2, 0.3, 40, "share"), Figure("c", "a part of it", 5.0, unit="words")
    )
    lines = list(side_by_side(["few", "more"], [few, more]))
    assert [line.split() for line in lines] == [
        ["few", "more"],
        ["a", "share", "-", "25.0%"],
        ["all", "of", "it", "-", "-"],
        ["a", "part", "of", "it", "-", "5.000"],
        ["z", "1.000", "1.000"],
    ]
    told = page([few, more], ["few", "more"])
    assert all(cell in told for cell in ("25.0%<small>20.0% to 30.0%", "-<small><bdi>too few", ">5.000</td>"))


def test_without_checkpoints_it_says_how_to_keep_some(dataset: Path) -> None:
    with pytest.raises(UsageError, match="-t keep 10"):
        evaluate_checkpoints(dataset)


def test_options_that_do_not_go_together(simulacrum: Simulacrum, dataset: Path) -> None:
    for options in (["--take"], ["--checkpoints", "--base"], [dataset, "--checkpoints"]):
        assert simulacrum("evaluate", dataset, *options).exit_code == 2


def test_a_chart_of_one_step_is_none_and_of_equal_values_a_line() -> None:
    one = Figure("a", "a", 1.0, 1.0, 1.0, 9, base=1.0)
    assert chart("a", [(1, one)]) == ""
    assert "nan" not in chart("a <b>", [(1, one), (2, one)])
    assert "<b>" not in chart("a <b>", [(1, one), (2, one)])
