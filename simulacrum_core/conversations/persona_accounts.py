"""The persona's accounts: which accounts of the sources are those of the person to be imitated, and how one knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from typing import Literal

import msgspec

from ..config.persona import Persona, fold_name
from ..errors import UsageError
from ..models import Conversation, anonymous
from ..sources.findings import Findings
from ..terminal import printable
from .accounts import Account, Ambiguous, Key, key_of, matching
from .participants import People

Evidence = Literal["given", "owner", "same_name"]
"""How an account is known to be the persona's: it was named, the export says so, or it bears the owner's name."""
_WORDED: dict[Evidence, str] = {
    "given": "named by --me or the persona file",
    "owner": "the export says that it is its owner's account",
    "same_name": "it has the name of the account that another export calls its owner's",
}
_SHOWN = 5


class PersonaAccounts(msgspec.Struct, frozen=True):
    """The accounts, and how each is known; `unknown` are the words of --me that fit none."""

    evidence: dict[Key, Evidence] = {}
    unknown: tuple[str, ...] = ()

    @property
    def keys(self) -> Set[Key]:
        """The accounts, by source and id."""
        return self.evidence.keys()

    def of(self, conversation: Conversation) -> frozenset[str]:
        """The ids of those in a conversation; whoever hands in a text that nobody signed wrote it."""
        people = conversation.participants
        ids = {person.id for person in people if key_of(conversation, person) in self.evidence}
        return frozenset(ids | anonymous(conversation))

    def places(self, people: People) -> dict[int, set[Key]]:
        """Those in each conversation, by its number in the order of the reading."""
        found: dict[int, set[Key]] = {}
        for key in self.evidence:
            for place in people.accounts[key].places:
                found.setdefault(place, set()).add(key)
        return found


def persona_accounts(persona: Persona, people: People) -> PersonaAccounts:
    """The persona's accounts among all that were seen; raises UsageError where a name fits two accounts of a source.

    What an export says of its owner counts in a source in which nothing that was given fits anybody, unless who was
    given is somebody else.
    """
    evidence: dict[Key, Evidence] = dict.fromkeys(_given(persona, people), "given")
    sources = {source for source, _ in evidence}
    if not _is_partner(evidence.keys(), people):
        owners = [account for account in people.accounts.values() if account.owned and account.source not in sources]
        evidence |= dict.fromkeys((account.key for account in owners), "owner")
    names = [people.accounts[key].name for key in evidence if people.accounts[key].owned]
    if persona.is_known() and not sources:
        names = []
    found = matching(names, people.accounts).keys
    settled = {source for source, _ in evidence}
    evidence |= dict.fromkeys((key for key in sorted(found) if key[0] not in settled), "same_name")
    return PersonaAccounts(evidence, matching(persona.me, people.accounts).unknown)


def _is_partner(given: Set[Key], people: People) -> bool:
    """Whether who was given is known beside the owner of the exports, who bears quite another name."""
    mine = {word for key in given for word in _words(people.accounts[key])}
    owners = [account for account in people.accounts.values() if account.owned and account.key not in given]
    others = [account for account in owners if not mine & _words(account)]
    sources = {source for source, _ in given}
    beside = matching([account.name for account in others], people.accounts).keys
    return any(key[0] in sources and key not in given for key in [*beside, *(account.key for account in others)])


def _words(account: Account) -> set[str]:
    return {word for name in account.names for word in fold_name(name).split()}


def guessed_accounts(conversation: Conversation, persona: Persona, known: Set[Key]) -> frozenset[str]:
    """What `persona_accounts` will probably give for a conversation, before all of them are seen."""
    source = conversation.source
    ids = {key_of(conversation, person): person for person in conversation.participants}
    here = {
        key: Account(source, person.id, Counter([person.name or person.id]), set(person.handles))
        for key, person in ids.items()
    }
    found = {ids[key].id for key in known & here.keys()}
    found |= {id for _, id in matching(persona.me, here).keys}
    found |= {id for _, id in matching(persona.accounts.get(source, ()), here).keys}
    if not found and conversation.owner is not None:
        found = {person.id for person in ids.values() if person.id == conversation.owner}
    return frozenset(found | anonymous(conversation))


def _given(persona: Persona, people: People) -> Iterator[Key]:
    several = matching(persona.me, people.accounts)
    found, ambiguous = set(several.keys), list(several.ambiguous)
    for source, words in persona.accounts.items():
        one = matching(words, people.accounts, source)
        found |= one.keys
        ambiguous += one.ambiguous
    for each in ambiguous:
        if not found & {account.key for account in each.accounts}:
            owned = {account.key for account in each.accounts if account.owned}
            if not owned:
                raise _several(each)
            found |= owned
    yield from sorted(found)


def _several(ambiguous: Ambiguous) -> UsageError:
    """The error that lists the accounts which a name fits."""
    accounts = "; ".join(
        f"{account.source}:{printable(account.id)} ({account.messages:,} messages in {account.conversations:,}"
        f" conversations{_handles(account)})"
        for account in ambiguous.accounts[:_SHOWN]
    )
    first = ambiguous.accounts[0]
    return UsageError(
        f"{printable(ambiguous.word)!r} fits {len(ambiguous.accounts)} accounts of {first.source}: {accounts}",
        remedy=f"Pass the one that is yours: --me {first.source}:{printable(first.id)}",
    )


def _handles(account: Account) -> str:
    return f", {', '.join(map(printable, sorted(account.handles)))}" if account.handles else ""


def tell_accounts(findings: Findings, accounts: PersonaAccounts, people: People) -> None:
    """Add which accounts were taken for the persona's, a decision for each source, and how it is known."""
    # Where no account was given, one that an export calls its owner's may be somebody else's than was meant.
    if accounts.unknown and accounts.evidence and "given" not in accounts.evidence.values():
        findings.remarks += (f"--me {printable(word)!r} fits nobody" for word in accounts.unknown[:_SHOWN])
    found: dict[str, list[Account]] = {}
    for key in accounts.evidence:
        if (account := people.accounts.get(key)) is not None:
            found.setdefault(account.source, []).append(account)
    for source, several in sorted(found.items()):
        several.sort(key=lambda account: (-account.messages, account.id))
        shown = ", ".join(f"{_shown(account)} ({account.messages:,} messages)" for account in several[:_SHOWN])
        evidence = "; ".join(dict.fromkeys(_WORDED[accounts.evidence[account.key]] for account in several))
        findings.remarks.append(f"You in {source}: {shown}; {evidence}")
        findings.decide(
            f"the persona in {source}",
            shown,
            evidence,
            option="--me, or [accounts] in the persona file",
            certain=all(accounts.evidence[account.key] != "same_name" for account in several),
        )


def _shown(account: Account) -> str:
    """An account by its names, and its id where that is another word."""
    names = " or ".join(sorted(account.names)[:_SHOWN])
    return names if account.id in account.names else f"{names} [{account.id}]"
