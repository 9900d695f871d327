"""What is in a source: people, days, silences, media, and what was decided on which evidence."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from ..conversations.accounts import Account, matching
from ..conversations.participants import People, evidence_of
from ..conversations.timezones import apart
from ..dataset.statistics import Figures
from ..examples.gaps import FEWEST, SHARE, Durations, fitted_gap
from ..models import Conversation, Message
from ..sources.findings import Decision, Findings, Problem
from ..threads.pace import LONGEST_PAUSE
from ..threads.ranker import NAMELESS
from ..threads.words import known_names, named_in
from .watching import Watcher

GAPS: tuple[tuple[str, float], ...] = (
    ("under 1 minute", 60),
    ("1 to 5 minutes", 300),
    ("5 to 30 minutes", 1800),
    ("30 to 60 minutes", 3600),
    ("1 to 6 hours", 21600),
    ("6 to 24 hours", 86400),
    ("over a day", float("inf")),
)
"""Lengths of silences as they are counted: name, and seconds below which they lie."""
OTHERS = {"10m": 600, "1h": 3600, "6h": 6 * 3600, "24h": 24 * 3600}
"""Seconds of silence that are compared with what is fitted to a chat."""


MANY = 20
"""Messages from which on it is told whether a group is busy."""
_WORDS = frozenset({"text", "media", "contact"})
UNNAMED = "(not named)"
"""Stands for an author whom the source does not name."""


def _has_words(message: Message) -> bool:
    return message.kind in _WORDS and bool(message.text)


class SilenceReport(msgspec.Struct, frozen=True):
    """How `--session-gap auto` parts a chat: the seconds of silence that end a session, and about how many come of it.

    `usual` are the seconds that 90 of 100 silences do not exceed, `answer` those that 90 of 100 of the likely persona's
    answers take, where that decides; `fitted` is false where the chat is too short to tell. `others` are the sessions
    that other silences would give, by how `--session-gap` takes these.
    """

    session_gap: int
    sessions: int
    usual: int
    answer: int | None
    fitted: bool
    others: dict[str, int] = {}


class ConversationReport(msgspec.Struct):
    """Counts of one conversation; `people` maps the names of the authors to their messages.

    `text_bytes` are those of their words in UTF-8. `words` are those of a monologue's author, 0 in a dialogue.
    `busy` is a group whose talks are taken apart, `nameless` one in which hardly any message names somebody or is a
    reply.
    """

    source: str
    id: str
    title: str | None
    one_sided: bool
    messages: int = 0
    people: Counter[str] = msgspec.field(default_factory=Counter)
    kinds: Counter[str] = msgspec.field(default_factory=Counter)
    attachments: Counter[str] = msgspec.field(default_factory=Counter)
    gaps: Counter[str] = msgspec.field(default_factory=Counter)
    edited: int = 0
    backwards: int = 0
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    monologue: bool = False
    words: int = 0
    text_bytes: Counter[str] = msgspec.field(default_factory=Counter)
    silences: SilenceReport | None = None
    busy: bool = False
    nameless: bool = False


class LikelyAccount(msgspec.Struct, frozen=True):
    """An account that is probably the user's: names and handles, what it wrote, and on which evidence."""

    source: str
    id: str
    name: str
    handles: tuple[str, ...]
    messages: int
    evidence: str


class Report(msgspec.Struct):
    """All conversations of a source, and what its importers found out.

    `likely_me` is the likeliest of the accounts in `likely`, as it is called in the counts of `people`. `figures` are
    what a report shows, where they were asked for: the accounts in `likely` are "you" there.
    """

    conversations: list[ConversationReport]
    likely_me: str | None
    likely: list[LikelyAccount]
    decisions: list[Decision]
    problems: list[Problem]
    problem_count: int
    figures: Figures | None = None


def inspect_conversations(
    conversations: Iterable[Conversation], findings: Findings, me: Sequence[str] = (), *, figures: bool = False
) -> Report:
    """Walk through everything once; `findings` is complete at the end of the walk.

    With `figures` it is counted how people write, which takes a twentieth more time; those in `me` are "you" there.
    """
    people, watcher = People(), Watcher() if figures else None
    # What silences would be for whom is worked out chat by chat, as many counts of silences take much memory.
    walked = [_report(conversation, people, watcher) for conversation in conversations]
    likely = people.likely_me()
    # Writings are signed with names: whoever probably is the user has signed those, too.
    mine = set(matching(me or [account.name for account in people.likely()], people.accounts).keys)
    if not me:
        mine |= {account.key for account in people.likely()}
    for report, silences in walked:
        report.silences = silences.get(likely, silences.get(None))
    return Report(
        [report for report, _ in walked],
        likely,
        [_likely(account) for account in people.likely()],
        findings.decisions,
        findings.problems,
        findings.problem_count,
        watcher.figures(mine) if watcher else None,
    )


def _likely(account: Account) -> LikelyAccount:
    names = sorted(account.names, key=lambda name: (-account.names[name], name))
    handles = (*names[1:], *sorted(account.handles - set(names)))
    return LikelyAccount(account.source, account.id, account.name, handles, account.messages, evidence_of(account))


def _labels(conversation: Conversation) -> dict[str, str]:
    """What everybody is called, with the id where two look alike."""
    same = Counter(person.name for person in conversation.participants if person.name)
    return {
        person.id: f"{person.name} [{person.id}]" if same[person.name] > 1 else person.name or UNNAMED
        for person in conversation.participants
    }


class _Pauses(msgspec.Struct):
    """Silences between messages with words, and before the answers of the first two who write."""

    gaps: Durations = msgspec.field(default_factory=Durations)
    answers: dict[str, Durations] = {}
    more: bool = False
    last: tuple[str, dt.datetime] | None = None
    known: Mapping[str, str] = {}
    messages: int = 0
    naming: int = 0

    def add(self, name: str, message: Message) -> None:
        if message.sent_at is None or not _has_words(message):
            return
        self.messages += 1
        self.naming += message.reply_to is not None or bool(named_in(message, self.known))
        if name not in self.answers and not self.more:
            self.more = len(self.answers) == 2
            if not self.more:
                self.answers[name] = Durations()
        if self.last is not None:
            gap = abs(apart(self.last[1], message.sent_at))
            self.gaps.add(gap)
            if name != self.last[0] and not self.more:
                self.answers[name].add(gap)
        self.last = name, message.sent_at

    def is_busy(self) -> bool:
        """Whether it is a busy group, as the examples take most of its sessions."""
        return self.more and self.messages >= MANY and self.gaps.quantile(0.5) <= LONGEST_PAUSE

    def is_nameless(self) -> bool:
        """Whether it is a busy group in which hardly any message names somebody."""
        return self.is_busy() and self.naming < NAMELESS * self.messages

    def reports(self) -> dict[str | None, SilenceReport]:
        """The silences of a chat by who may be the persona, None where it is nobody in it; empty where it has none."""
        if not len(self.gaps):
            return {}
        other = self._report(None)
        likely = {} if self.more else {name: self._report(mine) for name, mine in self.answers.items()}
        return {None: other} | {name: report for name, report in likely.items() if report != other}

    def _report(self, mine: Durations | None) -> SilenceReport:
        gap = fitted_gap(self.gaps, "group" if self.more else "pair", mine)
        answer = mine.quantile(SHARE) if mine else None
        decides = answer if answer is not None and answer >= gap else None
        sessions = self.gaps.over(gap) + 1
        others = {name: self.gaps.over(other) + 1 for name, other in OTHERS.items() if other != gap}
        return SilenceReport(gap, sessions, self.gaps.quantile(SHARE), decides, len(self.gaps) >= FEWEST, others)


def _report(
    conversation: Conversation, people: People, watcher: Watcher | None
) -> tuple[ConversationReport, Mapping[str | None, SilenceReport]]:
    report = ConversationReport(conversation.source, conversation.id, conversation.title, conversation.one_sided)
    report.monologue = conversation.monologue
    known = known_names({person.id: (person.name, *person.handles) for person in conversation.participants})
    names, pauses = _labels(conversation), _Pauses(known=known)
    before: dt.datetime | None = None
    said: dt.datetime | None = None
    watched = people.watched(conversation)
    for message in watched.messages if watcher is None else watcher.watched(watched):
        report.messages += 1
        report.kinds[message.kind] += 1
        if message.author is not None:
            name = names.get(message.author, message.author)
            report.people[name] += 1
            report.text_bytes[name] += len(message.text.encode("utf-8", "surrogatepass"))
            if not conversation.monologue and not conversation.one_session:
                pauses.add(name, message)
        report.attachments.update(attachment.kind for attachment in message.attachments)
        report.edited += message.edited
        if conversation.monologue:
            before = None
            report.words += len(message.text.split()) if message.author is not None else 0
        before = _add_time(report, message, before)
        said = None if conversation.monologue else _add_gap(report, message, said)
    report.busy, report.nameless = pauses.is_busy(), pauses.is_nameless()
    return report, pauses.reports()


def _add_time(report: ConversationReport, message: Message, before: dt.datetime | None) -> dt.datetime | None:
    now = message.sent_at
    if now is None:
        return before
    none = dt.timedelta()
    if before is not None:
        report.backwards += apart(before, now) < none
    report.first = now if report.first is None or apart(report.first, now) < none else report.first
    report.last = now if report.last is None or apart(report.last, now) > none else report.last
    return now


def _add_gap(report: ConversationReport, message: Message, said: dt.datetime | None) -> dt.datetime | None:
    """Count the silence before a message with words; when it, or else the last such one, was sent.

    Pictures without words and what the app tells end no silence, in the sessions either.
    """
    now = message.sent_at
    if now is None or not _has_words(message):
        return said
    if said is not None:
        seconds = abs(apart(said, now)).total_seconds()
        report.gaps[next(name for name, limit in GAPS if seconds < limit)] += 1
    return now
