"""Replaces in place what a finder finds."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from .asked import NOTHING, Asked
from .finder import Finder
from .look import Look
from .recognizers.answers import asked_of
from .recognizers.spans import Span
from .stand_ins import Standins

# A stand-in changes what stands beside other words; a text that has not settled by then is left as it is.
ROUNDS = 8


class Replacement(msgspec.Struct, frozen=True):
    """A span and what is written there; its repr tells neither value."""

    span: Span
    standin: str

    def __repr__(self) -> str:
        return f"Replacement({self.span!r})"


class Redactor:
    """Writes stand-ins for what `finder` finds.

    The same value gets the same stand-in under the same `key`, which stays secret: whoever has it can try values.
    """

    def __init__(self, finder: Finder, key: bytes) -> None:
        self._finder = finder
        self._standins = Standins(key, finder.regions)

    def asked(self, texts: Sequence[str], place: int) -> Asked:
        """What the neighbours of a message ask for, to be handed on with it."""
        return asked_of(texts, place)

    def look(self, texts: Sequence[str]) -> Look:
        """In which messages of a talk something may be replaced."""
        return self._finder.look(texts)

    def replacements(self, text: str, kinds: Asked = NOTHING) -> tuple[Replacement, ...]:
        """What would be written over which characters of `text`."""
        return tuple(
            Replacement(span, self._standins.standin(span.category, text[span.start : span.end]))
            for span in self._finder.find(text, kinds)
        )

    def redacted(self, text: str, kinds: Asked = NOTHING) -> tuple[str, tuple[Span, ...]]:
        """The text with stand-ins, the same object where there is nothing private; and the spans of what was there.

        Redacting the result changes nothing.
        """
        changes = self.replacements(text, kinds)
        spans = tuple(change.span for change in changes)
        for _ in range(ROUNDS):
            if not changes:
                break
            text = _replaced(text, changes)
            changes = self.replacements(text, kinds)
        return text, spans


def _replaced(text: str, changes: tuple[Replacement, ...]) -> str:
    pieces, end = [], 0
    for change in changes:
        pieces += [text[end : change.span.start], change.standin]
        end = change.span.end
    return "".join([*pieces, text[end:]])
