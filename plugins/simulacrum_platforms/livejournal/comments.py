"""Comments below entries: a conversation an entry, in the order of time, each with what it answers."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from simulacrum_core import Conversation, Findings, Message, Participant, SourceError
from simulacrum_core.sources import Element, tag_of

from ..markup import html_passages, own_text, spoken
from ..monologues import sound
from ..shelf import Shelf
from ..xml import child_text, elements
from .entries import moment_of, shown
from .files import NAME, Part, number_of

_ANONYMOUS = "anonymous"
_NAMES = frozenset(("comment", "usermap"))


def put_comments(part: Part, shelf: Shelf, people: dict[str, str], findings: Findings) -> None:
    """Put every comment to those of its entry, and keep the names of people."""
    for element in elements(part.file, _NAMES, findings):
        if tag_of(element) == "usermap":
            people[element.get("id") or ""] = sound(element.get("user") or "")
            continue
        entry = element.get("jitemid") or (number_of(part.file) if part.kind == "dumped comments" else "?")
        try:
            messages = _messages(element, part)
        except SourceError as error:
            findings.report(part.file.name, element.sourceline, f"left out: a comment: {error.what}")
            continue
        for message in messages:
            seconds = 0 if message.sent_at is None else int(message.sent_at.timestamp())
            shelf.add(f"{part.journal}/{entry}" if part.journal else entry, seconds, message)


def _messages(element: Element, part: Part) -> list[Message]:
    id = element.get("id") or child_text(element, "id").strip() or f"line {element.sourceline}"
    parent = element.get("parentid") or child_text(element, "parentid").strip()
    author = element.get("posterid") or child_text(element, "user").strip() or element.get("user") or _ANONYMOUS
    position = f"{part.file.name}:{element.sourceline}"
    passages = html_passages(shown(child_text(element, "body"), is_plain=True), position, part.file.name)
    is_gone = (element.get("state") or child_text(element, "state").strip()) in ("D", "B")
    message = Message(
        id=id,
        author=sound(author),
        sent_at=moment_of(child_text(element, "date")),
        text=own_text(passages),
        kind="deleted" if is_gone else "text",
        reply_to=parent or None,
        position=position,
    )
    return [message] if is_gone else spoken(message, passages)


def comment_conversations(shelf: Shelf, people: dict[str, str]) -> Iterator[Conversation]:
    """The comments, entry by entry; who has a name in the map of users is known by it."""
    for key in shelf.chats():
        journal, _, entry = key.rpartition("/")
        names = dict.fromkeys(people.get(id) or id for id in shelf.authors(key))
        persons = tuple(Participant(name, name) for name in names)
        messages = (_named(message, people) for message in shelf.messages(key))
        title, owner = f"comments to {entry}", journal or None
        yield Conversation(NAME, f"comments to {key}", title, persons, False, messages, owner=owner, one_session=True)


def _named(message: Message, people: dict[str, str]) -> Message:
    name = people.get(message.author or "")
    return msgspec.structs.replace(message, author=name) if name else message
