"""The law of the trained words, read without trusting any importer: what in them looks as if nobody had written it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence

import msgspec

from ..models import TrainingExample
from ..sources.authorship.chat_lines import is_chat_line
from ..sources.authorship.machine_text import machine_parts
from .odd_lines import is_mail_field, is_minified, mail_heads, odd_kinds, quoted_blocks
from .odd_words import OddWords
from .repeats import LONG, Repeats, Suspect, is_sent_from

KINDS = {
    "header": "lines that look like the header of a message in a chat",
    "mail": "lines that look like the header of a mail, or begin what somebody else wrote in one",
    "machine": "runs of base64, keys or other machine text",
    "markup": "lines of markup",
    "template": "template tags or shortcodes",
    "control": "control characters, or separators of lines within a line",
    "quoted": "blocks of quoted lines, each behind a `>`",
    "app": "lines that a phone or a program puts below a mail",
    "repeated": "long lines that stand in many rows word for word",
    "short": "short lines that stand in many rows word for word and that apps may have written",
}
"""What is looked for: an id, and how it is worded."""
_RUN = re.compile(r"[A-Za-z0-9+/_=-]{100,4000}")
_JSON = re.compile(r"\s*[\[{]\s*(?:\{\s*)?\"[^\"\n]{1,40}\"\s?:")


def _is_machine(word: str) -> bool:
    """Whether a word holds a run of letters of both cases and digits as no language and no address has it."""
    run = None if word.startswith(("http", "www.")) else _RUN.search(word)
    return run is not None and all(any(map(kind, run[0])) for kind in (str.isdigit, str.isupper, str.islower))


class Found(msgspec.Struct, frozen=True):
    """What was found in rows: places by the ids of `KINDS`, and all lines that are remembered."""

    suspects: dict[str, Suspect]
    repeats: Repeats


class TrainedText:
    """Reads the trained text of row after row, and remembers what looks as if the persona had not written it.

    `name` is how the persona is called in the text.
    """

    def __init__(self, bos: str = "", eos: str = "", name: str = "") -> None:
        self._bos, self._eos, self._name, self._prefix = bos, eos, name, f"{name}:" if name else ""
        self.found = Found({}, Repeats(name))
        self._words = OddWords()
        self._may_lead = self._words.may_lead(name)

    @property
    def suspects(self) -> dict[str, Suspect]:
        """What was found, by the ids of `KINDS`."""
        found = dict(self.found.suspects)
        for kind, one in self.found.repeats.suspects():
            whole = found.setdefault(kind, Suspect())
            whole.add(one.file, one.line, 1 if kind == "repeated" else one.count)
            for file, line in one.more:
                whole.add(file, line, 0)
        return found

    def anew(self) -> TrainedText:
        """The same for other rows, with what is known of words."""
        other = copy.copy(self)
        other.found = Found({}, Repeats(self._name))
        return other

    def extend(self, found: Found) -> None:
        """Add what was found in the next rows."""
        for kind, one in found.suspects.items():
            self.found.suspects.setdefault(kind, Suspect()).extend(one)
        self.found.repeats.extend(found.repeats)

    def add(self, example: TrainingExample, file: str, line: int, *, is_text: bool = False) -> None:
        """Look at the trained text of a row; `is_text` where it is a piece of a text and no talk."""
        if is_text:
            self.found.repeats.add_text()
        for segment in example.segments:
            if not segment.label:
                continue
            said = segment.text.removeprefix(self._bos).removesuffix(self._eos)
            lines = said.split("\n")
            is_odd, is_known = self._words.kinds(said.lstrip().removeprefix(self._prefix))
            if is_odd or not self._may_lead:
                for kind in self._kinds(said, lines, is_text=is_text):
                    self.found.suspects.setdefault(kind, Suspect()).add(file, line)
            for text in lines:
                # A short line of a talk is known, or is none that apps write.
                if is_text or is_known or len(text) >= LONG:
                    self.found.repeats.add(self._bare(text), file, line, is_text=is_text)

    def _kinds(self, said: str, lines: Sequence[str], *, is_text: bool) -> list[str]:
        """What trained text and its lines look like."""
        kinds = [kind for text in lines for kind in self._found(text)]
        kinds += ["mail"] * mail_heads(lines)
        begun = self._bare(next(filter(str.strip, lines), ""))
        if "mail" not in kinds and is_mail_field(begun, is_text=is_text):
            kinds.append("mail")
        kinds += ["quoted"] * quoted_blocks(map(self._bare, lines), is_text=is_text)
        if "machine" not in kinds and any(is_machine for _, is_machine in machine_parts(said)):
            kinds.append("machine")
        return kinds

    def _bare(self, text: str) -> str:
        """A line without the persona's name before it."""
        text = text.lstrip()
        return text.removeprefix(self._prefix).lstrip() if self._prefix else text

    def _found(self, text: str) -> Iterator[str]:
        words = text.partition(": ")[2] or text
        if is_chat_line(words) or is_chat_line(text):
            yield "header"
        if (
            _JSON.match(words)
            or _JSON.match(text)
            or (len(text) >= 100 and any(map(_is_machine, text.split())))
            or is_minified(self._bare(text))
        ):
            yield "machine"
        if is_sent_from(self._bare(text)) or is_sent_from(words):
            yield "app"
        # What stands before a colon may be the persona's name.
        yield from odd_kinds(text, words)
