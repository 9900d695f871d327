"""Tracked changes: whose a document is, and what others put into it or took out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from simulacrum_core.sources import Block

from ..essay import Changed, Reading
from ..people import is_same_person, person


class Owner(msgspec.Struct, frozen=True):
    """The names of whoever wrote a document, and how one knows; without names nobody knows.

    `leaves_all`: all that anybody inserted is left out.
    """

    names: tuple[str, ...] = ()
    evidence: str = ""
    leaves_all: bool = False

    def is_other(self, name: str) -> bool:
        """Whether a change is somebody else's; one that nobody signed may be the owner's."""
        if self.leaves_all:
            return True
        is_signed = bool(self.names) and person(name) is not None
        return is_signed and not any(is_same_person(name, own) for own in self.names)

    def undoes(self, name: str) -> bool:
        """Whether a deletion is undone, so that the owner's words stand as they stood."""
        return bool(self.names) and self.is_other(name)


class Changes(msgspec.Struct):
    """Tracked changes of a document by who made them; `taken_out` are the texts that others inserted."""

    inserted: Counter[str] = msgspec.field(default_factory=Counter)
    deleted: Counter[str] = msgspec.field(default_factory=Counter)
    taken_out: list[str] = msgspec.field(default_factory=list)

    @property
    def authors(self) -> set[str]:
        """Everybody who changed something."""
        return {*self.inserted, *self.deleted}


def owner_of(authors: Iterable[str], creator: str | None, last: str | None, reading: Reading) -> Owner:
    """Whose a document is that `authors` changed: its `creator`'s, or that of `last`, who saved it.

    A name that the user gave goes first; a program and a school own nothing.
    """
    changed_by = sorted(name for name in authors if person(name))
    creator, last, choice = person(creator), person(last), reading.choices.insertions
    given = [reading.choices.author] if reading.choices.author else list(reading.names)
    told = [creator] if creator else [name for name in (last, *changed_by) if name]
    if reading.choices.author:
        told = [name for name in (creator, last, *changed_by) if name]
    if choice == "keep":
        return Owner()
    if any(is_same_person(name, own) for name in told for own in given):
        return Owner(tuple(given), "a name that you gave")
    if creator:
        return Owner((creator,), "who made the file")
    if given:
        return Owner(tuple(given), "the file names nobody else as its author")
    if last and not any(is_same_person(last, name) for name in changed_by):
        return Owner((last,), "who saved it last, and wrote without tracking")
    return Owner(leaves_all=choice == "drop")


def insertion_blocks(changes: Changes, after: int, owner: Owner, file: str, reading: Reading) -> list[Block]:
    """What others inserted, as blocks of its own behind those of the text; what was done is kept, to be told."""
    undone = Counter({name: count for name, count in changes.inserted.items() if owner.is_other(name)})
    restored = Counter({name: count for name, count in changes.deleted.items() if owner.undoes(name)})
    # Where it is known whose the text is, all that is signed is theirs or is left out.
    kept = Counter({name: count for name, count in changes.inserted.items() if not (person(name) and owner.names)})
    whose = f"{owner.names[0]}'s: {owner.evidence}" if owner.names else ""
    if undone or restored or kept:
        reading.changed.append(Changed(file, undone, restored, kept - undone, whose))
    texts = filter(str.strip, changes.taken_out)
    return [Block("insertion", text, number) for number, text in enumerate(texts, after + 1)]
