"""Who wrote: the ids of authors over the years, and their names."""

from __future__ import annotations

from collections import Counter
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
    """The id of who wrote or called; None for what Telegram wrote, and where nobody is named.

    Whoever signs for a channel, or for a group as an anonymous admin, has one of their own.
    """
    if note.type != "message":
        return peer_id(note.actor_id, head) if note.action == CALL and note.actor_id else None
    if note.from_id:
        return _signed(peer_id(note.from_id, head), note.author)
    if note.name:
        return note.name
    peer = _peer_of_channel(note, head)
    return None if peer is None else _signed(peer, note.author)


def _peer_of_channel(note: Note | Who, head: Head) -> str | None:
    """Posts of a channel had no author before 2021: the channel wrote them."""
    is_post = note.type == "message" and not (note.from_id or note.name) and (head.type or "").endswith("_channel")
    return f"channel{head.id}" if is_post else None


def _signed(peer: str, signature: str | None) -> str:
    return f"{peer}:{signature}" if signature and not peer.startswith("user") else peer


def signed_name(name: str | None, signature: str) -> str:
    """What somebody is called who signs for a channel or a group."""
    return f"{name} ({signature})" if name else signature


class People:
    """The people of a chat as far as it was read; `others` are those who only did something, such as joining.

    Where one alone signs for a channel, that is the channel.
    """

    def __init__(self, head: Head) -> None:
        self.head = head
        self.ids: dict[str | int, str] = {}
        self._names: dict[str, str | None] = {}
        self._signed_for: dict[str, str] = {}
        self._shown: dict[str, str | None] | None = None
        self.others: set[str] = set()

    def add(self, whos: Iterable[Who]) -> None:
        """Take note of who wrote; the last name is the one that counts."""
        names: dict[tuple[str | int | None, str | None], str | None] = {}
        for who in whos:
            if who.type == "message" and who.from_id:
                if who.name or (who.from_id, who.author) not in names:
                    names[who.from_id, who.author] = who.name
            else:
                self._add_other(who)
        for (raw, signature), name in names.items():
            if raw is not None:
                self._add_signed(self.ids.setdefault(raw, peer_id(raw, self.head)), signature, name)

    def participants(self, handles: Mapping[str, tuple[str, ...]]) -> tuple[Participant, ...]:
        """Who wrote, in the order of the first messages, with other words for their accounts."""
        return tuple(Participant(id, name or DELETED, handles.get(id, ())) for id, name in self._known().items())

    def author(self, note: Note) -> str | None:
        """The participant's id of who wrote or called, as `author_of`."""
        found = author_of(note, self.head)
        return found if found is None or found in self else self._signed_for.get(found, found)

    def authors(self) -> list[str]:
        """The ids of those who wrote."""
        return list(self._known())

    def name(self, author: str) -> str | None:
        """What others saw of somebody; None where the account is deleted."""
        return self._known().get(author)

    def __len__(self) -> int:
        return len(self._known())

    def __contains__(self, author: str | None) -> bool:
        return author in self._known()

    def clear(self, *, of_two: bool) -> bool:
        """Whether everybody who wrote has an id, and in a chat of two both wrote and have a name."""
        has_ids = self._known().keys() == set(self.ids.values())
        return has_ids and (not of_two or (len(self) > 1 and all(self._names.values())))

    def only(self, author: str) -> bool:
        """Whether nobody else wrote or did anything."""
        return self._known().keys() == {author} and self.others <= {author}

    def _known(self) -> dict[str, str | None]:
        """The names by the ids of participants: who signs alone for a channel is told by the channel's."""
        if self._shown is None:
            signers = Counter(self._signed_for.values())
            self._shown = {}
            for id, name in self._names.items():
                peer = self._signed_for.get(id)
                if peer is None or signers[peer] == 1:
                    told = name or self._shown.get(peer or id)
                    self._shown[peer or id] = told
                else:
                    self._shown[id] = signed_name(name, id.removeprefix(f"{peer}:"))
        return self._shown

    def _add(self, id: str, name: str | None) -> None:
        self._shown = None
        if name or id not in self._names:
            self._names[id] = name

    def _add_signed(self, peer: str, signature: str | None, name: str | None) -> None:
        author = _signed(peer, signature)
        if author != peer:
            self._signed_for[author] = peer
        self._add(author, name)

    def _add_other(self, who: Who) -> None:
        author = author_of(who, self.head)
        if author is None:
            if who.actor_id:
                self.others.add(peer_id(who.actor_id, self.head))
            return
        name = who.actor or who.name or (self.head.name if who.type == "message" else None)
        if (peer := _peer_of_channel(who, self.head)) is not None:
            self._add_signed(peer, who.author, name)
        else:
            self._add(author, name)
