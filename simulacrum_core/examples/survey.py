"""The survey: one walk through a source, to see who is there and to plan what is done with it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set

import msgspec

from ..config.persona import Persona
from ..config.recipe import Recipe
from ..conversations.accounts import Key
from ..conversations.duplicates import Duplicate, copied, duplicates
from ..conversations.participants import People
from ..conversations.persona_accounts import persona_accounts
from ..conversations.sketches import mark_of, packed
from ..models import Conversation, Message
from ..rendering.control_tokens import ControlTokens
from .plan import Plan
from .planning import planned
from .refusals import check_persona
from .selection import selection_of
from .surveyed import Call, Surveyed, Watched, from_trace, looked_at, surveyed, trace_of, traced_of, watched_of
from .traces import Trace

Ask = Callable[[People], Persona]
"""Asked for the persona when it is known who is there, where nobody named it before."""
Walk = Callable[[Set[int]], Iterable[tuple[int, Conversation]]]
"""Gives the conversations at some places of the reading, with their places."""


def survey(
    conversations: Iterable[Conversation],
    persona: Persona,
    recipe: Recipe,
    controls: ControlTokens,
    ask: Ask | None = None,
    *,
    is_parted: bool = False,
) -> Plan:
    """The plan of conversations, which are walked once, and once more where a chat seems to be in there twice.

    `controls` are the control tokens that the recipe may leave messages out for. `ask` names a persona that `persona`
    does not. With `is_parted`, the plan says where long conversations may be parted. Raises UsageError where the
    persona is not among those who are there.
    """
    people, call = People(), call_of(persona, recipe, controls, is_parted=is_parted)
    if persona.is_known() or ask is None:
        found = [looked_at(conversation, people, call) for conversation in conversations]
        call = msgspec.structs.replace(call, accounts=(accounts := persona_accounts(persona, people)))
        if misjudged(found, accounts.places(people)):
            # An account was seen under a name of the persona's only after conversations in which it has another one.
            found = [looked_at(conversation, People(), call) for conversation in conversations]
    else:
        traced = [traced_of(conversation, people, call) for conversation in conversations]
        persona = ask(people)
        call = msgspec.structs.replace(call, persona=persona, accounts=persona_accounts(persona, people))
        found = [from_trace(*one, call) for one in traced]
    return concluded(found, people, call, lambda among: _among(conversations, among))


def call_of(persona: Persona, recipe: Recipe, controls: ControlTokens, *, is_parted: bool) -> Call:
    return Call(persona, recipe, selection_of(recipe, persona, controls), is_parted=is_parted)


def misjudged(found: Sequence[Surveyed], places: Mapping[int, Set[Key]]) -> list[int]:
    """The places of conversations that were looked at with other accounts than those that are the persona's."""
    guesses = (one.signed.keys() for one in found)
    return [place for place, guess in enumerate(guesses) if guess != places.get(place, frozenset())]


def concluded(found: list[Surveyed], people: People, call: Call, walk: Walk) -> Plan:
    """The plan by what is known of all conversations, wherever they were looked at; `walk` reads some once more."""
    _check(found, people, call.persona)
    copies = [] if call.recipe.keep_copies else duplicates([one.sketch for one in found])
    if copies:
        found = _once(found, copies, walk, call)
    return planned(found, copies, people, call)


def _among(conversations: Iterable[Conversation], places: Set[int]) -> Iterator[tuple[int, Conversation]]:
    return ((place, conversation) for place, conversation in enumerate(conversations) if place in places)


def _once(found: Sequence[Surveyed], copies: Sequence[Duplicate], walk: Walk, call: Call) -> list[Surveyed]:
    """What is known of the conversations when every message of a chat that is in there twice is used once."""
    worse = {copy.worse for copy in copies}
    marks: dict[int, array[int]] = {}
    traced: dict[int, tuple[Conversation, Trace, Watched]] = {}
    for place, conversation in walk(worse | {copy.better for copy in copies}):
        marks[place] = array("Q")
        messages = _marked(conversation.messages, marks[place])
        if place in worse:
            watched = watched_of(conversation, call, found[place].mine)
            trace = trace_of(conversation, messages, watched, call)
            traced[place] = msgspec.structs.replace(conversation, messages=()), trace, watched
        for _ in messages:
            pass
    left = list(found)
    for place, (conversation, trace, watched) in traced.items():
        better = [(marks[copy.better], copy.shift) for copy in copies if copy.worse == place]
        taken = copied(marks[place], better)
        one = found[place]
        left[place] = surveyed(conversation, one.sketch, one.mine, trace, watched, call, taken)
    return left


def _marked(messages: Iterable[Message], marks: array[int]) -> Iterator[Message]:
    for message in messages:
        marks.append(packed(mark_of(message)))
        yield message


def _check(found: Sequence[Surveyed], people: People, persona: Persona) -> None:
    with_persona = sum(bool(one.mine) for one in found)
    unsigned = sum(bool(one.mine) and not one.signed for one in found)
    chats = sum(not one.monologue for one in found)
    check_persona(with_persona, unsigned, chats, people, persona)
