"""A run of the grid, in a process of its own."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from pathlib import Path

_NAMES = {"rate": "learning_rate", "r": "lora_r", "alpha": "lora_alpha"}
"""How a setting is written here, and what the trainer calls it; other ones have the same name."""


def trained(dataset: Path, base_model: str, setting: str) -> dict[str, object]:
    """One run: its losses on the held-out rows by step, and what it took."""
    from simulacrum_raw.lora import RawTrainer

    given = dict(part.split("=") for part in setting.split(",") if part)
    options = {_NAMES.get(name, name): value for name, value in given.items()}
    start = time.monotonic()
    fixed = {"base_model": base_model, "patience": 0, "gradient_checkpointing": False}
    trainer = RawTrainer.model_validate(fixed | options)
    with tempfile.TemporaryDirectory() as folder:
        # A copy, as a trainer writes into its dataset.
        copy = Path(shutil.copytree(dataset, Path(folder) / dataset.name))
        plan = trainer.plan(copy)
        state = json.loads((trainer.train(copy) / "trainer_state.json").read_text(encoding="utf-8"))
    losses = [(entry["step"], round(entry["eval_loss"], 4)) for entry in state["log_history"] if "eval_loss" in entry]
    return {
        "dataset": dataset.name,
        "setting": setting,
        "plan": plan,
        "losses": losses,
        "seconds": round(time.monotonic() - start, 1),
    }
