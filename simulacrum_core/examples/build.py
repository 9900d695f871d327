"""Building: the examples of one conversation and the account of its messages, by its plan and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from random import Random

import msgspec

from ..dataset.manifest import Statistics
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
from .runs import runs
from .selection import reason_against, reason_against_all
from .sessions import sessions


class SessionResult(msgspec.Struct, frozen=True):
    """What came of a session, or of one of its uses: examples, and counts that add up with those of all others.

    `others` are the names of other people who speak in the examples.
    """

    examples: Sequence[TrainingExample]
    ledger: Ledger
    statistics: Statistics
    others: frozenset[str] = frozenset()


def build(conversation: Conversation, plan: ConversationPlan, context: Context) -> Iterator[SessionResult]:
    """The results of a conversation's sessions in their order; the last one has no examples and accounts for the rest.

    Nothing else is read or changed: a conversation gives the same anywhere and at any time. Only the session at hand is
    held.
    """
    left_out: Counter[str] = Counter()
    mine = frozenset(plan.mine)
    if reason := reason_against_all(conversation, mine, context.persona):
        left_out.update(copy or reason for _, copy in _with_copies(conversation, plan))
    else:
        roles = roles_of(
            conversation, mine, context.persona, context.names, context.wording.anonymizer, context.controls
        )
        messages = _selected(conversation, plan, roles, context, left_out)
        for number, session in enumerate(sessions(messages, plan.gap)):
            yield from _results(session, plan.session(number), conversation, roles, context, left_out)
            left_out.clear()
    yield _result(conversation, context, Ledger(read=left_out.total(), left_out=left_out), conversations=1)


def _with_copies(conversation: Conversation, plan: ConversationPlan) -> Iterator[tuple[Message, str]]:
    """Every message, with the reason to leave it out where a better export of the same chat has it."""
    marked = zip(conversation.messages, chain(plan.copied, repeat(0)), strict=False)
    return ((message, "in_another_export" if copy else "") for message, copy in marked)


def _selected(
    conversation: Conversation, plan: ConversationPlan, roles: Roles, context: Context, left_out: Counter[str]
) -> Iterator[Message]:
    """The messages that are used; every other one is counted in `left_out` when it is passed over."""
    selection, monologue = context.selection, conversation.monologue
    for message, copy in _with_copies(conversation, plan):
        reason = copy or reason_against(message, selection, roles.mine, roles.excluded, monologue=monologue)
        if reason:
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
            made = _talk(session, roles, context, use)
        examples = [msgspec.structs.replace(example, split=plan.split) for example in made.examples]
        ledger = Ledger() if use else before
        if not use:
            ledger += made.ledger
        yield _result(conversation, context, ledger, examples, made.others)


class _Made(msgspec.Struct, frozen=True):
    """What one use of a session gives."""

    examples: list[TrainingExample]
    ledger: Ledger
    others: frozenset[str] = frozenset()


def _talk(session: list[Message], roles: Roles, context: Context, use: int) -> _Made:
    """A session cut into runs at random, each run within the budget."""
    recipe = context.recipe
    rng = Random(seed_of(recipe.seed, session[0], use))
    cut, left_out = runs(session, roles.mine, recipe.min_messages, recipe.max_messages, rng)
    all_fitted, all_lines, changes = list[Fitted](), list[Turn](), Changes()
    for run in cut:
        lines, changed = spoken_lines(run.messages, roles, context.wording)
        all_fitted.append(fit(lines, context.budget, int(run.repeated)))
        all_lines += lines[run.repeated :]
        changes += changed
    examples = [example for fitted in all_fitted for example in fitted.examples]
    others = frozenset(line.name for line in all_lines if not line.persona)
    return _Made(examples, _account(all_lines, all_fitted, changes, left_out, "over_budget"), others)


def _monologue(session: list[Message], conversation: Conversation, roles: Roles, context: Context) -> _Made:
    """An essay or an entry of a journal, in pieces within the budget."""
    anonymizer, template = context.wording.anonymizer, context.budget.template
    title = conversation.title and shown_name(anonymizer.told(conversation.title), context.controls)
    day = session[0].sent_at and session[0].sent_at.date()
    written, changes = passages(session, roles, context.wording)
    fitted = fit_monologue(heading(template, title, day), written, context.budget)
    return _Made(fitted.examples, _account(written, [fitted], changes, Counter(), "not_continued"))


def _account(
    lines: Sequence[Turn], fitted: Iterable[Fitted], changes: Changes, left_out: Counter[str], forgotten_as: str
) -> Ledger:
    """The account of the messages that read as `lines`, and of those that are left out; each is counted once."""
    trained, forgotten, cut = sum(line.persona for line in lines), 0, 0
    for one in fitted:
        forgotten += one.forgotten
        cut += one.cut
    if forgotten:
        left_out[forgotten_as] += forgotten
    return Ledger(
        read=len(lines) - forgotten + left_out.total(),
        trained=trained,
        context=len(lines) - trained - forgotten,
        left_out=left_out,
        cut=cut,
        redacted=Counter(changes.redacted),
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
