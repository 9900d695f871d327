"""Numbers that are spelled out, digit by digit or in tens and hundreds: "four four one seven", "sechs zwo", "六六二"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

from .later import later
from .secret_words import word_search
from .word_table import words_of

# A digit, a ten, a hundred; "x2" for the next one twice, "&" for what only joins.
Value = str
# Tens and units in one word, units first or last: "vierundzwanzig", "trentacinque".
COMPOUNDS = {"de": "{unit}und{ten}", "nl": "{unit}en{ten}", "it": "{ten}{unit}"}
FEWEST_WORDS, MOST_WORDS, FEWEST_DIGITS, FEWEST_OF_LOCK = 3, 40, 4, 3
# Somebody counts: "one two three four five".
COUNTED = re.compile("0?12345(?:6(?:7(?:8(?:9(?:10?)?)?)?)?)?|5678|6789")
# Beside these three digits are enough.
LOCK, LOCK_IN_HAN = word_search("lock", "pin"), later("|".join(words_of("lock", languages="zh")))
WORD = later(r"[^\W\d_][\w\u0900-\u0963\u064b-\u0652]{0,24}")
GAP = later(r"[ \t\u00a0,.،・–—-]{1,3}")


def _tables() -> dict[str, dict[str, Value]]:
    """By language what each word stands for."""
    rows = files(__package__).joinpath("number_words.txt").read_text(encoding="utf-8").split("\n")
    tables: dict[str, dict[str, Value]] = {}
    for language, value, *words in (row.split() for row in rows if row and not row.startswith("#")):
        tables.setdefault(language, {}).update(dict.fromkeys(words, value))
    for language, shape in COMPOUNDS.items():
        table = tables[language]
        tens = [(word, int(value)) for word, value in table.items() if value.endswith("0") and 19 < int(value) < 99]
        units = [(word, int(value)) for word, value in table.items() if value.isdigit() and 0 < int(value) < 10]
        made = ((_joined(shape, ten, unit), str(t + u)) for ten, t in tens for unit, u in units)
        table.update({word: value for word, value in made if word not in table})
    return tables


def _joined(shape: str, ten: str, unit: str) -> str:
    """A ten and a unit in one word; of two vowels that meet in Italian the first is dropped: "novantotto"."""
    if shape.startswith("{ten}{unit}") and unit[0] in "ou":
        ten = ten[:-1]
    return shape.format(unit=unit, ten=ten)


TABLES = _tables()
HAN = str.maketrans({word: value for word, value in TABLES["zh"].items() if len(word) == 1})
_HAN = f"[{''.join(map(chr, HAN))}]"
HAN_DIGITS = later(rf"{_HAN}{{2,8}}(?:[ ·-]{_HAN}{{2,8}}){{1,4}}|{_HAN}{{{FEWEST_DIGITS},20}}")
HAN_OF_LOCK = later(rf"(?<!{_HAN}){_HAN}{{{FEWEST_OF_LOCK}}}(?!{_HAN})")
KANA = {word: value for word, value in TABLES["ja"].items() if len(word) > 1 or word in "ニゴに"}
KANA |= {"ニイ": "2", "ニー": "2", "ゴー": "5", "ゴオ": "5", "にい": "2", "にー": "2", "ごー": "5", "ごお": "5"}
_KANA = "|".join(sorted(KANA, key=lambda word: (-len(word), word)))
KANA_DIGIT = later(_KANA)
KANA_DIGITS = later(rf"(?:{_KANA}){{3,12}}(?:[ ・-](?:{_KANA}){{3,8}}){{0,3}}")
SPOKEN = {language: table for language, table in TABLES.items() if language != "zh"}
ALL = frozenset(word for table in SPOKEN.values() for word in table)


def spelled_numbers(text: str, low: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and digits of runs of words for at least four digits, three beside a lock; `low` is the text in small letters."""
    if not low.isascii():
        yield from _han(low)
        yield from _kana(low)
    if may_have_run(low):
        fewest = FEWEST_OF_LOCK if _is_of_lock(low) else FEWEST_DIGITS
        for run in _runs(low):
            yield from _read(run, fewest)


def _is_of_lock(low: str) -> bool:
    return LOCK.search(low) is not None or (not low.isascii() and LOCK_IN_HAN.search(low) is not None)


def _kana(low: str) -> Iterator[tuple[int, int, str]]:
    """Syllables for digits with no blanks between them."""
    for match in KANA_DIGITS.finditer(low):
        digits = "".join(KANA[word] for word in KANA_DIGIT.findall(match.group()))
        if len(digits) >= FEWEST_DIGITS and not COUNTED.fullmatch(digits):
            yield *match.span(), f" {digits} "


def _han(low: str) -> Iterator[tuple[int, int, str]]:
    """With blanks around them, as there are none between words."""
    found = list(HAN_DIGITS.finditer(low))
    if not found and (found := list(HAN_OF_LOCK.finditer(low))) and not _is_of_lock(low):
        return
    for match in found:
        digits = re.sub(r"[ ·-]", "", match.group()).translate(HAN)
        if not COUNTED.fullmatch(digits):
            yield *match.span(), f" {digits} "


def may_have_run(low: str) -> bool:
    """Whether there are words for three digits anywhere."""
    words = low.replace("-", " ").split()
    return not ALL.isdisjoint(words) and (has_run(words) or ("," in low and has_run(low.replace(",", " ").split())))


def has_run(words: Sequence[str]) -> bool:
    """Whether three of these words are for digits."""
    return sum(map(ALL.__contains__, words)) >= FEWEST_WORDS


def _runs(low: str) -> Iterator[list[re.Match[str]]]:
    """Words for numbers that stand beside each other."""
    run: list[re.Match[str]] = []
    for match in WORD.finditer(low):
        if run and not (
            len(run) < MOST_WORDS and match.group() in ALL and GAP.fullmatch(low, run[-1].end(), match.start())
        ):
            yield run
            run = []
        if match.group() in ALL:
            run.append(match)
    yield run


def _read(run: Sequence[re.Match[str]], fewest: int) -> Iterator[tuple[int, int, str]]:
    """The longest part of the run that one language has, as digits."""
    while len(run) >= FEWEST_WORDS:
        lengths = {language: _length(run, table) for language, table in SPOKEN.items()}
        language = max(lengths, key=lambda name: lengths[name])
        part, run = run[: lengths[language]], run[max(1, lengths[language]) :]
        while part and not SPOKEN[language][part[-1].group()].isdigit():
            part = part[:-1]
        digits = _digits([SPOKEN[language][match.group()] for match in part], language)
        if len(part) >= FEWEST_WORDS and len(digits) >= fewest and not COUNTED.fullmatch(digits):
            yield part[0].start(), part[-1].end(), digits


def _length(run: Sequence[re.Match[str]], table: Mapping[str, Value]) -> int:
    return next((place for place, match in enumerate(run) if match.group() not in table), len(run))


def _digits(values: Sequence[Value], language: str) -> str:
    """The digits as they are dialled: "sixty one" is 61, "six one" too; "double zero" is 00."""
    parts: list[int] = []
    open_to = 0
    times = 1
    for value in values:
        if value.startswith("x"):
            times = int(value[1:])
            continue
        if value == "&":
            continue
        number = int(value)
        if language == "fr" and number == 20 and parts and parts[-1] == 4:
            parts[-1], open_to = 80, 20
        elif number == 100 and parts and 1 < parts[-1] < 10 and open_to == 0:
            parts[-1], open_to = parts[-1] * 100, 100
        elif parts and 0 < number < open_to:
            # "soixante-dix-huit"
            open_to = 10 if language == "fr" and number == 10 else _room(number, language)
            parts[-1] += number
        else:
            parts += [number] * times
            open_to = _room(number, language)
        times = 1
    return "".join(map(str, parts))


def _room(number: int, language: str) -> int:
    """What is smaller than this may be added to it."""
    if number >= 100:
        return 100
    if language == "fr" and number in (60, 80):
        return 20
    return 10 if number >= 20 and number % 10 == 0 else 0
