"""Which importer reads which source: the one that is named, or those that identify it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from ..plugin.contracts import Importer
from ..plugin.registry import Registry, configured
from ..sources.limits import Limits
from ..sources.source import Source
from .routing import is_media


class Choice(msgspec.Struct):
    """Every importer with the sources that are its own, and the names of the files that nobody reads.

    `others` says what some of these are, such as "a Slack export", and what can be done.
    """

    parts: list[tuple[Importer, Source]]
    unread: list[str] = msgspec.field(default_factory=list)
    others: list[str] = msgspec.field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes that are read when all conversations are walked once; pictures and the like are not."""
        parts = ((importer.readings, source.files()) for importer, source in self.parts)
        return sum(count * file.size for count, files in parts for file in files if not is_media(file))


def choose(
    registry: Registry,
    paths: Sequence[str],
    name: str | None,
    options: Sequence[tuple[str, str]] = (),
    on_read: Callable[[int], None] | None = None,
    limits: Limits | None = None,
) -> Choice:
    """The named importer with all sources; without a name, each source goes to the importer that identifies it.

    A folder or zip that several identify is walked, each part going to the one that identifies it. Raises SourceError
    where no importer identifies a source, or several nothing but a file that is theirs on equal evidence.
    """
    if name is not None:
        return Choice([(configured(registry.importer(name), options), Source(paths, limits=limits, on_read=on_read))])
    # What a file of any program looks like is a tenth of what a conversion imports.
    from .identification import identified

    return Choice(*identified(registry, paths, options, on_read, limits))
