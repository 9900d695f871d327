"""Files as the formats look at them: the first bytes, the text, and how to read it."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Protocol

import msgspec

from simulacrum_core import Findings, MissingExtraError, SourceError, SourceFile
from simulacrum_core.sources import (
    DateOrder,
    KnownProperties,
    Limits,
    Stamp,
    Text,
    as_utf8,
    content_of,
    decoded,
    judged,
    suffix_of,
)

from .entries import Entry

HEAD = 1 << 16
_DATA = frozenset((".json", ".csv", ".xml"))
_TEXTS = frozenset(("", *".md .markdown .mdown .txt .text .org .journal .jrnl .gpg .age .asc .pgp".split()))


class Sheet:
    """One file of a source; `alone` where it was handed in by itself, `day` where it is named by one.

    `known` are names of properties that pages of Notion beside it have, `likely` gives the encoding of files beside it.
    `kept` is the file that a program kept where two devices disagreed, of this one and of its copies; "" of any other.
    """

    def __init__(
        self,
        file: SourceFile,
        limits: Limits,
        *,
        alone: bool,
        encoding: str | None,
        day: Stamp | None = None,
        known: KnownProperties | None = None,
        likely: Callable[[], str | None] = lambda: None,
        kept: str = "",
    ) -> None:
        # Data that was saved again in UTF-16 comes as the UTF-8 that its app wrote.
        self.file = as_utf8(file) if suffix_of(file.name) in _DATA else file
        self._limits, self.alone, self._encoding, self.day = limits, alone, encoding, day
        self.known, self._likely, self.kept = known, likely, kept

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def suffix(self) -> str:
        """The name's ending in small letters with its dot, "" where it has none."""
        return suffix_of(self.name)

    @property
    def may_be_text(self) -> bool:
        """Whether its name is one of a text file."""
        return self.alone or self.suffix in _TEXTS

    @functools.cached_property
    def head(self) -> bytes:
        """The first bytes."""
        with self.file.open() as stream:
            return stream.read(HEAD)

    @functools.cached_property
    def head_text(self) -> str:
        """The text that the file begins with, "" where it is none."""
        try:
            text, _ = decoded(self.head, self._encoding)
        except ValueError:
            return ""
        except MissingExtraError:
            # Enough to tell what it is; to read it, the library is asked for.
            text = self.head.decode("latin-1")
        if len(self.head) == HEAD:
            text = text.rpartition("\n")[0] or text
        return with_line_feeds(text)

    @property
    def is_told(self) -> bool:
        """Whether the user gave the encoding."""
        return self._encoding is not None

    def entry(self) -> bytes:
        """The whole of a file that is one entry; raises SourceError where it is too long for a message."""
        return content_of(self.file, self._limits, "message_bytes")

    def text(self) -> tuple[str, str]:
        """The whole text and its encoding; raises SourceError where it is none or too long."""
        found = self.judged()
        return found.text, found.encoding

    def judged(self) -> Text:
        """The whole text, its encoding, and whether that is certain; raises SourceError as `text` does."""
        data = content_of(self.file, self._limits, "page_bytes")
        try:
            found = judged(data, self._encoding, self._likely)
        except ValueError as error:
            raise SourceError(str(error), file=self.name, remedy="Pass its encoding: -i encoding NAME") from error
        return msgspec.structs.replace(found, text=with_line_feeds(found.text))


class Job(msgspec.Struct, frozen=True):
    """How to read: in which order day and month stand, whom to tell what was found, a longest message in bytes.

    `marks` counts what apps keep in notes beside their words.
    """

    order: DateOrder
    findings: Findings
    longest: int
    marks: Counter[str] = msgspec.field(default_factory=Counter)

    def reporter(self, file: str) -> Callable[[int, str], None]:
        """Tells of a line of a file."""
        return lambda line, what: self.findings.report(file, line, what)


class Format(Protocol):
    """One way in which journals are written."""

    label: str

    def takes(self, sheet: Sheet) -> bool:
        """Whether a file is of this format, judged by its first bytes; may raise SourceError."""

    def stamps(self, sheet: Sheet) -> Iterator[Stamp]:
        """The dates whose order of day and month may not be plain."""

    def entries(self, sheet: Sheet, job: Job) -> Iterator[Entry]:
        """The entries; what cannot be read is reported, and SourceError raised where nothing can be."""


class WithoutStamps:
    """A format whose dates are plain."""

    def stamps(self, sheet: Sheet) -> Iterator[Stamp]:
        """None."""
        return iter(())


def with_line_feeds(text: str) -> str:
    """A text whose lines end as on Unix."""
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n") if "\n" in text else text.replace("\r", "\n")


def told_encoding(sheet: Sheet, job: Job) -> str:
    """The whole text of a file; an encoding that was guessed is a decision, what does not fit in it is reported."""
    found = sheet.judged()
    text, encoding = found.text, found.encoding
    if encoding != "utf-8":
        job.findings.decide(
            "encoding",
            encoding,
            "its bytes are not UTF-8" if not encoding.startswith("utf") else "its first bytes",
            option="-i encoding",
            file=sheet.name,
            certain=found.is_certain or sheet.is_told,
        )
    if "\ufffd" in text:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        job.findings.report(sheet.name, line, "bytes that are not text in its encoding became U+FFFD")
    return text
