"""What somebody wrote to nobody in particular, as a conversation with one author."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby

import msgspec

from simulacrum_core import Conversation, Kind, Message, Participant
from simulacrum_core.sources import (
    assistant_parts,
    is_chat,
    is_talk,
    machine_parts,
    may_hold_clock,
    quoted_parts,
    words_of_others,
)

from .passed_on import parted

_TURNS, _POST, _LONG, _DASHES, _QUOTES = 3, 600, 400, ("—", "–", "―", "-"), tuple('"“„«»「『*_')
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
    names = [writer.person.name, *writer.person.handles]
    own = _without_others(_without_answers(_without_quoted(list(passages), names)), names)
    if _is_of_many([passage.text for passage in own if passage.kind == "text"], title):
        own = [msgspec.structs.replace(passage, kind="quote") if passage.kind == "text" else passage for passage in own]
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


def _without_quoted(passages: list[Passage], names: Collection[str]) -> list[Passage]:
    """The passages, parted where a line, a post or a mail that was copied into them begins and ends."""
    passages = [part for passage in passages for part in _without_passed_on(passage)]
    told = quoted_parts([(passage.kind, passage.text) for passage in passages], names)
    return passages if told is None else list(_divided(passages, told))


def _without_passed_on(passage: Passage) -> Iterator[Passage]:
    """The author's words, and those of a post that they repeat up to its end; a long text is no such post."""
    own, repeated = parted(passage.text) if passage.kind == "text" and len(passage.text) <= _POST else ("", "")
    if not repeated:
        yield passage
        return
    if own:
        yield msgspec.structs.replace(passage, text=own)
    yield msgspec.structs.replace(passage, text=repeated, kind="quote")


def _without_answers(passages: list[Passage]) -> list[Passage]:
    """The passages, parted where an assistant answers."""
    told = assistant_parts([passage.text if passage.kind == "text" else "" for passage in passages])
    return passages if told is None else list(_divided(passages, told))


def _is_of_many(texts: Sequence[str], title: str | None) -> bool:
    """Whether a post is a log of a talk, or long and told in turns; a few short turns are somebody's own story."""
    text = "\n".join(texts)
    if text.count(":") < _TURNS:
        return False
    timed = [line for line in text.split("\n") if may_hold_clock(line)] if may_hold_clock(text) else []
    if len(timed) >= _TURNS and is_chat(text.split("\n")):
        return True
    return (len(text) > _LONG or len(timed) >= _TURNS) and is_talk(text, title)


def _divided(passages: Iterable[Passage], told: Iterable[Iterable[tuple[str, bool]]]) -> Iterator[Passage]:
    """The author's own ones in their parts, of which some are somebody else's."""
    for passage, parts in zip(passages, told, strict=True):
        if passage.kind != "text":
            yield passage
            continue
        for text, is_theirs in parts:
            if text.strip():
                yield msgspec.structs.replace(passage, text=text.strip("\n"), kind="quote" if is_theirs else "text")


def _without_others(passages: list[Passage], names: Iterable[str]) -> list[Passage]:
    """The passages, parted where a paragraph is a motto, a letter to the author, or literature."""
    if not _may_be_of_others("\n\n".join([passage.text for passage in passages if passage.kind == "text"])):
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
