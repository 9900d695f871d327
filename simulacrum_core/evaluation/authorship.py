"""Authorship by the model itself: whose words became likelier by training.

log-likelihood ratio = (log2 p_tuned - log2 p_base) / bytes of a line as the persona's, behind the same context. AUC:
how often an own held-out line has a higher one than a line of somebody else in the same conversations, which holds the
topic still.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..chat.scoring import Asked
from .figures import Figure, Side, declined, figure, too_few
from .lines import Line, prompt_of
from .statistics import auc, bootstrap, grouped, mean
from .subject import BASE, Subject

LEAST = 30
"""Lines of each side: three times what orders models of invented people in 95 of 100 draws (`bench.evaluation`)."""
_NAMES = (("author_llr", "author log-likelihood ratio"), ("author_auc", "own lines told from those of others (AUC)"))

Ratio = tuple[bool, str, float]
"""Whether it is the persona's line, its session, bits per byte."""


def authorship(
    subject: Subject, own: Sequence[Line], others: Sequence[Line], trained: Sequence[Line], persona: str, seed: int
) -> list[Figure]:
    """The mean ratio of own lines, that of others as its floor, that of trained ones as its ceiling, and the AUC."""
    own = [line for line in own if not line.monologue]
    others = [line for line in others if line.text.strip()]
    if not subject.has_base:
        return [declined(id, name, "the base model is not at hand to be compared") for id, name in _NAMES]
    if min(len(own), len(others)) < LEAST:
        why = too_few("lines of one side", min(len(own), len(others)), LEAST, "single lines hardly tell who wrote them")
        return [declined(id, name, why, min(len(own), len(others))) for id, name in _NAMES]
    found = [*ratios(subject, own, persona, True), *ratios(subject, others, persona, False)]
    groups = grouped(found, lambda one: one[1])
    return [
        figure(
            *(*_NAMES[0], _mean(found), bootstrap(groups, _mean, seed), len(own)),
            unit="bits/byte",
            better="higher",
            floor=(mean(value for is_own, _, value in found if not is_own), "lines of others, as if the persona's"),
            ceiling=_known(subject, trained, persona),
            base=0.0,
        ),
        figure(
            *(*_NAMES[1], _auc(found), bootstrap(groups, _auc, seed, 300), len(found)),
            better="higher",
            floor=(0.5, "chance"),
            ceiling=(1.0, "all lines told apart"),
            base=0.5,
        ),
    ]


def _known(subject: Subject, trained: Sequence[Line], persona: str) -> Side:
    """The ratio of the persona's lines that were trained on."""
    found = ratios(subject, [line for line in trained if not line.monologue], persona, True)
    return (_mean(found), "own lines that were trained on") if found else (None, "no line of a talk was trained on")


def ratios(subject: Subject, lines: Sequence[Line], persona: str, is_own: bool) -> list[Ratio]:
    """The log-likelihood ratio of each line as the persona's."""
    asked = [Asked(prompt_of(line.opening, line.before, persona), line.scored) for line in lines]
    pairs = zip(lines, subject.score(asked), subject.score(asked, BASE), strict=True)
    return [(is_own, line.group, (base.bits - tuned.bits) / line.bytes) for line, tuned, base in pairs]


def _mean(found: Sequence[Ratio]) -> float:
    return mean(value for is_own, _, value in found if is_own)


def _auc(found: Sequence[Ratio]) -> float:
    return auc([value for is_own, _, value in found if is_own], [value for is_own, _, value in found if not is_own])
