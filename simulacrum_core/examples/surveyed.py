"""What the survey knows of one conversation: who of it is the persona, its sessions, what is compared with others."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence, Set

import msgspec

from ..config.recipe import Untrained
from ..conversations.accounts import Key, key_of
from ..conversations.participants import People
from ..conversations.persona_accounts import guessed_accounts
from ..conversations.sketches import Sketch
from ..models import Conversation, Message, Participant, anonymous
from .answers import Answers, gaps_to_try, said_of
from .borders import Border, borders_of
from .columns import Answered, Columns, cuts_of, pace_of
from .gaps import fitted_gap, measured
from .kinds import untrained_kind, untrained_kinds
from .languages import Heard
from .mixture import Sessions
from .plan import Said
from .repeated import Seen
from .runs import has_exchange, keeps_openers
from .selection import reason_against_all
from .sessions import sessions
from .times import Times
from .traces import Trace, Traced
from .watched import Call, Watched, sketched, watched_of


class Surveyed(msgspec.Struct, frozen=True):
    """What is known of a conversation; `signed` are the persona's accounts that have names.

    `copied`, `gap`, `borders`, `times` and `has_replies` are as in its plan, `seen` is compared with other
    conversations, `heard` are its languages.
    """

    source: str
    id: str
    monologue: bool
    sketch: Sketch
    mine: frozenset[str]
    signed: Mapping[Key, Participant]
    sessions: Sessions
    copied: bytes = b""
    said: Said = Said()
    gap: float = math.inf
    seen: Sequence[Seen] = ()
    heard: Heard = Heard()
    borders: tuple[Border, ...] = ()
    times: Times = msgspec.field(default_factory=Times)
    has_replies: bool = True


def looked_at(conversation: Conversation, people: People, call: Call) -> Surveyed:
    """What is known of a conversation whose messages are walked once."""
    mine = _accounts(conversation, call)
    watched = watched_of(conversation, call, mine)
    is_used = reason_against_all(conversation, mine, call.persona) is None
    sketch = sketched(conversation, people, watched if is_used else None, call)
    # A gap that is fitted is known when the last message is, and the sessions only then.
    return surveyed(conversation, sketch, mine, watched, call)


def _accounts(conversation: Conversation, call: Call) -> frozenset[str]:
    """The ids of the persona's accounts in a conversation; a guess, as long as not all conversations were seen."""
    if call.accounts is not None:
        return call.accounts.of(conversation)
    guess = guessed_accounts(conversation, call.persona, call.guessed)
    signed = (person for person in conversation.participants if person.id in guess - anonymous(conversation))
    call.guessed.update(key_of(conversation, person) for person in signed)
    return guess


def surveyed(
    conversation: Conversation,
    sketch: Sketch,
    mine: frozenset[str],
    watched: Watched,
    call: Call,
    copied: bytes = b"",
) -> Surveyed:
    """What is known of a conversation whose messages are kept, if any of it is used; `copied` marks duplicates."""
    sketch.mine = bool(mine)
    named = mine - anonymous(conversation)
    signed = {key_of(conversation, person): person for person in conversation.participants if person.id in named}
    found, said, lengths, times, trace = Sessions(), Said(), array("L"), Times(), watched.trace
    gap = gap_of(conversation, mine, trace, call, times, copied)
    unasked = conversation.monologue or keeps_openers(conversation, call.recipe.openers)
    if reason_against_all(conversation, mine, call.persona) is not None:
        times = Times()
    else:
        columns = None if copied or conversation.monologue else trace.columns(mine, untrained_kinds(call.recipe))
        if columns is None:
            messages = times.watched(trace.messages(copied), mine, silences=not conversation.monologue)
            said = _cut(messages, conversation, mine, gap, call, found, lengths)
        else:
            said = _cut_columns(columns, gap, found, lengths, times, unasked=unasked)
        times.sessions = len(lengths)
    return Surveyed(
        conversation.source,
        conversation.id,
        conversation.monologue,
        sketch,
        mine,
        signed,
        found,
        copied,
        said,
        gap,
        watched.prints.seen(found, lengths, mine, copied, unasked=unasked),
        watched.languages.heard(lengths, mine, copied),
        borders_of(lengths, trace.places, watched.links) if not copied and watched.links is not None else (),
        times,
        trace.has_replies,
    )


def _cut(
    messages: Iterable[Message],
    conversation: Conversation,
    mine: Set[str],
    gap: float,
    call: Call,
    found: Sessions,
    lengths: array[int],
) -> Said:
    """The sessions of messages are `found`, and how many messages each has."""
    kinds = untrained_kinds(call.recipe)
    unasked = conversation.monologue or keeps_openers(conversation, call.recipe.openers)
    answers = Answers(mine, gaps_to_try(gap), kinds)
    if not conversation.monologue:
        messages = answers.watched(messages)
    for session in sessions(messages, gap):
        first = session[0]
        lots = first.lots if isinstance(first, Traced) else ()
        found.add(session, _said(session, mine, kinds, unasked), lots)
        lengths.append(len(session))
    return answers.said()


def _cut_columns(
    columns: Iterable[Columns], gap: float, found: Sessions, lengths: array[int], times: Times, *, unasked: bool
) -> Said:
    """The same of columns."""
    answered = Answered(gaps_to_try(gap))
    for cut in cuts_of(columns, gap, answered, times):
        found.starts.append(cut.start)
        found.ends.append(cut.end)
        found.said.append(cut.said if unasked or cut.is_answered else 0)
        lengths.append(cut.length)
    return said_of(answered.counts)


def gap_of(
    conversation: Conversation, mine: Set[str], trace: Trace, call: Call, times: Times, copied: bytes = b""
) -> float:
    """Seconds of silence that end a session of a conversation, fitted to its messages; a monologue is one, and
    so is a thread of mails.

    Where columns are measured, silences are added to `times` on the way.
    """
    gap = call.recipe.session_gap
    if conversation.monologue or conversation.one_session:
        return math.inf
    if gap != "auto":
        return gap
    columns = None if copied else trace.columns(mine, frozenset())
    pace = measured(trace.messages(copied), mine) if columns is None else pace_of(columns, trace.people(mine), times)
    return fitted_gap(pace.gaps, pace.kind, pace.responses)


def _said(session: Sequence[Message], mine: Set[str], kinds: Set[Untrained], unasked: bool) -> int:
    """Messages that the persona writes in a session, 0 where it cannot be trained on: nobody speaks before them."""
    said = sum(message.author in mine and not untrained_kind(message, kinds) for message in session)
    return said if unasked or has_exchange(session, mine, kinds) else 0


def watched_over(conversation: Conversation, people: People, call: Call) -> tuple[Conversation, Sketch, Watched]:
    """A conversation without its messages, and what is kept of them until it is known who the persona is."""
    watched = watched_of(conversation, call, None)
    sketch = sketched(conversation, people, watched, call)
    return msgspec.structs.replace(conversation, messages=()), sketch, watched


def from_watched(conversation: Conversation, sketch: Sketch, watched: Watched, call: Call) -> Surveyed:
    return surveyed(conversation, sketch, _accounts(conversation, call), watched, call)
