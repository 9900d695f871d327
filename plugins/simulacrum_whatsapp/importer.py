"""The importer: two passes over every file, one to learn its ways and one to read its messages."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from simulacrum_core import Conversation, Importer, Source, SourceError, SourceFile

from .chat import Learned, Part, headers_in, learn, open_chat
from .dates import Evidence, Order, Verdict, decide, read_date
from .decisions import tell
from .encodings import Encodings, parsed, undecided
from .refusals import is_of_another_app, not_understood, refuse
from .transcript import conversation

_NUMBERED = re.compile(r"\d{8}-")


class WhatsAppImporter(Importer):
    """WhatsApp chat exports: a .txt, a .zip with or without media, or a folder of them, in any phone language."""

    name: ClassVar[str] = "whatsapp"
    readings: ClassVar[int] = 2

    order: Literal["auto", "dmy", "mdy", "ymd"] = Field(default="auto", description="Order of day, month and year.")
    year: int | None = Field(default=None, description="Year of dates that have none (exports before 2016).")
    encoding: str = Field(
        default="",
        description="Encoding of files that do not declare one; of files with a word in their name: Kim=utf-16,cp1252.",
    )
    mojibake: Literal["keep", "repair"] = Field(
        default="keep", description="Whether to repair UTF-8 that was once read as Windows-1252."
    )
    longest: int | None = Field(
        default=None, ge=1 << 20, description="Characters of the longest message, instead of --limit message_bytes."
    )

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str) -> str:
        parsed(value)
        return value

    @property
    def _encodings(self) -> Encodings:
        return parsed(self.encoding)

    def identify(self, source: Source) -> bool:
        """Whether a file begins with a header that WhatsApp writes, and somebody speaks in it."""
        try:
            return any(self._is_chat(file, source) for file in candidates(source))
        except SourceError as error:
            _report(source, error)
            return False

    def _is_chat(self, file: SourceFile, source: Source) -> bool:
        try:
            chat = open_chat(file, self._encodings, False, set())
        except SourceError as error:
            _report(source, error)
            return False
        return chat is not None and not is_of_another_app(chat)

    def read(self, source: Source) -> Iterator[Conversation]:
        """One conversation a file; the order of day and month is worked out from all files together."""
        refused: list[SourceError] = []
        chats = without_attached(list(self._learned(source, refused)))
        if not chats:
            raise refused[0] if refused else self._nothing(source)
        learned = deque(zip(chats, self._orders(source, chats), strict=True))
        chats.clear()
        while learned:
            # What is known of a chat is given up with it: a folder may hold thousands.
            yield conversation(*learned.popleft(), self.year, source.findings)

    def _learned(self, source: Source, refused: list[SourceError]) -> Iterator[Learned]:
        """The chats; a file that cannot be read is reported, and an error of its own where there is no chat at all."""
        names, encodings = {file.name for file in source.files()}, self._encodings
        for word in undecided(sorted(names), encodings):
            source.findings.report(word, None, "no file has this in its name: its encoding is not used")
        for file in candidates(source):
            try:
                chat = open_chat(file, encodings, self.mojibake == "repair", names)
            except SourceError as error:
                _report(source, error)
                refused.append(error)
                continue
            if chat is not None:
                yield learn(chat, self.longest or source.limits.message_bytes)
            elif "/" not in file.name and len(names) > 1:
                source.findings.report(file.name, None, "not a WhatsApp chat: it was not read")
            elif headers_in(file, encodings)[0] > 2:
                source.findings.report(file.name, 1, "not read: it holds WhatsApp headers, but does not begin with one")

    def _orders(self, source: Source, chats: list[Learned]) -> list[list[Order]]:
        """The order of the dates of every stretch of every chat."""
        parts = [(chat, part) for chat in chats for part in chat.parts]
        if self.order != "auto":
            verdicts = [Verdict(self.order, "as the option says")] * len(parts)
        else:
            verdicts = decide([_evidence(chat, part) for chat, part in parts])
        for (chat, part), verdict in zip(parts, verdicts, strict=True):
            _check_dates(chat, part, verdict)
            refuse(part, verdict.order, self.year)
            tell(source, chat, part, verdict, self.year)
            part.dates.clear()
        orders = iter(verdicts)
        return [[next(orders).order for _ in chat.parts] for chat in chats]

    def _nothing(self, source: Source) -> SourceError:
        names = ", ".join(path.name for path in source.paths[:3])
        files = candidates(source)
        why = f"none of its {len(files)} text files begins with a WhatsApp header" if files else "it holds no text file"
        for file in files[:1] if len(files) == 1 else ():
            return not_understood(file, self._encodings)
        return SourceError(
            f"no WhatsApp chat found: {why}", file=names, remedy="Export the chat again: chat > Export chat"
        )


def _report(source: Source, error: SourceError) -> None:
    source.findings.report(error.file or "", error.line, f"{error.what}. {error.remedy or ''}".rstrip())


def candidates(source: Source) -> list[SourceFile]:
    """Files that may be a chat: text files that are not numbered attachments, and whatever is handed in alone."""
    return [file for file in source.files() if _may_be_chat(file) or "/" not in file.name]


def without_attached(chats: list[Learned]) -> list[Learned]:
    """The chats that are not themselves documents somebody sent in another one of the same folder."""
    attached = {f"{_folder(chat.file)}{name}" for chat in chats for name in chat.attached}
    return [chat for chat in chats if chat.file.name not in attached]


def _evidence(chat: Learned, part: Part) -> Evidence:
    return Evidence(chat.file.name, part.stretch.shape, list(dict.fromkeys(dated.date for dated in part.dates)))


def _may_be_chat(file: SourceFile) -> bool:
    return file.base.lower().endswith(".txt") and not _NUMBERED.match(file.base)


def _folder(file: SourceFile) -> str:
    return file.name[: len(file.name) - len(file.base)]


def _check_dates(learned: Learned, part: Part, verdict: Verdict) -> None:
    """Raise SourceError where an order makes no sense of the dates, or their calendar is none that we know."""
    shape = part.stretch.shape
    dates = list(dict.fromkeys(dated.date for dated in part.dates))
    bad = (
        [date for date in dates if shape.numeric and read_date(date, shape, verdict.order) is None]
        if shape.has_year
        else []
    )
    if len(bad) * 2 > len(dates):
        raise SourceError(
            f"{len(bad):,} of its {len(dates):,} dates are impossible as {verdict.order}, such as {bad[0]!r}",
            file=learned.file.name,
            remedy="Pass another order: -i order dmy, mdy or ymd",
        )
