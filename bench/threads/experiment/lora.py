"""A small adapter on a real model, and how well it foresees what was said; the room that imports torch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import torch
import transformers
from peft import LoraConfig, get_peft_model

from .training_sets import Row, TrainingSet, trained

_IGNORED = -100
_TOGETHER = 1024
"""Tokens that are computed at once, filled up ones included."""


class Settings(msgspec.Struct, frozen=True):
    """The numbers of a training run."""

    steps: int
    rate: float
    rank: int


def load(folder: Path, *, bfloat16: bool) -> Any:
    """The base model; adapters are in full precision in any case."""
    transformers.utils.logging.disable_progress_bar()
    kind = torch.bfloat16 if bfloat16 else torch.float32
    return transformers.AutoModelForCausalLM.from_pretrained(
        folder, dtype=kind, attn_implementation="eager", local_files_only=True
    )


def train(base: Any, data: TrainingSet, settings: Settings, seed: int) -> Any:
    """The model with an adapter of one pass over the data; `unload` gives the base back."""
    torch.manual_seed(seed)
    lora = LoraConfig(r=settings.rank, lora_alpha=2 * settings.rank, target_modules="all-linear", task_type="CAUSAL_LM")
    model = get_peft_model(base, lora)
    optimizer = torch.optim.AdamW([weight for weight in model.parameters() if weight.requires_grad], lr=settings.rate)
    batches = data.batches(settings.steps)
    for step, batch in enumerate(batches):
        for group in optimizer.param_groups:
            group["lr"] = settings.rate * (1 + math.cos(math.pi * step / len(batches))) / 2
        count = sum(map(trained, batch))
        for row in batch:
            # One at a time, without the filling that a processor would compute as well.
            (_losses(model, [row]).sum() / count).backward()
        optimizer.step()
        optimizer.zero_grad()
    return model


def measure(model: Any, rows: Sequence[Row]) -> list[float]:
    """The sum of the losses of each row's labelled tokens, in nats."""
    found = [0.0] * len(rows)
    model.eval()
    with torch.no_grad():
        for part in _parts(rows):
            for i, loss in zip(part, _losses(model, [rows[i] for i in part]).tolist(), strict=True):
                found[i] = loss
    model.train()
    return found


def _parts(rows: Sequence[Row]) -> list[list[int]]:
    """Places of rows of about the same length."""
    parts: list[list[int]] = [[]]
    for i in sorted(range(len(rows)), key=lambda i: len(rows[i][0])):
        if (len(parts[-1]) + 1) * len(rows[i][0]) > _TOGETHER and parts[-1]:
            parts.append([])
        parts[-1].append(i)
    return [part for part in parts if part]


def _losses(model: Any, rows: Sequence[Row]) -> torch.Tensor:
    """The loss of each row, summed over its labelled tokens; only for these the vocabulary is gone through."""
    longest = max(len(ids) for ids, _ in rows)
    ids = torch.tensor([[*ids, *[0] * (longest - len(ids))] for ids, _ in rows])
    labels = torch.tensor([[*labels, *[_IGNORED] * (longest - len(labels))] for _, labels in rows])[:, 1:]
    seen = (torch.arange(longest) < torch.tensor([[len(ids)] for ids, _ in rows])).long()
    inner = model.get_base_model() if hasattr(model, "get_base_model") else model
    hidden = inner.get_decoder()(input_ids=ids, attention_mask=seen).last_hidden_state[:, :-1]
    is_trained = labels != _IGNORED
    scores = inner.get_output_embeddings()(hidden[is_trained])
    losses = torch.nn.functional.cross_entropy(scores.float(), labels[is_trained], reduction="none")
    return torch.zeros(len(rows)).index_add(0, is_trained.nonzero()[:, 0], losses)
