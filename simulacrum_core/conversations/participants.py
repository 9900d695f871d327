"""The first reading: who is there, how much they say, and which sessions are the newest."""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from ..config.persona import Persona, fold_name
from ..models import Conversation, Message, anonymous
from .sketches import Sketch, checksum, sketch_of


class Survey:
    """Counts of what a source holds, gathered while its messages pass."""

    def __init__(self) -> None:
        self.messages: Counter[str] = Counter()
        self.conversations_of: Counter[str] = Counter()
        self.starts = array("d")
        self.said = array("L")
        self.places, self.lucks = array("d"), array("d")
        self.sketches: list[Sketch] = []
        self.sources: Counter[str] = Counter()
        self.found: Counter[str] = Counter()
        self.unsigned = 0
        self.chats = 0
        self._origins = array("H")
        self._kinds: list[str] = []
        self.conversations = 0
        self.total = 0
        self.known: set[str] = set()
        self.people: dict[str, None] = {}
        self.mine: Counter[str] = Counter()

    def watched(self, conversation: Conversation) -> Conversation:
        """The conversation, its messages counted by their authors' names when they are walked."""
        self.sketches.append(sketch_of(conversation))
        return msgspec.structs.replace(conversation, messages=self._watch(conversation, self.sketches[-1]))

    def _watch(self, conversation: Conversation, sketch: Sketch) -> Iterator[Message]:
        counts: Counter[str | None] = Counter()
        limit = sketch.limit
        for message in conversation.messages:
            counts[message.author] += 1
            mark = checksum(message.text)
            if mark < limit:
                limit = sketch.add(mark, message)
            yield message
        sketch.messages = counts.total()
        sketch.finish()
        unsigned = anonymous(conversation)
        names = {person.id: person.name or person.id for person in conversation.participants}
        # The id of an author who is not named is an ordinary word, and nobody's name.
        self.people.update(dict.fromkeys(name for id, name in names.items() if id not in unsigned))
        self.known |= {fold_name(name) for person in conversation.participants for name in (person.id, person.name)}
        self.known |= {fold_name(conversation.id), fold_name(conversation.title or "")}
        self.conversations += 1
        self.total += counts.total()
        for author, count in counts.items():
            if author is not None and author not in unsigned:
                name = names.get(author, author)
                self.messages[name] += count
                # A chat of two bears the name of the other one.
                self.conversations_of[name] += name != conversation.title

    def add_cast(self, conversation: Conversation, mine: set[str]) -> None:
        """Remember where the persona was found, and under which names."""
        signed = mine - anonymous(conversation)
        self.sketches[-1].mine = bool(mine)
        self.sources[conversation.source] += 1
        self.found[conversation.source] += bool(mine)
        self.unsigned += bool(mine) and not signed
        self.chats += not conversation.monologue
        self.mine.update(person.name for person in conversation.participants if person.id in signed)

    def likely_me(self) -> str | None:
        """The author of most conversations that do not bear their name, then of most messages; None in silence."""
        return max(self.messages, key=lambda name: (self.conversations_of[name], self.messages[name]), default=None)

    def named(self, persona: Persona) -> Persona:
        """The persona, called as the sources call them where no name is given: an id is no name for a text."""
        if persona.name or not self.mine:
            return persona
        same = [name for name in self.mine if fold_name(name) == fold_name(persona.called)]
        return persona.model_copy(update={"name": same[0] if same else self.mine.most_common(1)[0][0]})

    def add_session(self, session: list[Message], source: str, said: int, draws: tuple[float, float]) -> None:
        """Remember a session that can be trained on: when it begins, what the persona says, and what it draws."""
        self.starts.append(_seconds(next((m.sent_at for m in session if m.sent_at), None)))
        self.said.append(said)
        self.places.append(draws[0])
        self.lucks.append(draws[1])
        if source not in self._kinds:
            self._kinds.append(source)
        self._origins.append(self._kinds.index(source))

    def origins(self) -> Iterator[str]:
        """The kind of source of every session."""
        return (self._kinds[i] for i in self._origins)

    def newest(self, share: float, among: Sequence[int]) -> frozenset[int]:
        """Ordinals of the newest `share` of the sessions in `among`; at least one where there are two, never all.

        One that would leave less than half of what the persona says to train on is passed over.
        """
        count = len(among)
        wanted = min(max(round(count * share), 1), count - 1) if share > 0 else 0
        room = sum(self.said[i] for i in among) // 2
        held: set[int] = set()
        for i in sorted(among, key=lambda i: (self.starts[i], i), reverse=True):
            if len(held) >= wanted:
                break
            if self.said[i] <= room or share > 0.5:
                held.add(i)
                room -= self.said[i]
        return frozenset(held)


def survey_people(conversations: Iterable[Conversation]) -> Survey:
    """Walk through everything, only to count."""
    survey = Survey()
    for conversation in conversations:
        for _ in survey.watched(conversation).messages:
            pass
    return survey


def _seconds(moment: dt.datetime | None) -> float:
    """Seconds since 1970; a time without a zone is taken as UTC, which orders sessions the same on any machine."""
    if moment is None:
        return float("-inf")
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
