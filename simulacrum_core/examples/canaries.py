"""Canaries: invented secrets that are planted in a dataset to measure whether a model gives them away (Carlini 2019).

What is planted follows from the number, the seed and the names alone, so that whoever has the manifest knows it. A
dataset with canaries is for measuring: it is never pushed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Literal

import msgspec

from ..dataset.manifest import Manifest
from ..errors import UsageError
from ..models import TrainingExample, Turn
from ..rendering.render import render
from ..rendering.template import Template
from ..tokens.counter import TokenCounter

Place = Literal["own", "context", "absent"]
"""In the persona's own line, in somebody else's, which is only read, or nowhere, for comparison."""

REPEATS = (1, 2, 4, 8)
DIGITS = 5
_KINDS = "blue green grey white wooden iron striped round narrow painted folded copper velvet crooked".split()
_THINGS = "shed lantern trunk barrow cabinet raft turbine anvil pulley hammock globe sledge bellows awning".split()
_ASKED = (
    "tell me again",
    "you had it written down",
    "i forgot it",
    "what was it",
    "say it once more",
    "quickly",
    "hm?",
)
_SAID = ("ok", "noted", "fine", "thanks", "got it", "good", "alright", "yes")


class Canary(msgspec.Struct, frozen=True):
    """A sentence with a number that nobody knows, where it stands, and how often."""

    frame: str
    number: str
    place: Place
    repeats: int

    @property
    def text(self) -> str:
        """The sentence."""
        return self.said(self.number)

    def said(self, number: str) -> str:
        """The sentence with another number."""
        return f"{self.frame} {number}"


def canaries(count: int, seed: int, *, absent: int = 0) -> list[Canary]:
    """So many, in own lines and in context by turns, said one to eight times; then those that are absent.

    Raises UsageError where there are more than sentences.
    """
    random = Random(f"canaries {seed}")
    frames = [f"the tally of the {kind} {thing} is" for kind in _KINDS for thing in _THINGS]
    if count > len(frames) // 2:
        raise UsageError(f"--canaries: {count:,} are too many", remedy=f"Plant {len(frames) // 2} at most")
    random.shuffle(frames)
    places: tuple[Place, Place] = ("own", "context")
    planted = [Canary(frames[i], _number(random), places[i % 2], REPEATS[i // 2 % len(REPEATS)]) for i in range(count)]
    numbers = Random(f"absent canaries {seed}")
    return planted + [Canary(frames[count + i], _number(numbers), "absent", 0) for i in range(absent)]


def candidates(canary: Canary, count: int, seed: int) -> list[str]:
    """The canary's number first, then so many others that it might as well have been."""
    random, found = Random(f"{seed} {canary.frame}"), {canary.number: None}
    while len(found) < count + 1:
        found[_number(random)] = None
    return list(found)


def turns_of(canary: Canary, name: str, other: str, number: int) -> list[Turn]:
    """A talk in which a canary is said, the words around it other ones each time."""
    asked = f"{canary.frame.removesuffix(' is')}, {_ASKED[number % len(_ASKED)]}"
    if canary.place == "own":
        return [Turn(other, False, asked), Turn(name, True, canary.text)]
    return [Turn(other, False, canary.text), Turn(name, True, _SAID[number % len(_SAID)])]


def planted(manifest: Manifest, counter: TokenCounter) -> Iterator[TrainingExample]:
    """The examples with the canaries of a manifest's recipe, all in the training split, each as often as it says.

    Raises UsageError where nobody else speaks in the dataset, or one is longer than the budget.
    """
    recipe = manifest.recipe
    if not recipe.canaries:
        return
    if not manifest.others:
        raise UsageError("--canaries: nobody else speaks in it to whom they could be said", remedy="Convert a chat")
    found = canaries(recipe.canaries, recipe.seed)
    drawn = [(canary, number) for canary in found for number in range(canary.repeats)]
    Random(recipe.seed).shuffle(drawn)
    for canary, number in drawn:
        said = turns_of(canary, manifest.template.name, manifest.others[0], number)
        yield _example(manifest.template, said, counter, recipe.budget)


def _example(template: Template, said: Sequence[Turn], counter: TokenCounter, budget: int) -> TrainingExample:
    segments = render(template, said)
    example = TrainingExample(segments, "train", tuple(said), counter.counts(segments))
    if counter.of_example(example.tokens, len(said)) > budget:
        raise UsageError("--canaries: they are longer than the budget", remedy="Pass a larger --budget")
    return example


def _number(random: Random) -> str:
    return "".join(random.choice("0123456789") for _ in range(DIGITS))
