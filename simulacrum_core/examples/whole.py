"""A session in which nothing is altered or parted, as most are: its examples without a value for each message.

It takes 1.9 µs a message in the place of 3.1. What comes of it is what `spoken_lines` and `fit` give; where it may be
anything else, they are asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from ..models import Message, TrainingExample, Turn
from ..rendering.render import render
from .budget import Budget
from .context import Context
from .cutting import reach
from .kinds import is_all_written
from .lines import is_harmless
from .roles import Roles
from .runs import Run


class Whole(msgspec.Struct, frozen=True, gc=False):
    """An example for each run, how many messages are in them and are trained on, and who else speaks."""

    examples: list[TrainingExample]
    read: int
    trained: int
    others: frozenset[str]


def whole_examples(runs: Sequence[Run], roles: Roles, context: Context) -> Whole | None:
    """The examples of runs in which nothing is replaced, None where one may be more than its messages as they are."""
    wording, budget = context.wording, context.budget
    if wording.bubbles or any(run.beside or run.repeated or run.overlap for run in runs):
        return None
    messages = [message for run in runs for message in run.messages]
    texts = [message.text for message in messages]
    authors = [message.author or "" for message in messages]
    names = {author: roles.names.get(author, author) for author in set(authors)}
    if (
        len(set(names.values())) < len(names)
        or max(map(len, texts), default=0) > 2 * reach(budget.size)
        or not is_harmless("\n".join(texts), wording)
        or not is_all_written(messages, wording.untrained)
    ):
        return None
    examples = [_example(run.messages, names, roles, budget) for run in runs]
    of_example, size = budget.counter.of_example, budget.size
    if any(of_example(example.tokens, len(example.turns)) > size for example in examples):
        return None
    trained = sum(map({author: author in roles.mine for author in names}.__getitem__, authors))
    others = frozenset([name for author, name in names.items() if author not in roles.mine])
    return Whole(examples, len(messages), trained, others)


def _example(messages: Sequence[Message], names: Mapping[str, str], roles: Roles, budget: Budget) -> TrainingExample:
    turns: list[Turn] = []
    said: list[str] = []
    last = messages[0].author or ""
    for message in messages:
        author = message.author or ""
        if author != last:
            turns.append(Turn(names[last], last in roles.mine, "\n".join(said), len(said)))
            last, said = author, []
        said.append(message.text)
    turns.append(Turn(names[last], last in roles.mine, "\n".join(said), len(said)))
    segments = render(budget.template, turns)
    return TrainingExample(segments, turns=tuple(turns), tokens=budget.counter.counts(segments))
