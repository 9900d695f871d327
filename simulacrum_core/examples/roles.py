"""The roles of a conversation: who is the persona, and what everybody is called in the text."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from ..config.persona import Persona, fold_name, match_people
from ..models import Conversation, anonymous
from ..rendering.control_tokens import ControlTokens


class Roles(msgspec.Struct, frozen=True):
    """Ids of the persona, ids of the excluded, and the name in the text of every participant by id."""

    mine: set[str]
    excluded: set[str]
    names: dict[str, str]

    def name(self, author: str) -> str:
        """What `author` is called in the text."""
        return self.names.get(author, author)


def roles_of(
    conversation: Conversation, persona: Persona, controls: ControlTokens, rename: Callable[[str], str] = str
) -> Roles:
    """The roles of a conversation; nobody else bears the persona's name. `rename` tells what others are called."""
    people = conversation.participants
    mine = persona.ids(conversation.source, people) | anonymous(conversation)
    called = shown_name(persona.called, controls)
    names = {
        person.id: _other_name(shown_name(rename(person.name or person.id), controls), called)
        for person in people
        if person.id not in mine
    }
    return Roles(mine, match_people(persona.exclude.names, people), names | dict.fromkeys(mine, called))


def shown_name(name: str, controls: ControlTokens) -> str:
    """A name as it stands before a colon: one line, whole characters, no control token."""
    whole = name.encode("utf-8", "replace").decode()
    return controls.defused(" ".join(whole.split())) or "?"


def _other_name(name: str, called: str) -> str:
    return f"{name} (2)" if fold_name(name) == fold_name(called) else name


def is_excluded(conversation: Conversation, persona: Persona) -> bool:
    """Whether the whole conversation is excluded, by its id or title."""
    wanted = {fold_name(name) for name in persona.exclude.names}
    return bool(wanted & {fold_name(conversation.id), fold_name(conversation.title or "")})
