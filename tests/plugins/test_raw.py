"""The exporter and the trainer raw, as far as they go without torch."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow.ipc
import pyarrow.parquet
import pytest

from simulacrum_core import Manifest, Segment, load_tokenizer
from simulacrum_core.training.schedule import schedule

from ..conftest import Simulacrum, chat_text
from ..tokenizers import write_tokenizer

LINES = ["Ben: are you there?", "Ada: yes!", "Ben: naïve café 😂", "Ada: no!\nnot here"]


@pytest.fixture
def made(simulacrum: Simulacrum, tmp_path: Path) -> Simulacrum:
    """The command line beside a chat and a model's tokenizer."""
    (tmp_path / "chat.txt").write_text(chat_text(*LINES * 40), encoding="utf-8")
    write_tokenizer(tmp_path / "tiny")
    write_tokenizer(tmp_path / "reaching", by_words=False)
    return simulacrum


def convert(made: Simulacrum, folder: str, *options: object, model: str = "tiny") -> Any:
    return made("convert", "chat.txt", "--to", "raw", "--me", "Ada", "--base-model", model, *options, "-o", folder)


def arrow(folder: Path) -> list[dict[str, list[int]]]:
    """The rows of a split, as the file has them."""
    with pyarrow.ipc.open_stream((folder / "data-00000-of-00001.arrow").read_bytes()) as stream:
        rows: list[dict[str, list[int]]] = stream.read_all().to_pylist()
    return rows


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("model", ["tiny", "reaching"])
@pytest.mark.parametrize("style", ["seamless", "origin"])
def test_the_tokens_are_those_that_preview_shows_and_the_ids_of_the_whole_text(
    made: Simulacrum, tmp_path: Path, model: str, style: str
) -> None:
    assert convert(made, "ada", "--style", style, model=model).exit_code == 0
    shown = [json.loads(line) for line in made("preview", "ada", "--tokens", "--json", "--all").stdout.splitlines()]
    plain = [json.loads(line) for line in made("preview", "ada", "--json", "--all").stdout.splitlines()]
    tokenizer = load_tokenizer(str(tmp_path / model))
    rows = [row for split in ("train", "validation") for row in arrow(tmp_path / "ada" / "tokens" / split)]
    assert len(rows) > 10
    assert [(row["input_ids"], row["labels"]) for row in rows] == [(row["input_ids"], row["labels"]) for row in shown]
    texts = ["".join(Segment(**part).text for part in row["segments"]) for row in plain]
    assert [row["input_ids"] for row in rows] == list(map(tokenizer.encode, texts))
    assert all(set(row["attention_mask"]) == {1} for row in rows)
    statistics = Manifest.load(tmp_path / "ada").statistics
    assert statistics.tokens == sum(len(row["input_ids"]) for row in rows)
    assert statistics.trained_tokens == sum(label != -100 for row in rows for label in row["labels"])
    checked = made("check", "ada")
    assert (checked.exit_code, checked.stderr) == (0, "")


def test_the_budget_counts_the_whole_text(made: Simulacrum, tmp_path: Path) -> None:
    assert convert(made, "ada", "--budget", 24, model="reaching").exit_code == 0
    lengths = [len(row["input_ids"]) for row in arrow(tmp_path / "ada" / "tokens" / "train")]
    assert max(lengths) == Manifest.load(tmp_path / "ada").statistics.longest <= 24
    assert made("check", "ada").exit_code == 0


def test_the_table_of_tokens_joins_to_the_text(made: Simulacrum) -> None:
    convert(made, "ada", model="reaching")
    (row,) = [json.loads(line) for line in made("preview", "ada", "-n", 1, "--json").stdout.splitlines()]
    table = made("preview", "ada", "-n", 1, "--tokens").stdout.splitlines()[1:]
    assert "".join(json.loads(line.split(maxsplit=2)[2]) for line in table) == "".join(
        part["text"] for part in row["segments"]
    )


def test_the_same_input_gives_the_same_bytes_and_the_fingerprint_is_that_of_the_content(
    made: Simulacrum, tmp_path: Path
) -> None:
    convert(made, "ada")
    convert(made, "again")
    convert(made, "other", "--seed", 1)
    assert contents(tmp_path / "ada") == contents(tmp_path / "again")
    split = tmp_path / "ada" / "tokens" / "train"
    told = json.loads((split / "state.json").read_text())["_fingerprint"]
    assert told == hashlib.sha256((split / "data-00000-of-00001.arrow").read_bytes()).hexdigest()[:16]
    assert told != json.loads((tmp_path / "other/tokens/train/state.json").read_text())["_fingerprint"]


def test_nothing_of_the_text_is_left_elsewhere(
    made: Simulacrum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("TMPDIR", "HOME", "HF_HOME"):
        (tmp_path / variable).mkdir()
        monkeypatch.setenv(variable, str(tmp_path / variable))
    convert(made, "ada")
    assert {path.name for path in tmp_path.iterdir()} == {*"ada chat.txt tiny reaching TMPDIR HOME HF_HOME".split()}
    assert not [path for name in ("TMPDIR", "HOME", "HF_HOME") for path in (tmp_path / name).rglob("*")]
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "ada").rglob("*") if path.is_file())


def test_many_rows_are_many_batches_in_order(made: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(chat_text(*LINES * 600), encoding="utf-8")
    convert(made, "ada")
    lines = (tmp_path / "ada" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    rows = arrow(tmp_path / "ada" / "tokens" / "train")
    tokenizer = load_tokenizer(str(tmp_path / "tiny"))
    assert len(rows) == len(lines) > 512
    for row, line in zip(rows, lines, strict=True):
        assert row["input_ids"] == tokenizer.encode("".join(part["text"] for part in json.loads(line)["segments"]))


def test_a_dataset_without_validation_has_one_split(made: Simulacrum, tmp_path: Path) -> None:
    convert(made, "ada", "--validation", 0)
    assert json.loads((tmp_path / "ada/tokens/dataset_dict.json").read_text()) == {"splits": ["train"]}
    assert not (tmp_path / "ada" / "tokens" / "validation").exists()


def test_bytes_are_no_token_ids(made: Simulacrum, tmp_path: Path) -> None:
    result = made("convert", "chat.txt", "--to", "raw", "--me", "Ada", "-o", "ada")
    assert result.exit_code == 2
    assert "Pass --base-model" in result.stderr
    assert not (tmp_path / "ada").exists()


def test_without_pyarrow_the_error_names_what_to_install(
    made: Simulacrum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = convert(made, "ada")
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: pyarrow is not installed. Install it: pip install 'my-simulacrum[raw]'\n",
    )
    assert not (tmp_path / "ada").exists()


def test_without_torch_the_error_names_what_to_install(made: Simulacrum, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulacrum_core.training.lora_trainer.find_spec", lambda library: None)
    convert(made, "ada")
    result = made("train", "ada", "--with", "raw")
    assert result.exit_code == 1
    assert result.stderr == "Error: torch is not installed. Install it: pip install 'my-simulacrum[raw]'\n"


def test_without_bitsandbytes_4_bits_name_what_to_install(made: Simulacrum, monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"torch", "transformers", "peft", "accelerate"}
    monkeypatch.setattr(
        "simulacrum_core.training.lora_trainer.find_spec", lambda library: library if library in there else None
    )
    convert(made, "ada")
    result = made("train", "ada", "--with", "raw", "-t", "quantize", "4")
    assert result.stderr == "Error: bitsandbytes is not installed. Install it: pip install 'my-simulacrum[qlora]'\n"


def test_the_plan_tells_the_numbers_of_the_run(made: Simulacrum) -> None:
    convert(made, "ada")
    plan = made("train", "ada", "--with", "raw", "-t", "lora_r", "8", "--dry-run").stdout
    assert "base model: ../tiny" in plan
    assert "LoRA of rank 8, alpha 16, into ada/model" in plan


def test_the_plan_tells_the_memory_of_a_card_and_the_notebook_installs_what_4_bits_need(
    made: Simulacrum, tmp_path: Path
) -> None:
    convert(made, "ada")
    totals = []
    for options, bits in (((), None), (("-t", "quantize", "4"), 4), (("-t", "quantize", "8"), 8)):
        chosen = ("--with", "raw", "-t", "base_model", "me/8B-base", *options)
        told = made("train", "ada", *chosen, "--dry-run").stdout
        (line,) = [line for line in told.splitlines() if line.startswith("memory on a GPU (8.0 billion parameters")]
        totals.append(float(line.partition("about ")[2].split()[0]))
        made("train", "ada", *chosen, "--notebook")
        notebook = (tmp_path / "ada" / "train.ipynb").read_text(encoding="utf-8")
        assert ("my-simulacrum[qlora]" in notebook, "bitsandbytes" in notebook) == (bool(bits), bool(bits))
    assert totals[1] < 12 < totals[0]
    assert totals[1] < totals[2] < totals[0]


def test_a_dry_run_refuses_rows_for_other_trainers_and_general_text_that_is_not_there(
    made: Simulacrum, tmp_path: Path
) -> None:
    convert(made, "ada")
    (tmp_path / "empty.txt").write_text("")
    for name, told in (("absent.txt", "absent.txt: "), ("empty.txt", "empty.txt: there is no text in it.")):
        result = made("train", "ada", "--with", "raw", "-t", "replay", name, "--dry-run")
        assert (result.exit_code, told in result.stderr) == (1, True), result.output
    refused = made("train", "ada", "--dry-run")
    assert "there is no axolotl.yml in this dataset. Pass --with raw, or --with mlx on a Mac" in refused.stderr
    made("convert", "chat.txt", "--to", "messages", "--me", "Ada", "--base-model", "tiny", "-o", "chat")
    result = made("train", "chat", "--with", "raw", "--dry-run")
    assert result.exit_code == 2
    assert "the exporter messages lays its rows out for another trainer. Convert again with --to raw" in result.stderr


def test_a_plan_without_a_base_model_says_what_to_pass(made: Simulacrum) -> None:
    made("convert", "chat.txt", "--to", "axolotl", "--me", "Ada", "-o", "ada")
    result = made("train", "ada", "--with", "raw", "--dry-run")
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: ada: the dataset names no base model. Pass -t base_model MODEL\n",
    )


@pytest.mark.parametrize(
    ("rows", "most", "every", "wanted"),
    [
        (101, None, None, (26, 1, 3)),
        (100, 5, None, (5, 1, 3)),
        (8, None, None, (2, 1, 1)),
        (1, None, 10, (2, 1, 2)),
    ],
)
def test_steps_are_those_that_transformers_takes(
    rows: int, most: int | None, every: int | None, wanted: tuple[int, int, int]
) -> None:
    plan = schedule(rows, 2, 4, 2.0, most, 0.03, every)
    assert (plan.steps, plan.warmup, plan.every) == wanted


def test_parquet_holds_the_same_tokens_as_arrow(made: Simulacrum, tmp_path: Path) -> None:
    assert convert(made, "ada").exit_code == convert(made, "again", "-e", "format", "parquet").exit_code == 0
    manifest = Manifest.load(tmp_path / "again")
    files = {info.path: info.rows for info in manifest.files}
    assert {"tokens/train.parquet", "tokens/validation.parquet", "train.jsonl"} <= files.keys()
    # Only the readable rows are rows of the dataset.
    assert files["tokens/train.parquet"] is None
    for split in ("train", "validation"):
        rows = pyarrow.parquet.read_table(tmp_path / "again" / "tokens" / f"{split}.parquet").to_pylist()
        assert rows == arrow(tmp_path / "ada" / "tokens" / split)
        assert len(rows) == manifest.statistics.examples[split]
    assert "Every promise holds." in made("check", "again").stdout
    assert "tokens/train.parquet" in (tmp_path / "again" / "README.md").read_text(encoding="utf-8")
    assert "format" in convert(made, "no", "-e", "format", "csv").stderr
