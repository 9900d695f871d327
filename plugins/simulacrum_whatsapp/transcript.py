"""The second pass: records become messages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import cast

import msgspec

from simulacrum_core import Conversation, Findings, Kind, Message, Participant
from simulacrum_core.sources import MessageBlocks

from .automatic import is_assistant, text_key
from .bodies import FIRST, Reader
from .body import SYSTEM, Body
from .breaks import Watch
from .chat import Learned, Part, split_system
from .dates import Order, read_date, read_time
from .lines import Lines
from .marks import fold, unmarked
from .notices import tells_deed, tells_encryption, tells_event
from .records import Batch
from .shapes import Shape
from .stretches import Stretch
from .titles import title_of

_NO_TIME = "a header whose date or time cannot be read; the message has no time"
_KEPT = "a line that looks like a header of a message, kept in the one above it"
_KEPT_INSIDE = "what looks like a header of a message in the middle of a line, kept there"
_NO_NAME = "no name before the text, though its second line looks like the rest of a name: read as a system message"
_UNSURE = "a text behind a mark that WhatsApp puts before its own lines, read as words of its author"


def conversations(
    learned: Learned, orders: list[Order], year: int | None, findings: Findings
) -> Iterator[Conversation]:
    """The chat as a conversation whose messages are read while they are walked; several where exports restart in it."""
    starts = [at for at, part in enumerate(learned.parts) if part.restarts or not at]
    for start, end in pairwise([*starts, len(learned.parts)]):
        line = learned.parts[start].stretch.span.line
        id = f"{learned.file.name}:{line}" if start else learned.file.name
        yield _conversation(id, learned, learned.parts[start:end], orders[start:end], year, findings)


def _conversation(
    id: str, learned: Learned, parts: list[Part], orders: list[Order], year: int | None, findings: Findings
) -> Conversation:
    file = learned.file
    people = {person.id: person for person in learned.people.values() if learned.bots or not is_assistant(person)}
    return Conversation(
        source="whatsapp",
        id=id,
        title=title_of(file) or (unmarked(learned.title) if learned.title else None),
        participants=tuple(people.values()),
        one_sided=False,
        messages=MessageBlocks(
            chain.from_iterable(
                _distinct(part, _messages(learned, part, Calendar(part.stretch.shape, order, year), findings))
                for part, order in zip(parts, orders, strict=True)
            )
        ),
    )


def _distinct(part: Part, blocks: Iterator[list[Message]]) -> Iterator[list[Message]]:
    """The messages; the first of a stretch that begins within a line shares that with the last one before."""
    if part.stretch.span.within and (block := next(blocks, None)):
        first, *others = block
        yield [msgspec.structs.replace(first, id=f"{first.id}.2"), *others]
    yield from blocks


class Calendar:
    """Reads the dates and times of one stretch, each distinct one once."""

    def __init__(self, shape: Shape, order: Order, year: int | None) -> None:
        self._time_first = shape.time_first
        self._days, self._times = _Days(shape, order, year), _Times()

    def moments(self, batch: Batch) -> list[dt.datetime | None]:
        """When the records were sent, None where a header names no such day or time."""
        dates, clocks = (batch.twos, batch.ones) if self._time_first else (batch.ones, batch.twos)
        days, times = map(self._days.__getitem__, dates), map(self._times.__getitem__, clocks)
        try:
            return list(map(dt.datetime.combine, days, times))  # type: ignore[arg-type]
        except TypeError:
            return [_combined(self._days[date], self._times[clock]) for date, clock in zip(dates, clocks, strict=True)]


class _Times(dict[str, dt.time | None]):
    def __missing__(self, text: str) -> dt.time | None:
        return self.setdefault(text, read_time(text))


class _Days(dict[str, dt.date | None]):
    def __init__(self, shape: Shape, order: Order, year: int | None) -> None:
        super().__init__()
        self._shape, self._order, self._year = shape, order, year
        self._last: dt.date | None = None

    def __missing__(self, text: str) -> dt.date | None:
        day = read_date(text, self._shape, self._order, self._year)
        if day is None and not self._shape.has_year and self._last is not None:
            # Old Android phones leave the year out of this year's dates: it follows from the dates before.
            day = read_date(text, self._shape, self._order, self._last.year)
            if day is not None and day < self._last:
                day = read_date(text, self._shape, self._order, self._last.year + 1)
        self._last = day or self._last
        self[text] = day
        return day


def _combined(day: dt.date | None, time: dt.time | None) -> dt.datetime | None:
    return None if day is None or time is None else dt.datetime.combine(day, time)


def _messages(learned: Learned, part: Part, calendar: Calendar, findings: Findings) -> Iterator[list[Message]]:
    return messages_of(learned, part, calendar, findings, part.stretch.lines(learned.longest, findings))


def messages_of(
    learned: Learned, part: Part, calendar: Calendar, findings: Findings, lines: Lines
) -> Iterator[list[Message]]:
    """The messages in blocks; this loop is the cost of reading, so it does little by itself and looks all up."""
    stretch, longest = part.stretch, learned.longest
    separator = stretch.separator
    reader, watch = stretch.reader(), Watch(stretch)
    ends, starts, other, mark = reader.signs
    ids = {head: person.id for head, person in learned.people.items() if learned.bots or not is_assistant(person)}
    # Of a chat with texts that a program sent, each message is looked at.
    mark = "" if learned.automatic else mark
    place, special = f"{learned.file.name}:", _Special(learned, stretch, reader, findings)
    for batch in stretch.batches(lines, longest, part.refused):
        if batch.open:
            continue
        if batch.last and part is learned.parts[-1]:
            _finish(batch, part, lines, findings)
        if batch.inner or part.dashes:
            _report_headers(watch, batch, part.dashes, learned.file.name, findings)
        # A loop that appends takes 0.03 µs a message more; `for` over one value gives it a name.
        messages = [
            Message(number, author, moment, text, "text", None, (), False, None, (), place + number)
            # What `is_plain` asks, without a call for each message: 0.1 µs of 1.8.
            if (author := ids.get(head)) is not None
            and moment is not None
            # A text without a head is empty here, which is one of the ends.
            and text[-1:] not in ends
            and text[:FIRST] not in starts
            and other not in text
            and "://" not in text
            and mark not in text
            and " • " not in text
            else special.message(number, moment, body, lead, place + number)
            for line, lead, moment, body in zip(
                batch.numbers(), batch.leads, calendar.moments(batch), batch.bodies, strict=True
            )
            for number in (str(line),)
            for head, _, text in (body.partition(separator),)
        ]
        if messages:
            yield messages


class _Special:
    """A message that may be more than words, or a line of the system."""

    def __init__(self, learned: Learned, stretch: Stretch, reader: Reader, findings: Findings) -> None:
        self._learned, self._stretch, self._reader, self._findings = learned, stretch, reader, findings

    def message(self, number: str, moment: dt.datetime | None, body: str, lead: str, position: str) -> Message:
        if moment is None:
            self._findings.report(self._learned.file.name, int(number), _NO_TIME)
        person, text = split_head(body, self._learned, self._stretch)
        read = self._read(person, text, lead, int(number))
        author = person.id if person is not None and read.kind != SYSTEM else None
        kind, files = cast(Kind, read.kind), read.attachments
        if author is not None and not self._learned.bots and person is not None:
            if is_assistant(person):
                author, kind = None, "bot"
            elif self._learned.automatic and self._is_automatic(body, text):
                kind = "bot"
        return Message(number, author, moment, read.text, kind, None, files, read.edited, None, (), position)

    def _is_automatic(self, body: str, text: str) -> bool:
        """Whether a program sent a text of a record."""
        head = body[: len(body) - len(text)].removesuffix(self._stretch.separator)
        return text_key(head, text) in self._learned.automatic

    def _read(self, person: Participant | None, text: str, lead: str, line: int) -> Body:
        if person is None:
            if _goes_on(text, self._stretch):
                self._findings.report(self._learned.file.name, line, _NO_NAME)
            return Body(unmarked(text), SYSTEM)
        read = self._reader.read(text, lead, person.name)
        if read.unsure:
            self._findings.report(self._learned.file.name, line, _UNSURE)
        is_bare = self._stretch.shape.layout == "bracket" and not self._stretch.sign
        if is_bare and read.kind == "text" and _is_notice(text, person.name):
            return Body(unmarked(text), SYSTEM)
        return read


def _is_notice(text: str, name: str) -> bool:
    """Whether a text in an export that lost its marks is the app's: on the encryption, or on what its author did."""
    return tells_encryption(text) or tells_deed(text, name)


def _goes_on(text: str, stretch: Stretch) -> bool:
    """Whether the second line of a record without a name looks like the rest of one, and the text."""
    first, found, rest = text.partition("\n")
    head, separated, _ = rest.partition("\n")[0].partition(stretch.separator)
    return bool(found and separated) and len(first) <= 40 and 0 < len(head) <= 40 and not tells_event(first)


def _report_headers(watch: Watch, batch: Batch, dashes: bool, file: str, findings: Findings) -> None:
    """Tell of every line inside a message that looks like a header."""
    for line, body in zip(batch.numbers(), batch.bodies, strict=True):
        if "\n" in body or "\r" in body:
            _report(line, body, (found.at for found in watch.found(body)), _KEPT, file, findings)
        if dashes and watch.closing in body:
            _report(line, body, (found.at for found in watch.glued(body)), _KEPT_INSIDE, file, findings)


def _report(line: int, body: str, places: Iterable[int], what: str, file: str, findings: Findings) -> None:
    """Tell of places in a message, which come in their order: its lines are counted once."""
    counted = 0
    for place in places:
        line, counted = line + body.count("\n", counted, place), place
        findings.report(file, line, what)


def split_head(body: str, learned: Learned, stretch: Stretch) -> tuple[Participant | None, str]:
    """Author and text of a record: the first head that is somebody; None and the system's text where nobody is."""
    separator, people = stretch.separator, learned.people
    head, found, text = body.partition(separator)
    if found and head in people:
        return people[head], text
    first, _, _ = body.partition("\n")
    at = first.find(separator)
    while at >= 0:
        if first[:at] in people:
            return people[first[:at]], body[at + len(separator) :]
        at = first.find(separator, at + 1)
    name = first.rstrip(" ").removesuffix(":")
    if name != first and name in people:
        return people[name], body[len(first) :].removeprefix("\n") if body != first else ""
    if stretch.shape.layout == "bracket":
        # On iPhones every line has a head; a head without any message of its own is the system's.
        return None, split_system(body, stretch)[1]
    return None, body


def _finish(batch: Batch, part: Part, lines: Lines, findings: Findings) -> None:
    """Where the end of the file cuts the last record in its header or its name, report it and leave that out."""
    if lines.ended:
        return
    body, stretch = batch.bodies[-1], part.stretch
    findings.report(
        stretch.file.name, lines.line, "the file does not end with a line break: its last message may be cut off"
    )
    if stretch.separator not in body:
        for column in (batch.leads, batch.ones, batch.twos, batch.bodies):
            column.pop()
        batch.heights = batch.heights and batch.heights[:-1]
    else:
        batch.bodies[-1] = _without_cut_header(batch, stretch)


def _without_cut_header(batch: Batch, stretch: Stretch) -> str:
    """The text of the last record without a last line that is the beginning of a header."""
    body, found, line = batch.bodies[-1].rpartition("\n")
    skeleton = _skeleton(line)
    whole = _skeleton(stretch.shape.written(batch.ones[-1], batch.twos[-1]))
    cut = found and skeleton and whole.startswith(skeleton)
    return body if cut else batch.bodies[-1]


def _skeleton(text: str) -> str:
    return re.sub(r"\d+", "0", fold(text))
