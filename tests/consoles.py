"""Commands in a document and what it says that they print."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n", re.MULTILINE)


def commands(document: str) -> Iterator[tuple[str, str]]:
    """The commands of all ```console blocks, each with the output below it."""
    for block in _BLOCK.findall(document):
        parts = _COMMAND.split(block)[1:]
        yield from zip(parts[::2], parts[1::2], strict=True)


def matches(told: str, printed: str) -> bool:
    """Whether the output is as told; `...` stands for anything, on a line of its own for any lines."""
    pattern = re.escape(told).replace(r"\.\.\.", r"[^\n]*").replace("\n[^\\n]*\\\n", "\n(?s:.*)")
    pattern = re.sub(r"(^|\\\n)\[\^\\n\]\*\\\n", r"\1(?s:.*)", pattern)
    return re.fullmatch(pattern, printed) is not None
