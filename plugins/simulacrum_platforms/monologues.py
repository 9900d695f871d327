"""What somebody wrote to nobody in particular, as a conversation with one author."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec

from simulacrum_core import Conversation, Kind, Message, Participant
from simulacrum_core.sources import machine_parts, words_of_others

_LONG, _DASHES, _QUOTES = 400, ("—", "–", "―", "-"), tuple('"“„«»「『*_')
_NOBODYS = frozenset(("quote", "machine", "boilerplate"))


class Passage(msgspec.Struct, frozen=True):
    """A piece of a text: its author's own words, or of a kind that is not; `position` is file and line."""

    text: str
    position: str
    kind: Kind = "text"


class Writer(msgspec.Struct, frozen=True):
    """The owner of an archive; `is_known` where the archive says who that is."""

    importer: str
    person: Participant
    is_known: bool


def monologue(
    writer: Writer, id: str, title: str | None, date: dt.datetime | None, passages: Iterable[Passage]
) -> Conversation:
    """The passages as messages, neighbours of one kind joined; machine text and words of others are told apart."""
    own = _without_others(list(passages), [writer.person.name, *writer.person.handles])
    parts = groupby(_parts(own), lambda passage: passage.kind)
    # Whoever hands in a text that nobody signed wrote it.
    person = writer.person if writer.is_known else Participant(writer.person.id, "")
    messages = [_message(number, kind, list(those), person.id, date) for number, (kind, those) in enumerate(parts, 1)]
    return Conversation(writer.importer, id, title, (person,), False, messages, monologue=True, owner=person.id)


def sound(text: str) -> str:
    """The text without halves of characters, which JSON can hold, separators of lines as the breaks that they show."""
    if text.isascii():
        return text
    text = text.replace("\N{LINE SEPARATOR}", "\n").replace("\N{PARAGRAPH SEPARATOR}", "\n\n")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _message(number: int, kind: Kind, passages: list[Passage], author: str, date: dt.datetime | None) -> Message:
    return Message(
        id=str(number),
        author=None if kind in _NOBODYS else author,
        sent_at=date,
        text=sound("\n\n".join(passage.text for passage in passages)),
        kind=kind,
        position=passages[0].position,
    )


def _without_others(passages: list[Passage], names: Iterable[str]) -> list[Passage]:
    """The passages, parted where a paragraph is a motto, a letter to the author, or literature."""
    if not any(_may_be_of_others(passage.text) for passage in passages):
        return passages
    pairs = [
        (passage, text)
        for passage in passages
        for text in (passage.text.split("\n\n") if passage.kind == "text" else [passage.text])
    ]
    told = words_of_others([(passage.kind, text) for passage, text in pairs], names)
    if not told:
        return passages
    return [
        msgspec.structs.replace(passage, text=text, kind=told.get(number, passage.kind))
        for number, (passage, text) in enumerate(pairs)
    ]


def _may_be_of_others(text: str) -> bool:
    """Whether a text is long enough for others to speak in it, or has the marks of what is quoted and by whom."""
    return len(text) > _LONG or (any(map(text.__contains__, _DASHES)) and any(map(text.__contains__, _QUOTES)))


def _parts(passages: Iterable[Passage]) -> Iterator[Passage]:
    for passage in passages:
        if passage.kind != "text":
            yield passage
            continue
        for part, is_machine in machine_parts(passage.text):
            yield msgspec.structs.replace(passage, text=part, kind="machine" if is_machine else "text")
