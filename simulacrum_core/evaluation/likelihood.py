"""Likelihood: the bits that the model needs for a byte of the person's held-out words.

bits per byte = sum of -log2 p(token) over all tokens / sum of bytes. By bytes, models of different tokenizers compare.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from ..chat.scoring import Asked, Scored
from .figures import Figure, Result, Table, compared, declined, figure, number, too_few
from .lines import Line
from .material import Material, drawn
from .statistics import bootstrap, grouped, ratio
from .subject import BASE, Subject

ID, NAME = "likelihood", "Likelihood"
LEAST = 30
"""Replies from which on a mean is given. Ten are enough to order models of invented people (`bench.evaluation`), who
differ more than real ones do; of fewer than thirty the interval is as wide as what training changes."""
_LEAST_OF_A_KIND = 10

Pair = tuple[str, float, float]
"""A session, bits and bytes."""


def measure(subject: Subject, material: Material, seed: int) -> Result:
    """Bits per byte on held-out replies, of the base model as well, by source, partner and length of the context."""
    lines = material.held_out
    if len(lines) < LEAST:
        why = too_few("held-out replies", len(lines), LEAST, "chance would be larger than what training changes")
        return Result(ID, NAME, "Not measured.", (declined("bits_per_byte", "bits per byte", why, len(lines)),))
    tuned = pairs(lines, subject.score(asked(lines)))
    base = pairs(lines, subject.score(asked(lines), BASE)) if subject.has_base else []
    seen = read_again(material, seed)
    known = pairs(seen, subject.score(asked(seen)))
    trained, before = bits_per_byte(known), bits_per_byte(base) if base else None
    ceiling = (trained, "its own training text, which it may know by heart")
    figures = [
        figure(
            *("bits_per_byte", "bits per byte", bits_per_byte(tuned), interval(tuned, seed), len(lines)),
            unit="bits/byte",
            better="lower",
            floor=compared(before),
            ceiling=ceiling,
            base=before,
        )
    ]
    if base:
        unread = pairs(seen, subject.score(asked(seen), BASE))
        figures.append(_gain(_saved(tuned, base), bits_per_byte(_saved(known, unread)), seed))
    tables = _tables(lines, tuned, base, seed)
    return Result(ID, NAME, _told(bits_per_byte(tuned), before, trained), tuple(figures), tables)


def read_again(material: Material, seed: int) -> list[Line]:
    """As many lines that were trained on as are held out."""
    return drawn(material.trained, len(material.held_out), seed)


def asked(lines: Sequence[Line]) -> list[Asked]:
    """What the model is asked: the words of each line behind its own context."""
    return [Asked(line.prompt, line.scored) for line in lines]


def pairs(lines: Sequence[Line], scores: Sequence[Scored]) -> list[Pair]:
    """Bits and bytes of each line, with its session."""
    return [(line.group, score.bits, line.bytes) for line, score in zip(lines, scores, strict=True)]


def bits_per_byte(found: Sequence[Pair]) -> float:
    """Over all tokens: a long reply counts more than a short one."""
    return ratio((bits, size) for _, bits, size in found)


def interval(found: Sequence[Pair], seed: int) -> tuple[float, float] | None:
    """Of bits per byte, by sessions."""
    return bootstrap(grouped(found, lambda pair: pair[0]), bits_per_byte, seed)


def _saved(tuned: Sequence[Pair], base: Sequence[Pair]) -> list[Pair]:
    return [(group, before - after, size) for (group, after, size), (_, before, _) in zip(tuned, base, strict=True)]


def _gain(saved: Sequence[Pair], known: float, seed: int) -> Figure:
    return figure(
        *("saved", "bits per byte that training saves", bits_per_byte(saved), interval(saved, seed), len(saved)),
        unit="bits/byte",
        better="higher",
        floor=(0.0, "no training"),
        ceiling=(known, "its own training text"),
        base=0.0,
    )


def _tables(lines: Sequence[Line], tuned: Sequence[Pair], base: Sequence[Pair], seed: int) -> tuple[Table, ...]:
    kinds: dict[str, Callable[[Line], str]] = {
        "by source": lambda line: line.source or "unknown",
        "by partner": lambda line: line.partner or "nobody",
        "by length of context": _length,
    }
    if any(line.hour is not None for line in lines):
        kinds["by time of day"] = _time_of_day
    return tuple(_table(name, kind, lines, tuned, base, seed) for name, kind in kinds.items())


def _table(
    name: str,
    kind: Callable[[Line], str],
    lines: Sequence[Line],
    tuned: Sequence[Pair],
    base: Sequence[Pair],
    seed: int,
) -> Table:
    places: dict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        places[kind(line)].append(place)
    rows = list[tuple[str | float | int | None, ...]]()
    for value, found in sorted(places.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        if len(found) < _LEAST_OF_A_KIND:
            rows.append((value, len(found), None, None, None, None))
            continue
        own, before = ([some[i] for i in found] if some else [] for some in (tuned, base))
        spread = interval(own, seed) or (None, None)
        numbers = (bits_per_byte(own), *spread, bits_per_byte(before))
        rows.append((value, len(found), *map(number, numbers)))
    return Table(name, ("", "replies", "bits/byte", "from", "to (95 %)", "base"), tuple(rows))


def _length(line: Line) -> str:
    count = len(line.before)
    return "no context" if not count else "1 turn" if count == 1 else "2 to 3 turns" if count < 4 else "4 and more"


def _time_of_day(line: Line) -> str:
    """The quarter of the day in which the session began, by the clock of the source."""
    names = ("night, 0 to 6", "morning, 6 to 12", "afternoon, 12 to 18", "evening, 18 to 24")
    return "unknown" if line.hour is None else names[line.hour // 6]


def _told(value: float, base: float | None, trained: float) -> str:
    against = f", the base model {base:.2f}" if base is not None else ""
    words = f"The person's held-out words cost {value:.2f} bits a byte{against}."
    if trained and value / trained > 1.3:
        words += f" What it was trained on costs {trained:.2f}: it knows some of that by heart."
    if base is not None and value >= base:
        words += " Training did not help."
    return words
