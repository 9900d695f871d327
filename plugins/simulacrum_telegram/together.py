"""Together: the chats that stand in several exports of a source, each of them one conversation."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from simulacrum_core import Conversation, Message, Participant

from .accounts import Account
from .copies import ON_A_PAGE, Tally, Version, merged
from .moments import Moments, Offsets, follow
from .pages import HtmlChat, HtmlExport
from .people import Head, shown_title, title_of
from .places import Key, Place, key_of
from .scouting import Scouted

_NUMBER = re.compile(r"-?\d{1,19}")


class Copy(msgspec.Struct, frozen=True):
    """A chat in one of its files; `owner` is that file's, where it tells."""

    account: Account
    chat: Scouted
    owner: str | None


class PageCopy(msgspec.Struct, frozen=True):
    """A chat in HTML, with the times of its messages."""

    chat: HtmlChat
    moments: Moments


class Together:
    """The chats that stand in several places, each given where its first one is met."""

    def __init__(
        self, accounts: Sequence[Account], places: dict[Key, list[Place]], html: HtmlExport, chats: Sequence[HtmlChat]
    ) -> None:
        self._accounts, self._places, self._html = accounts, places, html
        self._given: set[Key] = set()
        self._titled: dict[str, list[PageCopy]] = {}
        titles = Counter(chat.title for chat in chats)
        known = {place.title for found in places.values() for place in found}
        for chat in chats:
            if chat.title is not None and (chat.title in known or titles[chat.title] > 1):
                self._titled.setdefault(chat.title, []).append(PageCopy(chat, html.moments(chat)))
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

    def of_pages(self, chat: HtmlChat) -> Conversation | None:
        """The conversation of a chat in HTML, None where another one has it already."""
        waiting = self._titled.get(chat.title or "", [])
        own = next((copy for copy in waiting if copy.chat is chat), None)
        if own is None:
            is_single = chat.title is None or chat.title not in self._titled
            return self._html.conversation(chat) if is_single else None
        waiting.remove(own)
        pages = [own, *self._taken(chat.title or "", own.moments, {person.name for person in chat.participants})]
        conversation = self._html.conversation(chat)
        return conversation if len(pages) == 1 else self._merged_pages(conversation, pages)

    def _all(self, places: list[Place]) -> Iterator[Conversation]:
        found = [(self._accounts[place.file], self._accounts[place.file].copy(place.start)) for place in places]
        copies = [Copy(account, chat, account.owner.of(chat.people)) for account, chat in found if chat is not None]
        for group in _groups(copies):
            titles = {id: title for copy in group for id, title in copy.chat.topics.items()}
            yield from group[0].account.topics(titles, self._one(group))

    def _one(self, group: list[Copy]) -> Conversation:
        """The conversation of copies, of which the first is the newest, and of the pages that hold the same chat."""
        head, people = group[0].chat.head, _participants(group)
        alone = [copy for copy in group if copy.account.owner.is_alone(copy.chat.people)]
        names = {person.name for person in people}
        pages = [
            (page, copy.chat.moments)
            for copy in group
            if copy.chat.moments.ascend
            for page in self._taken(shown_title(copy.chat.head), copy.chat.moments, names)
        ]
        one_sided = len(alone) == len(group) and all(page.chat.listed.one_sided for page, _ in pages)
        if one_sided:
            group[0].account.owner.add_alone(head)
        ids = _ids(people)
        strangers = {
            person.id: person for page, _ in pages for person in page.chat.participants if person.id not in ids
        }
        streams = [(copy.chat.moments.newest, 1, copy.account.versions(copy.chat)) for copy in group]
        streams += [(page.moments.newest, 0, self._versions(page, moments, ids)) for page, moments in pages]
        streams.sort(key=lambda stream: stream[:2], reverse=True)
        return Conversation(
            source="telegram",
            id=str(head.id),
            title=next(filter(None, (title_of(copy.chat.head) for copy in group)), None),
            participants=(*people, *strangers.values()),
            one_sided=one_sided,
            messages=merged([versions for *_, versions in streams], self.tally),
            owner=next((copy.owner for copy in group if copy.owner), None),
        )

    def _merged_pages(self, conversation: Conversation, pages: list[PageCopy]) -> Conversation:
        people = {person.id: person for page in pages for person in page.chat.participants}
        pages.sort(key=lambda page: page.moments.newest, reverse=True)
        return msgspec.structs.replace(
            conversation,
            participants=tuple(people.values()),
            one_sided=all(page.chat.listed.one_sided for page in pages),
            messages=merged([self._versions(page, Moments(), {}) for page in pages], self.tally),
            owner=next((page.chat.owner for page in pages if page.chat.owner), None),
        )

    def _taken(self, title: str, moments: Moments, names: set[str]) -> list[PageCopy]:
        """The waiting chats in HTML that are this one; they are given with it."""
        waiting = self._titled.get(title, [])
        found = [copy for copy in waiting if _is_same(copy, moments, names)]
        for copy in found:
            waiting.remove(copy)
        return found

    def _versions(self, page: PageCopy, moments: Moments, ids: Mapping[str, str]) -> Iterator[Version]:
        """The messages of pages, their authors and times as JSON has them where it shows how."""
        offsets, after = Offsets(page.moments, moments), 0
        self._html.tell()
        for message in self._html.messages(page.chat):
            after = int(message.id) if _NUMBER.fullmatch(message.id) else after
            author = ids.get(message.author or "", message.author)
            sent_at = _absolute(message, offsets.at(after)) if moments.absolute else message.sent_at
            yield after, ON_A_PAGE, msgspec.structs.replace(message, author=author, sent_at=sent_at)


def _absolute(message: Message, offset: dt.timedelta | None) -> dt.datetime | None:
    if message.sent_at is None or offset is None:
        return message.sent_at
    return (message.sent_at - offset).replace(tzinfo=dt.UTC)


def _is_same(page: PageCopy, moments: Moments, names: set[str]) -> bool:
    """Whether pages hold this chat, whose title they have: the same messages at the same times, or what comes before
    or after with the same people."""
    if not page.moments.ascend:
        return False
    offsets = Offsets(page.moments, moments)
    if offsets:
        return offsets.fit()
    return follow(page.moments, moments) and names == {person.name for person in page.chat.participants}


def _ids(people: Sequence[Participant]) -> dict[str, str]:
    """The ids of those whose names nobody else bears."""
    names = Counter(person.name for person in people)
    return {person.name: person.id for person in people if names[person.name] == 1}


def _groups(copies: list[Copy]) -> list[list[Copy]]:
    """The copies that are one conversation, the newest first: of one account, and in the order of their ids.

    Two accounts number the messages of private chats and small groups each for itself.
    """
    newest_first = sorted(enumerate(copies), key=lambda entry: (entry[1].chat.moments.newest, entry[0]), reverse=True)
    owners = list(dict.fromkeys(copy.owner for _, copy in newest_first if copy.owner))
    groups: dict[object, list[Copy]] = {}
    for place, copy in newest_first:
        is_global = (copy.chat.head.type or "").endswith(("_supergroup", "_channel"))
        owner = None if is_global else copy.owner or (owners[0] if len(owners) == 1 else None)
        groups.setdefault(owner if copy.chat.moments.ascend else place, []).append(copy)
    return list(groups.values())


def _participants(group: list[Copy]) -> tuple[Participant, ...]:
    """Everybody who wrote, in the order of the oldest copy, under the names of the newest."""
    known = [{person.id: person for person in copy.account.participants(copy.chat)} for copy in group]
    order = dict.fromkeys(id for people in reversed(known) for id in people)
    return tuple(next(people[id] for people in known if id in people) for id in order)
