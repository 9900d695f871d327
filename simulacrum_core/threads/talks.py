"""Talks: messages that answer each other; what is known of them while a session is walked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from .features import NEVER, Row
from .words import Line

STANDING = (
    "place behind own_talk talk_later talk_answers talk_size talk_people answers_me talk_pause parent_overlap "
    "named_talk mine_in_talk starts talk_overlap talk_rarest"
).split()
"""The names of the numbers that a candidate gets from the talk it is in."""


class Link(msgspec.Struct, frozen=True, gc=False):
    """A message answers `parent` (its place in the session), or starts a talk where that is itself.

    `confidence` is the chance that this is so, 1 where the source says what is answered.
    """

    parent: int
    confidence: float


class Talk(msgspec.Struct, gc=False):
    """A talk so far: its messages, and how many of them each author wrote.

    Its `words` are those of its first `read` messages, as few talks are asked for theirs; `seconds` is when its last
    message was sent.
    """

    messages: list[int]
    authors: dict[str, int]
    words: set[str]
    seconds: float = 0.0
    read: int = 0

    def all_words(self, lines: Sequence[Line]) -> set[str]:
        """The words of all its messages."""
        if self.read < len(self.messages):
            self.words.update(*[lines[i].words for i in self.messages[self.read :]])
            self.read = len(self.messages)
        return self.words


class Talks(msgspec.Struct, gc=False):
    """The talks of the messages so far: of each message its talk, what it answers, how many answer it."""

    of: list[Talk] = []
    parents: list[int] = []
    answers: list[int] = []
    latest: dict[str, Talk] = {}

    def add(self, i: int, parent: int, line: Line) -> None:
        """Take in message `i`, which answers `parent` or, where that is itself, starts a talk."""
        author = line.author
        talk = Talk([], {}, set()) if parent == i else self.of[parent]
        talk.messages.append(i)
        talk.seconds = line.seconds
        talk.authors[author] = talk.authors.get(author, 0) + 1
        if parent != i:
            self.answers[parent] += 1
        self.of.append(talk)
        self.parents.append(parent)
        self.answers.append(0)
        self.latest[author] = talk


def standing(talks: Talks, read: Sequence[Line], i: int, j: int, score: tuple[int, int], idf: Mapping[str, int]) -> Row:
    """What message `i` gets to know of the talk of `j`; `score` is the place of `j` among all, and how far behind."""
    if i == j:
        return (*score, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    line, talk, parent = read[i], talks.of[j], talks.parents[j]
    said, me = talk.messages, line.author
    known = [idf[word] for word in line.words & talk.all_words(read)]
    shared = line.words & read[parent].words if parent != j else ()
    return (
        *score,
        1 if talks.latest.get(me) is talk else 0,
        _later(said, j),
        talks.answers[j],
        min(len(said), NEVER),
        len(talk.authors),
        1 if parent != j and read[parent].author == me else 0,
        int(line.seconds - talk.seconds),
        sum([idf[word] for word in shared]),
        1 if any(talks.latest.get(who) is talk for who in line.names) else 0,
        min(talk.authors.get(me, 0), 20),
        1 if parent == j else 0,
        sum(known),
        max(known, default=0),
    )


def _later(said: Sequence[int], j: int) -> int:
    """Messages of a talk after `j`, ten at most."""
    for later in range(1, 10):
        if said[-later] == j:
            return later - 1
    return 10
