"""Scores that are kept as they come, so that a run that was killed does not compute them again.

A line holds a number of the text and what a model found of it, and nothing of the text itself.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from ..chat.scoring import Asked, Scored
from ..files import private_folder

_Line = tuple[str, float, int, int, int]


class Scores:
    """A file of scores; a line that is cut off or of another program is passed over."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, Scored] = {}
        for line in path.read_bytes().split(b"\n") if path.is_file() else ():
            try:
                key, bits, tokens, greedy, likeliest = msgspec.json.decode(line, type=_Line)
            except (msgspec.ValidationError, msgspec.DecodeError):
                continue
            self._known[key] = Scored(bits, tokens, greedy, likeliest)

    def known(self, which: str, asked: Asked) -> Scored | None:
        """What was found of a text before."""
        return self._known.get(_key(which, asked))

    def add(self, which: str, asked: Sequence[Asked], found: Sequence[Scored]) -> None:
        """Keep what was found now."""
        private_folder(self._path.parent)
        lines = [(_key(which, one), *msgspec.structs.astuple(score)) for one, score in zip(asked, found, strict=True)]
        # A newline first: the line before may be one that was cut off.
        content = b"\n" + b"\n".join(map(msgspec.json.encode, lines)) + b"\n"
        with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as out:
            out.write(content)


def _key(which: str, asked: Asked) -> str:
    text = "\0".join((which, asked.prompt, asked.words)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:24]
