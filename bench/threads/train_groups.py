"""Trains the model of small groups that name nobody, on a folder in the corpus' layout; about five minutes of one core.

    python -m bench.threads.train_groups FOLDER [-o simulacrum_core/threads/forests_of_groups.py]

It learns from logs in which nobody is named, from slower, thinned copies of these, and from small groups that are mixed
of their talks. Words tell it what they tell the model of `bench.threads.train`, which is there before.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from simulacrum_core.threads import weights as place
from simulacrum_core.threads.features import FEATURES
from simulacrum_core.threads.talks import STANDING
from simulacrum_core.threads.weights import FORESTS, Model, forest, function_of, model
from simulacrum_core.threads.words import Habits

from .copies import nameless, thinned
from .corpus import Log, logs, without_system
from .groups import mixed
from .train import CHANCES, COARSE, FINE, START, UNIT, coarse_rows, fine_rows, fitted
from .train_first import first_trees, samples

THIN = ((0.5, 2), (0.25, 4), (0.12, 8), (0.06, 16))
TIMES, BEFORE = 2, 5
"""How many small groups hold each talk, and messages of a group that the first look does not learn from."""
SHARES = (0.4, 0.6, 1.0)
"""The shares of messages that the coarse forest, a first fine one and the fine one learn from."""
TREES = (24, 50, 60)
_HEAD = '''\
"""The forests of simulacrum_core.threads for small groups, made by bench/threads/train_groups.py.

From the training part of the corpus of Kummerfeld et al., "A Large-Scale Corpus for Conversation Disentanglement"
(ACL 2019), CC-BY 4.0: see NOTICE.
"""
'''


def main() -> None:
    """Train, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--out", type=Path, default=Path(place.__file__).with_name("forests_of_groups.py"))
    arguments = parser.parse_args()
    originals = [nameless(without_system(log)) for log in logs(arguments.folder)]
    arguments.out.write_text(trained(originals, model().habits), encoding="utf-8")


def trained(originals: Sequence[Log], habits: Habits) -> str:
    """The text of the model."""
    random = Random(1)
    one, other = list(_learned(originals, random)), list(_learned(originals, random))
    width = len(FEATURES) + len(STANDING)
    coarse = fitted(coarse_rows(one, habits, SHARES[0], random), FEATURES, TREES[0], COARSE)
    quick = forest(coarse, len(FEATURES))
    # What follows learns from talks as a model finds them that has not learned from the same groups.
    first = Model(quick, lambda *row: -row[len(FEATURES) + 1], 1, 0, habits)
    table = fine_rows(one, lambda _: first, SHARES[1], random)
    followed = Model(quick, forest(fitted(table, FEATURES + STANDING, TREES[1], FINE), width), UNIT, 0, habits)
    fine = fitted(fine_rows(other, lambda _: followed, SHARES[2], random), FEATURES + STANDING, TREES[2], CHANCES)
    ranker = Model(quick, forest(fine, width), UNIT, START, habits)
    trees = {"first": first_trees(samples(other, ranker, BEFORE)), "coarse": coarse, "fine": fine}
    functions = [function_of(name, trees[name], FORESTS[name]) for name in trees]
    return f"{_HEAD}\nSCALE, START = {UNIT}, {START}\n\n\n" + "\n\n".join(functions)


def _learned(originals: Sequence[Log], random: Random) -> Iterator[Log]:
    yield from originals
    yield from (copy for log in originals for how in THIN if len((copy := thinned(log, *how, random)).messages) > 10)
    yield from mixed(originals, random, TIMES)


if __name__ == "__main__":
    main()
