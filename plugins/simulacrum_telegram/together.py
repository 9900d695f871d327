"""Together: the chats that stand in several files of a source, each of them one conversation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from simulacrum_core import Conversation, Findings, Participant

from .accounts import Account
from .copies import Tally, merged
from .people import Head, title_of
from .places import Key, Place, key_of
from .scouting import Scouted


class Copy(msgspec.Struct, frozen=True):
    """A chat in one of its files; `owner` is that file's, where it tells."""

    account: Account
    chat: Scouted
    owner: str | None


class Together:
    """The chats that stand in several places, each given where its first one is met."""

    def __init__(self, accounts: Sequence[Account], places: dict[Key, list[Place]], findings: Findings) -> None:
        self._accounts, self._places, self._findings = accounts, places, findings
        self._given: set[Key] = set()
        self.tally = Tally()

    def conversations(self, head: Head) -> Iterator[Conversation] | None:
        """The conversations that a chat belongs to; none again, and None where it stands in one place only."""
        key = key_of(head)
        if key is None or key not in self._places:
            return None
        if key in self._given:
            return iter(())
        self._given.add(key)
        return self._all(self._places[key])

    def _all(self, places: list[Place]) -> Iterator[Conversation]:
        found = [(self._accounts[place.file], self._accounts[place.file].copy(place.start)) for place in places]
        copies = [Copy(account, chat, account.owner.of(chat.people)) for account, chat in found if chat is not None]
        for group in _groups(copies):
            titles = {id: title for copy in group for id, title in copy.chat.topics.items()}
            yield from group[0].account.topics(titles, self._one(group))

    def _one(self, group: list[Copy]) -> Conversation:
        """The conversation of copies, of which the first is the newest."""
        head = group[0].chat.head
        alone = [copy for copy in group if copy.account.owner.is_alone(copy.chat.people)]
        if len(alone) == len(group):
            group[0].account.owner.add_alone(head)
        title = next(filter(None, (title_of(copy.chat.head) for copy in group)), None)
        return Conversation(
            source="telegram",
            id=str(head.id),
            title=title,
            participants=_participants(group),
            one_sided=len(alone) == len(group),
            messages=merged([copy.account.versions(copy.chat) for copy in group], self.tally),
            owner=next((copy.owner for copy in group if copy.owner), None),
        )


def _groups(copies: list[Copy]) -> list[list[Copy]]:
    """The copies that are one conversation, the newest first: of one account, and in the order of their ids.

    Two accounts number the messages of private chats and small groups each for itself.
    """
    newest_first = sorted(enumerate(copies), key=lambda entry: (entry[1].chat.newest, entry[0]), reverse=True)
    owners = list(dict.fromkeys(copy.owner for _, copy in newest_first if copy.owner))
    groups: dict[object, list[Copy]] = {}
    for place, copy in newest_first:
        is_global = (copy.chat.head.type or "").endswith(("_supergroup", "_channel"))
        owner = None if is_global else copy.owner or (owners[0] if len(owners) == 1 else None)
        groups.setdefault(owner if copy.chat.ascends else place, []).append(copy)
    return list(groups.values())


def _participants(group: list[Copy]) -> tuple[Participant, ...]:
    """Everybody who wrote, in the order of the oldest copy, under the names of the newest."""
    known = [{person.id: person for person in copy.account.participants(copy.chat)} for copy in group]
    order = dict.fromkeys(id for people in reversed(known) for id in people)
    return tuple(next(people[id] for people in known if id in people) for id in order)
