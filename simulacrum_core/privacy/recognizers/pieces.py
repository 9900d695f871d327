"""Recovery phrases of wallets that are sent in pieces, of a word or a few a message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .later import later
from .seeds import LANGUAGES, is_known, mnemonic, words_of
from .spans import Span

COUNTS = (12, 15, 18, 21, 24)
LONGEST, MOST = 240, max(COUNTS)
"""Characters of a piece, and the words of a phrase."""

WORD = later(r"[^\W\d_]{3,9}")
FIRST = later(r"[\W\d_]{0,8}([^\W\d_]{3,9})(?![^\W\d_])")
ALL = later(r"(?:[\s,;.:()#-]{0,4}(?:\d{1,2}[\s,;.:()-]{1,3})?[^\W\d_]{3,9}(?![^\W\d_])){1,24}[\s,;.:!]{0,3}")
NUMBERED = later(r"\s{0,3}[#(]?(\d{1,2})[\s.:)-]{1,3}[^\W\d_]")


def is_piece(text: str) -> bool:
    """Whether a message has nothing but words of the lists, which may have numbers."""
    first = FIRST.match(text)
    # Its first word alone tells it of most messages.
    if first is None or not is_known(first[1].lower()) or len(text) > LONGEST or not ALL.fullmatch(text):
        return False
    return all(map(is_known, WORD.findall(text.lower())))


def phrases(texts: Sequence[str]) -> Iterator[int]:
    """The places of those pieces that make a phrase together: the check digits are right, or they are numbered."""
    words = [WORD.findall(text.lower()) for text in texts]
    found: set[int] = set()
    for start in range(len(texts)):
        said: list[str] = []
        for end in range(start, len(texts)):
            said += words[end]
            if len(said) > MOST:
                break
            if len(said) in COUNTS and (
                _is_numbered(texts[start : end + 1], words[start : end + 1]) or _is_right(said)
            ):
                found.update(range(start, end + 1))
    yield from sorted(found)


def _is_numbered(texts: Sequence[str], words: Sequence[Sequence[str]]) -> bool:
    """Whether each message begins with the number of its first word."""
    count = 1
    for text, said in zip(texts, words, strict=True):
        match = NUMBERED.match(text)
        if match is None or int(match[1]) != count:
            return False
        count += len(said)
    return True


def _is_right(said: Sequence[str]) -> bool:
    return any(words_of(language).issuperset(said) and _checked(language, said) for language in LANGUAGES)


def _checked(language: str, said: Sequence[str]) -> bool:
    return mnemonic(language).check(" ".join(said))


def pieces(text: str) -> Iterator[Span]:
    """The words of a message that is a piece of a phrase."""
    found = list(WORD.finditer(text))
    if found:
        yield Span(found[0].start(), found[-1].end(), "credential", "checksum")
