"""Invented names for the other people of a dataset, also where they are named in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..masks import Choices
from .invented import invented_name, script_of
from .name_finder import NameFinder, Place
from .name_forms import folded, forms, handles, words
from .name_index import Known
from .ordinary import WORDS, plain

NAME = "name"
"""What the ledger calls a place in which somebody who takes part is named."""


class Pseudonyms:
    """Gives each of `others` a name under a secret `key`, the same in every run; `mine` are the persona's own names.

    People with the same first entry in `names` are one. `known` is a map of an earlier run, whose names stay.
    """

    def __init__(
        self,
        others: Iterable[Known],
        mine: Known | Iterable[str],
        key: bytes,
        known: Mapping[str, str] | None = None,
    ) -> None:
        people = sorted({person.key: person for person in others}.items())
        own = mine if isinstance(mine, Known) else Known(tuple(mine))
        self.map = dict(known or {})
        self._finder = NameFinder(own, [person for _, person in people])
        named = [*people, *((form, Known((form,))) for form in self._finder.shared)]
        self.taken = _Taken(self._finder)
        self._assign(named, own, key)
        self._finder.standins = [self.map[name] for name, _ in named]
        self._count = len(people)

    def __repr__(self) -> str:
        return f"Pseudonyms({self._count} people)"

    def name(self, person: Known) -> str:
        """The invented name of one of the others."""
        return self.map[person.key]

    def named(self, name: str) -> str:
        """The invented name of the person whose first name or id this is."""
        return self.name(Known((name,)))

    def is_mine(self, name: str) -> bool:
        """Whether a name is the persona's, or one of its words is."""
        return self._finder.index.is_mine(name)

    def places(self, text: str) -> Iterator[Place]:
        """Where somebody is named: start and end in characters, and the invented name."""
        return self._finder.places(text)

    def renamed(self, text: str) -> str:
        """The text with invented names in the places of real ones; the same object where there is none."""
        return self.told(text)[0]

    def told(self, text: str) -> tuple[str, list[str]]:
        """The text with invented names, and `name` for every place that has one."""
        pieces, end, kinds = [], 0, []
        for start, stop, standin in self.places(text):
            pieces += [text[end:start], standin]
            kinds.append(NAME)
            end = stop
        return ("".join([*pieces, text[end:]]) if pieces else text), kinds

    def _assign(self, people: list[tuple[str, Known]], own: Known, key: bytes) -> None:
        """In an order that only the key knows, so that who comes first is no matter of the alphabet."""
        names = [name for _, person in people for name in person.names] + [*own.names]
        taken = self.taken.words
        taken |= {plain(word) for name in names for form, _ in forms(name) for word in form}
        taken |= {word for name in names for word in words(name)} | {*handles(names), *WORDS}
        taken |= {folded(name) for name in self.map.values()}
        drawn = {name: Choices(key, "pseudonym", name) for name, _ in people}
        for name, person in sorted(people, key=lambda pair: drawn[pair[0]].below(1 << 62)):
            if name not in self.map:
                self.map[name] = invented_name(script_of(person.names[0]), drawn[name], self.taken)
                self.taken.words.add(folded(self.map[name]))


class _Taken:
    """What no invented name may be: what is in `words`, and what would be found as somebody's real name."""

    def __init__(self, finder: NameFinder) -> None:
        self.words: set[str] = set()
        self._finder = finder

    def __contains__(self, name: object) -> bool:
        word = str(name)
        return word in self.words or self._finder.is_named_in(word.capitalize()) or self._finder.is_named_in(f"{word}s")
