"""Recovery phrases of wallets: a dozen or more words of one BIP 39 list in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from .later import later
from .spans import Span

if TYPE_CHECKING:
    from mnemonic import Mnemonic

WORD = later(r"[^\W\d_]{3,9}")
GAP = later(r"[\s,;]{1,3}(?:\d{1,2}[.):]? ?)?")
LANGUAGES = ("english", "spanish", "french", "italian", "portuguese", "russian", "czech")
LEAST = 12
SEEN, FEWEST = 8, 3
"""Words that follow each other over several messages, of which each sees only some; and those in one of them."""
ROW = bytes([True]) * SEEN
BORDER, EDGE, SIGNS = 20, 40, ",;.:!"
DOZEN = bytes([True]) * LEAST


def seeds(text: str) -> Iterator[Span]:
    """Runs of at least twelve words of a list."""
    for language in LANGUAGES if may_have_seeds(text.lower()) else ():
        yield from _runs(text, words_of(language))


def may_have_seeds(low: str) -> bool:
    """Whether a dozen words of the lists follow each other in a text in small letters, whatever stands between."""
    if low.count(" ") + low.count("\n") < LEAST - 1:
        return False
    # One look at all lists: a byte for each word, so that the run is searched for without a loop.
    return DOZEN in _known(low)


def goes_on(texts: Sequence[str], place: int) -> bool:
    """Whether a run of words of a list begins or ends in a message and goes on in a neighbour."""
    if not any(0 < border < len(texts) and _joins(*texts[border - 1 : border + 1]) for border in (place, place + 1)):
        return False
    joined = "\n".join(texts).lower()
    if ROW not in _known(joined):
        return False
    start = sum(len(text) + 1 for text in texts[:place])
    end = start + len(texts[place])
    runs = (run for language in LANGUAGES for run in _runs(joined, words_of(language), SEEN))
    return any(run.start < start < run.end or run.start < end < run.end for run in runs)


@lru_cache(maxsize=16)
def _joins(first: str, second: str) -> bool:
    """Whether one message ends with some words of the lists and the next one begins with some; each is asked for both."""
    words = all_words()
    last = first[-BORDER:].rsplit(None, 1)[-1:]
    if not (last and last[0].strip(SIGNS).lower() in words):
        return False
    return all(
        len(edge) == FEWEST and words.issuperset(edge)
        for edge in (WORD.findall(second[:EDGE].lower())[:FEWEST], WORD.findall(first[-EDGE:].lower())[-FEWEST:])
    )


def _known(low: str) -> bytes:
    """For each word of a text in small letters whether it is in a list."""
    return bytes(map(all_words().__contains__, WORD.findall(low)))


def edges(text: str) -> Iterator[Span]:
    """The runs of words of a list with which a message begins and ends."""
    for language in LANGUAGES:
        for run in _runs(text, words_of(language), FEWEST):
            if not (WORD.search(text, 0, run.start) and WORD.search(text, run.end)):
                yield run


def _runs(text: str, words: frozenset[str], least: int = LEAST) -> Iterator[Span]:
    start, end, count = 0, 0, 0
    for match in WORD.finditer(text):
        if match.group().lower() not in words:
            count = 0
            continue
        follows = count and GAP.fullmatch(text, end, match.start())
        if not follows:
            start, count = match.start(), 0
        count, end = count + 1, match.end()
        if count >= least and not _goes_on(text, end, words):
            if len(set(WORD.findall(text, start, end))) > count - 3:
                yield Span(start, end, "credential", "checksum")
            count = 0


def _goes_on(text: str, end: int, words: frozenset[str]) -> bool:
    gap = GAP.match(text, end)
    word = WORD.match(text, gap.end()) if gap else None
    return word is not None and word.group().lower() in words


def is_known(word: str) -> bool:
    """Whether a word in small letters is in a list."""
    return word in all_words()


@cache
def all_words() -> frozenset[str]:
    """The words of all lists."""
    return frozenset[str]().union(*map(words_of, LANGUAGES))


@cache
def words_of(language: str) -> frozenset[str]:
    """The list of a language."""
    import unicodedata

    return frozenset(unicodedata.normalize("NFC", word) for word in mnemonic(language).wordlist)


@cache
def mnemonic(language: str) -> Mnemonic:
    """What tells whether the check digits of a phrase are right."""
    from mnemonic import Mnemonic

    return Mnemonic(language)
