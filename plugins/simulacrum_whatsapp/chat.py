"""One chat file: the stretches that it is made of, and who writes in it."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Set
from itertools import compress, count, islice
from operator import ne

import msgspec

from simulacrum_core import Participant, SourceFile

from .automatic import Answers, AtOnce, Text
from .bodies import Reader
from .body import SYSTEM
from .breaks import Break, Watch, begins_line
from .dates import Evidence, turning_point
from .lines import Span, offset_of, opened_at
from .marks import LRM
from .mojibake import is_mojibake
from .people import Names, UnsureName, people_of, unsure_names
from .records import Batch, Refused
from .stretches import SAMPLE, Stretch, open_stretch
from .times import goes_back, hour_changes, steps_back

MOST_DATES = 100_000
"""Distinct dates and names that are kept of one file."""
_MOST_STRETCHES = 100
_SENT_TEXT = re.compile(
    rf"(?:: |^){LRM}?(\S[^\n]{{0,255}}\.txt) \(|<[^<>:\n]+: ([^<>\n]{{1,255}}\.txt)>", re.MULTILINE | re.IGNORECASE
)


class Dated(msgspec.Struct, frozen=True, gc=False):
    """Neighbouring records of one date: the line of the first, the record, and whether somebody speaks in it."""

    date: str
    line: int
    record: int
    spoken: bool


class Part(msgspec.Struct):
    """What the first pass over a stretch finds: its dates in their order, `broken` texts of its first part.

    `dashes` says whether any holds once more what closes a header, `restarts` that another export begins with it that
    goes back in time, `clock` the times of day of its first and its last record. The stretch is without its sample: a
    folder may hold many chats, of which all parts are kept until the last one was looked at.
    """

    stretch: Stretch
    dates: list[Dated]
    records: int = 0
    end: int = 0
    dashes: bool = False
    restarts: bool = False
    clock: tuple[str, str] | None = None
    broken: int = 0
    refused: list[Refused] = msgspec.field(default_factory=list)


class Learned(msgspec.Struct, frozen=True):
    """What the first pass over a chat finds: its stretches, authors by head, text files that were sent, its title.

    `at_once` counts texts that came at once when somebody wrote after a silence; `automatic` are those that a program
    sent, and how often all chats have them so. `bots` says whether what programs wrote is kept.
    """

    file: SourceFile
    parts: list[Part]
    people: dict[str, Participant]
    attached: Set[str]
    title: str | None
    longest: int
    unsure: tuple[UnsureName, ...] = ()
    at_once: AtOnce = msgspec.field(default_factory=AtOnce)
    automatic: Mapping[Text, int] = msgspec.field(default_factory=dict)
    bots: bool = False

    def with_names(self, names: Set[str]) -> Learned:
        """The same beside other files."""
        for part in self.parts:
            part.stretch = msgspec.structs.replace(part.stretch, names=names)
        return self


def split_by_order(part: Part) -> list[Part]:
    """The part as two where its dates have one order up to a line and another one from there on."""
    shape, dates = part.stretch.shape, part.dates
    at = turning_point(Evidence("", shape, [dated.date for dated in dates]))
    return [part] if at is None else [*split_at(part, at)]


def split_at(part: Part, at: int) -> tuple[Part, Part]:
    """The part as two, the second from one of its dates on."""
    stretch, dates = part.stretch, part.dates
    line, before = dates[at].line, dates[at].record
    start = offset_of(stretch.file, stretch.span, line, stretch.separation.returns)
    second = msgspec.structs.replace(stretch, span=Span(start, line, stretch.span.end))
    behind = [msgspec.structs.replace(dated, record=dated.record - before) for dated in dates[at:]]
    later = msgspec.structs.replace(part, stretch=second, dates=behind, records=part.records - before)
    first = msgspec.structs.replace(
        part, stretch=_ended(stretch, start), dates=dates[:at], records=before, end=line - 1
    )
    return first, later


class Tally:
    """What is gathered over all stretches of a file."""

    def __init__(self) -> None:
        self.names: list[Names] = []
        self.attached: set[str] = set()
        self.titles: list[str] = []
        self.at_once = AtOnce()


def learn(chat: Stretch, longest: int) -> Learned:
    """The first pass: every date and every name, nothing else kept; where another export begins, another stretch."""
    tally, parts = Tally(), list[Part]()
    stretch: Stretch | None = chat
    while stretch is not None:
        part, next_one = _learn_stretch(stretch, longest, tally, len(parts) + 1 < _MOST_STRETCHES)
        parts.append(part)
        stretch = next_one
    people = people_of(tally.names)
    parts = [half for part in parts for half in split_by_order(part)]
    unsure = unsure_names(tally.names, people)
    title = next(iter(tally.titles), None)
    return Learned(chat.file, parts, people, frozenset(tally.attached), title, longest, unsure, tally.at_once)


def _learn_stretch(stretch: Stretch, longest: int, tally: Tally, may_break: bool) -> tuple[Part, Stretch | None]:
    """What one stretch holds, and the one that follows it."""
    broken = 0 if stretch.decoding.repairs else sum(map(is_mojibake, stretch.sample))
    part = Part(msgspec.structs.replace(stretch, sample=()), [], broken=broken)
    tally.names.append(Names(stretch.separator, stretch.shape.layout, stretch.sample))
    watch, answers = Watch(stretch), Answers(stretch.separator, stretch.sign, stretch.shape)
    for batch in stretch.batches(lines := stretch.lines(longest, counts=True), longest, raw=True):
        part.dashes |= batch.dashes
        changes = changes_of(part, batch)
        found = watch.first_break(batch, changes) if may_break else None
        following = _following(stretch, batch, found) if found else None
        if found and following:
            kept, changes = _cut(batch, found), [i for i in changes if i <= found.record]
            hours = hour_changes(times_of(part, kept))
            gather(part, kept, changes, hours, tally)
            answers.add(kept, changes, hours)
            tally.at_once.update(answers.found)
            part.stretch = _ended(part.stretch, following.span.start)
            part.end = following.span.line - 1
            return part, following
        if not batch.open:
            hours = hour_changes(times_of(part, batch))
            gather(part, batch, changes, hours, tally)
            answers.add(batch, changes, hours)
    tally.at_once.update(answers.found)
    part.end = lines.line
    return part, None


def _ended(stretch: Stretch, end: int) -> Stretch:
    return msgspec.structs.replace(stretch, span=msgspec.structs.replace(stretch.span, end=end))


def _following(stretch: Stretch, batch: Batch, found: Break) -> Stretch | None:
    """The stretch that begins at a place inside a batch."""
    body = batch.bodies[found.record]
    line = next(islice(batch.numbers(), found.record, None)) + body[: found.at].count("\n")
    start = offset_of(stretch.file, stretch.span, line, stretch.separation.returns)
    within = not begins_line(body, found.at)
    if within:
        start += _bytes_before(stretch, start, body, found)
    span = Span(start, line, stretch.span.end, within)
    decoding = msgspec.structs.replace(stretch.decoding, returns=False)
    return open_stretch(stretch.file, span, decoding, stretch.names, first=False)


def _bytes_before(stretch: Stretch, start: int, body: str, found: Break) -> int:
    """How many bytes of a line stand before a header in the middle of it."""
    header = body[found.at : found.at + 40].partition("\n")[0].partition("\r")[0]
    with opened_at(stretch.file, start) as stream:
        data = stream.read(SAMPLE)
    encoded = header[:16].encode(stretch.decoding.encoding, "ignore")
    return max(data.find(encoded), 0)


def _cut(batch: Batch, found: Break) -> Batch:
    """The records of a batch up to a break."""
    end = found.record + 1
    bodies = batch.bodies[:end]
    bodies[-1] = bodies[-1][: found.at]
    return msgspec.structs.replace(
        batch, leads=batch.leads[:end], ones=batch.ones[:end], twos=batch.twos[:end], bodies=bodies
    )


def gather(part: Part, batch: Batch, changes: list[int], hours: list[int], tally: Tally) -> None:
    """Note dates, names and attachments of a batch; days and hours change with those of its records."""
    stretch = part.stretch
    steps = _steps_back(part, batch, hours)
    if changes or steps:
        _gather_dates(part, batch, sorted({*changes, *steps}) if steps else changes)
    tally.names[-1].add(_heads(stretch, batch, tally.titles))
    part.records += len(batch.bodies)
    for body in [body for body in batch.bodies if ".txt" in body]:
        tally.attached |= {one or other for one, other in _SENT_TEXT.findall(body.partition(stretch.separator)[2])}


def times_of(part: Part, batch: Batch) -> list[str]:
    """The times of day of a batch's records, as they stand there."""
    return batch.ones if part.stretch.shape.time_first else batch.twos


def _steps_back(part: Part, batch: Batch, hours: list[int]) -> list[int]:
    """The records of a batch with which the time goes back on one day."""
    dates, times = batch.twos if part.stretch.shape.time_first else batch.ones, times_of(part, batch)
    if not times:
        return []
    steps = steps_back(dates, times, hours)
    if part.clock is not None and part.dates[-1].date == dates[0] and goes_back(part.clock[1], times[0]):
        steps.insert(0, 0)
    part.clock = (part.clock[0] if part.clock else times[0], times[-1])
    return steps


def _gather_dates(part: Part, batch: Batch, changes: list[int]) -> None:
    """Every change of date and step back on a day, with the line of its record."""
    dates = batch.twos if part.stretch.shape.time_first else batch.ones
    lines = list(batch.numbers())
    for i in changes[: MOST_DATES - len(part.dates)]:
        spoken = part.stretch.separator in batch.bodies[i].partition("\n")[0]
        # The chats of a folder are of the same days.
        part.dates.append(Dated(sys.intern(dates[i]), lines[i], part.records + i, spoken))


def changes_of(part: Part, batch: Batch) -> list[int]:
    """The records of a batch whose date is another than that of the one before."""
    dates = batch.twos if part.stretch.shape.time_first else batch.ones
    last = part.dates[-1].date if part.dates else None
    return [*([0] if dates and dates[0] != last else []), *compress(count(1), map(ne, dates[1:], dates))]


def _heads(stretch: Stretch, batch: Batch, titles: list[str]) -> list[str]:
    """What stands before the first separator of every record that has one."""
    if stretch.shape.layout == "bracket":
        return _iphone_heads(stretch, batch, titles)
    separator = stretch.separator
    return [body[:end] for body in batch.bodies if (end := body.find(separator)) >= 0]


def _iphone_heads(stretch: Stretch, batch: Batch, titles: list[str]) -> list[str]:
    """The same without what the phone wrote itself; such a line's head is the name of the chat, kept once."""
    separator, sign = stretch.separator, stretch.sign
    pairs = [body.partition(separator) for body in batch.bodies]
    if not sign:
        return [head for head, found, _ in pairs if found]
    heads = [head for head, found, text in pairs if found and sign not in text]
    reader = stretch.reader()
    for (head, found, text), lead, body in zip(pairs, batch.leads, batch.bodies, strict=True):
        if not found or sign not in text:
            continue
        if not _is_system(text, lead, stretch, reader):
            heads.append(head)
        elif not titles:
            titles.append(split_system(body, stretch)[0])
    return heads


def split_system(body: str, stretch: Stretch) -> tuple[str, str]:
    """The head and the text of an iPhone's system line: the text begins with the sign."""
    first, _, _ = body.partition("\n")
    at = first.find(stretch.separator + stretch.sign) if stretch.sign else -1
    at = first.find(stretch.separator) if at < 0 else at
    return (body[:at], body[at + len(stretch.separator) :]) if at >= 0 else ("", body)


def _is_system(text: str, lead: str, stretch: Stretch, reader: Reader) -> bool:
    """Whether an iPhone wrote this itself; the name of a group in front of it may hold a colon."""
    if text.startswith(stretch.sign):
        return reader.read(text, lead).kind == SYSTEM
    return not lead and stretch.separator + stretch.sign in text
