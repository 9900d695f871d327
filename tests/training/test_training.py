"""`simulacrum train` with axolotl: what is refused before it starts, and how its process is run.

The axolotl of these tests is a stand-in that prints what the real one printed and can be stopped: they are about output,
signals and exit codes. The real one is run in tests/real/test_training.py.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from ..conftest import Simulacrum, chat_text
from ..tokenizers import write_tokenizer

CHAT = chat_text(*["Ben Kowal: hi there", "Ada: yo", "Ada: and so on"] * 20)
STATE = {"log_history": [{"step": 1, "loss": 3.0}, {"step": 2, "loss": 2.0}, {"step": 2, "eval_loss": 2.5}]}
# As axolotl 0.19 prints it, bars and all.
OUTPUT = (
    "[2026-11-24 05:42:16,574] [INFO] [axolotl.train] Starting trainer...\\n"
    "\\r  0%|          | 0/2 [00:00<?, ?it/s]"
    "\\r 58%|█████▊    | 7/12 [00:00<00:00, 66.39it/s]\\n"
    "\\r   \\r{'eval_loss': '3.5', 'eval_runtime': '0.31', 'epoch': '0'}\\n"
    "\\r 50%|████▉     | 1/2 [00:00<00:13,  1.56it/s]\\r{'loss': '3', 'grad_norm': '0.04', 'epoch': '0.5'}\\n"
    "\\r100%|██████████| 2/2 [00:00<00:13,  1.56it/s]\\r{'eval_loss': '2.5', 'epoch': '1'}\\n"
)
AXOLOTL = f"""\
#!{sys.executable}
import json, os, pathlib, signal, sys, time
here = pathlib.Path.cwd()
with (here / "calls.txt").open("a") as calls:
    print(*sys.argv[1:], file=calls)
    print(*(os.environ.get(name) for name in ("AXOLOTL_DO_NOT_TRACK", "DO_NOT_TRACK", "WANDB_MODE")), file=calls)
if sys.argv[1] == "preprocess":
    sys.exit()
def stop(number, frame):
    with (here / "signals.txt").open("a") as signals:
        print(number, file=signals)
    time.sleep(0.3)
    print("saved")
    sys.exit(0)
signal.signal(signal.SIGINT, stop)
print("{OUTPUT}", flush=True)
BEHAVIOUR
"""
TRAINS = f"""
checkpoint = here / "model" / "checkpoint-2"
checkpoint.mkdir(parents=True, exist_ok=True)
(checkpoint / "trainer_state.json").write_text({json.dumps(json.dumps(STATE))})
(here / "model" / "adapter_config.json").write_text("{{}}")
"""
HANGS = TRAINS + "time.sleep(60)"
FAILS = r"print('\x1b[31mCUDA out of memory\x1b[0m', flush=True); sys.exit(3)"

Dataset = Callable[..., Path]


@pytest.fixture
def dataset(simulacrum: Simulacrum, tmp_path: Path) -> Dataset:
    """Makes a dataset of a base model on the disk; options are those of `convert`."""
    write_tokenizer(tmp_path / "base")
    (tmp_path / "chat.txt").write_text(CHAT, encoding="utf-8")

    def make(*options: object) -> Path:
        base = [] if "--base-model" in options else ["--base-model", "base"]
        result = simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "ada", *base, *options)
        assert result.exit_code == 0, result.output
        return tmp_path / "ada"

    return make


def stand_in(folder: Path, behaviour: str, cards: list[list[object]] | None = None) -> Path:
    """An environment whose axolotl does what `behaviour` says after its first output."""
    (folder / "bin").mkdir(parents=True)
    machine = json.dumps({"axolotl": "0.19.0", "torch": "2.13.0", "cards": cards or []})
    files = {"axolotl": AXOLOTL.replace("BEHAVIOUR", behaviour), "python": f"#!/bin/sh\necho '{machine}'\n"}
    for name, text in files.items():
        (folder / "bin" / name).write_text(text, encoding="utf-8")
        (folder / "bin" / name).chmod(0o755)
    return folder


def edit(folder: Path, **keys: object) -> str:
    """Change keys of the config, as its owner would, and return its text."""
    path = folder / "axolotl.yml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text()), **keys}))
    return path.read_text()


def test_it_prepares_then_trains_in_the_dataset_folder_and_tells_nobody(
    simulacrum: Simulacrum, dataset: Dataset, tmp_path: Path
) -> None:
    folder = dataset()
    stand_in(tmp_path / ".axolotl-env", TRAINS, [["Card", 24 * 10**9]])
    result = simulacrum("train", "ada")
    assert (result.exit_code, result.stdout) == (0, "ada/model\n")
    assert (folder / "calls.txt").read_text().splitlines() == [
        "preprocess axolotl.yml",
        "1 1 disabled",
        "train axolotl.yml --launcher python",
        "1 1 disabled",
    ]
    assert "step 2 of 2: loss 3, eval_loss 2.5" in result.stderr
    assert "7 of 12" not in result.stderr, "the bar of a validation is not the bar of the training"
    assert "lowest at its last measurement, step 2 of 2" in result.stderr
    assert "Starting trainer" in (folder / "model" / "train.log").read_text()
    assert (folder / "model" / "loss.svg").read_text().startswith("<?xml")


def test_what_was_trained_is_its_owners_alone(simulacrum: Simulacrum, dataset: Dataset, tmp_path: Path) -> None:
    folder = dataset()
    (folder / "model").mkdir(mode=0o755)
    (folder / "model").chmod(0o755)
    stand_in(tmp_path / ".axolotl-env", TRAINS)
    before = os.umask(0o022)
    try:
        assert simulacrum("train", "ada").exit_code == 0
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
    made = [folder / "model", *(folder / "model").rglob("*"), folder / "prepared" / "axolotl.yml"]
    assert len(made) > 5
    assert [path.name for path in made if path.stat().st_mode & 0o077] == []


def test_everything_is_shown_when_asked_for(simulacrum: Simulacrum, dataset: Dataset, tmp_path: Path) -> None:
    dataset()
    stand_in(tmp_path / ".axolotl-env", TRAINS)
    assert "Starting trainer" in simulacrum("train", "ada", "--verbose").stderr


def test_without_a_gpu_a_config_beside_the_owners_has_what_a_cpu_needs(
    simulacrum: Simulacrum, dataset: Dataset, tmp_path: Path
) -> None:
    folder = dataset("-e", "gpu", "8")
    text = edit(folder, attn_implementation="flash_attention_2", my_note="stays")
    stand_in(tmp_path / ".axolotl-env", TRAINS)
    result = simulacrum("train", "ada")
    assert "No GPU was found" in result.stderr
    assert "train prepared/axolotl.yml --launcher python" in (folder / "calls.txt").read_text()
    assert (folder / "axolotl.yml").read_text() == text
    used = yaml.safe_load((folder / "prepared" / "axolotl.yml").read_text())
    assert (used["adapter"], used["load_in_4bit"], used["optimizer"]) == ("lora", False, "adamw_torch")
    assert (used["bf16"], used["lora_mlp_kernel"], used["attn_implementation"]) == (False, False, "sdpa")
    assert used["my_note"] == "stays"


def test_several_cards_are_all_used(simulacrum: Simulacrum, dataset: Dataset, tmp_path: Path) -> None:
    folder = dataset()
    stand_in(tmp_path / ".axolotl-env", TRAINS, [["Card", 24 * 10**9]] * 2)
    simulacrum("train", "ada")
    assert "--launcher accelerate" in (folder / "calls.txt").read_text()


def test_a_card_that_is_too_small_is_told_before_it_starts(
    simulacrum: Simulacrum, dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The Hub, which is not here, would be asked five times for that model, with longer and longer pauses.
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    dataset("--base-model", "ORG/Big-70B", "--tokenizer", "base")
    stand_in(tmp_path / ".axolotl-env", TRAINS, [["Card", 8 * 10**9]])
    told = simulacrum("train", "ada").stderr
    assert "Card with 8 GB; training needs about" in told
    assert "It may not fit" in told


def test_a_failure_shows_the_end_of_the_log_and_where_it_lies(
    simulacrum: Simulacrum, dataset: Dataset, tmp_path: Path
) -> None:
    dataset()
    stand_in(tmp_path / ".axolotl-env", FAILS)
    result = simulacrum("train", "ada")
    assert result.exit_code == 1
    assert "`axolotl train prepared/axolotl.yml` failed with exit code 3" in result.stderr
    assert "\\x1b[31mCUDA out of memory" in result.stderr, "what a terminal would obey is shown as text"
    assert f"All of it is in {Path('ada/model/train.log')}" in result.stderr


def test_an_end_without_a_model_is_no_success(simulacrum: Simulacrum, dataset: Dataset, tmp_path: Path) -> None:
    dataset()
    stand_in(tmp_path / ".axolotl-env", "")
    result = simulacrum("train", "ada")
    assert (result.exit_code, "axolotl ended without a model" in result.stderr) == (1, True)


@pytest.mark.parametrize("behaviour", [HANGS, "time.sleep(60)"], ids=["with a checkpoint", "before the first one"])
def test_ctrl_c_is_passed_on_once_and_waited_for(dataset: Dataset, tmp_path: Path, behaviour: str) -> None:
    folder = dataset()
    stand_in(tmp_path / ".axolotl-env", behaviour)
    command = [sys.executable, "-m", "simulacrum_core", "train", "ada"]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    log = folder / "model" / "train.log"
    while not log.exists() or b"2/2" not in log.read_bytes():
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130
    assert (folder / "signals.txt").read_text() == f"{int(signal.SIGINT)}\n"
    assert "saved" in log.read_text()
    assert "Traceback" not in told
    if behaviour is HANGS:
        assert "Go on from checkpoint-2: simulacrum train ada --resume" in told
        assert "▲ lowest at step 2" in told
    else:
        assert "No checkpoint was written yet" in told


def test_it_goes_on_from_the_last_checkpoint_only_when_asked_to(
    simulacrum: Simulacrum, dataset: Dataset, tmp_path: Path
) -> None:
    folder = dataset()
    stand_in(tmp_path / ".axolotl-env", TRAINS, [["Card", 24 * 10**9]])
    nothing = simulacrum("train", "ada", "--resume")
    assert (nothing.exit_code, "no checkpoint to go on from" in nothing.stderr) == (2, True)
    assert simulacrum("train", "ada").exit_code == 0
    again = simulacrum("train", "ada")
    assert (again.exit_code, "there is a model already, trained for 2 steps" in again.stderr) == (2, True)
    assert simulacrum("train", "ada", "--resume").exit_code == 0
    used = yaml.safe_load((folder / "prepared" / "axolotl.yml").read_text())
    assert used["resume_from_checkpoint"] == "model/checkpoint-2"
    assert "resume_from_checkpoint" not in (folder / "axolotl.yml").read_text()


def test_a_dry_run_prints_the_commands_and_starts_none(
    simulacrum: Simulacrum, dataset: Dataset, tmp_path: Path
) -> None:
    folder = dataset()
    stand_in(tmp_path / ".axolotl-env", FAILS)
    result = simulacrum("train", "ada", "--dry-run")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-2:] == [
        f"{tmp_path}/.axolotl-env/bin/axolotl preprocess prepared/axolotl.yml",
        f"{tmp_path}/.axolotl-env/bin/axolotl train prepared/axolotl.yml --launcher python",
    ]
    assert {path.name for path in folder.iterdir()}.isdisjoint({"calls.txt", "prepared", "model"})


def test_a_broken_dataset_is_not_trained_on(simulacrum: Simulacrum, dataset: Dataset, tmp_path: Path) -> None:
    folder = dataset()
    stand_in(tmp_path / ".axolotl-env", TRAINS)
    rows = (folder / "train.jsonl").read_text()
    (folder / "train.jsonl").write_text(rows.replace("<s>", "", 1))
    result = simulacrum("train", "ada")
    assert (result.exit_code, "promises about this dataset are broken" in result.stderr) == (1, True)
    assert not (folder / "calls.txt").exists()


@pytest.mark.parametrize(
    ("keys", "code", "what", "remedy"),
    [
        ({"sequence_len": 20}, 1, "the longest example has", "convert again with --budget 20"),
        ({"base_model": "../other"}, 1, "has another tokenizer", "Convert again with --base-model ../other"),
        ({"base_model": "../gone"}, 1, "there is no base model in ../gone", "its path begins in the dataset's folder"),
        ({"base_model": None}, 1, "names no base_model", "base_model: ORG/MODEL"),
    ],
)
def test_a_config_that_does_not_fit_the_dataset_is_refused(
    simulacrum: Simulacrum, dataset: Dataset, tmp_path: Path, keys: dict[str, object], code: int, what: str, remedy: str
) -> None:
    folder = dataset()
    stand_in(tmp_path / ".axolotl-env", TRAINS)
    write_tokenizer(tmp_path / "other", special=("<s>", "</s>", "<x>"))
    edit(folder, **keys)
    result = simulacrum("train", "ada")
    assert (result.exit_code, what in result.stderr, remedy in result.stderr) == (code, True, True), result.stderr
    assert not (folder / "calls.txt").exists()


def test_a_dataset_counted_in_bytes_needs_the_marks_of_the_base_model(
    simulacrum: Simulacrum, dataset: Dataset, tmp_path: Path
) -> None:
    folder = dataset("--base-model", "base", "--tokenizer", "bytes")
    stand_in(tmp_path / ".axolotl-env", TRAINS)
    write_tokenizer(tmp_path / "other", special=("<s>", "<end>"), eos_token="<end>")
    assert simulacrum("train", "ada").exit_code == 0
    (folder / "model").rename(tmp_path / "old")
    edit(folder, base_model="../other")
    told = simulacrum("train", "ada").stderr
    assert "begins and ends a text with '<s>' and '<end>'" in told
    assert "Convert again with --base-model ../other" in told


def test_yaml_that_is_none_is_told_with_its_line(simulacrum: Simulacrum, dataset: Dataset) -> None:
    (dataset() / "axolotl.yml").write_text("base_model: x\nadapter: [\n")
    result = simulacrum("train", "ada")
    assert result.exit_code == 1
    assert "axolotl.yml:3: not a YAML file" in result.stderr


def test_a_dataset_of_another_exporter_is_refused_with_the_way_out(simulacrum: Simulacrum, dataset: Dataset) -> None:
    (dataset() / "axolotl.yml").unlink()
    result = simulacrum("train", "ada", "--dry-run")
    assert (result.exit_code, "convert with --to axolotl" in result.stderr) == (2, True)


def test_without_axolotl_both_ways_to_get_it_are_named(
    simulacrum: Simulacrum, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset()
    monkeypatch.setenv("PATH", os.defpath)
    result = simulacrum("train", "ada")
    assert result.exit_code == 2
    assert "pip install 'my-simulacrum[axolotl]'" in result.stderr
    assert "simulacrum train ada --setup" in result.stderr
    planned = simulacrum("train", "ada", "--dry-run")
    assert (planned.exit_code, planned.stderr) == (2, result.stderr)
    assert planned.stdout.splitlines()[-2:] == [
        "axolotl preprocess axolotl.yml",
        "axolotl train axolotl.yml --launcher python",
    ]


def test_an_axolotl_that_does_not_start_is_told(simulacrum: Simulacrum, dataset: Dataset, tmp_path: Path) -> None:
    dataset()
    folder = stand_in(tmp_path / ".axolotl-env", TRAINS)
    (folder / "bin" / "python").write_text("#!/bin/sh\necho 'ImportError: libcuda' >&2\nexit 1\n")
    for mode in ([], ["--dry-run"]):
        result = simulacrum("train", "ada", *mode)
        assert (result.exit_code, "cannot be started (ImportError: libcuda)" in result.stderr) == (1, True)


def test_a_model_is_not_deleted_by_a_new_conversion_but_the_script_is(simulacrum: Simulacrum, dataset: Dataset) -> None:
    folder = dataset()
    assert simulacrum("train", "ada", "--script").exit_code == 0
    dataset("--force")
    assert not (folder / "train.sh").exists()
    (folder / "model").mkdir()
    result = simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "ada", "--force")
    assert (result.exit_code, "holds model, which --force would delete" in result.stderr) == (2, True)


def test_the_script_is_a_script_and_the_lines_to_type_are_told(
    simulacrum: Simulacrum, dataset: Dataset, tmp_path: Path
) -> None:
    folder = dataset()
    result = simulacrum("train", "ada", "--script", "-t", "push_to", "ada/voice")
    assert (result.exit_code, result.stdout) == (0, "ada/train.sh\n")
    lines = [line.strip() for line in result.stderr.splitlines() if line.startswith("  ")]
    assert lines == ["scp -r ada HOST:ada", "ssh HOST bash ada/train.sh", "scp -r HOST:ada/model ada/"]
    subprocess.run(["bash", "-n", folder / "train.sh"], check=True)
    text = (folder / "train.sh").read_text()
    assert 'hf upload --private ada/voice "$output/merged" .' in text
    assert str(tmp_path) not in text
    assert simulacrum("train", "ada", "--script", "-t", "push_to", "ada/$(reboot)").exit_code == 2
