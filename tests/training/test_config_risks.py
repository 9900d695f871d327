"""Other people's `axolotl.yml`: what it asks for besides training is refused, what was changed in it is shown first."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulacrum_axolotl.environments import QUIET
from simulacrum_axolotl.risks import risks
from simulacrum_axolotl.settings import settings

from ..conftest import Simulacrum, chat_text
from ..tokenizers import write_tokenizer

CHAT = chat_text(*["Ben Kowal: hi there", "Ada: yo", "Ada: and so on"] * 20)
ROWS: dict[str, Any] = {"path": "train.jsonl", "ds_type": "json", "type": "input_output"}
HOSTILE: list[tuple[str, Any, str]] = [
    ("trust_remote_code", True, "runs the Python code"),
    ("plugins", ["payload_pkg.Plugin"], "runs code of a package"),
    ("plugins", ["axolotl.integrations.liger.LigerPlugin", "payload_pkg.Plugin"], "runs code of a package"),
    ("plugins", ["axolotl.integrations.swanlab.SwanLabPlugin"], "runs code of a package"),
    ("plugins", ["axolotl.integrations.hatchery.HatcheryPlugin"], "runs code of a package"),
    ("plugins", ["axolotl.integrations.liger.os.Evil"], "runs code of a package"),
    ("plugins", "payload_pkg.Plugin", "runs code of a package"),
    ("plugins", {"payload_pkg.Plugin": 1}, "runs code of a package"),
    ("trainer_cls", "payload_pkg.Trainer", "runs a class"),
    ("model_kwargs", {"weights_only": False, "use_safetensors": False}, "loading of the model"),
    ("do_bench_eval", True, "runs the measures' code"),
    ("bench_dataset", "https://evil.example/rows.json", "downloads measures"),
    ("do_causal_lm_eval", True, "runs the measures' code"),
    ("eval_causal_lm_metrics", ["sacrebleu"], "runs the measures' code"),
    ("auto_resume_from_checkpoints", True, "loads a state"),
    ("torchdistx_path", "lib", "Python imports"),
    ("attn_implementation", "payload/kernel", "downloads code"),
    ("use_kernels", True, "runs them"),
    ("trl", {"reward_funcs": ["payload.reward"]}, "functions to run"),
    ("deepspeed", "zero.json", "may name code"),
    ("overrides_of_model_config", {"deeper": [{"trust_remote_code": True}]}, "runs the Python code"),
    ("resume_from_checkpoint", "model/checkpoint-1", "loads a state"),
    ("push_to_hub", True, "uploads"),
    ("hub_model_id", "payload/ada", "uploads"),
    ("push_dataset_to_hub", "payload/ada", "uploads"),
    ("use_wandb", True, "tracker"),
    ("wandb_project", "ada", "tracker"),
    ("use_mlflow", True, "tracker"),
    ("mlflow_tracking_uri", "http://evil.example", "tracker"),
    ("comet_api_key", "x", "tracker"),
    ("trackio_space_id", "payload/space", "tracker"),
    ("swanlab_project", "ada", "tracker"),
    ("report_to", ["all"], "tracker"),
    ("otel_metrics_host", "0.0.0.0", "lets others read"),
    ("gradio_share", True, "lets others read"),
    ("use_ray", True, "asks other machines"),
    ("kd_online_server_base_url", "http://evil.example", "asks other machines"),
    ("output_dir", "../../elsewhere", "writes outside"),
    ("output_dir", "/tmp/elsewhere", "writes outside"),
    ("output_dir", "~/elsewhere", "writes outside"),
    ("output_dir", ".", "writes outside"),
    ("output_dir", "link/model", "writes outside"),
    ("output_dir", "s3://bucket/x", "writes outside"),
    ("dataset_prepared_path", "../prepared", "writes outside"),
    ("datasets", [{**ROWS, "path": "../secrets.jsonl"}], "not in the dataset's folder"),
    ("datasets", [ROWS, {**ROWS, "path": "payload/rows"}], "not in the dataset's folder"),
    ("datasets", [{**ROWS, "data_files": ["/etc/passwd"]}], "not in the dataset's folder"),
    ("datasets", [{**ROWS, "type": "payload_pkg.strategy"}], "runs code of another package"),
    ("datasets", [{**ROWS, "trust_remote_code": True}], "runs the Python code"),
    ("datasets", "payload/rows", "is no list of files"),
    ("test_datasets", [{**ROWS, "path": "https://evil.example/rows.jsonl"}], "not in the dataset's folder"),
    ("pretraining_dataset", [{"path": "payload/rows"}], "not in the dataset's folder"),
]
HARMLESS: list[tuple[str, Any]] = [
    ("trust_remote_code", False),
    (
        "plugins",
        ["axolotl.integrations.liger.LigerPlugin", "axolotl.integrations.cut_cross_entropy.CutCrossEntropyPlugin"],
    ),
    ("plugins", ["axolotl.integrations.kernels.plugin.KernelsPlugin"]),
    ("liger_rope", True),
    ("wandb_project", None),
    ("wandb_mode", "disabled"),
    ("use_tensorboard", True),
    ("attn_implementation", "flash_attention_2"),
    ("output_dir", "model/second"),
    ("datasets", [{**ROWS, "path": "./train.jsonl"}]),
    ("datasets", [{**ROWS, "type": "chat_template.load"}]),
    ("num_epochs", 9),
    ("my_note", "stays"),
]
FAKE = f"""\
#!{sys.executable}
import pathlib, sys
(pathlib.Path.cwd() / "ran.txt").touch()
model = pathlib.Path.cwd() / "model"
model.mkdir(exist_ok=True)
(model / "adapter_config.json").write_text("{{}}")
"""


def given(place: Path) -> None:
    """A chat and a base model."""
    write_tokenizer(place / "base")
    (place / "chat.txt").write_text(CHAT, encoding="utf-8")


@pytest.fixture
def folder(simulacrum: Simulacrum, tmp_path: Path) -> Path:
    """A dataset beside an environment whose axolotl tells that it was started."""
    given(tmp_path)
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "--base-model", "base", "-o", "ada").exit_code == 0
    programs = tmp_path / ".axolotl-env" / "bin"
    programs.mkdir(parents=True)
    machine = json.dumps({"axolotl": "0.19.0", "torch": "2.13.0", "cards": [["Card", 24 * 10**9]]})
    for name, text in (("axolotl", FAKE), ("python", f"#!/bin/sh\necho '{machine}'\n")):
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)
    (tmp_path / "secrets.jsonl").write_text("{}\n")
    (tmp_path / "ada" / "link").symlink_to(tmp_path)
    return tmp_path / "ada"


def added(folder: Path, key: str, value: Any) -> None:
    """Put a key at the end of the config, where it wins."""
    with (folder / "axolotl.yml").open("a", encoding="utf-8") as config:
        config.write(yaml.safe_dump({key: value}))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that has rows and a config that names a base model, and a link out of it."""
    folder = tmp_path_factory.mktemp("plain") / "ada"
    folder.mkdir()
    (folder / "train.jsonl").write_text("{}\n")
    (folder.parent / "secrets.jsonl").write_text("{}\n")
    (folder / "link").symlink_to(folder.parent)
    return folder


@pytest.mark.parametrize(("key", "value", "why"), HOSTILE)
def test_what_asks_for_more_than_training_is_found(plain: Path, key: str, value: Any, why: str) -> None:
    (plain / "axolotl.yml").write_text(yaml.safe_dump({"base_model": "x/y", key: value}))
    ((found, told),) = risks(settings(plain))
    assert found == key
    assert why in told


@pytest.mark.parametrize(("key", "value"), HARMLESS)
def test_what_only_trains_is_not(plain: Path, key: str, value: Any) -> None:
    (plain / "axolotl.yml").write_text(yaml.safe_dump({"base_model": "x/y", key: value}))
    assert list(risks(settings(plain))) == []


@pytest.mark.parametrize("exporter", ["axolotl", "messages", "sharegpt", "completion"])
def test_what_convert_writes_asks_for_nothing_more(simulacrum: Simulacrum, tmp_path: Path, exporter: str) -> None:
    given(tmp_path)
    assert (
        simulacrum(
            "convert", "chat.txt", "--me", "Ada", "--base-model", "base", "--to", exporter, "-o", "ada"
        ).exit_code
        == 0
    )
    if (tmp_path / "ada" / "axolotl.yml").exists():
        assert list(risks(settings(tmp_path / "ada"))) == []
        assert "is not as" not in simulacrum("train", "ada", "--dry-run").stdout


def test_it_is_refused_before_anything_runs_and_allowed_by_a_word(simulacrum: Simulacrum, folder: Path) -> None:
    added(folder, "trust_remote_code", True)
    added(folder, "output_dir", "../elsewhere")
    for arguments in (["train", "ada"], ["train", "ada", "--dry-run"], ["train", "ada", "--script"]):
        result = simulacrum(*arguments, input="y\ny\ny\n")
        assert result.exit_code == 2
        assert "trust_remote_code runs the Python code of a model" in result.stderr
        assert "output_dir writes outside of the dataset's folder" in result.stderr
    assert not (folder / "ran.txt").exists()
    assert not (folder.parent / "elsewhere").exists()
    assert simulacrum("train", "ada", "--allow-config", "--dry-run").exit_code == 0


def test_what_was_changed_is_shown_before_it_runs(simulacrum: Simulacrum, folder: Path) -> None:
    config = folder / "axolotl.yml"
    config.write_text(config.read_text().replace("num_epochs: 4", "num_epochs: 3"))
    result = simulacrum("train", "ada")
    assert result.exit_code == 0
    assert "axolotl.yml is not as `convert` wrote it:\n  -num_epochs: 4\n  +num_epochs: 3\n" in result.stderr
    assert (folder / "ran.txt").exists()


@pytest.mark.parametrize(
    "options", [[], ["-e", "gpu", "24"], ["-e", "gpu", "24", "-e", "adapter", "lora", "-e", "batch", "2"]]
)
def test_what_convert_wrote_is_known_whatever_its_options_were(
    simulacrum: Simulacrum, tmp_path: Path, options: list[str]
) -> None:
    given(tmp_path)
    assert (
        simulacrum("convert", "chat.txt", "--me", "Ada", "--base-model", "base", "-o", "ada", *options).exit_code == 0
    )
    config = tmp_path / "ada" / "axolotl.yml"
    config.write_text(config.read_text() + "liger_rope: true\n")
    shown = simulacrum("train", "ada", "--dry-run").stdout
    assert "# axolotl.yml is not as `convert` wrote it:\n#   +liger_rope: true\ncd ada\n" in shown


def test_check_says_that_the_config_was_changed(simulacrum: Simulacrum, folder: Path) -> None:
    assert "was changed" not in simulacrum("check", "ada").stderr
    added(folder, "seed", 9)
    result = simulacrum("check", "ada")
    assert (result.exit_code, "Note: axolotl.yml was changed after it was made" in result.stderr) == (0, True)


def test_what_has_no_hash_is_told(simulacrum: Simulacrum, folder: Path) -> None:
    manifest = json.loads((folder / "simulacrum.json").read_text())
    manifest["files"] = [info for info in manifest["files"] if info["path"] != "axolotl.yml"]
    (folder / "simulacrum.json").write_text(json.dumps(manifest))
    (folder / "more.jsonl").write_text((folder / "train.jsonl").read_text())
    added(folder, "datasets", [ROWS, {**ROWS, "path": "more.jsonl"}])
    result = simulacrum("train", "ada", "--dry-run")
    assert "simulacrum.json has no hash of axolotl.yml" in result.stdout
    assert "simulacrum.json has no hash of more.jsonl" in result.stdout
    assert "no hash of train.jsonl" not in result.stdout


@pytest.mark.parametrize(
    "text",
    [
        "base_model: x/y\na: " + "[" * 3000 + "]" * 3000 + "\n",
        "base_model: x/y\nnote: " + "x" * (1 << 20) + "\n",
        "a0: &a0 [{trust_remote_code: true}]\n"
        + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]\n" for i in range(1, 60))
        + "base_model: x/y\n",
        "base_model: !!python/object/apply:os.system ['touch ran.txt']\n",
        "? {a: 1}\n: 2\nbase_model: x/y\n",
        "base_model: x/y\na: " + "9" * 10_000 + "\n",
        "base_model: x/y\na: 2024-99-99\n",
    ],
    ids=["deep", "long", "aliases", "tag", "key", "number", "date"],
)
def test_a_hostile_file_ends_in_one_line(simulacrum: Simulacrum, folder: Path, text: str) -> None:
    (folder / "axolotl.yml").write_text(text)
    result = simulacrum("train", "ada")
    assert result.exit_code in (1, 2)
    assert result.stderr.splitlines()[-1].startswith("Error: ada/axolotl.yml")
    assert not (folder / "ran.txt").exists()


def test_nothing_is_imported_from_the_folder_of_a_dataset() -> None:
    assert QUIET["PYTHONSAFEPATH"] == "1"
