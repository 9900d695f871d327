"""Model folders of strangers: their own code is never run, whatever is piped into the terminal, and a bomb is one line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

EVIL = """\
import pathlib
pathlib.Path({marker!r}).touch()
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
class Config(LlamaConfig):
    model_type = "payload"
class Model(LlamaForCausalLM):
    config_class = Config
class Tokenizer(PreTrainedTokenizerFast):
    pass
"""
COMMANDS = {
    "chat": ["chat", "ada", "--once", "hello"],
    "merge": ["merge", "ada"],
    "train": ["train", "ada", "--with", "raw", "-t", "max_steps", "1"],
}


def change(path: Path, **keys: object) -> None:
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **keys}), encoding="utf-8")


@pytest.mark.parametrize("what", ["config.json", "tokenizer_config.json"])
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_the_code_in_a_model_folder_is_not_run(dataset: Path, command: list[str], what: str) -> None:
    marker, base = dataset.parent / "ran", dataset.parent / "tiny"
    (base / "evil.py").write_text(EVIL.format(marker=str(marker)))
    if what == "config.json":
        auto = {"AutoConfig": "evil.Config", "AutoModelForCausalLM": "evil.Model"}
        change(base / what, model_type="payload", auto_map=auto)
    else:
        change(base / what, tokenizer_class="Payload", auto_map={"AutoTokenizer": [None, "evil.Tokenizer"]})
    done = subprocess.run(
        [sys.executable, "-m", "simulacrum_core", *command],
        cwd=dataset.parent,
        input="y\n" * 20,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not marker.exists()
    assert "Traceback" not in done.stderr
    if what == "config.json":
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].startswith("Error: ")
