"""`python -m bench.evaluation --out DIR`: whether each metric orders models rightly, and from which n.

Models are trained on the right person, on another one, on one who writes much like them, on shuffled contexts, for ten
epochs, and not at all; all are measured on the right person's held-out replies, and on small draws of them. Without
`--base-model` they are tiny ones that are made here, a few minutes of one CPU each. The smallest form is
`--base-sessions 60 --sessions 30 --held-out 0.5 --written 20 --ranked 20 --lines 60 --canaries 0`.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import msgspec

from simulacrum_core import Manifest, Registry
from simulacrum_core.chat.devices import DEVICES
from simulacrum_core.chat.speaker import DEFAULT_SAMPLING
from simulacrum_core.evaluation import discipline, likelihood, listening, memory, voice
from simulacrum_core.evaluation.figures import Result
from simulacrum_core.evaluation.material import Material, Sizes, read_material
from simulacrum_core.evaluation.replies import Replies
from simulacrum_core.evaluation.subject import Subject, load_subject

from .conditions import CONDITIONS, Size, dataset, model
from .draws import Values, values
from .orders import report
from .personas import talks
from .tiny import base


class Cell(msgspec.Struct, frozen=True):
    """What was measured of a model: its figures, their values on small draws, and the seconds that it took."""

    condition: str
    seed: int
    replies: int
    results: list[Result]
    values: Values
    seconds: float


def main() -> None:
    """Train, measure and report; what is in the output already is not done again."""
    arguments = _arguments()
    file = arguments.out / "cells.jsonl"
    if not arguments.report:
        arguments.is_tiny = arguments.base_model is None
        arguments.base_model = arguments.base_model or base(
            arguments.out / "base", arguments.base_sessions, arguments.base_epochs
        )
        done = {(cell.condition, cell.seed) for cell in known(file)}
        for seed in range(arguments.seeds):
            for condition in arguments.conditions:
                if (condition, seed) not in done:
                    _measure(arguments, condition, seed, file)
    cells = known(file)
    print(report([(cell.condition, cell.seed, cell.results, cell.values) for cell in cells]))


def known(file: Path) -> list[Cell]:
    """The cells of earlier runs."""
    if not file.is_file():
        return []
    return [msgspec.json.decode(line, type=Cell) for line in file.read_bytes().split(b"\n") if line]


def _measure(arguments: argparse.Namespace, condition: str, seed: int, file: Path) -> None:
    size = Size(
        *(arguments.sessions, arguments.epochs, arguments.memorising, arguments.rate, arguments.rank),
        *(arguments.batch, arguments.steps, arguments.held_out, arguments.canaries, arguments.is_tiny),
    )
    started = time.monotonic()
    place = arguments.out / f"seed-{seed}"
    trained = model(place, condition, arguments.base_model, size, seed)
    folder = place / "test" / "ada"
    if not (folder / "simulacrum.json").is_file():
        dataset(place / "test", talks(size.sessions, "Ada", seed), arguments.base_model, size, seed)
    manifest = Manifest.load(folder)
    sampling = msgspec.structs.replace(DEFAULT_SAMPLING, max_tokens=90)
    if trained is None:
        trained = arguments.base_model if size.is_tiny else _untrained(place, arguments, size, seed)
    subject, _ = load_subject(folder, manifest, trained, sampling, device=arguments.device)
    exporter = Registry.installed().exporter_of(manifest)
    whole = read_material(folder, manifest, exporter, Sizes(replies=arguments.replies), seed, lambda: None)
    ready = time.monotonic()
    print(f"{condition}, seed {seed}: ready after {ready - started:.0f} s", file=sys.stderr, flush=True)
    replies = Replies(subject, whole, seed, min(arguments.written, len(whole.held_out)))
    found = values(subject, whole, replies, seed, arguments.ranked, arguments.lines)
    results = _results(subject, whole, replies, seed, arguments)
    cell = Cell(condition, seed, len(whole.held_out), results, found, round(time.monotonic() - started, 1))
    arguments.out.mkdir(parents=True, exist_ok=True)
    with file.open("ab") as stream:
        stream.write(msgspec.json.encode(cell) + b"\n")
    print(f"{condition}, seed {seed}: {cell.seconds:.0f} s", file=sys.stderr, flush=True)


def _untrained(place: Path, arguments: argparse.Namespace, size: Size, seed: int) -> Path:
    """An adapter that changes nothing, so that all are measured alike: one step at a rate of nearly nothing."""
    still = msgspec.structs.replace(size, rate=1e-9, steps=1, epochs=1.0)
    found = model(place / "still", "right", arguments.base_model, still, seed)
    assert found is not None
    return found


def _results(
    subject: Subject, part: Material, replies: Replies, seed: int, arguments: argparse.Namespace
) -> list[Result]:
    return [
        likelihood.measure(subject, part, seed),
        listening.measure(subject, part, seed, arguments.ranked),
        voice.measure(subject, part, replies, seed),
        discipline.measure(subject, part, replies, seed, 20),
        memory.measure(subject, part, replies, seed, arguments.lines),
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base-model", type=Path, help="Train adapters over it; by default a tiny one is made.")
    parser.add_argument("--base-sessions", type=int, default=3000)
    parser.add_argument("--base-epochs", type=int, default=3)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--device", choices=DEVICES, default="auto")
    parser.add_argument("--sessions", type=int, default=240)
    parser.add_argument("--held-out", type=float, default=0.4)
    parser.add_argument("--epochs", type=float, default=2)
    parser.add_argument("--memorising", type=float, default=10, help="Epochs of the model that learns by heart.")
    parser.add_argument("--steps", type=int, help="Steps at most, for a trial; in proportion for the memorising one.")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--replies", type=int, default=400, help="Held-out replies that are measured at most.")
    parser.add_argument("--written", type=int, default=240)
    parser.add_argument("--ranked", type=int, default=240)
    parser.add_argument("--lines", type=int, default=200)
    parser.add_argument("--canaries", type=int, default=32)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--conditions", nargs="+", choices=list(CONDITIONS), default=list(CONDITIONS))
    parser.add_argument("--report", action="store_true", help="Only show what was measured.")
    return parser.parse_args()


if __name__ == "__main__":
    main()
