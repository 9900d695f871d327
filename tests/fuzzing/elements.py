"""Accidents to pages and XML: an element lost, doubled, moved, not closed, or of another kind."""

from __future__ import annotations

import re
from random import Random

_TAG = re.compile(rb"<(/?)([a-zA-Z][\w:.-]*)([^<>]*?)(/?)>")
_ATTRIBUTE = re.compile(rb'[\w:-]+="([^"]*)"')
_TEXT = re.compile(rb">([^<>]+)<")
_VOID = {b"meta", b"link", b"img", b"br", b"hr", b"input"}
_NAMES = [b"div", b"script", b"style", b"svg", b"table", b"template", b"b", b"blockquote", b"br", b"title", b"pre"]
Span = tuple[int, int]


def with_another_element(data: bytes, rng: Random) -> bytes:
    """A page after an accident to one of its elements, tags, attributes or texts."""
    return rng.choice([_lost, _doubled, _moved, _moved, _wrapped, _tag, _attribute, _attribute, _text])(data, rng)


def spans(data: bytes) -> list[Span]:
    """Where elements that are closed begin and end, in the order of their ends."""
    found, still_open = [], list[tuple[bytes, int]]()
    for match in _TAG.finditer(data):
        slash, name, _, void = match.groups()
        if not slash and not void and name.lower() not in _VOID:
            still_open.append((name, match.start()))
        elif slash and any(other == name for other, _ in still_open):
            while (last := still_open.pop())[0] != name:
                pass
            found.append((last[1], match.end()))
    return found or [(0, len(data))]


def _lost(data: bytes, rng: Random) -> bytes:
    start, end = rng.choice(spans(data))
    return data[:start] + data[end:]


def _doubled(data: bytes, rng: Random) -> bytes:
    start, end = rng.choice(spans(data))
    return data[:end] + data[start:end] * rng.choice([1, 1, 2]) + data[end:]


def _moved(data: bytes, rng: Random) -> bytes:
    start, end = rng.choice(spans(data))
    piece, rest = data[start:end], data[:start] + data[end:]
    place = rng.choice(rng.choice(spans(rest)))
    return rest[:place] + piece + rest[place:]


def _wrapped(data: bytes, rng: Random) -> bytes:
    start, end = rng.choice(spans(data))
    name, times = rng.choice(_NAMES), rng.choice([1, 1, 3, 300])
    after = b"</%s>" % name if rng.randrange(2) else b""
    return data[:start] + b"<%s>" % name * times + data[start:end] + after * times + data[end:]


def _tag(data: bytes, rng: Random) -> bytes:
    """A tag lost, turned round, or of another name."""
    matches = list(_TAG.finditer(data))
    if not matches:
        return data
    match = rng.choice(matches)
    slash, name, rest, void = match.groups()
    other = rng.choice(
        [b"", b"<", b"<%s%s>" % (b"" if slash else b"/", name), b"<%s%s%s%s>" % (slash, rng.choice(_NAMES), rest, void)]
    )
    return data[: match.start()] + other + data[match.end() :]


def _attribute(data: bytes, rng: Random) -> bytes:
    """An attribute lost, or with the value of another one."""
    matches = list(_ATTRIBUTE.finditer(data))
    if not matches:
        return data
    match, other = rng.choice(matches), rng.choice(matches)
    if rng.randrange(3) == 0:
        return data[: match.start()] + data[match.end() :]
    value = rng.choice([other[1], other[1], b"", match[1] * 2, b"99", b"\xff", b"&quot;>"])
    return data[: match.start(1)] + value + data[match.end(1) :]


def _text(data: bytes, rng: Random) -> bytes:
    """The text between two tags lost, or that of another place."""
    matches = list(_TEXT.finditer(data))
    if not matches:
        return data
    match, other = rng.choice(matches), rng.choice(matches)
    value = rng.choice([other[1], other[1], b"", b" ", b"\n", b"&amp;lt;", b"32.13.9999 25:61:61"])
    return data[: match.start(1)] + value + data[match.end(1) :]
