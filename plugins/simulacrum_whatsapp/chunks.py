"""A large chat in chunks: each is read apart, in any process, and gives the records that one reading has there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile
from typing import BinaryIO

import msgspec

from simulacrum_core import Findings, SourceError, SourceFile

from .automatic import WINDOW, Answers, AtOnce, automatic_texts
from .breaks import Watch
from .chat import MOST_DATES, Learned, Part, Tally, changes_of, gather, split_by_order, times_of
from .encodings import UTF8
from .lines import BLOCK, MOST_DAMAGED, Block, Lines, Span, opened_at
from .mojibake import is_mojibake
from .patterns import pattern_of
from .people import MOST_HEADS, Names, people_of, unsure_names
from .records import LONGEST_SENT, Batch
from .stretches import Stretch
from .times import goes_back, hour_changes

_BLOCKS = 8
"""Blocks of a chunk, a quarter of a megabyte: it is read in 10 ms, so that nobody waits long for the last one."""
_LONGEST_HEADER = 1_000
"""Bytes that a header takes at most, with all invisible marks that may stand in it."""


class Chunk(msgspec.Struct, frozen=True):
    """Blocks of a file as one reading takes them; `line` is the number of the first line.

    The first block of all chunks but the first is the last record that began before, as far as it was read there.
    """

    blocks: list[bytes]
    line: int
    is_first: bool
    is_last: bool


class ChunkLines(Lines):
    """The text of a chunk."""

    def __init__(
        self, stretch: Stretch, chunk: Chunk, longest: int, findings: Findings | None = None, *, counts: bool = False
    ) -> None:
        closing = stretch.shape.close.rstrip(" ") if counts else None
        super().__init__(stretch.file, Span(line=chunk.line), stretch.decoding, longest, findings, closing)
        self._blocks = chunk.blocks
        self.carries, self.goes_on = not chunk.is_first, not chunk.is_last

    def check(self) -> None:
        """Raise SourceError within a message that is so long that one reading takes other blocks."""
        if self.long:
            raise _not_parted(self._file)

    def _data(self) -> Iterator[bytes]:
        for data in self._blocks:
            self.check()
            yield data

    def _decoded(self, data: bytes) -> Block:
        if not self.carries:
            return super()._decoded(data)
        # What is damaged here was told of the chunk before.
        findings, damaged, self._findings = self._findings, self.damaged, None
        block = super()._decoded(data)
        self._findings, self.damaged = findings, damaged
        return block


class Step(msgspec.Struct, frozen=True):
    """A batch as the first pass meets it: its first and last date; where headers are inside, itself and its changes."""

    dates: tuple[str, str]
    batch: Batch | None = None
    changes: Sequence[int] = ()


class Glance(msgspec.Struct, frozen=True):
    """What the first pass finds in a chunk; `damaged` counts lines that are not in the encoding.

    `at_once` counts the texts that came at once, and those of which the chunk does not tell.
    """

    part: Part
    heads: Counter[str]
    attached: set[str]
    titles: list[str]
    damaged: int
    steps: list[Step]
    at_once: AtOnce


def can_be_parted(stretch: Stretch) -> bool:
    """Whether no record needs more of what came before than where the last one began.

    Dates without a year follow from those before, an encoding may have states, and a repair looks at many lines.
    """
    how = stretch.decoding
    return (
        stretch.shape.has_year
        and stretch.span.end is None
        and how.encoding == UTF8
        and not how.repairs
        and not stretch.separation.returns
    )


def without_file(stretch: Stretch) -> Stretch:
    """The stretch for a process that is handed its bytes."""
    return msgspec.structs.replace(stretch, file=SourceFile(stretch.file.name, stretch.file.size, _no_file))


def portable(learned: Learned) -> Learned:
    """What was learned of a chat, for a process that is handed its bytes."""
    parts = [msgspec.structs.replace(part, stretch=without_file(part.stretch)) for part in learned.parts]
    return msgspec.structs.replace(learned, file=parts[0].stretch.file, parts=parts)


def _no_file() -> BinaryIO:
    raise OSError("only chunks of this file are read here")


def chunks_of(stretch: Stretch) -> Iterator[Chunk]:
    """The chunks of a stretch, in their order; raises SourceError where it cannot be parted."""
    carried, line, is_first = b"", stretch.span.line, True
    with opened_at(stretch.file, stretch.span.start) as stream:
        blocks = _next_blocks(stream)
        while blocks:
            following = _next_blocks(stream)
            yield Chunk(blocks if is_first else [carried, *blocks], line, is_first, not following)
            if following:
                data = carried + b"".join(blocks)
                start = _last_record(data, stretch)
                line += data.count(b"\n", 0, start)
                carried = data[start:]
            blocks, is_first = following, False


def _next_blocks(stream: BinaryIO) -> list[bytes]:
    return list(takewhile(bool, (stream.read(BLOCK) for _ in range(_BLOCKS))))


def _last_record(data: bytes, stretch: Stretch) -> int:
    """Where the last record begins whose header is read before the next block; raises SourceError where it is far."""
    how = stretch.separation
    newline, pattern = how.newline.encode("ascii"), pattern_of(stretch.shape, how.newline, how.indent != "")
    at = data.rfind(newline)
    end = at + len(newline)
    while at >= 0 and len(data) - end < BLOCK:
        start = data.rfind(newline, 0, at)
        start = start + len(newline) if start >= 0 else 0
        if end - start > LONGEST_SENT:
            break
        # No header goes on in another line.
        line = data[start : min(at, start + _LONGEST_HEADER)].decode(stretch.decoding.encoding, "replace")
        if pattern.match(how.newline + line):
            if data.count(b"\r", start, end) != data.count(b"\r\n", start, end):
                break
            return start
        at = start - len(newline)
    raise _not_parted(stretch.file)


def _not_parted(file: SourceFile) -> SourceError:
    return SourceError("it has to be read in one go", file=file.name)


def glance(chunk: Chunk, stretch: Stretch, longest: int) -> Glance:
    """The first pass over a chunk; raises SourceError where it is not as one reading would have it."""
    lines = ChunkLines(stretch, chunk, longest, counts=True)
    part, tally, watch, steps = Part(stretch, []), Tally(), Watch(stretch), list[Step]()
    tally.names.append(Names(stretch.separator, stretch.shape.layout, ()))
    answers, records = Answers(stretch.separator, stretch.sign, stretch.shape, is_first=chunk.is_first), 0
    for batch in stretch.batches(lines, longest, raw=True):
        lines.check()
        part.dashes |= batch.dashes
        if batch.open:
            continue
        changes = changes_of(part, batch)
        looked = (batch, changes) if watch.has_headers(batch, changes) else ()
        if not chunk.is_first and records < WINDOW:
            answers.maybe(batch.bodies[: WINDOW - records])
        records += len(batch.bodies)
        steps.append(Step(watch.ends(batch), *looked))
        hours = hour_changes(times_of(part, batch))
        answers.add(batch, changes, hours)
        gather(part, batch, changes, hours, tally)
    lines.check()
    part.end = lines.line
    part.stretch = msgspec.structs.replace(stretch, sample=(), names=frozenset())
    return Glance(part, tally.names[0].heads, tally.attached, tally.titles, lines.damaged, steps, answers.found)


def joined(stretch: Stretch, found: Iterator[Glance], longest: int) -> Learned | None:
    """What the first pass over all chunks finds; None where one reading has to find out what the file is."""
    part = Part(msgspec.structs.replace(stretch, sample=()), [], broken=sum(map(is_mojibake, stretch.sample)))
    names, watch = Names(stretch.separator, stretch.shape.layout, stretch.sample), Watch(stretch)
    attached, titles, damaged = set[str](), list[str](), 0
    at_once = AtOnce()
    for one in found:
        damaged += one.damaged
        if any(_breaks(watch, step, dashes=part.dashes) for step in one.steps) or damaged > MOST_DAMAGED:
            return None
        names.heads.update(one.heads)
        if len(names.heads) > MOST_HEADS:
            return None
        _add(part, one.part)
        attached |= one.attached
        at_once.update(one.at_once)
        titles += one.titles
    if len(split_by_order(part)) > 1 or automatic_texts([at_once]):
        return None
    people = people_of([names])
    unsure, title = unsure_names([names], people), next(iter(titles), None)
    return Learned(stretch.file, [part], people, frozenset(attached), title, longest, unsure)


def _breaks(watch: Watch, step: Step, *, dashes: bool) -> bool:
    """Whether another stretch may begin in a batch, by all dates before it."""
    if step.batch is None:
        watch.note(step.dates)
        return False
    step.batch.dashes |= dashes
    return watch.first_break(step.batch, step.changes) is not None


def _add(whole: Part, part: Part) -> None:
    """Count the records of the next chunk, and note its dates."""
    dates = part.dates
    if whole.dates and dates and dates[0].date == whole.dates[-1].date and not _begins_earlier(part, whole):
        dates = dates[1:]
    if part.clock:
        whole.clock = (whole.clock[0] if whole.clock else part.clock[0], part.clock[1])
    before = whole.records
    moved = (msgspec.structs.replace(dated, record=dated.record + before) for dated in dates)
    whole.dates.extend(islice(moved, MOST_DATES - len(whole.dates)))
    whole.records, whole.end, whole.dashes = before + part.records, part.end, whole.dashes | part.dashes


def _begins_earlier(part: Part, before: Part) -> bool:
    return part.clock is not None and before.clock is not None and goes_back(before.clock[1], part.clock[0])
