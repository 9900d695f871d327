"""Who wrote: the ids of authors over the years, and their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from simulacrum_core import Participant

from .notes import Note, Who

DELETED = "Deleted Account"
CALL = "phone_call"
_USERS, _OTHERS = 1 << 32, 2 << 32
"""What was added to the ids of users, and to those of groups and channels, while ids were plain numbers."""


class Head(msgspec.Struct, frozen=True):
    """A chat without its messages."""

    id: int | str | None = None
    type: str | None = None
    name: str | None = None


def family(head: Head) -> str:
    """What a chat's bare id belongs to: two of different families may share one."""
    if head.type == "private_group":
        return "chat"
    return "channel" if (head.type or "").endswith(("_supergroup", "_channel")) else "user"


def title_of(head: Head) -> str | None:
    """What a chat is called."""
    return "Saved Messages" if head.type == "saved_messages" else head.name or None


def shown_title(head: Head) -> str:
    """What a page of the chat has for its title."""
    return title_of(head) or DELETED


def peer_id(raw: str | int, head: Head) -> str:
    """An id as it has been written since 2021; of a group or channel that is not this chat the number tells no kind."""
    if isinstance(raw, str):
        return raw
    if 0 < raw < _USERS:
        return f"user{raw}"
    if _USERS <= raw < _OTHERS:
        return f"user{raw - _USERS}"
    if raw - _OTHERS == head.id:
        return f"chat{head.id}" if head.type == "private_group" else f"channel{head.id}"
    return str(raw)


def author_of(note: Note | Who, head: Head) -> str | None:
    """The participant's id of who wrote or called; None for what Telegram wrote, and where nobody is named."""
    if note.type != "message":
        return peer_id(note.actor_id, head) if note.action == CALL and note.actor_id else None
    if note.from_id:
        return peer_id(note.from_id, head)
    if note.name:
        return note.name
    # Posts of a channel had no author before 2021: the channel wrote them.
    return f"channel{head.id}" if (head.type or "").endswith("_channel") else None


class People:
    """The people of a chat as far as it was read; `others` are those who only did something, such as joining."""

    def __init__(self, head: Head) -> None:
        self.head = head
        self.ids: dict[str | int, str] = {}
        self._names: dict[str, str | None] = {}
        self.others: set[str] = set()

    def add(self, whos: Iterable[Who]) -> None:
        """Take note of who wrote; the last name is the one that counts."""
        names: dict[str | int | None, str | None] = {}
        for who in whos:
            if who.type == "message" and who.from_id:
                if who.name or who.from_id not in names:
                    names[who.from_id] = who.name
            else:
                self._add_other(who)
        for raw, name in names.items():
            if raw is not None:
                self._add(self.ids.setdefault(raw, peer_id(raw, self.head)), name)

    def participants(self, handles: Mapping[str, tuple[str, ...]]) -> tuple[Participant, ...]:
        """Who wrote, in the order of the first messages, with other words for their accounts."""
        return tuple(Participant(id, name or DELETED, handles.get(id, ())) for id, name in self._names.items())

    def authors(self) -> list[str]:
        """The ids of those who wrote."""
        return list(self._names)

    def name(self, author: str) -> str | None:
        """What others saw of somebody; None where the account is deleted."""
        return self._names.get(author)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, author: str | None) -> bool:
        return author in self._names

    def clear(self, *, of_two: bool) -> bool:
        """Whether everybody who wrote has an id, and in a chat of two both wrote and have a name."""
        has_ids = self._names.keys() == set(self.ids.values())
        return has_ids and (not of_two or (len(self) > 1 and all(self._names.values())))

    def only(self, author: str) -> bool:
        """Whether nobody else wrote or did anything."""
        return self._names.keys() == {author} and self.others <= {author}

    def _add(self, id: str, name: str | None) -> None:
        if name or id not in self._names:
            self._names[id] = name

    def _add_other(self, who: Who) -> None:
        author = author_of(who, self.head)
        if author is not None:
            self._add(author, who.actor or who.name or (self.head.name if who.type == "message" else None))
        elif who.actor_id:
            self.others.add(peer_id(who.actor_id, self.head))
