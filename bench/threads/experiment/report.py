"""The table: losses on held-out turns and what their contexts are worth, with intervals of a bootstrap over talks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from random import Random

import msgspec

UNTRAINED = "untrained"
TIMES = 1000
Pair = tuple[str, int]
"""A speaker and a seed."""


class Cell(msgspec.Struct):
    """A trained model's losses on a speaker's turns: of each its talk, its tokens, and nats behind both contexts."""

    speaker: str
    way: str
    seed: int
    settings: dict[str, float]
    digest: str
    examples: int
    trained: int
    read: int
    seconds: float
    turns: list[tuple[str, int, float, float | None]]


class Sums(msgspec.Struct):
    """Tokens and nats over turns; the last three only where there is another context."""

    tokens: int = 0
    right: float = 0.0
    both_tokens: int = 0
    both_right: float = 0.0
    wrong: float = 0.0

    def __iadd__(self, other: Sums) -> Sums:
        self.tokens, self.right = self.tokens + other.tokens, self.right + other.right
        self.both_tokens, self.both_right = self.both_tokens + other.both_tokens, self.both_right + other.both_right
        self.wrong += other.wrong
        return self

    @property
    def loss(self) -> float:
        """Nats a token behind the right context."""
        return self.right / (self.tokens or 1)

    @property
    def gain(self) -> float:
        """Nats a token that the right context saves."""
        return (self.wrong - self.both_right) / (self.both_tokens or 1)


Talks = dict[str, Sums]
Table = dict[str, dict[Pair, Talks]]


def report(cells: Sequence[Cell], ways: Sequence[str]) -> Iterator[str]:
    """Lines of a table for each kind of settings; only what all these ways were trained for is compared."""
    by_settings: dict[str, list[Cell]] = {}
    for cell in cells:
        if cell.way in (UNTRAINED, *ways):
            settings = ", ".join(f"{name} {value:g}" for name, value in cell.settings.items())
            by_settings.setdefault(settings, []).append(cell)
    for settings, some in by_settings.items():
        yield settings
        yield from _rows(some, ways)


def _rows(cells: Sequence[Cell], ways: Sequence[str]) -> Iterator[str]:
    """A head, and a line for each way, of all speakers together and of each."""
    first = ways[0]
    table, whole = _table(cells, ways)
    yield (
        "speaker and way|models|examples|tokens trained|tokens read|loss|minus "
        + first
        + "|context gain|minus "
        + first
    )
    for name in ["all", *dict.fromkeys(speaker for speaker, _ in whole)]:
        pairs = [pair for pair in whole if name in ("all", pair[0])]
        samples = list(_samples(pairs, table, Random(0)))
        for way in [UNTRAINED, *ways]:
            if pairs and way in table and all(pair in table[way] for pair in pairs):
                told = [_told(table, pairs, samples, way, first, value) for value in (_loss, _gain)]
                yield f"{name}, {way}|{_sizes(cells, pairs, way)}|{'|'.join(told)}"
    missing = {(cell.speaker, cell.seed) for cell in cells if cell.way != UNTRAINED} - set(whole)
    if missing:
        yield f"not complete: {', '.join(f'{speaker} with seed {seed}' for speaker, seed in sorted(missing))}"


def _table(cells: Iterable[Cell], ways: Sequence[str]) -> tuple[Table, list[Pair]]:
    table: Table = defaultdict(dict)
    for cell in cells:
        table[cell.way][cell.speaker, cell.seed] = _talks(cell)
    whole = [pair for pair in table[ways[0]] if all(pair in table[way] for way in ways)] if ways else []
    untrained = {speaker: talks for (speaker, _), talks in table.pop(UNTRAINED, {}).items()}
    table[UNTRAINED] = {pair: untrained[pair[0]] for pair in whole if pair[0] in untrained}
    return table, whole


def _talks(cell: Cell) -> Talks:
    found: Talks = defaultdict(Sums)
    for talk, tokens, right, wrong in cell.turns:
        both = () if wrong is None else (tokens, right, wrong)
        found[talk] += Sums(tokens, right, *both)
    return found


def _samples(pairs: Sequence[Pair], table: Table, random: Random) -> Iterator[list[tuple[Pair, list[str]]]]:
    """Seeds drawn anew for each speaker, and talks of each speaker drawn anew: the same for all ways."""
    seeds: dict[str, list[int]] = defaultdict(list)
    for speaker, seed in pairs:
        seeds[speaker].append(seed)
    by_pair = next(iter(table.values()))
    talks = {speaker: list(by_pair[speaker, known[0]]) for speaker, known in seeds.items()}
    for _ in range(TIMES):
        yield [
            ((speaker, seed), drawn)
            for speaker, known in seeds.items()
            for drawn in [random.choices(talks[speaker], k=len(talks[speaker]))]
            for seed in random.choices(known, k=len(known))
        ]


def _loss(sums: Sums) -> float:
    return sums.loss


def _gain(sums: Sums) -> float:
    return sums.gain


def _told(
    table: Table,
    pairs: Sequence[Pair],
    samples: Sequence[list[tuple[Pair, list[str]]]],
    way: str,
    first: str,
    value: Callable[[Sums], float],
) -> str:
    everything = [(pair, list(table[way][pair])) for pair in pairs]
    mine = [value(_sum(table[way], sample)) for sample in [everything, *samples]]
    if way == first or first not in table:
        return f"{_interval(mine)}|"
    others = [value(_sum(table[first], sample)) for sample in [everything, *samples]]
    return f"{_interval(mine)}|{_interval([one - other for one, other in zip(mine, others, strict=True)])}"


def _sum(talks: Mapping[Pair, Talks], sample: Iterable[tuple[Pair, list[str]]]) -> Sums:
    sums = Sums()
    for pair, drawn in sample:
        for talk in drawn:
            sums += talks[pair][talk]
    return sums


def _interval(values: Sequence[float]) -> str:
    """The first value, and the range of 95 of 100 of the others."""
    found = sorted(values[1:])
    low, high = found[len(found) // 40], found[-1 - len(found) // 40]
    return f"{values[0]:.3f} ({low:.3f} to {high:.3f})"


def _sizes(cells: Sequence[Cell], pairs: Sequence[Pair], way: str) -> str:
    mine = [cell for cell in cells if cell.way == way and (way == UNTRAINED or (cell.speaker, cell.seed) in pairs)]
    sums = [sum(numbers) for numbers in zip(*((c.examples, c.trained, c.read) for c in mine), strict=True)]
    return f"{len({cell.digest for cell in mine})}|" + "|".join(str(total // len(mine)) for total in sums)
