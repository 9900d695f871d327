"""`python -m bench.languages [FILE…]`: recall and precision of the finder by language, on talks with marked secrets."""

from __future__ import annotations

import sys
from pathlib import Path

from simulacrum_core.privacy.finder import Finder
from tests.privacy.talks_corpus import FOLDER, PARTS, Outcome, Talk, by_language, talks


def main() -> None:
    """Print a table for each file; without one, of the corpora of the tests."""
    for path in map(Path, sys.argv[1:] or [FOLDER / f"{part}.txt" for part in PARTS]):
        print(path.stem)
        print_tables(talks(path))


def print_tables(some: list[Talk]) -> None:
    """A row for each language, and one for all."""
    everything: list[Outcome] = []
    for language, made in by_language(some, Finder()):
        _row(language, [one for _, one in made])
        everything += [one for _, one in made]
    _row("all", everything)


def _row(name: str, made: list[Outcome]) -> None:
    found, missed = sum(len(one.found) for one in made), sum(len(one.missed) for one in made)
    clean = [one for one in made if not (one.found or one.missed)]
    false = sum(bool(one.false) for one in made)
    print(
        f"    {name:4} recall {found / max(1, found + missed):.2f} ({found} of {found + missed})"
        f"   precision {found / max(1, found + false):.2f}"
        f"   harmless lines untouched {sum(not one.false for one in clean)} of {len(clean)}"
    )


if __name__ == "__main__":
    main()
