"""Exports of programs that may have no importer here: their names, told by contents and by names of files."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from itertools import islice

import msgspec

from ..errors import SimulacrumError
from ..sources.source import SourceFile
from .note_signs import NOTE_SIGNS
from .signs import SIGNS, TALKS, Sign

_HEAD = 1 << 17
"""Bytes of a file that are looked at: the tables of a database are named there."""
_LINES, _NAMES, _FILES = 30, 10_000, 12
"""Lines of a file, names of an archive, and files of it that are looked at: many files cost no more than a few."""
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


_ALL = (*SIGNS, *NOTE_SIGNS)


class OtherFormat(msgspec.Struct, frozen=True):
    """A format that was recognised: `name` is what its importer would be called, `what` reads as "a Slack export".

    `remedy` is how to get at something that can be read, "" where there is no such way.
    """

    name: str
    what: str
    remedy: str = ""


def other_format(files: Sequence[SourceFile]) -> OtherFormat | None:
    """Whose export the files are, or None; looks at a few of them, and never raises."""
    shown = files[:_NAMES]
    names = [file.name for file in shown]
    heads = {file.name: head_of(file) for file in _telling(shown)}
    for sign in _ALL:
        if any(_has(sign, name, heads[name]) for name in heads) if sign.needs_contents else _is_named(sign, names):
            return OtherFormat(sign.format, sign.what, sign.remedy)
    return None


def is_other_talk(file: SourceFile) -> bool:
    """Whether a text or a web page is what another program made of a talk, and no prose of one author."""
    head = head_of(file)
    # A word that is not there is seen without a call, and each note is asked for all signs.
    may = [sign for sign in TALKS if not sign.words or sign.words[0] in head]
    return any(_has(sign, file.name, head) for sign in may)


def first_line(files: Sequence[SourceFile]) -> tuple[str, int, str] | None:
    """File, number and text of the first line that is not blank, or None where the first file is no text."""
    file = next((file for file in files if file.size), None)
    if file is None or b"\0" in (head := head_of(file)):
        return None
    for number, line in enumerate(islice(head.split(b"\n"), _LINES), 1):
        if text := line.decode("utf-8", "replace").strip():
            return file.name, number, text
    return None


def _is_named(sign: Sign, names: Sequence[str]) -> bool:
    return any(sign.name and sign.name.search(name) for name in names)


def _telling(files: Sequence[SourceFile]) -> list[SourceFile]:
    """The files that are opened: first those whose name is a sign, then the first ones."""
    told = (file for file in files if any(sign.needs_contents and _is_named(sign, [file.name]) for sign in _ALL))
    return list({file.name: file for file in [*islice(told, _FILES), *files[:_FILES]] if file.size}.values())


def head_of(file: SourceFile) -> bytes:
    """The beginning of a file as UTF-8; empty where it cannot be read."""
    try:
        with file.open() as stream:
            head = stream.read(_HEAD)
    except (OSError, SimulacrumError):
        return b""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return head[: len(head) // 2 * 2].decode(encoding, "replace").encode()
    return head.removeprefix(b"\xef\xbb\xbf")


def _has(sign: Sign, name: str, head: bytes) -> bool:
    if sign.name and not sign.name.search(name):
        return False
    if not all(map(head.__contains__, sign.words)) or (sign.starts and not sign.starts.match(head)):
        return False
    return sign.line is None or _is_dense(sign.line, head)


def _is_dense(pattern: re.Pattern[bytes], head: bytes) -> bool:
    """Whether at least two of the first lines are of a shape, and a third of them."""
    lines = _first_lines(head)
    count = sum(pattern.match(line) is not None for line in lines)
    return count >= 2 and 3 * count >= len(lines)


@functools.lru_cache(maxsize=1)
def _first_lines(head: bytes) -> list[bytes]:
    # One text after the other is held against all patterns.
    return [line for line in head.split(b"\n", _LINES)[:_LINES] if line.strip()]
