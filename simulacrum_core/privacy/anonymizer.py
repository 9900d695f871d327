"""Anonymizer: what of a message is replaced before anything is made of it, private data and the names of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from ..config.persona import Persona, fold_name
from ..config.recipe import Recipe
from .key import secret_key
from .names.names_file import known_names, save_names
from .neighbours import NOTHING, Asked, Neighbours


class _Redactor(Protocol):
    def redacted(self, text: str, kinds: Asked = NOTHING) -> tuple[str, Sequence[Any]]: ...

    def asked(self, texts: Sequence[str], place: int) -> Asked: ...


class Pseudonyms(Protocol):
    """Invented names of other people; `map` is kept for the user."""

    @property
    def map(self) -> Mapping[str, str]: ...

    def named(self, name: str) -> str:
        """What somebody is called."""

    def places(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where somebody is named, and what is written there."""

    def renamed(self, text: str) -> str:
        """A text in which they are called so."""


class Anonymizer:
    """Replaces private data and, where it has `pseudonyms`, the names of everybody but the persona."""

    def __init__(self, redactor: _Redactor | None = None, pseudonyms: Pseudonyms | None = None) -> None:
        self._redactor, self.pseudonyms = redactor, pseudonyms

    def neighbours(self) -> Neighbours:
        """To hear a talk with, before its messages are hidden one by one."""
        return Neighbours(None if self._redactor is None else self._redactor.asked)

    def hidden(self, text: str, kinds: Asked = NOTHING) -> tuple[str, list[str]]:
        """A text as it may be used, the same object where nothing is replaced; and the categories of what was.

        `kinds` are what its neighbours ask for.
        """
        found: list[str] = []
        if self._redactor is not None:
            text, spans = self._redactor.redacted(text, kinds)
            found = [span.category for span in spans]
        return (text if self.pseudonyms is None else self.pseudonyms.renamed(text)), found

    def anonymized(self, text: str) -> str:
        """A title or a remark as it may be shown beside the dataset."""
        return self.hidden(text)[0]

    def save_names(self) -> None:
        """Keep the invented names for the user, if there are any."""
        if self.pseudonyms is not None:
            save_names(self.pseudonyms.map)

    def name(self, name: str) -> str:
        """What somebody else is called."""
        return name if self.pseudonyms is None else self.pseudonyms.named(name)


def anonymizer(recipe: Recipe, persona: Persona, mine: Iterable[str], names: Iterable[str]) -> Anonymizer:
    """What the recipe asks for; `names` are all authors and participants, `mine` the persona's names in the sources."""
    if not (recipe.redact or recipe.pseudonyms):
        return Anonymizer()
    from .finder import Finder
    from .recognizers.phones import guessed_regions
    from .redactor import Redactor

    people = list(names)
    redactor, pseudonyms = None, None
    if recipe.redact:
        finder = Finder(recipe.redact, recipe.redact_regions or guessed_regions(people), persona.redact_words)
        redactor = Redactor(finder, secret_key())
    if recipe.pseudonyms:
        pseudonyms = pseudonyms_of(people, (*mine, *persona.me, persona.called))
    return Anonymizer(redactor, pseudonyms)


def pseudonyms_of(people: Iterable[str], mine: Iterable[str]) -> Pseudonyms:
    """Invented names for everybody in `people` who bears none of the names in `mine`; names once given stay."""
    from .names.pseudonyms import Known, Pseudonyms

    own = [name for name in mine if name]
    folded = {fold_name(name) for name in own}
    others = [Known((name,)) for name in dict.fromkeys(people) if name and fold_name(name) not in folded]
    return Pseudonyms(others, own, secret_key(), known_names())
