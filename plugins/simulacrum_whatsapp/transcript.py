"""The second pass: records become messages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import cast

from simulacrum_core import Conversation, Findings, Kind, Message, Participant

from .bodies import SYSTEM, Body, Reader
from .chat import Chat, Learned, split_system, walk
from .dates import Order, read_date, read_time
from .marks import fold, unmarked
from .records import Batch, Lines
from .titles import title_of


def conversation(learned: Learned, order: Order, year: int | None, findings: Findings) -> Conversation:
    """The chat as a conversation whose messages are read while they are walked."""
    file = learned.chat.file
    people = list(dict.fromkeys(learned.people.values()))
    return Conversation(
        source="whatsapp",
        id=file.name,
        title=title_of(file) or (unmarked(learned.title) if learned.title else None),
        participants=tuple(people),
        one_sided=False,
        messages=_messages(learned, Calendar(learned.chat, order, year), findings),
    )


_CLOSES = {"bracket": "] ", "dash": " - ", "colon": ": "}


class Calendar:
    """Reads the dates and times of one chat, each distinct one once."""

    def __init__(self, chat: Chat, order: Order, year: int | None) -> None:
        self._shape, self._order, self._year = chat.shape, order, year
        self._days: dict[str, dt.date | None] = {}
        self._times: dict[str, dt.time | None] = {}
        self._last: dt.date | None = None

    def moments(self, batch: Batch) -> list[dt.datetime | None]:
        """When the records were sent, None where a header names no such day or time."""
        dates, clocks = (batch.twos, batch.ones) if self._shape.time_first else (batch.ones, batch.twos)
        for date in dict.fromkeys(dates):
            if date not in self._days:
                self._day(date)
        for clock in dict.fromkeys(clocks):
            if clock not in self._times:
                self._time(clock)
        days, times = map(self._days.__getitem__, dates), map(self._times.__getitem__, clocks)
        try:
            return list(map(dt.datetime.combine, days, times))  # type: ignore[arg-type]
        except TypeError:
            return [_combined(self._days[date], self._times[clock]) for date, clock in zip(dates, clocks, strict=True)]

    def _time(self, text: str) -> dt.time | None:
        return self._times.setdefault(text, read_time(text))

    def _day(self, text: str) -> dt.date | None:
        day = read_date(text, self._shape, self._order, self._year)
        if day is None and not self._shape.numeric and self._last is not None:
            # Old Android phones leave the year out of this year's dates: it follows from the dates before.
            day = read_date(text, self._shape, self._order, self._last.year)
            if day is not None and day < self._last:
                day = read_date(text, self._shape, self._order, self._last.year + 1)
        self._last = day or self._last
        self._days[text] = day
        return day


def _combined(day: dt.date | None, time: dt.time | None) -> dt.datetime | None:
    return None if day is None or time is None else dt.datetime.combine(day, time)


def _messages(learned: Learned, calendar: Calendar, findings: Findings) -> Iterator[Message]:
    """The messages; this loop is the cost of reading, so it does little by itself and looks everything up."""
    chat = learned.chat
    lines = Lines(chat.file, chat.encoding, learned.longest, findings)
    reader, separator = chat.reader(), chat.separator
    is_plain, ids = reader.is_plain, {head: person.id for head, person in learned.people.items()}
    place = f"{chat.file.name}:"
    for batch in walk(chat, learned.longest, lines):
        if batch.last:
            _finish(batch, learned, lines, findings)
        line = batch.line
        for lead, moment, body in zip(batch.leads, calendar.moments(batch), batch.bodies, strict=True):
            number = str(line)
            line += 1 + body.count("\n")
            head, found, text = body.partition(separator)
            author = ids.get(head) if found else None
            if moment is None:
                findings.report(
                    chat.file.name, int(number), "a header whose date or time cannot be read; the message has no time"
                )
            if author is not None and is_plain(text):
                yield Message(number, author, moment, text, "text", None, (), False, None, (), place + number)
            else:
                yield _special(number, moment, body, lead, learned, reader, place + number)


def _special(
    number: str, moment: dt.datetime | None, body: str, lead: str, learned: Learned, reader: Reader, position: str
) -> Message:
    """A message that may be more than words, or a line of the system."""
    person, text = split_head(body, learned)
    read = reader.read(text, lead) if person is not None else Body(unmarked(text), SYSTEM)
    author = person.id if person is not None and read.kind != SYSTEM else None
    kind, files = cast(Kind, read.kind), read.attachments
    return Message(number, author, moment, read.text, kind, None, files, read.edited, None, (), position)


def split_head(body: str, learned: Learned) -> tuple[Participant | None, str]:
    """Author and text of a record: the first head that is somebody; None and the system's text where nobody is."""
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
    if learned.chat.shape.layout == "bracket":
        # On iPhones every line has a head; a head without any message of its own is the system's.
        return None, split_system(body, learned.chat)[1]
    return None, body


def _finish(batch: Batch, learned: Learned, lines: Lines, findings: Findings) -> None:
    """Where the end of the file cuts the last record in its header or its name, report it and leave that out."""
    if lines.ended:
        return
    body = batch.bodies[-1]
    line = batch.line + "".join(batch.bodies).count("\n") + len(batch.bodies) - 1
    findings.report(
        learned.chat.file.name, line, "the file does not end with a line break: its last message may be cut off"
    )
    if learned.chat.separator not in body:
        for column in (batch.leads, batch.ones, batch.twos, batch.bodies):
            column.pop()
    else:
        batch.bodies[-1] = _without_cut_header(batch, learned)


def _without_cut_header(batch: Batch, learned: Learned) -> str:
    """The text of the last record without a last line that is the beginning of a header."""
    body, found, line = batch.bodies[-1].rpartition("\n")
    shape = learned.chat.shape
    header = (
        f"{'[' if shape.layout == 'bracket' else ''}{batch.ones[-1]}{shape.join}{batch.twos[-1]}{_CLOSES[shape.layout]}"
    )
    skeleton = _skeleton(line)
    cut = found and skeleton and _skeleton(header).startswith(skeleton)
    return body if cut else batch.bodies[-1]


def _skeleton(text: str) -> str:
    return re.sub(r"\d+", "0", fold(text))
