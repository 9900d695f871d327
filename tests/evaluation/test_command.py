"""The command and its page, with models of which it is known what they can."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import time
from pathlib import Path

import jsonschema
import pytest

import simulacrum_core.evaluation.evaluate as library
import simulacrum_core.evaluation.subject as subjects
from simulacrum_core import Evaluation, Manifest, UsageError, evaluate, figure_text, read_measured, read_progress
from simulacrum_core.evaluation.evaluate import Watcher, save
from simulacrum_core.evaluation.material import Material
from simulacrum_core.evaluation.noted import noted
from simulacrum_core.evaluation.page import page
from simulacrum_core.evaluation.replies import Replies
from simulacrum_core.evaluation.schema import schema
from simulacrum_core.evaluation.store import Store
from simulacrum_core.evaluation.subject import Subject
from simulacrum_core.inspection.measured import PLACE, PROGRESS, MeasuringProgress
from simulacrum_core.inspection.report import dataset_page

from ..conftest import Simulacrum
from .conftest import made
from .models import Known, subject
from .test_metrics import listens, size


class KilledError(Exception):
    """The run ends here."""


class Loaded:
    """Stands for the loading of a model, and counts what is asked of it."""

    def __init__(self) -> None:
        self.scored, self.most = 0, 10**9

    def __call__(self, folder: Path, manifest: Manifest, *_: object, **__: object) -> tuple[Subject, str]:
        def counted(asked: object) -> float:
            self.scored += 1
            if self.scored > self.most:
                raise KilledError
            return listens(asked)  # type: ignore[arg-type]

        return subject(manifest, Known(counted), Known(size)), ""


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> Loaded:
    model = Loaded()
    monkeypatch.setattr(library, "load_subject", model)
    monkeypatch.setattr(library, "_trained", lambda folder: [folder / "model"])
    return model


@pytest.mark.parametrize("has_base", [True, False])
def test_no_figure_stands_without_its_interval_and_its_two_sides(
    has_base: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made(tmp_path, 90, canaries=32, validation=0.4)

    def says(prompt: str) -> str:
        asked = prompt.rpartition("Where is the ")[2].partition(" ")[0]
        return f" the {asked}, hm, at the harbour and near the old mill, ask Ben"

    def load(folder: Path, manifest: Manifest, *_: object, **__: object) -> tuple[Subject, str]:
        return subject(manifest, Known(listens, says), Known(size, lambda prompt: " Well.") if has_base else None), ""

    monkeypatch.setattr(library, "load_subject", load)
    monkeypatch.setattr(library, "_trained", lambda folder: [folder / "model"])
    found = evaluate(folder)
    figures = {one.id: one for result in found.results for one in result.figures if one.value is not None}
    assert {"bits_per_byte", "context_gain", "mrr", "style_delta", "habit_words", "copies", "leaks"} <= figures.keys()
    assert {"extracted_0", "extracted_8", "known_8", "copies_beyond", "exposure_own"} <= figures.keys()
    assert {"saved", "author_llr", "author_auc", "forgetting"} & figures.keys() == (
        {"saved", "author_llr", "author_auc", "forgetting"} if has_base else set()
    )
    for one in figures.values():
        assert one.low is not None, one.id
        assert (one.floor is None) == bool(one.no_floor) != bool(one.floor_is), one.id
        assert (one.ceiling is None) == bool(one.no_ceiling) != bool(one.ceiling_is), one.id
    without = {id for id, one in figures.items() if one.ceiling is None}
    # Canaries are private data of which none is held out.
    assert without - {"private_own", "private_context"} == {"context_gain"}
    missing = {id for id, one in figures.items() if one.floor is None}
    shares = {"stopped", "spoke_on", "cut", "empty", "repeats", "invented_names", "invented_numbers"}
    assert missing == (set() if has_base else {"bits_per_byte", *shares})
    kept = json.loads(save(found, folder).with_suffix(".json").read_text(encoding="utf-8"))
    jsonschema.validate(kept, schema("evaluation"))
    told = (folder / "evaluation" / "evaluation.html").read_text(encoding="utf-8")
    assert "none<small><bdi>how much of the person" in told
    assert "no ceiling: how much of the person" in dataset_page(folder)


def test_a_second_call_measures_nothing_again(dataset: Path, loaded: Loaded, tmp_path: Path) -> None:
    folder = made(tmp_path, 40)
    first = evaluate(folder, quick=True, metrics=["listening", "likelihood"])
    count = loaded.scored
    assert count
    assert [result.id for result in first.results] == ["likelihood", "listening"]
    assert evaluate(folder, quick=True, metrics=["listening", "likelihood"]) == first
    assert loaded.scored == count
    evaluate(folder, quick=True, metrics=["likelihood"], seed=1)
    assert loaded.scored > count


def test_a_run_that_was_killed_goes_on_with_what_is_missing(
    loaded: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subjects, "_KEPT_AT_ONCE", 50)
    whole, killed = made(tmp_path, 60), tmp_path / "killed"
    shutil.copytree(whole, killed)
    expected = evaluate(whole, metrics=["listening"])
    every, loaded.scored, loaded.most = loaded.scored, 0, 250
    with pytest.raises(KilledError):
        evaluate(killed, metrics=["listening"])
    (kept,) = (killed / "evaluation" / "parts").glob("*/scores.jsonl")
    assert kept.stat().st_mode & 0o077 == 0
    assert "harbour" not in kept.read_text(encoding="utf-8")
    # Cut off in a line.
    kept.write_bytes(kept.read_bytes()[:-9])
    loaded.scored, loaded.most = 0, 10**9
    found = evaluate(killed, metrics=["listening"])
    assert [one.figures for one in found.results] == [one.figures for one in expected.results]
    assert loaded.scored <= every - 200


def test_replies_that_were_written_before_a_run_was_killed_are_not_written_again(
    dataset: Path, manifest: Manifest, material: Material, tmp_path: Path
) -> None:
    asked: list[str] = []

    def says(prompt: str) -> str:
        if len(asked) == 70:
            raise KilledError
        asked.append(prompt)
        return f" {len(prompt)}"

    model, store = subject(manifest, Known(size, says)), Store(tmp_path, {})
    with pytest.raises(KilledError):
        Replies(model, material, 0, 80, store).of("tuned")
    assert len(asked) == 70
    asked = ["before"] * 100
    found = Replies(model, material, 0, 80, store).of("tuned")
    assert len(asked) - 100 == len(found) - 64
    assert len(found) > 70


def test_the_command_prints_figures_and_writes_a_page_without_a_script(
    simulacrum: Simulacrum, loaded: Loaded, tmp_path: Path
) -> None:
    folder = made(tmp_path, 60)
    result = simulacrum("evaluate", folder, "--only", "likelihood", "--only", "listening")
    assert result.exit_code == 0, result.output
    assert "context gain" in result.stdout
    assert "The model listens" in result.stdout
    text = (folder / "evaluation" / "evaluation.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert "default-src 'none'" in text
    assert (folder / "evaluation" / "evaluation.html").stat().st_mode & 0o077 == 0
    numbers = json.loads((folder / "evaluation" / "evaluation.json").read_text(encoding="utf-8"))
    assert numbers["results"][0]["figures"][0]["id"] == "bits_per_byte"


def test_with_twenty_held_out_replies_it_declines_politely(
    simulacrum: Simulacrum, loaded: Loaded, tmp_path: Path
) -> None:
    folder = made(tmp_path, 20)
    result = simulacrum("evaluate", folder, "--only", "likelihood", "--only", "listening")
    assert result.exit_code == 1
    assert "are needed" in result.stdout
    assert "too little held-out text" in result.stderr
    assert "most figures need 30" in result.stdout
    assert not loaded.scored


def test_the_report_shows_what_was_measured(simulacrum: Simulacrum, loaded: Loaded, tmp_path: Path) -> None:
    folder = made(tmp_path, 60)
    assert simulacrum("evaluate", folder, "--only", "likelihood", "--only", "listening").exit_code == 0
    found, written = read_measured(folder), evaluate(folder, metrics=["likelihood", "listening"])
    assert found
    assert [(one.name, one.value) for part in found.results for one in part.figures] == [
        (one.name, one.value) for part in written.results for one in part.figures
    ]
    text = dataset_page(folder)
    (card,) = re.findall(r'<section id="evaluation".*?</section>', text, re.DOTALL)
    for figure in (one for part in found.results for one in part.figures if one.value is not None):
        assert figure_text(figure.value, figure.unit) in card
    assert card.count('class="dots"') == card.count('class="spread"') > 0
    assert "The model listens" in card
    # In what is told names may stand.
    assert "The model listens" not in dataset_page(folder, pseudonyms=True)
    assert "<script" not in text


def test_what_stands_in_a_damaged_or_hostile_evaluation_does_no_harm(
    simulacrum: Simulacrum, loaded: Loaded, tmp_path: Path
) -> None:
    folder = made(tmp_path, 60)
    assert simulacrum("evaluate", folder, "--only", "likelihood").exit_code == 0
    path, evil = folder / PLACE, "<img src=x onerror=alert(1)>"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("bits per byte", evil).replace('"told": "', f'"told": "{evil}'), encoding="utf-8")
    text = dataset_page(folder)
    assert "&lt;img src=x" in text
    assert "<img" not in text
    for damaged in (whole[:100], "[" * 100_000, "null", '{"results": 5}'):
        path.write_text(damaged, encoding="utf-8")
        assert 'id="evaluation"' not in dataset_page(folder)


def test_how_far_it_is_can_be_told_by_another_program(tmp_path: Path) -> None:
    told: list[int] = []
    with noted(tmp_path, Watcher(expect=told.append)) as watcher:
        assert read_progress(tmp_path) == MeasuringProgress()
        watcher.expect(2)
        assert read_progress(tmp_path) == MeasuringProgress(0, 2)
        for _ in range(3):
            time.sleep(0.2)
            watcher.row()
        assert read_progress(tmp_path).done == 2
    assert told == [2]
    assert not (tmp_path / PROGRESS).exists()


def test_a_folder_that_is_no_dataset_is_left_as_it_is(simulacrum: Simulacrum, tmp_path: Path) -> None:
    for command in ("evaluate", "quiz"):
        assert simulacrum(command, tmp_path / "none").exit_code != 0
    assert not (tmp_path / "none").exists()


def test_what_is_measured_is_never_pushed(simulacrum: Simulacrum, loaded: Loaded, tmp_path: Path) -> None:
    folder = made(tmp_path, 60)
    assert simulacrum("evaluate", folder, "--only", "likelihood").exit_code == 0
    result = simulacrum("push", folder, "--repo", "ada/ada", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "train.jsonl" in result.stdout
    assert "evaluation" not in result.stdout


def test_names_of_strangers_are_no_markup(dataset: Path, loaded: Loaded) -> None:
    found: Evaluation = evaluate(dataset, quick=True, metrics=["likelihood"])
    hostile = "<img src=x onerror=alert(1)>"
    import msgspec

    text = page([msgspec.structs.replace(found, persona=hostile, model=hostile, remarks=(hostile,))])
    assert "<img" not in text


def test_an_unknown_metric_is_told(dataset: Path) -> None:
    with pytest.raises(UsageError, match="Did you mean 'listening'"):
        evaluate(dataset, metrics=["listen"])


def test_a_chat_template_is_refused(dataset: Path) -> None:
    manifest = Manifest.load(dataset)
    before = (dataset / "simulacrum.json").read_bytes()
    try:
        manifest.model_copy(update={"template": manifest.template.model_copy(update={"wrapped": True})}).save(dataset)
        with pytest.raises(UsageError, match="chat template"):
            evaluate(dataset)
    finally:
        (dataset / "simulacrum.json").write_bytes(before)


def test_without_a_model_it_says_what_to_do(simulacrum: Simulacrum, dataset: Path) -> None:
    with contextlib.suppress(ImportError):
        import torch  # noqa: F401

        pytest.skip("torch is here")
    assert "Run `simulacrum train`" in simulacrum("evaluate", dataset).stderr
