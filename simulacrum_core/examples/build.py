"""Building: the examples of one conversation and the account of its messages, by its plan and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from random import Random

import msgspec

from ..dataset.manifest import Statistics
from ..dataset.provenance import Origin
from ..dataset.row_blocks import RowBlock, row_block
from ..dataset.statistics import Figures
from ..ledger import Ledger, Share
from ..models import Conversation, Message, TrainingExample, Turn, is_trained
from ..rendering.bubbles import boundaries
from ..rendering.quotations import QuotingLine
from ..sources.message_blocks import MessageBlocks, message_blocks
from .borders import WHOLE, Stretch
from .context import Context
from .figures import Gathering
from .kinds import foreign
from .made import Made, made_of_monologue, made_of_talks
from .mixture import seed_of
from .plan import ConversationPlan, SessionPlan
from .repeated import repetition, without_repetitions
from .roles import Roles, roles_of
from .selection import reason_against, reason_against_all, selection_in, used_of
from .sessions import sessions
from .talks import Recent, cut_of, talks_of

_COPY = b"\1"


class SessionResult(msgspec.Struct, frozen=True, gc=False):
    """What came of a session, or of one of its uses: examples, and counts that add up with those of all others.

    `others` are the names of other people who speak in the examples, `origins` where each example comes from; where
    rows are asked for, these are in their place. The last result of a conversation has its `figures`.
    """

    examples: Sequence[TrainingExample]
    ledger: Ledger
    statistics: Statistics
    others: frozenset[str] = frozenset()
    origins: Sequence[Origin] = ()
    figures: Figures | None = None
    rows: RowBlock | None = None


def build(
    conversation: Conversation, plan: ConversationPlan, context: Context, stretch: Stretch = WHOLE
) -> Iterator[SessionResult]:
    """The results of a conversation's sessions in their order; the last one has no examples and accounts for the rest.

    Nothing else is read or changed: a conversation gives the same anywhere and at any time. Only the session at hand is
    held. The messages may be those of a `stretch` alone.
    """
    left_out: Counter[str] = Counter()
    recent = Recent(stretch.start.used)
    mine = frozenset(plan.mine)
    gathering = Gathering(conversation, mine, context.budget.size, stretch.start.used)
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
        for number, whole in enumerate(sessions(messages, plan.gap), stretch.start.session):
            gathering.add_session(number, whole)
            session = without_repetitions(whole, left_out) if plan.repeated else whole
            if len(session) < len(whole):
                # A reply may name what is left out.
                kept = {message.id for message in session}
                recent.left_out |= {message.id: "near_duplicate" for message in whole if message.id not in kept}
                recent.add(whole)
            if not session:
                continue
            for result in _results(session, plan.session(number), conversation, roles, context, recent, left_out):
                origins = _origins(result, number, session, conversation, context)
                gathering.add_result(result.ledger, result.statistics, result.others)
                gathering.add_examples(result.examples, origins if len(result.others) > 1 else ())
                yield _told(result, origins, context)
            left_out.clear()
            recent.add(session)
            recent.used += len(whole)
    rest = _result(conversation, context, Ledger(read=left_out.total(), left_out=left_out))
    counts = rest.statistics
    counts.conversations, counts.nameless = int(stretch.end is None), recent.nameless
    counts.taken_apart, counts.quick = recent.taken_apart, recent.quick
    gathering.add_result(rest.ledger, rest.statistics, rest.others)
    title = context.wording.anonymizer.anonymized(conversation.title or conversation.id)
    times = None if stretch.start.used else plan.times
    yield msgspec.structs.replace(rest, figures=gathering.figures(title, reason or "", times, plan.gap))


def _told(result: SessionResult, origins: Sequence[Origin], context: Context) -> SessionResult:
    """The result with where its examples come from, or with their rows."""
    if context.row is None or not result.examples:
        return msgspec.structs.replace(result, origins=origins)
    return msgspec.structs.replace(result, examples=(), rows=row_block(result.examples, origins, context.row))


def _origins(
    result: SessionResult, number: int, session: Sequence[Message], conversation: Conversation, context: Context
) -> list[Origin]:
    """Where the examples of a session come from, under the names that their text has."""
    if not result.examples:
        return []
    anonymized = context.wording.anonymizer.anonymized
    source, id = conversation.source, anonymized(conversation.id)
    title = conversation.title and anonymized(conversation.title)
    first = next((message.sent_at for message in session if message.sent_at is not None), None)
    last = next((message.sent_at for message in reversed(session) if message.sent_at is not None), None)
    if len(result.others) == 1 and not any(example.turns[0].persona for example in result.examples):
        # Between two people, which is known without looking at all turns.
        return [Origin(source, id, title, number, first, last, tuple(result.others))] * len(result.examples)
    names = [
        tuple(dict.fromkeys([turn.name for turn in example.turns if turn.name and not turn.persona]))
        for example in result.examples
    ]
    found = {partners: Origin(source, id, title, number, first, last, partners) for partners in dict.fromkeys(names)}
    return [found[partners] for partners in names]


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


def _results(
    session: list[Message],
    plan: SessionPlan,
    conversation: Conversation,
    roles: Roles,
    context: Context,
    recent: Recent,
    passed_over: Counter[str],
) -> Iterator[SessionResult]:
    """A result for each use of a session; its messages, and those that were passed over, are counted in the first."""
    before = Ledger(read=passed_over.total(), left_out=Counter(passed_over)) if passed_over else Ledger()
    if not plan.uses:
        unused = Ledger(read=len(session), left_out=Counter({plan.reason: len(session)}))
        recent.left_out |= {message.id: plan.reason for message in session}
        yield _result(conversation, context, before + unused)
    elif not conversation.monologue:
        talks = talks_of(session, recent, conversation, roles.mine, context.recipe)
        cut = cut_of(conversation, context.recipe, talks, roles.mine)
    left: dict[str, str] = {}
    for use in range(plan.uses):
        if conversation.monologue:
            made = made_of_monologue(session, conversation, roles, context)
        else:
            made = made_of_talks(
                talks, roles, context, cut, Random(seed_of(context.recipe.seed, session[0], use)), left.keys()
            )
        examples = made.examples
        if plan.split != "train":
            examples = [msgspec.structs.replace(example, split=plan.split) for example in examples]
        if use:
            ledger = _taken_back(made.again, left)
            for id in made.again:
                recent.left_out.pop(id, None)
        else:
            ledger = before + made.ledger if passed_over else made.ledger
            if made.shown:
                ledger += _shown_later(made, recent)
            recent.left_out |= (left := dict(made.left_out))
        yield _result(conversation, context, ledger, examples, made.others, again=use > 0)


def _shown_later(made: Made, recent: Recent) -> Ledger:
    """The account of an earlier session's messages that were left out there, and stand before an answer here."""
    reasons = Counter([recent.left_out.pop(id) for id in made.shown])
    return Ledger(read=-len(made.shown), left_out=Counter({reason: -count for reason, count in reasons.items()}))


def _taken_back(again: Mapping[str, Turn], left: dict[str, str]) -> Ledger:
    """The account of messages that the first use of a session left out, by where it was cut, and a later one shows."""
    reasons = Counter([left.pop(id) for id in again])
    trained = sum([is_trained(line) for line in again.values()])
    return Ledger(
        trained=trained,
        context=len(again) - trained,
        untrained=sum([line.untrained for line in again.values()]),
        quoting=sum([line.__class__ is QuotingLine for line in again.values()]),
        left_out=Counter({reason: -count for reason, count in reasons.items()}),
    )


def _result(
    conversation: Conversation,
    context: Context,
    ledger: Ledger,
    examples: Sequence[TrainingExample] = (),
    others: frozenset[str] = frozenset(),
    *,
    again: bool = False,
) -> SessionResult:
    """The result with what its source gives; `again` where the session has been used before."""
    numbers = Statistics.of(examples, trains_on_all=context.trains_on_all)
    if again:
        numbers.repeated_tokens, numbers.repeated_trained_tokens = numbers.tokens, numbers.trained_tokens
    numbers.monologues = len(examples) if conversation.monologue else 0
    if context.recipe.bubbles:
        numbers.boundaries = sum([boundaries(example.turns) for example in examples])
    ledger.sources[conversation.source] = Share(
        read=ledger.read,
        trained=ledger.trained,
        context=ledger.context,
        left_out=ledger.left_out.total(),
        examples=len(examples),
        tokens=numbers.tokens,
        trained_tokens=numbers.trained_tokens,
    )
    return SessionResult(examples, ledger, numbers, others)
