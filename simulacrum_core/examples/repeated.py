"""Repeated: the sessions, the writings and the long messages of the persona that a later one nearly says again."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import accumulate, pairwise

import msgspec

from ..config.recipe import Recipe
from ..models import Conversation, Message
from .containment import WORDS, PartPrint, parts
from .kinds import untrained_kind, untrained_kinds
from .mixture import NEAR_DUPLICATE, Sessions, is_used, seconds_of
from .near_duplicates import (
    LONG_WORDS,
    SHARE,
    TEXT_SHARE,
    Fingerprint,
    TextPrint,
    alike,
    fingerprint,
    is_long,
    word_count,
    words_of,
)

_SESSION_MESSAGES, _SESSION_WORDS = 5, 30
"""Different messages and words from which on a session is compared: "Good morning!" is said every day."""
_MOST_WORDS = 255
_TEXT_WORDS = 60
"""Words from which on a writing is compared by default: what is shorter may say the same on many days."""


class Repetition(Message, frozen=True, gc=False):
    """A message that a later one nearly says again: it tells where sessions end, and is in none."""


def repetition(message: Message) -> Repetition:
    """The message as one that is left out."""
    return Repetition(*msgspec.structs.astuple(message))


def without_repetitions(session: list[Message], left_out: Counter[str]) -> list[Message]:
    """The session without them, which are counted."""
    kept = [message for message in session if not isinstance(message, Repetition)]
    if len(kept) < len(session):
        left_out["near_duplicate"] += len(session) - len(kept)
    return kept


class Seen(msgspec.Struct, frozen=True):
    """A session, or a message of one at its place in the conversation: when it was, and its fingerprint.

    `part` is what tells of a writing whether it lies in a longer one.
    """

    session: int
    time: float
    print: bytes
    place: int = -1
    part: bytes = b""


class Fingerprints:
    """Watches the messages of a conversation, of which 17 bytes each are kept, and 300 of a long one of the persona.

    Of a writing a byte is kept of each word besides.
    """

    def __init__(self, conversation: Conversation, recipe: Recipe, mine: Set[str] | None) -> None:
        self._near, texts = recipe.near_duplicates == "similar", recipe.near_duplicates == "texts"
        self.is_on = recipe.near_duplicates != "keep" and (conversation.monologue or not texts)
        self._seed, self._mine, self._untrained = recipe.seed, mine, untrained_kinds(recipe)
        self._fewest = _TEXT_WORDS if texts else LONG_WORDS
        self._whole: Fingerprint | TextPrint | None = None
        if self.is_on and conversation.monologue:
            self._whole = TextPrint() if texts else Fingerprint(near=self._near, seed=self._seed)
        self._part = PartPrint() if self._whole is not None and recipe.near_duplicates != "same" else None
        self._places, self._words, self._hashes = array("I"), bytearray(), array("Q")
        self._authors, self._known_authors = array("I"), dict[str | None, int]()
        self._long: dict[int, tuple[float, bytes]] = {}

    def see(self, places: Sequence[int], messages: Sequence[Message]) -> None:
        """The next messages that are used, with their places."""
        for place, message in zip(places, messages, strict=True) if self.is_on else ():
            self._add(place, message)

    def _add(self, place: int, message: Message) -> None:
        text, is_own = message.text, self._mine is None or message.author in self._mine
        self._authors.append(self._known_authors.setdefault(message.author, len(self._known_authors)))
        self._places.append(place)
        self._words.append(min(word_count(text), _MOST_WORDS))
        if self._whole is not None:
            self._add_writing(text if message.kind != "quote" else "")
            self._hashes.append(0)
            return
        is_kept = is_own and is_long(text) and untrained_kind(message, self._untrained) is None
        print = fingerprint(text, near=self._near and is_kept, seed=self._seed)
        self._hashes.append(int.from_bytes(print[:8], "big"))
        if is_kept:
            self._long[len(self._places) - 1] = seconds_of(message.sent_at), print

    def _add_writing(self, text: str) -> None:
        words = words_of(text) if self._part is not None else []
        if self._part is not None:
            self._part.add(words)
        if isinstance(self._whole, TextPrint):
            self._whole.add_words(words)
        elif self._whole is not None:
            self._whole.add(text)

    def seen(
        self, sessions: Sessions, lengths: Sequence[int], mine: Set[str], copied: bytes, *, unasked: bool
    ) -> list[Seen]:
        """What is compared with other conversations; `sessions` have `lengths` messages each.

        What the persona says first in a session is trained on where `unasked`, and compared only then.
        """
        if not self.is_on:
            return []
        used = [i for i, place in enumerate(self._places) if not (copied and copied[place])]
        borders = list(accumulate(lengths, initial=0))
        found = []
        for number, (first, end) in enumerate(pairwise(borders)):
            inside = used[first:end]
            if (print := self._print_of(inside)) is not None:
                found.append(Seen(number, sessions.starts[number], print, part=self._part_of(inside)))
            if self._long:
                found += self._long_ones(number, inside, {self._known_authors.get(id, -1) for id in mine}, unasked)
        return found

    def _long_ones(self, number: int, inside: Sequence[int], mine: Set[int], is_asked: bool) -> Iterator[Seen]:
        for i in inside:
            if self._authors[i] not in mine:
                is_asked = True
            elif is_asked and i in self._long:
                yield Seen(number, *self._long[i], self._places[i])

    def _part_of(self, inside: Sequence[int]) -> bytes:
        """What tells whether a writing lies in a longer one, nothing of one that is too short for it."""
        is_long = self._part is not None and sum(self._words[i] for i in inside) >= WORDS
        return self._part.value() if self._part is not None and is_long else b""

    def _print_of(self, inside: Sequence[int]) -> bytes | None:
        """The fingerprint of a session, None where it is too short to be a copy."""
        words = sum(self._words[i] for i in inside)
        if self._whole is not None:
            return self._whole.value() if words >= self._fewest else None
        hashes = {self._hashes[i] for i in inside}
        if len(hashes) < _SESSION_MESSAGES or words < _SESSION_WORDS:
            return None
        made = Fingerprint(near=self._near, seed=self._seed)
        made.add_tokens([self._hashes[i] for i in inside])
        return made.value()


Conversations = Sequence[tuple[str, str, Sequence[Seen]]]
"""Of each conversation its source, its id, and what is compared."""


def without_repeated(
    found: Conversations,
    repeats: Sequence[bytes],
    conversations: Sequence[tuple[str, Sessions]],
    recipe: Recipe,
) -> tuple[list[bytes], list[frozenset[int]]]:
    """`repeats` where of sessions that say nearly the same only the latest is used; places of messages left out.

    A writing that lies nearly whole in a longer one that is used is not used, whichever is later.
    A message is left out where a later one, in a session that is used, nearly says it again; `conversations` no longer
    count it.
    """
    share = TEXT_SHARE if recipe.near_duplicates == "texts" else SHARE
    used = [uses or b"\1" * len(cut.starts) for uses, (_, cut) in zip(repeats, conversations, strict=True)]
    changed = set[int]()
    for number, seen in _older(found, used, messages=False, share=share):
        used[number] = used[number][: seen.session] + bytes([NEAR_DUPLICATE]) + used[number][seen.session + 1 :]
        changed.add(number)
    for number, seen in _parts_of_longer(found, used):
        used[number] = used[number][: seen.session] + bytes([NEAR_DUPLICATE]) + used[number][seen.session + 1 :]
        changed.add(number)
    places, none = dict[int, set[int]](), frozenset[int]()
    for number, seen in _older(found, used, messages=True, share=share):
        places.setdefault(number, set()).add(seen.place)
        conversations[number][1].said[seen.session] -= conversations[number][1].said[seen.session] > 0
    old = [frozenset(places[number]) if number in places else none for number in range(len(found))]
    return [used[i] if i in changed else uses for i, uses in enumerate(repeats)], old


def _older(
    found: Conversations, repeats: Sequence[bytes], *, messages: bool, share: float
) -> Iterator[tuple[int, Seen]]:
    """All but the latest one of those that are alike, with the numbers of their conversations."""
    compared = [
        (number, seen)
        for number, (_, _, those) in enumerate(found)
        for seen in those
        if (seen.place >= 0) == messages and is_used(repeats[number], seen.session)
    ]
    for group in alike([seen.print for _, seen in compared], share):
        # Of two at the same time, the longer one is used, so that no words are lost, then the names decide.
        latest = max(group, key=lambda i: _rank(compared[i][1], found[compared[i][0]]))
        yield from (compared[i] for i in group if i != latest)


def _parts_of_longer(found: Conversations, repeats: Sequence[bytes]) -> Iterator[tuple[int, Seen]]:
    """The writings that lie in a longer one that is used, with the numbers of their conversations."""
    compared = [
        (number, seen)
        for number, (_, _, those) in enumerate(found)
        for seen in those
        if seen.part and is_used(repeats[number], seen.session)
    ]
    gone = set[int]()
    for short, long in parts([seen.part for _, seen in compared]):
        if long not in gone and short not in gone:
            gone.add(short)
            yield compared[short]


def _rank(seen: Seen, conversation: tuple[str, str, Sequence[Seen]]) -> tuple[float, int, str, str, int, int]:
    source, id, _ = conversation
    return seen.time, len(seen.part), source, id, seen.session, seen.place
