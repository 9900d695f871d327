"""Measures whether fitting the ranker to a chat's own replies helps: it does not, so the core does not do it.

    python -m bench.threads.native FOLDER...

A part of the true links is revealed as replies of the chat program, drawn evenly or mostly from far ones, as people use
them. A correction that is linear in six numbers of a candidate is fitted to those; links are counted on all others.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import msgspec

from simulacrum_core.threads.careful import best, chosen
from simulacrum_core.threads.features import History
from simulacrum_core.threads.talks import Talks
from simulacrum_core.threads.weights import model
from simulacrum_core.threads.words import Line, lines, weights

from .corpus import Log, logs, without_system

REGULAR, ROUNDS, SEEDS, NUMBERS = 5.0, 60, 3, 6


class Choice(msgspec.Struct):
    """The candidates of a message: score and numbers of each, and which are answered; how far, 0 where none is."""

    scores: list[float]
    numbers: list[list[float]]
    answered: list[bool]
    far: int


def main() -> None:
    """Print the share of right links with and without the correction."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    print("folder, replies|labels|as shipped|fitted")
    for folder in parser.parse_args().folders:
        choices = [choice for log in logs(folder) for choice in _choices(without_system(log))]
        for name, near, far in (("evenly drawn", 0.25, 0.25), ("mostly far", 0.08, 0.6)):
            print(f"{folder.name}, {name}|{_row(choices, near, far)}", flush=True)


def _row(choices: Sequence[Choice], near: float, far: float) -> str:
    right = [0, 0]
    labels = others = 0
    for seed in range(SEEDS):
        random = Random(seed)
        told, left = [], []
        for choice in choices:
            share = (far if choice.far > 3 else near) if choice.far else 0.0
            (told if random.random() < share else left).append(choice)
        by = _fitted([choice for choice in told if any(choice.answered)])
        labels, others = labels + len(told), others + len(left)
        right[0] += sum(_is_right(choice, [0.0] * NUMBERS) for choice in left)
        right[1] += sum(_is_right(choice, by) for choice in left)
    return f"{labels // SEEDS}|{100 * right[0] / others:.1f}|{100 * right[1] / others:.1f}"


def _choices(said: Log) -> Iterator[Choice]:
    using = model()
    read = lines(said.messages, {}, using.habits)
    history, talks = History(read, weights(read)), Talks()
    for i, line in enumerate(read):
        found = best(history, talks, i, using, math.inf)
        if found.rows and (answered := said.answers.get(i)) is not None:
            scores = [
                (using.fine(*row) + (using.start if j == i else 0)) / using.scale
                for j, row in zip(found.them, found.rows, strict=True)
            ]
            far = 0 if answered in ({i}, {-1}) else i - max(answered)
            yield Choice(scores, [_numbers(i, j, read) for j in found.them], [j in answered for j in found.them], far)
        talks.add(i, chosen(found, i, using).parent, line)
        history.add(i)


def _numbers(i: int, j: int, read: Sequence[Line]) -> list[float]:
    me, other, back = read[i], read[j], i - j
    named, names = other.author in me.names, me.author in other.names
    same = back > 0 and other.author == me.author
    return [math.log2(back + 1), float(not back), float(same), float(named), float(names), float(0 < back <= 2)]


def _fitted(choices: Sequence[Choice]) -> list[float]:
    """Weights of the numbers, by gradient ascent of the likelihood of what is answered."""
    by = [0.0] * NUMBERS
    for _ in range(ROUNDS):
        slope = [-REGULAR * weight for weight in by]
        for choice in choices:
            scores = _scores(choice, by)
            top = max(scores)
            chances = [math.exp(score - top) for score in scores]
            for chance, numbers, answered in zip(chances, choice.numbers, choice.answered, strict=True):
                pull = answered / sum(choice.answered) - chance / sum(chances)
                slope = [one + pull * number for one, number in zip(slope, numbers, strict=True)]
        by = [weight + 0.5 * one / (len(choices) + REGULAR) for weight, one in zip(by, slope, strict=True)]
    return by


def _scores(choice: Choice, by: Sequence[float]) -> list[float]:
    return [
        score + sum(weight * number for weight, number in zip(by, numbers, strict=True))
        for score, numbers in zip(choice.scores, choice.numbers, strict=True)
    ]


def _is_right(choice: Choice, by: Sequence[float]) -> bool:
    scores = _scores(choice, by)
    return choice.answered[scores.index(max(scores))]


if __name__ == "__main__":
    main()
