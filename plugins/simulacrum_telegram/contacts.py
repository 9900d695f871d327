"""Contacts: what an account's export tells about people besides their messages, which comes before the chats."""

from __future__ import annotations

from typing import Any

import msgspec

from simulacrum_core import SourceFile
from simulacrum_core.sources import Batch, ElementDecoder, Shell, walk_json

from .bots import known_bots
from .exports import ACCOUNT

_CONTACTS, _FREQUENT = "contacts", "frequent_contacts"
_PATH = (f"{_CONTACTS}|{_FREQUENT}|{ACCOUNT[0]}", *ACCOUNT[1:])
_MOST = 100_000
"""Contacts that are held; Telegram lets nobody have as many."""
_OBJECTS = ElementDecoder(dict[str, Any])

Handles = dict[str, tuple[str, ...]]
"""Other words for the account of a participant: a username without its `@`, a phone number."""


class Contacts(msgspec.Struct, frozen=True):
    """Handles of people, and the ids of accounts that are bots."""

    handles: Handles = {}
    bots: frozenset[str] = frozenset()


def contacts_of(file: SourceFile, limit: int) -> Contacts:
    """What the lists of contacts say; where they come after the chats, which no version did, nothing."""
    handles: Handles = {}
    frequent: list[dict[str, Any]] = []
    with file.open() as stream:
        for event in walk_json(stream, _PATH, limit):
            if isinstance(event, Batch) or (isinstance(event, Shell) and event.path[:1] not in _LISTS):
                break
            if isinstance(event, Shell) and len(event.path) > 1 and len(handles) + len(frequent) < _MOST:
                entry = _OBJECTS.one(event.data, event.line, lambda *_: None) or {}
                if event.path[0] == _FREQUENT:
                    frequent.append(entry)
                else:
                    handles |= handles_of(entry)
    return Contacts(handles, frozenset(known_bots(frequent)))


_LISTS = {(_CONTACTS,), (_FREQUENT,)}


def handles_of(entry: dict[str, Any]) -> Handles:
    """The handles of a contact or of the account's owner, by id; empty where the entry tells of nobody or nothing."""
    words = [str(entry.get("username") or "").removeprefix("@"), str(entry.get("phone_number") or "")]
    found = tuple(word for word in words if word)
    return {f"user{entry['user_id']}": found} if found and entry.get("user_id") else {}
