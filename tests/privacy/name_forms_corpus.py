"""The invented corpus of names in other forms than they were given, and how well invented names take their places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

from simulacrum_core.privacy.names.pseudonyms import Known, Pseudonyms

FOLDER = Path(__file__).parents[1] / "corpora" / "privacy"
OTHER, MINE = Known(("Otto Rhys",)), "Nora Quill"
MARK = re.compile(r"\{(.*?)\}")


class NamedLine(msgspec.Struct, frozen=True):
    """The people of a chat, and a text in which braces mark what stands for the first of them."""

    language: str
    people: tuple[Known, ...]
    marked: str

    @property
    def text(self) -> str:
        """As it is said."""
        return re.sub(r"[{}]", "", self.marked)


class Outcome(msgspec.Struct):
    """Names that were to be replaced and those that were; lines that hold none, and those that were changed all the same.

    `spoiled` are lines with a name in which something else was changed, too; a fault tells what was made of a line.
    """

    names: int = 0
    replaced: int = 0
    clean: int = 0
    changed: int = 0
    spoiled: int = 0
    faults: list[str] = []

    @property
    def recall(self) -> float:
        """The share of the names that were replaced."""
        return self.replaced / max(1, self.names)

    @property
    def precision(self) -> float:
        """Of the places that were changed the share of those that name the person."""
        return self.replaced / max(1, self.replaced + self.changed + self.spoiled)


def named_lines(part: str) -> list[NamedLine]:
    """The lines of `tuning`, `heldout` or `fresh`."""
    rows = (FOLDER / f"name_forms_{part}.txt").read_text(encoding="utf-8").splitlines()
    parted = (row.split(" | ", 2) for row in rows if row and not row.startswith("#"))
    return [
        NamedLine(language, tuple(Known(tuple(names.split(" ; "))) for names in people.split(" / ")), text)
        for language, people, text in parted
    ]


@cache
def invented_for(people: tuple[Known, ...]) -> Pseudonyms:
    """Invented names for a chat of some people, the persona and one more."""
    return Pseudonyms([*people, OTHER], [MINE], b"a key of the tests")


def measured(lines: Iterable[NamedLine]) -> Outcome:
    """How well lines are renamed, each in a chat of its people, the persona and one more."""
    outcome = Outcome()
    for line in lines:
        _add(outcome, line, invented_for(line.people).renamed(line.text))
    return outcome


def _add(outcome: Outcome, line: NamedLine, made: str) -> None:
    wanted = MARK.findall(line.marked)
    around = "(.*?)".join(map(re.escape, re.split(r"\{.*?\}", line.marked)))
    match = re.fullmatch(around, made, re.DOTALL)
    replaced = sum(new != old for new, old in zip(match.groups(), wanted, strict=True)) if match else 0
    outcome.names += len(wanted)
    outcome.replaced += replaced
    outcome.clean += not wanted
    outcome.changed += not wanted and match is None
    outcome.spoiled += bool(wanted) and match is None
    if match is None or replaced < len(wanted):
        outcome.faults.append(f"{line.language}: {line.people[0].names[0]} | {line.marked} -> {made}")
