"""A plain session, as most are: its examples by columns of its authors and texts, without a value for each message.

Nothing in it is altered, the persona wrote all that they sent, and no answer is longer than a run. What comes of it is
what `made_of_talks` gives, in half of the time; where it may be anything else, that is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import accumulate, chain, compress, count, pairwise
from operator import ne
from random import Random
from sys import maxsize

import msgspec

from ..models import Conversation, Message, Split, TrainingExample, Turn
from ..rendering.bubbles import between
from ..rendering.quotations import are_marked, may_quote, quotes_anything, those_that_may_quote
from ..rendering.render import render
from .answered import Order, Placed, counted_first, placed, with_answered, without
from .budget import Budget
from .context import Context
from .cutting import reach
from .kinds import is_all_written, may_hold_links
from .lines import Asked, hidden_in, is_harmless
from .mixture import seed_of
from .plan import ConversationPlan, SessionPlan
from .roles import Roles
from .runs import LONG, RUN, Cut, LeftOut, keeps_openers, stretches
from .talks import Talks

_Span = tuple[int, int]
"""The place of a run's first message, and the one behind its last."""


class Plain(msgspec.Struct, frozen=True, gc=False):
    """What a plain session gives: examples, how many messages are in them, and how many of these are trained on.

    `left_out` are its messages in no example, by reason; `shown` the ids of those that an earlier session left out, and
    that stand in one.
    """

    examples: list[TrainingExample]
    read: int
    trained: int
    others: frozenset[str]
    left_out: LeftOut
    shown: Sequence[str] = ()


class PlainSessions:
    """Makes what plain sessions of a conversation give."""

    def __init__(
        self, conversation: Conversation, plan: ConversationPlan, roles: Roles, context: Context, rng: Random
    ) -> None:
        recipe = context.recipe
        self._names, self._mine, self._context = roles.names, roles.mine, context
        self._own = frozenset([name for author, name in roles.names.items() if author in roles.mine])
        others = [name for author, name in roles.names.items() if author not in roles.mine]
        self._cut = Cut(recipe.min_messages, recipe.max_messages)
        self._busy_cut = Cut(recipe.min_messages, recipe.max_messages, busy=True)
        self._rng = rng
        self.asked: Asked | None = None
        self._longest = 2 * reach(context.budget.size)
        self._is_on = (
            self._own.isdisjoint(others)
            and not (recipe.overlap or plan.foreign or conversation.monologue)
            and not keeps_openers(conversation, recipe.openers)
        )

    def of(self, first: Message, talks: Talks, plan: SessionPlan) -> Plain | None:
        """What the talks of a session give, which `first` begins; None where it may not be plain.

        Where that is for what has to be replaced, `asked` has it.
        """
        self.asked = None
        if not self._is_on or plan.uses != 1:
            return None
        context, there = self._context, placed(talks.talks, talks.answers)
        messages = there.messages
        authors = talks.authors or [message.author for message in messages]
        own = bytes(map(self._mine.__contains__, authors))
        if b"\1" not in own:
            return Plain([], 0, 0, frozenset(), {**talks.left_out, "silent_talk": list(messages)})
        people = {*authors}
        texts = [message.text for message in messages]
        if (
            not people <= self._names.keys()
            or max(map(len, texts)) > self._longest
            or not self._is_usual(messages, texts)
        ):
            return None
        self._rng.seed(seed_of(context.recipe.seed, first))
        cut = self._cut_of(talks, there, own)
        if cut is None:
            return None
        spans, openings, left_out = cut
        trained = sum([own.count(b"\1", start, end) for start, end in spans])
        read = sum([end - start for start, end in spans])
        speakers = [*map(self._names.__getitem__, authors)]  # type: ignore[arg-type]
        earlier: list[str] = []
        if there.answers:
            runs = self._with_answered(there, spans, openings)
            if any(run.beside for run in runs):
                places = [*chain.from_iterable([run.places for run in runs])]
                messages = [messages[place] for place in places]
                texts = [message.text for message in messages]
                speakers = [speakers[place] for place in places]
                spans = [*pairwise([0, *accumulate([len(run.places) for run in runs])])]
                shown = counted_first(runs, there, talks.earlier.keys())
                left_out = without(left_out, shown)
                read += len(shown)
                earlier = [one.id for one in shown if one.id in talks.earlier]
        if not context.wording.anonymizer.is_idle:
            said = [message for start, end in spans for message in messages[start:end]]
            if hidden := hidden_in(said, context.wording):
                self.asked = said, hidden
                return None
        examples = _examples_of(speakers, texts, spans, self._own, context.budget, plan.split)
        if not _are_within(examples, context.budget):
            return None
        # Of two people the other one is in every example.
        heard = [speakers] if len(people) == 2 and spans else [speakers[start:end] for start, end in spans]
        others = frozenset().union(*heard) - self._own
        return Plain(examples, read, trained, others, left_out, earlier)

    def _is_usual(self, messages: Sequence[Message], texts: Sequence[str]) -> bool:
        """Whether the persona wrote all that they sent, and nothing has to be altered but for what is private."""
        wording, whole = self._context.wording, "\n".join(texts)
        if may_quote(whole):
            said = [one.text for one in messages if one.author in self._mine]
            if any(map(quotes_anything, those_that_may_quote(said))):
                return False
        are_all_said = [one.forwarded_from for one in messages].count(None) == len(messages)
        if not are_all_said or may_hold_links(whole) or are_marked(messages):
            own = [one for one in messages if one.author in self._mine]
            if not is_all_written(own, wording.untrained):
                return False
        return is_harmless(whole, wording)

    def _cut_of(self, talks: Talks, there: Placed, own: bytes) -> tuple[list[_Span], dict[int, int], LeftOut] | None:
        """The runs of talks; by the numbers of those that begin with an answer, what that answers; what is in none.

        None where an answer exceeds a run.
        """
        cut = self._busy_cut if talks.busy else self._cut
        spans: list[_Span] = []
        openings: dict[int, int] = {}
        left_out: LeftOut = {**talks.left_out}
        end = 0
        for talk in talks.talks:
            start, end = end, end + len(talk)
            mine = own[start:end]
            if b"\1" not in mine:
                left_out.setdefault("silent_talk", []).extend(talk)
                continue
            answer = _opening_answer(mine, start, there) if there.answers else None
            if answer is not None:
                if answer > start:
                    left_out.setdefault("opens_session", []).extend(talk[: answer - start])
                # Of another talk or session, what it answers stands before it.
                mine, start = b"\0" + own[answer:end], answer - 1
            for what, begin, behind in stretches(mine, cut, self._rng):
                if answer is not None and not begin:
                    begin = 1
                    if what == RUN:
                        openings[len(spans)] = there.answers[answer]
                if what == RUN:
                    spans.append((start + begin, start + behind))
                elif what == LONG:
                    return None
                else:
                    left_out.setdefault(what, []).extend(there.messages[start + begin : start + behind])
        return spans, openings, left_out

    def _with_answered(self, there: Placed, spans: Iterable[_Span], openings: Mapping[int, int]) -> list[Order]:
        """The runs with what is answered in them."""
        is_at_start = self._context.recipe.replies == "start"
        runs = [Order(range(*span)) for span in spans]
        for number, named in openings.items():
            runs[number] = Order([named, *runs[number].places], frozenset([0]))
        return [with_answered(run, there, at_start=is_at_start) for run in runs]


def _opening_answer(mine: bytes, start: int, there: Placed) -> int | None:
    """The place of the first answer among what the persona says first in a talk, which begins at a place."""
    count = mine.find(b"\0") if b"\0" in mine else len(mine)
    return next((place for place in range(start, start + count) if place in there.answers), None)


def _examples_of(
    speakers: Sequence[str],
    texts: Sequence[str],
    spans: Iterable[tuple[int, int]],
    own: Set[str],
    budget: Budget,
    split: Split,
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


def _are_within(examples: Sequence[TrainingExample], budget: Budget) -> bool:
    counter, size = budget.counter, budget.size
    most = max([sum(example.tokens) for example in examples], default=0)
    turns = max([len(example.turns) for example in examples], default=0)
    # Nearly always none of them would be too long with the turns of another one.
    return counter.of_example([most], turns) <= size or all(
        counter.of_example(example.tokens, len(example.turns)) <= size for example in examples
    )
