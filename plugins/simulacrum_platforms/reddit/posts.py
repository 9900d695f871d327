"""Posts are texts; a comment answers what the request does not hold, unless the comment itself quotes it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from simulacrum_core import Conversation, Message, Participant

from ..chains import chains, own_parents
from ..markup import own_text, spoken
from ..monologues import Passage, Writer, monologue
from ..shelf import Shelf
from .markdown import markdown_passages
from .tables import NAME, Request, is_gone, key_of, moment_of, parent_of

_OTHER = Participant("quoted", "redditor")
"""Whoever is quoted: no table tells their name."""


class Entry(msgspec.Struct, frozen=True):
    """A post, or a comment with what it answers."""

    id: str
    passages: list[Passage]
    date: dt.datetime | None
    place: str
    position: str
    title: str | None = None
    parent: str | None = None


class Tally(msgspec.Struct, frozen=True):
    """Entries that earlier tables of the same source had, and counts to tell at the end."""

    read: set[str] = msgspec.field(default_factory=set)
    counts: Counter[str] = msgspec.field(default_factory=Counter)


def post_conversations(request: Request, writer: Writer, shelf: Shelf, tally: Tally) -> Iterator[Conversation]:
    """Posts as they come, then what goes on with them, then comments; those that stay alone go to the shelf."""
    parents = _own_answers(request)
    joined = parents.keys() | set(parents.values())
    held: dict[str, Entry] = {}
    for entry in _entries(request, tally):
        if entry.id in joined:
            held[entry.id] = entry
        else:
            yield from _given([entry], writer, shelf, tally)
    for chain in chains(held, parents):
        yield from _given(chain, writer, shelf, tally)


def _own_answers(request: Request) -> dict[str, str]:
    own = {row["id"] for row, _ in request.rows("posts", tell=False)}
    parents: dict[str, str] = {}
    for row, _ in request.rows("comments", tell=False):
        own.add(row["id"])
        if (parent := parent_of(row)) is not None:
            parents[row["id"]] = parent
    return own_parents(parents, own)


def _entries(request: Request, tally: Tally) -> Iterator[Entry]:
    for kind in ("posts", "comments"):
        for row, position in request.rows(kind):
            if (id := row["id"].strip()) in tally.read:
                tally.counts["repeated"] += 1
                continue
            tally.read.add(id)
            date, place = moment_of(row["date"]), f"r/{row['subreddit'].strip().removeprefix('r/') or '?'}"
            passages = _body(row["body"], position)
            if kind == "comments":
                yield Entry(id, passages, date, place, position, parent=parent_of(row))
            else:
                yield _post(id, row["title"].strip(), passages, date, place, position)


def _post(id: str, title: str, passages: list[Passage], date: dt.datetime | None, place: str, position: str) -> Entry:
    """A post; where there is only a link below its title, or nothing any more, the title is what was written."""
    if title and not any(passage.kind == "text" and passage.text for passage in passages):
        gone = [passage for passage in passages if passage.kind == "deleted"]
        return Entry(id, [Passage(title, position), *gone], date, place, position)
    return Entry(id, passages, date, place, position, title=title or None)


def _body(text: str, position: str) -> list[Passage]:
    if is_gone(text):
        return [Passage(text.strip(), position, "deleted")]
    return markdown_passages(text, position) or [Passage("", position)]


def _given(chain: Sequence[Entry], writer: Writer, shelf: Shelf, tally: Tally) -> Iterator[Conversation]:
    """A post with what goes on with it is a text; a comment stands behind what it quotes, or on the shelf."""
    first = chain[0]
    if first.parent is None:
        yield monologue(writer, first.id, first.title, first.date, [one for entry in chain for one in entry.passages])
        return
    for entry in chain:
        if entry is first and len(entry.passages) > 1 and entry.passages[0].kind == "quote":
            tally.counts["quoting"] += 1
            yield _dialogue(entry, writer)
            continue
        first_kind = entry.passages[0].kind
        is_gone_now = first_kind in ("deleted", "media")
        tally.counts["answers"] += not is_gone_now
        message = Message(
            id=entry.id,
            author=writer.person.id,
            sent_at=entry.date,
            text=entry.passages[0].text if is_gone_now else own_text(entry.passages),
            kind=first_kind if is_gone_now else "text",
            reply_to=first.parent,
            position=entry.position,
        )
        quotes = [passage for passage in entry.passages if passage.kind == "quote"]
        for one in spoken(message, quotes):
            shelf.add(f"comments in {entry.place}", key_of(entry.date), one)


def _dialogue(entry: Entry, writer: Writer) -> Conversation:
    """A comment that begins with what it answers: each quotation is a turn, and what stands below it the answer."""
    messages = [
        Message(
            id=f"{entry.id} {number}",
            author=_OTHER.id if passage.kind == "quote" else writer.person.id,
            sent_at=entry.date,
            text=passage.text,
            position=passage.position,
        )
        for number, passage in enumerate(entry.passages, 1)
    ]
    people, me = (_OTHER, writer.person), writer.person.id
    return Conversation(NAME, f"comment {entry.id}", entry.place, people, False, messages, owner=me, one_session=True)
