"""The survey: one reading of a source, to see who is there and to plan what is done with it."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set

import msgspec

from ..config.persona import Persona
from ..config.recipe import Recipe, Untrained
from ..conversations.accounts import Account, Key, key_of
from ..conversations.duplicates import Duplicate, copied, duplicates
from ..conversations.likeness import most_like
from ..conversations.participants import People
from ..conversations.persona_accounts import PersonaAccounts, guessed_accounts, persona_accounts
from ..conversations.read import Parts, read
from ..conversations.sketches import Sketch, mark_of, packed, sketch_of
from ..models import Conversation, Message, Participant, anonymous
from ..rendering.control_tokens import ControlTokens
from .answers import Answers, gaps_to_try
from .gaps import fitted_gap, measured
from .kinds import untrained_kind, untrained_kinds
from .languages import Heard, Languages, in_languages
from .mixture import Sessions, held_out, lots_of, repeats
from .partners import Partner, partners
from .plan import ConversationPlan, Copy, LeftOut, Plan, Said
from .refusals import check_persona
from .repeated import Fingerprints, Seen, without_repeated
from .roles import excluded_accounts
from .runs import has_exchange, keeps_openers
from .selection import Selection, reason_against, reason_against_all, selection_of
from .sessions import sessions
from .traces import Trace, Traced

Ask = Callable[[People], Persona]
"""Asked for the persona when it is known who is there, where nobody named it before."""


class _Call(msgspec.Struct, frozen=True):
    """What a survey is asked for; the persona's accounts once they are known, before that those `guessed` so far."""

    persona: Persona
    recipe: Recipe
    selection: Selection
    accounts: PersonaAccounts | None = None
    guessed: set[Key] = msgspec.field(default_factory=set)


class _Surveyed(msgspec.Struct, frozen=True):
    """What is known of a conversation; `signed` are the persona's accounts that have names.

    `copied` and `gap` are as in its plan, `seen` is compared with other conversations, `heard` its languages.
    """

    source: str
    id: str
    monologue: bool
    sketch: Sketch
    mine: frozenset[str]
    signed: tuple[Participant, ...]
    sessions: Sessions
    copied: bytes = b""
    said: Said = Said()
    gap: float = math.inf
    seen: Sequence[Seen] = ()
    heard: Heard = Heard()


class _Watched(msgspec.Struct, frozen=True):
    """What is seen of the words of a conversation while its messages pass."""

    prints: Fingerprints
    languages: Languages

    def messages(self, messages: Iterable[tuple[int, Message]]) -> Iterator[tuple[int, Message]]:
        return self.languages.watched(self.prints.watched(messages))


def _watched(conversation: Conversation, recipe: Recipe, mine: Set[str] | None) -> _Watched:
    return _Watched(Fingerprints(conversation, recipe, mine), Languages(conversation, recipe, mine))


def survey(parts: Parts, persona: Persona, recipe: Recipe, controls: ControlTokens, ask: Ask | None = None) -> Plan:
    """The plan of a source, which is read once, and once more where a chat seems to be in there twice.

    `controls` are the control tokens that the recipe may leave messages out for. `ask` names a persona that `persona`
    does not. Raises UsageError where the persona is not among those who are there.
    """
    parts, people = list(parts), People()
    call = _Call(persona, recipe, selection_of(recipe, persona, controls))
    conversations = read(parts, recipe.tz)
    if persona.is_known() or ask is None:
        found = [_looked_at(conversation, people, call) for conversation in conversations]
        call = msgspec.structs.replace(call, accounts=(accounts := persona_accounts(persona, people)))
        if not _are_as_guessed(found, accounts.places(people)):
            # An account was seen under a name of the persona's only after conversations in which it has another one.
            found = [_looked_at(conversation, People(), call) for conversation in read(parts, recipe.tz)]
    else:
        traced = [_traced(conversation, people, call) for conversation in conversations]
        persona = ask(people)
        call = msgspec.structs.replace(call, persona=persona, accounts=persona_accounts(persona, people))
        found = [_from_trace(*one, call) for one in traced]
    _check(found, people, call.persona)
    copies = [] if recipe.keep_copies else duplicates([one.sketch for one in found])
    if copies:
        found = _once(found, copies, parts, call)
    return _planned(found, copies, people, call)


def _looked_at(conversation: Conversation, people: People, call: _Call) -> _Surveyed:
    """What is known of a conversation whose messages are walked once."""
    sketch = sketch_of(conversation)
    messages = iter(people.watched(conversation, sketch).messages)
    mine = _accounts(conversation, call)
    watched, trace = _watched(conversation, call.recipe, mine), Trace()
    used = watched.messages(_selected(conversation, messages, call))
    fitted = _is_fitted(conversation, mine, call)
    gap = _gap(conversation, mine, _kept(used, trace, call) if fitted else (), call)
    # A gap that is fitted is known when the last message is, and the sessions only then.
    left = trace.messages() if fitted else (message for _, message in used)
    found = _surveyed(conversation, sketch, mine, left, gap, watched, call)
    for _ in messages:
        # Where nothing is used, those who write are counted all the same.
        pass
    return found


def _accounts(conversation: Conversation, call: _Call) -> frozenset[str]:
    """The ids of the persona's accounts in a conversation; a guess, as long as not all conversations were seen."""
    if call.accounts is not None:
        return call.accounts.of(conversation)
    guess, monologue = guessed_accounts(conversation, call.persona, call.guessed), conversation.monologue
    signed = (person for person in conversation.participants if person.id in guess - anonymous(conversation))
    call.guessed.update(key_of(conversation.source, person, monologue=monologue) for person in signed)
    return guess


def _are_as_guessed(found: Sequence[_Surveyed], places: Mapping[int, Set[Key]]) -> bool:
    """Whether every conversation was looked at with the accounts that turned out to be the persona's."""
    guesses = ({key_of(one.source, person, monologue=one.monologue) for person in one.signed} for one in found)
    return all(guess == places.get(place, frozenset()) for place, guess in enumerate(guesses))


def _selected(conversation: Conversation, messages: Iterable[Message], call: _Call) -> Iterator[tuple[int, Message]]:
    """The messages that are used, with their places among all."""
    excluded, monologue = excluded_accounts(conversation, call.persona), conversation.monologue
    for place, message in enumerate(messages):
        if reason_against(message, call.selection, excluded, monologue=monologue) is None:
            yield place, message


def _surveyed(
    conversation: Conversation,
    sketch: Sketch,
    mine: frozenset[str],
    messages: Iterable[Message],
    gap: float,
    watched: _Watched,
    call: _Call,
    copied: bytes = b"",
) -> _Surveyed:
    """What is known of a conversation of which these messages are used, if any of it is."""
    sketch.mine = bool(mine)
    named = mine - anonymous(conversation)
    signed = tuple(person for person in conversation.participants if person.id in named)
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
    return _Surveyed(
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
    )


def _is_fitted(conversation: Conversation, mine: Set[str], call: _Call) -> bool:
    if conversation.monologue or call.recipe.session_gap != "auto":
        return False
    return reason_against_all(conversation, mine, call.persona) is None


def _gap(conversation: Conversation, mine: Set[str], messages: Iterable[Message], call: _Call) -> float:
    """Seconds of silence that end a session of a conversation, fitted to `messages`; a monologue is one session."""
    gap = call.recipe.session_gap
    if conversation.monologue:
        return math.inf
    if gap != "auto":
        return gap
    pace = measured(messages, mine)
    return fitted_gap(pace.gaps, pace.kind, pace.responses)


def _said(session: Sequence[Message], mine: Set[str], kinds: Set[Untrained], unasked: bool) -> int:
    """Messages that the persona writes in a session, 0 where it cannot be trained on: nobody speaks before them."""
    said = sum(message.author in mine and not untrained_kind(message, kinds) for message in session)
    return said if unasked or has_exchange(session, mine, kinds) else 0


def _traced(conversation: Conversation, people: People, call: _Call) -> tuple[Conversation, Sketch, Trace, _Watched]:
    """A conversation without its messages, and what is kept of them until it is known who the persona is."""
    sketch = sketch_of(conversation)
    watched = _watched(conversation, call.recipe, None)
    trace = _trace(conversation, people.watched(conversation, sketch).messages, watched, call)
    return msgspec.structs.replace(conversation, messages=()), sketch, trace, watched


def _trace(conversation: Conversation, messages: Iterable[Message], watched: _Watched, call: _Call) -> Trace:
    trace = Trace()
    for _ in _kept(watched.messages(_selected(conversation, messages, call)), trace, call):
        pass
    return trace


def _kept(used: Iterable[tuple[int, Message]], trace: Trace, call: _Call) -> Iterator[Message]:
    for place, message in used:
        trace.add(place, message, lots_of(call.recipe, message))
        yield message


def _from_trace(conversation: Conversation, sketch: Sketch, trace: Trace, watched: _Watched, call: _Call) -> _Surveyed:
    mine = _accounts(conversation, call)
    gap = _gap(conversation, mine, trace.messages(), call)
    return _surveyed(conversation, sketch, mine, trace.messages(), gap, watched, call)


def _once(found: Sequence[_Surveyed], copies: Sequence[Duplicate], parts: Parts, call: _Call) -> list[_Surveyed]:
    """What is known of the conversations when every message of a chat that is in there twice is used once."""
    worse = {copy.worse for copy in copies}
    needed = worse | {copy.better for copy in copies}
    marks: dict[int, array[int]] = {}
    traced: dict[int, tuple[Conversation, Trace, _Watched]] = {}
    for place, conversation in enumerate(read(parts, call.recipe.tz)):
        if place not in needed:
            continue
        marks[place] = array("Q")
        messages = _marked(conversation.messages, marks[place])
        if place in worse:
            watched = _watched(conversation, call.recipe, found[place].mine)
            trace = _trace(conversation, messages, watched, call)
            traced[place] = msgspec.structs.replace(conversation, messages=()), trace, watched
        for _ in messages:
            pass
    left = list(found)
    for place, (conversation, trace, watched) in traced.items():
        better = [(marks[copy.better], copy.shift) for copy in copies if copy.worse == place]
        taken = copied(marks[place], better)
        one = found[place]
        gap = _gap(conversation, one.mine, trace.messages(taken), call)
        messages = trace.messages(taken)
        left[place] = _surveyed(conversation, one.sketch, one.mine, messages, gap, watched, call, taken)
    return left


def _marked(messages: Iterable[Message], marks: array[int]) -> Iterator[Message]:
    for message in messages:
        marks.append(packed(mark_of(message)))
        yield message


def _check(found: Sequence[_Surveyed], people: People, persona: Persona) -> None:
    with_persona = sum(bool(one.mine) for one in found)
    unsigned = sum(bool(one.mine) and not one.signed for one in found)
    chats = sum(not one.monologue for one in found)
    check_persona(with_persona, unsigned, chats, people, persona)


def _planned(found: Sequence[_Surveyed], copies: Sequence[Duplicate], people: People, call: _Call) -> Plan:
    cut = [(one.source, one.sessions) for one in found]
    accounts = call.accounts or PersonaAccounts()
    others, foreign = in_languages([one.heard for one in found], call.recipe.languages, cut)
    uses = repeats(cut, call.recipe, _partners(found, people, accounts, call), others)
    uses, repeated = without_repeated([(one.source, one.id, one.seen) for one in found], uses, cut)
    held = held_out(cut, uses, call.recipe.validation)
    return Plan(
        call.persona,
        people,
        Counter(person.name for one in found for person in one.signed),
        tuple(
            ConversationPlan(
                one.source,
                one.id,
                tuple(sorted(one.mine)),
                one.copied,
                out,
                used,
                one.gap,
                repeated=left,
                foreign=read,
                splits=1 if one.monologue else call.recipe.splits,
            )
            for one, out, used, left, read in zip(found, held, uses, repeated, foreign, strict=True)
        ),
        tuple(_copy_of(copy, found) for copy in copies),
        sum((one.said for one in found if one.said.usable), Said()),
        tuple(_left_out(found, people, accounts)),
        accounts,
    )


def _partners(
    found: Sequence[_Surveyed], people: People, accounts: PersonaAccounts, call: _Call
) -> list[Partner | None]:
    """With whom each conversation is where that is asked for; None for a monologue."""
    if call.recipe.cap_per_partner is None:
        return [None] * len(found)
    chats = [(one.source, one.id) for one in found]
    each = partners(chats, people.accounts, accounts.keys, call.persona)
    return [None if one.monologue else partner for one, partner in zip(found, each, strict=True)]


def _left_out(found: Sequence[_Surveyed], people: People, accounts: PersonaAccounts) -> Iterator[LeftOut]:
    """The chats without the persona, the longest first, each with an account that may be the persona's."""
    places = {place for place, one in enumerate(found) if not one.mine and not one.monologue and one.sketch.messages}
    if not places:
        return
    there: dict[int, list[Account]] = {}
    for account in people.accounts.values():
        for place in places.intersection(account.places):
            there.setdefault(place, []).append(account)
    persona = [people.accounts[key] for key in accounts.keys]
    labels = people.labels()
    for place in sorted(places, key=lambda place: -found[place].sketch.messages):
        one, likely = found[place], most_like(there.get(place, ()), persona)
        name, count = (labels[likely.key], likely.messages) if likely else ("", 0)
        yield LeftOut(one.source, one.sketch.name, one.sketch.messages, name, count)


def _copy_of(copy: Duplicate, found: Sequence[_Surveyed]) -> Copy:
    worse, better = found[copy.worse].sketch, found[copy.better].sketch
    return Copy(worse.name, better.name, worse.messages, better.messages, copy.shift)
