"""Anonymizer: what of a message is replaced before anything is made of it, private data and the names of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from ..config.persona import Persona, fold_name
from ..config.recipe import Recipe
from ..errors import UsageError
from ..plugin.contracts import Recognizer
from .asked import NOTHING, Asked
from .key import secret_key
from .look import Look
from .names.names_file import known_names, save_names
from .neighbours import Neighbours

MOST_SHOWN = 1000
"""Titles of chats whose shown form is kept."""


class _Redactor(Protocol):
    def redacted(self, text: str, kinds: Asked = NOTHING) -> tuple[str, Sequence[Any]]: ...

    def asked(self, texts: Sequence[str], place: int) -> Asked: ...

    def look(self, texts: Sequence[str]) -> Look: ...


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

    def told(self, text: str) -> tuple[str, list[str]]:
        """The same, and a word for every name that was replaced."""


class Anonymizer:
    """Replaces private data and, where it has `pseudonyms`, the names of everybody but the persona.

    `is_idle` where neither is asked for. `for_labels` reads titles, ids and remarks, which are no talk: weights that
    judge by the words around take `2024-02-12.md` for a password.
    """

    def __init__(
        self,
        redactor: _Redactor | None = None,
        pseudonyms: Pseudonyms | None = None,
        for_labels: _Redactor | None = None,
    ) -> None:
        self._redactor, self.pseudonyms, self._for_labels = redactor, pseudonyms, for_labels or redactor
        self.is_idle = redactor is None and pseudonyms is None
        self._shown: dict[str, str] = {}

    def neighbours(self) -> Neighbours:
        """To hear a talk with, before its messages are hidden one by one."""
        return Neighbours(self._redactor)

    def hidden(self, text: str, kinds: Asked = NOTHING) -> tuple[str, list[str]]:
        """A text as it may be used, the same object where nothing is replaced; and the kinds of what was.

        `kinds` are what its neighbours ask for.
        """
        return self._hidden(self._redactor, text, kinds)

    def _hidden(self, redactor: _Redactor | None, text: str, kinds: Asked = NOTHING) -> tuple[str, list[str]]:
        found: list[str] = []
        if redactor is not None:
            text, spans = redactor.redacted(text, kinds)
            found = [span.category for span in spans]
        if self.pseudonyms is not None:
            text, named = self.pseudonyms.told(text)
            found += named
        return text, found

    def anonymized(self, text: str) -> str:
        """A title or a remark as it may be shown beside the dataset."""
        # Every example of a chat tells its title: it is looked at once.
        if text not in self._shown:
            if len(self._shown) >= MOST_SHOWN:
                self._shown.clear()
            self._shown[text] = self._hidden(self._for_labels, text)[0]
        return self._shown[text]

    def save_names(self) -> None:
        """Keep the invented names for the user, if there are any."""
        if self.pseudonyms is not None:
            save_names(self.pseudonyms.map)

    def name(self, name: str) -> str:
        """What somebody else is called."""
        return name if self.pseudonyms is None else self.pseudonyms.named(name)


People = Mapping[str, Iterable[str]]
"""Handles of people by their names; empty where none are known."""


def anonymizer(
    recipe: Recipe, persona: Persona, mine: People, others: People, recognizer: Recognizer | None = None
) -> Anonymizer:
    """What the recipe asks for; `others` are all other authors and participants, `mine` the persona in the sources.

    Raises UsageError where a recognizer is asked for and no invented names.
    """
    if recognizer is not None and not recipe.pseudonyms:
        raise UsageError("--recognizer finds names for --pseudonyms to replace", remedy="Pass --pseudonyms as well")
    if not (recipe.redact or recipe.pseudonyms):
        return Anonymizer()
    from .finder import Finder
    from .recognizers.phones import guessed_regions
    from .redactor import Redactor

    redactor, for_labels, pseudonyms = None, None, None
    if recipe.redact:
        looked_for = recipe.redact, recipe.redact_regions or guessed_regions(others), persona.redact_words
        key = secret_key()
        redactor, for_labels = Redactor(Finder(*looked_for), key), Redactor(Finder(*looked_for, learned=False), key)
    if recipe.pseudonyms:
        pseudonyms = pseudonyms_of(others, {**dict.fromkeys((*persona.me, persona.called), ()), **mine}, recognizer)
    return Anonymizer(redactor, pseudonyms, for_labels)


def pseudonyms_of(others: People, mine: People, recognizer: Recognizer | None = None) -> Pseudonyms:
    """Invented names for everybody in `others` who bears none of the names in `mine`; names once given stay.

    With a `recognizer` also for everybody whom it finds.
    """
    from .names.name_index import Known
    from .names.pseudonyms import Pseudonyms
    from .names.third_parties import WidePseudonyms

    own = [name for name in mine if name]
    folded = {fold_name(name) for name in own}
    people = [
        Known((name,), tuple(sorted(handles)))
        for name, handles in others.items()
        if name and fold_name(name) not in folded
    ]
    my_handles = tuple(sorted({handle for handles in mine.values() for handle in handles}))
    pseudonyms = Pseudonyms(people, Known(tuple(own), my_handles), secret_key(), known_names())
    return pseudonyms if recognizer is None else WidePseudonyms(pseudonyms, recognizer, secret_key())
