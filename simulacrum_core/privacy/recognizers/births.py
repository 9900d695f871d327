"""Dates of birth beside a word for being born, and licence plates of cars beside a word for them or in a form of their own."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from .later import later
from .secret_words import word_search
from .spans import Span
from .word_table import any_word

_DAY, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:19\d\d|20[0-2]\d)"
MONTH = any_word("month")
DATE = later(
    # Numbers apart, a month by its name, the day behind it, and without marks.
    rf"(?<![\w/.-])(?:\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?(?:{_YEAR}|\d\d)|{_YEAR}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?\d{{1,2}}"
    rf"|{_DAY}(?:st|nd|rd|th|er|re|\.|º|ª|°)?,?\s(?:of\s|de\s)?{MONTH}\.?,?\s(?:de[l]?\s)?(?:{_YEAR}|'?\d\d)"
    rf"|{MONTH}\.?\s{_DAY}(?:st|nd|rd|th)?,?\s{_YEAR}"
    rf"|{_YEAR}(?:0[1-9]|1[0-2]){_DAY}|{_DAY}(?:0[1-9]|1[0-2]){_YEAR})(?![\w/-]|\.\d)"
    # Chinese and Japanese, where no blank parts a date from what stands beside it; years of emperors.
    rf"|(?:(?<!\d){_YEAR}|(?:明治|大正|昭和|平成|令和)\s?\d{{1,2}}|(?<![a-z])[mtshr]\.?\d{{1,2}})\s?年\s?\d{{1,2}}\s?月\s?\d{{1,2}}(?!\d)(?:\s?[日号])?"
)
BETWEEN = later(r"\.?[^\d.!?\n]{0,28}")
BEHIND = later(r"[\s,)]{0,2}(?:\S{1,12}\s){0,3}")
BORN = word_search("born")
REACH, MOST = 60, 6

_HAN = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
# Forms that nothing else has: Japan's, Russia's and China's.
OWN_FORM = later(
    rf"(?:[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]{{1,4}} ?\d{{2,3}} ?[\u3041-\u3096] ?(?:\d\d ?- ?\d\d|[・·] ?[・·\d -]{{1,5}}\d)(?!\d)|(?<![\w-])[авекмнорстух]\s?\d{{3}}\s?[авекмнорстух]{{2}}\s?\d{{2,3}}|[{_HAN}] ?[a-z][ ·•]?(?=[a-z]{{0,5}}\d)[a-z0-9]{{5,6}})(?![\w-])"
)
# In capitals, forms of Britain, Germany, France, Italy, Brazil and India, with the gaps that are written there.
IN_CAPITALS = later(
    r"(?<![\w.-])(?:[A-Z]{2}\d{2} [A-Z]{3}|[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} \d{1,4}[EH]?|[A-Z]{2}-\d{3}-[A-Z]{2}|[A-Z]{2}\d{3}[A-Z]{2}"
    r"|[A-Z]{3}\d[A-Z]\d{2}|[A-Z]{2}[ -]?\d{1,2}[ -]?[A-Z]{1,3}[ -]?\d{4})(?![\w-]|[.,]\d)"
)
PLATE, CAR = word_search("plate"), word_search("car")
# Up to four groups of letters or digits, of which some are digits.
_L = r"[^\W\d_\u0900-\u097f]"
_GAP = r"[ ·•-]"
_BIG = r"[A-ZÀ-ÖØ-ÞА-ЯЁ]{1,3}(?!\w)"
FORM = (
    rf"(?<![\w.,-])(?:{_L}{{3}}\d{_L}\d{{2}}|(?={_L}{{0,3}}{_GAP}?{_L}{{0,3}}{_GAP}?{_L}{{0,3}}{_GAP}?\d)"
    rf"(?:{_L}{{1,3}}|\d{{1,5}}{_L}{{0,3}}|{_L}{{1,3}}\d{{1,5}}{_L}{{0,3}})"
    rf"(?:{_GAP}{{1,3}}(?:{_L}{{1,3}}(?=[\s·•-]{{1,3}}\d|\s{_L}{{1,3}}\s\d|-|\W{{0,3}}$|[,.;!?])|\d{{1,5}}{_L}{{0,3}}|{_L}{{1,3}}\d{{1,5}}{_L}{{0,3}}|{_BIG})){{0,4}})(?![\w@/%€$£₽])"
)
VALUE = re.compile(FORM)
# Between the word and the plate: a few words at most.
WAY = later(r"[\s:=,#'’]{1,3}(?:[^\s\d.!?]{1,14}\s){0,5}")
BACK = later(r"[\s,]{1,3}(?:[^\s\d]{1,10}\s){0,3}")
# Letters and digits in the groups that plates of Europe, India and America have; only beside a car.
GROUPED = later(
    r"(?<![\w-])(?:[a-zäöü]{1,3}[ -][a-z]{1,2} ?\d{1,4}[eh]?|[a-z]{2}[ -]?\d{3}[ -]?[a-z]{2}|[a-z]{2}\d{2} ?[a-z]{3}|\d{4} ?[a-z]{3}|[a-z]{3} ?\d{4}"
    r"|[a-z]{3}\d[a-z]\d{2}|\d{2}[ -][a-z]{2}[ -]\d{2}|[a-z]{2}[ -]\d{3}[ -][a-z]|[a-z]{2,3} ?\d{4,5}|\d{2} [a-z]{1,3} \d{2,4}"
    r"|[a-z]{2} ?\d{1,2} ?[a-z]{1,3} ?\d{4}|\d[a-z]{3}\d{3})(?![\w-])"
)
LINE = later(r"[^\n]{1,400}")


def birthdates(low: str) -> Iterator[Span]:
    """Days of birth of a text in small letters; a date by itself is none."""
    born = [match.span() for match in BORN.finditer(low)]
    for match in DATE.finditer(low) if born else ():
        start, end = match.span()
        before, behind = _nearest(born, start, end)
        if (before >= 0 and BETWEEN.fullmatch(low, before, start)) or (
            behind >= 0 and behind - end < REACH and BEHIND.fullmatch(low, end, behind)
        ):
            yield Span(*match.span(), "birthdate", "context")


def _nearest(words: list[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Where the last word before a value ends and the first one behind it starts, else -1."""
    last, first = bisect_right(words, (start, 0)) - 1, bisect_left(words, (end, 0))
    return (words[last][1] if last >= 0 else -1), (words[first][0] if first < len(words) else -1)


def plates(text: str, low: str) -> Iterator[Span]:
    """Plates; `low` is the text in small letters."""
    yield from (Span(*match.span(), "plate", "format") for match in OWN_FORM.finditer(low))
    yield from (Span(*match.span(), "plate", "format") for match in IN_CAPITALS.finditer(text))
    for line in LINE.finditer(low):
        said, start = line.group(), line.start()
        if PLATE.search(said):
            yield from (
                Span(start + a, start + b, "plate", "context") for a, b in _called(said, text[start : line.end()])
            )
        elif CAR.search(said):
            for match in GROUPED.finditer(said):
                if _is_upper(text[start + match.start() : start + match.end()]):
                    yield Span(start + match.start(), start + match.end(), "plate", "context")


def _called(line: str, text: str) -> Iterator[tuple[int, int]]:
    """What is called a plate, behind the word, or before it."""
    words = [match.span() for match in PLATE.finditer(line)]
    for match in list(VALUE.finditer(text))[:MOST]:
        start, end = match.span()
        before, behind = _nearest(words, start, end)
        near = before >= 0 and start - before < REACH and WAY.fullmatch(line, before, start)
        if _is_plate(match.group()) and (near or (behind >= 0 and BACK.fullmatch(line, end, behind))):
            yield start, end


def _is_plate(value: str) -> bool:
    """Five signs or more, letters and digits among them, or digits alone that are many."""
    signs = [sign for sign in value if sign.isalnum()]
    letters = sum(map(str.isalpha, signs))
    return 4 < len(signs) < 12 and (0 < letters < len(signs) or not letters)


def _is_upper(value: str) -> bool:
    return value == value.upper()
