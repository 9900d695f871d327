"""The encoding of every file by itself: its marks, its zero bytes, what the user said of it, and UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

import msgspec

from simulacrum_core import SourceFile
from simulacrum_core.sources import as_utf8

from .shapes import header_of

UTF8 = "utf-8"
_MARKS = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_HEAD = 1 << 12


class Encodings(msgspec.Struct, frozen=True):
    """What the user said: an encoding for all files that need one, and others for files with a word in their name."""

    every: str | None = None
    some: tuple[tuple[str, str], ...] = ()


def parsed(value: str) -> Encodings:
    """`cp1252`, `Kim=utf-16`, or several with commas between; raises ValueError where there is no such encoding."""
    every, some = None, list[tuple[str, str]]()
    for part in filter(None, value.split(",")):
        name, found, encoding = part.rpartition("=")
        known = _known(encoding.strip())
        if found:
            some.append((name.strip(), known))
        else:
            every = known
    return Encodings(every, tuple(some))


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise ValueError(f"there is no encoding {encoding!r}") from None


def decoding_of(file: SourceFile, data: bytes, encodings: Encodings) -> tuple[SourceFile, str]:
    """The file and the encoding to read it in; one whose characters are several bytes wide comes as UTF-8."""
    name = _encoding(file, data, encodings)
    return (as_utf8(file, name), UTF8) if name in _WIDE else (file, name)


def _encoding(file: SourceFile, data: bytes, encodings: Encodings) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    said = next((name for word, name in reversed(encodings.some) if word in file.name), None)
    if said is not None:
        return _ordered(said, data)
    if b"\0" in data[:_HEAD] and (found := _zeros(data[:_HEAD])):
        return found
    if encodings.every is None or encodings.every == UTF8 or (not data.isascii() and _is_utf8(data)):
        return UTF8
    if encodings.every.startswith(("utf-16", "utf-32")):
        # Text without zero bytes is not in such an encoding: another file of the same source is meant.
        return UTF8
    return encodings.every


def _zeros(head: bytes) -> str | None:
    """The encoding without a mark in which a header stands at the begin; zero bytes alone may be anything."""
    if header_of(head.decode(UTF8, "replace").lstrip().partition("\n")[0]):
        return None
    for name in _WIDE:
        lines = head[: len(head) & ~3].decode(name, "replace").lstrip().split("\n")[:20]
        if any(header_of(line) for line in lines):
            return name
    return None


def _ordered(name: str, data: bytes) -> str:
    """An encoding that needs a mark for the order of its bytes: without one, little end first as on Windows."""
    if name in ("utf-16", "utf-32"):
        return _zeros(data[:_HEAD]) or f"{name}-le"
    return UTF8 if name == "utf-8-sig" else name


def _is_utf8(data: bytes) -> bool:
    """Whether bytes beyond ASCII are UTF-8; the last character may be cut off."""
    try:
        codecs.getincrementaldecoder(UTF8)().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def undecided(files: Sequence[str], encodings: Encodings) -> list[str]:
    """Words that the user said of files, and that are in no file's name."""
    return [word for word, _ in encodings.some if not any(word in name for name in files)]
