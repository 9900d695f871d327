"""Places: where a chat begins in each of the files that hold it, found without decoding its messages."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator

import msgspec

from simulacrum_core import SourceFile

from .exports import CHAT, CHAT_TYPES, Layout, head_of, shell
from .mending import Start
from .people import Head, family, shown_title

_KEY = b'"messages"'
_STEP, _BEFORE, _BRACKETS = 1 << 20, 1 << 13, 20
"""Bytes that are looked at together, those before the key in which the rest of a chat's head stands, and brackets in it
that may belong to a name."""
_ELEMENT = re.compile(
    rb'\{\s{0,99}(?:"name"\s{0,9}:\s{0,9}(?P<name>null|"[^"\\]*+(?:\\.[^"\\]*+)*+"),\s{0,99})?'
    rb'"type"\s{0,9}:\s{0,9}"(?P<type>%s)",\s{0,99}"id"\s{0,9}:\s{0,9}(?P<id>\d{1,18}),\s{0,99}\Z'
    % "|".join(CHAT_TYPES).encode(),
    re.DOTALL,
)

Key = tuple[str, int]
"""A chat: what its bare id belongs to, and that id."""


class Place(msgspec.Struct, frozen=True):
    """Where the walk through a chat begins in a file: at its first byte, None where the chat is all of the file."""

    file: int
    key: Key
    start: Start
    title: str


def repeated(files: Iterable[tuple[SourceFile, Layout]], titles: Container[str]) -> dict[Key, list[Place]]:
    """The chats that stand in more than one place, or that bear one of the titles."""
    found: dict[Key, list[Place]] = {}
    for number, (file, layout) in enumerate(files):
        for place in _alone(number, file) if layout.path == CHAT else _listed(number, file):
            found.setdefault(place.key, []).append(place)
    return {key: places for key, places in found.items() if len(places) > 1 or places[0].title in titles}


def key_of(head: Head) -> Key | None:
    """What a chat is known by, None where its file does not say."""
    return (family(head), head.id) if isinstance(head.id, int) else None


def _alone(number: int, file: SourceFile) -> Iterator[Place]:
    keys = shell(head_of(file, b"{"), CHAT)
    try:
        told = {key: msgspec.json.decode(keys.get(key, b"null")) for key in ("id", "type", "name")}
        head = msgspec.convert(told, Head)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return
    if (key := key_of(head)) is not None:
        yield Place(number, key, Start(), shown_title(head))


def _listed(number: int, file: SourceFile) -> Iterator[Place]:
    """The chats of an account, as far as their heads stand before their messages, as in every version they do."""
    held, byte, line, index = b"", 0, 1, 0
    with file.open() as stream:
        while block := stream.read(_STEP):
            searched = max(len(held) - len(_KEY) + 1, 0)
            held += block
            while (end := held.find(_KEY, searched)) >= 0:
                match = _head_before(held, end)
                if match is not None:
                    start = match.start()
                    head = Head(int(match["id"]), match["type"].decode(), _name(match["name"]))
                    place = Start(byte + start, line + held.count(b"\n", 0, start), index)
                    yield Place(number, (family(head), int(match["id"])), place, shown_title(head))
                    index += 1
                searched = end + len(_KEY)
            cut = max(len(held) - _BEFORE, 0)
            byte, line, held = byte + cut, line + held.count(b"\n", 0, cut), held[cut:]


def _name(written: bytes | None) -> str | None:
    try:
        return msgspec.json.decode(written or b"null", type=str | None)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _head_before(data: bytes, end: int) -> re.Match[bytes] | None:
    """The head of a chat that ends there; a name may hold brackets, so that the last one need not be its beginning."""
    start = end
    for _ in range(_BRACKETS):
        start = data.rfind(b"{", max(end - _BEFORE, 0), start)
        if start < 0:
            return None
        if match := _ELEMENT.match(data, start, end):
            return match
    return None
