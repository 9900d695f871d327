"""Reading: the conversations of all parts of a source, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..config.recipe import zone
from ..errors import SourceError
from ..models import Conversation
from ..plugin.contracts import Importer
from ..plugin.validation import validated
from ..sources.findings import Findings
from ..sources.source import Source
from .timezones import in_zone

Parts = Iterable[tuple[Importer, Source]]
"""Every part of a source with the importer that reads it."""


def read(parts: Parts, tz: str | None = None, findings: Findings | None = None) -> Iterator[Conversation]:
    """Normalized conversations of all parts; what the importers find out is added to `findings`."""
    fresh = [(importer, source.again()) for importer, source in parts]
    yield from read_parts(fresh, tz)
    if findings is not None:
        for _, source in fresh:
            findings.extend(source.findings)


def read_parts(parts: Sequence[tuple[Importer, Source]], tz: str | None = None) -> Iterator[Conversation]:
    """Normalized conversations of all parts; what the importers find out is in the findings of their sources.

    A part that cannot be read is reported and does not keep the others from being read. Raises SourceError where it is
    the only one, or where there is nothing else to read.
    """
    failure, is_empty = None, True
    for importer, source in parts:
        try:
            for conversation in read_part(importer, source, tz):
                is_empty = False
                yield conversation
        except SourceError as error:
            if len(parts) == 1:
                raise
            failure = failure or error
            what = f"{importer.name} could not be read any further: {error.what}. {error.remedy or ''}".strip()
            source.findings.report(error.file or importer.name, error.line, what)
    if failure is not None and is_empty:
        raise failure


def read_part(importer: Importer, source: Source, tz: str | None = None) -> Iterator[Conversation]:
    """Normalized conversations of one part; what the importer finds out is in the source's own findings."""
    return in_zone(validated(importer, importer.read(source)), zone(tz) if tz else None)
