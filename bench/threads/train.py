"""Trains the model that takes talks apart, on a folder in the corpus' layout; about five minutes of one core.

    pip install lightgbm numpy scikit-learn
    python -m bench.threads.train FOLDER [-o simulacrum_core/threads/forests.py] [--fine]

With `--fine`, only that forest is trained, into a model whose others are there.
Published weights are trained on the folder `train` of the corpus (see NOTICE); choices were made on its folder `dev`.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from simulacrum_core.threads import weights as place
from simulacrum_core.threads.careful import best, chosen
from simulacrum_core.threads.features import FEATURES, History, Row, candidates, rows
from simulacrum_core.threads.likely import LIKELY
from simulacrum_core.threads.talks import STANDING, Talks
from simulacrum_core.threads.weights import Model, Score, forest, parsed, source_of
from simulacrum_core.threads.words import Habits, lines, weights

from .copies import nameless, thinned
from .corpus import Log, logs, without_system
from .train_first import first_trees, samples, with_copies
from .train_second import samples as second_samples
from .train_second import second_trees, with_forest

UNIT = 1000
"""Leaves are kept as whole thousandths; the chance of a candidate goes with exp(score)."""
START = -200
"""Added to the score of starting a talk; chosen on the folder `dev`."""
BEFORE = 250
"""Lines before the first annotated one from which on talks are followed."""
THIN = ((0.5, 2), (0.25, 4), (0.12, 8), (0.3, 1), (0.05, 8))
"""The share of talks that a copy keeps, and how much slower it is."""
COARSE = {"num_leaves": 15, "learning_rate": 0.25, "min_data_in_leaf": 50, "lambdarank_truncation_level": 8}
FINE = {"num_leaves": 31, "learning_rate": 0.09, "min_data_in_leaf": 40, "lambdarank_truncation_level": 5}
CHANCES = {
    "num_leaves": 31,
    "learning_rate": 0.15,
    "min_data_in_leaf": 40,
    "min_sum_hessian_in_leaf": 3,
    "lambda_l2": 10,
}
"""The same for a forest that learns chances instead of ranks."""
_HEAD = '''\
"""The forests of simulacrum_core.threads, made by bench/threads/train.py.

From the training part of the corpus of Kummerfeld et al., "A Large-Scale Corpus for Conversation Disentanglement"
(ACL 2019), CC-BY 4.0: see NOTICE.
"""
'''

Table = tuple[list[tuple[int, ...]], list[bool], list[int]]
"""Rows, whether each is an answered message, and how many rows each message has."""


def main() -> None:
    """Train, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--out", type=Path, default=Path(place.__file__).with_name("forests.py"))
    parser.add_argument("--fine", action="store_true")
    arguments = parser.parse_args()
    originals = list(map(without_system, logs(arguments.folder)))
    if arguments.fine:
        old = arguments.out.read_text(encoding="utf-8")
        trees = fine_trees(originals, parsed(old))
        arguments.out.write_text(with_forest(old, "fine", trees), encoding="utf-8")
    else:
        arguments.out.write_text(trained(originals), encoding="utf-8")


def trained(originals: Sequence[Log], trees: tuple[int, int, int, int] = (24, 50, 160, 60)) -> str:
    """The text of a model.

    `trees` of the coarse forest, of those that stand in for the fine one, of the one that `first` and `second` learn
    from, and of the fine one.
    """
    random = Random(1)
    copies = [copy for log in originals for copy in _copies(log, random)]
    habits = _habits(originals)
    coarse = fitted(coarse_rows([*originals, *copies], habits, 0.3, random), FEATURES, trees[0], COARSE)
    table = _fine_table(originals, copies, forest(coarse, len(FEATURES)), habits, trees[1], random)
    fine = fitted(table, FEATURES + STANDING, trees[2], FINE)
    ranker = Model(forest(coarse, len(FEATURES)), forest(fine, _WIDTH), UNIT, START, habits)
    quick = first_trees(samples(with_copies(originals), ranker))
    looking = msgspec.structs.replace(ranker, first=forest(quick, len(LIKELY)))
    again = second_trees(second_samples(with_copies(originals), looking))
    trees_of = {"first": quick, "second": again, "coarse": coarse}
    trees_of["fine"] = fitted(table, FEATURES + STANDING, trees[3], CHANCES)
    return source_of(_HEAD, UNIT, START, habits, trees_of)


def fine_trees(originals: Sequence[Log], using: Model, trees: tuple[int, int] = (50, 60)) -> list[str]:
    """The fine forest of a model whose coarse one is there."""
    random = Random(1)
    copies = [copy for log in originals for copy in _copies(log, random)]
    table = _fine_table(originals, copies, using.coarse, using.habits, trees[0], random)
    return fitted(table, FEATURES + STANDING, trees[1], CHANCES)


def _fine_table(
    originals: Sequence[Log], copies: Sequence[Log], coarse: Score, habits: Habits, count: int, random: Random
) -> Table:
    """What a fine forest learns from: talks as a model finds them that did not see their log."""
    first = Model(coarse, lambda *row: -row[len(FEATURES) + 1], 1, 0, habits)
    halves = []
    for half in (0, 1):
        table = fine_rows([*originals[half::2], *_of(originals[half::2], copies)], lambda _: first, 0.5, random)
        halves.append(Model(coarse, forest(fitted(table, FEATURES + STANDING, count, FINE), _WIDTH), UNIT, 0, habits))
    unseen = {log.name: halves[1 - number % 2] for number, log in enumerate(originals)}
    return fine_rows([*originals, *copies[::2]], lambda log: unseen[_name(log)], 1, random)


_WIDTH = len(FEATURES) + len(STANDING)


def _name(log: Log) -> str:
    return log.name.split("/")[0]


def _of(originals: Sequence[Log], copies: Sequence[Log]) -> list[Log]:
    names = {log.name for log in originals}
    return [copy for copy in copies if _name(copy) in names]


def _copies(log: Log, random: Random) -> Iterator[Log]:
    yield from (copy for how in THIN if len((copy := thinned(log, *how, random)).messages) > 3)
    if random.random() < 0.3:
        yield nameless(log)
    if random.random() < 0.3:
        yield nameless(thinned(log, 0.4, 3, random))


def _habits(originals: Sequence[Log]) -> Habits:
    """What words say for starting a talk and for going on, in eighths of a nat; of words that are in many logs."""
    counts: list[Counter[str]] = [Counter(), Counter(), Counter()]
    logs_with: Counter[str] = Counter()
    for log in originals:
        read = lines(log.messages, {}, {})
        for i, befores in log.answers.items():
            if (before := max(befores)) >= 0:
                kind = 0 if before == i else 1 if read[before].author == read[i].author else 2
                counts[kind].update({"": 1, **dict.fromkeys(read[i].words, 1)})
        logs_with.update({word for i in log.answers for word in read[i].words})
    common = sorted(word for word, count in logs_with.items() if count >= 30 and word.isalpha())
    found = {word: tuple(round(8 * _odds(word, counts[kind], counts[2])) for kind in (0, 1)) for word in common}
    return {word: (tells[0], tells[1]) for word, tells in found.items() if max(map(abs, tells)) > 1}


def _odds(word: str, one: Counter[str], other: Counter[str]) -> float:
    return math.log((one[word] + 3) / (one[""] + 3) * (other[""] + 3) / (other[word] + 3))


def coarse_rows(data: Sequence[Log], habits: Habits, share: float, random: Random) -> Table:
    """What a coarse forest learns from: a `share` of the annotated messages."""
    table: Table = ([], [], [])
    for log in data:
        read = lines(log.messages, {}, habits)
        history = History(read, weights(read))
        for i in range(len(read)):
            if i in log.answers and random.random() < share:
                them = candidates(history, i)
                _add(table, rows(history, i, them), [j in log.answers[i] for j in them])
            history.add(i)
    return table


def fine_rows(data: Sequence[Log], using: Callable[[Log], Model], share: float, random: Random) -> Table:
    """The same for a fine forest, of talks as the model finds them that each log is given."""
    table: Table = ([], [], [])
    for log in data:
        model = using(log)
        read = lines(log.messages, {}, model.habits)
        history, talks = History(read, weights(read)), Talks()
        first = min(log.answers, default=0) - BEFORE
        for i, line in enumerate(read):
            parent = i
            if i >= first:
                found = best(history, talks, i, model, math.inf)
                parent = chosen(found, i, model).parent
                if found.rows and i in log.answers and random.random() < share:
                    _add(table, found.rows, [j in log.answers[i] for j in found.them])
            talks.add(i, parent, line)
            history.add(i)
    return table


def _add(table: Table, found: Sequence[Row], answered: Sequence[bool]) -> None:
    if any(answered):
        table[0].extend(found)
        table[1].extend(answered)
        table[2].append(len(found))


def fitted(table: Table, names: Sequence[str], count: int, settings: dict[str, Any]) -> list[str]:
    """The trees of a forest that ranks the answered message first, or tells chances with the settings for these."""
    import lightgbm
    import numpy as np

    fixed = {"objective": "lambdarank", "label_gain": [0, 1], "max_bin": 127, "lambda_l2": 1, "verbose": -1}
    quiet = {"num_threads": 1, "deterministic": True, "seed": 1}
    rows, answered, sizes = table
    if settings is CHANCES:
        fixed |= {"objective": chances_of(answered, sizes)}
    data = lightgbm.Dataset(np.array(rows, np.int32), np.array(answered, int), group=sizes, feature_name=list(names))
    booster = lightgbm.train({**fixed, **quiet, **settings}, data, count)
    return [_tree(info["tree_structure"]) for info in booster.dump_model()["tree_info"]]


def chances_of(answered: Sequence[bool], sizes: Sequence[int]) -> Callable[[Any, Any], tuple[Any, Any]]:
    """How the logarithm of the chance of the answered messages grows with the scores of their candidates."""
    import numpy as np

    group, first = np.repeat(np.arange(len(sizes)), sizes), np.cumsum([0, *sizes[:-1]])
    wanted = np.array(answered, float)
    wanted /= np.add.reduceat(wanted, first)[group]

    def slopes(scores: Any, _: Any) -> tuple[Any, Any]:
        chances = np.exp(scores)
        chances /= np.add.reduceat(chances, first)[group]
        return chances - wanted, np.maximum(chances * (1 - chances), 0.001)

    return slopes


def _tree(node: dict[str, Any]) -> str:
    if "left_child" not in node:
        return str(round(node["leaf_value"] * UNIT))
    sides = f"{_tree(node['left_child'])} {_tree(node['right_child'])}"
    return f"{node['split_feature']}:{math.floor(node['threshold'])} {sides}"


if __name__ == "__main__":
    main()
