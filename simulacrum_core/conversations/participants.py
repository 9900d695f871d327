"""Participants: who is there, under which names, and how much they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from ..config.persona import fold_name
from ..models import Conversation, Message, anonymous
from .sketches import Sketch, checksum


class People(msgspec.Struct):
    """Who is in some conversations; complete when the messages of all of them were walked.

    `messages` counts by the names of the authors, `conversations_of` only those that do not bear the author's own name.
    `names` are those of all participants, silent ones included; `known` holds every name and id of a person or a
    conversation, folded; `total` counts messages.
    """

    messages: Counter[str] = msgspec.field(default_factory=Counter)
    conversations_of: Counter[str] = msgspec.field(default_factory=Counter)
    names: dict[str, None] = msgspec.field(default_factory=dict)
    known: set[str] = msgspec.field(default_factory=set)
    total: int = 0

    def watched(self, conversation: Conversation, sketch: Sketch | None = None) -> Conversation:
        """The conversation, its authors counted when its messages are walked; `sketch` remembers some of them."""
        return msgspec.structs.replace(conversation, messages=self._watch(conversation, sketch))

    def _watch(self, conversation: Conversation, sketch: Sketch | None) -> Iterator[Message]:
        counts: Counter[str | None] = Counter()
        limit = 0 if sketch is None else sketch.limit
        for message in conversation.messages:
            counts[message.author] += 1
            if sketch is not None:
                mark = checksum(message.text)
                if mark < limit:
                    limit = sketch.add(mark, message)
            yield message
        if sketch is not None:
            sketch.messages = counts.total()
            sketch.finish()
        self._add(conversation, counts)

    def _add(self, conversation: Conversation, counts: Counter[str | None]) -> None:
        unsigned = anonymous(conversation)
        names = {person.id: person.name or person.id for person in conversation.participants}
        # The id of an author who is not named is an ordinary word, and nobody's name.
        self.names.update(dict.fromkeys(name for id, name in names.items() if id not in unsigned))
        self.known |= {fold_name(name) for person in conversation.participants for name in (person.id, person.name)}
        self.known |= {fold_name(conversation.id), fold_name(conversation.title or "")}
        self.total += counts.total()
        for author, count in counts.items():
            if author is not None and author not in unsigned:
                name = names.get(author, author)
                self.messages[name] += count
                # A chat of two bears the name of the other one.
                self.conversations_of[name] += name != conversation.title

    def likely_me(self) -> str | None:
        """The author of most conversations that do not bear their name, then of most messages; None in silence."""
        return max(self.messages, key=lambda name: (self.conversations_of[name], self.messages[name]), default=None)
