"""The first reading: who is there, how much they say, and which sessions are the newest."""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator

from .models import Conversation, Message
from .persona import Persona, fold_name


class Survey:
    """Counts of what a source holds, gathered while its messages pass."""

    def __init__(self) -> None:
        self.messages: Counter[str] = Counter()
        self.conversations_of: Counter[str] = Counter()
        self.starts = array("d")
        self.conversations = 0
        self.total = 0
        self.known: set[str] = set()
        self.mine: Counter[str] = Counter()

    def watch(self, conversation: Conversation) -> Iterator[Message]:
        """The conversation's messages, counted by their authors' names."""
        counts: Counter[str | None] = Counter()
        for message in conversation.messages:
            counts[message.author] += 1
            yield message
        names = {person.id: person.name for person in conversation.participants}
        self.known |= {fold_name(name) for person in conversation.participants for name in (person.id, person.name)}
        self.known |= {fold_name(conversation.id), fold_name(conversation.title or "")}
        self.conversations += 1
        self.total += counts.total()
        for author, count in counts.items():
            if author is not None:
                self.messages[names.get(author, author)] += count
                self.conversations_of[names.get(author, author)] += 1

    def likely_me(self) -> str | None:
        """The author of most conversations, of most messages among equals; None where nobody speaks."""
        return max(self.messages, key=lambda name: (self.conversations_of[name], self.messages[name]), default=None)

    def named(self, persona: Persona) -> Persona:
        """The persona, called as the sources call them where no name is given: an id is no name for a text."""
        if persona.name or not self.mine:
            return persona
        same = [name for name in self.mine if fold_name(name) == fold_name(persona.called)]
        return persona.model_copy(update={"name": same[0] if same else self.mine.most_common(1)[0][0]})

    def add_session(self, session: list[Message]) -> None:
        """Remember when a session with an answer of the persona begins."""
        self.starts.append(_seconds(next((m.sent_at for m in session if m.sent_at), None)))

    def newest(self, share: float) -> frozenset[int]:
        """Ordinals of the newest `share` of the sessions; at least one where there are two, never all."""
        count = len(self.starts)
        wanted = min(max(round(count * share), 1), count - 1) if share > 0 else 0
        if wanted <= 0:
            return frozenset()
        order = sorted(range(count), key=lambda i: (self.starts[i], i))
        return frozenset(order[-wanted:])


def survey_people(conversations: Iterable[Conversation]) -> Survey:
    """Walk through everything, only to count."""
    survey = Survey()
    for conversation in conversations:
        for _ in survey.watch(conversation):
            pass
    return survey


def _seconds(moment: dt.datetime | None) -> float:
    """Seconds since 1970; a time without a zone is taken as UTC, which orders sessions the same on any machine."""
    if moment is None:
        return float("-inf")
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
