"""The importer: two passes over every file, one to learn its ways and one to read its messages."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from simulacrum_core import Conversation, Importer, Source, SourceError, SourceFile

from .chat import Learned, learn, open_chat
from .dates import Evidence, Verdict, decide
from .transcript import conversation

_NUMBERED = re.compile(r"\d{8}-")


class WhatsAppImporter(Importer):
    """WhatsApp chat exports: a .txt, a .zip with or without media, or a folder of them, in any phone language."""

    name: ClassVar[str] = "whatsapp"

    order: Literal["auto", "dmy", "mdy", "ymd"] = Field(default="auto", description="Order of day, month and year.")
    year: int | None = Field(default=None, description="Year of dates that have none (exports before 2016).")
    encoding: str = Field(default="utf-8", description="Encoding of the text.")
    longest: int = Field(default=16 << 20, gt=0, description="Bytes of the longest line and message that are read.")

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
            return any(open_chat(file, self.encoding, set()) for file in candidates(source))
        except SourceError:
            return False

    def read(self, source: Source) -> Iterator[Conversation]:
        """One conversation a file; the order of day and month is worked out from all files together."""
        chats = without_attached(list(self._learned(source)))
        if not chats:
            raise _nothing(source)
        verdicts = self._verdicts(source, chats)
        for chat, verdict in zip(chats, verdicts, strict=True):
            yield conversation(chat, verdict.order, self.year, source.findings)

    def _learned(self, source: Source) -> Iterator[Learned]:
        names = {file.name for file in source.files()}
        for file in candidates(source):
            chat = open_chat(file, self.encoding, names)
            if chat is not None:
                yield learn(chat, self.longest)

    def _verdicts(self, source: Source, chats: list[Learned]) -> list[Verdict]:
        if self.order != "auto":
            verdicts = [Verdict(self.order, "as the option says")] * len(chats)
        else:
            verdicts = decide([Evidence(chat.chat.file.name, chat.chat.shape, list(chat.dates)) for chat in chats])
        for chat, verdict in zip(chats, verdicts, strict=True):
            _tell(source, chat, verdict)
        return verdicts


def candidates(source: Source) -> list[SourceFile]:
    """Files that may be a chat: text files that are not numbered attachments, and whatever is handed in alone."""
    files = source.files()
    return [file for file in files if _may_be_chat(file) or (len(files) == 1 and file.container is None)]


def without_attached(chats: list[Learned]) -> list[Learned]:
    """The chats that are not themselves documents somebody sent in another one of the same folder."""
    attached = {f"{_folder(chat.chat.file)}{name}" for chat in chats for name in chat.attached}
    return [chat for chat in chats if chat.chat.file.name not in attached]


def _may_be_chat(file: SourceFile) -> bool:
    return file.base.lower().endswith(".txt") and not _NUMBERED.match(file.base)


def _folder(file: SourceFile) -> str:
    return file.name[: len(file.name) - len(file.base)]


def _tell(source: Source, learned: Learned, verdict: Verdict) -> None:
    """Record what was decided for a file, and on which evidence."""
    chat, decide = learned.chat, source.findings.decide
    file = chat.file.name
    decide(
        "header shape", chat.shape.example(), f"{chat.votes:,} of {chat.total:,} headers in the first part", file=file
    )
    platform = (
        "iPhone" if chat.shape.layout == "bracket" else "Android" if chat.shape.layout == "dash" else "old iPhone"
    )
    decide("platform", platform, "headers in brackets, or before a dash, or before a colon", file=file)
    sure = "" if verdict.certain else " (not certain)"
    decide("order of day and month", verdict.order + sure, verdict.basis, option="-i order", file=file)
    decide("time zone", "unknown", "WhatsApp writes the local time of the phone at export", option="--tz", file=file)


def _nothing(source: Source) -> SourceError:
    names = ", ".join(path.name for path in source.paths[:3])
    texts = len(candidates(source))
    why = f"none of its {texts} text files begins with a WhatsApp header" if texts else "it holds no text file"
    return SourceError(
        f"no WhatsApp chat in here: {why}", file=names, remedy="Export the chat again: chat > Export chat"
    )
