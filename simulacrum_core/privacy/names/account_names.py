"""Names that people give their accounts: "markoduya99", "kwegner", "oduya.m", in the text, in an address, in a link."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from .name_forms import UMLAUTS, Form, parts_of
from .nicknames import nicknames
from .ordinary import MONTHS, WORDS, plain
from .transliterations import transliterated

ANYWHERE, IN_ACCOUNT = 0, 1
"""Where such a word counts: wherever it stands, as no other word is like it; in an address, a link or behind an @."""
DIGITS = re.compile(r"[0-9]{1,8}$")
_LATIN = re.compile(r"[a-z]{2,40}")
_SPELLINGS, _LONG = 3, 6
_AROUND = 96
_MENTION = re.compile(r"(?<![^\W_])@(?:[\w-]{1,40}[._])?$")
_LOCAL_PART = re.compile(r"[\w.+-]{0,64}@[\w-]{1,63}\.[\w-]")
_LINK = re.compile(r"(?:https?://|www\.)\S{0,96}$", re.IGNORECASE)
_HOST_AFTER = re.compile(r"[\w-]{0,63}(?:\.[\w-]{1,63}){0,4}\.[a-z]{2,24}(?![\w@])")


def account_names(names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Words that an account of somebody with these names may be called, without marks and digits, and where they count."""
    for name in names:
        parts = parts_of(name)
        if not parts:
            continue
        givens, surnames = [*_spelled(parts[0])], [spelled for part in parts[1:] for spelled in _spelled(part)]
        for given in givens:
            yield given, IN_ACCOUNT
        for surname in surnames:
            if len(surname) > 2:
                yield surname, IN_ACCOUNT
            yield from _joined(givens, surname)
        if surnames:
            for nick in nicknames(parts[0][0]):
                if len(nick) > 2 and _LATIN.fullmatch(plain(nick)):
                    yield plain(nick) + surnames[0], ANYWHERE


def _joined(givens: list[str], surname: str) -> Iterator[tuple[str, int]]:
    initials = ANYWHERE if len(surname) >= _LONG and surname not in WORDS else IN_ACCOUNT
    for given in givens:
        yield given + surname, ANYWHERE
        yield surname + given, ANYWHERE
        if len(surname) > 2:
            yield given[0] + surname, initials
            yield surname + given[0], initials
        if len(given) > 2:
            yield given + surname[0], IN_ACCOUNT


def _spelled(part: Form) -> Iterator[str]:
    """A part of a name in plain Latin letters, in one piece; of a double one the halves, too."""
    joined = "".join(part)
    ways = [plain(joined), plain(joined.translate(UMLAUTS)), *(map(plain, part) if len(part) > 1 else ())]
    if not _LATIN.fullmatch(ways[0]):
        ways = list(islice(transliterated(part[0]), _SPELLINGS))
    yield from (way for way in dict.fromkeys(ways) if _LATIN.fullmatch(way))


def is_account(text: str, start: int, end: int, base: str) -> bool:
    """Whether a word there is the name of an account: with digits behind it, in an address, a link or a mention."""
    digits = end - start - len(base)
    if digits > 1 and len(base) > 2 and base not in MONTHS:
        return base not in WORDS or digits > 3 or _in_account(text, start, end, base)
    return _in_account(text, start, end, base)


def _in_account(text: str, start: int, end: int, base: str) -> bool:
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if _MENTION.search(before):
        return True
    local = _LOCAL_PART.match(after)
    if local:
        # A word such as "will" or "info" is a name there only if nothing else stands before the @.
        return base not in WORDS or (local[0][:1] == "@" and (before[-1:] or " ") not in ".-_+")
    if base in WORDS or len(base) < 4:
        return False
    return bool(_LINK.search(before)) or (before[-1:] != "." and bool(_HOST_AFTER.match(after)) and after[:1] in ".-")
