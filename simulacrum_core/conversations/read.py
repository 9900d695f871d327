"""Reading: the conversations of all parts of a source, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..config.recipe import zone
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
    for importer, source in parts:
        fresh = source.again()
        yield from read_part(importer, fresh, tz)
        if findings is not None:
            findings.extend(fresh.findings)


def read_part(importer: Importer, source: Source, tz: str | None = None) -> Iterator[Conversation]:
    """Normalized conversations of one part; what the importer finds out is in the source's own findings."""
    return in_zone(validated(importer, importer.read(source)), zone(tz) if tz else None)
