"""Topics of a group: the export mixes them all, and only replies tell which message belongs where."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator

import msgspec

from simulacrum_core import Conversation, Findings, Message
from simulacrum_core.sources import MessageSpool

_GENERAL = 0


class Topics:
    """Splits a group into a conversation for each topic; `titles` are by the ids of the messages that began them."""

    def __init__(self, titles: dict[int, str], findings: Findings, file: str) -> None:
        self._titles, self._findings, self._file = titles, findings, file
        self._ids, self._topics = array("q"), array("q")
        self._uncertain = 0

    def split(self, group: Conversation) -> Iterator[Conversation]:
        """What belongs to no topic first, under the group's own id; then the topics, the oldest first."""
        names = {person.id: person for person in group.participants}
        with MessageSpool() as spool:
            for message in group.messages:
                spool.add(self._topic(message), message)
            self._tell(group)
            for topic in [_GENERAL, *self._titles]:
                people = tuple(names[author] for author in spool.authors(topic) if author in names)
                part = msgspec.structs.replace(group, participants=people, messages=spool.messages(topic))
                if topic:
                    title = f"{group.title or group.id}: {self._titles[topic]}"
                    part = msgspec.structs.replace(part, id=f"{group.id}/{topic}", title=title)
                yield part

    def _topic(self, message: Message) -> int:
        """The topic of the message that this one answers; nearly all messages of a topic answer one of it."""
        id, topic = _number(message.id), _GENERAL
        if id in self._titles:
            topic = id
        elif message.reply_to is not None:
            answered = _number(message.reply_to)
            topic = answered if answered in self._titles else self._known(answered)
        if not self._ids or id > self._ids[-1]:
            self._ids.append(id)
            self._topics.append(topic)
        return topic

    def _known(self, id: int) -> int:
        at = bisect_left(self._ids, id)
        if at < len(self._ids) and self._ids[at] == id:
            return self._topics[at]
        self._uncertain += 1
        return _GENERAL

    def _tell(self, group: Conversation) -> None:
        doubt = f"{self._uncertain:,} messages answer a missing message and were put into General"
        self._findings.decide(
            "topics",
            f"{len(self._titles)} in {group.title or group.id}, by the chains of replies",
            f"the export does not say which topic a message belongs to; {doubt}",
            option="-i topics together",
            file=self._file,
            certain=False,
        )


def _number(id: str) -> int:
    """A message id as a number of 64 bits, 0 where it is none or one of another chat."""
    try:
        number = int(id)
    except ValueError:
        return 0
    return number if abs(number) < 1 << 63 else 0
