"""The encoding that files of text have in common: a short one tells nothing, many together do."""

from __future__ import annotations

from collections.abc import Iterable

from .encodings import beyond_ascii
from .legacy_text import legacy_encoding
from .source import SourceFile

_FILES, _HEAD, _PART = 100, 1 << 13, 1 << 9


class SharedEncoding:
    """Told when it is asked for first: the encoding of those files that are not UTF-8, None where they tell none."""

    def __init__(self, files: Iterable[SourceFile]) -> None:
        self._files, self._is_known = files, False
        self._found: str | None = None

    def __call__(self) -> str | None:
        if not self._is_known:
            self._found, self._is_known = _common(self._files), True
        return self._found


def _common(files: Iterable[SourceFile]) -> str | None:
    parts = list[bytes]()
    for file in files:
        with file.open() as stream:
            head = stream.read(_HEAD)
        try:
            head.decode()
        except UnicodeDecodeError as error:
            # Where a character is cut, the file is in UTF-8 all the same.
            if error.start < len(head) - 4 and b"\0" not in head:
                parts.append(beyond_ascii(head)[:_PART] + b"\n")
        if len(parts) >= _FILES:
            break
    guess = legacy_encoding(b"".join(parts)) if len(parts) > 1 else None
    return guess.encoding if guess is not None and guess.is_certain else None
