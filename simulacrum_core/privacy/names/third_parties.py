"""Invented names for people who take no part and are only talked about, where a recognizer finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...errors import PluginError
from ...plugin.contracts import Recognizer
from ..masks import Choices
from .invented import invented_name, script_of
from .name_finder import Place
from .name_forms import words
from .pseudonyms import NAME, Pseudonyms

THIRD_PARTY = "third_party"
"""What the ledger calls a place in which somebody is named who takes no part."""
_BEFORE, _BEHIND = re.compile(r"[\W_]{0,16}"), re.compile(r"(?:['’]s|[\W_]){0,16}$")


class WidePseudonyms:
    """Invented names for those who take part and for everybody whom `recognizer` finds.

    A name gets the same invented one in every message and, under the same key, in every dataset.
    """

    def __init__(self, pseudonyms: Pseudonyms, recognizer: Recognizer, key: bytes) -> None:
        self._pseudonyms, self._recognizer, self._key = pseudonyms, recognizer, key
        self._drawn: dict[str, str] = {}

    @property
    def map(self) -> Mapping[str, str]:
        """Only those who take part: whoever does not is drawn the same under the key, and kept nowhere."""
        return self._pseudonyms.map

    def named(self, name: str) -> str:
        """The invented name of somebody who takes part."""
        return self._pseudonyms.named(name)

    def places(self, text: str) -> Iterator[Place]:
        """Where anybody is named."""
        yield from (place for place, _ in self._all(text))

    def third_parties(self, text: str) -> Iterator[Place]:
        """Where somebody is named who takes no part."""
        yield from (place for place, kind in self._all(text) if kind == THIRD_PARTY)

    def renamed(self, text: str) -> str:
        """The text with invented names; the same object where nobody is named."""
        return self.told(text)[0]

    def told(self, text: str) -> tuple[str, list[str]]:
        """The same, and for each place whether it is of one who takes part."""
        pieces, end, kinds = [], 0, []
        for (start, stop, standin), kind in self._all(text):
            pieces += [text[end:start], standin]
            kinds.append(kind)
            end = stop
        return ("".join([*pieces, text[end:]]) if pieces else text), kinds

    def _all(self, text: str) -> list[tuple[Place, str]]:
        """Who takes part goes before whom the recognizer finds in the same place."""
        known = [(place, NAME) for place in self._pseudonyms.places(text)]
        taken = [(start, end) for (start, end, _), _ in known]
        others, next_taken = [], 0
        for start, end in self._found(text):
            while next_taken < len(taken) and taken[next_taken][1] <= start:
                next_taken += 1
            is_free = next_taken == len(taken) or taken[next_taken][0] >= end
            if is_free and not self._pseudonyms.is_mine(text[start:end]):
                others.append(((start, end, self._standin(text[start:end])), THIRD_PARTY))
        return sorted([*known, *others]) if others else known

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """The places without what is no part of a name; raises PluginError where they are none."""
        last = 0
        for start, end in self._recognizer.find(text):
            if not last <= start < end <= len(text):
                raise PluginError(
                    f"the recognizer {self._recognizer.name} found a name at {start} to {end}, after {last}"
                )
            last = end
            left, right = _BEFORE.match(text, start, end), _BEHIND.search(text, start, end)
            inside = (left.end() if left else start, right.start() if right else end)
            if inside[0] < inside[1] and words(text[slice(*inside)]):
                yield inside

    def _standin(self, name: str) -> str:
        folded = " ".join(words(name))
        if folded not in self._drawn:
            made = self._pseudonyms.map.get(folded)
            choices = Choices(self._key, "pseudonym", folded)
            # There are many of them, and none is kept: only long names are rarely drawn twice.
            self._drawn[folded] = made or invented_name(script_of(name), choices, self._pseudonyms.taken, is_long=True)
        return self._drawn[folded]
