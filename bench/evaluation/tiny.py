"""Tiny language models made from nothing: a base model that read invented speakers, and what is trained over it.

A million weights learn what these speakers can say within minutes of a CPU, so that many seeds cost little. All weights
are trained, which remembers more than an adapter does.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from simulacrum_core import Manifest, tokenized
from simulacrum_core.dataset import dataset_tokenizer, read_rows

from .personas import PEOPLE, talks
from .speakers import anybody

_WIDTH, _LAYERS, _WORDS = 128, 3, 900
_IGNORED = -100
Row = tuple[Sequence[int], Sequence[int]]


def base(folder: Path, sessions: int, epochs: int) -> Path:
    """A base model that read talks of many people, none of them one of the bench; made once."""
    if (folder / "model.safetensors").is_file():
        return folder
    import torch
    import transformers

    texts = [text for number in range(sessions // 10) for text in _texts(number)]
    tokenizer = _tokenizer(texts, folder)
    torch.manual_seed(0)
    model = transformers.LlamaForCausalLM(
        transformers.LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=_WIDTH,
            intermediate_size=3 * _WIDTH,
            num_hidden_layers=_LAYERS,
            num_attention_heads=4,
            max_position_embeddings=1024,
            bos_token_id=0,
            eos_token_id=1,
            tie_word_embeddings=True,
        )
    )
    rows = [(ids, ids) for ids in tokenizer(texts, add_special_tokens=False)["input_ids"]]
    _trained(torch, model, rows, epochs, 2e-3, 0, 16)
    model.save_pretrained(folder)
    return folder


def tune(dataset: Path, base_model: Path, epochs: float, rate: float, seed: int, together: int) -> Path:
    """Train all weights on a dataset, so many rows a step; the model lies in it as a trainer leaves one."""
    import torch
    import transformers

    manifest = Manifest.load(dataset)
    tokenizer = dataset_tokenizer(dataset, manifest.tokenizer)
    rows = [
        tokenized(row.example.segments, tokenizer, joint=True)
        for row in read_rows(dataset, manifest)
        if row.example and row.split == "train"
    ]
    model = transformers.AutoModelForCausalLM.from_pretrained(base_model)
    _trained(torch, model, rows, epochs, rate, seed, together)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (dataset / "model").mkdir(exist_ok=True)
        (dataset / "model" / name).write_bytes((base_model / name).read_bytes())
    model.save_pretrained(dataset / "model")
    return dataset / "model"


def _texts(number: int) -> list[str]:
    random = Random(f"base-{number}")
    name, speaker = random.choice(["Ada", "Kim", "Joe", *PEOPLE]), anybody(random)
    other = random.choice(["Ben", "Max", "Lea"])
    return [
        f"<s>A chat between {name} and {other}.\n"
        + "\n".join(f"{other}: {asked}\n{name}: {answer}" for asked, answer in talk)
        + "</s>"
        for talk in talks(10, speaker, 1_000_000 + number)
    ]


def _tokenizer(texts: Sequence[str], folder: Path) -> Any:
    import transformers
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    made = Tokenizer(models.BPE())
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), byte_level])
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=_WORDS, special_tokens=["<s>", "</s>"], initial_alphabet=alphabet, show_progress=False
    )
    made.train_from_iterator(texts[:2000], trainer)
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=made, bos_token="<s>", eos_token="</s>")
    tokenizer.save_pretrained(folder)
    return tokenizer


def _trained(torch: Any, model: Any, rows: Sequence[Row], epochs: float, rate: float, seed: int, together: int) -> None:
    """AdamW, a warm-up and a cosine, rows of about the same length a step."""
    random, started = Random(seed), time.monotonic()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
    batches = [order[i : i + together] for i in range(0, len(order), together)]
    steps = round(len(batches) * epochs)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=max(steps, 2), pct_start=0.1)
    model.train()
    losses: list[float] = []
    for step in range(steps):
        if step % len(batches) == 0:
            random.shuffle(batches)
        loss = model(**_batch(torch, [rows[i] for i in batches[step % len(batches)]])).loss
        loss.backward()
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(float(loss.detach()))
    model.eval()
    last = sum(losses[-20:]) / max(len(losses[-20:]), 1)
    print(f"  {steps} steps, loss {last:.2f}, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def _batch(torch: Any, rows: Sequence[Row]) -> dict[str, Any]:
    longest = max(len(ids) for ids, _ in rows)

    def filled(row: Sequence[int], filler: int) -> list[int]:
        return [*row, *[filler] * (longest - len(row))]

    return {
        "input_ids": torch.tensor([filled(ids, 0) for ids, _ in rows]),
        "labels": torch.tensor([filled(labels, _IGNORED) for _, labels in rows]),
        "attention_mask": torch.tensor([filled([1] * len(ids), 0) for ids, _ in rows]),
    }
