"""Figures for the report, gathered while messages pass: how people write, when, and what comes of a conversation.

They are counted in blocks, by what Python does in C, and of a long conversation a part of the words only: all of it
takes at most 3 % of a conversion's time, which a test sees to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from itertools import compress, pairwise
from math import inf
from operator import itemgetter, ne

from ..dataset.manifest import Statistics, trained_tokens
from ..dataset.provenance import Origin
from ..dataset.statistics import (
    MOST_IN_A_ROW,
    MOST_WORDS,
    ConversationCounts,
    Figures,
    Writing,
    add_counts,
)
from ..ledger import Ledger
from ..models import Conversation, Message, TrainingExample
from ..rendering.quotations import are_marked, is_only_quoted, own_words, quotes, those_that_may_quote
from .times import BLOCK, Times

MANY, SHARE = 10_000, 8
"""Messages of a conversation after which only every eighth session is looked at for how people write."""
_EMOJI = re.compile("[\U0001f1e6-\U0001faff\u2600-\u27bf\u2b50\u2b55\u3030\u303d]")
_STOPS, _QUESTIONS, _EXCLAMATIONS = ".。।۔", "?？؟", "!！"
_LINKS = ("http://", "https://", "www.")
_first, _last = itemgetter(0), itemgetter(-1)


def add_writing(writing: Writing, messages: Sequence[Message]) -> None:
    """Count how messages are written but for what they quote; each has words."""
    texts = _own_texts(messages)
    if not texts:
        return
    writing.messages += len(texts)
    begins, ends = Counter(map(_first, texts)), Counter(map(_last, texts))
    writing.capitals += sum([count for char, count in begins.items() if char.isupper()])
    writing.full_stops += sum([ends[char] for char in _STOPS])
    writing.questions += sum([ends[char] for char in _QUESTIONS])
    writing.exclamations += sum([ends[char] for char in _EXCLAMATIONS])
    words = Counter([text.count(" ") for text in texts])
    for blanks, count in words.items():
        size = min(blanks + 1, MOST_WORDS)
        writing.words[size] = writing.words.get(size, 0) + count
    add_counts(writing.hours, Counter([message.sent_at.hour for message in messages if message.sent_at]))
    whole = "\n".join(texts)
    if not whole.isascii() and _EMOJI.search(whole):
        writing.emoji += sum([_EMOJI.search(text) is not None for text in texts if not text.isascii()])
    if "://" in whole or "www." in whole:
        writing.links += sum([_has_link(text) for text in texts if "://" in text or "www." in text])


def _own_texts(messages: Sequence[Message]) -> list[str]:
    """The texts without quoted lines, and without those that are nothing else."""
    texts = [message.text for message in messages]
    asked = {message.text for message in messages if message.quoted} if are_marked(messages) else set[str]()
    asked.update(those_that_may_quote(texts))
    if not asked:
        return texts
    return [text for one in messages if (text := _own_text(one) if one.text in asked else one.text)]


def _own_text(message: Message) -> str:
    text, marked = message.text, message.quoted
    if quotes(text, marked):
        return own_words(text, marked).strip()
    return "" if is_only_quoted(text, marked) else text


def _has_link(text: str) -> bool:
    return any(start in text for start in _LINKS)


def runs_of(authors: Sequence[str | None]) -> Iterable[tuple[str | None, int]]:
    """The authors of runs of messages, None aside, and how many are in each."""
    if not authors:
        return []
    starts = [0, *compress(range(1, len(authors)), map(ne, authors[1:], authors)), len(authors)]
    return [(authors[one], next - one) for one, next in pairwise(starts) if authors[one] is not None]


def add_runs(writing: Writing, lengths: Iterable[int]) -> None:
    """Count how many messages somebody writes in a row."""
    for length, count in Counter(lengths).items():
        size = min(length, MOST_IN_A_ROW)
        writing.in_a_row[size] = writing.in_a_row.get(size, 0) + count


class Gathering:
    """The figures of a conversation, or of a part of it that begins after `used` messages, while it is built.

    When its messages were sent the survey has counted.
    """

    def __init__(self, conversation: Conversation, mine: Set[str], budget: int, used: int = 0) -> None:
        self.counts = ConversationCounts(conversation.source, monologue=conversation.monologue)
        self._conversation, self._mine, self._budget = conversation, mine, budget
        self._figures, self._used = Figures(), used
        self._looked_at: list[Message] = []
        self._authors: list[str | None] = []

    def add_session(self, number: int, session: Sequence[Message]) -> None:
        """Count how the messages of a session are written, the next one."""
        if (self._used < MANY or number % SHARE == 0) and not self.counts.monologue:
            self._looked_at.extend(session)
            self._authors.extend([message.author for message in session])
            self._authors.append(None)
            if len(self._looked_at) >= BLOCK:
                self._count_writing()
        self._used += len(session)

    def add_result(self, ledger: Ledger, numbers: Statistics, others: Set[str]) -> None:
        """Count what came of a session; `others` are the people who speak in its examples."""
        self.counts.read += ledger.read
        self.counts.trained += ledger.trained
        self.counts.context += ledger.context
        if len(others) == 1:
            add_counts(self._figures.partners, dict.fromkeys(others, numbers.trained_tokens))

    def add_examples(self, examples: Sequence[TrainingExample], origins: Sequence[Origin] = ()) -> None:
        """Count what was made of a session; with `origins` where several people may speak in the examples."""
        lengths, budget, partners = self._figures.lengths, self._budget, self._figures.partners
        add_counts(lengths, Counter([100 * sum(example.tokens) // budget for example in examples]))
        for example, origin in zip(examples, origins, strict=False):
            trained = trained_tokens(example)
            for name in origin.partners:
                partners[name] = partners.get(name, 0) + trained

    def figures(self, title: str | None, reason: str = "", times: Times | None = None, gap: float = inf) -> Figures:
        """All that was counted; the conversation is called `title`, and left out whole for a `reason`.

        To the part that begins it belong the `times` of all of it, and the `gap` that parts its sessions.
        """
        self._count_writing()
        figures, one = self._figures, self._conversation
        self.counts.title, self.counts.reason = title, reason
        figures.conversations = {f"{one.source}:{one.id}": self.counts}
        if times is not None:
            self.counts.own = times.own
            figures.months, figures.silences = {one.source: times.months}, times.silences
            if times.sessions > 1 and gap < inf and not one.monologue:
                figures.cuts = {int(gap): times.sessions - 1}
        return figures

    def _count_writing(self) -> None:
        figures, mine, messages, authors = self._figures, self._mine, self._looked_at, self._authors
        if not messages:
            return
        self._looked_at, self._authors = [], []
        add_writing(figures.you, [one for one in messages if one.author in mine and one.forwarded_from is None])
        add_writing(figures.others, [one for one in messages if one.author not in mine])
        runs = runs_of(authors)
        add_runs(figures.you, [length for author, length in runs if author in mine])
        add_runs(figures.others, [length for author, length in runs if author not in mine])
