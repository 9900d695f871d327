"""A session in which nothing is altered or parted, as most are: its examples without a value for each message.

What comes of it is what `spoken_lines` and `fit` give, in four fifths of the time; where it may be
anything else, they are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from itertools import accumulate, chain, compress, count, pairwise
from operator import ne
from sys import maxsize

import msgspec

from ..models import Split, TrainingExample, Turn
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
    examples = examples_of(speakers, texts, list(pairwise([0, *ends])), own, budget)
    if not are_within(examples, budget):
        return None
    trained = sum(map(speakers.count, own))
    again = [
        speakers[end - len(run.messages) + place] for run, end in zip(runs, ends, strict=True) for place in run.repeated
    ]
    return Whole(examples, len(messages) - len(again), trained - sum(map(again.count, own)), others)


def examples_of(
    speakers: Sequence[str],
    texts: Sequence[str],
    spans: Iterable[tuple[int, int]],
    own: Set[str],
    budget: Budget,
    split: Split = "train",
) -> list[TrainingExample]:
    """An example of each span of messages, in their order: who says what, one after the other."""
    template, counts = budget.template, budget.counter.counts
    known = {name: (name in own, between(template, name).join) for name in set(speakers)}
    changes = compress(count(1), map(ne, speakers[1:], speakers))
    change = next(changes, maxsize)
    examples: list[TrainingExample] = []
    for start, end in spans:
        turns: list[Turn] = []
        while change <= start:
            change = next(changes, maxsize)
        while start < end:
            until = change if change < end else end
            name, said = speakers[start], until - start
            persona, join = known[name]
            turns.append(Turn(name, persona, texts[start] if said == 1 else join(texts[start:until]), said))
            start = until
            if until == change:
                change = next(changes, maxsize)
        segments = render(template, turns)
        examples.append(TrainingExample(segments, split, tuple(turns), counts(segments)))
    return examples


def are_within(examples: Sequence[TrainingExample], budget: Budget) -> bool:
    counter, size = budget.counter, budget.size
    most = max([sum(example.tokens) for example in examples], default=0)
    turns = max([len(example.turns) for example in examples], default=0)
    # Nearly always none of them would be too long with the turns of another one.
    return counter.of_example([most], turns) <= size or all(
        counter.of_example(example.tokens, len(example.turns)) <= size for example in examples
    )
