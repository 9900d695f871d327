"""The whole road on a tiny model: convert, train with raw, merge, chat."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from ..conftest import chat_text
from .conftest import TALK, simulacrum


def test_what_raw_trained_is_merged_and_talks(base: Path, tmp_path: Path) -> None:
    lines = [line for _ in range(12) for pair in TALK for line in pair]
    (tmp_path / "chat.txt").write_text(chat_text(*lines), encoding="utf-8")
    options = ["--me", "Ada", "--base-model", base, "--budget", 128, "--to", "raw"]
    numbers = {"epochs": 40, "learning_rate": 1e-2, "batch": 4, "accumulation": 1, "eval_steps": 40, "patience": 0}
    with contextlib.chdir(tmp_path):
        simulacrum("convert", "chat.txt", *options, "-o", "ada")
        simulacrum("train", "ada", "--with", "raw", *(part for pair in numbers.items() for part in ("-t", *pair)))
        simulacrum("merge", "ada")
        states = json.loads(Path("ada/model/trainer_state.json").read_bytes())["log_history"]
        ask = ["--temperature", 0, "--repetition-penalty", 1, "--once", "are you there?"]
        merged, adapter = (simulacrum("chat", "ada", *model, *ask).stdout for model in ([], ["--model", "ada/model"]))
    losses = [state["loss"] for state in states if "loss" in state]
    assert losses[-1] < losses[0] - 0.5
    assert merged == adapter
    assert not any(f"{name}:" in merged for name in ("Ada", "Ben", "Cy"))
