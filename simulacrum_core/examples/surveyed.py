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
from .answers import Answers, gaps_to_try
from .borders import Border, Links, borders_of
from .gaps import fitted_gap, measured
from .kinds import untrained_kind, untrained_kinds
from .languages import Heard, Languages
from .mixture import Sessions, draws, lots_of
from .plan import Said
from .repeated import Fingerprints, Seen
from .roles import excluded_accounts
from .runs import has_exchange, keeps_openers
from .selection import Selection, reason_against, reason_against_all
from .sessions import sessions
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

    `copied`, `gap` and `borders` are as in its plan, `seen` is compared with other conversations, `heard` are its
    languages.
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


class Watched(msgspec.Struct, frozen=True):
    """What is seen of the words of a conversation while its messages pass."""

    prints: Fingerprints
    languages: Languages
    links: Links | None

    def messages(self, messages: Iterable[tuple[int, Message]]) -> Iterable[tuple[int, Message]]:
        watched = self.languages.watched(self.prints.watched(messages))
        return watched if self.links is None else self.links.watched(watched)


def watched_of(conversation: Conversation, call: Call, mine: Set[str] | None) -> Watched:
    links = Links() if call.is_parted and not conversation.monologue else None
    return Watched(Fingerprints(conversation, call.recipe, mine), Languages(conversation, call.recipe, mine), links)


def looked_at(conversation: Conversation, people: People, call: Call) -> Surveyed:
    """What is known of a conversation whose messages are walked once."""
    sketch = sketch_of(conversation)
    messages = iter(people.watched(conversation, sketch).messages)
    mine = _accounts(conversation, call)
    watched, trace = watched_of(conversation, call, mine), Trace()
    used = watched.messages(_selected(conversation, messages, call))
    fitted = _is_fitted(conversation, mine, call)
    gap = gap_of(conversation, mine, _kept(used, trace, call) if fitted else (), call)
    # A gap that is fitted is known when the last message is, and the sessions only then.
    left = trace.messages() if fitted else _placed(used, trace.places)
    found = surveyed(conversation, sketch, mine, left, gap, watched, call, places=trace.places)
    for _ in messages:
        # Where nothing is used, those who write are counted all the same.
        pass
    return found


def _accounts(conversation: Conversation, call: Call) -> frozenset[str]:
    """The ids of the persona's accounts in a conversation; a guess, as long as not all conversations were seen."""
    if call.accounts is not None:
        return call.accounts.of(conversation)
    guess = guessed_accounts(conversation, call.persona, call.guessed)
    signed = (person for person in conversation.participants if person.id in guess - anonymous(conversation))
    call.guessed.update(key_of(conversation, person) for person in signed)
    return guess


def _selected(conversation: Conversation, messages: Iterable[Message], call: Call) -> Iterator[tuple[int, Message]]:
    """The messages that are used, with their places among all."""
    excluded, monologue = excluded_accounts(conversation, call.persona), conversation.monologue
    for place, message in enumerate(messages):
        if reason_against(message, call.selection, excluded, monologue=monologue) is None:
            yield place, message


def _placed(used: Iterable[tuple[int, Message]], places: array[int]) -> Iterator[Message]:
    """The messages, their places kept."""
    for place, message in used:
        places.append(place)
        yield message


def surveyed(
    conversation: Conversation,
    sketch: Sketch,
    mine: frozenset[str],
    messages: Iterable[Message],
    gap: float,
    watched: Watched,
    call: Call,
    copied: bytes = b"",
    places: Sequence[int] = (),
) -> Surveyed:
    """What is known of a conversation of which these messages are used, if any of it is; they are at `places`."""
    sketch.mine = bool(mine)
    named = mine - anonymous(conversation)
    signed = {key_of(conversation, person): person for person in conversation.participants if person.id in named}
    found, said, kinds = Sessions(), Said(), untrained_kinds(call.recipe)
    lengths = array("L")
    unasked = conversation.monologue or keeps_openers(conversation, call.recipe.openers)
    if reason_against_all(conversation, mine, call.persona) is None:
        answers = Answers(mine, gaps_to_try(gap), kinds)
        if not conversation.monologue:
            messages = answers.watched(messages)
        for session in sessions(messages, gap):
            first = session[0]
            lots = first.lots if isinstance(first, Traced) else lots_of(call.recipe, first)
            found.add(session, _said(session, mine, kinds, unasked), lots)
            lengths.append(len(session))
        said = answers.said()
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
        borders_of(lengths, places, watched.links) if places and watched.links is not None else (),
    )


def _is_fitted(conversation: Conversation, mine: Set[str], call: Call) -> bool:
    if conversation.monologue or conversation.one_session or call.recipe.session_gap != "auto":
        return False
    return reason_against_all(conversation, mine, call.persona) is None


def gap_of(conversation: Conversation, mine: Set[str], messages: Iterable[Message], call: Call) -> float:
    """Seconds of silence that end a session of a conversation, fitted to `messages`; a monologue is one, and
    so is a thread of mails.
    """
    gap = call.recipe.session_gap
    if conversation.monologue or conversation.one_session:
        return math.inf
    if gap != "auto":
        return gap
    pace = measured(messages, mine)
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
    trace = Trace()
    for _ in _kept(watched.messages(_selected(conversation, messages, call)), trace, call):
        pass
    return trace


def _kept(used: Iterable[tuple[int, Message]], trace: Trace, call: Call) -> Iterator[Message]:
    recipe = call.recipe if draws(call.recipe) else None
    for place, message in used:
        trace.add(place, message, lots_of(recipe, message) if recipe else ())
        yield message


def from_trace(conversation: Conversation, sketch: Sketch, trace: Trace, watched: Watched, call: Call) -> Surveyed:
    mine = _accounts(conversation, call)
    gap = gap_of(conversation, mine, trace.messages(), call)
    return surveyed(conversation, sketch, mine, trace.messages(), gap, watched, call, places=trace.places)
