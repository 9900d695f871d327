"""Scoring: how likely a candidate of a line is secret, by a linear model over the words around it.

The score of a candidate is a sum over its own signs, the words of its line by their distance, and those of the lines
before and behind; a word counts by its beginnings, ends and all that is in it, so that forms that were never seen count.
Weights are whole numbers, so that the score is the same on every machine. `bench/privacy_model.py` makes them.
"""

from __future__ import annotations

import base64
import itertools
import math
import re
import zlib
from array import array
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from .candidates import Candidate
from .checksums import luhn
from .topics import topics

BITS = 19
MASK = (1 << BITS) - 1
Feature = tuple[int, float]
"""The place of a weight, and how much it counts."""

OWN, UNIT = 0.5, 64
ROLES = ("P1", "P", "P")
NEAR, FAR, REACH, LINE = 8, 14, 100, 200
"""Words beside a candidate and of a neighbour line that count, and characters among which these are."""

WORD = re.compile(r"[\w\u0900-\u0963\u064b-\u0652]+|[^\w\s]")
HAS_DIGIT = re.compile(r"\d")
MADE = re.compile(r"[xyz]{3,}")
YEAR = re.compile(r"(?:19|20)\d\d")
HOUR = re.compile(r"(?:[01]\d|2[0-3])[0-5][05]")
BIRTH = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}")
GROUPS = {
    "B0": ("X", "B", "B0", "K"),
    "B1": ("X", "B", "B1", "K"),
    "B": ("X", "B", "K"),
    "A0": ("X", "A", "A0", "K"),
    "A1": ("X", "A", "A1", "K"),
    "A": ("X", "A", "K"),
    "P1": ("X", "P", "P1", "L"),
    "P": ("X", "P"),
    "N": ("X", "N"),
}
"""Where a word can stand, and which weights count there: of all places, of some, of this one, of a kind (K, L)."""
SHARES = {"B": 0.7, "A": 0.7, "P1": 0.6, "P": 0.4, "N": 0.6}
"""How much a word counts there, beside one of those next to the candidate."""


def index(feature: str) -> int:
    """The place of a feature's weight."""
    return zlib.crc32(feature.encode("utf-8", "surrogatepass")) & MASK


def grams(word: str) -> list[str]:
    """A word as the model sees it: whole, and in pieces; a value only as its shape."""
    if HAS_DIGIT.search(word):
        return [f"#{min(len(word), 9)}" if word.isdigit() else "#a"]
    if MADE.fullmatch(word):
        return []
    word = word[:24]
    framed = f"<{word}>"
    found = [framed, *(framed[i : i + n] for n in (3, 4) for i in range(len(framed) - n + 1))]
    return found if word.isascii() else [*found, *word, *(word[i : i + 2] for i in range(len(word) - 1))]


def of_word(word: str, role: str, kind: str) -> tuple[Feature, ...]:
    """The features of a word that stands at `role` for a candidate of `kind`, and how much each counts."""
    places = _places(word, role, kind)
    much = SHARES.get(role, 1.0) / math.sqrt(max(1, len(_pieces(word))))
    return tuple((place, much) for place in places)


@lru_cache(maxsize=1 << 13)
def _pieces(word: str) -> tuple[bytes, ...]:
    return tuple(gram.encode("utf-8", "surrogatepass") for gram in dict.fromkeys(grams(word)))


@cache
def _starts(role: str, kind: str) -> tuple[int, ...]:
    """The sums over the beginnings of the features of a word at `role`, from which those of its pieces go on."""
    groups = (f"{group}{kind}" if group in "KL" else group for group in GROUPS[role])
    return tuple(zlib.crc32(f"{group}:".encode()) for group in groups)


def _places(word: str, role: str, kind: str) -> list[int]:
    starts = _starts(role, kind)
    return [zlib.crc32(piece, start) & MASK for piece in _pieces(word) for start in starts]


def of_value(line: str, low: str, found: Candidate, before: Sequence[str], behind: Sequence[str]) -> Iterator[str]:
    """The features of a candidate itself."""
    value = line[found.start : found.end]
    digits = "".join(filter(str.isdigit, value))
    shape = re.sub(r"[^\W\d_]", "a", re.sub(r"[^\W\d_a-zа-я]", "A", re.sub(r"\d", "9", value)))
    short = re.sub(r"(.)\1+", r"\1", shape)
    alone = not before and not behind
    kind = found.kind
    yield from ("", f"k:{kind}", f"s:{shape[:16]}", f"c:{short[:12]}", f"l:{kind}{min(len(value), 24)}")
    yield from (f"d:{kind}{min(len(digits), 20)}", f"nb:{min(len(before), 4)}", f"na:{min(len(behind), 4)}")
    yield from (f"0:{kind}{digits[:1] == '0'}", f"+:{value[0]}", f"al:{alone}{kind}", f"as:{alone}{shape[:12]}")
    yield f"gb:{kind}{low[found.start - 1 : found.start]}"
    yield f"ga:{kind}{low[found.end : found.end + 1]}"
    for name, pattern in (("year", YEAR), ("hour", HOUR)):
        if pattern.fullmatch(digits):
            yield f"{name}{kind}{alone}"
    if BIRTH.fullmatch(value):
        yield "birth"
    if digits.endswith("00"):
        yield f"round{digits[-3:] == '000'}"
    if 12 < len(digits) < 20 and luhn(digits):
        yield "luhn"
    if kind in "mptawWV":
        text = f"<{value.lower()}>"
        yield from {f"v:{text[i : i + 3]}" for i in range(min(40, len(text) - 2))}
        yield from {f"vw:{word}" for word in WORD.findall(value.lower())[:12]}
        yield f"vn:{kind}{min(12, value.count(' '))}{'.' in value}{',' in value}"
        yield f"u:{kind}{value[:1].isupper()}{value.islower()}{len(value) > 13}"


def _of_company(low: str, found: Candidate, kind: str, left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
    """Features of what stands beside a candidate: words in pairs, and other numbers."""
    ends = [_shape(word) for word in ("", "", *left)[-2:]], [_shape(word) for word in (*right, "", "")[:2]]
    yield f"bb:{ends[0][0]} {ends[0][1]}"
    yield f"aa:{ends[1][0]} {ends[1][1]}"
    yield f"ba:{ends[0][1]} {ends[1][0]}"
    length = found.end - found.start
    others = [word for word in (*left, *right) if HAS_DIGIT.search(word)]
    yield f"on:{kind}{min(3, len(others))}{any(len(word) == length for word in others)}"


def _of_topic(role: str, kind: str, topic: str) -> tuple[str, str]:
    """Features of what the words at `role` speak of."""
    return f"m{role}:{topic}", f"m{role}:{kind}{topic}"


def _shape(word: str) -> str:
    return f"#{min(len(word), 9)}" if HAS_DIGIT.search(word) else word


def features(line: str, low: str, found: Candidate, before: Sequence[str], behind: str) -> list[list[Feature]]:
    """The features of a candidate in its line, of up to three lines before it, the nearest first, and of the next."""
    left, right, kind = _beside(low, found)
    names = [*of_value(line, low, found, left, right), *_of_company(low, found, kind, left, right)]
    for role, words in (("B", left), ("A", right)):
        names += (name for topic in topics(tuple(words)) for name in _of_topic(role, found.kind, topic))
    own = [(index(name), OWN) for name in names]
    for word, role in _roles(left, right):
        own += of_word(word, role, kind)
    sides = [*zip(ROLES, map(_last, before), strict=False), ("N", _first(behind))]
    return [own, *(_of_neighbour(role, kind, words) for role, words in sides)]


def _of_neighbour(role: str, kind: str, words: Sequence[str]) -> list[Feature]:
    told = [(index(name), OWN) for topic in topics(tuple(words)) for name in _of_topic(role, kind, topic)]
    form = [(index(_form(role, kind, words)), OWN)] if words else []
    return [*(f for word in words for f in of_word(word, role, kind)), *told, *form]


def _form(role: str, kind: str, words: Sequence[str]) -> str:
    """How long a neighbour line is, whether it is a number alone, and whether it asks."""
    return f"f{role}:{kind}{min(len(words), 5)}{''.join(words).isdigit()}{words[-1] == '?'}"


def _beside(low: str, found: Candidate) -> tuple[list[str], list[str], str]:
    """The words before and behind a candidate, and its kind, which also tells whether it stands alone."""
    left = WORD.findall(low, max(0, found.start - REACH), found.start)[-NEAR:]
    right = WORD.findall(low, found.end, found.end + REACH)[:NEAR]
    return left, right, f"{found.kind}{not left and not right:d}"


def _roles(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[str, str]]:
    for side, words in (("B", left[::-1]), ("A", right)):
        for distance, word in enumerate(words):
            yield word, f"{side}{distance}" if distance < 2 else side


def _last(text: str) -> list[str]:
    return WORD.findall(text[-LINE:])[-FAR:]


def _first(text: str) -> list[str]:
    return WORD.findall(text[:LINE])[:FAR]


class Model(NamedTuple):
    """Weights of all features, what is added to their sum, and what of the sum is worth one in the log odds."""

    weights: Sequence[int]
    start: int
    unit: int


@cache
def model() -> Model:
    """The model that comes with this package."""
    return parsed(files(__package__).joinpath("learned.txt").read_text(encoding="ascii"))


def parsed(text: str) -> Model:
    """The model that a text tells: remarks, then two numbers, then packed weights."""
    head, *rows = [line for line in text.split("\n") if line and not line.startswith("#")]
    weights = array("b", zlib.decompress(base64.b64decode("".join(rows))))
    return Model(weights, *map(int, head.split()))


@lru_cache(maxsize=1 << 15)
def _weight(word: str, role: str, kind: str) -> int:
    """What a word adds to the sum of a candidate."""
    if HAS_DIGIT.search(word):
        return _weight_of_value(min(len(word), 9) if word.isdigit() else 0, role, kind)
    return _summed(word, role, _places(word, role, kind))


@lru_cache(maxsize=1 << 12)
def _weight_of_value(digits: int, role: str, kind: str) -> int:
    """The same of a value, of which only the shape counts: so many digits, or 0 where letters are among them."""
    word = "1" * digits or "1a"
    return _summed(word, role, _places(word, role, kind))


def _summed(word: str, role: str, places: Sequence[int]) -> int:
    if not places:
        return 0
    much = SHARES.get(role, 1.0) / math.sqrt(len(_pieces(word)))
    return round(sum(map(model().weights.__getitem__, places)) * much * UNIT)


@lru_cache(maxsize=1 << 14)
def _own_weight(feature: str) -> int:
    return model().weights[index(feature)]


@lru_cache(maxsize=1 << 13)
def _topic_weight(role: str, kind: str, topic: str) -> int:
    return sum(map(_own_weight, _of_topic(role, kind, topic)))


def score(line: str, low: str, found: Candidate) -> tuple[int, str]:
    """The sum of a candidate in its line, without neighbours, and its kind, for `added`."""
    left, right, kind = _beside(low, found)
    value = sum(map(_own_weight, of_value(line, low, found, left, right)))
    # Pairs of words hardly recur: they would drive the others out of the cache.
    value += sum(map(_own_weight.__wrapped__, _of_company(low, found, kind, left, right)))
    value += sum(_topic_weight("B", found.kind, topic) for topic in topics(tuple(left)))
    value += sum(_topic_weight("A", found.kind, topic) for topic in topics(tuple(right)))
    words = sum(_weight(word, role, kind) for word, role in _roles(left, right))
    return model().start + round(value * OWN * UNIT) + words, kind


def added(kind: str, before: Sequence[str], behind: str) -> int:
    """What neighbours add. Those but the nearest only raise it: who sees a part of the talk knows fewer of them."""
    ahead = [_sum_of(role, kind, tuple(_last(text))) for role, text in zip(ROLES, before, strict=False)]
    further = max(itertools.accumulate(ahead[1:], initial=0))
    return sum(ahead[:1]) + further + max(0, _sum_of("N", kind, tuple(_first(behind))))


@lru_cache(maxsize=1 << 10)
def _sum_of(role: str, kind: str, words: tuple[str, ...]) -> int:
    """What a neighbour line adds to the sum of a candidate; it is asked for each candidate of a line."""
    told = sum(_topic_weight(role, kind, topic) for topic in topics(words))
    told = round((told + (_own_weight(_form(role, kind, words)) if words else 0)) * OWN * UNIT)
    return told + sum(_weight(word, role, kind) for word in words)


def use(other: Model) -> None:
    """Take other weights: to judge them."""
    global model
    model = cache(lambda: other)
    _weight.cache_clear()
    _weight_of_value.cache_clear()
    _own_weight.cache_clear()
    _sum_of.cache_clear()
    _topic_weight.cache_clear()
