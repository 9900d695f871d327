"""How long an evaluation will take: so many texts to score and to write, by what a few of each take."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence

import msgspec

from ..examples.canaries import Canary
from . import discipline, likelihood, listening, memory, voice
from .exposure import OTHERS as CANDIDATES
from .exposure import planted, questions
from .listening import OTHERS
from .material import Material, Sizes
from .replies import base_count
from .subject import BASE, TUNED, Subject, Which

_TRIED = 16
"""Texts by which the time is estimated; as many as a processor computes at once."""


class Work(msgspec.Struct, frozen=True):
    """Texts that each model scores, and replies that each writes."""

    scored: dict[Which, int]
    written: dict[Which, int]
    exposed: list[Canary]

    @property
    def texts(self) -> int:
        """All of them."""
        return sum(self.scored.values()) + sum(self.written.values()) + len(self.exposed) * (CANDIDATES + 1)


def work_of(material: Material, sizes: Sizes, has_base: bool, left: Collection[str]) -> Work:
    """What is left to do for these metrics, about: a text that two of them ask for counts once."""
    replies = len(material.held_out)
    ranked = min(sizes.ranked, replies) * (OTHERS + 1) * 2
    lines = min(sizes.lines, len(material.trained))
    both = (replies if {likelihood.ID, listening.ID, voice.ID} & set(left) else 0) + (
        # As many that were trained on.
        (min(replies, len(material.trained)) if {likelihood.ID, voice.ID} & set(left) else 0)
        + (replies + ranked if listening.ID in left else 0)
        + (len(material.others) if voice.ID in left else 0)
        + (min(sizes.general, 20) if discipline.ID in left else 0)
        # Each line behind its context, and from its first tokens where it is long enough; held-out ones as well.
        + (lines * 2 + replies if memory.ID in left else 0)
    )
    alone = replies if memory.ID in left else 0
    some = min(sizes.written, replies) if {voice.ID, discipline.ID, memory.ID} & set(left) else 0
    scored: dict[Which, int] = {TUNED: both + alone}
    written: dict[Which, int] = {TUNED: some}
    if has_base:
        scored[BASE], written[BASE] = both, base_count(some)
    return Work(scored, written, planted(material.manifest) if memory.ID in left else [])


def seconds(subject: Subject, material: Material, work: Work) -> float:
    """How long it will take about."""
    scoring = sum(_scoring(subject, material, which) * count for which, count in work.scored.items() if count)
    writing = sum(_writing(subject, material, which) * count for which, count in work.written.items() if count)
    return scoring + writing + _exposing(subject, material, work.exposed)


def _exposing(subject: Subject, material: Material, found: Sequence[Canary]) -> float:
    """Seconds of all canaries, by the first one."""
    if not found:
        return 0.0
    return subject.seconds_of(questions(found[0], material.manifest, 0)) * len(found)


def _scoring(subject: Subject, material: Material, which: Which) -> float:
    """Seconds a text."""
    lines = material.held_out[:: max(len(material.held_out) // (_TRIED + 1), 1)][: _TRIED + 1]
    # The first one loads what is loaded once.
    subject.seconds_of(likelihood.asked(lines[:1]), which)
    return subject.seconds_of(likelihood.asked(lines[1:]), which) / max(len(lines) - 1, 1)


def _writing(subject: Subject, material: Material, which: Which) -> float:
    """Seconds a reply."""
    lines = material.held_out[:_TRIED]
    started = time.monotonic()
    subject.write([line.prompt for line in lines], range(len(lines)), which)
    return (time.monotonic() - started) / len(lines)
