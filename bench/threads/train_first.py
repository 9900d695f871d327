"""Trains what the ranker sees at first sight: trees whose leaves score all likely answers of a message at once.

Half of what it learns are the links that people annotated, half those of the ranker, which it is to stand in for. It
learns from more copies without names than the ranker, as it decides more where nobody is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random
from typing import Any

from simulacrum_core.threads.careful import best, chosen
from simulacrum_core.threads.features import History
from simulacrum_core.threads.likely import likely, likely_row
from simulacrum_core.threads.talks import Talks
from simulacrum_core.threads.weights import SCORES, Model
from simulacrum_core.threads.words import lines, weights

from .copies import nameless, thinned
from .corpus import Log

UNIT = 1000
BEFORE = 30
"""Messages of a log that are passed over, as too little is known before them."""
TREES, LEAVES, RATE, SMALLEST, PART, STEP, DAMPING = 24, 64, 0.35, 60, 0.5, 3.0, 10.0

THIN, FEWEST = ((0.5, 2), (0.25, 4), (0.12, 8)), 40

Sample = tuple[tuple[int, ...], int, int]
"""A row, the number of the score that the ranker would choose, and that of the annotated link."""


def with_copies(originals: Iterable[Log]) -> Iterator[Log]:
    """Logs with slower, thinned copies, and some in which nobody is named."""
    random = Random(2)
    for log in originals:
        yield log
        yield from (copy for how in THIN if len((copy := thinned(log, *how, random)).messages) > FEWEST)
        if random.random() < 0.4:
            yield nameless(log)
        if random.random() < 0.3:
            yield nameless(thinned(log, 0.4, 3, random))


def samples(data: Iterable[Log], model: Model, before: int = BEFORE) -> Iterator[Sample]:
    """What is learned from; where nobody annotated a message, both numbers are the ranker's.

    Of each log, the messages `before` that many are passed over.
    """
    for log in data:
        read = lines(log.messages, {}, model.habits)
        history, talks = History(read, weights(read)), Talks()
        for i, line in enumerate(read):
            parent = chosen(best(history, talks, i, model), i, model).parent
            if i >= before:
                them = likely(history, talks, i)
                places = [i, *them]
                ranked = places.index(parent) if parent in places else SCORES - 1
                answered = log.answers.get(i, ())
                right = next((place for place, j in enumerate(places) if j in answered and j >= 0), SCORES - 1)
                yield likely_row(history, talks, i, them, history.idf), ranked, right if answered else ranked
            talks.add(i, parent, line)
            history.add(i)


def first_trees(found: Iterable[Sample], count: int = TREES) -> list[str]:
    """Gradient boosting with one tree of several outputs a round (Friedman 2001), as text for the weights."""
    import numpy as np
    from sklearn.tree import DecisionTreeRegressor

    rows, ranked, right = zip(*found, strict=True)
    table, size = np.array(rows, np.int32), len(rows)
    wanted = (np.eye(SCORES)[list(ranked)] + np.eye(SCORES)[list(right)]) / 2
    start = np.log(wanted.mean(0) + 1e-6)
    scores, random = np.tile(start, (size, 1)), np.random.default_rng(0)
    trees = []
    for number in range(count):
        chances = np.exp(scores - scores.max(1, keepdims=True))
        chances /= chances.sum(1, keepdims=True)
        left, some = wanted - chances, random.random(size) < PART
        fitted = DecisionTreeRegressor(max_leaf_nodes=LEAVES, min_samples_leaf=SMALLEST, random_state=0)
        leaf = fitted.fit(table[some], left[some]).apply(table)
        nodes, kinds = fitted.tree_.node_count, range(SCORES)
        sums = np.array([np.bincount(leaf, left[:, kind], nodes) for kind in kinds])
        spread = np.array([np.bincount(leaf, (chances * (1 - chances))[:, kind], nodes) for kind in kinds])
        values = np.clip(RATE * sums / (spread + DAMPING) * (SCORES - 1) / SCORES, -STEP, STEP).T
        scores += values[leaf]
        trees.append(text(fitted.tree_, values + (0 if number else start), UNIT))
    return trees


def text(tree: Any, values: Any, unit: float) -> str:
    """A tree from its root on, none of whose scores is negative, in whole parts of so many a nat."""
    whole = (values * unit).round().astype(int)
    whole -= whole[tree.children_left < 0].min()

    def side(node: int) -> str:
        if tree.children_left[node] < 0:
            return ",".join(map(str, whole[node]))
        sides = f"{side(tree.children_left[node])} {side(tree.children_right[node])}"
        return f"{tree.feature[node]}:{int(tree.threshold[node] // 1)} {sides}"

    return side(0)
