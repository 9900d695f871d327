"""What one entry of a journal is, and the conversation that it becomes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal

import msgspec

from simulacrum_core import Attachment, Conversation, Kind, Message, Participant
from simulacrum_core.sources import (
    assistant_parts,
    machine_parts,
    quoted_parts,
    without_chats,
    without_machine_runs,
    words_of_others,
)

Quotes = Literal["mark", "leave-out", "keep"]
AUTHOR = "author"


class Piece(msgspec.Struct, frozen=True):
    """A part of an entry's text: the author's own words, or a quotation or code that is not, or `machine` text.

    What an app or a page has beside the words, such as a caption or hidden text, is `boilerplate`; what an option
    leaves out is `omitted`. A `prompt` is a line that stands in most entries.
    """

    text: str
    own: bool = True
    prompt: bool = False
    machine: bool = False
    boilerplate: bool = False
    omitted: bool = False


class Entry(msgspec.Struct, frozen=True):
    """One entry: `moment` has an offset where the source knows instant and zone, and is midnight where only the day is
    known. `uuid` is the id that an app gave it, `version` when it was last changed, in microseconds. What is `gone` was
    thrown away by its author.
    """

    id: str
    moment: dt.datetime | None
    pieces: tuple[Piece, ...]
    title: str | None
    position: str
    attachments: tuple[Attachment, ...] = ()
    uuid: str = ""
    version: int = 0
    gone: bool = False


def conversation(entry: Entry, author: str | None, quotes: Quotes, *, is_newest: bool = True) -> Conversation:
    """An entry as a conversation with one author; what is only a title is a text.

    An older version, and what was thrown away, is in there to be counted, and trains nobody.
    """
    pieces, title = _arranged(entry.pieces, quotes), _line(entry.title)
    if title and not pieces and not entry.attachments:
        pieces, title = [Piece(title)], None
    return Conversation(
        source="journals",
        id=entry.id,
        title=title,
        participants=(Participant(AUTHOR, author or ""),),
        one_sided=False,
        messages=[_unused(entry)] if entry.gone or not is_newest else list(_messages(entry, pieces)),
        monologue=True,
    )


def _unused(entry: Entry) -> Message:
    text = "\n\n".join(piece.text for piece in entry.pieces if piece.own)
    kind: Kind = "trash" if entry.gone else "superseded"
    return Message("0", AUTHOR, entry.moment, trimmed(text), kind, position=entry.position)


def _messages(entry: Entry, pieces: list[Piece]) -> Iterator[Message]:
    waiting = entry.attachments
    if not any(piece.own for piece in pieces) and (waiting or not pieces):
        yield Message(
            "0", AUTHOR, entry.moment, "", "media" if waiting else "text", None, waiting, position=entry.position
        )
        waiting = ()
    for number, piece in enumerate(pieces, 1):
        if piece.boilerplate:
            yield Message(str(number), None, entry.moment, piece.text, "boilerplate", position=entry.position)
        elif piece.omitted:
            yield Message(str(number), None, entry.moment, piece.text, "omitted", position=entry.position)
        elif piece.machine:
            yield Message(str(number), None, entry.moment, piece.text, "machine", position=entry.position)
        elif piece.own:
            yield Message(str(number), AUTHOR, entry.moment, piece.text, attachments=waiting, position=entry.position)
            waiting = ()
        else:
            yield Message(str(number), None, entry.moment, piece.text, "quote", position=entry.position)


def _arranged(pieces: tuple[Piece, ...], quotes: Quotes) -> list[Piece]:
    """The pieces that are not blank; neighbours of one kind are one, a blank line between them.

    Paragraphs that were pasted from a chat, and what an assistant answered, are no words of the author's, whatever is
    done with quotations.
    """
    told = [
        ((piece.own or quotes == "keep") and not is_pasted and not is_machine, is_machine, trimmed(part))
        for piece, parts in zip(pieces, _pasted(pieces), strict=True)
        if not piece.boilerplate
        for text, is_pasted in parts
        for part, is_machine in (machine_parts(without_machine_runs(text)[0]) if piece.own else [(text, False)])
    ]
    kept = [part for part in told if part[2] and (part[0] or part[1] or quotes != "leave-out")]
    omitted = [text for own, machine, text in told if text and not own and not machine and quotes == "leave-out"]
    groups = groupby(kept, key=lambda part: part[:2])
    found = [Piece("\n\n".join(text for _, _, text in group), *kind) for kind, group in groups]
    apart = "\n\n".join(trimmed(piece.text) for piece in pieces if piece.boilerplate and piece.text.strip())
    # Last, so that it parts nothing.
    found += [Piece(apart, own=False, boilerplate=True)] if apart else []
    return [*found, Piece("\n\n".join(omitted), own=False, omitted=True)] if omitted else found


def without_others(entry: Entry, names: Iterable[str]) -> Entry:
    """The entry, parted where a paragraph is somebody else's: a motto, a letter to the author, literature, a mail."""
    names = list(names)
    entry = _without_quoted(entry, names)
    parts = [(piece, text) for piece in entry.pieces for text in _paragraphs(piece)]
    told = words_of_others([("text" if _is_own(piece) else "quote", text) for piece, text in parts], names)
    if not told:
        return entry
    pieces = []
    for (_, kind), group in groupby(enumerate(parts), key=lambda pair: (id(pair[1][0]), told.get(pair[0]))):
        same = [part for _, part in group]
        text = "\n\n".join(text for _, text in same)
        piece = Piece(text, own=False, boilerplate=kind == "boilerplate") if kind else same[0][0]
        pieces.append(piece if kind else msgspec.structs.replace(piece, text=text))
    return msgspec.structs.replace(entry, pieces=tuple(pieces))


def _without_quoted(entry: Entry, names: Sequence[str]) -> Entry:
    """The entry, parted where a mail or a post that was copied into it begins and ends."""
    quoted = quoted_parts([("text" if _is_own(piece) else "quote", piece.text) for piece in entry.pieces], names)
    if quoted is None:
        return entry
    pieces = [
        Piece(text, own=False) if is_theirs else msgspec.structs.replace(piece, text=text)
        for piece, told in zip(entry.pieces, quoted, strict=True)
        for text, is_theirs in told
    ]
    return msgspec.structs.replace(entry, pieces=tuple(pieces))


def _is_own(piece: Piece) -> bool:
    return piece.own and not (piece.machine or piece.boilerplate or piece.omitted)


def _paragraphs(piece: Piece) -> list[str]:
    return piece.text.split("\n\n") if _is_own(piece) else [piece.text]


def turns(pieces: Sequence[Piece]) -> list[list[tuple[str, bool]]] | None:
    """The parts of each piece, and whether they are what an assistant answered; None where none does.

    An answer goes on behind a quotation in it, and ends before a line that stands in most entries.
    """
    return assistant_parts(
        [piece.text if piece.own or piece.prompt else "" for piece in pieces],
        {number for number, piece in enumerate(pieces) if piece.prompt},
        is_diary=True,
    )


def _pasted(pieces: Sequence[Piece]) -> Iterator[list[tuple[str, bool]]]:
    """The parts of each piece, and whether they are pasted from a chat or are an assistant's."""
    spoken = turns(pieces)
    for number, piece in enumerate(pieces):
        if spoken is None or not piece.own:
            yield list(without_chats(piece.text))
        else:
            yield [
                part
                for text, is_theirs in spoken[number]
                for part in ([(text, True)] if is_theirs else without_chats(text))
            ]


def holds_chat(entry: Entry) -> bool:
    """Whether somebody pasted lines of a chat, or what an assistant answered, into an entry."""
    pairs = zip(entry.pieces, _pasted(entry.pieces), strict=True)
    return any(is_pasted for piece, parts in pairs if piece.own for _, is_pasted in parts)


def pictures_in(entry: Entry) -> int:
    """How many pictures stand as `data:` addresses in what somebody wrote; they are cut out of it."""
    return sum(without_machine_runs(piece.text)[1] for piece in entry.pieces if piece.own)


def trimmed(text: str) -> str:
    """A text without the blank lines before it and the blanks behind it, and with one sign for the end of a line."""
    if not text.isascii():
        text = text.replace("\N{LINE SEPARATOR}", "\n").replace("\N{PARAGRAPH SEPARATOR}", "\n\n")
    start = len(text) - len(text.lstrip())
    return text[text.rfind("\n", 0, start) + 1 :].rstrip()


def _line(title: str | None) -> str | None:
    return " ".join(title.split()) or None if title else None


class Ids:
    """Ids of entries, each given once."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def of(self, file: str, moment: dt.datetime | None, place: int) -> str:
        """An id made of the file and the moment, or of the place where there is none."""
        when = str(place) if moment is None else moment.isoformat().removesuffix("T00:00:00")
        return self.unique(f"{file}#{when}")

    def unique(self, id: str) -> str:
        """The id, with a number where it was given before."""
        self._given[id] += 1
        return id if self._given[id] == 1 else f"{id}-{self._given[id]}"
