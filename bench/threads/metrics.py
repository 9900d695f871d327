"""The measures of the field for talks taken apart, and how clean the contexts are that they give."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

Answers = Mapping[int, Set[int]]
"""What each line answers, itself where it starts a talk."""
Clusters = Sequence[Set[int]]


def clusters(answers: Answers) -> list[set[int]]:
    """The lines that answers join, of those that have any."""
    talk: dict[int, set[int]] = {}
    for line, befores in answers.items():
        joined = talk.setdefault(line, {line})
        for before in befores:
            other = talk.setdefault(before, {before})
            if other is not joined:
                small, joined = sorted((joined, other), key=len)
                joined |= small
                talk.update(dict.fromkeys(small, joined))
    own = {id(one): one for line, one in talk.items()}
    return [one & answers.keys() for one in own.values() if one & answers.keys()]


def prf(matched: int, found: int, gold: int) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean in percent."""
    precision, recall = 100 * matched / (found or 1), 100 * matched / (gold or 1)
    return precision, recall, 2 * precision * recall / (precision + recall or 1)


def variation(gold: Iterable[tuple[str, Clusters]], found: Mapping[str, Clusters]) -> float:
    """One minus the variation of information over its greatest value, in percent, of all files as one."""
    table, sums, gold_sums = Counter[tuple[str, int, int]](), Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for name, ones in gold:
        places = {line: k for k, one in enumerate(found[name]) for line in one}
        for g, one in enumerate(ones):
            table.update((name, g, places[line]) for line in one)
            gold_sums[name, g] = len(one)
            sums.update((name, places[line]) for line in one)
    total = sum(sums.values())
    if total < 2:
        return 100.0
    joint = -sum(
        n / total * math.log2(n * n / (gold_sums[name, g] * sums[name, k])) for (name, g, k), n in table.items()
    )
    return 100 - 100 * joint / math.log2(total)


def overlap(gold: Clusters, found: Clusters) -> int:
    """Lines that lie in matching talks when every talk is matched with one other at most, in the best way."""
    places = {line: k for k, one in enumerate(found) for line in one}
    shared = [Counter(places[line] for line in one) for one in gold]
    return sum(_matched(part, shared) for part in _parts(shared))


def _parts(shared: Sequence[Mapping[int, int]]) -> list[list[int]]:
    """Gold talks that share found ones, directly or through others: each part is matched on its own."""
    holders: dict[int, list[int]] = defaultdict(list)
    for g, row in enumerate(shared):
        for k in row:
            holders[k].append(g)
    parts, seen = [], set[int]()
    for g in range(len(shared)):
        part, todo = [], [g]
        while todo:
            if (one := todo.pop()) not in seen:
                seen.add(one)
                part.append(one)
                todo += [other for k in shared[one] for other in holders[k]]
        if part:
            parts.append(part)
    return parts


def _matched(part: Sequence[int], shared: Sequence[Mapping[int, int]]) -> int:
    """The greatest sum of a matching of rows and columns: shortest augmenting paths, with potentials."""
    columns = sorted({k for g in part for k in shared[g]})
    rows: list[Sequence[float]] = [[-shared[g].get(k, 0) for k in columns] for g in part]
    if len(rows) > len(columns):
        rows = list(zip(*rows, strict=True))
    count, width = len(rows), len(rows[0])
    u, v, taken = [0.0] * (count + 1), [0.0] * (width + 1), [0] * (width + 1)
    for row in range(1, count + 1):
        _augment(row, rows, u, v, taken)
    return round(-sum(rows[taken[k] - 1][k - 1] for k in range(1, width + 1) if taken[k]))


def _augment(row: int, rows: Sequence[Sequence[float]], u: list[float], v: list[float], taken: list[int]) -> None:
    width = len(rows[0])
    taken[0], column = row, 0
    least, way, used = [math.inf] * (width + 1), [0] * (width + 1), [False] * (width + 1)
    while taken[column]:
        used[column] = True
        at, delta, following = taken[column], math.inf, 0
        for k in range(1, width + 1):
            if not used[k]:
                cost = rows[at - 1][k - 1] - u[at] - v[k]
                if cost < least[k]:
                    least[k], way[k] = cost, column
                if least[k] < delta:
                    delta, following = least[k], k
        for k in range(width + 1):
            if used[k]:
                u[taken[k]] += delta
                v[k] -= delta
            else:
                least[k] -= delta
        column = following
    while column:
        taken[column], column = taken[way[column]], way[column]
