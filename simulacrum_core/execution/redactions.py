"""What would be replaced in a source if its private data were redacted and its people renamed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from ..config.categories import CATEGORIES, Category
from ..config.persona import Persona
from ..config.recipe import Recipe
from ..conversations.accounts import Key, key_of
from ..conversations.participants import People
from ..conversations.persona_accounts import PersonaAccounts, persona_accounts
from ..conversations.spool import Spool
from ..errors import UsageError, did_you_mean
from ..examples.plan import named
from ..examples.roles import called, names_of, other_people
from ..models import Conversation, anonymous
from ..plugin.contracts import Importer, Recognizer
from ..plugin.registry import Registry
from ..privacy.anonymizer import pseudonyms_of
from ..privacy.asked import Asked
from ..privacy.key import secret_key
from ..privacy.name_counts import NameCounts
from ..privacy.neighbours import Asking, with_asked
from ..terminal import printable
from .convert import persona_of, recognizer_of
from .reading import Place, Reading, read


class Redaction(msgspec.Struct, frozen=True):
    """A place in a message: `old` is what stands there, `new` what would be written; its repr tells neither."""

    position: str
    category: Category | Literal["third_party"]
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
        recognizer: Recognizer | None = None,
    ) -> None:
        self._reading, self._persona = reading, persona
        self._categories, self._regions, self._has_pseudonyms = categories, regions, pseudonyms
        self._recognizer = recognizer
        self.names: NameCounts | None = None

    def __iter__(self) -> Iterator[Redaction]:
        from ..privacy.finder import Finder
        from ..privacy.recognizers.phones import guessed_regions
        from ..privacy.redactor import Redactor

        with Spool(self._reading) as reading:
            speakers = _speakers(reading, self._persona)
            persona = speakers.persona
            others = speakers.others()
            finder = Finder(self._categories, self._regions or guessed_regions(others), persona.redact_words)
            redactor = Redactor(finder, secret_key())
            if self._has_pseudonyms:
                mine = {**dict.fromkeys((*persona.me, persona.called), ()), **speakers.mine()}
                self.names = NameCounts(pseudonyms_of(others, mine, self._recognizer))
            for position, author, text, kinds in _messages(reading, speakers, redactor):
                # Where one look at a talk says that a message holds nothing, the finder is not asked about it.
                for change in redactor.replacements(text, kinds) if kinds is not None else ():
                    span = change.span
                    yield Redaction(position, span.category, text[span.start : span.end], change.standin)
                if self.names is not None:
                    hidden = redactor.redacted(text, kinds)[0] if kinds is not None else text
                    self.names.add(author, hidden, position)
                    for start, end, standin in self.names.third_parties(hidden):
                        yield Redaction(position, "third_party", hidden[start:end], standin)


class _Speakers(msgspec.Struct, frozen=True):
    """The persona's accounts, and by account what everybody else is called before names are invented."""

    persona: Persona
    accounts: PersonaAccounts
    names: Mapping[Key, str]
    people: People

    def others(self) -> dict[str, set[str]]:
        """The handles of all others by their names, which may be phone numbers."""
        return other_people(self.people, self.accounts.keys, self.names, self.persona)

    def mine(self) -> dict[str, set[str]]:
        """The handles of the persona's accounts, by their names."""
        return self.people.handles(self.accounts.keys)


def _speakers(reading: Iterable[Conversation], persona: Persona) -> _Speakers:
    """Who is there, as `convert` sees it."""
    people, unsigned = People(), False
    for conversation in reading:
        unsigned |= bool(anonymous(conversation))
        for _ in people.watched(conversation).messages:
            pass
    accounts = persona_accounts(persona, people)
    persona = named(persona, sum((people.accounts[key].names for key in accounts.keys), Counter()))
    if persona.is_known() and not accounts.keys and not unsigned:
        there = ", ".join(printable(name) for name, _ in people.messages.most_common(5))
        remedy = f"{did_you_mean(persona.called, people.messages)}There is {there}"
        raise UsageError(f"nobody is called {printable(persona.called)}", remedy=remedy)
    return _Speakers(persona, accounts, names_of(people, accounts.keys, persona), people)


def _messages(
    reading: Iterable[Conversation], speakers: _Speakers, asking: Asking
) -> Iterator[tuple[str, str | None, str, Asked | None]]:
    """Place, author, none for the persona, text of every message, and what its neighbours ask for: none where it holds
    nothing."""
    for conversation in reading:
        mine = speakers.accounts.of(conversation)
        keys = {person: key_of(conversation, person) for person in conversation.participants}
        names = {
            person.id: called(key, person.name or person.id, speakers.names, speakers.persona)
            for person, key in keys.items()
            if person.id not in mine
        }
        for message, kinds in with_asked(conversation.messages, asking):
            author = message.author and names.get(message.author, None if message.author in mine else message.author)
            yield message.position or message.id, author or None, message.text, kinds


def redactions(
    source: Place | Reading,
    *,
    categories: Sequence[Category] = CATEGORIES,
    regions: Sequence[str] = (),
    pseudonyms: bool = False,
    me: str | Sequence[str] = (),
    persona: Persona | str | Path | None = None,
    importer: str | Importer | None = None,
    recognizer: str | Recognizer | None = None,
    recognizer_options: Mapping[str, str] | None = None,
    tz: str | None = None,
    registry: Registry | None = None,
) -> Redactions:
    """What `convert` would replace with the recipe's `redact` and `pseudonyms`; nothing is written.

    The source is read once for each walk, and kept as `convert` keeps it. `regions` are countries whose phone numbers
    are written without a prefix. `recognizer`, a name or an object, finds names of people who take no part. Raises
    UsageError where it is not known whose name stays under `pseudonyms`.
    """
    whose = persona_of(persona, me)
    if pseudonyms and not whose.is_known():
        what = "--pseudonyms needs the persona, whose name is kept"
        raise UsageError(what, remedy="Pass --me NAME or --persona FILE")
    if recognizer and not pseudonyms:
        raise UsageError("--recognizer finds names for --pseudonyms to replace", remedy="Pass --pseudonyms as well")
    named = isinstance(recognizer, str)
    recipe = Recipe(recognizer=recognizer if named else None, recognizer_options=dict(recognizer_options or {}))
    found = recognizer_of(recognizer, recipe, registry or Registry.installed()) if recognizer else None
    reading = read(source, importer=importer, tz=tz, registry=registry)
    return Redactions(reading, whose, categories, regions, pseudonyms=pseudonyms, recognizer=found)
