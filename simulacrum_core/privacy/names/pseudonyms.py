"""Invented names for the other people of a dataset, also where they are named in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from ..masks import Choices
from .invented import invented_name, script_of
from .name_finder import NameFinder, Place
from .name_forms import folded, forms, handles, words
from .ordinary import WORDS, plain


class Known(msgspec.Struct, frozen=True):
    """Somebody who takes part: every name and id that stands for this one person."""

    names: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Known({len(self.names)} names)"

    @property
    def key(self) -> str:
        """What the person is told apart by: the first name given, folded."""
        return " ".join(words(self.names[0])) or folded(self.names[0])


class Pseudonyms:
    """Gives each of `others` a name under a secret `key`, the same in every run; `mine` are the persona's own names.

    People with the same first entry in `names` are one. `known` is a map of an earlier run, whose names stay.
    """

    def __init__(
        self, others: Iterable[Known], mine: Iterable[str], key: bytes, known: Mapping[str, str] | None = None
    ) -> None:
        people = sorted({person.key: person for person in others}.items())
        own = list(mine)
        self.map = dict(known or {})
        self._assign(people, own, key)
        self._finder = NameFinder(own, [(person.names, self.map[name]) for name, person in people])

    def __repr__(self) -> str:
        return f"Pseudonyms({len(self.map)} people)"

    def name(self, person: Known) -> str:
        """The invented name of one of the others."""
        return self.map[person.key]

    def named(self, name: str) -> str:
        """The invented name of the person whose first name or id this is."""
        return self.name(Known((name,)))

    def places(self, text: str) -> Iterator[Place]:
        """Where somebody is named: start and end in characters, and the invented name."""
        return self._finder.places(text)

    def renamed(self, text: str) -> str:
        """The text with invented names in the places of real ones; the same object where there is none."""
        pieces, end = [], 0
        for start, stop, standin in self.places(text):
            pieces += [text[end:start], standin]
            end = stop
        return "".join([*pieces, text[end:]]) if pieces else text

    def _assign(self, people: list[tuple[str, Known]], own: list[str], key: bytes) -> None:
        """In an order that only the key knows, so that who comes first is no matter of the alphabet."""
        names = [name for _, person in people for name in person.names] + own
        taken = {plain(word) for name in names for form, _ in forms(name) for word in form}
        taken |= {word for name in names for word in words(name)} | {*handles(names), *WORDS}
        taken |= {folded(name) for name in self.map.values()}
        drawn = {name: Choices(key, "pseudonym", name) for name, _ in people}
        for name, person in sorted(people, key=lambda pair: drawn[pair[0]].below(1 << 62)):
            if name not in self.map:
                self.map[name] = invented_name(script_of(person.names[0]), drawn[name], taken)
                taken.add(folded(self.map[name]))
