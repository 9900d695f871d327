"""What was trained, pushed to a Hub on loopback and fetched from there: it computes what the local model computes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import ModelCard

from ..hub_server import File, HubServer, Repository
from ..hub_server.store import LARGE

BASE = "ada/tiny-base"
# Where the models come from is said by id alone: the Hub is that of HF_ENDPOINT.
_COMPARE = """
import json, sys, torch
from peft import AutoPeftModelForCausalLM, PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer
base, folder, merged = sys.argv[1:]
tokenizer = AutoTokenizer.from_pretrained("ada/whole")
local = AutoTokenizer.from_pretrained(merged)
ids = tokenizer("<s>Ben and Ada.\\nBen: are you there?\\nAda:", return_tensors="pt", add_special_tokens=False)["input_ids"]
models = {
    "adapter": (
        AutoPeftModelForCausalLM.from_pretrained("ada/voice"),
        PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base), folder + "/model"),
    ),
    "merged": (AutoModelForCausalLM.from_pretrained("ada/whole"), AutoModelForCausalLM.from_pretrained(merged)),
}
told = {"template": tokenizer.chat_template, "local": local.chat_template, "eos": tokenizer.eos_token}
with torch.inference_mode():
    for kind, pair in models.items():
        hub, here = (model(ids).logits for model in pair)
        said = [model.generate(input_ids=ids, max_new_tokens=30, do_sample=False).tolist() for model in pair]
        told[kind] = {"apart": (hub - here).abs().max().item(), "same": said[0] == said[1], "long": len(said[0][0])}
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def hub(base: Path) -> Iterator[HubServer]:
    """A Hub that has the base model."""
    with HubServer() as server:
        server.repositories["model", BASE] = Repository(private=True)
        contents = {path.name: path.read_bytes() for path in base.iterdir() if path.is_file()}
        server.repositories["model", BASE].add({n: File(c, len(c) >= LARGE) for n, c in contents.items()})
        yield server


@pytest.fixture(scope="module")
def variables(hub: HubServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    told = {"HF_ENDPOINT": hub.url, "HF_TOKEN": "hf_write", "HF_HUB_DISABLE_XET": "1", "HF_HUB_OFFLINE": "0"}
    return {**os.environ, **told, "HF_HOME": str(tmp_path_factory.mktemp("cache")), "HF_HUB_DISABLE_TELEMETRY": "1"}


def run(variables: dict[str, str], *arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == code, f"{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def pushed(hub: HubServer, variables: dict[str, str], merged: Path) -> Path:
    """The dataset folder whose adapter and merged model were pushed, with what a training leaves beside them."""
    folder = merged.parent
    model = folder / "model"
    shutil.copytree(model, model / "checkpoint-7")
    for name in ("optimizer.pt", "trainer_state.json", "training_args.bin", "train.log", "loss.svg", "README.md"):
        (model / name).write_text(f"{folder} Ben", encoding="utf-8")
    push = ("-m", "simulacrum_core", "push", folder, "--base-model", BASE, "--repo")
    run(variables, *push, "ada/voice", "--adapter")
    run(variables, *push, "ada/whole", "--merged")
    return folder


def test_the_models_of_the_hub_compute_what_the_local_ones_compute(
    hub: HubServer, variables: dict[str, str], pushed: Path, base: Path, merged: Path
) -> None:
    told: dict[str, Any] = json.loads(run(variables, "-c", _COMPARE, base, pushed, merged).stdout.splitlines()[-1])
    assert "Ada:" in told["template"]
    # The template of `merge` names the first of the others, what is pushed nobody.
    assert [name for name in ("Ben", "Cy") if name in told["local"]]
    assert not [name for name in ("Ben", "Cy") if name in told["template"]]
    assert told["eos"] == "</s>"
    for kind in ("adapter", "merged"):
        assert told[kind]["apart"] == 0
        assert told[kind]["same"]
        assert told[kind]["long"] > 20


def test_only_what_a_model_needs_is_pushed_in_one_commit(hub: HubServer, pushed: Path) -> None:
    voice, whole = (hub.repositories["model", f"ada/{name}"] for name in ("voice", "whole"))
    assert voice.private
    assert whole.private
    assert (len(voice.commits), len(whole.commits)) == (2, 2)
    assert sorted(voice.files) == [".gitattributes", "README.md", "adapter_config.json", "adapter_model.safetensors"]
    assert {"config.json", "model.safetensors", "tokenizer.json", "README.md"} <= whole.files.keys()
    strange = ("optimizer", "checkpoint", "trainer", "training", ".log", ".svg", ".bin")
    assert not [path for path in whole.files if any(word in path for word in strange)]


def test_no_file_names_a_place_of_this_machine_and_no_card_a_person(hub: HubServer, pushed: Path, base: Path) -> None:
    places = {str(place).encode() for place in (Path.home(), Path.cwd(), pushed.parent, base, "../tiny", "/home")}
    for name in ("voice", "whole"):
        files = hub.repositories["model", f"ada/{name}"].files
        for path, file in files.items():
            assert not [place for place in places if place in file.content], path
        text = files["README.md"].content.decode()
        card = ModelCard(text)
        assert card.data.base_model == BASE
        assert card.data.datasets is None
        assert f'from_pretrained("ada/{name}")' in text
        assert "Stop at `</s>`, and at a newline" in text
        assert not [word for word in ("Ben", "Cy", "Ada") if word in text]


def test_the_hf_command_downloads_the_same_bytes(
    hub: HubServer, variables: dict[str, str], pushed: Path, tmp_path: Path
) -> None:
    for name in ("voice", "whole"):
        run(variables, "-m", "huggingface_hub.cli.hf", "download", f"ada/{name}", "--local-dir", tmp_path / name)
        for path, file in hub.repositories["model", f"ada/{name}"].files.items():
            assert (tmp_path / name / path).read_bytes() == file.content


def test_a_second_push_adds_no_commit_and_another_model_takes_the_place_of_the_first(
    hub: HubServer, variables: dict[str, str], pushed: Path
) -> None:
    push = ("-m", "simulacrum_core", "push", pushed, "--base-model", BASE, "--repo", "ada/both")
    run(variables, *push, "--adapter")
    assert "no new commit" in run(variables, *push, "--adapter").stderr
    run(variables, *push, "--merged")
    files = hub.repositories["model", "ada/both"].files
    assert "model.safetensors" in files
    assert not [path for path in files if path.startswith("adapter_")]


def test_a_base_model_without_a_name_on_the_hub_is_asked_for(variables: dict[str, str], pushed: Path) -> None:
    refused = run(variables, "-m", "simulacrum_core", "push", pushed, "--repo", "ada/x", "--adapter", code=2)
    assert "Pass --base-model" in refused.stderr
