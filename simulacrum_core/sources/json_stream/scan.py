"""Where values of a JSON text end: brackets, quotes and commas, and nothing else is looked at."""

from __future__ import annotations

import re

import msgspec

SPACE = re.compile(rb"[ \t\r\n]*+")
GAP = re.compile(rb"[ \t\r\n]*+,[ \t\r\n]*+")
SCALAR = re.compile(rb'[^ \t\r\n,:"{}\[\]]*+')
TEXT = rb'[^"\\]*+(?:\\.[^"\\]*+)*+'
INSIDE = re.compile(TEXT, re.DOTALL)
STRING = re.compile(b'"' + TEXT + b'"', re.DOTALL)
FLAT = re.compile(rb'[^"{}\[\]]*+(?:"' + TEXT + rb'"[^"{}\[\]]*+)*+', re.DOTALL)
RAW_ELEMENTS = msgspec.json.Decoder(list[msgspec.Raw])
NO_JSON = (msgspec.DecodeError, ValueError, RecursionError)
"""What the decoder raises for a text that is no JSON, or not the JSON it is asked for.

Bytes that are no text and, unlike all other misfits, seconds from the year 10000 on are a ValueError.
"""


class BrokenError(Exception):
    """The document cannot be read any further."""


def end_of(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    match = pattern.match(data, at)
    return match.end() if match else at


def value_end(data: bytes, at: int) -> int:
    """Where the value ends that begins at `at`, -1 where that is not in the data."""
    if data[at] in b"{[":
        end, depth = nested(data, at, 0)
        return -1 if depth else end
    if data[at] == ord('"'):
        end = end_of(STRING, data, at)
        return end if end > at else -1
    end = end_of(SCALAR, data, at)
    if end == at:
        raise BrokenError("not JSON: a value is expected here")
    return end if end < len(data) else -1


def nested(data: bytes, at: int, depth: int) -> tuple[int, int]:
    """Go on from `at`, `depth` brackets deep, until none is open or to where a string or the data is not whole."""
    while True:
        at = end_of(FLAT, data, at)
        byte = data[at : at + 1]
        if byte in (b"", b'"'):
            return at, depth
        depth += 1 if byte in b"{[" else -1
        at += 1
        if depth == 0:
            return at, depth


def name_of(key: bytes) -> str:
    if not key.startswith(b'"'):
        raise BrokenError("not JSON: a key in quotes is expected here")
    try:
        return msgspec.json.decode(key, type=str)
    except NO_JSON:
        return key.decode(errors="replace")


def object_of(members: dict[bytes, bytes]) -> bytes:
    return b"{" + b",".join(key + b":" + value for key, value in members.items()) + b"}"


def is_list(data: bytes) -> bool:
    try:
        RAW_ELEMENTS.decode(data)
    except NO_JSON:
        return False
    return True
