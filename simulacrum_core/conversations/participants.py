"""Participants: which accounts are there, under which names, and how much they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial

import msgspec

from ..config.persona import fold_name
from ..models import Conversation, Message, Participant, anonymous
from ..sources.message_blocks import MessageBlocks, message_blocks
from .accounts import Account, Key, key_of

_SELF = frozenset(
    "you du ich me tú yo tu vous moi você eu io jij ik вы ты я ty sinä minä あなた 自分 你 我 나 당신".split()
)
"""What apps call whoever exports, where they do not write the name."""
_NOBODY = frozenset(("deleted user", "deleted account", "[deleted]", "meta ai", "chatgpt"))
"""What apps call accounts that are gone, of whom there may be many, and programs that take part in chats."""
_SAMPLED, _CUT, _MOST_SAMPLED = 30, 200, 5_000
"""Messages of an account in a conversation of which a sample is kept, characters of each, accounts with a sample."""
_FEW = 4
"""Authors of a block that are counted one by one."""


class Written(msgspec.Struct):
    """How much each author of a conversation writes, and how their first messages begin."""

    counts: Counter[str | None] = msgspec.field(default_factory=Counter)
    samples: dict[str, list[str]] = msgspec.field(default_factory=dict)

    def see(self, authors: Sequence[str | None], messages: Callable[[], Sequence[Message]]) -> None:
        """The next messages, by their authors; they are asked for themselves only where some are an author's first."""
        counts, there = self.counts, dict.fromkeys(authors)
        if sampled := {author for author in there if author is not None and counts[author] < _SAMPLED}:
            _add_samples(self.samples, [message for message in messages() if message.author in sampled], counts)
        if len(there) > _FEW:
            counts.update(authors)
        else:
            # To count them one by one takes a fifth of what a counter does.
            for author in there:
                counts[author] += authors.count(author)


class People(msgspec.Struct):
    """Who is in some conversations; complete when the messages of all of them were walked.

    `accounts` has silent participants too, and not those of texts that nobody signed. `known` holds every word for a
    person or a conversation, folded, `chats` those for conversations; `total` counts messages, `conversations` what was
    begun.
    """

    accounts: dict[Key, Account] = msgspec.field(default_factory=dict)
    known: set[str] = msgspec.field(default_factory=set)
    chats: set[str] = msgspec.field(default_factory=set)
    total: int = 0
    conversations: int = 0

    def watched(self, conversation: Conversation) -> Conversation:
        """The conversation, its authors counted when its messages are walked."""
        return msgspec.structs.replace(conversation, messages=MessageBlocks(self._watch(conversation, self.begin())))

    def _watch(self, conversation: Conversation, place: int) -> Iterator[list[Message]]:
        written = Written()
        for block in message_blocks(conversation.messages):
            written.see([message.author for message in block], partial(list, block))
            yield block
        self.end(conversation, place, written)

    def begin(self) -> int:
        """The place of a conversation that is walked now."""
        self.conversations += 1
        return self.conversations - 1

    def end(self, conversation: Conversation, place: int, written: Written) -> None:
        """Count what is written in a conversation that was walked."""
        counts, samples = written.counts, written.samples
        self.total += counts.total()
        called = {fold_name(conversation.id), fold_name(conversation.title or "")}
        self.known |= called
        self.chats |= called
        unsigned, people = anonymous(conversation), {person.id: person for person in conversation.participants}
        for id in dict.fromkeys([*people, *(author for author in counts if author is not None)]):
            if id in unsigned:
                continue
            person = people.get(id, Participant(id, id))
            name, handles = person.name or id, person.handles
            key = key_of(conversation, person)
            account = self.accounts.setdefault(key, Account(*key))
            account.names[name] += counts[id]
            account.handles.update(handles)
            account.messages += counts[id]
            account.conversations += 1
            account.owned |= conversation.owner == id
            account.places.append(place)
            if len(account.sample) < _SAMPLED and len(self.accounts) <= _MOST_SAMPLED:
                account.sample += samples.get(id, ())
            self.known.update(map(fold_name, (id, name, *handles)))
        self._add_title(conversation)

    def add(self, other: People) -> None:
        """Add those of one conversation more, which were counted elsewhere."""
        for key, more in other.accounts.items():
            account = self.accounts.setdefault(key, Account(*key))
            account.names.update(more.names)
            account.handles |= more.handles
            account.messages += more.messages
            account.conversations += more.conversations
            account.titled += more.titled
            account.opposite += more.opposite
            account.owned |= more.owned
            account.places.extend(place + self.conversations for place in more.places)
            if len(account.sample) < _SAMPLED and len(self.accounts) <= _MOST_SAMPLED:
                account.sample += more.sample
        self.known |= other.known
        self.chats |= other.chats
        self.total += other.total
        self.conversations += other.conversations

    def _add_title(self, conversation: Conversation) -> None:
        """A chat of two bears the name of the other one, also where somebody else spoke in it, such as an assistant."""
        people = conversation.participants
        if conversation.title is None or len(people) < 2:
            return
        title = fold_name(conversation.title)
        named = {person.id for person in people if fold_name(person.name) == title}
        for person in people if named else ():
            account = self.accounts.get((conversation.source, person.id))
            if account is not None:
                account.titled += person.id in named
                account.opposite += len(people) == 2 and person.id not in named

    @property
    def messages(self) -> Counter[str]:
        """Messages of every author, by what they are called; of namesakes in one source by name and id."""
        counts: Counter[str] = Counter()
        labels = self.labels()
        for key, account in self.accounts.items():
            if account.messages:
                counts[labels[key]] += account.messages
        return counts

    def handles(self, keys: Set[Key]) -> dict[str, set[str]]:
        """The handles of some accounts, by their names."""
        found: dict[str, set[str]] = {}
        for account in (self.accounts[key] for key in keys):
            for name in account.names:
                found.setdefault(name, set()).update(account.handles)
        return found

    def labels(self) -> dict[Key, str]:
        """What every account is called where a user has to tell them apart."""
        same = Counter((account.source, account.name) for account in self.accounts.values())
        return {
            key: account.name if same[account.source, account.name] == 1 else f"{account.source}:{account.id}"
            for key, account in self.accounts.items()
        }

    def likely(self) -> list[Account]:
        """The accounts that are probably the user's, the surest first: as the export says, or as its chats are called.

        Nobody by whose name a chat is called can be it, unless the export says so, and no account that was deleted.
        """
        written = [
            account
            for account in self.accounts.values()
            if account.messages and (account.owned or fold_name(account.name) not in _NOBODY)
        ]
        sure = [account for account in written if account.owned or is_self(account)]
        settled = {account.source for account in sure if account.owned}
        sure += [
            account
            for account in written
            if account.opposite and not account.titled and account.source not in settled and account not in sure
        ]
        if sure:
            return sorted(sure, key=lambda account: (not account.owned, -account.opposite, -account.messages))
        best = max((account for account in written if not account.titled), key=_weight, default=None)
        return [] if best is None else [best]

    def likely_me(self) -> str | None:
        """What the likeliest account of the user is called."""
        likely = self.likely()
        return self.labels()[likely[0].key] if likely else None


def _add_samples(samples: dict[str, list[str]], messages: Iterable[Message], counts: Mapping[str | None, int]) -> None:
    """Keep the beginnings of an author's first messages; `counts` says how many were before these."""
    places: Counter[str | None] = Counter()
    for message in messages:
        author = message.author
        places[author] += 1
        if author is not None and message.text and counts[author] + places[author] <= _SAMPLED:
            samples.setdefault(author, []).append(message.text[:_CUT])


def evidence_of(account: Account) -> str:
    """Why an account is probably the user's, in a few words."""
    if account.owned:
        return "the export says so"
    if is_self(account):
        return "the app calls the owner of the export so"
    if account.opposite and not account.titled:
        chats = "chats of two people that are" if account.opposite > 1 else "chat of two people that is"
        return f"in {account.opposite:,} {chats} named after the other one"
    return "in the most chats that are not named after them, and with the most messages"


def authors_of(accounts: Iterable[Account]) -> list[Account]:
    """The accounts that wrote something, the busiest first."""
    return sorted((account for account in accounts if account.messages), key=lambda account: -account.messages)


def is_self(account: Account) -> bool:
    """Whether an app calls an account "You" or the like, as it does whoever exports."""
    return account.conversations > 0 and fold_name(account.name) in _SELF


def _weight(account: Account) -> tuple[int, int]:
    return account.conversations, account.messages
