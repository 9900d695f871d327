"""Accounts: which authors of a source a name, an id, a handle or a phone number stands for."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from ..config.persona import fold_name
from ..models import Conversation, Participant

Key = tuple[str, str]
"""An account: the importer's name and the participant's id there."""
_PHONE = re.compile(r"[\s\u200e\u200f\u202a-\u202e]*(?:\+|00)?[\d\s().\u00a0\u202f/\u2010-\u2015-]{7,30}")
_FEWEST_DIGITS, _NATIONAL = 7, 8


class Account(msgspec.Struct):
    """What is known of an account: the names it was shown under, its handles, its messages and conversations.

    `titled` counts the conversations that are called by one of its names, `opposite` those of two that are called by
    the other one's: an export is called by the partner. `owned` says that the export itself calls it its owner's.
    `places` are the numbers of its conversations in the order of the reading, `sample` a few of its first texts.
    """

    source: str
    id: str
    names: Counter[str] = msgspec.field(default_factory=Counter)
    handles: set[str] = msgspec.field(default_factory=set)
    messages: int = 0
    conversations: int = 0
    titled: int = 0
    opposite: int = 0
    owned: bool = False
    places: array[int] = msgspec.field(default_factory=lambda: array("L"))
    sample: list[str] = msgspec.field(default_factory=list)

    @property
    def key(self) -> Key:
        """What it is found by."""
        return self.source, self.id

    @property
    def name(self) -> str:
        """The name that it was shown under most often, its id where there is none."""
        return min(self.names, key=lambda name: (-self.names[name], name), default="") or self.id


def key_of(conversation: Conversation, person: Participant) -> Key:
    """The account of a participant; texts are signed with names, and ids of their authors mean nothing elsewhere.

    Where an export says whose texts they are, it is an account's that may talk in other conversations too.
    """
    by_name = conversation.monologue and person.name and conversation.owner is None
    return conversation.source, (person.name if by_name else person.id)


class Ambiguous(msgspec.Struct, frozen=True):
    """A word that fits several accounts of one source."""

    word: str
    accounts: tuple[Account, ...]


class Matches(msgspec.Struct, frozen=True):
    """The accounts that words stand for, the words that fit more than one, and those that fit none."""

    keys: frozenset[Key]
    ambiguous: tuple[Ambiguous, ...] = ()
    unknown: tuple[str, ...] = ()


def matching(words: Iterable[str], accounts: Mapping[Key, Account], source: str | None = None) -> Matches:
    """The accounts of `source`, or of any, that are meant by `words`.

    An id is preferred to a handle, a handle to a name as it is written, that to a name without regard to case, blanks
    and invisible marks. `SOURCE:WORD` looks in one source only. A name may stand for one account of a source.
    """
    if not (words := list(words)):
        return Matches(frozenset())
    index = _index(account for account in accounts.values() if source in (None, account.source))
    keys: set[Key] = set()
    ambiguous, unknown = [], []
    for word in words:
        found = _found(word, index)
        if not found:
            unknown.append(word)
        for several in found.values():
            if len({_same(account.id) for account in several}) > 1:
                ambiguous.append(Ambiguous(word, tuple(sorted(several, key=lambda account: -account.messages))))
            else:
                keys.update(account.key for account in several)
    return Matches(frozenset(keys), tuple(ambiguous), tuple(unknown))


class _Index(msgspec.Struct):
    """Accounts of one source by what they may be called, the surest first."""

    ids: dict[str, list[Account]] = msgspec.field(default_factory=dict)
    handles: dict[str, list[Account]] = msgspec.field(default_factory=dict)
    names: dict[str, list[Account]] = msgspec.field(default_factory=dict)
    folded: dict[str, list[Account]] = msgspec.field(default_factory=dict)
    phones: dict[str, list[Account]] = msgspec.field(default_factory=dict)


def _index(accounts: Iterable[Account]) -> dict[str, _Index]:
    found: dict[str, _Index] = {}
    for account in accounts:
        index = found.setdefault(account.source, _Index())
        index.ids.setdefault(account.id, []).append(account)
        for handle in account.handles:
            index.handles.setdefault(_handle(handle), []).append(account)
        for name in account.names:
            index.names.setdefault(unicodedata.normalize("NFC", name), []).append(account)
        for name in {fold_name(name) for name in (account.id, *account.names)}:
            index.folded.setdefault(name, []).append(account)
        for number in {
            digits for text in (account.id, *account.names, *account.handles) if (digits := digits_of(text))
        }:
            index.phones.setdefault(number[-_NATIONAL:], []).append(account)
    return found


def _found(word: str, indexes: Mapping[str, _Index]) -> dict[str, list[Account]]:
    """The accounts that a word means in each source."""
    source, sign, rest = word.partition(":")
    if sign and source in indexes and (one := _found_in(rest.strip(), indexes[source])):
        return {source: one}
    return {source: found for source, index in indexes.items() if (found := _found_in(word, index))}


def _found_in(word: str, index: _Index) -> list[Account]:
    return (
        index.ids.get(word)
        or index.handles.get(_handle(word))
        or _by_phone(word, index)
        or index.names.get(unicodedata.normalize("NFC", word))
        or index.folded.get(fold_name(word))
        or []
    )


def _by_phone(word: str, index: _Index) -> list[Account]:
    digits = digits_of(word)
    near = index.phones.get(digits[-_NATIONAL:], ()) if digits else ()
    return [account for account in near if any(same_number(digits, text) for text in _texts(account))]


def _texts(account: Account) -> Iterator[str]:
    return iter((account.id, *account.names, *account.handles))


def digits_of(text: str) -> str:
    """The digits of a phone number in any spelling, with its country where it has one; "" where it is none."""
    if not _PHONE.fullmatch(text):
        return ""
    plain = "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())
    plain = plain.removeprefix("00") if "+" not in text else plain
    return plain if len(plain) >= _FEWEST_DIGITS else ""


def same_number(digits: str, text: str) -> bool:
    """Whether a text is the phone number that `digits` are; one of the two may lack its country's prefix."""
    other = digits_of(text)
    if not other or not digits:
        return False
    short, long = sorted((digits.lstrip("0"), other.lstrip("0")), key=len)
    return short == long or (len(short) >= _NATIONAL and long.endswith(short))


def _handle(word: str) -> str:
    return word.strip().removeprefix("@").casefold()


def _same(id: str) -> str:
    """An id without what an app puts around it: some sources have no other id than the name that they show."""
    return fold_name(id) if not id.lstrip("\u200e\u202a").startswith("~") else f"~{fold_name(id)}"
