"""The roles of a conversation: who is the persona, and what everybody is called in the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Set

import msgspec

from ..config.persona import Persona, fold_name, match_people
from ..conversations.accounts import Key, key_of, matching
from ..conversations.participants import People
from ..models import Conversation
from ..privacy.anonymizer import Anonymizer
from ..rendering.confusables import COLONS, skeleton
from ..rendering.control_tokens import ControlTokens
from ..rendering.names import shown_name, without_colon

_COLON = re.compile(f"[{COLONS}]")


class Roles(msgspec.Struct, frozen=True):
    """Ids of the persona, ids of the excluded, and the name in the text of every participant by id."""

    mine: Set[str]
    excluded: Set[str]
    names: dict[str, str]

    def name(self, author: str) -> str:
        """What `author` is called in the text."""
        return self.names.get(author, author)


def excluded_accounts(conversation: Conversation, persona: Persona) -> set[str]:
    """Ids of the accounts in a conversation whose messages are not used."""
    return match_people(persona.exclude.names, conversation.participants)


def names_of(people: People, mine: Set[Key], persona: Persona) -> dict[Key, str]:
    """What accounts of others are called where it is not as the source calls them: as the persona file says, or apart.

    Of several accounts of one source that look alike, all but the first one seen have a number.
    """
    names = {
        key: name
        for name, words in persona.people.items()
        for key in sorted(matching(words, people.accounts).keys - mine)
    }
    counts: Counter[tuple[str, str]] = Counter()
    for key, account in people.accounts.items():
        if key in mine or key in names:
            continue
        look = (account.source, skeleton(without_colon(account.name)))
        counts[look] += 1
        if counts[look] > 1:
            names[key] = f"{without_colon(account.name.removeprefix('~').strip())} ({counts[look]})"
    return names


def called(account: Key, name: str, names: Mapping[Key, str], persona: Persona) -> str:
    """What an account of somebody else is called where the source calls it `name`; nobody bears the persona's name."""
    known = names.get(account) or name
    head, *rest = _COLON.split(known)
    if skeleton(head) != skeleton(persona.called):
        return known
    # "Ada: the cook" would begin every line of theirs with a turn of Ada's.
    plain = " ".join(part.strip() for part in (head, *rest)).strip()
    return plain if skeleton(plain) != skeleton(persona.called) else f"{plain} (2)"


def other_people(people: People, mine: Set[Key], names: Mapping[Key, str], persona: Persona) -> dict[str, set[str]]:
    """The handles of everybody but the persona, by what they are called."""
    found: dict[str, set[str]] = {}
    for key, account in people.accounts.items():
        for name in account.names if key not in mine else ():
            found.setdefault(called(key, name, names, persona), set()).update(account.handles)
    return found


def roles_of(
    conversation: Conversation,
    mine: Set[str],
    persona: Persona,
    names: Mapping[Key, str],
    anonymizer: Anonymizer,
    controls: ControlTokens,
) -> Roles:
    """The roles of a conversation in which the accounts `mine` are the persona's; `names` as `names_of` gives them."""
    shown = dict.fromkeys(mine, shown_name(persona.called, controls))
    taken = Counter({skeleton(persona.called): 1})
    for person in conversation.participants:
        if person.id in mine:
            continue
        key = key_of(conversation, person)
        name = anonymizer.name(called(key, person.name or person.id, names, persona))
        look = skeleton(without_colon(name))
        taken[look] += 1
        # Under the nicknames of one conversation two accounts may look alike that do not elsewhere.
        again = taken[look]
        shown[person.id] = shown_name(name if again == 1 else f"{without_colon(name)} ({again})", controls)
    return Roles(mine, excluded_accounts(conversation, persona), shown)


def is_excluded(conversation: Conversation, persona: Persona) -> bool:
    """Whether the whole conversation is excluded, by its id or title."""
    wanted = {fold_name(name) for name in persona.exclude.names}
    return bool(wanted & {fold_name(conversation.id), fold_name(conversation.title or "")})
