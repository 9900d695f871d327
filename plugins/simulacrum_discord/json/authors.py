"""Authors: who writes in a JSON export, found without decoding its messages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from simulacrum_core import SourceFile
from simulacrum_core.sources import ByteStream

from .. import names
from .posts import kind_of

# In a JSON string these bytes cannot stand: a quote inside of it has a backslash before it.
_KEY = b'"author"'
_BLOCK = 1 << 16
_LONGEST_GAP = 1 << 22
_BEGINNING = re.compile(_KEY + rb'\s*:\s*\{\s*"id"\s*:\s*"')
_HEAD = 128
"""Bytes behind the key that tell two authors apart: the id, and the name, as one webhook writes under many."""
_VALUE = re.compile(r"\s*:\s*")
_TYPE = re.compile(rb'"type"\s*:\s*"(\w{1,40})"\s*,\s*"timestamp"')
_ID = re.compile(rb'"id"\s*:\s*"(\w{1,40})"\s*,\s*"type"')
_LAST_BYTES = 1 << 16
_OBJECT = json.JSONDecoder()


class Author(msgspec.Struct, frozen=True):
    """Somebody's name as others saw it, whether a program writes under it, and the account's own names."""

    name: str
    is_bot: bool
    handles: tuple[str, ...] = ()


class Cast(msgspec.Struct, frozen=True):
    """The authors of all messages that are more than a notice, by id, the first name of each; their roles' names by
    id; and the last id."""

    authors: dict[str, Author]
    roles: dict[str, str]
    last: str


class Met(msgspec.Struct, frozen=True):
    """Somebody as they are first met in a part of an export; `head` are the bytes by which they are known again.

    Where `author` is None, these bytes tell of nobody.
    """

    head: bytes
    id: str = ""
    author: Author | None = None
    roles: dict[str, str] = {}


def authors(file: SourceFile, example: bytes) -> Cast:
    """Who writes in an export, as far as it goes; `example` is one of its messages."""
    with file.open() as stream:
        walk = Walk(stream, example)
        return msgspec.structs.replace(together(walk), last=walk.last)


def together(walked: Iterable[Met]) -> Cast:
    """Who writes in an export, by who was met in all its parts."""
    found: dict[str, Author] = {}
    roles: dict[str, str] = {}
    seen: set[bytes] = set()
    for met in walked:
        if met.head not in seen and met.author is not None:
            found.setdefault(met.id, met.author)
            for id, name in met.roles.items():
                roles.setdefault(id, name)
        seen.add(met.head)
    return Cast(found, roles, "")


class Walk:
    """A walk through a part of an export, which meets who writes there, and knows the id of the last message after it.

    The example shows how authors are written: the longer the bytes that are looked for, the faster they are found. It
    is `unclear` where what stands before the part may say whether somebody is met.
    """

    def __init__(self, stream: ByteStream, example: bytes) -> None:
        match = _BEGINNING.search(example)
        self._stream, self._key = stream, match[0] if match else _KEY
        self.last, self.unclear = "", False

    def __iter__(self) -> Iterator[Met]:
        seen: set[bytes] = set()
        last = list[bytes]()
        for pieces in _pieces(self._stream, self._key):
            last = pieces[-2:] if len(pieces) > 1 else last
            heads = [piece[:_HEAD] for piece in pieces]
            if seen.issuperset(heads[1:]):
                continue
            for place, head in enumerate(heads[1:], 1):
                if head not in seen and (met := self._met(head, pieces[place - 1], pieces[place])) is not None:
                    seen.add(head)
                    yield met
        ids = _ID.findall(b"".join(last))
        self.last = ids[-1].decode() if ids else ""

    def _met(self, head: bytes, before: bytes, after: bytes) -> Met | None:
        """The author that begins `after`; None where the same one has to be looked at again in another message.

        A damaged object tells of nobody, and the next one that begins alike may be whole.
        """
        person = _object(self._key + after)
        if person is None:
            return None
        id, told = person.get("id"), (person.get("nickname"), person.get("name"))
        types = _TYPE.findall(before[-_LAST_BYTES:])
        self.unclear = self.unclear or not types or len(head) < _HEAD
        if not isinstance(id, str):
            return Met(head)
        name = next((one for one in told if one and isinstance(one, str)), id)
        if types and kind_of(types[-1].decode()) == "system":
            return None
        author = Author(_whole(name), person.get("isBot") is True, _handles(person))
        id = names.webhook(_whole(person["name"])) if _is_webhook(person) else _whole(id)
        return Met(head, id, author, _roles(person.get("roles")))


def _pieces(stream: ByteStream, key: bytes) -> Iterator[list[bytes]]:
    """The part cut at the key: every piece but the first one stands behind it."""
    rest = b""
    while block := stream.read(_BLOCK):
        pieces = (rest + block).split(key)
        # What comes after the last key may go on; the piece before is kept as well for what it tells of the last.
        yield pieces[:-1]
        rest = key.join([pieces[-2][-_LAST_BYTES:], pieces[-1]]) if len(pieces) > 1 else pieces[0]
        if len(rest) > _LONGEST_GAP:
            rest = rest[: 2 * _LAST_BYTES] + rest[-_LAST_BYTES:]
    yield rest.split(key)


def _is_webhook(person: dict[str, Any]) -> bool:
    """Whether a program has no number, as bots have one."""
    is_named = person.get("isBot") is True and isinstance(person.get("name"), str)
    return is_named and str(person.get("discriminator")).strip("0") == "" and "discriminator" in person


def _handles(person: dict[str, Any]) -> tuple[str, ...]:
    """The username, with its number where it is an old one."""
    name, number = person.get("name"), str(person.get("discriminator") or "0")
    return names.handles(f"{_whole(name)}#{number.zfill(4)}") if isinstance(name, str) else ()


def _roles(listed: object) -> dict[str, str]:
    roles: dict[str, str] = {}
    for role in listed if isinstance(listed, list) else ():
        if isinstance(role, dict) and isinstance(role.get("id"), str) and isinstance(role.get("name"), str):
            roles.setdefault(role["id"], _whole(role["name"]))
    return roles


def _whole(text: str) -> str:
    """The text with U+FFFD for half surrogate pairs."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _object(after: bytes) -> dict[str, Any] | None:
    """The object behind the key at the beginning; empty where something else stands there, None where it is damaged."""
    text = after[len(_KEY) : _LONGEST_GAP].decode(errors="replace")
    match = _VALUE.match(text)
    try:
        value = _OBJECT.raw_decode(text, match.end())[0] if match else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else {}
