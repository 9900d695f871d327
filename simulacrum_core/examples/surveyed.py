"""What the survey knows of one conversation: who of it is the persona, its sessions, what is compared with others."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

import msgspec

from ..config.persona import Persona
from ..config.recipe import Recipe, Untrained
from ..conversations.accounts import Key, key_of
from ..conversations.participants import People
from ..conversations.persona_accounts import PersonaAccounts, guessed_accounts
from ..conversations.sketches import Sketch, sketch_of
from ..models import Conversation, Message, Participant, anonymous
from ..sources.message_blocks import message_blocks
from .answers import Answers, gaps_to_try, said_of
from .borders import Border, Links, borders_of
from .columns import Answered, Columns, cuts_of, pace_of
from .gaps import fitted_gap, measured
from .kinds import untrained_kind, untrained_kinds
from .languages import Heard, Languages
from .mixture import Sessions, draws, lots_of
from .plan import Said
from .repeated import Fingerprints, Seen
from .roles import excluded_accounts
from .runs import has_exchange, keeps_openers
from .selection import Selection, reason_against_all, selection_in, used_of
from .sessions import sessions
from .times import Times
from .traces import Trace, Traced


class Call(msgspec.Struct, frozen=True):
    """What a survey is asked for; the persona's accounts once they are known, before that those `guessed` so far.

    `is_parted` where it is asked at which borders long conversations may be parted.
    """

    persona: Persona
    recipe: Recipe
    selection: Selection
    accounts: PersonaAccounts | None = None
    guessed: set[Key] = msgspec.field(default_factory=set)
    is_parted: bool = False


class Surveyed(msgspec.Struct, frozen=True):
    """What is known of a conversation; `signed` are the persona's accounts that have names.

    `copied`, `gap`, `borders` and `times` are as in its plan, `seen` is compared with other conversations, `heard` are
    its languages.
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


class Watched(msgspec.Struct, frozen=True):
    """What is seen of the words of a conversation while its messages pass."""

    prints: Fingerprints
    languages: Languages
    links: Links | None

    def see(self, places: Sequence[int], messages: Sequence[Message]) -> None:
        """The next messages that are used, with their places."""
        self.prints.see(places, messages)
        self.languages.see(places, messages)
        if self.links is not None:
            self.links.see(messages)


def watched_of(conversation: Conversation, call: Call, mine: Set[str] | None) -> Watched:
    links = Links() if call.is_parted and not conversation.monologue else None
    return Watched(Fingerprints(conversation, call.recipe, mine), Languages(conversation, call.recipe, mine), links)


def looked_at(conversation: Conversation, people: People, call: Call) -> Surveyed:
    """What is known of a conversation whose messages are walked once."""
    sketch = sketch_of(conversation)
    messages = people.watched(conversation, sketch).messages
    mine = _accounts(conversation, call)
    watched = watched_of(conversation, call, mine)
    if reason_against_all(conversation, mine, call.persona) is not None:
        for _ in message_blocks(messages):
            # Where nothing is used, those who write are counted all the same.
            pass
        return surveyed(conversation, sketch, mine, Trace(), watched, call)
    # A gap that is fitted is known when the last message is, and the sessions only then.
    return surveyed(conversation, sketch, mine, trace_of(conversation, messages, watched, call), watched, call)


def _accounts(conversation: Conversation, call: Call) -> frozenset[str]:
    """The ids of the persona's accounts in a conversation; a guess, as long as not all conversations were seen."""
    if call.accounts is not None:
        return call.accounts.of(conversation)
    guess = guessed_accounts(conversation, call.persona, call.guessed)
    signed = (person for person in conversation.participants if person.id in guess - anonymous(conversation))
    call.guessed.update(key_of(conversation, person) for person in signed)
    return guess


def _selected(
    conversation: Conversation, messages: Iterable[Message], call: Call
) -> Iterator[tuple[Sequence[int], list[Message]]]:
    """The messages that are used, in blocks, with their places among all."""
    excluded, monologue = excluded_accounts(conversation, call.persona), conversation.monologue
    selection = selection_in(conversation, call.selection)
    first = 0
    for block in message_blocks(messages):
        places: Sequence[int] = range(first, first + len(block))
        used = used_of(block, selection, excluded, monologue=monologue)
        if len(used) < len(block):
            kept = set(map(id, used))
            places = [place for place, message in zip(places, block, strict=True) if id(message) in kept]
        yield places, used
        first += len(block)


def surveyed(
    conversation: Conversation,
    sketch: Sketch,
    mine: frozenset[str],
    trace: Trace,
    watched: Watched,
    call: Call,
    copied: bytes = b"",
) -> Surveyed:
    """What is known of a conversation whose messages are kept, if any of it is used; `copied` marks duplicates."""
    sketch.mine = bool(mine)
    named = mine - anonymous(conversation)
    signed = {key_of(conversation, person): person for person in conversation.participants if person.id in named}
    found, said, lengths, times = Sessions(), Said(), array("L"), Times()
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


def traced_of(conversation: Conversation, people: People, call: Call) -> tuple[Conversation, Sketch, Trace, Watched]:
    """A conversation without its messages, and what is kept of them until it is known who the persona is."""
    sketch = sketch_of(conversation)
    watched = watched_of(conversation, call, None)
    trace = trace_of(conversation, people.watched(conversation, sketch).messages, watched, call)
    return msgspec.structs.replace(conversation, messages=()), sketch, trace, watched


def trace_of(conversation: Conversation, messages: Iterable[Message], watched: Watched, call: Call) -> Trace:
    trace, has_lots = Trace(), draws(call.recipe)
    for places, used in _selected(conversation, messages, call):
        watched.see(places, used)
        if not has_lots:
            trace.extend(places, used)
            continue
        for place, message in zip(places, used, strict=True):
            trace.add(place, message, lots_of(call.recipe, message))
    return trace


def from_trace(conversation: Conversation, sketch: Sketch, trace: Trace, watched: Watched, call: Call) -> Surveyed:
    return surveyed(conversation, sketch, _accounts(conversation, call), trace, watched, call)
