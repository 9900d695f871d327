"""Figures for the report, gathered while messages pass: how people write, when, and what comes of a conversation.

They are counted in blocks, by what Python does in C: all of it takes half a microsecond a message.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from itertools import pairwise
from operator import itemgetter

from ..conversations.timezones import apart
from ..dataset.manifest import Statistics
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

BLOCK = 1_000
"""Messages that are held before they are counted."""
MANY, SHARE = 10_000, 8
"""Messages of a conversation after which only every eighth session is looked at for how people write."""
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
STEPS = (
    *(0, 1, 2, 4, 8, 15, 30),
    *(minutes * _MINUTE for minutes in (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 45)),
    *(hours * _HOUR for hours in (1, 2, 3, 4, 6, 8, 12, 16)),
    *(days * _DAY for days in (1, 2, 3, 4, 7, 14, 30, 60, 120, 365)),
)
"""Seconds of silence from which on the next bar begins; whole minutes above one, as many sources tell no more."""
_EMOJI = re.compile("[\U0001f1e6-\U0001faff\u2600-\u27bf\u2b50\u2b55\u3030\u303d]")
_STOPS, _QUESTIONS, _EXCLAMATIONS = ".。।۔", "?？؟", "!！"
_LINKS = ("http://", "https://", "www.")
_first, _last = itemgetter(0), itemgetter(-1)


def add_writing(writing: Writing, messages: Sequence[Message]) -> None:
    """Count how messages are written; each has words."""
    if not messages:
        return
    texts = [message.text for message in messages]
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
    if any(start in whole for start in _LINKS):
        writing.links += sum([any(start in text for start in _LINKS) for text in texts])


def add_silences(silences: dict[int, int], moments: Sequence[dt.datetime | None]) -> None:
    """Count how long nobody writes between neighbours, where both moments are known."""
    try:
        found = Counter([later - one for one, later in pairwise(moments)])  # type: ignore[operator]
    except TypeError:
        pairs = ((one, later) for one, later in pairwise(moments) if one is not None and later is not None)
        found = Counter(apart(one, later) for one, later in pairs)
    for silence, count in found.items():
        step = STEPS[bisect(STEPS, abs(silence.days * _DAY + silence.seconds)) - 1]
        silences[step] = silences.get(step, 0) + count


def runs_of(authors: Sequence[str | None]) -> Iterable[tuple[str | None, int]]:
    """The authors of runs of messages, None aside, and how many are in each."""
    if not authors:
        return []
    starts = [0, *(place for place, (one, next) in enumerate(pairwise(authors), 1) if one != next), len(authors)]
    return [(authors[one], next - one) for one, next in pairwise(starts) if authors[one] is not None]


def add_runs(writing: Writing, lengths: Iterable[int]) -> None:
    """Count how many messages somebody writes in a row."""
    for length, count in Counter(lengths).items():
        size = min(length, MOST_IN_A_ROW)
        writing.in_a_row[size] = writing.in_a_row.get(size, 0) + count


def add_months_of(months: dict[str, list[int]], messages: Iterable[Message], mine: Set[str]) -> None:
    """Count messages by month and side."""
    for message in messages:
        if message.sent_at is not None:
            month = month_of(message.sent_at)
            counts = months.get(month)
            if counts is None:
                counts = months[month] = [0, 0]
            counts[message.author not in mine] += 1


def month_of(moment: dt.datetime) -> str:
    """Such as `2024-03`."""
    return f"{moment.year:04}-{moment.month:02}"


class Gathering:
    """The figures of a conversation, or of a part of it that begins after `used` messages, while it is built."""

    def __init__(self, conversation: Conversation, mine: Set[str], gap: float, budget: int, used: int = 0) -> None:
        self.counts = ConversationCounts(conversation.source, monologue=conversation.monologue)
        self._conversation, self._mine, self._gap, self._budget = conversation, mine, gap, budget
        self._figures, self._used = Figures(), used
        self._months = self._figures.months.setdefault(conversation.source, {})
        self._held: list[Message] = []
        self._looked_at: list[Message] = []
        self._authors: list[str | None] = []
        self._sessions = 0
        self._before: dt.datetime | None = None
        self._goes_on = False

    def hear(self, message: Message) -> None:
        """A message right before a part of the conversation."""
        self._before, self._goes_on = message.sent_at, True

    def add_session(self, number: int, session: Sequence[Message]) -> None:
        """Count the messages of a session, the next one."""
        if not self._conversation.monologue and (self._used < MANY or number % SHARE == 0):
            self._looked_at.extend(session)
            self._authors.extend([message.author for message in session])
            self._authors.append(None)
        self._held.extend(session)
        self._used += len(session)
        self._sessions += 1
        if len(self._held) >= BLOCK:
            self._count()

    def add_result(self, ledger: Ledger, numbers: Statistics, others: Set[str]) -> None:
        """Count what came of a session; `others` are the people who speak in its examples."""
        self.counts.read += ledger.read
        self.counts.trained += ledger.trained
        self.counts.context += ledger.context
        if len(others) == 1:
            add_counts(self._figures.partners, dict.fromkeys(others, numbers.trained_tokens))

    def add_examples(self, examples: Sequence[TrainingExample], *, by_person: bool) -> None:
        """Count what was made of a session; `by_person` where several people may speak in the examples."""
        figures = self._figures
        lengths, budget = figures.lengths, self._budget
        # A session has few: a Counter of them takes longer than they do.
        for example in examples:
            step = 100 * sum(example.tokens) // budget
            lengths[step] = lengths.get(step, 0) + 1
        for example in examples if by_person else ():
            pairs = zip(example.tokens, example.segments, strict=True)
            trained = sum([tokens for tokens, segment in pairs if segment.label])
            names = {turn.name: trained for turn in example.turns if turn.name and not turn.persona}
            add_counts(figures.partners, names)

    def figures(self, title: str | None, reason: str = "") -> Figures:
        """All that was counted; the conversation is called `title`, and left out whole for a `reason`."""
        self._count()
        figures, one = self._figures, self._conversation
        self.counts.title, self.counts.reason = title, reason
        figures.conversations = {f"{one.source}:{one.id}": self.counts}
        return figures

    def _count(self) -> None:
        messages, sessions = self._held, self._sessions
        self._held, self._sessions = [], 0
        if not messages:
            return
        own = sum([message.author in self._mine for message in messages])
        self.counts.own += own
        self._count_months(messages, own)
        if self._conversation.monologue:
            return
        figures, moments = self._figures, [message.sent_at for message in messages]
        add_silences(figures.silences, [self._before, *moments] if self._goes_on else moments)
        if begun := sessions - (not self._goes_on):
            add_counts(figures.cuts, {int(self._gap): begun})
        self._before, self._goes_on = moments[-1], True
        self._count_writing()

    def _count_months(self, messages: Sequence[Message], own: int) -> None:
        first, last = messages[0].sent_at, messages[-1].sent_at
        if first is None or last is None or month_of(first) != month_of(last):
            add_months_of(self._months, messages, self._mine)
            return
        counts = self._months.setdefault(month_of(first), [0, 0])
        counts[0] += own
        counts[1] += len(messages) - own

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
