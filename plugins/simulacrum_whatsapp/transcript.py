"""The second pass: records become messages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import cast

from simulacrum_core import Conversation, Findings, Message, Participant
from simulacrum_core.models import Kind

from .bodies import SYSTEM, Body
from .chat import Chat, Learned, walk
from .dates import Order, read_date, read_time
from .marks import fold, unmarked
from .people import is_quoting
from .records import Lines, Record
from .titles import title_of


def conversation(learned: Learned, order: Order, year: int | None, findings: Findings) -> Conversation:
    """The chat as a conversation whose messages are read while they are walked."""
    file = learned.chat.file
    people = list(dict.fromkeys(learned.people.values()))
    return Conversation(
        source="whatsapp",
        id=file.name,
        title=title_of(file),
        participants=tuple(people),
        one_sided=False,
        messages=_messages(learned, Calendar(learned.chat, order, year), findings),
    )


class Calendar:
    """Reads the dates and times of one chat, each distinct one once."""

    def __init__(self, chat: Chat, order: Order, year: int | None) -> None:
        self._shape, self._order, self._year = chat.shape, order, year
        self._days: dict[str, dt.date | None] = {}
        self._times: dict[str, dt.time | None] = {}
        self._last: dt.date | None = None

    def moment(self, record: Record) -> dt.datetime | None:
        """When a record was sent, None where its header names no such day or time."""
        date, time = (record.time, record.date) if self._shape.time_first else (record.date, record.time)
        if date not in self._days:
            self._days[date] = self._day(date)
        if time not in self._times:
            self._times[time] = read_time(time)
        day, clock = self._days[date], self._times[time]
        return None if day is None or clock is None else dt.datetime.combine(day, clock)

    def _day(self, text: str) -> dt.date | None:
        day = read_date(text, self._shape, self._order, self._year)
        if day is None and not self._shape.numeric and self._last is not None:
            # Old Android phones leave the year out of this year's dates: it follows from the dates before.
            day = read_date(text, self._shape, self._order, self._last.year)
            if day is not None and day < self._last:
                day = day.replace(year=day.year + 1)
        self._last = day or self._last
        return day


def _messages(learned: Learned, calendar: Calendar, findings: Findings) -> Iterator[Message]:
    chat = learned.chat
    lines = Lines(chat.file, chat.encoding, learned.longest, findings)
    reader, inner, name = chat.reader(), chat.separation.inner, chat.file.name
    known, separator = learned.people, chat.separator
    for number, record in enumerate(_complete(learned, lines, findings), 1):
        body = record.body if inner is None else record.body.replace(inner, "\n")
        head, found, text = body.partition(separator)
        person = known.get(head) if found else None
        if person is None:
            person, text = _slow_split(body, learned)
        read = reader.read(text, record.lead) if person is not None else Body(unmarked(text), SYSTEM)
        moment = calendar.moment(record)
        if moment is None:
            findings.report(name, record.line, "a header whose date or time cannot be read")
        yield Message(
            str(number),
            person.id if person is not None and read.kind != SYSTEM else None,
            moment,
            read.text,
            cast(Kind, read.kind),
            None,
            read.attachments,
            read.edited,
            None,
            (),
            f"{name}:{record.line}",
        )


def _slow_split(body: str, learned: Learned) -> tuple[Participant | None, str]:
    """Author and text where the head up to the first separator is nobody: a longer name, or an empty message."""
    separator = learned.chat.separator
    first, _, _ = body.partition("\n")
    at = first.find(separator)
    while at >= 0:
        if first[:at] in learned.people:
            return learned.people[first[:at]], body[at + len(separator) :]
        at = first.find(separator, at + 1)
    name = first.rstrip(" ").removesuffix(":")
    if name != first and name in learned.people:
        return learned.people[name], body[len(first) :].removeprefix("\n") if body != first else ""
    if learned.chat.shape.layout == "bracket" and separator in first and not is_quoting(first):
        # On iPhones every line has a head; a head without any message of its own is the system's.
        return None, first.partition(separator)[2] + body[len(first) :]
    return None, body


def _complete(learned: Learned, lines: Lines, findings: Findings) -> Iterator[Record]:
    """The records; one that the end of the file cuts in its header or its name is reported and left out."""
    last: Record | None = None
    for record in walk(learned.chat, learned.longest, lines):
        if last is not None:
            yield last
        last = record
    if last is None:
        return
    name = learned.chat.file.name
    if not lines.ended:
        line = last.line + last.body.count("\n")
        findings.report(name, line, "the file does not end with a line break: its last message may be cut off")
        if _is_cut_name(last, learned):
            return
        last.body = _without_cut_header(last, learned)
    yield last


def _is_cut_name(record: Record, learned: Learned) -> bool:
    """Whether a record is the beginning of somebody's name and nothing more."""
    return any(head.startswith(record.body) and head != record.body for head in learned.people)


def _without_cut_header(record: Record, learned: Learned) -> str:
    """The text of the last record without a last line that is the beginning of a header."""
    body, found, line = record.body.rpartition("\n")
    header = f"{record.lead}{'[' if learned.chat.shape.layout == 'bracket' else ''}{record.date}"
    skeleton = _skeleton(line)
    return body if found and len(skeleton) >= 3 and _skeleton(header).startswith(skeleton) else record.body


def _skeleton(text: str) -> str:
    return re.sub(r"\d+", "0", fold(text))
