"""The exporter's promises, kept before the real axolotl: it prepares, trains and merges what `simulacrum convert` writes."""

from __future__ import annotations

import json
import math
import shutil
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import Result

from simulacrum_core import Manifest

from .conftest import BUDGET, CASES, OTHERS, Prepared, counted, previewed, run_axolotl, run_simulacrum
from .environment import HOME, run_with_torch
from .tiny import TINY_MODEL

pytestmark = pytest.mark.slow

SEAMLESS = ("llama3", "qwen3", "qwen3-unnamed", "qwen3-bubbles", "gemma3", "deepseek")
# What begins and ends an example, by the models' own configs; the configs of two say that no BOS is added.
FRAMES = {
    "tiny": ("<s>", "</s>"),
    "llama2": ("<s>", "</s>"),
    "llama3": ("<|begin_of_text|>", "<|end_of_text|>"),
    "qwen3": ("", "<|im_end|>"),
    "gemma3": ("<bos>", "<end_of_turn>"),
    "deepseek": ("", "<｜end▁of▁sentence｜>"),
}
# axolotl turns its Triton kernels on wherever LoRA is, with a GPU or without.
WITHOUT_GPU = ("--no-lora-mlp-kernel", "--no-lora-qkv-kernel", "--no-lora-o-kernel", "--no-lora-embedding-kernel")
STEPS = 4
DUMP = Path(__file__).with_name("dump_rows.py")

Rows = Iterable[dict[str, Any]]
every_case = pytest.mark.parametrize("name", CASES)


def all_rows(prepared: Prepared) -> list[dict[str, Any]]:
    return [row for part in prepared.report["prepared"] for row in part]


@every_case
def test_axolotl_prepares_exactly_the_rows_that_preview_shows(prepared: dict[str, Prepared], name: str) -> None:
    train, validation = map(counted, previewed(prepared[name].folder).values())
    parts = [counted(part) for part in prepared[name].report["prepared"]]
    assert train.total() > 100
    assert validation.total() > 10
    assert parts in ([train, validation], [validation, train])
    assert all(set(row["attention_mask"]) == {1} for row in all_rows(prepared[name]))


@every_case
def test_axolotl_drops_nothing_and_every_row_is_within_the_budget(prepared: dict[str, Prepared], name: str) -> None:
    manifest, rows, log = Manifest.load(prepared[name].folder), all_rows(prepared[name]), prepared[name].report["log"]
    assert "Success! Preprocessed data path" in log
    assert "Dropped" not in log
    assert len(rows) == sum(manifest.statistics.examples.values())
    assert max(len(row["input_ids"]) for row in rows) == manifest.statistics.longest <= BUDGET
    assert sum(len(row["input_ids"]) for row in rows) == manifest.statistics.tokens
    assert sum(label != -100 for row in rows for label in row["labels"]) == manifest.statistics.trained_tokens


@every_case
def test_the_chat_holds_what_is_hard(datasets: dict[str, Path], name: str) -> None:
    ledger = Manifest.load(datasets[name]).ledger
    assert (ledger.read, ledger.unreadable) == (600, 0)
    assert ledger.defused > 30
    assert ledger.cut > 3


@cache
def checked(folder: Path) -> Result:
    """What `simulacrum check` says of a dataset that stays as it is."""
    return run_simulacrum("check", folder, "--json")


@every_case
def test_check_counts_the_drift_that_transformers_finds(prepared: dict[str, Prepared], name: str) -> None:
    folder, whole = prepared[name].folder, prepared[name].report["whole"]
    check = json.loads(checked(folder).stdout)
    splits = previewed(folder)
    assert check["rows"] == {split: len(rows) for split, rows in splits.items()}
    pairs = [pair for split, rows in splits.items() for pair in zip(rows, whole[split], strict=True)]
    assert check["drift"] == sum(row["input_ids"] != ids for row, ids in pairs)


@pytest.mark.parametrize("name", SEAMLESS)
def test_seamless_rows_have_the_ids_of_their_whole_text(prepared: dict[str, Prepared], name: str) -> None:
    whole = [tuple(ids) for part in prepared[name].report["whole"].values() for ids in part]
    assert Counter(tuple(row["input_ids"]) for row in all_rows(prepared[name])) == Counter(whole)
    assert "Note:" not in checked(prepared[name].folder).stderr


@pytest.mark.parametrize("name", ["llama2", "llama2-origin", "llama2-unnamed", "llama3-origin"])
def test_drift_is_told(datasets: dict[str, Path], name: str) -> None:
    assert "the ids of the segments differ from the ids of the whole text" in checked(datasets[name]).stderr


@every_case
def test_control_ids_are_only_at_the_two_ends(prepared: dict[str, Prepared], name: str) -> None:
    bos, eos = FRAMES[prepared[name].case.model]
    report, template = prepared[name].report, Manifest.load(prepared[name].folder).template
    controls = set(report["controls"])
    assert (template.bos, template.eos) == (bos, eos)
    assert report["eos"] in controls
    for row in all_rows(prepared[name]):
        ids, start = row["input_ids"], len(bos and [report["bos"]])
        assert ids[:start] == [report["bos"]][:start]
        assert ids[-1] == row["labels"][-1] == report["eos"]
        assert not controls.intersection(ids[start:-1])


@every_case
def test_only_the_turns_of_the_persona_are_trained_on(prepared: dict[str, Prepared], name: str) -> None:
    template = Manifest.load(prepared[name].folder).template
    lead = ("\nAda: " if template.style == "origin" else "Ada: ") if template.train_name else " "
    if prepared[name].case.model == "llama2":
        # Its decoder drops the space that a text begins with.
        lead = lead.removeprefix(" ")
    for texts in prepared[name].report["trained"]:
        *inner, last = texts
        assert all(text.startswith(lead) for text in texts)
        assert last.endswith(template.eos)
        assert template.style == "origin" or all(text.endswith("\n") for text in inner)
        assert not any(f"{other}:" in text for text in texts for other in OTHERS)


@every_case
def test_axolotl_knows_every_key_of_the_config_and_accepts_every_value(
    prepared: dict[str, Prepared], models: Path, name: str
) -> None:
    case, report = prepared[name].case, prepared[name].report
    valid, adapter = report["valid"], "qlora" if "qlora" in case.options else "lora"
    assert report["unknown"] == []
    assert "deprecat" not in report["log"].casefold()
    assert {key: valid[key] for key in report["config"] if not key.endswith("datasets")} == {
        key: value for key, value in report["config"].items() if not key.endswith("datasets")
    }
    assert (valid["base_model"], valid["adapter"], valid["load_in_4bit"]) == (
        str(models / case.model),
        adapter,
        adapter == "qlora",
    )
    assert (valid["sequence_len"], valid["train_on_inputs"], valid["val_set_size"]) == (BUDGET, False, 0)
    datasets = [(one["path"], one["ds_type"], one["type"]) for one in valid["datasets"] + valid["test_datasets"]]
    assert datasets == [("train.jsonl", "json", "input_output"), ("validation.jsonl", "json", "input_output")]


def test_the_cases_hold_both_adapters(prepared: dict[str, Prepared]) -> None:
    assert {item.report["valid"]["adapter"] for item in prepared.values()} == {"lora", "qlora"}


class Trained(NamedTuple):
    """A dataset folder after training, and what the commands printed."""

    folder: Path
    preprocess: str
    merge: str


@pytest.fixture(scope="module")
def trained(axolotl: Path, prepared: dict[str, Prepared], tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """The three commands that the config names, as a user runs them."""
    folder = tmp_path_factory.mktemp("trained") / "ada"
    shutil.copytree(prepared["tiny"].folder, folder, ignore=shutil.ignore_patterns("prepared", "model", "*.log"))
    # As many processes as axolotl takes by itself on two cores.
    many = {"AXOLOTL_DATASET_NUM_PROC": "2"}
    preprocess = run_axolotl(axolotl, "axolotl", "preprocess", "axolotl.yml", cwd=folder, **many)
    few = ["--max-steps", STEPS, "--learning-rate", 0.01]
    run_axolotl(axolotl, "axolotl", "train", "axolotl.yml", *few, *WITHOUT_GPU, cwd=folder)
    return Trained(folder, preprocess, run_axolotl(axolotl, "axolotl", "merge-lora", "axolotl.yml", cwd=folder))


def test_the_command_prepares_what_the_driver_prepares(
    axolotl: Path, trained: Trained, prepared: dict[str, Prepared]
) -> None:
    parts = sorted(trained.folder.glob("prepared/*/*/"))
    lines = run_axolotl(axolotl, "python", DUMP, *parts).splitlines()
    assert "Dropped" not in trained.preprocess
    assert [part.name for part in parts] == sorted({json.loads(line)["folder"] for line in lines})
    assert counted(map(json.loads, lines)) == counted(all_rows(prepared["tiny"]))


def test_training_begins_where_an_untrained_model_is_and_learns(trained: Trained) -> None:
    state = json.loads((trained.folder / "model" / f"checkpoint-{STEPS}" / "trainer_state.json").read_text())
    losses = [entry["loss"] for entry in state["log_history"] if "loss" in entry]
    held_out = [entry["eval_loss"] for entry in state["log_history"] if "eval_loss" in entry]
    untrained = math.log(TINY_MODEL["vocab_size"])
    assert len(losses) == STEPS
    assert losses[0] == pytest.approx(untrained, abs=0.1)
    assert held_out[0] == pytest.approx(untrained, abs=0.1)
    assert held_out[-1] < held_out[0] - 0.02


def test_there_is_an_adapter_of_all_linear_layers(trained: Trained) -> None:
    config = json.loads((trained.folder / "model" / "adapter_config.json").read_text())
    assert (config["peft_type"], config["r"], config["lora_alpha"]) == ("LORA", 16, 32)
    assert set(config["target_modules"]) == {f"{part}_proj" for part in ("q", "k", "v", "o", "gate", "up", "down")}
    assert (trained.folder / "model" / "adapter_model.safetensors").stat().st_size > 10_000


def test_merging_changes_every_linear_layer_and_keeps_the_tokenizer(trained: Trained, models: Path) -> None:
    merged, base = trained.folder / "model" / "merged", models / "tiny"
    weights, before = (folder / "model.safetensors" for folder in (merged, base))
    assert f"Applied LoRA to {7 * TINY_MODEL['num_hidden_layers']}/" in trained.merge
    assert weights.stat().st_size == before.stat().st_size
    assert weights.read_bytes() != before.read_bytes()
    assert (merged / "tokenizer.json").read_bytes() == (base / "tokenizer.json").read_bytes()


def test_what_axolotl_trained_is_merged_as_axolotl_merges_it_and_talks(trained: Trained) -> None:
    done = run_with_torch("-m", "tests.real.merged", trained.folder, cwd=HOME)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["places"] == ["model/merged", "merged"]
    assert report["learned"] > 0.01
    assert max(report["ours"], report["theirs"]) < 1e-4
    assert report["said"][0] == report["said"][1]
    adapter, *merged = report["measured"]
    assert adapter[0] < adapter[1] - 0.01
    assert all(found == pytest.approx(adapter, abs=1e-3) for found in merged)
    assert STEPS in report["steps"]


def test_the_dataset_is_still_whole_after_training(trained: Trained) -> None:
    assert "Every promise holds." in run_simulacrum("check", trained.folder).stdout
