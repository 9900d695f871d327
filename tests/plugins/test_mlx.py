"""The exporter and the trainer of MLX, as far as they need no MLX: rows for both readers, the plan, what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulacrum_core import Manifest, Registry
from simulacrum_core.cli import cli

from ..conftest import chat_text
from ..tokenizers import write_tokenizer

TALK = ["Ben: are you there?", "Ada: yes yes!", "Ben: how are you?", "Ada: fine\nno sea today", "Ben: hm", "Ada: ok"]


def simulacrum(*arguments: object, code: int = 0) -> Result:
    """The command line in this process, with its exit code as expected."""
    result = CliRunner().invoke(cli, [*map(str, arguments)], obj=Registry.installed())
    assert result.exit_code == code, f"{arguments}\n{result.output}\n{result.exception!r}"
    return result


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mlx")
    (folder / "chat.txt").write_text(chat_text(*TALK * 30), encoding="utf-8")
    model = write_tokenizer(folder / "tiny")
    options = ["--me", "Ada", "--base-model", model, "--budget", 128, "--validation", 0.1]
    simulacrum("convert", folder / "chat.txt", "--to", "mlx", *options, "-o", folder / "ada")
    return folder / "ada"


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_held_out_rows_are_where_mlx_lm_looks_for_them(dataset: Path) -> None:
    assert {path.name for path in dataset.glob("*.jsonl")} == {"train.jsonl", "valid.jsonl", "provenance.jsonl"}
    assert "path: valid.jsonl" in (dataset / "README.md").read_text()
    held_out = len(lines(dataset / "valid.jsonl"))
    assert f" train, {held_out} validation rows" in simulacrum("check", dataset).stdout


def test_the_text_of_a_row_is_that_of_its_segments_without_bos_and_eos(dataset: Path) -> None:
    for row in [*lines(dataset / "train.jsonl"), *lines(dataset / "valid.jsonl")]:
        whole = "".join(segment["text"] for segment in row["segments"])  # type: ignore[attr-defined]
        assert whole == f"<s>{row['text']}</s>"


def test_the_config_for_mlx_lm_asks_for_no_more_rows_at_once_than_there_are(dataset: Path) -> None:
    import yaml

    config = yaml.safe_load((dataset / "mlx.yaml").read_text())
    assert config["batch_size"] == min(4, len(lines(dataset / "valid.jsonl")))
    assert config["iters"] * config["batch_size"] <= 4 * len(lines(dataset / "train.jsonl"))
    assert (config["data"], config["train"], config["num_layers"]) == (".", True, -1)


def test_names_are_changed_in_both_forms_of_a_row(dataset: Path) -> None:
    from simulacrum_mlx.exporter import MlxExporter

    row = (dataset / "train.jsonl").read_bytes().splitlines()[0]
    changed = json.loads(MlxExporter().rewritten(row, lambda text: text.replace("Ben", "Cy")))
    assert "Ben" not in json.dumps(changed)
    assert "".join(segment["text"] for segment in changed["segments"]) == f"<s>{changed['text']}</s>"


def test_it_needs_its_extra(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulacrum_core.training.lora_trainer.find_spec", lambda library: None)
    told = simulacrum("train", dataset, "--with", "mlx", code=1).stderr
    assert "mlx is not installed. Install it: pip install 'my-simulacrum[mlx]'" in told


def test_on_a_mac_that_has_mlx_it_is_the_trainer_and_elsewhere_axolotl(
    dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(*options: str) -> str:
        return CliRunner().invoke(cli, ["train", str(dataset), "--dry-run", *options], obj=Registry.installed()).output

    assert "The trainer is" not in told()
    monkeypatch.setattr("simulacrum_mlx.trainer.is_apple", lambda: True)
    monkeypatch.setattr("simulacrum_mlx.trainer.is_there", lambda: True)
    assert "The trainer is mlx, which this machine is made for" in told()
    assert "adapter: LoRA of rank" in told()
    assert "The trainer is" not in told("--with", "raw")
    manifest = Manifest.load(dataset)
    manifest.template = manifest.template.model_copy(update={"wrapped": True})
    assert Registry.installed().trainer_for(manifest) == "axolotl"


def test_the_plan_tells_the_memory_and_whether_it_is_there(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(*options: str) -> str:
        # The base model is not there, which is said behind the plan.
        wanted = ("train", dataset, "--with", "mlx", "-t", "base_model", "me/8B-base", "--dry-run", *options)
        lines = simulacrum(*wanted, code=1)
        return next(line for line in lines.stdout.splitlines() if line.startswith("memory: "))

    monkeypatch.setattr("simulacrum_mlx.memory._here", lambda: 16.0)
    assert "(8.0 billion parameters, by its name): weights 16.0, adapter and optimizer" in told()
    assert told().endswith("; too much for the 16 GB here, of which a GPU gets three quarters")
    assert ": weights 4.5, adapter" in told("-t", "quantize", "4")
    assert "too much" not in told("-t", "quantize", "4")


def test_batches_of_a_step_do_not_depend_on_the_steps_before_it() -> None:
    from simulacrum_mlx.batches import rows_of_step

    rows = [{"input_ids": [number], "labels": [number]} for number in range(11)]
    first = [rows_of_step(step, rows, 2, 2, 7) for step in range(6)]  # type: ignore[arg-type]
    assert [rows_of_step(step, rows, 2, 2, 7) for step in range(6)] == first  # type: ignore[arg-type]
    for epoch in (first[:3], first[3:]):
        seen = [row["input_ids"][0] for step in epoch for part in step for row in part]
        assert sorted(seen) == list(range(11))
    assert first[:3] != first[3:]


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ({"rope_parameters": {"rope_type": "default", "rope_theta": 5.0}}, {"rope_theta": 5.0}),
        ({"rope_theta": 7.0, "rope_parameters": {"rope_theta": 5.0}}, {}),
        ({"rope_theta": 7.0}, {}),
        (
            {"rope_parameters": {"rope_type": "llama3", "rope_theta": 5.0, "factor": 8.0}},
            {"rope_theta": 5.0, "rope_scaling": {"rope_type": "llama3", "rope_theta": 5.0, "factor": 8.0}},
        ),
        (
            {"rope_parameters": {"full_attention": {"rope_theta": 5.0}, "sliding_attention": {"rope_theta": 3.0}}},
            {"rope_theta": 5.0, "rope_local_base_freq": 3.0},
        ),
    ],
)
def test_positions_as_transformers_5_writes_them_are_told_to_mlx_lm(
    tmp_path: Path, config: dict[str, object], told: dict[str, object]
) -> None:
    from simulacrum_mlx.model import _positions

    (tmp_path / "config.json").write_text(json.dumps(config))
    assert _positions(tmp_path) == told
    (tmp_path / "config.json").write_text(json.dumps({"text_config": config}))
    assert _positions(tmp_path) == {"text_config": config | told}
