"""Does it pay? Small models of frequent speakers of annotated chat, trained on the same messages in several ways.

    python -m bench.threads.experiment FOLDER... --base-model MODEL --out CELLS.jsonl [--report]

For each speaker with many annotated turns a LoRA adapter is trained on the first part of the logs, as the product makes
examples of it in each way, with equal numbers of trained tokens and of steps. It is measured on the speaker's later
turns, each behind the last messages of the talk that people annotated, the answered one among them: the loss of the
turn's words, and the context gain: how much greater it is behind the end of another talk, of as many messages. Each
model is a line of `--out`; what is there already is not computed again. `--report` prints the table of what is there.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from simulacrum_core import Tokenizer, tokenized
from simulacrum_core.rendering.template import Template

from ..corpus import Log, logs
from ..evaluate import with_replies
from .held_out import Answer, answers, segments
from .report import UNTRAINED, Cell, report
from .training_sets import USUAL, WAYS, Row, TrainingSet, training_sets

SETTINGS = ("replies", "tokens", "budget", "steps", "rate", "rank", "turns", "bfloat16")
"""Arguments of which a cell depends."""
FEWEST = 40
"""Messages from which on a speaker is looked at."""


def main() -> None:
    """Compute the cells that are missing, or print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--out", type=Path, required=True, help="a file of JSON lines")
    parser.add_argument("--base-model", type=Path)
    parser.add_argument("--speakers", type=int, default=2, help="of each folder, those with most held-out turns")
    parser.add_argument("--without", nargs="*", default=[], help="speakers to pass over, such as bots")
    parser.add_argument("--ways", nargs="*", default=USUAL, choices=[*WAYS])
    parser.add_argument("--replies", type=float, default=0.0, help="share of true links that are revealed as replies")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--tokens", type=int, default=1500, help="trained on by each model at most")
    parser.add_argument("--budget", type=int, default=256, help="tokens of an example at most")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--turns", type=int, default=60, help="held-out turns of a speaker at most")
    parser.add_argument("--bfloat16", action="store_true", help="faster where the processor has it, less exact")
    parser.add_argument("--report", action="store_true")
    arguments = parser.parse_args()
    if not arguments.report:
        compute(arguments)
    for line in report(known(arguments.out), arguments.ways):
        print(line)


def known(file: Path) -> list[Cell]:
    """The cells of a file."""
    lines = file.read_bytes().splitlines() if file.exists() else []
    return [msgspec.json.decode(line, type=Cell) for line in lines]


def compute(arguments: argparse.Namespace) -> None:
    """Train and measure what is not in the file yet, first everything with the first seed."""
    from . import lora

    chosen = list(_speakers(arguments))
    base = lora.load(arguments.base_model, bfloat16=arguments.bfloat16)
    for seed in range(arguments.seeds):
        for name, data, found in chosen:
            _compute_speaker(arguments, base, name, data, found, seed)


def _speakers(arguments: argparse.Namespace) -> Iterator[tuple[str, list[Log], list[Answer]]]:
    """Those with most held-out turns in each folder, with the logs in which they write, and the turns."""
    for folder in arguments.folders:
        data = [with_replies(log, arguments.replies, Random(1)) for log in logs(folder)]
        counts = Counter(message.author for log in data for message in log.messages if message.author)
        names = [name for name, count in counts.items() if count >= FEWEST and name not in arguments.without]
        found = {name: answers(data, name) for name in names}
        for name in sorted(names, key=lambda name: -len(found[name]))[: arguments.speakers]:
            there = [log for log in data if any(message.author == name for message in log.messages)]
            yield name, there, _evenly(found[name], arguments.turns)


def _evenly(found: Sequence[Answer], most: int) -> list[Answer]:
    count = min(len(found), most)
    return [found[i * len(found) // count] for i in range(count)]


def _compute_speaker(
    arguments: argparse.Namespace, base: Any, name: str, data: Sequence[Log], found: Sequence[Answer], seed: int
) -> None:
    sets, template, tokenizer = training_sets(
        data,
        name,
        arguments.ways,
        base_model=arguments.base_model,
        seed=seed,
        budget=arguments.budget,
        tokens=arguments.tokens,
    )
    rows = _rows(found, template, tokenizer)
    settings = {key: float(getattr(arguments, key)) for key in SETTINGS}
    for way, data_of in {UNTRAINED: TrainingSet([]), **sets}.items() if not seed else sets.items():
        cell = Cell(name, way, seed, settings, data_of.digest, len(data_of.rows), data_of.trained, 0, 0.0, [])
        cell.read = sum(len(ids) for ids, _ in data_of.rows)
        done = [one for one in known(arguments.out) if (one.speaker, one.seed, one.settings) == (name, seed, settings)]
        if any(one.way == way for one in done):
            continue
        same = next((one.turns for one in done if one.digest == cell.digest), None)
        start = time.process_time()
        cell.turns = same or _measured(base, data_of, rows, found, arguments, seed)
        cell.seconds = round(time.process_time() - start, 1)
        with arguments.out.open("ab") as stream:
            stream.write(msgspec.json.encode(cell) + b"\n")


def _rows(found: Sequence[Answer], template: Template, tokenizer: Tokenizer) -> list[Row]:
    """The turns behind their contexts, then those for which there is another one behind that."""
    asked = [(one.before, one.said) for one in found] + [(one.wrong, one.said) for one in found if one.wrong]
    return [tokenized(segments(template, before, said), tokenizer, joint=True) for before, said in asked]


def _measured(
    base: Any, data: TrainingSet, rows: Sequence[Row], found: Sequence[Answer], arguments: argparse.Namespace, seed: int
) -> list[tuple[str, int, float, float | None]]:
    from . import lora

    settings = lora.Settings(arguments.steps, arguments.rate, arguments.rank)
    model = lora.train(base, data, settings, seed) if data.rows else base
    losses = lora.measure(model, rows)
    if data.rows:
        model.unload()
    wrong = iter(losses[len(found) :])
    return [
        (one.talk, sum(label != -100 for label in labels), loss, next(wrong) if one.wrong else None)
        for one, (_, labels), loss in zip(found, rows, losses, strict=False)
    ]


if __name__ == "__main__":
    main()
