"""The experiment with small models, on the invented corpus and a tiny model: every cell once, and the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.threads.experiment import __main__ as experiment

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]

CORPUS = Path(__file__).parents[1] / "corpora" / "threads"
WAYS = ["file order", "fitted gap", "fitted gap and talks"]


def test_what_is_there_is_not_computed_again(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(experiment, "FEWEST", 4)
    file = tmp_path / "cells.jsonl"
    options = ["--base-model", base, "--out", file, "--speakers", 1, "--tokens", 40, "--steps", 3, "--ways", *WAYS]
    run(monkeypatch, CORPUS, *options, "--seeds", 1)
    told = capsys.readouterr().out.splitlines()
    assert [line.split("|")[0].partition(", ")[2] for line in told[2:6]] == ["untrained", *WAYS]
    cells = experiment.known(file)
    assert [cell.way for cell in cells] == ["untrained", *WAYS]
    assert len({cell.trained for cell in cells[1:]}) == 1
    untrained, in_order, fitted, talks = ([loss for _, _, loss, _ in cell.turns] for cell in cells)
    assert in_order == fitted
    assert len({tuple(losses) for losses in (untrained, in_order, talks)}) == 3
    run(monkeypatch, CORPUS, *options, "--seeds", 2)
    assert experiment.known(file)[:4] == cells
    assert len(experiment.known(file)) == 7


def test_training_lowers_the_loss_and_the_base_model_stays_as_it_was(base: Path) -> None:
    from bench.threads.experiment import lora
    from bench.threads.experiment.training_sets import TrainingSet

    model = lora.load(base, bfloat16=False)
    data = TrainingSet([([0, 30 + i, 40 + i, 50 + i, 1], [-100, -100, 40 + i, 50 + i, 1]) for i in range(8)])
    before = lora.measure(model, data.rows)
    trained = lora.train(model, data, lora.Settings(steps=8, rate=0.02, rank=8), 0)
    assert sum(lora.measure(trained, data.rows)) < sum(before)
    trained.unload()
    assert lora.measure(model, data.rows) == pytest.approx(before)


def test_losses_are_those_of_the_model_itself(base: Path) -> None:
    import torch

    from bench.threads.experiment import lora

    model = lora.load(base, bfloat16=False)
    rows = [([0, 30, 40, 50, 1], [-100, -100, 40, 50, -100]), ([0, 31, 41], [-100, -100, 41])]
    own = [model(torch.tensor([ids]), labels=torch.tensor([labels])).loss.item() for ids, labels in rows]
    assert lora.measure(model, rows) == pytest.approx([2 * own[0], own[1]], rel=1e-4)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    monkeypatch.setattr("sys.argv", ["experiment", *map(str, arguments)])
    experiment.main()
