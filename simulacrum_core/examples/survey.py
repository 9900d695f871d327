"""The survey: one walk through a source, to see who is there and to plan what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set

import msgspec

from ..config.persona import Persona
from ..config.recipe import Recipe
from ..conversations.accounts import Key
from ..conversations.duplicates import Duplicate, copied, duplicates
from ..conversations.editions import Edition, with_editions
from ..conversations.participants import People
from ..conversations.persona_accounts import persona_accounts
from ..models import Conversation
from ..rendering.control_tokens import ControlTokens
from ..sources.message_blocks import message_blocks
from .plan import Plan
from .planning import planned
from .refusals import check_persona
from .selection import selection_of
from .surveyed import Surveyed, from_watched, looked_at, surveyed, watched_over
from .watched import Call, Watched, compare, walked, watched_of

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
    alone: bool = False,
    kept: bool = False,
) -> Plan:
    """The plan of conversations, which are walked once, and once more where a chat seems to be in there twice.

    `controls` are the control tokens that the recipe may leave messages out for. `ask` names a persona that `persona`
    does not. With `is_parted`, the plan says where long conversations may be parted. Where one is `alone`, it cannot be
    in there twice, and no text is remembered; of conversations that are `kept`, the first one is taken to be alone, and
    walked again where it is not. Raises UsageError where the persona is not among those who are there.
    """
    people, call = People(), call_of(persona, recipe, controls, is_parted=is_parted, alone=alone)
    if persona.is_known() or ask is None:
        found = list[Surveyed]()
        for conversation in conversations:
            asked = msgspec.structs.replace(call, alone=True) if kept and not found else call
            found.append(looked_at(conversation, people, asked))
        if kept and not alone and len(found) > 1:
            compare(found[0].sketch, next(iter(conversations)))
        call = msgspec.structs.replace(call, accounts=(accounts := persona_accounts(persona, people)))
        if misjudged(found, accounts.places(people)):
            # An account was seen under a name of the persona's only after conversations in which it has another one.
            found = [looked_at(conversation, People(), call) for conversation in conversations]
    else:
        watched = [watched_over(conversation, people, call) for conversation in conversations]
        persona = ask(people)
        call = msgspec.structs.replace(call, persona=persona, accounts=persona_accounts(persona, people))
        found = [from_watched(*one, call) for one in watched]
    return concluded(found, people, call, lambda among: _among(conversations, among))


def call_of(persona: Persona, recipe: Recipe, controls: ControlTokens, *, is_parted: bool, alone: bool = False) -> Call:
    return Call(persona, recipe, selection_of(recipe, persona, controls), is_parted=is_parted, alone=alone)


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
    editions: dict[int, Edition] = {}
    kept: dict[int, tuple[Conversation, Watched]] = {}
    for place, conversation in walk(worse | {copy.better for copy in copies}):
        blocks = message_blocks(conversation.messages)
        if place in worse:
            watched = watched_of(conversation, call, found[place].mine)
            kept[place] = msgspec.structs.replace(conversation, messages=()), watched
            blocks = (messages() for _, messages in walked(conversation, watched, call))
        editions[place] = Edition()
        for block in blocks:
            editions[place].add(block)
    left = list(found)
    for place, (conversation, watched) in kept.items():
        better = [(editions[copy.better], copy.shift) for copy in copies if copy.worse == place]
        taken = copied(editions[place].marks, [(other.marks, shift) for other, shift in better])
        taken = with_editions(taken, editions[place], better)
        one = found[place]
        left[place] = surveyed(conversation, one.sketch, one.mine, watched, call, taken)
    return left


def _check(found: Sequence[Surveyed], people: People, persona: Persona) -> None:
    with_persona = sum(bool(one.mine) for one in found)
    unsigned = sum(bool(one.mine) and not one.signed for one in found)
    chats = sum(not one.monologue for one in found)
    check_persona(with_persona, unsigned, chats, people, persona)
