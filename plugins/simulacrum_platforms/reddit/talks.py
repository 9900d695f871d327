"""Chats and private messages of a data request."""

from __future__ import annotations

from collections.abc import Iterator

from simulacrum_core import Conversation, Kind, Message, Participant

from ..monologues import Writer
from ..shelf import Shelf
from ..tables import Row
from .markdown import is_picture
from .tables import NAME, Request, is_gone, key_of, moment_of

_COMMENTS = "comments in "
_MAIL = "message "
_BOTS = frozenset(("automoderator", "reddit", "welcomebot", "modmail", "/r/reddit"))


def put_talks(request: Request, shelf: Shelf, titles: dict[str, str]) -> None:
    """Put every message to its talk, and keep what the talks are called."""
    for row, position in request.rows("chat"):
        talk = _word(row, "channel_url") or _word(row, "channel_name") or "chat"
        if title := _word(row, "channel_name"):
            titles[f"chat {talk}"] = title
        _put(
            shelf, f"chat {talk}", row["message_id"], row["username"], row["created_at"], row["message"], row, position
        )
    for row, position in request.rows("messages"):
        talk = f"{_MAIL}{_word(row, 'thread_id') or row['id']}"
        if title := row["subject"].strip():
            titles.setdefault(talk, title)
        _put(shelf, talk, row["id"], row["from"], row["date"], row["body"], row, position)


def shelved(shelf: Shelf, titles: dict[str, str], writer: Writer) -> Iterator[Conversation]:
    """The talks, and comments to what is not there, place by place."""
    for id in shelf.chats():
        is_comments, messages = id.startswith(_COMMENTS), shelf.messages(id)
        people = tuple(
            writer.person if author == writer.person.id else Participant(author, author) for author in shelf.authors(id)
        )
        others = [person.name for person in people if person.id != writer.person.id]
        title = id if is_comments else titles.get(id) or (others[0] if len(others) == 1 else None)
        owner = writer.person.id if writer.is_known or is_comments else None
        # What has a subject is answered as mail is, days later.
        is_mail = id.startswith(_MAIL)
        id = f"{id} of {writer.person.id}" if is_comments else id
        yield Conversation(NAME, id, title, people, is_comments, messages, owner=owner, one_session=is_mail)


def _put(shelf: Shelf, talk: str, id: str, author: str, date: str, text: str, row: Row, position: str) -> None:
    moment, author = moment_of(date), author.strip().removeprefix("u/").removeprefix("/u/") or "[deleted]"
    kind: Kind = "bot" if author.lower() in _BOTS else "deleted" if is_gone(text) else "text"
    kind = "media" if kind == "text" and is_picture(text) else kind
    changed = moment_of(_word(row, "updated_at"))
    message = Message(
        id=id.strip(),
        author=author,
        sent_at=moment,
        text=text,
        kind=kind,
        reply_to=_word(row, "thread_parent_message_id") or None,
        edited=changed is not None and moment is not None and changed > moment,
        position=position,
    )
    shelf.add(talk, key_of(moment), message)


def _word(row: Row, name: str) -> str:
    return row.get(name, "").strip()
