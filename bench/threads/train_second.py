"""Trains the second look at messages of which the first is unsure: trees that are added to the first look's scores.

    python -m bench.threads.train_second FOLDER [-o simulacrum_core/threads/forests.py]

Half of what it learns are the links that people annotated, half the chances that the ranker gives; where nobody
annotated a message, they are the ranker's. Writes the forest `second` into a model whose other forests are there; about
five minutes of one core.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from simulacrum_core.threads import weights as place
from simulacrum_core.threads.careful import best, chances
from simulacrum_core.threads.features import History
from simulacrum_core.threads.further import further, second_row
from simulacrum_core.threads.likely import likely, likely_row
from simulacrum_core.threads.quick import certain, likeliest
from simulacrum_core.threads.talks import Talks
from simulacrum_core.threads.weights import FORESTS, SECOND_SCORES, STEP, Model, function_of, model, unpacked
from simulacrum_core.threads.words import lines, weights

from .corpus import Log, logs, without_system
from .train_first import BEFORE, text, with_copies

FIRST_UNIT = 2000
"""What the first look's scores are divided by, as its chances are."""
LEARNED, FOLLOWED = 0.7, 0.6
"""The first look's chance below which a message is learned from, and below which talks go by the ranker."""
TREES, LEAVES, RATE, SMALLEST, PART, COLUMNS, MOST, DAMPING = 40, 64, 0.4, 80, 0.6, 0.3, 3.0, 20.0
UNANNOTATED = 0.5
"""What a message that nobody annotated counts."""

Sample = tuple[list[int], list[float], int, list[int]]
"""A row, the chances that the ranker gives, the number of the annotated link or -1, and the first look's scores."""


def main() -> None:
    """Train, and write the forest into the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--out", type=Path, default=Path(place.__file__).with_name("forests.py"))
    arguments = parser.parse_args()
    trees = second_trees(samples(with_copies(map(without_system, logs(arguments.folder))), model()))
    old = arguments.out.read_text(encoding="utf-8")
    arguments.out.write_text(with_forest(old, "second", trees), encoding="utf-8")


def with_forest(source: str, name: str, trees: Sequence[str]) -> str:
    """The source text of a model with another forest of that name."""
    function = function_of(name, trees, FORESTS[name])
    parts = re.split(r"^(?=def )", source, flags=re.MULTILINE)
    return "\n\n\n".join([(function if part.startswith(f"def {name}(") else part).rstrip() for part in parts]) + "\n"


def samples(data: Iterable[Log], using: Model) -> Iterator[Sample]:
    """What is learned from: the messages of which the first look is unsure."""
    for log in data:
        read = lines(log.messages, {}, using.habits)
        history, talks = History(read, weights(read)), Talks()
        for i, line in enumerate(read):
            parent = certain(history, i)
            if parent < 0:
                parent, sample = _sample(history, talks, i, using, log)
                if sample and i >= BEFORE:
                    yield sample
            talks.add(i, parent, line)
            history.add(i)


def _sample(history: History, talks: Talks, i: int, using: Model, log: Log) -> tuple[int, Sample | None]:
    """What message `i` answers as talks are followed here, and what is learned from it."""
    assert using.first is not None
    found = likely(history, talks, i)
    row = likely_row(history, talks, i, found, history.idf)
    scores = [*unpacked(using.first(*row))]
    link = likeliest(i, found, scores)
    if link.confidence >= LEARNED:
        return link.parent, None
    ranked = chances(best(history, talks, i, using), i, using)
    more = further(history, talks, i, found)
    places = [i, *found, *more]
    wanted = [ranked.get(j, 0.0) if j >= 0 else 0.0 for j in places]
    answered = log.answers.get(i, ())
    right = next((place for place, j in enumerate(places) if j in answered and j >= 0), SECOND_SCORES - 1)
    sample = (
        second_row(history, talks, i, found, more, row, scores),
        [*wanted, max(0.0, 1 - sum(wanted))],
        right if answered else -1,
        scores,
    )
    return link.parent if link.confidence >= FOLLOWED else max(ranked, key=ranked.__getitem__), sample


def second_trees(found: Iterable[Sample], count: int = TREES) -> list[str]:
    """Gradient boosting from the first look's scores on, with one tree of several outputs a round."""
    import numpy as np
    from sklearn.tree import DecisionTreeRegressor

    rows, ranked, right, scores = zip(*found, strict=True)
    table, wanted, answers = np.array(rows, np.int32), np.array(ranked), np.array(right)
    annotated, others = answers >= 0, SECOND_SCORES - len(scores[0])
    wanted[annotated] = (wanted[annotated] + np.eye(SECOND_SCORES)[answers[annotated]]) / 2
    weight = np.where(annotated, 1, UNANNOTATED)
    first = np.insert(np.array(scores) / FIRST_UNIT, [len(scores[0]) - 1] * others, 0, axis=1)
    start, now, trees = np.zeros(SECOND_SCORES), first.copy(), []
    for _ in range(30):
        start += (np.log(wanted.mean(0) + 1e-6) - np.log(_shares(first + start).mean(0))) / 2
    now += start
    random = np.random.default_rng(0)
    for number in range(count):
        shares = _shares(now)
        left, some = wanted - shares, random.random(len(table)) < PART
        fitted = DecisionTreeRegressor(
            max_leaf_nodes=LEAVES, min_samples_leaf=SMALLEST, max_features=COLUMNS, random_state=number
        )
        leaf = fitted.fit(table[some], left[some], weight[some]).apply(table)
        nodes, kinds = fitted.tree_.node_count, range(SECOND_SCORES)
        sums = np.array([np.bincount(leaf, left[:, kind] * weight, nodes) for kind in kinds])
        spread = np.array([np.bincount(leaf, (shares * (1 - shares))[:, kind] * weight, nodes) for kind in kinds])
        values = RATE * sums / (spread + DAMPING) * (SECOND_SCORES - 1) / SECOND_SCORES
        values = np.clip(values, -MOST, MOST).T
        now += values[leaf]
        trees.append(text(fitted.tree_, values + (0 if number else start), FIRST_UNIT / STEP))
    return trees


def _shares(scores: Any) -> Any:
    import numpy as np

    chances = np.exp(scores - scores.max(1, keepdims=True))
    return chances / chances.sum(1, keepdims=True)


if __name__ == "__main__":
    main()
