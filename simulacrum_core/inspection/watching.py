"""Figures of a source that is only looked at: counted by account, as nobody has said yet which ones are the user's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ..conversations.accounts import Key, key_of
from ..dataset.statistics import ConversationCounts, Figures, Writing, add_counts
from ..examples.figures import add_runs, add_writing, runs_of
from ..examples.times import BLOCK, add_silences, month_of
from ..models import Conversation, Message, Participant

_MOST_ACCOUNTS = 5_000
"""Accounts that are counted apart; those that are seen later are one, so that memory stays flat."""
_REST: Key = ("", "")
_WORDS = frozenset({"text", "media", "contact"})


class Watcher:
    """Counts how every account writes, and when."""

    def __init__(self) -> None:
        self._writings: dict[Key, Writing] = {}
        self._months: dict[Key, dict[tuple[str, str], int]] = {}
        self._silences: dict[int, int] = {}
        self._conversations: list[tuple[ConversationCounts, str, dict[Key, int]]] = []

    def watched(self, conversation: Conversation) -> Iterator[Message]:
        """The messages of a conversation as they pass."""
        counts = ConversationCounts(
            conversation.source, conversation.title or conversation.id, monologue=conversation.monologue
        )
        people = {person.id: person for person in conversation.participants}
        said: dict[Key, int] = {}
        self._conversations.append((counts, conversation.id, said))
        block: list[Message] = []
        for message in conversation.messages:
            counts.read += 1
            if message.author is not None and message.kind in _WORDS and message.text.strip():
                block.append(message)
                if len(block) >= BLOCK:
                    # The last one stays, so that the time after it is known.
                    self._count(conversation, people, block[:-1], said, block)
                    block = block[-1:]
            yield message
        self._count(conversation, people, block, said, block)

    def _count(
        self,
        conversation: Conversation,
        people: dict[str, Participant],
        block: Sequence[Message],
        said: dict[Key, int],
        timed: Sequence[Message],
    ) -> None:
        by_author: dict[str | None, list[Message]] = {}
        for message in block:
            by_author.setdefault(message.author, []).append(message)
        keys = {author: self._key(conversation, people, author) for author in by_author}
        for author, messages in by_author.items():
            key = keys[author]
            add_counts(said, {key: len(messages)})
            months = self._months.setdefault(key, {})
            for message in messages:
                if message.sent_at is not None:
                    month = conversation.source, month_of(message.sent_at)
                    months[month] = months.get(month, 0) + 1
            if not conversation.monologue:
                add_writing(self._writings.setdefault(key, Writing()), messages)
        if conversation.monologue:
            return
        add_silences(self._silences, [message.sent_at for message in timed])
        for author, length in runs_of([message.author for message in block]):
            add_runs(self._writings[keys[author]], [length])

    def _key(self, conversation: Conversation, people: dict[str, Participant], author: str | None) -> Key:
        name = author or ""
        person = people.get(name, Participant(name, name))
        # A text that names nobody is by whoever hands it in.
        key = (conversation.source, "") if conversation.monologue and not person.name else key_of(conversation, person)
        return key if key in self._months or len(self._months) < _MOST_ACCOUNTS else _REST

    def figures(self, mine: Collection[Key]) -> Figures:
        """All that was counted; the accounts in `mine` are the user's, and so are texts that name nobody."""
        found = Figures(silences=self._silences)
        for key, writing in self._writings.items():
            side = found.you if key in mine else found.others
            side += writing
        for key, months in self._months.items():
            place = 0 if key in mine or not key[1] else 1
            for (source, month), count in months.items():
                found.months.setdefault(source, {}).setdefault(month, [0, 0])[place] += count
        for counts, id, said in self._conversations:
            counts.own = sum(count for key, count in said.items() if key in mine or not key[1])
            found.conversations[f"{counts.source}:{id}"] = counts
        return found.trimmed()
