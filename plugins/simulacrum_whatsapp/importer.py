"""The importer: two passes over every file, one to learn its ways and one to read its messages."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence, Set
from functools import partial
from typing import ClassVar, Literal

import msgspec
from pydantic import Field, field_validator

from simulacrum_core import Chunks, Conversation, Findings, Groups, Importer, Message, Source, SourceError, SourceFile

from .automatic import automatic_texts
from .beginnings import beginning_of, headers_in, open_chat
from .chat import Learned, Part, learn
from .chunks import Chunk, ChunkLines, Glance, can_be_parted, chunks_of, glance, joined, portable, without_file
from .dates import Evidence, Order, Verdict, decide
from .decisions import tell, tell_restart
from .encodings import Encodings, parsed, undecided
from .refusals import check_dates, is_of_another_app, may_be_of_another_app, not_understood, refuse
from .restarts import restarted
from .stretches import Stretch
from .titles import title_of
from .transcript import Calendar, conversations, messages_of

_ENDINGS = (".txt", ".text", ".log")
_NUMBERED = re.compile(r"\d{8}-")


Looked = Learned | SourceError | None
"""What a file is: a chat, what cannot be read, or something else."""


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

    bots: bool = Field(
        default=False,
        description="Keep what Meta AI and the like write, and what business accounts send by themselves.",
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
            begins = beginning_of(file, self._encodings)
            if begins is None or not may_be_of_another_app(begins.shape):
                return begins is not None
            chat = open_chat(file, self._encodings, False, set())
        except SourceError as error:
            _report(source, error)
            return False
        return chat is not None and not is_of_another_app(chat)

    def read(self, source: Source) -> Iterator[Conversation]:
        """One conversation a file; the order of day and month is worked out from all files together."""
        groups = self.groups(source)
        learned = [self._learned(file, source, groups.shared) for (file,) in groups.files]
        chats = deque(filter(None, self.settle(source, learned)))
        learned.clear()
        del groups
        while chats:
            # What is known of a chat is given up with it: a folder may hold thousands.
            yield from conversations(*chats.popleft(), self.year, source.findings)

    def groups(self, source: Source) -> Groups:
        """A group a file; what is shared are the names of all files."""
        names = frozenset(file.name for file in source.files())
        for word in undecided(sorted(names), self._encodings):
            source.findings.report(word, None, "no file has this in its name: its encoding is not used")
        return Groups([[file] for file in candidates(source)], names, learns=True)

    def learn_group(self, source: Source, shared: Set[str]) -> Learned | SourceError | None:
        """The chat, without the names of all files, of which there may be thousands for each of thousands of chats."""
        (file,) = source.files()
        learned = self._learned(file, source, shared)
        return learned.with_names(frozenset()) if isinstance(learned, Learned) else learned

    def settle(self, source: Source, learned: Sequence[Looked]) -> Sequence[tuple[Learned, list[Order]] | None]:
        """Each chat with the order of the dates of its stretches; none where a file is no chat, or was sent in one."""
        learned = self._with_bots(learned)
        chats = without_attached([one for one in learned if isinstance(one, Learned)])
        if not chats:
            raise next((one for one in learned if isinstance(one, SourceError)), None) or self._nothing(source)
        names = frozenset(file.name for file in source.files())
        orders = dict(zip(map(id, chats), self._orders(source, chats), strict=True))
        return [
            (one.with_names(names), orders[id(one)]) if isinstance(one, Learned) and id(one) in orders else None
            for one in learned
        ]

    def _with_bots(self, learned: Sequence[Looked]) -> Sequence[Looked]:
        """What was learned, with the texts that programs sent in any of the chats."""
        if self.bots:
            return [msgspec.structs.replace(one, bots=True) if isinstance(one, Learned) else one for one in learned]
        found = automatic_texts([one.at_once for one in learned if isinstance(one, Learned)])
        return [
            msgspec.structs.replace(
                one, automatic={text: count for text, count in found.items() if text[0] in one.people}
            )
            if found and isinstance(one, Learned)
            else one
            for one in learned
        ]

    def read_group(self, source: Source, shared: tuple[Learned, list[Order]]) -> tuple[Iterator[Conversation], None]:
        return conversations(*shared, self.year, source.findings), None

    def chunks(self, source: Source) -> Chunks | None:
        """The chunks of a chat that is alone there."""
        found, repairs = self.groups(source), self.mojibake == "repair"
        chat = open_chat(found.files[0][0], self._encodings, repairs, found.shared) if len(found.files) == 1 else None
        if chat is None or not can_be_parted(chat):
            return None
        return Chunks(partial(chunks_of, chat), chat, (without_file(chat), self._longest(source)))

    def learn_chunk(self, chunk: Chunk, shared: tuple[Stretch, int]) -> Glance:
        return glance(chunk, *shared)

    def settle_chunks(
        self, source: Source, chat: Stretch, learned: Iterator[Glance]
    ) -> tuple[Conversation, tuple[Learned, Calendar]] | None:
        """None where it may be several chats in one file, or where lines that look like headers are none."""
        found = joined(chat, learned, self._longest(source))
        settled = next(iter(self.settle(source, [found])), None) if found is not None else None
        if settled is None or len(settled[0].parts) > 1 or settled[0].parts[0].refused:
            return None
        one, (order,) = settled
        (head,) = conversations(*settled, self.year, source.findings)
        return msgspec.structs.replace(head, messages=()), (portable(one), Calendar(chat.shape, order, self.year))

    def read_chunk(
        self, chunk: Chunk, shared: tuple[Learned, Calendar], findings: Findings
    ) -> tuple[Iterator[list[Message]], None]:
        learned, calendar = shared
        lines = ChunkLines(learned.parts[0].stretch, chunk, learned.longest, findings)
        return messages_of(learned, learned.parts[0], calendar, findings, lines), None

    def _longest(self, source: Source) -> int:
        return self.longest or source.limits.message_bytes

    def _learned(self, file: SourceFile, source: Source, names: Set[str]) -> Looked:
        """A chat; a file that cannot be read is reported, and an error of its own where there is no chat at all."""
        encodings = self._encodings
        try:
            chat = open_chat(file, encodings, self.mojibake == "repair", names)
        except SourceError as error:
            _report(source, error)
            return error
        if chat is not None:
            return learn(chat, self._longest(source))
        if "/" not in file.name and len(names) > 1:
            source.findings.report(file.name, None, "not a WhatsApp chat: it was not read")
        elif headers_in(file, encodings)[0] > 2:
            source.findings.report(file.name, 1, "not read: it holds WhatsApp headers, but does not begin with one")
        return None

    def _orders(self, source: Source, chats: list[Learned]) -> list[list[Order]]:
        """The order of the dates of every stretch of every chat."""
        parts = [(chat, part) for chat in chats for part in chat.parts]
        if self.order != "auto":
            verdicts = [Verdict(self.order, "as the option says")] * len(parts)
        else:
            verdicts = decide([_evidence(chat, part) for chat, part in parts])
        for (chat, part), verdict in zip(parts, verdicts, strict=True):
            check_dates(chat.file, part, verdict)
            refuse(part, verdict.order, self.year)
            tell(source, chat, part, verdict, self.year)
        orders = iter(verdicts)
        return [self._restarted(chat, [next(orders).order for _ in chat.parts], source) for chat in chats]

    def _restarted(self, chat: Learned, orders: list[Order], source: Source) -> list[Order]:
        """The orders of the parts of a chat, which is parted further where other exports begin in it."""
        exports = restarted(chat.parts, orders, self.year)
        for parts, _ in exports[1:]:
            parts[0].restarts = True
            tell_restart(source, chat, parts[0])
        chat.parts[:] = [part for parts, _ in exports for part in parts]
        for part in chat.parts:
            part.dates.clear()
        return [order for _, several in exports for order in several]

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
    """By its name: a text, or what lost its ending and is called as WhatsApp calls chats."""
    if "." not in file.base:
        return title_of(file) is not None
    return file.base.lower().endswith(_ENDINGS) and not _NUMBERED.match(file.base)


def _folder(file: SourceFile) -> str:
    return file.name[: len(file.name) - len(file.base)]
