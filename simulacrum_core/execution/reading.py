"""Reading a source: its importers found by its contents, its conversations read as often as they are walked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from ..config.persona import Persona
from ..config.recipe import zone
from ..conversations.choice import Choice, choose
from ..conversations.read import named, read_parts
from ..errors import UsageError
from ..models import Conversation
from ..plugin.contracts import Importer
from ..plugin.registry import Registry
from ..sources.findings import Findings
from ..sources.limits import Limits
from ..sources.source import Source

Parts = list[tuple[Importer, Source]]
Place = str | Path | Sequence[str | Path]
"""A file, a folder or a zip, or several of them; `-` is standard input."""


class Reading:
    """The conversations of a source: every walk through them reads the source anew.

    `unread` are names of files that no importer takes, `others` says what some of them are. What the importers decided
    and could not read is in `findings`, which are complete when the last conversation was walked.
    """

    def __init__(self, choice: Choice, tz: str | None = None, *, keep: bool = False) -> None:
        self.choice, self.tz, self._keep = choice, tz, keep
        if tz:
            zone(tz)
        self._walked: Parts = []

    def __iter__(self) -> Iterator[Conversation]:
        self._walked = [(importer, source.again()) for importer, source in self.parts]
        return self._conversations(self._walked)

    def _conversations(self, parts: Parts) -> Iterator[Conversation]:
        for conversation in read_parts(parts, self.tz):
            if self._keep:
                conversation = msgspec.structs.replace(conversation, messages=tuple(conversation.messages))
            yield conversation

    def named(self, persona: Persona) -> Reading:
        """Another reading, by whose words importers know which texts are the user's."""
        choice = msgspec.structs.replace(self.choice, parts=named(self.parts, persona))
        return Reading(choice, self.tz, keep=self._keep)

    @property
    def parts(self) -> Parts:
        """Every importer with what it reads."""
        return self.choice.parts

    @property
    def unread(self) -> list[str]:
        return self.choice.unread

    @property
    def others(self) -> list[str]:
        return self.choice.others

    @property
    def findings(self) -> Findings:
        """What was found in the last walk so far."""
        found = Findings(self.tz)
        for _, source in self._walked:
            found.extend(source.findings)
        return found


def read(
    source: Place | Reading,
    *,
    importer: str | Importer | None = None,
    options: Mapping[str, str] | None = None,
    tz: str | None = None,
    keep: bool = False,
    limits: Limits | None = None,
    registry: Registry | None = None,
    on_read: Callable[[int], None] | None = None,
) -> Reading:
    """The conversations in a file, a folder or a zip, or in several of them.

    Importers are found by the contents unless one is named; `options` are those of the importer. Times without a zone
    are in `tz`. The messages of a conversation are walked once, before the next one is asked for; with `keep` they are
    held in memory instead, for walks at any time. `on_read` is told of every block of bytes that is read. Raises
    SimulacrumError where nothing can be read.
    """
    if isinstance(source, Reading):
        return source
    places = [str(place) for place in ([source] if isinstance(source, str | Path) else source)]
    if not places:
        raise UsageError("no source is named", remedy="Pass a file, a folder or a zip")
    if isinstance(importer, Importer):
        choice = Choice([(importer, Source(places, limits=limits, on_read=on_read))])
    else:
        given = list((options or {}).items())
        choice = choose(registry or Registry.installed(), places, importer, given, on_read, limits)
    return Reading(choice, tz, keep=keep)
