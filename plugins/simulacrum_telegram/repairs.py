"""Decoding: many elements at once where they are sound, one by one with repairs where they are not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec

from simulacrum_core.sources import Batch, ElementDecoder, ReportLine, elements_of

T = TypeVar("T", bound=msgspec.Struct)
LineOf = Callable[[int], int]
"""Finds the line of one of the values of a block."""

# Bytes that are no text and, unlike all other misfits, seconds from the year 10000 on are a ValueError.
UNFIT = (msgspec.DecodeError, ValueError, RecursionError)
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|.)", re.DOTALL)
# A string without an end runs to the end of the element, so that nothing in it is looked at twice.
_BARE_ID = re.compile(
    _STRING[:-1] + rb'(?:"|\\?\Z)(?:(?<="document_id")\s*+:[ \t]*+(?!["\[{\d]|null\b)([^\r\n}]*[^\s},]))?', re.DOTALL
)
_DICTIONARIES = ElementDecoder(dict[str, Any])


class Decoder(Generic[T]):
    """Makes values of one type of the elements of blocks.

    `report` is told of what is left out or altered, `repaired` of what Telegram Desktop wrote wrong and is whole again.
    """

    def __init__(self, kind: type[T], report: ReportLine, repaired: ReportLine) -> None:
        self._kind, self._report, self._repaired = kind, report, repaired
        # Not strict: `date_unixtime` is a number in quotes, which makes a time at no cost that way.
        self.decode = msgspec.json.Decoder(list[kind], strict=False).decode  # type: ignore[valid-type]

    def values(self, block: Batch) -> list[T]:
        """The values of a block."""
        try:
            return self.decode(block.data)
        except UNFIT:
            return [value for value, _ in self._each(block)]

    def placed(self, block: Batch) -> tuple[list[T], LineOf]:
        """The values of a block, made anew or on the walk, and what finds the line of each."""
        try:
            values = self.decode(block.data) if block.values is None else block.values
        except UNFIT:
            pairs = list(self._each(block))
            return [value for value, _ in pairs], [line for _, line in pairs].__getitem__
        # Few lines are asked for, and to count them all would take as long as to decode the values.
        lines = cache(lambda: [line for _, line in elements_of(block)])
        return values, lambda index: lines()[index]

    def _each(self, block: Batch) -> Iterator[tuple[T, int]]:
        for element, line in elements_of(block):
            value = self._one(element, line)
            if value is not None:
                yield value, line

    def _one(self, element: bytes, line: int) -> T | None:
        whole = self._mended(element, line)
        found = _DICTIONARIES.one(whole, line, self._report)
        if found is None:
            return None
        try:
            return msgspec.convert(found, self._kind, strict=False)
        except UNFIT:
            return self._in_part(found, line)

    def _in_part(self, found: dict[str, Any], line: int) -> T:
        """What fits of a value."""
        known = set(self._kind.__struct_encode_fields__) & found.keys()
        sound = {key: found[key] for key in known if _fits(self._kind, key, found[key])}
        self._report(line, f"left out: not in the format of Telegram: {', '.join(sorted(known - sound.keys()))}")
        return msgspec.convert(sound, self._kind, strict=False)

    def _mended(self, element: bytes, line: int) -> bytes:
        """The element with what Telegram Desktop has written wrong put right."""
        for sign, pattern, right, what in _REPAIRS:
            if sign in element:
                mended = pattern.sub(right, element)
                if mended != element:
                    self._repaired(line, what)
                element = mended
        return element


def _unescaped(match: re.Match[bytes]) -> bytes:
    return rb"\u00" + match[1] if match[1] else match[0]


def _quoted(match: re.Match[bytes]) -> bytes:
    """A string as it stands; with what follows a document_id in quotes, where it has none."""
    bare = match[1]
    if bare is None:
        return match[0]
    return match[0][: -len(bare)] + msgspec.json.encode(bare.decode(errors="replace"))


_REPAIRS = (
    (b"\\x", _ESCAPE, _unescaped, "control characters read from \\x escapes"),
    (b'"document_id"', _BARE_ID, _quoted, "document_id read without its quotes"),
)


def _fits(kind: type[msgspec.Struct], key: str, value: object) -> bool:
    try:
        msgspec.convert({key: value}, kind, strict=False)
    except UNFIT:
        return False
    return True
