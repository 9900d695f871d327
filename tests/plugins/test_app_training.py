"""What can be set before a training in the app, and how far one is."""

from __future__ import annotations

import html
import json
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulacrum_app.processes import Training, command_line
from simulacrum_app.settings import choose, chosen
from simulacrum_app.work import Work
from simulacrum_core.training import RunProgress

from ..conftest import Simulacrum, chat_text
from ..tokenizers import write_tokenizer
from .opened_app import EVIL, Opened, dropped, opened_app


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Opened]:
    """An app with a dataset for a base model that is here."""
    write_tokenizer(tmp_path / "tiny", tokenizer_class="PreTrainedTokenizerFast")
    (tmp_path / "tiny" / "config.json").write_text('{"hidden_size": 48, "model_type": "llama"}')
    with opened_app(tmp_path / "ws") as opened:
        dropped(opened, text=chat_text(*["Ben: hi", "Ada: yo"] * 60))
        opened.post("/make", {"me": ["Ada"], "base_model": str(tmp_path / "tiny")})
        opened.wait()
        yield opened


def command(app: Opened) -> list[str]:
    (found,) = re.findall("<code>(simulacrum train .*?--with raw.*?)</code>", app.get("/training"))
    return shlex.split(html.unescape(found))


def test_three_settings_are_shown_with_the_numbers_of_the_run(app: Opened, simulacrum: Simulacrum) -> None:
    shown = app.get("/training")
    for name in ("epochs", "batch", "learning_rate"):
        assert re.search(f'<input id="{name}" name="{name}" value="" placeholder="[0-9.e-]+"', shown), name
    before, _, folded = shown.partition("<details")
    assert before.count("<input") == 4
    assert 'name="lora_r"' in folded
    (placeholder,) = re.findall('id="epochs"[^>]*placeholder="([^"]*)"', shown)
    plan = simulacrum(*command(app)[1:], "--dry-run").stdout
    assert f"epochs {placeholder}," in plan
    (steps,) = re.findall("about ([0-9,]+) steps", shown)
    assert f"steps: {steps} of" in plan


def test_what_is_set_is_what_is_run_and_stands_in_the_command(app: Opened, simulacrum: Simulacrum) -> None:
    wanted = {"epochs": "3", "batch": "1", "learning_rate": "", "quantize": "", "download": False, "lora_r": " 4 "}
    choose(app.workspace, wanted)
    assert command(app)[-6:] == shlex.split("-t epochs 3 -t batch 1 -t lora_r 4")[-6:]
    plan = simulacrum(*command(app)[1:], "--dry-run")
    # Behind the plan it says what is missing to train, such as torch.
    assert plan.exit_code == 0 or "is not installed" in plan.output, plan.output
    assert "epochs 3," in plan.stdout
    assert "LoRA of rank 4" in plan.stdout
    assert 'value="3"' in app.get("/training")
    choose(app.workspace, {"download": True})
    assert command(app)[-3:] == ["-t", "download", "true"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"epochs": "many"}, "Times it reads your text"),
        ({"epochs": "-1"}, "Times it reads your text"),
        ({"batch": EVIL}, "Examples at once"),
        ({"learning_rate": "nan"}, "Learning rate"),
        ({"quantize": "5"}, "quantize"),
        ({"epochs": [1]}, "not understood"),
    ],
)
def test_what_is_no_number_is_told_and_nothing_starts(app: Opened, wrong: dict[str, object], told: str) -> None:
    status, answer = app.post("/train", wrong)
    assert (status, told in answer) == (400, True), answer
    assert app.workspace.state.settings == {}
    assert not (app.workspace.folder / "train.pid").exists()


def test_what_the_app_does_not_offer_cannot_be_set(app: Opened) -> None:
    choose(app.workspace, {"base_model": "/etc", "allow_config": True, "replay": "/etc/passwd", "verbose": True})
    assert chosen(app.workspace) == {}


def test_a_training_goes_on_with_the_numbers_that_it_began_with(app: Opened) -> None:
    choose(app.workspace, {"lora_r": "4"})
    checkpoint = app.workspace.dataset / "model" / "checkpoint-5"
    checkpoint.mkdir(parents=True)
    (checkpoint / "trainer_state.json").write_text('{"log_history": []}')
    assert command(app)[-4:] == ["-t", "lora_r", "4", "--resume"]
    shown = app.get("/training")
    assert "Set: lora_r: 4." in shown
    assert 'name="epochs"' not in shown
    app.post("/make", {"me": ["Ada"], "base_model": str(app.workspace.folder.parent / "tiny")})
    app.wait()
    choose(app.workspace, {"lora_r": "8"})
    (earlier,) = app.workspace.earlier()
    assert app.post("/take-earlier", {"path": earlier.name})[0] == 200
    assert command(app)[-4:] == ["-t", "lora_r", "4", "--resume"]


def test_a_training_that_runs_shows_how_far_it_is_and_how_long_it_takes(app: Opened) -> None:
    folder = app.workspace.dataset
    (folder / "model").mkdir()
    place = folder / "model" / "progress.json"
    begun = [sys.executable, "-c", "import time; time.sleep(60)", "train", str(folder)]

    def put(at: float) -> None:
        record = RunProgress(step=15.0, steps=60, first=0, seconds=100.0, at=at)
        place.write_text(json.dumps({name: getattr(record, name) for name in RunProgress.__struct_fields__}))

    with subprocess.Popen(begun) as other:
        (app.workspace.folder / "train.pid").write_text(str(other.pid))
        until = time.monotonic() + 20
        while str(folder) not in command_line(other.pid) and time.monotonic() < until:
            time.sleep(0.01)
        # What a run before this one left.
        put(time.time() - 3600)
        assert "The model is being loaded" in app.get("/training")
        assert json.loads(app.get("/progress"))["processes"] == {"train": None}
        put(time.time() + 1)
        shown = app.get("/training")
        assert '<progress max="1" value="0.250" aria-label="Training">' in shown
        assert "25 %, about 5 minutes left" in shown
        assert 'data-losses="0"' in shown
        (folder / "model" / "checkpoint-5").mkdir()
        (folder / "model" / "checkpoint-5" / "trainer_state.json").write_text("{}")
        assert "--resume" not in command(app)
        state = json.loads(app.get("/progress"))
        assert state["processes"] == {"train": 0.25}
        assert 290 < state["process_left"] <= 300
        assert state["losses"] == 0
        # Nobody changes the numbers of a training that runs.
        assert app.post("/train", {"epochs": "9"})[0] == 400
        assert chosen(app.workspace) == {}
        other.kill()
    assert Training(app.workspace).progress() is None
    assert place.exists()


@pytest.mark.parametrize("button", ["/train", "/measure", "/make-quiz"])
def test_nothing_trains_or_measures_while_another_page_makes_the_dataset(
    app: Opened, monkeypatch: pytest.MonkeyPatch, button: str
) -> None:
    monkeypatch.setattr(Work, "is_running", True)
    status, told = app.post(button, {})
    assert (status, "something is being done already" in told) == (400, True)
    assert not list(app.workspace.folder.glob("*.pid"))


def test_a_training_that_is_being_stopped_says_so(app: Opened) -> None:
    folder = app.workspace.dataset
    stays = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); print('on', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", stays, "train", str(folder)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        (app.workspace.folder / "train.pid").write_text(str(other.pid))
        assert "Stop and keep the best" in app.get("/training")
        assert app.post("/stop-process")[0] == 200
        shown = app.get("/training")
        assert "It is being stopped" in shown
        assert "Stop and keep the best" not in shown
        other.kill()
