"""What is measured on: held-out replies, lines of the others, a part of what was trained on; drawn by a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import TypeVar

import msgspec

from ..dataset.manifest import Manifest
from ..plugin.contracts import Exporter
from .lines import Line, read_lines, words
from .words import words_of

T = TypeVar("T")

_KEPT_WORDS = 2_000_000
"""Words of the training text in which copies are looked for; of more, those of the first rows are taken."""


class Sizes(msgspec.Struct, frozen=True):
    """How many texts each metric reads at most."""

    replies: int = 600
    ranked: int = 100
    written: int = 300
    lines: int = 400
    general: int = 1000


FULL = Sizes()
QUICK = Sizes(replies=80, ranked=30, written=40, lines=150, general=20)


class Material(msgspec.Struct, frozen=True):
    """Texts of a dataset: `held_out` are replies of the persona's, `others` what others said in the same rows.

    `trained` are turns of the persona's that were trained on, `trained_others` those of the others around them;
    `training_text` is all of the rows, for finding copies. `total` is how many held-out replies there are.
    """

    manifest: Manifest
    held_out: list[Line]
    others: list[Line]
    trained: list[Line]
    trained_others: list[Line]
    training_text: list[str]
    total: int
    trained_total: int
    is_training_text_whole: bool

    def text(self, line: Line) -> str:
        """What was said, as a person reads it."""
        return words(line, self.manifest.template)


def read_material(
    folder: Path, manifest: Manifest, exporter: Exporter, sizes: Sizes, seed: int, on_row: Callable[[], None]
) -> Material:
    """The texts of a dataset, each pool drawn at random; held-out replies that stand in the training text are left out.

    Raises DatasetError where a row is no training example.
    """
    seen, training_text, count, whole = set[str](), list[str](), 0, True
    trained, trained_others = Draw[Line](4000, seed), Draw[Line](4000, seed + 1)
    for line in read_lines(folder, manifest, exporter, "train"):
        on_row()
        (trained if line.own else trained_others).add(line)
        said = words(line, manifest.template)
        if line.own:
            seen.add(_folded(said))
        whole = whole and count < _KEPT_WORDS
        if count < _KEPT_WORDS:
            training_text.append(said)
            count += said.count(" ") + 1
    held_out, others = Draw[Line](sizes.replies, seed + 2), Draw[Line](sizes.replies, seed + 3)
    for line in read_lines(folder, manifest, exporter, "validation"):
        on_row()
        said = words(line, manifest.template)
        if line.own and not _is_known(said, seen):
            held_out.add(line)
        elif not line.own and line.name != manifest.template.name and said.strip():
            others.add(line)
    return Material(
        manifest,
        held_out.drawn,
        others.drawn,
        trained.drawn,
        trained_others.drawn,
        training_text,
        held_out.seen,
        trained.seen,
        whole,
    )


class Draw(list[T]):
    """So many of what is added, each as likely as any other, in their order."""

    def __init__(self, most: int, seed: int) -> None:
        super().__init__()
        self._most, self._random, self.seen = most, Random(seed), 0

    def add(self, item: T) -> None:
        """One more."""
        self.seen += 1
        if len(self) < self._most:
            self.append(item)
        elif (place := self._random.randrange(self.seen)) < self._most:
            self[place] = item

    @property
    def drawn(self) -> list[T]:
        """What was drawn."""
        return list(self)


def drawn(items: Iterable[T], most: int, seed: int) -> list[T]:
    """So many of the items at most, in their order."""
    found = list(items)
    places = sorted(Random(seed).sample(range(len(found)), min(most, len(found))))
    return [found[place] for place in places]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _is_known(text: str, seen: set[str]) -> bool:
    """Whether a reply of some length was trained on word for word; "ok" and "haha" are said again by anybody."""
    return len(words_of(text)) >= 5 and _folded(text) in seen
