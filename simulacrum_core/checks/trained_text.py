"""The law of the trained words, read without trusting any importer: what in them looks as if nobody had written it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from ..models import TrainingExample
from ..sources.chat_lines import is_chat_line
from ..sources.machine_text import machine_parts
from .odd_lines import mail_heads, odd_kinds

KINDS = {
    "header": "lines that look like the header of a message in a chat",
    "mail": "lines that look like the header of a mail, or begin what somebody else wrote in one",
    "machine": "runs of base64, keys or other machine text",
    "markup": "lines of markup",
    "template": "template tags or shortcodes",
    "control": "control characters",
    "repeated": "long lines that stand in many rows word for word",
}
"""What is looked for: an id, and how it is worded."""
_RUN = re.compile(r"[A-Za-z0-9+/_=-]{100,4000}")
_JSON = re.compile(r"\s*[\[{]\s*(?:\{\s*)?\"[^\"\n]{1,40}\"\s?:")
_PLACES = 5
"""Places of a kind that are told."""
_LONG, _MANY, _KEPT = 40, 20, 200_000
"""Characters of a line that repeats, rows from which on it is told, and lines that are remembered at most."""


def _is_machine(word: str) -> bool:
    """Whether a word holds a run of letters of both cases and digits as no language and no address has it."""
    run = None if word.startswith(("http", "www.")) else _RUN.search(word)
    return run is not None and all(any(map(kind, run[0])) for kind in (str.isdigit, str.isupper, str.islower))


class Suspect(msgspec.Struct):
    """How many places look so, where the first one is, and where some more are."""

    count: int = 0
    file: str = ""
    line: int = 0
    more: list[tuple[str, int]] = msgspec.field(default_factory=list)


class TrainedText:
    """Reads the trained text of row after row, and remembers what looks as if the persona had not written it."""

    def __init__(self, bos: str = "", eos: str = "") -> None:
        self._bos, self._eos = bos, eos
        self.suspects: dict[str, Suspect] = {}
        self._seen: Counter[str] = Counter()

    def add(self, example: TrainingExample, file: str, line: int) -> None:
        """Look at the trained text of a row."""
        for segment in example.segments:
            if not segment.label:
                continue
            said = segment.text.removeprefix(self._bos).removesuffix(self._eos)
            lines = said.split("\n")
            kinds = [kind for text in lines for kind in self._found(text)]
            kinds += ["mail"] * mail_heads(lines)
            if "machine" not in kinds and any(is_machine for _, is_machine in machine_parts(said)):
                kinds.append("machine")
            for kind in kinds:
                self._count(kind, file, line)

    def _count(self, kind: str, file: str, line: int) -> None:
        one = self.suspects.setdefault(kind, Suspect(0, file, line))
        one.count += 1
        last = one.more[-1] if one.more else (one.file, one.line)
        if last != (file, line) and len(one.more) < _PLACES - 1:
            one.more.append((file, line))

    def _found(self, text: str) -> Iterator[str]:
        words = text.partition(": ")[2] or text
        if is_chat_line(words) or is_chat_line(text):
            yield "header"
        if _JSON.match(words) or _JSON.match(text) or (len(text) >= 100 and any(map(_is_machine, text.split()))):
            yield "machine"
        # What stands before a colon may be the persona's name.
        yield from odd_kinds(text, words)
        if len(words) >= _LONG and self._is_repeated(words):
            yield "repeated"

    def _is_repeated(self, words: str) -> bool:
        """Whether a line now stands in so many rows that it is told, which is once."""
        if words not in self._seen and len(self._seen) >= _KEPT:
            return False
        self._seen[words] += 1
        return self._seen[words] == _MANY
