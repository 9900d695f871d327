"""A plain session, as most are: its examples by columns of its authors and texts, without a value for each message.

Nothing in it is altered or parted, one talk goes on at a time, and the persona names nothing that they answer. What
comes of it is what `made_of_talks` gives, in half of the time; where it may be anything else, that is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import msgspec

from ..models import Conversation, Message, TrainingExample
from ..rendering.quotations import are_marked, may_quote
from ..threads import is_busy
from ..threads.pace import FEWEST_PEOPLE
from .context import Context
from .cutting import reach
from .kinds import is_all_written, may_hold_links
from .lines import is_harmless
from .mixture import seed_of
from .plan import ConversationPlan, SessionPlan
from .roles import Roles
from .runs import LONG, RUN, Cut, keeps_openers, stretches
from .whole import are_within, examples_of


class Plain(msgspec.Struct, frozen=True, gc=False):
    """What a plain session gives: examples, how many messages are in them, and how many of these are trained on.

    `left_out` has a reason, and the places of the first message and behind the last one that it leaves out.
    """

    examples: list[TrainingExample]
    read: int
    trained: int
    others: frozenset[str]
    left_out: Sequence[tuple[str, int, int]]


class PlainSessions:
    """Makes what plain sessions of a conversation give."""

    def __init__(
        self, conversation: Conversation, plan: ConversationPlan, roles: Roles, context: Context, rng: Random
    ) -> None:
        recipe, wording = context.recipe, context.wording
        self._names, self._mine, self._context = roles.names, roles.mine, context
        self._own = frozenset([name for author, name in roles.names.items() if author in roles.mine])
        others = [name for author, name in roles.names.items() if author not in roles.mine]
        self._cut = Cut(recipe.min_messages, recipe.max_messages)
        self._rng = rng
        self._longest = 2 * reach(context.budget.size)
        self._is_on = (
            wording.anonymizer.is_idle
            and self._own.isdisjoint(others)
            and not (recipe.overlap or plan.repeated or plan.foreign or conversation.monologue)
            and not keeps_openers(conversation, recipe.openers)
        )

    def of(self, session: Sequence[Message], plan: SessionPlan) -> Plain | None:
        """What a session gives, None where it may not be plain."""
        if not self._is_on or plan.uses != 1:
            return None
        context, mine = self._context, self._mine
        authors = [message.author for message in session]
        own = bytes(map(mine.__contains__, authors))
        if b"\1" not in own:
            return Plain([], 0, 0, frozenset(), [("silent_talk", 0, len(session))])
        people = {*authors}
        if self._is_answer(session) or not people <= self._names.keys():
            return None
        texts = [message.text for message in session]
        if (
            max(map(len, texts)) > self._longest
            or (len(people) >= FEWEST_PEOPLE and context.recipe.threads != "off" and is_busy(session))
            or not self._is_usual(session, texts)
        ):
            return None
        speakers = [*map(self._names.__getitem__, authors)]  # type: ignore[arg-type]
        self._rng.seed(seed_of(context.recipe.seed, session[0]))
        spans: list[tuple[int, int]] = []
        left_out: list[tuple[str, int, int]] = []
        for what, start, end in stretches(own, self._cut, self._rng):
            if what == RUN:
                spans.append((start, end))
            elif what == LONG:
                return None
            else:
                left_out.append((what, start, end))
        examples = examples_of(speakers, texts, spans, self._own, context.budget, plan.split)
        if not are_within(examples, context.budget):
            return None
        read = sum([end - start for start, end in spans])
        trained = sum([own.count(b"\1", start, end) for start, end in spans])
        # Of two people the other one is in every example.
        heard = [speakers] if len(people) == 2 and spans else [speakers[start:end] for start, end in spans]
        return Plain(examples, read, trained, frozenset().union(*heard) - self._own, left_out)

    def _is_answer(self, session: Sequence[Message]) -> bool:
        """Whether a message of the persona's names what it answers."""
        if self._context.recipe.replies == "off" or _are_none([message.reply_to for message in session]):
            return False
        return any(message.reply_to is not None and message.author in self._mine for message in session)

    def _is_usual(self, session: Sequence[Message], texts: Sequence[str]) -> bool:
        """Whether the persona wrote all that they sent, and nothing has to be altered."""
        wording, whole = self._context.wording, "\n".join(texts)
        if may_quote(whole) and any(may_quote(one.text) for one in session if one.author in self._mine):
            return False
        may_be_sent = (
            may_hold_links(whole)
            or not _are_none([message.forwarded_from for message in session])
            or are_marked(session)
        )
        if may_be_sent and not is_all_written([one for one in session if one.author in self._mine], wording.untrained):
            return False
        return is_harmless(whole, wording)


def _are_none(values: Sequence[object]) -> bool:
    return values.count(None) == len(values)
