"""Building: the examples of one conversation and the account of its messages, by its plan and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from random import Random

import msgspec

from ..dataset.manifest import Statistics
from ..dataset.provenance import Origin
from ..ledger import Ledger, Share
from ..models import Conversation, Message, TrainingExample, Turn
from ..rendering.names import shown_name
from ..rendering.render import heading
from .budget import Fitted, fit
from .context import Context
from .lines import Changes, passages, spoken_lines
from .mixture import seed_of
from .monologues import fit_monologue
from .plan import ConversationPlan, SessionPlan
from .roles import Roles, roles_of
from .runs import keeps_openers, runs
from .selection import reason_against, reason_against_all
from .sessions import sessions


class SessionResult(msgspec.Struct, frozen=True, gc=False):
    """What came of a session, or of one of its uses: examples, and counts that add up with those of all others.

    `others` are the names of other people who speak in the examples, `origins` where each example comes from.
    """

    examples: Sequence[TrainingExample]
    ledger: Ledger
    statistics: Statistics
    others: frozenset[str] = frozenset()
    origins: Sequence[Origin] = ()


def build(conversation: Conversation, plan: ConversationPlan, context: Context) -> Iterator[SessionResult]:
    """The results of a conversation's sessions in their order; the last one has no examples and accounts for the rest.

    Nothing else is read or changed: a conversation gives the same anywhere and at any time. Only the session at hand is
    held.
    """
    left_out: Counter[str] = Counter()
    mine = frozenset(plan.mine)
    if reason := reason_against_all(conversation, mine, context.persona):
        left_out.update("in_another_export" if copy else reason for _, copy in _marked(conversation, plan))
    else:
        roles = roles_of(
            conversation, mine, context.persona, context.names, context.wording.anonymizer, context.controls
        )
        neighbours = context.wording.anonymizer.neighbours()
        context = context.with_neighbours(neighbours)
        messages = neighbours.heard(_selected(conversation, plan, roles, context, left_out))
        for number, session in enumerate(sessions(messages, plan.gap)):
            for result in _results(session, plan.session(number), conversation, roles, context, left_out):
                origins = [_origin(example, number, session, conversation, context) for example in result.examples]
                yield msgspec.structs.replace(result, origins=origins)
            left_out.clear()
    yield _result(conversation, context, Ledger(read=left_out.total(), left_out=left_out), conversations=1)


def _origin(
    example: TrainingExample, number: int, session: Sequence[Message], conversation: Conversation, context: Context
) -> Origin:
    """Where an example comes from, under the names that its text has."""
    anonymized = context.wording.anonymizer.anonymized
    moments = [message.sent_at for message in session if message.sent_at is not None]
    return Origin(
        conversation.source,
        anonymized(conversation.id),
        conversation.title and anonymized(conversation.title),
        number,
        moments[0] if moments else None,
        moments[-1] if moments else None,
        tuple(dict.fromkeys(turn.name for turn in example.turns if turn.name and not turn.persona)),
    )


def _marked(conversation: Conversation, plan: ConversationPlan) -> Iterator[tuple[Message, int]]:
    """Every message, with 1 where a better export of the same chat has it."""
    return zip(conversation.messages, chain(plan.copied, repeat(0)), strict=False)


def _selected(
    conversation: Conversation, plan: ConversationPlan, roles: Roles, context: Context, left_out: Counter[str]
) -> Iterator[Message]:
    """The messages that are used; every other one is counted in `left_out` when it is passed over."""
    selection, monologue = context.selection, conversation.monologue
    mine, excluded = roles.mine, roles.excluded
    for message, copy in _marked(conversation, plan):
        if copy:
            left_out["in_another_export"] += 1
        elif reason := reason_against(message, selection, mine, excluded, monologue=monologue):
            left_out[reason] += 1
        else:
            yield message


def _results(
    session: list[Message],
    plan: SessionPlan,
    conversation: Conversation,
    roles: Roles,
    context: Context,
    passed_over: Counter[str],
) -> Iterator[SessionResult]:
    """A result for each use of a session; its messages, and those that were passed over, are counted in the first."""
    before = Ledger(read=passed_over.total(), left_out=Counter(passed_over))
    if not plan.uses:
        unused = Ledger(read=len(session), left_out=Counter({plan.reason: len(session)}))
        yield _result(conversation, context, before + unused)
    for use in range(plan.uses):
        if conversation.monologue:
            made = _monologue(session, conversation, roles, context)
        else:
            made = _talk(session, roles, context, use, openers=keeps_openers(conversation, context.recipe.openers))
        examples = made.examples
        if plan.split != "train":
            examples = [msgspec.structs.replace(example, split=plan.split) for example in examples]
        ledger = Ledger() if use else before
        if not use:
            ledger += made.ledger
        yield _result(conversation, context, ledger, examples, made.others)


class _Made(msgspec.Struct, frozen=True, gc=False):
    """What one use of a session gives."""

    examples: list[TrainingExample]
    ledger: Ledger
    others: frozenset[str] = frozenset()


def _talk(session: list[Message], roles: Roles, context: Context, use: int, *, openers: bool) -> _Made:
    """A session cut into runs at random, each run within the budget."""
    recipe = context.recipe
    rng = Random(seed_of(recipe.seed, session[0], use))
    cut, left_out = runs(session, roles.mine, recipe.min_messages, recipe.max_messages, rng, openers=openers)
    spoken, changes = spoken_lines(cut, roles, context.wording)
    fitted = [fit(lines, context.budget, int(run.repeated)) for run, lines in zip(cut, spoken, strict=True)]
    once = [line for run, lines in zip(cut, spoken, strict=True) for line in lines[run.repeated :]]
    examples = [example for one in fitted for example in one.examples]
    others = frozenset([line.name for line in once if not line.persona])
    return _Made(examples, _account(once, fitted, changes, left_out, "over_budget"), others)


def _monologue(session: list[Message], conversation: Conversation, roles: Roles, context: Context) -> _Made:
    """An essay or an entry of a journal, in pieces within the budget."""
    anonymizer, template = context.wording.anonymizer, context.budget.template
    title = conversation.title and shown_name(anonymizer.anonymized(conversation.title), context.controls)
    day = session[0].sent_at and session[0].sent_at.date()
    written, changes = passages(session, roles, context.wording)
    fitted = fit_monologue(heading(template, title, day), written, context.budget)
    return _Made(fitted.examples, _account(written, [fitted], changes, Counter(), "not_continued"))


def _account(
    lines: Sequence[Turn], fitted: Sequence[Fitted], changes: Changes, left_out: Counter[str], forgotten_as: str
) -> Ledger:
    """The account of the messages that read as `lines`, and of those that are left out; each is counted once."""
    trained = sum([line.persona for line in lines])
    forgotten, cut = sum([one.forgotten for one in fitted]), sum([one.cut for one in fitted])
    if forgotten:
        left_out[forgotten_as] += forgotten
    return Ledger(
        read=len(lines) - forgotten + left_out.total(),
        trained=trained,
        context=len(lines) - trained - forgotten,
        left_out=left_out,
        cut=cut,
        redacted=changes.redacted,
        repaired=changes.repaired,
        defused=changes.defused,
        imitations=changes.imitations,
    )


def _result(
    conversation: Conversation,
    context: Context,
    ledger: Ledger,
    examples: Sequence[TrainingExample] = (),
    others: frozenset[str] = frozenset(),
    *,
    conversations: int = 0,
) -> SessionResult:
    """The result with what its source gives."""
    numbers = Statistics.of(examples, trains_on_all=context.trains_on_all)
    numbers.conversations = conversations
    numbers.monologues = len(examples) if conversation.monologue else 0
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
