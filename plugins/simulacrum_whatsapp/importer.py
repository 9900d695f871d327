"""The importer: two passes over every file, one to learn its ways and one to read its messages."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from simulacrum_core import Conversation, Importer, Source, SourceError, SourceFile

from .chat import Learned, holds_headers, learn, open_chat
from .dates import Evidence, Verdict, decide, read_date
from .transcript import conversation

_FULL_YEAR = re.compile(r"\d{4}")
_NUMBERED = re.compile(r"\d{8}-")


class WhatsAppImporter(Importer):
    """WhatsApp chat exports: a .txt, a .zip with or without media, or a folder of them, in any phone language."""

    name: ClassVar[str] = "whatsapp"
    readings: ClassVar[int] = 2

    order: Literal["auto", "dmy", "mdy", "ymd"] = Field(default="auto", description="Order of day, month and year.")
    year: int | None = Field(default=None, description="Year of dates that have none (exports before 2016).")
    encoding: str = Field(default="utf-8", description="Encoding of the text.")
    longest: int | None = Field(
        default=None, ge=1 << 20, description="Characters of the longest message, instead of --limit message_bytes."
    )

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str) -> str:
        try:
            return codecs.lookup(value).name
        except LookupError:
            raise ValueError(f"there is no encoding {value!r}") from None

    def identify(self, source: Source) -> bool:
        """Whether a file begins with a header that WhatsApp writes, and somebody speaks in it."""
        try:
            return any(self._is_chat(file, source) for file in candidates(source))
        except SourceError as error:
            _report(source, error)
            return False

    def read(self, source: Source) -> Iterator[Conversation]:
        """One conversation a file; the order of day and month is worked out from all files together."""
        refused: list[SourceError] = []
        chats = without_attached(list(self._learned(source, refused)))
        if not chats:
            raise refused[0] if refused else _nothing(source)
        verdicts = self._verdicts(source, chats)
        for chat, verdict in zip(chats, verdicts, strict=True):
            yield conversation(chat, verdict.order, self.year, source.findings)

    def _is_chat(self, file: SourceFile, source: Source) -> bool:
        try:
            return open_chat(file, self.encoding, set()) is not None
        except SourceError as error:
            _report(source, error)
            return False

    def _learned(self, source: Source, refused: list[SourceError]) -> Iterator[Learned]:
        """The chats; a file in another encoding is reported, and an error of its own where there is no chat at all."""
        names = {file.name for file in source.files()}
        for file in candidates(source):
            try:
                chat = open_chat(file, self.encoding, names)
            except SourceError as error:
                _report(source, error)
                refused.append(error)
                continue
            if chat is not None:
                yield learn(chat, self.longest or source.limits.message_bytes)
            elif "/" not in file.name and len(names) > 1:
                source.findings.report(file.name, None, "not a WhatsApp chat: it was not read")
            elif holds_headers(file, self.encoding):
                source.findings.report(file.name, 1, "not read: it holds WhatsApp headers, but does not begin with one")

    def _verdicts(self, source: Source, chats: list[Learned]) -> list[Verdict]:
        if self.order != "auto":
            verdicts = [Verdict(self.order, "as the option says")] * len(chats)
        else:
            verdicts = decide([Evidence(chat.chat.file.name, chat.chat.shape, list(chat.dates)) for chat in chats])
        for chat, verdict in zip(chats, verdicts, strict=True):
            _check_dates(chat, verdict)
            _tell(source, chat, verdict, self.year)
        return verdicts


def _report(source: Source, error: SourceError) -> None:
    source.findings.report(error.file or "", error.line, f"{error.what}. {error.remedy or ''}".rstrip())


def candidates(source: Source) -> list[SourceFile]:
    """Files that may be a chat: text files that are not numbered attachments, and whatever is handed in alone."""
    return [file for file in source.files() if _may_be_chat(file) or "/" not in file.name]


def without_attached(chats: list[Learned]) -> list[Learned]:
    """The chats that are not themselves documents somebody sent in another one of the same folder."""
    attached = {f"{_folder(chat.chat.file)}{name}" for chat in chats for name in chat.attached}
    return [chat for chat in chats if chat.chat.file.name not in attached]


def _may_be_chat(file: SourceFile) -> bool:
    return file.base.lower().endswith(".txt") and not _NUMBERED.match(file.base)


def _folder(file: SourceFile) -> str:
    return file.name[: len(file.name) - len(file.base)]


def _check_dates(learned: Learned, verdict: Verdict) -> None:
    """Raise SourceError where an order makes no sense of the dates, or their calendar is none that we know."""
    shape = learned.chat.shape
    bad = [date for date in learned.dates if shape.numeric and read_date(date, shape, verdict.order) is None]
    if len(bad) * 2 > len(learned.dates):
        raise SourceError(
            f"{len(bad):,} of its {len(learned.dates):,} dates are impossible as {verdict.order}, such as {bad[0]!r}",
            file=learned.chat.file.name,
            remedy="Pass another order: -i order dmy, mdy or ymd",
        )


def _tell(source: Source, learned: Learned, verdict: Verdict, year: int | None) -> None:
    """Record what was decided for a file, and on which evidence."""
    chat, decide = learned.chat, source.findings.decide
    file = chat.file.name
    decide(
        "header shape", chat.shape.example(), f"{chat.votes:,} of {chat.total:,} headers in the first part", file=file
    )
    platform = (
        "iPhone" if chat.shape.layout == "bracket" else "Android" if chat.shape.layout == "dash" else "old iPhone"
    )
    signs = {"bracket": "headers in brackets", "dash": "headers before a dash", "colon": "headers before a colon"}
    decide("platform", platform, signs[chat.shape.layout], file=file)
    if chat.shape.numeric:
        decide(
            "order of day and month",
            verdict.order,
            verdict.basis,
            option="-i order",
            file=file,
            certain=verdict.certain,
        )
    elif year is None and not any(_FULL_YEAR.search(date) for date in learned.dates):
        evidence = "no date in the file has a year"
        decide("year", "unknown", evidence, option="-i year 2015", file=file, certain=False)
    decide("time zone", "unknown", "WhatsApp writes the local time of the phone at export", option="--tz", file=file)


def _nothing(source: Source) -> SourceError:
    names = ", ".join(path.name for path in source.paths[:3])
    texts = len(candidates(source))
    why = f"none of its {texts} text files begins with a WhatsApp header" if texts else "it holds no text file"
    return SourceError(
        f"no WhatsApp chat in here: {why}", file=names, remedy="Export the chat again: chat > Export chat"
    )
