"""Small test sets out of a large one: each text is scored once, and then so many are drawn a hundred times.

A draw is the same for all models, as it is for a person who compares two of them on one dataset. Replies are drawn by
whole sessions, as `convert` holds them out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, TypeVar

import msgspec

from simulacrum_core.evaluation.authorship import ratios
from simulacrum_core.evaluation.copies import Copied, TrainingText, beyond, copied, long_ones
from simulacrum_core.evaluation.exposure import exposures
from simulacrum_core.evaluation.extraction import Extraction
from simulacrum_core.evaluation.figures import number
from simulacrum_core.evaluation.habits import HABITS
from simulacrum_core.evaluation.known_tokens import Known, better_known
from simulacrum_core.evaluation.likelihood import asked, pairs
from simulacrum_core.evaluation.lines import Line
from simulacrum_core.evaluation.listening import gains, ranks, wrong_contexts
from simulacrum_core.evaluation.masking import Mask
from simulacrum_core.evaluation.material import Material, drawn
from simulacrum_core.evaluation.replies import Replies
from simulacrum_core.evaluation.statistics import auc, earth_mover, mean, ratio
from simulacrum_core.evaluation.style import chunks
from simulacrum_core.evaluation.subject import TUNED, Subject
from simulacrum_core.evaluation.verifiers import VERIFIERS, Grammar
from simulacrum_core.evaluation.words import tokens_of, words_of

T = TypeVar("T")
TIMES = 100
REPLIES = (10, 20, 40, 80, 160)
WORDS = (125, 250, 500, 1000, 2000)
LINES = (10, 20, 50, 100, 200)
CANARIES = (2, 4, 8, 16)
Values = dict[str, dict[int, list[float | None]]]
"""By figure and size of the test set, its value in each draw; None where a draw holds nothing to compute it from."""


class Reply(msgspec.Struct, frozen=True):
    """All that is known of a held-out reply; `ratio` belongs to a line of somebody else's where `own` is false."""

    group: str
    own: bool
    bits: float = 0.0
    size: float = 0.0
    gained: float = 0.0
    rank: float | None = None
    ratio: float = 0.0
    real: str = ""
    written: str | None = None
    ending: str = ""
    copied: Copied | None = None


def values(subject: Subject, material: Material, said: Replies, seed: int, ranked: int, lines: int) -> Values:
    """Every figure on every draw."""
    replies = _replies(subject, material, said, seed, ranked)
    found = {id: _by_session(replies, REPLIES, statistic) for id, statistic in _of_replies().items()}
    found |= _style(material, [one for one in replies if one.written])
    extraction = Extraction(subject, material.trained, material.held_out, lines, seed)
    extraction.figures()
    for id, hits in extraction.hits.items():
        found[id] = _any(hits, LINES, mean)
    found |= {id: _of_lines(some) for id, some in extraction.known.items()}
    bits: dict[str, list[float]] = defaultdict(list)
    for one in exposures(subject, material.manifest, seed):
        bits[one.canary.place].append(one.bits)
    found |= {f"exposure_{place}": _any(some, CANARIES, mean) for place, some in bits.items()}
    return {id: by_size for id, by_size in found.items() if by_size}


def _replies(subject: Subject, material: Material, said: Replies, seed: int, ranked: int) -> list[Reply]:
    lines = [line for line in material.held_out if line.before]
    gained = gains(subject, lines, wrong_contexts(lines, material.manifest.template.name, seed), TUNED)
    some = drawn(lines, ranked, seed)
    rank = dict(zip(map(_key, some), ranks(subject, some, lines, seed, TUNED), strict=True))
    persona = material.manifest.template.name
    text, answers = TrainingText(material.training_text), {_key(reply.line): reply for reply in said.of(TUNED)}
    found = []
    for line, (group, bits, size), (_, gain, _), (_, _, own) in zip(
        lines, pairs(lines, subject.score(asked(lines))), gained, ratios(subject, lines, persona, True), strict=True
    ):
        place, reply = rank.get(_key(line)), answers.get(_key(line))
        one = Reply(group, True, bits, size, gain, place.rank if place else None, own, material.text(line))
        if reply:
            answer = reply.written
            one = msgspec.structs.replace(one, written=answer.text, ending=answer.ending, copied=copied(text, reply))
        found.append(one)
    others = ratios(subject, [line for line in material.others if line.text.strip()], persona, False)
    return [*found, *(Reply(group, False, ratio=value) for _, group, value in others)]


def _key(line: Line) -> tuple[str, int]:
    return line.place, len(line.before)


Statistic = Callable[[list[Reply]], float]


def _of_replies() -> Mapping[str, Statistic]:
    def own(found: list[Reply]) -> list[Reply]:
        return [one for one in found if one.own]

    def written(found: list[Reply]) -> list[Reply]:
        return [one for one in found if one.written is not None]

    def distance(count: Callable[[str], float]) -> Statistic:
        return lambda found: earth_mover(
            [count(one.written or "") for one in written(found)], [count(one.real) for one in written(found)]
        )

    return {
        "bits_per_byte": lambda found: ratio((one.bits, one.size) for one in own(found)),
        "context_gain": lambda found: ratio((one.gained, one.size) for one in own(found)),
        "hits_at_1": lambda found: mean(float(one.rank == 1) for one in found if one.rank),
        "mrr": lambda found: mean(1 / one.rank for one in found if one.rank),
        "author_llr": lambda found: mean(one.ratio for one in own(found)),
        "author_auc": lambda found: auc([one.ratio for one in own(found)], [one.ratio for one in found if not one.own]),
        **{f"habit_{id}": distance(count) for id, (_, count) in HABITS.items()},
        "stopped": lambda found: mean(float(one.ending == "stopped") for one in written(found)),
        "copies_beyond": lambda found: beyond([one.copied for one in found if one.copied]),
        "copies": lambda found: long_ones([one.copied for one in found if one.copied]),
    }


def _by_session(replies: Sequence[Reply], sizes: Sequence[int], statistic: Statistic) -> dict[int, list[float | None]]:
    """Values on draws of whole sessions, until they hold so many replies of the persona's."""
    sessions: dict[str, list[Reply]] = defaultdict(list)
    for one in replies:
        sessions[one.group].append(one)
    groups = [sessions[name] for name in sorted(sessions)]
    total = sum(one.own for one in replies)
    return {
        size: [number(statistic(_drawn(groups, size, draw))) for draw in range(TIMES)]
        for size in sizes
        if size <= total * 0.7
    }


def _drawn(groups: Sequence[Sequence[Reply]], size: int, draw: int) -> list[Reply]:
    found: list[Reply] = []
    count = 0
    for group in Random(f"{draw}-{size}").sample(groups, len(groups)):
        if count >= size:
            break
        found += group
        count += sum(one.own for one in group)
    return found


def _any(
    items: Sequence[T], sizes: Sequence[int], statistic: Callable[[list[Any]], float]
) -> dict[int, list[float | None]]:
    """Values on draws of single items."""
    return {
        size: [number(statistic(Random(f"{draw}-{size}").sample(list(items), size))) for draw in range(TIMES)]
        for size in sizes
        if size <= len(items)
    }


def _of_lines(found: Sequence[Known]) -> dict[int, list[float | None]]:
    """Values on draws of so many lines that were trained on, and of as many held-out ones where there are."""
    sides = [[one for one in found if one.is_trained == side] for side in (True, False)]
    return {
        size: [
            number(better_known([one for side in sides for one in random.sample(side, min(size, len(side)))]))
            for random in (Random(f"{draw}-{size}") for draw in range(TIMES))
        ]
        for size in LINES
        if size <= len(sides[0]) and sides[1]
    }


def _style(material: Material, replies: Sequence[Reply]) -> Values:
    """What each verifier says of so many written words; own is above others, so the raw score orders as well."""
    manifest = material.manifest
    own, others = ([material.text(line) for line in some] for some in (material.trained, material.trained_others))
    mask = Mask(own, others, [manifest.template.name, *manifest.others])
    reference = [chunks([mask.masked(line) for line in lines]) for lines in (own, others)]
    written = [mask.masked(one.written or "") for one in replies]
    found: Values = {}
    for id, (_, fit) in VERIFIERS.items():
        verifier = fit(*reference, 0)
        score = _summed(written, verifier) if isinstance(verifier, Grammar) else verifier.score
        found[id] = _pooled(written, score)
    return found


def _summed(lines: Sequence[str], verifier: Grammar) -> Callable[[list[str]], float]:
    """The same mean over words out of the scores of single lines, each of which takes long."""
    known = {line: verifier.score([line]) for line in set(lines)}
    size = {line: len(tokens_of(line)) + 1 for line in known}
    return lambda some: ratio((known[line] * size[line], size[line]) for line in some)


def _pooled(lines: Sequence[str], score: Callable[[list[str]], float]) -> dict[int, list[float | None]]:
    total = sum(len(words_of(line)) for line in lines)
    return {
        size: [number(score(list(_of_words(lines, size, draw)))) for draw in range(TIMES)]
        for size in WORDS
        if size <= total * 0.7
    }


def _of_words(lines: Sequence[str], size: int, draw: int) -> Iterator[str]:
    count = 0
    for line in Random(f"{draw}-{size}").sample(lines, len(lines)):
        if count >= size:
            return
        yield line
        count += len(words_of(line))
