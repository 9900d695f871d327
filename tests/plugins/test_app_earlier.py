"""A dataset that is made again where a model lies: the model is put aside with its dataset, and one can go back."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulacrum_app.processes import command_line
from simulacrum_app.workspace import Workspace
from simulacrum_core.training.one_run import one_run

from ..chat.servers import ask_fully
from .opened_app import Opened, opened_app, with_model


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Opened]:
    with opened_app(tmp_path / "ws") as opened:
        yield opened


def names(app: Opened) -> list[str]:
    return sorted(path.name for path in app.workspace.folder.glob("dataset*"))


def made_again(app: Opened, name: str = "Adele") -> None:
    assert "It is put aside, whole" in app.get("/you")
    assert app.post("/make", {"me": ["Ada"], "name": name})[0] == 200
    app.wait()


def test_a_model_is_put_aside_with_its_dataset_and_one_can_go_back(app: Opened) -> None:
    folder = with_model(app)
    old = (folder / "train.jsonl").read_bytes()
    made_again(app)
    assert names(app) == ["dataset", "dataset-1"]
    assert not (folder / "model").exists()
    assert (app.workspace.folder / "dataset-1" / "train.jsonl").read_bytes() == old
    assert (app.workspace.folder / "dataset-1" / "model" / "adapter_model.safetensors").read_bytes() == b"weights"
    assert "Adele" in app.get("/dataset")
    assert "Earlier models" in app.get("/training")
    assert app.post("/take-earlier", {"path": "dataset-1"})[0] == 200
    assert (folder / "model" / "adapter_model.safetensors").read_bytes() == b"weights"
    assert names(app) == ["dataset", "dataset-1"]
    for wrong in ("dataset", "../ws", "dataset-9", "", "dropped"):
        assert app.post("/delete-earlier", {"path": wrong})[0] == 400
        assert app.post("/take-earlier", {"path": wrong})[0] == 400
    assert app.post("/delete-earlier", {"path": "dataset-1"})[0] == 200
    assert names(app) == ["dataset"]
    made_again(app)
    assert app.post("/forget")[0] == 200
    assert [path.name for path in app.workspace.folder.iterdir()] == [".app.lock"]


def test_a_conversion_that_fails_leaves_the_model_where_it_is(app: Opened) -> None:
    folder = with_model(app)
    assert app.post("/make", {"me": ["Ada"], "words": "hi, yo"})[0] == 200
    app.wait()
    assert names(app) == ["dataset"]
    assert (folder / "model").is_dir()
    assert 'class="wrong"' in app.get("/dataset")


def test_nothing_is_put_aside_while_something_trains_on_it(app: Opened) -> None:
    folder = with_model(app)
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "train", str(folder)]) as other:
        (app.workspace.folder / "train.pid").write_text(str(other.pid))
        while str(folder) not in command_line(other.pid):
            assert other.poll() is None
        for path, content in (
            ("/make", {"me": ["Ada"]}),
            ("/leave-out", {"path": "x"}),
            ("/leave-out-talk", {"path": "Ben 2024-01-13T09:00"}),
            ("/take-earlier", {"path": "x"}),
        ):
            status, told = app.post(path, content)
            assert (status, "`simulacrum train` is running" in told) == (400, True)
        other.kill()


def test_a_training_that_was_stopped_or_killed_goes_on_from_its_last_checkpoint(app: Opened) -> None:
    folder = with_model(app)
    (folder / "simulacrum.json").write_text(
        (folder / "simulacrum.json").read_text().replace('"base_model": null', '"base_model": "some/model"')
    )
    assert "Start training" in app.get("/training")
    (folder / "model" / "checkpoint-40").mkdir()
    (folder / "model" / "checkpoint-40" / "trainer_state.json").write_text("{}")
    # Cut off while it was written.
    (folder / "model" / "checkpoint-50").mkdir()
    shown = app.get("/training")
    assert "Go on training" in shown
    assert "from step 40" in shown
    assert f"<code>simulacrum train {folder} --with raw --resume</code>" in shown


@pytest.mark.parametrize("step", ["before", "between"])
def test_a_kill_while_it_is_put_aside_loses_nothing(tmp_path: Path, step: str) -> None:
    """What a killed app leaves: the new dataset whole, the old one still there or moved already."""
    folder = tmp_path / "ws"
    with opened_app(folder) as app:
        with_model(app)
        made_again(app)
    (folder / "dataset").rename(folder / "dataset-new")
    if step == "before":
        (folder / "dataset-1").rename(folder / "dataset")
    with Workspace.opened(folder) as workspace:
        assert workspace.has_model() is False
        assert [path.name for path in workspace.earlier()] == ["dataset-1"]
        assert (folder / "dataset-1" / "model" / "adapter_model.safetensors").exists()


@pytest.mark.slow
def test_the_script_for_a_rented_machine_is_packed_with_the_dataset_and_nothing_private(app: Opened) -> None:
    folder = with_model(app)
    assert ask_fully(app.port, None, "/dataset.zip", headers=app.known)[0] == 404
    assert app.post("/script")[0] == 200
    with zipfile.ZipFile(app.workspace.folder / "dataset.zip") as packed:
        names = {name.removeprefix("dataset/") for name in packed.namelist()}
    assert {"train.sh", "train.jsonl", "simulacrum.json"} <= names
    assert not names & {"report.html", "statistics.json", "provenance.jsonl", "model/adapter_model.safetensors"}
    assert app.post("/make", {"me": ["Ada"]})[0] == 200
    app.wait()
    assert not (app.workspace.folder / "dataset.zip").exists()
    (folder / "simulacrum.json").write_text("{")
    assert app.post("/script")[0] == 400


@pytest.mark.parametrize(
    ("line", "is_shown"),
    [
        ("Talk with it: simulacrum chat x", False),
        ("Interrupted. Go on from checkpoint-5: x", False),
        ("Error: x", True),
    ],
)
def test_what_a_training_wrote_last_is_shown_where_the_buttons_do_not_say_it(
    app: Opened, line: str, is_shown: bool
) -> None:
    with_model(app)
    (app.workspace.folder / "train.log").write_text(f"Loading\n{line}\n")
    assert ("It wrote last" in app.get("/training")) == is_shown


def test_of_a_training_that_was_stopped_the_best_checkpoint_talks_and_is_measured(app: Opened) -> None:
    folder = with_model(app)
    (folder / "model" / "adapter_config.json").unlink()
    # Weights alone are what a kill left in the moment in which the model was put down.
    assert app.workspace.model() is None
    assert "Train a model first" in app.get("/compare")
    for step, loss in ((5, 2.0), (10, 3.0)):
        place = folder / "model" / f"checkpoint-{step}"
        place.mkdir()
        log = [{"step": 5, "eval_loss": 2.0}, {"step": 10, "eval_loss": loss}]
        (place / "trainer_state.json").write_text(json.dumps({"log_history": log}))
    found = folder / "model" / "checkpoint-5"
    assert app.workspace.model() == found
    assert f"simulacrum evaluate {folder} --quick --model {found}" in app.get("/compare")
    with one_run(folder):
        assert app.workspace.model() is None
        assert app.post("/train", {})[0] == 400
    (folder / "model" / "adapter_config.json").write_text("{}")
    assert app.workspace.model() == folder / "model"
    assert f"simulacrum evaluate {folder} --quick</code>" in app.get("/compare")
