"""Replies that the model writes for held-out contexts; several metrics look at the same ones."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from .lines import Line
from .material import Material, drawn
from .store import Store
from .subject import BASE, TUNED, Subject, Which, Written

_KEPT_AT_ONCE = 64
"""Replies that are lost at most where a run is killed; as many as a GPU writes at once."""


class Reply(msgspec.Struct, frozen=True):
    """What the person said in a context, and what the model wrote there."""

    line: Line
    real: str
    written: Written


def base_count(most: int) -> int:
    """How many replies of the base model are compared with so many: it does not stop, and a third tells enough."""
    return max(most // 3, min(most, 30))


class Replies:
    """The replies of both models, written when somebody first asks for them."""

    def __init__(self, subject: Subject, material: Material, seed: int, most: int, store: Store | None = None) -> None:
        self._subject, self._material, self._seed, self._most = subject, material, seed, most
        self._store, self._written = store, dict[Which, Sequence[Reply]]()

    def of(self, which: Which) -> Sequence[Reply]:
        """The tuned model's or the base model's; nothing of a base model that is not at hand."""
        if which == BASE and not self._subject.has_base:
            return []
        if which not in self._written:
            most = self._most if which == TUNED else base_count(self._most)
            lines = drawn((line for line in self._material.held_out if line.before), most, self._seed)
            written = self._kept(which, lines)
            self._written[which] = [
                Reply(line, self._material.text(line), one) for line, one in zip(lines, written, strict=True)
            ]
        return self._written[which]

    def _kept(self, which: Which, lines: Sequence[Line]) -> list[Written]:
        """What was written before, and the rest, kept as soon as a part of it is there."""
        found: list[Written] = []
        for start in range(0, len(lines), _KEPT_AT_ONCE):
            prompts = [line.prompt for line in lines[start : start + _KEPT_AT_ONCE]]
            seeds = range(self._seed * 100_003 + start, self._seed * 100_003 + start + len(prompts))

            def write(prompts: Sequence[str] = prompts, seeds: Sequence[int] = seeds) -> list[Written]:
                return self._subject.write(prompts, seeds, which)

            found += self._store.written(f"{which}-{start}", write) if self._store else write()
        return found
