"""What one use of a session gives: its examples within the budget, and the account of its messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from random import Random

import msgspec

from ..ledger import Ledger
from ..models import Conversation, Message, TrainingExample, Turn
from ..rendering.names import shown_name
from ..rendering.quotations import QuotingLine
from ..rendering.render import heading
from .budget import Fitted
from .context import Context
from .lines import Asked, Changes, hidden_in, passages, spoken_lines
from .monologues import fit_monologue
from .overlap import fit_overlapped
from .roles import Roles
from .runs import Cut, Run
from .talks import Talks, runs_of


class Made(msgspec.Struct, frozen=True, gc=False):
    """What one use of a session gives.

    `left_out` are the ids of its messages in no example, each with the reason; `shown` those of messages that stand in
    one although an earlier session left them out; `again` is what an earlier use left out.
    """

    examples: list[TrainingExample]
    ledger: Ledger
    others: frozenset[str] = frozenset()
    left_out: Mapping[str, str] = msgspec.field(default_factory=dict)
    shown: Sequence[str] = ()
    again: Mapping[str, Turn] = msgspec.field(default_factory=dict)


def made_of_talks(
    talks: Talks,
    roles: Roles,
    context: Context,
    cut: Cut,
    rng: Random,
    left: Set[str],
    asked: Asked | None = None,
) -> Made:
    """A session's talks cut into runs at random, each run within the budget; `left` is what an earlier use left out.

    What is replaced in them may have been `asked` before.
    """
    found, out = runs_of(talks, roles.mine, cut, rng, context.recipe.replies, context.recipe.overlap)
    messages = [message for run in found for message in run.messages]
    hidden = asked[1] if asked is not None and asked[0] == messages else hidden_in(messages, context.wording)
    spoken, changes = spoken_lines(found, roles, context.wording, hidden)
    at_start = context.recipe.replies == "start"
    fitted = [
        fit_overlapped(run, lines, context.budget, at_start=at_start) for run, lines in zip(found, spoken, strict=True)
    ]
    once = [line for run, lines in zip(found, spoken, strict=True) for line in _accounted(run, lines)]
    examples = [example for one in fitted for example in one.examples]
    others = frozenset([line.name for lines in spoken for line in lines if not line.persona])
    left_out = Counter({reason: len(messages) for reason, messages in out.items() if messages})
    forgotten = _forgotten(found, spoken, fitted)
    account = _account(once, fitted, changes, left_out, [*forgotten.values()], "over_budget")
    reasons = {message.id: reason for reason, messages in out.items() for message in messages}
    reasons |= dict.fromkeys(forgotten, "over_budget")
    again = _again(found, spoken, fitted, left) if left else {}
    return Made(examples, account, others, reasons, _shown(found, talks), again)


def _shown(found: Sequence[Run], talks: Talks) -> list[str]:
    """The ids of messages in runs that an earlier session left out."""
    if not talks.earlier:
        return []
    ids = (run.messages[place].id for run in found for place in run.beside - run.repeated)
    return [id for id in ids if id in talks.earlier]


def _again(
    found: Sequence[Run], spoken: Sequence[Sequence[Turn]], fitted: Sequence[Fitted], left: Set[str]
) -> dict[str, Turn]:
    """The messages with ids in `left` that stand in examples."""
    return {
        run.messages[place].id: lines[place]
        for run, lines, one in zip(found, spoken, fitted, strict=True)
        for place in one.used
        if place >= run.overlap and run.messages[place].id in left
    }


def _forgotten(found: Sequence[Run], spoken: Sequence[Sequence[Turn]], fitted: Sequence[Fitted]) -> dict[str, Turn]:
    """The messages for which no example has room, by their ids; one that another run shows is in one."""
    if not any(one.forgotten for one in fitted):
        return {}
    runs = zip(found, spoken, strict=True)
    lines = {id(line): run.messages[place].id for run, those in runs for place, line in enumerate(those)}
    shown = {run.messages[place].id for run, one in zip(found, fitted, strict=True) for place in one.used}
    return {lines[id(line)]: line for one in fitted for line in one.forgotten if lines[id(line)] not in shown}


def _accounted(run: Run, lines: Sequence[Turn]) -> Iterable[Turn]:
    """The lines of a run that no other run accounts for."""
    return [line for place, line in enumerate(lines) if place not in run.repeated] if run.repeated else lines


def made_of_monologue(session: list[Message], conversation: Conversation, roles: Roles, context: Context) -> Made:
    """An essay or an entry of a journal, in pieces within the budget."""
    anonymizer, template = context.wording.anonymizer, context.budget.template
    title = conversation.title and shown_name(anonymizer.anonymized(conversation.title), context.controls)
    day = session[0].sent_at and session[0].sent_at.date()
    written, changes = passages(session, roles, context.wording)
    fitted = fit_monologue(heading(template, title, day), written, context.budget)
    account = _account(written, [fitted], changes, Counter(), fitted.forgotten, "not_continued")
    return Made(fitted.examples, account)


def _account(
    lines: Sequence[Turn],
    fitted: Sequence[Fitted],
    changes: Changes,
    left_out: Counter[str],
    forgotten: Sequence[Turn],
    forgotten_as: str,
) -> Ledger:
    """The account of the messages that read as `lines`, and of those that are left out; each is counted once."""
    # What `is_trained` asks, without a call for each message.
    trained = sum([line.persona and not line.untrained for line in lines])
    cut = sum([one.cut for one in fitted])
    if forgotten:
        left_out[forgotten_as] += len(forgotten)
    return Ledger(
        read=len(lines) - len(forgotten) + left_out.total(),
        trained=trained,
        context=len(lines) - trained - len(forgotten),
        untrained=sum([line.untrained for line in lines]) - sum([line.untrained for line in forgotten]),
        quoting=sum([line.__class__ is QuotingLine for line in lines]),
        left_out=left_out,
        cut=cut,
        redacted=changes.redacted,
        repaired=changes.repaired,
        defused=changes.defused,
        imitations=changes.imitations,
    )
