"""The forms a person's name takes in a text: whole, first name, surname, halves, short, fond, in other scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from .nicknames import nicknames, relatives
from .ordinary import TITLES, WORDS, plain
from .transliterations import transliterated

# Letters with their marks; the blocks are those of scripts whose vowels are marks.
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e])*")
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
HANGUL = re.compile(r"[\uac00-\ud7a3]")
HAN = re.compile(r"[\u3400-\u9fff]{2,4}")
SEMITIC = re.compile(r"[\u0590-\u06ff]")
PARTICLES = re.compile(r"이?(?:가|은|는|을|를|의|에게|한테|랑|이랑|도|야|아|씨|님|형|누나|언니|오빠|하고)?")
# "and", "to", "in", "from", "the", "that", "like" are written together with the word behind them.
PREFIXES = re.compile(r"[ולבמהשכ]{1,2}|[وفبلك]")
BRACKETS = re.compile(r"\(([^)]{0,200})\)|\[([^\]]{0,200})\]")
QUOTED = re.compile(r"[\"“”„«»'‘’]([^\W\d_]{2,40})[\"“”«»'‘’]")
_CASED = re.compile(r"[a-zà-žа-яёіїєґα-ωά-ώ]")
# Behind a Chinese or a Korean surname of one sign, which alone would be any word.
_CHINESE_TITLES = "先生 女士 小姐 老师 老師 同学 同學 医生 醫生 教授 总 總 经理 經理 主任 哥 姐 叔 叔叔 阿姨 大哥 大姐 师傅 師傅 律师 律師 博士".split()
_KOREAN_TITLES = (
    "선생님 선생 씨 사장님 부장님 과장님 대리님 팀장님 교수님 박사님 기사님 사모님 원장님 이사님 차장님".split()
)
_FAMILIAR = "小老阿"
_DOUBLE_SURNAMES = "欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 佐々木 長谷川".split()

Form = tuple[str, ...]
GIVEN, SPELLED, SHORT, PERHAPS = range(4)
"""How surely a form is somebody's: theirs as it was given; in part or another script; short or fond; of a name theirs comes from."""


class Way(NamedTuple):
    """How a form counts: also where it is small; how surely; only where a word that is like it is meant as a name."""

    small: bool
    rank: int = GIVEN
    wordy: bool = False


def folded(word: str) -> str:
    """A word of a name as the map keeps it."""
    return unicodedata.normalize("NFC", word).casefold()


def words(name: str) -> Form:
    """The words of a name, folded."""
    return tuple(folded(match.group()) for match in WORD.finditer(unicodedata.normalize("NFC", name)))


def plains(name: str) -> Form:
    """The words of a name as they are compared with a text."""
    return tuple(plain(match.group()) for match in WORD.finditer(unicodedata.normalize("NFC", name)))


def forms(name: str) -> Iterator[tuple[Form, Way]]:
    """Each form, folded: the whole name and the first name, which may be written small, and the surname, which may not."""
    whole = words(name)
    if not whole:
        return
    if len(whole) > 1 or _is_called(whole) or (whole[0] in TITLES and plain(whole[0]) in WORDS):
        yield whole, Way(True, wordy=len(whole) > 1 and all(plain(word) in WORDS for word in whole))
    called = parts_of(name)
    for place, part in enumerate(called):
        # Who has three names has two given ones, if the second is a given name.
        is_given = place == 0 or (place == 1 and len(called) > 2 and any(True for _ in nicknames(part[0])))
        yield from _forms_of(part, is_given)
    if len(called) == 2 and _CASED.match(called[1][0]):
        # As in a list: "Lind Ada", "lind_ada".
        yield (*called[1], *called[0]), Way(True, SPELLED)
    if len(called) > 1 and len(called[0]) == len(called[1]) == 1:
        for nick in nicknames(f"{called[0][0]}+{called[1][0]}"):
            yield words(nick), Way(True, SHORT)
    for nick in (*QUOTED.findall(name), *_bracketed(name, called)):
        yield (folded(nick),), Way(True)


def parts_of(name: str) -> list[Form]:
    """The parts that a name has beside titles, nicknames and brackets; a double name is one part of two words."""
    parts = [words(part) for part in BRACKETS.sub(" ", QUOTED.sub(" ", name)).split()]
    return [part for part in parts if part and _is_called(part)]


def _forms_of(part: Form, first: bool) -> Iterator[tuple[Form, Way]]:
    """A part of a name in the ways it is written; of a first name the short ones, too."""
    for spelling in {part, tuple(word.translate(UMLAUTS) for word in part)}:
        yield spelling, Way(first)
    if len(part) > 1:
        yield ("".join(part),), Way(first)
        yield from _halves(part, first)
    elif HAN.fullmatch(part[0]) or HANGUL.match(part[0]):
        yield from _eastern(part[0])
    for word in part:
        if len(word) > 2 or not _CASED.match(word):
            yield from (((spelled,), _weak(spelled, False, SPELLED)) for spelled in transliterated(word))
    if first:
        yield from _short(part)


def _halves(part: Form, first: bool) -> Iterator[tuple[Form, Way]]:
    for place, half in enumerate(part[:2] if len(part) == 2 else part[:1] if first else ()):
        if len(half) > 2 and (first or len(half) > 3):
            yield (half,), Way(first, GIVEN if first and place == 0 else SPELLED)


def _short(part: Form) -> Iterator[tuple[Form, Way]]:
    """What somebody is called among friends; of a double name each half and both together have short forms."""
    keys = [*part, "+".join(part)] if len(part) > 1 else part
    for key in keys:
        for nick in nicknames(key):
            yield words(nick), _weak(nick, len(nick) > 2, SHORT)
            yield from (
                ((spelled,), _weak(spelled, False, SPELLED)) for spelled in islice(transliterated(folded(nick)), 2)
            )
        for spelled in transliterated(key):
            for nick in nicknames(spelled):
                yield words(nick), _weak(nick, False, SHORT)
    if len(part) == 1:
        for name in relatives(part[0]):
            yield words(name), _weak(name, False, PERHAPS)


def _weak(word: str, small: bool, rank: int) -> Way:
    return Way(small, rank, wordy=plain(word) in WORDS)


def _eastern(word: str) -> Iterator[tuple[Form, Way]]:
    """Of a name without a space the given name."""
    surname, given = _eastern_parts(word)
    if len(given) > 1 and surname:
        yield (given,), Way(True)
    if len(surname) > 1:
        yield (surname,), Way(True)
    if len(surname) == 1:
        yield from (((spelled,), _weak(spelled, False, SPELLED)) for spelled in transliterated(surname))
    if len(given) > 1:
        yield from (((spelled,), _weak(spelled, False, SPELLED)) for spelled in transliterated(given))


def _eastern_parts(word: str) -> tuple[str, str]:
    """The surname and the given name of one that is written without a space; empty where it has only one of them."""
    for surname in _DOUBLE_SURNAMES:
        if word.startswith(surname) and len(word) > len(surname):
            return surname, word[len(surname) :]
    if HANGUL.match(word):
        return (word[:1], word[1:]) if len(word) == 3 else ("", word)
    if len(word) == 4:
        return word[:2], word[2:]
    return (word[:1], word[1:]) if len(word) > 1 else (word, "")


def titled(name: str) -> Iterator[tuple[str, str, str]]:
    """Surnames of one sign with what makes them one: the whole word, and what stands before and behind the surname."""
    for part in parts_of(name):
        word = part[0]
        if len(part) > 1 or not (HAN.fullmatch(word) or HANGUL.match(word)):
            continue
        surname, _ = _eastern_parts(word)
        if len(surname) == 1:
            titles = _KOREAN_TITLES if HANGUL.match(word) else _CHINESE_TITLES
            yield from ((surname + title, "", title) for title in titles)
            if titles is _CHINESE_TITLES:
                yield from ((sign + surname, sign, "") for sign in _FAMILIAR)


UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})


def handles(names: Iterable[str]) -> Iterator[str]:
    """What can stand after an @ in one piece: a name or an id without spaces and marks."""
    for name in names:
        yield "".join(plains(name))


def _bracketed(name: str, called: list[Form]) -> Iterator[str]:
    """What stands in brackets and is a short form of the name, not where one knows somebody from."""
    first = called[0][0] if called else ""
    for found in BRACKETS.finditer(name):
        inside = words(found[1] or found[2] or "")
        if len(inside) == 1 and first and (inside[0] in nicknames(first) or inside[0][:2] == first[:2]):
            yield inside[0]


def _is_called(part: Form) -> bool:
    return len(part) > 1 or (len(part[0]) > 1 and part[0] not in TITLES and not part[0].isdigit())
