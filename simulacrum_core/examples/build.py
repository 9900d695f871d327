"""Building: the examples of one conversation and the account of its messages, by its plan and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain, repeat

import msgspec

from ..models import Conversation, Message
from ..sources.message_blocks import MessageBlocks, message_blocks
from .borders import WHOLE, Stretch
from .context import Context
from .figures import Gathering
from .kinds import foreign
from .making import Making
from .plan import ConversationPlan
from .repeated import repetition, without_repetitions
from .results import SessionResult, Together
from .roles import Roles, roles_of
from .selection import reason_against, reason_against_all, selection_in, used_of
from .sessions import sessions
from .talks import Recent

_COPY = _YES = b"\1"


def build(
    conversation: Conversation, plan: ConversationPlan, context: Context, stretch: Stretch = WHOLE
) -> Iterator[SessionResult]:
    """The results of a conversation's sessions in their order; the last one accounts for the rest, too.

    Nothing else is read or changed: a conversation gives the same anywhere and at any time. Only the session at hand is
    held. The messages may be those of a `stretch` alone.
    """
    left_out: Counter[str] = Counter()
    is_asked = plan.has_replies and context.recipe.replies != "off"
    recent = Recent(stretch.start.used, is_asked=is_asked, often=plan.often)
    mine = frozenset(plan.mine)
    gathering = Gathering(conversation, mine, context.budget.size, stretch.start.used)
    together = Together(conversation, context, gathering)
    if reason := reason_against_all(conversation, mine, context.persona):
        left_out.update("in_another_export" if copy else reason for _, copy in _marked(conversation, plan))
    else:
        roles = roles_of(
            conversation, mine, context.persona, context.names, context.wording.anonymizer, context.controls
        )
        neighbours = context.wording.anonymizer.neighbours()
        context = context.with_neighbours(neighbours)
        messages = neighbours.heard(MessageBlocks(_selected(conversation, plan, stretch, roles, context, left_out)))
        if stretch is not WHOLE:
            messages = stretch.within(messages)
        making = Making(conversation, plan, roles, context, recent, together)
        for number, whole in enumerate(sessions(messages, plan.gap), stretch.start.session):
            gathering.add_session(number, whole)
            recent.is_quiet = plan.quiet[number : number + 1] == _YES
            session = without_repetitions(whole, left_out) if plan.repeated else whole
            if len(session) < len(whole):
                # A reply may name what is left out.
                kept = {message.id for message in session}
                recent.leave_out({message.id: "near_duplicate" for message in whole if message.id not in kept})
                recent.add(whole)
            if not session:
                continue
            if left_out:
                together.leave_out(left_out)
            yield from making.of(number, session)
            recent.add(session)
            recent.used += len(whole)
    together.leave_out(left_out)
    rest = together.result()
    counts = rest.statistics
    counts.conversations, counts.nameless = int(stretch.end is None), recent.nameless
    counts.taken_apart, counts.quick = recent.taken_apart, recent.quick
    title = context.wording.anonymizer.anonymized(conversation.title or conversation.id)
    times = None if stretch.start.used else plan.times
    yield msgspec.structs.replace(rest, figures=gathering.figures(title, reason or "", times, plan.gap))


def _marked(conversation: Conversation, plan: ConversationPlan) -> Iterator[tuple[Message, int]]:
    """Every message, with 1 where a better export of the same chat has it; such a conversation is not parted."""
    return zip(conversation.messages, chain(plan.copied, repeat(0)), strict=False)


def _selected(
    conversation: Conversation,
    plan: ConversationPlan,
    stretch: Stretch,
    roles: Roles,
    context: Context,
    left_out: Counter[str],
) -> Iterator[list[Message]]:
    """The messages that are used, in blocks; every other one is counted in `left_out`.

    A block ends before one that is not, which is counted when the next block is asked for: after the sessions before.
    """
    selection, monologue = selection_in(conversation, context.selection), conversation.monologue
    is_plain = not (plan.copied or plan.repeated or plan.foreign)
    first = stretch.start.lead
    for block in message_blocks(conversation.messages):
        used = used_of(block, selection, roles.excluded, monologue=monologue) if is_plain else []
        if len(used) < len(block):
            used = []
            for place, message in enumerate(block, first):
                is_copy = plan.copied[place : place + 1] == _COPY
                reason = reason_against(message, selection, roles.excluded, monologue=monologue)
                if reason is None and not is_copy:
                    used.append(_noted(message, place, plan))
                    continue
                if used:
                    yield used
                    used = []
                left_out["in_another_export" if is_copy else reason or ""] += is_copy or stretch.is_within(place)
        if used:
            yield used
        first += len(block)


def _noted(message: Message, place: int, plan: ConversationPlan) -> Message:
    """The message at a place, as one that is left out or only read where the plan says so."""
    if place in plan.repeated:
        return repetition(message)
    return foreign(message) if place in plan.foreign else message
