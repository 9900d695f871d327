"""Learned: which candidates of a message are secret, as a model tells that has seen many of them.

What no rule takes is scored; the neighbours are read only where there is something to score.
"""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from ...config.categories import Category
from ..asked import Near
from . import scoring
from .births import BORN, DATE
from .candidates import Candidate, candidates
from .checksums import luhn
from .loose import TOPIC
from .loose import may_answer as is_short
from .plain import lowered, plain
from .scoring import BIRTH, ROLES, added, score
from .spans import Span

LEAST, SURELY = (
    {"d": 0.1, "g": 0.1, "G": 0.5, "D": 0.7, "t": 0.1, "a": 0.2, "p": 0.3, "m": 0.5, "w": 1.8, "V": 0.4, "W": 0.5}
    | {"s": 0.0},
    2.5,
)
"""From which log odds on a candidate of a kind is secret, and how many more there are where it has to be sure: chosen on
parts of the corpora that were left out, and on other lines of a technical chat, which is full of names and files. Words with
a hyphen ("peut-être") ask for much: the corpora have few where many messages are nothing else.
"""
UNSURE = "VWs"
"""Kinds of words and of two digits: only a talk tells them, of which an example may have a part."""
DOUBT = 0.5
"""How many log odds may speak against a number that stands beside a code as long as itself."""
CUT = 1000
"""Characters of a neighbour that are read."""
MAYBE = re.compile(r"\d|[^\W\d_]{2}(?:[_!@#$%&*+~.-]{1,2}[^\W\d_]|_)[^\W\d_]|[零〇一二三四五六七八九幺]{4}")
ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")


def may_hold(text: str) -> bool:
    """Whether there could be a candidate: a digit, or a mark between letters."""
    return MAYBE.search(text) is not None


def may_answer(text: str, before: Sequence[str]) -> bool:
    """Whether it could be a password that is a plain word."""
    return is_short(text) and any(map(is_topical, before))


@lru_cache(maxsize=64)
def is_topical(text: str) -> bool:
    """Whether a message speaks of what one needs a password for."""
    return any(map(is_topic, text[-CUT:].lower().split()))


@lru_cache(maxsize=4096)
def is_topic(word: str) -> bool:
    """Whether a word in small letters is one beside which a plain word may be a password."""
    return TOPIC.search(word) is not None


def learned(
    text: str, near: Sequence[Near], taken: Sequence[Span], is_made: Callable[[str], bool], *, sure: bool = False
) -> Iterator[Span]:
    """The secret candidates of a message that is read as `text`, but for what is `taken`, and for stand-ins, as `is_made` tells.

    `near` are its neighbourhoods, the best of which counts; with `sure` only those that are secret beyond doubt.
    """
    if not (near or is_topical(text) or may_hold(text)):
        return
    lines = text.split("\n")
    lows = [lowered(line) for line in lines]
    spoken = any(is_topical(said) for before, _ in near for said in before)
    starts = itertools.accumulate((len(line) + 1 for line in lines), initial=0)
    for place, (line, start, claimed) in enumerate(zip(lines, starts, _claimed(lines, taken), strict=False)):
        topical = spoken or any(map(is_topical, lows[max(0, place - len(ROLES)) : place + 1]))
        around = _places(lows, place, near)
        beside = {text: None for before, behind in around for text in (*before, behind) if text}
        made = candidates(line, lows[place], [*beside], topical=topical)
        free = [one for one in made if not (_overlaps(one, claimed) or (sure and one.kind in UNSURE))]
        if free:
            found = _secret(line, lows[place], free, around, SURELY if sure else 0.0)
            for one in _longest(found, [one for one in free if is_made(line[one.start : one.end])] if found else []):
                category = category_of(line[one.start : one.end], one.kind)
                yield Span(start + one.start, start + one.end, category, "context")


def likely(text: str, near: Sequence[Near], spans: Iterable[Span]) -> Iterator[Span]:
    """Those of some numbers of a message that the words around them do not speak against."""
    lines = text.split("\n")
    lows = [lowered(line) for line in lines]
    for span in spans:
        place = text.count("\n", 0, span.start)
        before = sum(len(line) + 1 for line in lines[:place])
        one = Candidate(span.start - before, span.end - before, "d")
        alone, kind = score(lines[place], lows[place], one)
        if alone + max(added(kind, *each) for each in _places(lows, place, near)) >= -DOUBT * _unit():
            yield span


def _unit() -> int:
    return scoring.model().unit


def _claimed(lines: Sequence[str], taken: Sequence[Span]) -> Iterator[list[tuple[int, int]]]:
    """For each line what of it is taken."""
    claims = deque(sorted((span.start, span.end) for span in taken))
    open_ones: list[tuple[int, int]] = []
    start = 0
    for line in lines:
        end = start + len(line)
        open_ones = [claim for claim in open_ones if claim[1] > start]
        while claims and claims[0][0] < end:
            open_ones.append(claims.popleft())
        yield [(a - start, b - start) for a, b in open_ones]
        start = end + 1


def _overlaps(one: Candidate, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < one.end and one.start < end for start, end in spans)


def _places(lows: Sequence[str], place: int, near: Sequence[Near]) -> list[tuple[Sequence[str], str]]:
    """The lines before one, the nearest first, and the one behind it, in each of its neighbourhoods."""
    own = lows[max(0, place - len(ROLES)) : place][::-1]
    behind = lows[place + 1 : place + 2]
    return [
        (
            (*own, *(_lines_before(before) if len(own) < len(ROLES) else ()))[: len(ROLES)],
            behind[0] if behind else _read_line(next_one[:CUT]),
        )
        for before, next_one in near or [((), "")]
    ]


def _secret(
    line: str, low: str, free: Sequence[Candidate], places: Sequence[tuple[Sequence[str], str]], more: float
) -> list[Candidate]:
    """The candidates whose score is high enough in some neighbourhood."""
    asked = any(BORN.search(before[0]) for before, _ in places if before)
    # The answer where the line before speaks of being born.
    return [
        one
        for one in free
        if (asked and DATE.fullmatch(lowered(line[one.start : one.end]))) or _is_secret(line, low, one, places, more)
    ]


def _is_secret(line: str, low: str, one: Candidate, places: Sequence[tuple[Sequence[str], str]], more: float) -> bool:
    """Whether its score is high enough somewhere, or so high that nobody doubts it who sees this line alone, as `check` may."""
    (alone, kind), unit = score(line, low, one), _unit()
    if alone >= (LEAST[one.kind] + SURELY) * unit:
        return True
    return alone + max(added(kind, *near) for near in places) >= (LEAST[one.kind] + more) * unit


def _longest(found: Sequence[Candidate], made: list[Candidate]) -> Iterator[Candidate]:
    """The longest first, where they overlap; nothing that has a stand-in in it."""
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if not _overlaps(one, [(other.start, other.end) for other in made]):
            made.append(one)
            yield one


_CATEGORIES: dict[str, Category] = {"d": "code", "g": "code", "s": "code", "t": "birthdate", "a": "address"}


def category_of(value: str, kind: str) -> Category:
    """By form; the model tells only that it is secret."""
    digits = "".join(filter(str.isdigit, value))
    if 12 < len(digits) < 20 and luhn(digits) and kind in "DG":
        return "card"
    if kind in "mp" and re.match(r"[A-Z]{2}\d\d", value) and len(value) > 14:
        return "bank"
    if kind in "DG":
        return "ip" if ADDRESS.fullmatch(value) else "phone" if value[0] in "+(0" else "identity"
    if (kind == "g" and BIRTH.fullmatch(value)) or (kind == "p" and "年" in value):
        return "birthdate"
    if kind == "m":
        return "password" if len(value) < 20 else "credential"
    if kind == "p":
        return "plate" if len(value) < 12 else "identity"
    return _CATEGORIES.get(kind, "password")


@lru_cache(maxsize=8)
def _lines_before(texts: tuple[str, ...]) -> tuple[str, ...]:
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
