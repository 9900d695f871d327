"""What would be replaced in a source if its private data were redacted and its people renamed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from ..config.categories import CATEGORIES, Category
from ..config.persona import Persona
from ..errors import UsageError
from ..models import Conversation
from ..plugin.contracts import Importer
from ..plugin.registry import Registry
from ..privacy.anonymizer import pseudonyms_of
from ..privacy.key import secret_key
from ..privacy.name_counts import NameCounts
from ..terminal import printable
from .local import persona_of
from .reading import Place, Reading, read


class Redaction(msgspec.Struct, frozen=True):
    """A place in a message: `old` is what stands there, `new` what would be written; its repr tells neither."""

    position: str
    category: Category
    old: str
    new: str

    def __repr__(self) -> str:
        return f"Redaction({self.position!r}, {self.category!r})"


class Redactions:
    """Places in the messages of a source, in its order; `names` counts who is named, complete with the last place."""

    def __init__(
        self,
        reading: Reading,
        persona: Persona,
        categories: Sequence[Category],
        regions: Sequence[str],
        *,
        pseudonyms: bool,
    ) -> None:
        self._reading, self._persona = reading, persona
        self._categories, self._regions, self._has_pseudonyms = categories, regions, pseudonyms
        self.names: NameCounts | None = None

    def __iter__(self) -> Iterator[Redaction]:
        from ..privacy import Finder, Redactor, guessed_regions

        names, mine = self._people()
        finder = Finder(self._categories, self._regions or guessed_regions(names), self._persona.redact_words)
        redactor = Redactor(finder, secret_key())
        if self._has_pseudonyms:
            self.names = NameCounts(pseudonyms_of(names, (*mine, *self._persona.me, self._persona.called)))
        for position, author, text in self._messages():
            for change in redactor.replacements(text):
                span = change.span
                yield Redaction(position, span.category, text[span.start : span.end], change.standin)
            if self.names is not None:
                self.names.add(author, redactor.redacted(text)[0], position)

    def _people(self) -> tuple[list[str], list[str]]:
        """The names of all others, which may be phone numbers, and those of the persona; raises UsageError."""
        names: dict[str, None] = {}
        mine: dict[str, None] = {}
        for conversation in self._reading:
            authors = dict.fromkeys(message.author for message in conversation.messages if message.author)
            for name, is_mine in self._names(conversation, authors).values():
                (mine if is_mine else names)[name] = None
        if self._has_pseudonyms and not mine:
            remedy = f"There is {', '.join(map(printable, list(names)[:5]))}" if names else ""
            raise UsageError(f"nobody is called {printable(self._persona.called)}", remedy=remedy)
        return list(names), list(mine)

    def _names(self, conversation: Conversation, authors: Iterable[str]) -> dict[str, tuple[str, bool]]:
        """By id the name of everybody, and whether it is the persona's."""
        people = conversation.participants
        ids = self._persona.ids(conversation.source, people)
        names = dict.fromkeys(authors) | {person.id: person.name for person in people}
        return {author: (name or author, author in ids) for author, name in names.items()}

    def _messages(self) -> Iterator[tuple[str, str | None, str]]:
        """Position, author, None for the persona, and text of every message."""
        for conversation in self._reading:
            names: dict[str, tuple[str, bool]] = {}
            for message in conversation.messages:
                if message.author and message.author not in names:
                    names = self._names(conversation, [message.author])
                name, is_mine = names[message.author] if message.author else ("", True)
                yield message.position or message.id, None if is_mine else name, message.text


def redactions(
    source: Place | Reading,
    *,
    categories: Sequence[Category] = CATEGORIES,
    regions: Sequence[str] = (),
    pseudonyms: bool = False,
    me: str | Sequence[str] = (),
    persona: Persona | str | Path | None = None,
    importer: str | Importer | None = None,
    tz: str | None = None,
    registry: Registry | None = None,
) -> Redactions:
    """What `convert` would replace with the recipe's `redact` and `pseudonyms`; nothing is written.

    The source is read twice for each walk. `regions` are countries whose phone numbers are written without a prefix.
    Raises UsageError where it is not known whose name stays under `pseudonyms`.
    """
    whose = persona_of(persona, me)
    if pseudonyms and not whose.is_known():
        raise UsageError(
            "--pseudonyms needs the persona, whose name is kept", remedy="Pass --me NAME or --persona FILE"
        )
    reading = read(source, importer=importer, tz=tz, registry=registry)
    return Redactions(reading, whose, categories, regions, pseudonyms=pseudonyms)
