"""Logs: DiscordChatExporter's TXT, the weakest format, in which a line of a message may look like a header."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

import msgspec

from simulacrum_core import Findings, Message, SourceFile
from simulacrum_core.sources import too_long

from .. import names
from ..parts import Choices, Entry, EntryPart, Part
from . import dates, notices
from .lines import lines
from .sections import REACTIONS, sections

_RULE = "=" * 62
_PREAMBLE = re.compile(rb"={62}\r?\nGuild: ([^\r\n]{0,200})\r?\nChannel: ([^\r\n]{0,400})\r?\n")
_HEADER = re.compile(r"\[(?P<date>[^\[\]\n]{4,40})\] (?P<author>[^\n]{1,100}?)(?: \(pinned\))?")
_ENOUGH = 100
"""Headers from which the shape of a file's dates is told."""
_TOTAL = re.compile(r"Exported ([0-9.,\u00a0\u202f\u2019' ]{1,20}) message\(s\)")


class Block(msgspec.Struct, gc=False):
    """A header and the lines below it; `is_apart` says that more than one blank line stands above, or reactions."""

    line: int
    date: str
    author: str
    is_apart: bool
    body: list[str]
    size: int = 0


class Ending(msgspec.Struct):
    """How a log ends: its last line, whether that is whole, and the number of messages that it tells."""

    line: int = 0
    is_whole: bool = True
    total: int | None = None


def part(file: SourceFile, head: bytes) -> Part | None:
    """The part that a file is by its first lines, None where they are not DiscordChatExporter's."""
    match = _PREAMBLE.match(head)
    if match is None:
        return None
    guild, channel = (field.decode(errors="replace") for field in match.groups())
    return LogPart(file, names.group_of(file), names.title(guild, channel.rpartition(" / ")[2]))


class LogPart(EntryPart):
    """A text export."""

    rank = 2

    def entries(self, choices: Choices, findings: Findings) -> Iterator[Entry]:
        only_apart = self._only_apart(choices)
        writing = choices.writing or dates.settled(self.dates(choices), self.file.name, findings, choices.order)
        ending, count = Ending(), 0
        for block in self._blocks(choices, findings, ending, only_apart):
            count += 1
            if block.size > choices.longest:
                what = too_long(
                    f"left out: what is behind {choices.longest:,} characters of a message", "message_bytes"
                )
                findings.report(self.file.name, block.line, what)
            author = choices.accounts.get(block.author, block.author)
            yield self._entry(block, author, dates.read(block.date, writing), findings)
        self._tell(ending, count, findings)

    def dates(self, choices: Choices) -> Iterator[str]:
        blocks = self._blocks(choices, Findings(), Ending(), self._only_apart(choices))
        return (block.date for block in blocks)

    def _entry(self, block: Block, author: str, sent_at: dt.datetime | None, findings: Findings) -> Entry:
        if sent_at is None:
            findings.report(self.file.name, block.line, "a date that cannot be read")
        parted = sections(block.body)
        kind = notices.kind_of(parted.text)
        message = Message(
            id=str(block.line),
            author=None if kind == "system" else author,
            sent_at=sent_at,
            text=parted.text,
            kind="media" if parted.attachments and kind == "text" else kind,
            attachments=parted.attachments,
            forwarded_from="" if parted.is_forwarded else None,
            reactions=parted.reactions,
            position=f"{self.file.name}:{block.line}",
        )
        return Entry(message, names.person(block.author), handles=names.handles(block.author))

    def _only_apart(self, choices: Choices) -> bool:
        """Whether only headers that stand apart are real, as in all exports since July 2020; the total tells it too."""
        ending, counts = Ending(), [0, 0]
        for block in self._blocks(choices, Findings(), ending, only_apart=False):
            counts[block.is_apart] += 1
        if ending.total is None:
            return counts[True] >= counts[False]
        return ending.total != sum(counts) and (ending.total == counts[True] or counts[True] > 2 * counts[False])

    def _blocks(self, choices: Choices, findings: Findings, ending: Ending, only_apart: bool) -> Iterator[Block]:
        """The messages but for a last one that is cut off."""
        last: Block | None = None
        shape = _shape(line for _, line in self._lines(choices, Findings(), Ending()))
        for block in _cut(self._lines(choices, findings, ending), choices.longest, only_apart, shape):
            if last is not None:
                yield last
            last = block
        if last is not None and _is_whole(last, ending, 2 if only_apart else 1):
            yield last

    def _lines(self, choices: Choices, findings: Findings, ending: Ending) -> Iterator[tuple[int, str]]:
        """The lines without their breaks; at the last one, `ending` is complete."""
        for number, raw in lines(self.file, choices.longest, findings):
            line = raw.removesuffix("\n")
            ending.line, ending.is_whole = number, line != raw
            line = line.removesuffix("\r")
            if match := _TOTAL.fullmatch(line):
                ending.total = int(re.sub(r"\D", "", match[1]) or -1)
            elif line not in ("", _RULE):
                ending.total = None
            yield number, line

    def _tell(self, ending: Ending, count: int, findings: Findings) -> None:
        findings.decide(
            "borders of messages",
            "found by lines that look like headers",
            "a text export has no other sign, so a line of a message may be mistaken for one; a JSON export is exact",
            file=self.file.name,
        )
        if ending.total is None:
            findings.report(self.file.name, ending.line, "the export breaks off here")
        elif ending.total != count:
            what = f"the export has {ending.total:,} messages, but {count:,} headers are found"
            findings.report(self.file.name, ending.line, what)


def _is_whole(block: Block, ending: Ending, blank: int) -> bool:
    """Whether the last message is, below which `blank` lines belong; what is below it is taken off."""
    if ending.total is not None:
        # A message that is too long has lost its end, and the trailer with it.
        del block.body[block.body.index(_RULE) if _RULE in block.body else len(block.body) :]
        return True
    if not ending.is_whole:
        del block.body[-1:]
    wanted = 1 if REACTIONS in block.body else blank
    return any(block.body) and block.body[-wanted:] == [""] * wanted


def _shape(lines: Iterable[str]) -> str:
    """How the dates of a file look: the first one, or, where none of the next is like it, most of those."""
    matches = (_HEADER.fullmatch(line) for before, line in pairwise(lines) if not before)
    shapes = [dates.shape(match["date"]) for match in islice(filter(None, matches), _ENOUGH)]
    if not shapes or shapes.count(shapes[0]) > 1:
        return shapes[0] if shapes else ""
    return Counter(shapes).most_common(1)[0][0]


def _cut(lines: Iterable[tuple[int, str]], longest: int, only_apart: bool, shape: str) -> Iterator[Block]:
    """The file cut at its headers; what stands above the first one, whose date may be damaged, is the preamble."""
    block: Block | None = None
    blank = 0
    for number, line in lines:
        match = _HEADER.fullmatch(line) if blank else None
        if match and (block is None or dates.shape(match["date"]) == shape):
            is_apart = block is None or blank > 1 or REACTIONS in block.body
            if is_apart or not only_apart:
                if block is not None:
                    yield block
                block = Block(number, match["date"], match["author"], is_apart, [])
                blank = 0
                continue
        blank = 0 if line else blank + 1
        if block is not None and block.size <= longest:
            block.body.append(line)
            block.size += len(line) + 1
    if block is not None:
        yield block
