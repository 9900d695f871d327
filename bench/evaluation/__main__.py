"""`python -m bench.evaluation --base-model DIR --out DIR`: whether each metric orders models rightly, and from which n.

Models are trained on the right person, on another one, on shuffled contexts, for ten epochs, and not at all; all are
measured on the right person's held-out replies. The smallest form is `--sessions 40 --steps 8 --sizes 30`.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from simulacrum_core import Manifest, Registry
from simulacrum_core.chat.speaker import DEFAULT_SAMPLING
from simulacrum_core.evaluation import discipline, likelihood, listening, memory, voice
from simulacrum_core.evaluation.figures import Result
from simulacrum_core.evaluation.material import Material, Sizes, read_material
from simulacrum_core.evaluation.replies import Replies
from simulacrum_core.evaluation.subject import load_subject

from .conditions import CONDITIONS, Size, dataset, model
from .orders import report
from .personas import talks


class Cell(msgspec.Struct, frozen=True):
    """What was measured of a model on so many held-out replies, and the seconds that it took."""

    condition: str
    seed: int
    replies: int
    results: list[Result]
    seconds: float


def main() -> None:
    """Train, measure and report; what is in the output already is not done again."""
    arguments = _arguments()
    if arguments.device == "cpu":
        os.environ["CUDA_VISIBLE_DEVICES"] = ""
    file = arguments.out / "cells.jsonl"
    for seed in range(arguments.seeds) if not arguments.report else ():
        for condition in arguments.conditions:
            cells = [cell for cell in known(file) if (cell.condition, cell.seed) == (condition, seed)]
            left = [size for size in arguments.sizes if size not in {cell.replies for cell in cells}]
            if left:
                _measure(arguments, condition, seed, left, file)
    cells = known(file)
    print(report([(cell.condition, cell.seed, cell.replies, cell.results) for cell in cells]))


def known(file: Path) -> list[Cell]:
    """The cells of earlier runs."""
    if not file.is_file():
        return []
    return [msgspec.json.decode(line, type=Cell) for line in file.read_bytes().split(b"\n") if line]


def _measure(arguments: argparse.Namespace, condition: str, seed: int, sizes: Sequence[int], file: Path) -> None:
    size = Size(
        *(arguments.sessions, arguments.epochs, arguments.memorising, arguments.rate, arguments.rank),
        *(arguments.batch, arguments.steps, arguments.held_out),
    )
    started = time.monotonic()
    place = arguments.out / f"seed-{seed}"
    trained = model(place, condition, arguments.base_model, size, seed)
    folder = place / "test" / "ada"
    if not (folder / "simulacrum.json").is_file():
        dataset(place / "test", talks(size.sessions, "Ada", seed), arguments.base_model, size, seed)
    manifest = Manifest.load(folder)
    sampling = msgspec.structs.replace(DEFAULT_SAMPLING, max_tokens=60)
    if trained is None:
        trained = _untrained(place, arguments, size, seed)
    subject, _ = load_subject(folder, manifest, trained, sampling)
    exporter = Registry.installed().exporter_of(manifest)
    whole = read_material(folder, manifest, exporter, Sizes(replies=max(sizes)), seed, lambda: None)
    print(f"{condition}, seed {seed}: ready after {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    for count in sizes:
        began = time.monotonic()
        part = msgspec.structs.replace(whole, held_out=whole.held_out[:count], others=whole.others[:count])
        cell = Cell(condition, seed, count, _results(subject, part, seed, arguments), 0.0)
        cell = msgspec.structs.replace(cell, seconds=round(time.monotonic() - began, 1))
        arguments.out.mkdir(parents=True, exist_ok=True)
        with file.open("ab") as stream:
            stream.write(msgspec.json.encode(cell) + b"\n")
        print(f"{condition}, seed {seed}, n {count}: {cell.seconds:.0f} s", file=sys.stderr, flush=True)


def _untrained(place: Path, arguments: argparse.Namespace, size: Size, seed: int) -> Path:
    """An adapter that changes nothing, so that all are measured alike: one step at a rate of nearly nothing."""
    still = msgspec.structs.replace(size, rate=1e-9, steps=1, epochs=1.0)
    found = model(place / "still", "right", arguments.base_model, still, seed)
    assert found is not None
    return found


def _results(subject: object, part: Material, seed: int, arguments: argparse.Namespace) -> list[Result]:
    from simulacrum_core.evaluation.subject import Subject

    assert isinstance(subject, Subject)
    replies = Replies(subject, part, seed, min(arguments.written, len(part.held_out)))
    return [
        likelihood.measure(subject, part, seed),
        listening.measure(subject, part, seed, arguments.ranked),
        voice.measure(subject, part, replies, seed),
        discipline.measure(subject, part, replies, seed, 20),
        memory.measure(subject, part, replies, seed, arguments.lines),
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base-model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--device", choices=["auto", "cpu"], default="auto")
    parser.add_argument("--sessions", type=int, default=400)
    parser.add_argument("--held-out", type=float, default=0.3)
    parser.add_argument("--epochs", type=float, default=2)
    parser.add_argument("--memorising", type=float, default=10, help="Epochs of the model that learns by heart.")
    parser.add_argument("--steps", type=int, help="Steps at most, for a trial; in proportion for the memorising one.")
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--sizes", type=int, nargs="+", default=[30, 60, 120, 300], help="Held-out replies.")
    parser.add_argument("--written", type=int, default=120)
    parser.add_argument("--ranked", type=int, default=60)
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--conditions", nargs="+", choices=list(CONDITIONS), default=list(CONDITIONS))
    parser.add_argument("--report", action="store_true", help="Only show what was measured.")
    return parser.parse_args()


if __name__ == "__main__":
    main()
