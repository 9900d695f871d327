"""What is kept of a conversation while its messages pass, until it is known who the persona is and what a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set

import msgspec

from ..config.persona import Persona
from ..config.recipe import Recipe
from ..conversations.accounts import Key
from ..conversations.participants import People, Written
from ..conversations.persona_accounts import PersonaAccounts
from ..conversations.sketches import Sketch, sketch_of
from ..models import Conversation, Message
from ..sources.message_blocks import message_blocks
from .borders import Links
from .languages import Languages
from .mixture import draws, lots_of
from .outlines import Outline, Outlined, asked_of, outlined
from .repeated import Fingerprints
from .selection import Selection
from .traces import Trace


class Call(msgspec.Struct, frozen=True):
    """What a survey is asked for; the persona's accounts once they are known, before that those `guessed` so far.

    `is_parted` where it is asked at which borders long conversations may be parted. What is `alone` is compared with no
    other conversation.
    """

    persona: Persona
    recipe: Recipe
    selection: Selection
    accounts: PersonaAccounts | None = None
    guessed: set[Key] = msgspec.field(default_factory=set)
    is_parted: bool = False
    alone: bool = False


class Watched(msgspec.Struct, frozen=True):
    """What is kept of the messages that are used: when and by whom they are sent, and some of their words."""

    recipe: Recipe
    prints: Fingerprints
    languages: Languages
    links: Links | None
    trace: Trace = msgspec.field(default_factory=Trace)

    def see(self, first: int, outline: Outline, messages: Callable[[], Sequence[Message]]) -> None:
        """The next messages, of which the first one has a place in the conversation."""
        places: Sequence[int] = range(first, first + len(outline.used))
        if len(outline.used) < len(outline.authors):
            places = [first + place for place in outline.used]
        self.trace.has_replies |= outline.has_replies
        if self.links is not None:
            self.links.see(outline.ids, outline.replies)
        has_lots, walls = draws(self.recipe), outline.walls
        if walls is not None and not has_lots:
            self.trace.extend(places, outline, walls)
            if not (self.prints.is_on or self.languages.is_on):
                return
        block = messages()
        used = [block[place] for place in outline.used]
        self.prints.see(places, used)
        self.languages.see(places, used)
        for place, message in zip(places, used, strict=True) if walls is None or has_lots else ():
            self.trace.add(place, message, lots_of(self.recipe, message))


def watched_of(conversation: Conversation, call: Call, mine: Set[str] | None) -> Watched:
    """What keeps nothing yet; `mine` are the persona's accounts where they are known."""
    links = Links() if call.is_parted and not conversation.monologue else None
    prints, languages = Fingerprints(conversation, call.recipe, mine), Languages(conversation, call.recipe, mine)
    return Watched(call.recipe, prints, languages, links)


def walked(conversation: Conversation, watched: Watched | None, call: Call) -> Iterator[Outlined]:
    """The messages of a conversation in blocks; what is used of them is watched, and nothing is where that is None."""
    asked, first = None, 0
    if watched is not None:
        asked = asked_of(conversation, call.selection, call.persona, links=watched.links is not None)
    for outline, messages in outlined(conversation.messages, asked):
        if watched is not None:
            watched.see(first, outline, messages)
        first += len(outline.authors)
        yield outline, messages


def sketched(conversation: Conversation, people: People, watched: Watched | None, call: Call) -> Sketch:
    """A sketch of a conversation, whose messages are walked, and their authors counted."""
    sketch, written, place = sketch_of(conversation), Written(), people.begin()
    for outline, messages in walked(conversation, watched, call):
        written.see(outline.authors, messages)
        if not (call.alone or call.recipe.keep_copies):
            sketch.add_all(messages())
    people.end(conversation, place, written)
    sketch.messages = written.counts.total()
    sketch.finish()
    return sketch


def compare(sketch: Sketch, conversation: Conversation) -> None:
    """Remember what a conversation says that was taken to be alone, which is walked for it."""
    for block in message_blocks(conversation.messages):
        sketch.add_all(block)
    sketch.finish()
