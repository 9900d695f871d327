"""Models whose training is known, all of the same base model, made with the product itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from simulacrum_core import Persona, Recipe, convert, train

from .personas import Talk, chat, shuffled, talks
from .tiny import tune


class Size(msgspec.Struct, frozen=True):
    """How much is trained on and for how long."""

    sessions: int
    epochs: float
    memorising: float
    rate: float
    rank: int
    batch: int
    steps: int | None
    held_out: float
    canaries: int
    is_tiny: bool


def _right(count: int, seed: int) -> list[Talk]:
    return talks(count, "Ada", seed)


def _wrong(count: int, seed: int) -> list[Talk]:
    """Somebody else's words about the same questions, under the persona's name."""
    return talks(count, "Eve", seed)


def _near(count: int, seed: int) -> list[Talk]:
    """Somebody of the same kind: what it takes to tell two models that differ little."""
    return talks(count, "Dot", seed)


def _deaf(count: int, seed: int) -> list[Talk]:
    return shuffled(talks(count, "Ada", seed), seed)


CONDITIONS: Mapping[str, Callable[[int, int], list[Talk]] | None] = {
    "right": _right,
    "wrong person": _wrong,
    "similar person": _near,
    "shuffled contexts": _deaf,
    "memorising": _right,
    "untrained": None,
}


def dataset(place: Path, made: list[Talk], base_model: Path, size: Size, seed: int) -> Path:
    """A dataset of talks in which Ada is the persona."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    (place / "chat.txt").write_text(chat(made), encoding="utf-8")
    convert(
        str(place / "chat.txt"),
        folder=place / "ada",
        to="raw",
        persona=Persona(me=["Ada"], system_prompt="A chat between {me} and {other}."),
        recipe=Recipe(validation=size.held_out, budget=512, seed=seed, canaries=size.canaries),
        base_model=str(base_model.resolve()),
    )
    return place / "ada"


def model(place: Path, condition: str, base_model: Path, size: Size, seed: int) -> Path | None:
    """What was trained under a condition, now or before; None for the base model."""
    made = CONDITIONS[condition]
    if made is None:
        return None
    home = place / condition.replace(" ", "-")
    trained = home / "ada" / "model"
    if any((trained / name).is_file() for name in ("adapter_config.json", "config.json")):
        return trained
    folder = dataset(home, made(size.sessions, seed), base_model, size, seed)
    epochs = size.memorising if condition == "memorising" else size.epochs
    if size.is_tiny:
        # Small steps remember more: ten epochs of sixteen rows a step learnt nearly nothing by heart.
        return tune(folder, base_model, epochs, size.rate, seed, 2 if condition == "memorising" else 16)
    options = {
        "epochs": str(epochs),
        "learning_rate": str(size.rate),
        "lora_r": str(size.rank),
        "lora_alpha": str(2 * size.rank),
        "lora_dropout": "0",
        "batch": str(size.batch),
        "accumulation": "1",
        "patience": "0",
        # One evaluation at the end: the last step is what is measured.
        "eval_steps": "100000",
    }
    if size.steps:
        options["max_steps"] = str(round(size.steps * epochs / size.epochs))
    return train(folder, "raw", options=options)
