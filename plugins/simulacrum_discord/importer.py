"""The importer: every file is asked what it is, files of one channel become one conversation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from typing import ClassVar, Literal

import msgspec
from pydantic import Field

from simulacrum_core import (
    Chunks,
    Conversation,
    Findings,
    Groups,
    Importer,
    Message,
    SimulacrumError,
    Source,
    SourceError,
    SourceFile,
)

from .channels import Channel, accounts, both_sides_first, channels, conversation
from .formats import parts, tell_remains
from .json.authors import Met, together
from .json.batches import Passed, layout
from .json.chunks import Chunk, Parted, can_be_parted, chunks_of, messages_in, met_in
from .json.documents import DocumentPart
from .parts import Choices, Part, Tally

_NAMED = 8
"""Names of webhooks that are told."""


class DiscordImporter(Importer):
    """Discord: DiscordChatExporter's JSON, HTML, CSV and TXT, and Discord's own data package (zip or folder)."""

    name: ClassVar[str] = "discord"
    readings: ClassVar[int] = 3

    bots: bool = Field(default=False, description="Keep messages of bots and webhooks.")
    webhooks: bool = Field(
        default=False,
        description="Keep messages of webhooks, each name as somebody: PluralKit and bridges send people's words so.",
    )
    order: Literal["auto", "dmy", "mdy", "ymd"] = Field(
        default="auto", description="Order of day, month and year in TXT and in CSV from before November 2023."
    )

    def identify(self, source: Source) -> bool:
        """Whether a file begins as DiscordChatExporter or Discord begins one; only its first 64 kB are looked at."""
        try:
            return next(parts(source.files(), source.findings, source.limits), None) is not None
        except (SimulacrumError, OSError):
            return False

    def read(self, source: Source) -> Iterator[Conversation]:
        """One conversation a channel, thread or forum post, from however many files."""
        tally, empty = Tally(), True
        found = list(parts(source.files(), source.findings, source.limits))
        choices = self._choices(source, _names(found))
        tell_remains(source.files(), found, source.findings)
        every = channels(found, source.findings)
        choices = msgspec.structs.replace(choices, accounts=accounts(every, choices))
        for channel in both_sides_first(every):
            empty = False
            yield conversation(channel, choices, source.findings, tally)
        if empty:
            raise _nothing(source)
        _tell(tally, source.findings)

    def groups(self, source: Source) -> Groups | None:
        """A group a channel, where all files are JSON: in other formats, one channel tells of another."""
        files = source.files()
        found = list(parts(files, source.findings, source.limits))
        if not found or not all(isinstance(part, DocumentPart) for part in found):
            return None
        tell_remains(files, found, source.findings)
        by_name = {file.name: file for file in files}
        every = both_sides_first(channels(found, source.findings))
        return Groups([[by_name[part.file.name] for part in channel.parts] for channel in every], _names(found))

    def read_group(self, source: Source, shared: dict[str, str]) -> tuple[Iterator[Conversation], Tally]:
        """The conversation of one channel; `shared` are the names of all channels, by id."""
        tally, choices = Tally(), self._choices(source, shared)
        every = channels(parts(source.files(), Findings(), source.limits), Findings())
        return (conversation(channel, choices, source.findings, tally) for channel in every), tally

    def chunks(self, source: Source) -> Chunks | None:
        """The chunks of a document that is alone there, and whose oldest message comes first."""
        plain = source.unmetered()
        found = list(parts(plain.files(), source.findings, source.limits))
        if len(found) != 1 or not isinstance(part := found[0], DocumentPart):
            return None
        choices = self._choices(source, _names(found))
        first = layout(part.file, choices.longest)
        if not can_be_parted(part.file, first, choices.longest):
            return None
        tell_remains(plain.files(), found, source.findings)
        # The chunks are walked twice, the file is read as often as `readings` says.
        walk = partial(chunks_of, part.file, first, lambda size: source.tell_read(size * self.readings // 2))
        return Chunks(walk, (part, choices, first), (part.file, first.example))

    def learn_chunk(self, chunk: Chunk, shared: tuple[SourceFile, bytes]) -> list[Met]:
        return met_in(chunk, *shared)

    def settle_chunks(
        self, source: Source, whole: Parted, learned: Iterator[list[Met]]
    ) -> tuple[Conversation, Parted] | None:
        part, choices, _ = whole
        part.know(together(chain.from_iterable(learned)))
        head = conversation(Channel([part]), choices, source.findings, Tally())
        return msgspec.structs.replace(head, messages=()), whole

    def read_chunk(self, chunk: Chunk, shared: Parted, findings: Findings) -> tuple[Iterator[list[Message]], Tally]:
        tally = Tally()
        return messages_in(chunk, shared, tally), tally

    def read_rest(
        self, chunk: Chunk, shared: Parted, tallies: Sequence[Tally], findings: Findings
    ) -> tuple[Iterator[list[Message]], Tally]:
        (part, choices, first), tally = shared, Tally()
        passed = Passed(chunk.start, sum(one.posts for one in tallies))
        return part.rest(first, passed, choices, findings, tally), tally

    def tell(self, tallies: Sequence[Tally], findings: Findings) -> None:
        total = Tally()
        for tally in tallies:
            total.bots += tally.bots
            total.webhooks += tally.webhooks
            total.marks += tally.marks
            total.repeated += tally.repeated
            total.reworded += tally.reworded
        _tell(total, findings)

    def _choices(self, source: Source, channel_names: dict[str, str]) -> Choices:
        order = None if self.order == "auto" else self.order
        return Choices(self.bots, self.webhooks, order, source.limits.message_bytes, channel_names)


def _names(found: Sequence[Part]) -> dict[str, str]:
    return {part.group: part.channel for part in found if part.channel}


def _tell(tally: Tally, findings: Findings) -> None:
    if tally.bots:
        findings.decide(
            "bots",
            f"{tally.bots.total():,} messages left out",
            f"authors that the export marks as bots: {len(tally.bots):,}",
            option="-i bots true",
        )
    if tally.webhooks:
        _tell_webhooks(tally.webhooks, findings)
    if repeated := tally.repeated + tally.seen.repeated:
        answer = f"{repeated:,} messages read once"
        if tally.reworded:
            answer += f", {tally.reworded:,} of them in their newest wording"
        findings.decide("overlapping files", answer, "the same id stands in several files")
    if tally.marks:
        shown = ", ".join(f"{what} ({count:,})" for what, count in sorted(tally.marks.items()))
        findings.decide("Discord's marks", f"written as Discord shows them: {shown}", "the texts hold ids")


def _tell_webhooks(written: Counter[tuple[str, str]], findings: Findings) -> None:
    """Tell under which names webhooks wrote what was left out; where one has several, it is about people's words."""
    names = Counter[str]()
    for (_, name), count in written.items():
        names[name] += count
    shown = ", ".join(f"{name} ({count:,})" for name, count in names.most_common(_NAMED))
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    several = [id for id, count in Counter(id for id, _ in written).items() if count > 1]
    findings.decide(
        "webhooks",
        f"{written.total():,} messages left out",
        f"written under {'the name' if len(names) == 1 else 'the names'} {shown}{more}; PluralKit, Tupperbox and"
        " bridges send what people say in this way",
        option="-i webhooks true",
        certain=not several,
    )


def _nothing(source: Source) -> SourceError:
    return SourceError(
        "no Discord export found: no file begins as DiscordChatExporter or Discord's data package begins one",
        file=", ".join(path.name for path in source.paths[:3]),
        remedy="Hand in the file, folder or zip as it was exported",
    )
