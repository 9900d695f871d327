"""Text of strangers made safe for a terminal."""

from __future__ import annotations

import json
import unicodedata

_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_HARMLESS = "\u200c\u200d"


def printable(text: str, width: int | None = None) -> str:
    """`text` with control, bidi and other invisible characters as escapes, cut to `width` characters."""
    safe = "".join(_escaped(char) for char in text)
    return safe if width is None or len(safe) <= width else safe[: width - 1] + "…"


def printable_lines(text: str) -> str:
    """The same with the line breaks that are in it."""
    return "\n".join(map(printable, text.split("\n")))


def printable_json(text: str) -> str:
    """JSON with the same characters as JSON's own escapes, so that it stays what it is."""
    return "".join(char if char == "\n" or _escaped(char) == char else json.dumps(char)[1:-1] for char in text)


def _escaped(char: str) -> str:
    if char in _HARMLESS or unicodedata.category(char) not in _HIDDEN:
        return char
    return char.encode("unicode_escape").decode("ascii")


def length_of(seconds: float) -> str:
    """A length of time as it is told and as options take it, such as `45s`, `7m` or `5h`, to two digits or so."""
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= size * (2 if unit != "m" else 1):
            return f"{seconds / size:.1f}".removesuffix(".0") + unit
    return f"{seconds:.0f}s"
