"""Messages of a blog: names stand above a talk, numbers beside its messages, and nothing says which is whose."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from simulacrum_core import Attachment, Conversation, Findings, Message, Participant, SourceError
from simulacrum_core.sources import Element, tag_of

from ..monologues import sound
from ..shelf import Shelf
from ..xml import elements
from .files import Part
from .posts import NAME


class Owner(msgspec.Struct, frozen=True):
    """The owner's name above the talks, and their number in them; "" for what cannot be told."""

    name: str
    id: str


Names = tuple[str, ...]
_ELEMENTS = frozenset(("participants", "message"))


def put_talks(part: Part, shelf: Shelf, findings: Findings) -> tuple[list[Names], SourceError | None]:
    """Put every message to its talk; returns the names above each talk, and what is wrong with the rest of the file."""
    talks: list[Names] = []
    try:
        for number, element in enumerate(elements(part.file, _ELEMENTS, findings), 1):
            if tag_of(element) == "participants":
                talks.append(_names(element))
            elif message := _message(element, number, part.file.name, findings):
                seconds = 0 if message.sent_at is None else int(message.sent_at.timestamp())
                shelf.add(str(max(len(talks), 1)), seconds, message)
    except SourceError as error:
        return talks or [()], error
    return talks or [()], None


def _names(element: Element) -> Names:
    names = (sound("".join(one.itertext())).strip() for one in element if tag_of(one) == "participant")
    return tuple(filter(None, names))


def owner_of(talks: Sequence[Names], shelf: Shelf, blogs: Mapping[str, int]) -> Owner:
    """Who takes part in all talks: the blog that the posts name, else the one name and number that all of them have."""
    names = Counter(name for talk in talks for name in set(talk))
    ids = Counter(id for talk in shelf.chats() for id in shelf.authors(talk))
    name = next((blog for blog in blogs if blog and names[blog]), "") or _in_most(names)
    return Owner(name, _in_most(ids))


def _in_most(counts: Counter[str]) -> str:
    """What is in several talks, and in more than anything else is; somebody may be silent in a few."""
    found = counts.most_common(2)
    if not found or found[0][1] < 2 or (len(found) > 1 and found[1][1] == found[0][1]):
        return ""
    return found[0][0]


def talk_conversations(part: Part, talks: Sequence[Names], shelf: Shelf, owner: Owner) -> Iterator[Conversation]:
    """The talks of a file, each in the order of time."""
    for number, names in enumerate(talks, 1):
        ids = shelf.authors(str(number))
        others = [name for name in names if name != owner.name]
        is_told = bool(owner.id) and owner.name in names and len(others) == 1 and len(ids) <= 2
        people = {id: Participant(id, others[0] if is_told else id) for id in ids}
        if is_told and owner.id in people:
            # The account that writes the posts.
            people[owner.id] = Participant(owner.name, owner.name, (owner.id,))
        id = f"talk with {', '.join(others)}" if others else f"{part.file.name} {number}"
        messages = (
            msgspec.structs.replace(message, author=people[message.author].id) if message.author in people else message
            for message in shelf.messages(str(number))
        )
        mine = owner.name if is_told else None
        yield Conversation(NAME, id, ", ".join(others) or None, tuple(people.values()), False, messages, owner=mine)


def _message(element: Element, number: int, file: str, findings: Findings) -> Message | None:
    author, kind, text = sound(element.get("participant") or ""), element.get("type") or "TEXT", element.itertext()
    if not author:
        findings.report(file, element.sourceline, "left out: a message without a sender")
        return None
    is_picture = kind == "IMAGE"
    return Message(
        id=f"{element.get('ts') or ''} {number}".strip(),
        author=author,
        sent_at=_moment(element.get("ts")),
        text="" if is_picture else sound("".join(text)),
        kind="media" if is_picture else "text",
        attachments=(Attachment("image"),) if is_picture else (),
        forwarded_from="" if kind == "POSTREF" else None,
        position=f"{file}:{element.sourceline}",
    )


def _moment(seconds: str | None) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(int(seconds or ""), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
