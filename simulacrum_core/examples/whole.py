"""A session in which nothing is altered or parted, as most are: its examples without a value for each message.

What comes of it is what `spoken_lines` and `fit` give, in four fifths of the time; where it may be
anything else, they are asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, chain

import msgspec

from ..models import TrainingExample, Turn
from ..rendering.bubbles import between
from ..rendering.quotations import may_quote
from ..rendering.render import render
from .budget import Budget
from .context import Context
from .cutting import reach
from .lines import is_harmless
from .roles import Roles
from .runs import Cut, Run


class Whole(msgspec.Struct, frozen=True, gc=False):
    """An example for each run, how many messages these account for and are trained on, and who else speaks."""

    examples: list[TrainingExample]
    read: int
    trained: int
    others: frozenset[str]


def whole_examples(runs: Sequence[Run], roles: Roles, context: Context, cut: Cut) -> Whole | None:
    """The examples of runs in which nothing is replaced, None where one may be more than its messages as they are."""
    wording, budget = context.wording, context.budget
    if cut.untrained is not None or any(run.overlap for run in runs):
        return None
    messages = list(chain.from_iterable([run.messages for run in runs]))
    texts = [message.text for message in messages]
    authors = [message.author or "" for message in messages]
    names = {author: roles.names.get(author, author) for author in set(authors)}
    own = frozenset([name for author, name in names.items() if author in roles.mine])
    others = frozenset([name for author, name in names.items() if author not in roles.mine])
    if (
        not own.isdisjoint(others)
        or max(map(len, texts), default=0) > 2 * reach(budget.size)
        or may_quote(joined := "\n".join(texts))
        or not is_harmless(joined, wording)
    ):
        return None
    speakers = [names[author] for author in authors]
    ends = list(accumulate([len(run.messages) for run in runs]))
    examples = _examples(speakers, texts, ends, own, budget)
    if not _are_within(examples, budget):
        return None
    trained = sum(map(speakers.count, own))
    again = [
        speakers[end - len(run.messages) + place] for run, end in zip(runs, ends, strict=True) for place in run.repeated
    ]
    return Whole(examples, len(messages) - len(again), trained - sum(map(again.count, own)), others)


def _examples(
    speakers: Sequence[str], texts: Sequence[str], ends: Sequence[int], own: frozenset[str], budget: Budget
) -> list[TrainingExample]:
    """The examples that end before these places: who says what, one after the other."""
    template, counts = budget.template, budget.counter.counts
    known = {name: (name in own, between(template, name).join) for name in set(speakers)}
    examples: list[TrainingExample] = []
    start = 0
    for end in ends:
        turns: list[Turn] = []
        name = speakers[start]
        for place in range(start + 1, end):
            if speakers[place] != name:
                persona, join = known[name]
                turns.append(Turn(name, persona, join(texts[start:place]), place - start))
                name, start = speakers[place], place
        persona, join = known[name]
        turns.append(Turn(name, persona, join(texts[start:end]), end - start))
        segments = render(template, turns)
        examples.append(TrainingExample(segments, turns=tuple(turns), tokens=counts(segments)))
        start = end
    return examples


def _are_within(examples: Sequence[TrainingExample], budget: Budget) -> bool:
    counter, size = budget.counter, budget.size
    most = max([sum(example.tokens) for example in examples], default=0)
    turns = max([len(example.turns) for example in examples], default=0)
    # Nearly always none of them would be too long with the turns of another one.
    return counter.of_example([most], turns) <= size or all(
        counter.of_example(example.tokens, len(example.turns)) <= size for example in examples
    )
