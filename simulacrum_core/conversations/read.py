"""Reading: the conversations of all parts of a source, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from ..config.persona import Persona
from ..config.recipe import zone
from ..errors import SourceError
from ..models import Conversation, Message
from ..plugin.contracts import Importer
from ..plugin.validation import validated
from ..sources.findings import Findings
from ..sources.message_blocks import MessageBlocks, message_blocks
from ..sources.source import Source
from .timezones import in_zone
from .told import without_told

Parts = Iterable[tuple[Importer, Source]]
"""Every part of a source with the importer that reads it."""


def read(
    parts: Parts, tz: str | None = None, findings: Findings | None = None, persona: Persona | None = None
) -> Iterator[Conversation]:
    """Normalized conversations of all parts; what the importers find out is added to `findings`."""
    fresh = named(parts, persona) if persona else [(importer, source.again()) for importer, source in parts]
    yield from read_parts(fresh, tz)
    if findings is not None:
        for _, source in fresh:
            findings.extend(source.findings)


def named(parts: Parts, persona: Persona) -> list[tuple[Importer, Source]]:
    """The parts for another reading, with the words by which the user named the persona."""
    fresh = [(importer, source.again()) for importer, source in parts]
    for importer, source in fresh:
        source.names = persona.words(importer.name)
    return fresh


def read_parts(parts: Sequence[tuple[Importer, Source]], tz: str | None = None) -> Iterator[Conversation]:
    """Normalized conversations of all parts; what the importers find out is in the findings of their sources.

    A part that cannot be read is reported and does not keep the others from being read, whether it fails between two
    conversations or in the messages of one, which then ends there. Raises SourceError where it is the only one, or
    where there is nothing else to read.
    """
    if len(parts) == 1:
        yield from read_part(*parts[0], tz)
        return
    failures = Failures()
    for importer, source in parts:
        yield from reported(importer, source, tz, failures)
    if failures.first is not None and failures.is_empty:
        raise failures.first


class Failures:
    """Reports what could not be read, and remembers the first of it; `is_empty` as long as nothing could."""

    def __init__(self) -> None:
        self.first: SourceError | None = None
        self.is_empty = True

    def add(self, error: SourceError, importer: Importer, source: Source) -> None:
        self.first = self.first or error
        what = f"{importer.name} could not be read any further: {error.what}. {error.remedy or ''}".strip()
        source.findings.report(error.file or importer.name, error.line, what)


def reported(importer: Importer, source: Source, tz: str | None, failures: Failures) -> Iterator[Conversation]:
    """The conversations of one of several parts, up to what cannot be read of it."""
    try:
        for conversation in read_part(importer, source, tz):
            blocks = _UpToFailure(message_blocks(conversation.messages), importer, source, failures)
            yield msgspec.structs.replace(conversation, messages=MessageBlocks(blocks))
            failures.is_empty = failures.is_empty and blocks.is_lost
    except SourceError as error:
        failures.add(error, importer, source)


class _UpToFailure:
    """Blocks of messages up to one that cannot be read, which is reported once; `is_lost` where none came before."""

    def __init__(self, blocks: Iterable[list[Message]], importer: Importer, source: Source, failures: Failures) -> None:
        self._blocks, self._importer, self._source, self._failures = blocks, importer, source, failures
        self._is_told = self.is_lost = False

    def __iter__(self) -> Iterator[list[Message]]:
        count = 0
        try:
            for count, block in enumerate(self._blocks, 1):  # noqa: B007
                yield block
        except SourceError as error:
            self.is_lost = not count
            if not self._is_told:
                self._failures.add(error, self._importer, self._source)
            self._is_told = True


def read_part(importer: Importer, source: Source, tz: str | None = None) -> Iterator[Conversation]:
    """Normalized conversations of one part; what the importer finds out is in the source's own findings."""
    found = without_told(importer, validated(importer, importer.read(source)))
    return in_zone(found, zone(tz) if tz else None)
