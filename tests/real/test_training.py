"""`simulacrum train` through the real axolotl on a tiny model: interrupted, resumed, by the script, from inside."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from simulacrum_core.training.losses import Loss, checkpoints, read_losses

from .conftest import chat_lines, run_axolotl, run_simulacrum
from .environment import AXOLOTL_VARIABLES, axolotl_variables
from .tiny import tiny_model

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PRESETS = Path(__file__).with_name("presets.py")
SCHEMA = Path(__file__).with_name("axolotl_schema.json")
GPUS = ("8", "12", "16", "24", "48", "80")
PATIENCE = 600
# What a user need not set, beside what `simulacrum train` sets.
_FOR_SPEED = ("OMP_WAIT_POLICY", "TOKENIZERS_PARALLELISM", "AXOLOTL_DATASET_NUM_PROC")
# A learning rate at which so small a model learns something in a minute, and a checkpoint every few steps.
OPTIONS = ("-e", "epochs", "2", "-e", "learning_rate", "0.005")


@pytest.fixture(scope="module")
def place(axolotl: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a short chat, a tiny model with random weights, and a dataset of both."""
    folder = tmp_path_factory.mktemp("place")
    (folder / "chat.txt").write_text("".join(islice(chat_lines(Random(7)), 300)), encoding="utf-8")
    shutil.copytree(tiny_model(), folder / "base")
    convert(folder, "ada", *OPTIONS)
    return folder


def convert(place: Path, name: str, *options: str) -> Path:
    recipe = ["--budget", 128, "--validation", 0.1, "--me", "Ada", "--base-model", place / "base"]
    run_simulacrum("convert", place / "chat.txt", *recipe, *options, "-o", place / name)
    return place / name


def train(place: Path, python: Path | str, *options: object) -> subprocess.Popen[str]:
    """`simulacrum train`, as a process of its own that can be interrupted."""
    return subprocess.Popen(
        [str(python), "-m", "simulacrum_core", "train", "ada", *map(str, options)],
        cwd=place,
        env=os.environ | {key: AXOLOTL_VARIABLES[key] for key in _FOR_SPEED},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(process: subprocess.Popen[str], is_there: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_there():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def interrupted(axolotl: Path, place: Path) -> tuple[Path, str]:
    """The dataset's model after Ctrl-C at a moment after the first checkpoint, and what was told."""
    model = place / "ada" / "model"
    process = train(place, sys.executable, "-t", "environment", axolotl)
    wait_for(process, lambda: checkpoints(model))
    time.sleep(Random().random() * 2)
    process.send_signal(signal.SIGINT)
    out, told = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (130, ""), told
    return model, told


@pytest.fixture(scope="module")
def resumed(axolotl: Path, place: Path, interrupted: tuple[Path, str]) -> tuple[list[Loss], str]:
    """The losses of the whole run, which went on after the interruption, and what was told."""
    before = read_losses(interrupted[0])
    process = train(place, sys.executable, "-t", "environment", axolotl, "--resume")
    out, told = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (0, "ada/model\n"), told
    after = read_losses(interrupted[0])
    assert after[: len(before)] == before
    return after, told


def test_an_interrupted_training_keeps_its_checkpoint_and_says_how_to_go_on(interrupted: tuple[Path, str]) -> None:
    model, told = interrupted
    last = max(checkpoints(model))
    assert f"Go on from checkpoint-{last}: simulacrum train ada -t environment " in told
    assert "Traceback" not in told
    assert (model / "adapter_model.safetensors").is_file(), "axolotl saves what was learned until then"


def test_a_resumed_training_goes_on_to_the_end_and_the_loss_falls(resumed: tuple[list[Loss], str]) -> None:
    run, told = resumed
    train_losses = [loss.train for loss in run if loss.train is not None]
    validation = [loss.validation for loss in run if loss.validation is not None]
    assert [loss.step for loss in run if loss.train is not None] == list(range(1, len(train_losses) + 1))
    assert validation[-1] < validation[0] - 0.1
    assert f"step {len(train_losses)} of {len(train_losses)}: loss" in told
    assert "Validation loss was lowest at" in told


def test_the_model_folder_holds_the_adapter_the_log_and_the_picture(
    place: Path, resumed: tuple[list[Loss], str]
) -> None:
    model = place / "ada" / "model"
    adapter = json.loads((model / "adapter_config.json").read_text())
    assert (adapter["peft_type"], adapter["base_model_name_or_path"]) == ("LORA", str(place / "base"))
    assert "Training completed!" in (model / "train.log").read_text()
    assert "</svg>" in (model / "loss.svg").read_text()
    assert "Every promise holds." in run_simulacrum("check", place / "ada").stdout


def test_the_owners_config_is_left_as_it_was(place: Path, resumed: tuple[list[Loss], str]) -> None:
    config = place / "ada" / "axolotl.yml"
    again = convert(place, "again", *OPTIONS) / "axolotl.yml"
    assert config.read_text() == again.read_text()


def test_the_script_trains_and_merges_and_goes_on_after_a_cut_connection(axolotl: Path, place: Path) -> None:
    folder = convert(place, "rented", *OPTIONS, "-e", "epochs", "1")
    run_simulacrum("train", folder, "--script")
    variables = axolotl_variables(axolotl) | {"AXOLOTL_ENV": str(axolotl)}

    def script() -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["bash", str(folder / "train.sh")],
            cwd=place,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )

    first = script()
    wait_for(first, lambda: checkpoints(folder / "model"))
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    second = script()
    told, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0, told[-4000:]
    assert "auto-resume functionality to resume from checkpoint" in told
    assert (folder / "model" / "merged" / "model.safetensors").is_file()
    third = script()
    told, _ = third.communicate(timeout=PATIENCE)
    assert third.returncode == 0
    assert "Done. The result is in" in told
    assert "Training" not in told


@pytest.fixture(scope="module")
def reports(axolotl: Path, place: Path) -> dict[str, dict[str, Any]]:
    """What axolotl says of the configs for all cards, and of the other layouts' for two of them."""
    # Several times the chat has rows enough that packing pays.
    wanted = {f"gpu-{gpu}": ("-e", "gpu", gpu, "--weight", "whatsapp=8") for gpu in GPUS}
    for layout in ("messages", "completion"):
        for gpu in ("12", "24"):
            wanted[f"{layout}-{gpu}"] = ("--to", layout, "-e", "gpu", gpu, "--weight", "whatsapp=8")
    wanted["nothing held out"] = ("--validation", "0")
    folders = [convert(place, name, *options) for name, options in wanted.items()]
    lines = run_axolotl(axolotl, "python", PRESETS, *folders).splitlines()
    told = [json.loads(line.removeprefix("report ")) for line in lines if line.startswith("report ")]
    return dict(zip(wanted, told, strict=True))


def test_every_preset_is_a_config_that_axolotl_takes_on_such_a_card(reports: dict[str, dict[str, Any]]) -> None:
    for name, report in reports.items():
        config, valid = report["config"], report["valid"]
        assert report["unknown"] == []
        assert {key: valid.get(key) for key in config if not key.endswith("datasets")} == {
            key: value for key, value in config.items() if not key.endswith("datasets")
        }
        assert config["save_steps"] == pytest.approx(1 / (4 * config["num_epochs"]), rel=1e-4)
        best = [config.get(key) for key in ("eval_steps", "load_best_model_at_end", "early_stopping_patience")]
        assert best == ([None] * 3 if name == "nothing held out" else [config["save_steps"], True, 3])
    cards = [reports[f"gpu-{gpu}"]["config"] for gpu in GPUS]
    assert [config["sample_packing"] for config in cards] == [False] * 3 + [True] * 3
    assert {config["adapter"] for config in cards} == {"lora", "qlora"}
    for layout in ("messages", "completion"):
        assert [reports[f"{layout}-{gpu}"]["config"]["adapter"] for gpu in ("12", "24")] == ["qlora", "lora"]


def test_axolotls_schema_says_of_our_keys_what_it_said(reports: dict[str, dict[str, Any]]) -> None:
    """Another axolotl may be taken when this says that nothing changed: SCHEMA has the keys as 0.19 has them."""
    now = {key: kind for report in reports.values() for key, kind in report["schema"].items()}
    known = json.loads(SCHEMA.read_text(encoding="utf-8"))
    changed = {
        key: (known.get(key), now.get(key)) for key in known.keys() | now.keys() if known.get(key) != now.get(key)
    }
    assert changed == {}


@pytest.fixture(scope="module")
def inside(axolotl: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of axolotl's environment into which this project is installed beside axolotl's own pins."""
    copy = tmp_path_factory.mktemp("inside") / "env"
    # Links instead of copies: pip replaces files and never writes into them.
    shutil.copytree(axolotl, copy, symlinks=True, copy_function=os.link)
    for script in (copy / "bin").iterdir():
        if script.is_file() and not script.is_symlink():
            contents, mode = script.read_bytes(), script.stat().st_mode
            script.unlink()
            script.write_bytes(contents.replace(os.fsencode(axolotl), os.fsencode(copy)))
            script.chmod(mode)
    return copy


def frozen(environment: Path) -> set[str]:
    return set(run_axolotl(environment, "python", "-m", "pip", "freeze", "--exclude-editable").split())


def test_the_project_installs_beside_axolotl_without_moving_one_of_its_pins(
    axolotl: Path, inside: Path, place: Path
) -> None:
    before = frozen(inside)
    install = ["-m", "pip", "install", "--quiet", "--editable", f"{ROOT}[tokenizers,train]"]
    run_axolotl(inside, "python", *install)
    assert before <= frozen(inside)
    check = subprocess.run(
        [inside / "bin" / "python", "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    # The environment of the tests lacks what axolotl never imports on a CPU.
    assert "simulacrum" not in check.stdout
    # What it would do is planned only where it could be done: this dataset was trained on.
    process = train(place, inside / "bin" / "python", "--dry-run", "--resume")
    out, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, told
    assert f"{inside}/bin/axolotl train prepared/axolotl.yml" in out


def test_setup_makes_an_environment_that_training_then_finds(place: Path, tmp_path: Path) -> None:
    """The real command on the real index, with two small packages in the place of PyTorch and axolotl."""
    shutil.copytree(place / "again" if (place / "again").exists() else place / "ada", tmp_path / "ada")
    requirements = tmp_path / "pins.txt"
    requirements.write_text("six==1.17.0\n", encoding="utf-8")
    options = ["-t", "torch", "idna==3.20", "-t", "requirements", requirements]
    command = [sys.executable, "-m", "simulacrum_core", "train", "ada", "--setup", *map(str, options)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "its axolotl cannot be started" in done.stderr
    listed = run_axolotl(tmp_path / ".axolotl-env", "python", "-m", "pip", "freeze").split()
    assert set(listed) == {"six==1.17.0", "idna==3.20"}
    assert yaml.safe_load((tmp_path / "ada" / "axolotl.yml").read_text())
