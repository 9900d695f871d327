"""Names of months and weekdays in every language of the CLDR, and the small words that stand in dates."""

from __future__ import annotations

import functools
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files

import msgspec

from .words import AFGHAN, EARLIER, ERAS, GLUE, MARKS, PERSIAN

_MONTHS, _DAYS = range(12), range(12, 19)
_UNSPACED = (
    (0x0E00, 0x0FFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0xAC00, 0xD7A3),
)
"""Thai, Lao, Tibetan, Burmese, Khmer, Chinese, Japanese, and Korean, whose marks stand right behind numbers."""


class Name(msgspec.Struct, frozen=True):
    """A word in dates: a `month`, a `weekday`, a `persian` month, an `era`, a `mark` of a year or a day, or `glue`.

    `numbers` is what it may stand for, months from 1 and weekdays from 0, and `languages` who says so, one set for each
    number.
    """

    kind: str
    text: str
    numbers: tuple[int, ...] = (0,)
    languages: tuple[frozenset[str], ...] = (frozenset(),)


def name_at(text: str, at: int) -> Iterator[tuple[Name, int]]:
    """The names that stand at a place of a text in small letters, the longest first, and where each ends."""
    names = _index()
    starts = dict.fromkeys([text[at : at + 3], text[at : at + 2], text[at : at + 1]])
    for name in [name for start in starts for name in names.get(start, ())]:
        end = at + len(name.text)
        if text.startswith(name.text, at) and _is_whole(text, end, name.text):
            yield name, end


def month_number(word: str) -> int | None:
    """The month that a word names, None where it is none or languages differ."""
    return _number(word, "month")


def weekday_number(word: str) -> int | None:
    """The day of the week that a word names, Monday is 0; None where it is none or languages differ."""
    return _number(word, "weekday")


def small(text: str) -> str:
    """A text in small letters of the same length."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(char if len(char.lower()) > 1 else char.lower() for char in text)


def is_letter(char: str) -> bool:
    """Whether a character is a letter or a sign that stands above or below one."""
    return char != "" and unicodedata.category(char)[0] in "LM"


def is_unspaced(char: str) -> bool:
    """Whether a script writes its words without blanks between them."""
    return any(first <= ord(char) <= last for first, last in _UNSPACED)


def _number(word: str, kind: str) -> int | None:
    plain = small(unicodedata.normalize("NFC", word)).rstrip(".").replace("’", "'")
    found = {name.numbers for name, end in name_at(plain, 0) if name.kind == kind and end == len(plain)}
    numbers = {number for several in found for number in several}
    return numbers.pop() if len(numbers) == 1 else None


def _is_whole(text: str, end: int, name: str) -> bool:
    """Whether a word ends here: no letter follows, and no digit a digit."""
    following = text[end : end + 1]
    if following.isdecimal():
        return not name[-1].isdecimal()
    return not is_letter(following) or name[-1] == "'" or is_unspaced(name[-1])


@functools.cache
def _index() -> dict[str, list[Name]]:
    """All names by their first three characters, the longest first."""
    index: dict[str, list[Name]] = defaultdict(list)
    for name in _all_names():
        index[name.text[:3]].append(name)
    for names in index.values():
        names.sort(key=lambda name: -len(name.text))
    return dict(index)


def _all_names() -> Iterator[Name]:
    used: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for kind, number, language, name in (*_table(), *_earlier()):
        used[kind, name][number].add(language)
    for (kind, name), numbers in used.items():
        languages = tuple(frozenset(found) for found in numbers.values())
        yield Name(kind, name, tuple(numbers), languages)
    for kind, words in (("glue", GLUE), ("mark", MARKS)):
        yield from (Name(kind, word) for word in words.split())
    yield from (Name("era", word, (years,)) for word, years in ERAS.items())
    for row in (PERSIAN, AFGHAN):
        yield from _months_of(row)


def _months_of(row: str) -> Iterator[Name]:
    for number, words in enumerate(row.split(), 1):
        yield from (Name("persian", word, (number,)) for word in words.split("/"))


def _table() -> Iterator[tuple[str, int, str, str]]:
    text = files(__package__).joinpath("names.txt").read_text(encoding="utf-8")
    for line in text.rstrip("\n").split("\n"):
        if not line.startswith("#"):
            language, *columns = line.split("\t")
            yield from _of_row(language, columns)


def _of_row(language: str, columns: Iterable[str]) -> Iterator[tuple[str, int, str, str]]:
    for column, names in enumerate(columns):
        kind, number = ("month", column + 1) if column in _MONTHS else ("weekday", column - _DAYS.start)
        for name in filter(None, names.split("/")):
            yield kind, number, language, name


def _earlier() -> Iterator[tuple[str, int, str, str]]:
    """Forms that people write and the CLDR does not have."""
    for line in EARLIER.strip().split("\n"):
        language, kind, *names = line.split()
        for number, name in enumerate(names, kind == "month"):
            yield kind, number, language, name
