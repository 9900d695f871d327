"""The roles of a conversation: who is the persona, and what everybody is called in the text."""

from __future__ import annotations

from collections.abc import Set

import msgspec

from ..config.persona import Persona, fold_name, match_people
from ..models import Conversation, anonymous
from ..privacy.anonymizer import Anonymizer
from ..rendering.control_tokens import ControlTokens
from ..rendering.names import shown_name


class Roles(msgspec.Struct, frozen=True):
    """Ids of the persona, ids of the excluded, and the name in the text of every participant by id."""

    mine: Set[str]
    excluded: Set[str]
    names: dict[str, str]

    def name(self, author: str) -> str:
        """What `author` is called in the text."""
        return self.names.get(author, author)


def persona_accounts(conversation: Conversation, persona: Persona) -> frozenset[str]:
    """Ids of the accounts in a conversation that are the persona's; whoever hands in an unsigned text wrote it."""
    return frozenset(persona.ids(conversation.source, conversation.participants) | anonymous(conversation))


def excluded_accounts(conversation: Conversation, persona: Persona) -> set[str]:
    """Ids of the accounts in a conversation whose messages are not used."""
    return match_people(persona.exclude.names, conversation.participants)


def roles_of(
    conversation: Conversation, mine: Set[str], persona: Persona, anonymizer: Anonymizer, controls: ControlTokens
) -> Roles:
    """The roles of a conversation in which the accounts `mine` are the persona's; nobody else bears its name."""
    called = shown_name(persona.called, controls)
    names = {
        person.id: _other_name(shown_name(anonymizer.name(person.name or person.id), controls), called)
        for person in conversation.participants
        if person.id not in mine
    }
    return Roles(mine, excluded_accounts(conversation, persona), names | dict.fromkeys(mine, called))


def _other_name(name: str, called: str) -> str:
    return f"{name} (2)" if fold_name(name) == fold_name(called) else name


def is_excluded(conversation: Conversation, persona: Persona) -> bool:
    """Whether the whole conversation is excluded, by its id or title."""
    wanted = {fold_name(name) for name in persona.exclude.names}
    return bool(wanted & {fold_name(conversation.id), fold_name(conversation.title or "")})
