"""Which numbers suit how much data? Small models trained as `simulacrum train --with raw` does it, over a grid.

    python -m bench.numbers make FOLDER --base-model MODEL [--corpus FOLDER] [--sizes 5 50] [--seed 0]
    python -m bench.numbers run DATASET... --base-model MODEL --out RUNS.jsonl [--grid SETTINGS...] [--jobs 8]
    python -m bench.numbers table RUNS.jsonl

`make` writes datasets: of an invented person, and with `--corpus` of the most frequent speaker of a public log (in the
layout of bench.threads). `run` trains each of the settings and writes the validation loss over its steps, a line each;
what is there already is not trained again. A setting is written as `rate=1e-3,alpha=32,r=16,batch=4,epochs=2`; what it
does not name is as the product chooses it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from simulacrum_core import Recipe, convert

from .people import write_speaker
from .persona import PERSONA, write_chat
from .runs import trained
from .table import table

_WORDS = 10
"""Trained tokens of a message, about."""


def main() -> None:
    """Make datasets, run the settings that are missing, or print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make")
    making.add_argument("folder", type=Path)
    making.add_argument("--base-model", required=True)
    making.add_argument("--corpus", type=Path)
    making.add_argument("--sizes", type=int, nargs="*", default=[5, 50], help="thousands of trained tokens, about")
    making.add_argument("--seed", type=int, default=0, help="of examples, order and adapter; not of the texts")
    running = commands.add_parser("run")
    running.add_argument("datasets", type=Path, nargs="+")
    running.add_argument("--base-model", required=True)
    running.add_argument("--out", type=Path, required=True)
    running.add_argument("--grid", nargs="*", default=[""])
    running.add_argument("--jobs", type=int, default=1)
    showing = commands.add_parser("table")
    showing.add_argument("out", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "make":
        make(arguments.folder, arguments.base_model, arguments.corpus, arguments.sizes, arguments.seed)
    elif arguments.command == "run":
        run(arguments.datasets, arguments.base_model, arguments.out, arguments.grid, arguments.jobs)
    else:
        for line in table(_known(arguments.out)):
            print(line)


def make(folder: Path, base_model: str, corpus: Path | None, sizes: Sequence[int], seed: int) -> None:
    """A dataset for each size and kind of person: `invented-5k`, `log-5k-seed1`; a fifth or less is held out."""
    end = f"-seed{seed}" if seed else ""
    folder.mkdir(parents=True, exist_ok=True)
    for size in sizes:
        share = 0.2 if size < 20 else 0.1 if size < 200 else 0.02
        own = int(size * 1000 / _WORDS / (1 - share))
        chat = folder / f"invented-{size}k{end}.txt"
        write_chat(chat, own)
        recipe = Recipe(validation=share, seed=seed)
        _convert(chat, "whatsapp", PERSONA, base_model, recipe)
        if corpus is not None and size < 100:
            said = folder / f"log-{size}k{end}.jsonl"
            _convert(said, "conversations", write_speaker(said, corpus, 0, own // 2), base_model, recipe)


def _convert(source: Path, importer: str, me: str, base_model: str, recipe: Recipe) -> None:
    convert(
        source,
        importer=importer,
        to="raw",
        me=me,
        folder=source.with_suffix(""),
        base_model=base_model,
        recipe=recipe,
        force=True,
    )


def run(datasets: Sequence[Path], base_model: str, out: Path, grid: Sequence[str], jobs: int) -> None:
    """Train what is not in the file yet, so many at once."""
    done = {(one["dataset"], one["setting"]) for one in _known(out)}
    missing = [(path, one) for path in datasets for one in grid if (path.name, one) not in done]
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        found = {pool.submit(trained, path, base_model, one): one for path, one in missing}
        for future in as_completed(found):
            with out.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(future.result()) + "\n")
            print(out.read_text(encoding="utf-8").splitlines()[-1][:200], flush=True)


def _known(out: Path) -> Iterator[dict[str, object]]:
    if out.exists():
        yield from map(json.loads, out.read_text(encoding="utf-8").splitlines())


if __name__ == "__main__":
    main()
