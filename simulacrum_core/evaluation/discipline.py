"""Discipline: whether replies end, keep to their own part, repeat themselves, and stay with what is known.

Each is the share of written replies of which it is true, beside the share of the person's real replies in the same
contexts. An invented name is a capitalised word inside of a sentence, an invented number one of two digits and more,
that stands neither in the context nor anywhere in the training text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from .figures import Figure, Result, compared, declined, figure, too_few
from .general_text import forgetting
from .material import Material
from .replies import Replies, Reply
from .statistics import bootstrap, grouped, mean
from .subject import BASE, TUNED, Subject

ID, NAME = "discipline", "Discipline"
LEAST = 30
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_NAME = re.compile(r"(?<=[^\W_] )[A-ZÀ-ÖØ-ÞĀ-ŽА-Я][^\W\d_]{2,30}\b|(?<=, )[A-ZÀ-ÖØ-ÞĀ-ŽА-Я][^\W\d_]{2,30}\b")
_NUMBER = re.compile(r"\d[\d.,:/]{0,20}\d")
_REPEATED = 4
"""Words in a row that a short reply does not say twice."""

_SHARES = {
    "stopped": ("replies that end by themselves", "higher"),
    "spoke_on": ("replies that go on as somebody else (chat cuts it off)", "lower"),
    "cut": ("replies cut at the limit", "lower"),
    "empty": ("empty replies", "lower"),
    "repeats": ("replies that repeat themselves", "lower"),
    "invented_names": ("replies with a name from nowhere", "lower"),
    "invented_numbers": ("replies with a number from nowhere", "lower"),
}
_AT_BEST = {"stopped": 1.0, "spoke_on": 0.0, "cut": 0.0}
_OF_REAL = ("empty", "repeats", "invented_names", "invented_numbers")


def measure(subject: Subject, material: Material, replies: Replies, seed: int, general: int) -> Result:
    """The shares on written replies, and what the model forgot of general text."""
    written = replies.of(TUNED)
    forgotten = forgetting(subject, material.manifest.template.bos, seed, general)
    if len(written) < LEAST:
        why = too_few("written replies", len(written), LEAST, "a share of fewer has an interval of a third and more")
        figures = [declined(id, name, why, len(written)) for id, (name, _) in _SHARES.items()]
        return Result(ID, NAME, "Only forgetting was measured.", (*figures, forgotten))
    known = _known(material.training_text)
    base = replies.of(BASE)
    tests = _tests(known)
    figures = [_share(id, tests[id], written, base, seed) for id in _SHARES]
    return Result(ID, NAME, _told(figures, forgotten), (*figures, forgotten))


Test = Callable[[Reply, str], bool]
"""Whether something is true of a text in a reply's place: what was written there, or what the person said."""


def _tests(known: Collection[str]) -> dict[str, Test]:
    return {
        "stopped": lambda reply, _: reply.written.ending == "stopped",
        "spoke_on": lambda reply, _: reply.written.ending == "spoke on",
        "cut": lambda reply, _: reply.written.ending == "cut",
        "empty": lambda _, text: not text.strip(),
        "repeats": lambda _, text: repeats(text),
        "invented_names": lambda reply, text: bool(invented(_NAME, reply, text, known)),
        "invented_numbers": lambda reply, text: bool(invented(_NUMBER, reply, text, known)),
    }


def _share(id: str, test: Test, written: Sequence[Reply], base: Sequence[Reply], seed: int) -> Figure:
    found = [(reply.line.group, float(test(reply, reply.written.text))) for reply in written]
    real = mean(test(reply, reply.real) for reply in written) if id in _OF_REAL else _AT_BEST[id]
    others = mean(test(reply, reply.written.text) for reply in base) if base else None
    groups = grouped(found, lambda pair: pair[0])
    name, better = _SHARES[id]
    return figure(
        *(id, name, _mean(found), bootstrap(groups, _mean, seed), len(written)),
        unit="share",
        better=better,
        floor=compared(others),
        ceiling=(real, "the person's own replies"),
        base=others,
    )


def _mean(found: Iterable[tuple[str, float]]) -> float:
    return mean(value for _, value in found)


def _known(texts: Iterable[str]) -> set[str]:
    """The words and numbers of the training text."""
    return {word for text in texts for pattern in (_WORD, _NUMBER) for word in pattern.findall(text.casefold())}


def invented(pattern: re.Pattern[str], reply: Reply, text: str, known: Collection[str]) -> list[str]:
    """What the pattern finds in a text and nothing explains."""
    found = pattern.findall(text)
    if not found:
        return []
    context = reply.line.prompt.casefold()
    return [word for word in found if word.casefold() not in known and word.casefold() not in context]


def repeats(text: str) -> bool:
    """Whether a text says four words in a row twice, or one message three times."""
    words = [word.casefold() for word in _WORD.findall(text)]
    runs = [tuple(words[i : i + _REPEATED]) for i in range(len(words) - _REPEATED + 1)]
    lines = [line.strip().casefold() for line in text.split("\n") if line.strip()]
    return len(set(runs)) < len(runs) or any(lines.count(line) >= 3 for line in set(lines))


def _told(figures: Sequence[Figure], forgotten: Figure) -> str:
    by_id = {one.id: one.value or 0.0 for one in figures}
    words = [f"{by_id['stopped'] + by_id['spoke_on']:.0%} of the replies come to an end"]
    for id, what in (("repeats", "repeat themselves"), ("empty", "are empty")):
        if by_id[id] >= 0.02:
            words.append(f"{by_id[id]:.0%} {what}")
    if forgotten.value is not None and forgotten.low is not None and forgotten.low > 0:
        words.append(f"general text costs {forgotten.value:.2f} bits a byte more than before training")
    return "; ".join(words) + "."
