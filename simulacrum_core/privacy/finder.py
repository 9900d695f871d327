"""Finds what is private in one message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..config.categories import CATEGORIES, Category
from .recognizers import (
    accounts,
    codes,
    coins,
    credentials,
    identities,
    network,
    obfuscated,
    passwords,
    phones,
    places,
    seeds,
)
from .recognizers.spans import Span, apart
from .stand_ins import is_standin

DIGIT = re.compile(r"\d")
LONG = re.compile(r"\S{16}")
LONGER = re.compile(r"\d(?:[\w\W]{0,3}\d){3}")
NUMBER = re.compile(r"\d(?:[\W_]{0,3}\d){6}")


class Finder:
    """Looks for `categories`; `regions` are the ISO 3166 countries whose phone numbers are written without a prefix."""

    def __init__(
        self,
        categories: Iterable[Category] = CATEGORIES,
        regions: Sequence[str] = (),
        own_words: Iterable[str] = (),
    ) -> None:
        self._wanted = frozenset(categories)
        self.regions = tuple(regions) or phones.REGIONS
        own = sorted({word.strip() for word in own_words if word.strip()}, key=lambda word: (-len(word), word))
        self._own = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in own), re.I) if own else None

    def find(self, text: str) -> tuple[Span, ...]:
        """The spans in the order of the text, without overlaps; stand-ins of the redactor are none."""
        found = [span for span in self._found(text) if span.category in self._wanted]
        made = [span for span in found if is_standin(span.category, text[span.start : span.end])]
        return apart(_besides(found, made, len(text)) if made else found)

    def find_in_lines(self, text: str) -> tuple[Span, ...]:
        """The spans of what several people said, where no line speaks for another one.

        Only key blocks and recovery phrases go over several lines.
        """
        found: list[Span] = []
        start = 0
        for line in text.split("\n"):
            found += (Span(start + s.start, start + s.end, s.category, s.evidence) for s in self.find(line))
            start += len(line) + 1
        if "credential" in self._wanted:
            long = (*credentials.key_blocks(text), *seeds.seeds(text))
            found += (span for span in long if not is_standin(span.category, text[span.start : span.end]))
        return apart(found)

    def _found(self, text: str) -> Iterator[Span]:
        """Each kind of search only where a look at the text says that it could find something."""
        if "@" in text:
            yield from network.emails(text)
        if "://" in text or "_" in text or LONG.search(text):
            yield from credentials.credentials(text)
            yield from coins.coins(text)
        if text.count(" ") > 10 and "credential" in self._wanted:
            yield from seeds.seeds(text)
        if self._own:
            yield from (Span(*match.span(), "own", "own") for match in self._own.finditer(text))
        low = text.lower()
        yield from obfuscated.spelled(text, low)
        if any(stem in low for stem in passwords.STEMS):
            yield from passwords.passwords(text)
        if DIGIT.search(text):
            yield from self._numbers(text, low)

    def _numbers(self, text: str, low: str) -> Iterator[Span]:
        yield from places.places(text)
        if any(stem in low for stem in codes.STEMS):
            yield from codes.codes(text)
        if text.count(".") > 2 or text.count(":") > 2:
            yield from network.addresses(text)
        if LONGER.search(text):
            yield from accounts.cards(text)
            yield from codes.checks(text)
            yield from accounts.accounts(text)
            if "identity" in self._wanted:
                yield from identities.identities(text)
        if "phone" in self._wanted and NUMBER.search(text):
            yield from phones.phones(text, self.regions)


def _besides(found: list[Span], made: list[Span], length: int) -> Iterator[Span]:
    """Without the stand-ins and what mostly consists of them: two codes side by side are no phone number."""
    covered = bytearray(length)
    for span in made:
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    for span in found:
        if 2 * covered.count(1, span.start, span.end) < span.end - span.start:
            yield span
