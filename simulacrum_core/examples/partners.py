"""Partners: with whom the persona talks in a chat, so that nobody fills more of a dataset than is asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set

from ..config.persona import Persona
from ..conversations.accounts import Account, Key, matching

Partner = tuple[str, ...]
"""A person of the persona file, an account, or a chat of several."""


def partners(
    conversations: Sequence[tuple[str, str]], accounts: Mapping[Key, Account], mine: Set[Key], persona: Persona
) -> list[Partner]:
    """With whom each conversation is, of which source and id are given.

    That is the one other account in it, and the same one for all accounts of a person of the persona file; where there
    are several others, it is the chat itself.
    """
    people = {
        key: name for name, words in persona.people.items() for key in sorted(matching(words, accounts).keys - mine)
    }
    others: dict[int, set[Partner]] = {}
    for key, account in accounts.items():
        if key in mine:
            continue
        partner = ("person", people[key]) if key in people else ("account", *map(str, key))
        for place in account.places:
            others.setdefault(place, set()).add(partner)
    return [_only(others.get(place, ())) or ("chat", *chat) for place, chat in enumerate(conversations)]


def cap_of(cap: float, said: int) -> int:
    """Messages of the persona with one partner at most; a cap below 1 is a share of all that they say."""
    return int(cap) if cap >= 1 else int(cap * said)


def _only(partners: Collection[Partner]) -> Partner | None:
    return next(iter(partners)) if len(partners) == 1 else None
