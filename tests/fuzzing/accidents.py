"""Accidents that know nothing of what they hit: bytes lost, doubled, changed, moved, and wedged in."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Accident = Callable[[bytes, Random], bytes]
_SIGNS = b"0123456789\"'[]{}()<>:,./\\-\n "
_WEDGES = [
    *(
        b"\x00",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\\ud800",
        b"\\udc00\\ud83d",
        b"\xed\xa0\x80",
        b"\r",
        b"\x85",
        b"\x1b[2J",
    ),
    *(b"[" * 5000, b'{"a":' * 5000, b"<div>" * 3000, b">" * 2000, b" " * 20000, b"a" * 100000, b"9" * 5000, b"-1"),
    *("\u202e\u200e".encode(), "\u2028".encode(), b"1e999", b"null", b'""', b"[]", b"{}", b"<!--", b"]]>", b"&#0;"),
    *(b"&#xd800;", b"```\n", b"\n\n", b"\t", b"---\n", b"%PDF-", b"PK\x03\x04", b"<![CDATA[", b"<!DOCTYPE x>"),
]
_NUMBERS = [b"0", b"-7", b"99", b"1e400", b"9" * 400, b"0x1f", b"2024", b"31"]
_NUMBER = re.compile(rb"\d++")


def cut_off(data: bytes, rng: Random) -> bytes:
    return data[: _place(data, rng)]


def beheaded(data: bytes, rng: Random) -> bytes:
    start = _place(data, rng)
    return data[start:] if rng.randrange(2) else data[start % 200 :]


def with_a_hole(data: bytes, rng: Random) -> bytes:
    start = _place(data, rng)
    return data[:start] + data[start + rng.randrange(1, 100) :]


def doubled(data: bytes, rng: Random) -> bytes:
    start = _place(data, rng)
    end = start + rng.randrange(1, 300)
    return data[:end] + data[start:]


def moved(data: bytes, rng: Random) -> bytes:
    start = _place(data, rng)
    piece = data[start : start + rng.randrange(1, 200)]
    rest = data[:start] + data[start + len(piece) :]
    place = _place(rest, rng)
    return rest[:place] + piece + rest[place:]


def with_another_byte(data: bytes, rng: Random) -> bytes:
    start = _place(data, rng)
    byte = rng.choice(_SIGNS) if rng.randrange(3) else rng.randrange(256)
    return data[:start] + bytes([byte]) + data[start + 1 :]


def with_a_flipped_bit(data: bytes, rng: Random) -> bytes:
    start = _place(data, rng)
    return data[:start] + bytes(byte ^ 1 << rng.randrange(8) for byte in data[start : start + 1]) + data[start + 1 :]


def with_a_wedge(data: bytes, rng: Random) -> bytes:
    start = _place(data, rng)
    return data[:start] + rng.choice(_WEDGES) + data[start:]


def with_another_number(data: bytes, rng: Random) -> bytes:
    match = _NUMBER.search(data, _place(data, rng))
    return data[: match.start()] + rng.choice(_NUMBERS) + data[match.end() :] if match else data


def in_another_encoding(data: bytes, rng: Random) -> bytes:
    name = rng.choice(["utf-16", "utf-16-be", "utf-8-sig", "cp1252", "utf-32", "cp1251", "shift_jis"])
    return data.decode(errors="replace").encode(name, "replace")


def zeroed(data: bytes, rng: Random) -> bytes:
    """What a power cut leaves: the right length, but zeros."""
    start = _place(data, rng)
    end = rng.choice([len(data), min(len(data), start + 64)])
    return data[:start] + bytes(end - start) + data[end:]


def _place(data: bytes, rng: Random) -> int:
    return rng.randrange(len(data) + 1)


ACCIDENTS: list[Accident] = [
    *(cut_off, beheaded, with_a_hole, doubled, moved, with_another_byte, with_another_byte, with_a_flipped_bit),
    *(with_a_wedge, with_another_number, in_another_encoding, zeroed),
]
SCRATCHES: list[Accident] = [with_another_byte, with_a_flipped_bit, with_another_number]
"""Accidents so small that little may be lost."""
