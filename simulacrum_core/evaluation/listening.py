"""Listening: whether what others said changes what the model expects, and whether the right reply fits best.

context gain = bits/byte behind another reply's context - bits/byte behind the right one, of the same words. A model
that only sounds like the person has none. Ranking: of ten replies of the person's, the one that was given is ordered by
log2 p(reply | context) - log2 p(reply | no context), so that short and usual replies have no advantage.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import msgspec

from ..chat.scoring import Asked
from ..models import Turn
from .figures import Figure, Result, declined, figure, too_few
from .likelihood import asked, bits_per_byte, interval, pairs
from .lines import Line, prompt_of
from .material import Material, drawn
from .statistics import bootstrap, grouped, mean
from .subject import BASE, TUNED, Subject, Which

ID, NAME = "listening", "Listening"
LEAST = 30
_HARDLY = 0.02
"""Bits a byte from which on it is called listening: a model of shuffled contexts has 0.006, and that not by chance."""
OTHERS = 9
"""Other replies among which the right one is found."""
_CHANCE_HITS = 1 / (OTHERS + 1)
_CHANCE_MRR = sum(1 / rank for rank in range(1, OTHERS + 2)) / (OTHERS + 1)


_NO_CEILING = "how much of the person's words is settled by what was said before cannot be read off any text of theirs"


class Ranks(msgspec.Struct, frozen=True):
    """A session, and the place of the right reply among all, from 1 on."""

    group: str
    rank: float


def measure(subject: Subject, material: Material, seed: int, ranked: int) -> Result:
    """Context gain and ranking, of the base model as well."""
    lines = [line for line in material.held_out if line.before]
    if len(lines) < LEAST:
        why = too_few(
            "held-out replies to somebody", len(lines), LEAST, "what a context is worth differs much between them"
        )
        figures = tuple(declined(id, name, why, len(lines)) for id, name in _FIGURES)
        return Result(ID, NAME, "Not measured.", figures)
    wrong = wrong_contexts(lines, material.manifest.template.name, seed)
    gain = gains(subject, lines, wrong, TUNED)
    base = bits_per_byte(gains(subject, lines, wrong, BASE)) if subject.has_base else None
    value, found = bits_per_byte(gain), interval(gain, seed)
    gained = figure(
        *("context_gain", "context gain", value, found, len(lines)),
        unit="bits/byte",
        better="higher",
        floor=(0.0, "a model that does not listen"),
        ceiling=(None, _NO_CEILING),
        base=base,
    )
    figures = (gained, *_ranking(subject, lines, seed, ranked))
    return Result(ID, NAME, _told(value, found, base), figures)


_FIGURES = (("context_gain", "context gain"), ("hits_at_1", "right reply found among ten"), ("mrr", "reciprocal rank"))


def wrong_contexts(lines: Sequence[Line], persona: str, seed: int) -> list[Asked]:
    """Each reply behind what stood before another one: of the same partner and about the same length if there is one.

    Speakers get the names of the right context, so that a name cannot give it away.
    """
    random = Random(seed)
    found = []
    for line in lines:
        question = line.before[-1].text
        others = [other for other in lines if other.place != line.place and other.before[-1].text != question] or [line]
        others = [other for other in others if other.group != line.group] or others
        same = [other for other in others if other.partner == line.partner] or others
        size = _size(line)
        nearest = sorted(same, key=lambda other: (abs(_size(other) - size), random.random()))[:5]
        other = random.choice(nearest)
        before = _renamed(other.before[-len(line.before) :], line, persona)
        found.append(Asked(prompt_of(line.opening, before, persona), line.scored))
    return found


def _size(line: Line) -> int:
    return sum(len(turn.text) for turn in line.before)


def _renamed(turns: Sequence[Turn], line: Line, persona: str) -> list[Turn]:
    names = list(dict.fromkeys(turn.name for turn in line.before if not turn.persona)) or [persona]
    theirs = list(dict.fromkeys(turn.name for turn in turns if not turn.persona))
    known = {name: names[place % len(names)] for place, name in enumerate(theirs)}
    return [Turn(known.get(turn.name, persona), turn.persona, turn.text) for turn in turns]


def gains(
    subject: Subject, lines: Sequence[Line], wrong: Sequence[Asked], which: Which
) -> list[tuple[str, float, float]]:
    """What the right context saves of each reply: its session, bits and bytes."""
    right = pairs(lines, subject.score(asked(lines), which))
    other = pairs(lines, subject.score(wrong, which))
    return [(group, far - near, size) for (group, near, size), (_, far, _) in zip(right, other, strict=True)]


def _ranking(subject: Subject, lines: Sequence[Line], seed: int, most: int) -> list[Figure]:
    pool = {line.text: line for line in lines if len(line.text) > 1}
    chosen = drawn([line for line in lines if line.text in pool], most, seed)
    if len(pool) < max(LEAST, OTHERS + 1):
        why = too_few("different held-out replies", len(pool), LEAST, "nine others are drawn for each")
        return [declined(id, name, why, len(pool)) for id, name in _FIGURES[1:]]
    found = ranks(subject, chosen, list(pool.values()), seed, TUNED)
    base = ranks(subject, chosen, list(pool.values()), seed, BASE) if subject.has_base else []
    return [
        _ranked(*_FIGURES[1], found, base, _CHANCE_HITS, seed, lambda rank: float(rank == 1)),
        _ranked(*_FIGURES[2], found, base, _CHANCE_MRR, seed, lambda rank: 1 / rank),
    ]


def _ranked(id: str, name: str, ranks: list[Ranks], base: list[Ranks], chance: float, seed: int, of: object) -> Figure:
    assert callable(of)

    def statistic(found: list[Ranks]) -> float:
        return mean(of(one.rank) for one in found)

    return figure(
        *(id, name, statistic(ranks), bootstrap(grouped(ranks, lambda one: one.group), statistic, seed), len(ranks)),
        unit="share" if id == "hits_at_1" else "",
        better="higher",
        floor=(chance, "chance"),
        ceiling=(1.0, "the right one every time"),
        base=statistic(base) if base else None,
    )


def ranks(subject: Subject, lines: Sequence[Line], pool: Sequence[Line], seed: int, which: Which) -> list[Ranks]:
    """The place of each reply among nine others of the pool."""
    random = Random(seed)
    behind: list[Asked] = []
    alone: list[Asked] = []
    for line in lines:
        others = [other for other in pool if other.text != line.text]
        for reply in [line, *random.sample(others, OTHERS)]:
            behind.append(Asked(line.prompt, reply.scored))
            alone.append(Asked(prompt_of(line.opening, (), line.name), reply.scored))
    gained = [
        one.bits - other.bits
        for one, other in zip(subject.score(alone, which), subject.score(behind, which), strict=True)
    ]
    return [
        Ranks(line.group, rank_of(gained[place * (OTHERS + 1) : (place + 1) * (OTHERS + 1)]))
        for place, line in enumerate(lines)
    ]


def rank_of(scores: Sequence[float]) -> float:
    """The place of the first among all, from 1 on; among equals it is in the middle."""
    better = sum(score > scores[0] for score in scores[1:])
    equal = sum(score == scores[0] for score in scores[1:])
    return 1 + better + equal / 2


def _told(value: float, found: tuple[float, float] | None, base: float | None) -> str:
    if value < _HARDLY or (found and found[0] <= 0):
        words = f"The model does not listen measurably: the right context is worth {value:.2f} bits a byte."
    else:
        words = f"The model listens: the right context is worth {value:.2f} bits a byte."
    if base is not None and base >= _HARDLY and found and found[1] < base:
        words += f" To the base model it was worth {base:.2f}: training cost some of it."
    return words
