"""Learned: which candidates of a line are secret, by a linear model over the words around them.

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
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from ...config.categories import Category
from ..neighbours import Near
from .candidates import TOPIC, Candidate, candidates
from .candidates import may_answer as is_short
from .checksums import luhn
from .plain import lowered, plain
from .spans import Span

BITS = 18
MASK = (1 << BITS) - 1
Feature = tuple[int, float]
"""The place of a weight, and how much it counts."""

OWN, UNIT = 0.5, 64
LEAST, SURELY = {**dict.fromkeys("dgGpt", 0.1), "D": 1.0, "m": 0.9, "a": 0.7, "w": 1.8, "W": 1.3, "V": 1.8}, 1.0
"""From which log odds on a candidate of a kind is secret, and how many more there are where it has to be sure: chosen on
parts of the corpora that were left out, and on other lines of a technical chat, which is full of names and files.
"""
ROLES = ("P1", "P", "P")
NEAR, FAR, REACH, LINE, CUT = 8, 14, 100, 200, 1000
"""Words beside a candidate and of a neighbour line that count, and characters among which these are."""

WORD = re.compile(r"[\w\u0900-\u0963\u064b-\u0652]+|[^\w\s]")
MAYBE = re.compile(r"\d|[^\W\d_]{2}[_!@#$%&*+~.-]{1,2}[^\W\d_]{2}|[零〇一二三四五六七八九幺]{4}")
ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
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


@lru_cache(maxsize=1 << 14)
def of_word(word: str, role: str, kind: str) -> tuple[Feature, ...]:
    """The features of a word that stands at `role` for a candidate of `kind`, and how much each counts."""
    groups = [f"{group}{kind}" if group in "KL" else group for group in GROUPS[role]]
    found = dict.fromkeys(grams(word))
    much = SHARES.get(role, 1.0) / math.sqrt(max(1, len(found)))
    return tuple((index(f"{group}:{gram}"), much) for gram in found for group in groups)


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


def features(line: str, low: str, found: Candidate, before: Sequence[str], behind: str) -> list[list[Feature]]:
    """The features of a candidate in its line, of up to three lines before it, the nearest first, and of the next."""
    left, right, kind = _beside(low, found)
    own = [(index(name), OWN) for name in of_value(line, low, found, left, right)]
    for word, role in _roles(left, right):
        own += of_word(word, role, kind)
    ahead = [
        [f for word in _last(text) for f in of_word(word, role, kind)]
        for role, text in zip(ROLES, before, strict=False)
    ]
    return [own, *ahead, [f for word in _first(behind) for f in of_word(word, "N", kind)]]


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
    """The model that a text tells: lines of comment, then two numbers, then packed weights."""
    head, *rows = [line for line in text.split("\n") if line and not line.startswith("#")]
    weights = array("b", zlib.decompress(base64.b64decode("".join(rows))))
    return Model(weights, *map(int, head.split()))


@lru_cache(maxsize=1 << 15)
def _weight(word: str, role: str, kind: str) -> int:
    """What a word adds to the sum of a candidate."""
    weights, found = model().weights, of_word.__wrapped__(word, role, kind)
    return round(sum(weights[place] for place, _ in found) * found[0][1] * UNIT) if found else 0


def score(line: str, low: str, found: Candidate, before: Sequence[str], behind: str) -> int:
    """The sum of a candidate. Neighbours but the nearest only raise it: who sees a part of the talk knows fewer of them."""
    left, right, kind = _beside(low, found)
    weights, start, _ = model()
    value = sum(weights[index(name)] for name in of_value(line, low, found, left, right))
    own = start + round(value * OWN * UNIT) + sum(_weight(word, role, kind) for word, role in _roles(left, right))
    ahead = [sum(_weight(word, role, kind) for word in _last(text)) for role, text in zip(ROLES, before, strict=False)]
    first, further = ahead[:1], ahead[1:]
    return (
        own
        + sum(first)
        + max(itertools.accumulate(further, initial=0))
        + max(0, sum(_weight(w, "N", kind) for w in _first(behind)))
    )


def use(other: Model) -> None:
    """Take other weights: to judge them."""
    global model
    model = cache(lambda: other)
    _weight.cache_clear()


ALONE = frozenset(("d1", "g1", "D1", "G1"))
"""Nothing but a number: it is less often secret where nobody said anything before."""


def may_hold(text: str) -> bool:
    """Whether there could be a candidate: a digit, or a mark between letters."""
    return MAYBE.search(text) is not None


def may_answer(text: str, before: Sequence[str]) -> bool:
    """Whether it could be a password that is a plain word."""
    return is_short(text) and any(map(is_topical, before))


@lru_cache(maxsize=64)
def is_topical(text: str) -> bool:
    """Whether a message speaks of what one needs a password for."""
    return TOPIC.search(text[-CUT:].lower()) is not None


def learned(
    text: str, near: Sequence[Near], taken: Sequence[Span], is_made: Callable[[str], bool], *, sure: bool = False
) -> Iterator[Span]:
    """The secret candidates of a message that is read as `text`, but for what is `taken`, and for stand-ins, as `is_made` tells.

    `near` are its neighbourhoods, the best of which counts; with `sure` only those that are secret beyond doubt.
    """
    topical = is_topical(text)
    if not (near or topical or may_hold(text)):
        return
    lines, start, passed = text.split("\n"), 0, 0
    claims = sorted(taken, key=lambda span: (span.end, span.start))
    lows = [lowered(line) for line in lines]
    around = [(_lines_before(before), _read_line(behind[:CUT])) for before, behind in near] or [((), "")]
    for place, line in enumerate(lines):
        own = lows[max(0, place - len(ROLES)) : place][::-1]
        places = [
            ((*own, *before)[: len(ROLES)], (*lows[place + 1 : place + 2], behind)[0]) for before, behind in around
        ]
        end = start + len(line)
        while passed < len(claims) and claims[passed].end <= start:
            passed += 1
        claimed = []
        for span in itertools.islice(claims, passed, None):
            if span.start >= end:
                break
            claimed.append((span.start - start, span.end - start))
        for span in _in_line(line, lows[place], places, claimed, SURELY if sure else 0.0, is_made):
            yield Span(start + span.start, start + span.end, span.category, span.evidence)
        start += len(line) + 1


def _in_line(
    line: str,
    low: str,
    places: Sequence[tuple[Sequence[str], str]],
    taken: list[tuple[int, int]],
    more: float,
    is_made: Callable[[str], bool],
) -> Iterator[Span]:
    """The longest first, where they overlap; nothing of what is taken or has a stand-in in it."""
    topical = is_topical(low) or any(is_topical(text) for before, _ in places for text in before)
    free = [
        one
        for one in candidates(line, topical=topical)
        if not any(start < one.end and one.start < end for start, end in taken)
    ]
    unit = model().unit
    least = {kind: (odds + more) * unit for kind, odds in LEAST.items()}
    found = [one for one in free if max(score(line, low, one, *near) for near in places) >= least[one.kind]]
    if not found:
        return
    made = [one for one in free if is_made(line[one.start : one.end])]
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if not any(other.start < one.end and one.start < other.end for other in made):
            made.append(one)
            yield Span(one.start, one.end, category_of(line[one.start : one.end], one.kind), "context")


_CATEGORIES: dict[str, Category] = {"d": "code", "g": "code", "t": "birthdate", "a": "address"}


def category_of(value: str, kind: str) -> Category:
    """By form; the model tells only that it is secret."""
    digits = "".join(filter(str.isdigit, value))
    if 12 < len(digits) < 20 and luhn(digits) and kind in "DG":
        return "card"
    if kind in "mp" and re.match(r"[A-Z]{2}\d\d", value) and len(value) > 14:
        return "bank"
    if kind in "DG":
        return "ip" if ADDRESS.fullmatch(value) else "phone" if value[0] in "+(0" else "identity"
    if kind == "g" and BIRTH.fullmatch(value):
        return "birthdate"
    if kind == "m":
        return "password" if len(value) < 20 else "credential"
    if kind == "p":
        return "plate" if len(value) < 12 else "identity"
    return _CATEGORIES.get(kind, "password")


def _lines_before(texts: Sequence[str]) -> tuple[str, ...]:
    """The last lines of messages as they are read, the nearest first."""
    lines: list[str] = []
    for text in reversed(texts):
        lines += [_read_line(line) for line in reversed(text[-CUT:].split("\n"))]
        if len(lines) >= len(ROLES):
            break
    return tuple(lines[: len(ROLES)])


@lru_cache(maxsize=64)
def _read_line(text: str) -> str:
    text = text.partition("\n")[0]
    return lowered(plain(text, lowered(text)).text)
