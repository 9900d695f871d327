"""One chat file: its header shape, how its records are told apart, and who writes in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import msgspec
from simulacrum_core import Participant, SourceFile

from .bodies import SYSTEM, Reader
from .marks import LRM, fold
from .people import authors, colon_names
from .records import Lines, Record, Separation, records, separation, sniff
from .shapes import Shape, header_of, pattern_of, vote

_SAMPLE = 1 << 20
_SAMPLE_LINES = 5000
_MOST = 100_000
"""Distinct dates and names that are kept of one file."""
_LOG_LEVEL = re.compile(r"(?:.*\.)?(?:debug|info|notice|warn(?:ing)?|error|critical|alert|emergency|fatal|trace)", re.I)
_SENT_TEXT = re.compile(rf"(?:: |^){LRM}?(\S[^\n]*\.txt) \(|<[^<>:\n]+: ([^<>\n]+\.txt)>", re.MULTILINE | re.IGNORECASE)


class Chat(msgspec.Struct, frozen=True):
    """A file that is a WhatsApp chat: `votes` of `total` headers in its first part have its shape."""

    file: SourceFile
    encoding: str
    shape: Shape
    separation: Separation
    separator: str
    marked: bool
    votes: int
    total: int
    names: set[str]
    sample: list[str]

    def reader(self) -> Reader:
        """What tells the kinds of its records."""
        return Reader(self.shape.layout, self.marked, self.names)


class Learned(msgspec.Struct, frozen=True):
    """What the first pass over a chat finds: dates in the order of the file, authors, text files that were sent."""

    chat: Chat
    dates: dict[str, None]
    people: dict[str, Participant]
    attached: set[str]
    longest: int


def open_chat(file: SourceFile, encoding: str, names: set[str]) -> Chat | None:
    """The chat in a file, None where it does not begin as WhatsApp begins or nobody speaks in it.

    `names` are all files of the source: those in the same folder may be attachments.
    """
    with file.open() as stream:
        data = stream.read(_SAMPLE)
    sniff(data, encoding, file.name)
    text = data.decode(encoding, errors="replace").lstrip("\ufeff")
    lines = text.lstrip().split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES]
    first, voted = header_of(lines[0]), vote(lines)
    if first is None or voted is None or msgspec.structs.replace(voted[0], marks=first.shape.marks) != first.shape:
        return None
    shape, votes, total = voted
    bodies = [body for body in _sample_bodies(lines, shape)]
    separator = _separator(bodies, shape)
    if not _somebody_speaks(bodies, separator, shape):
        return None
    folder = file.name[: len(file.name) - len(file.base)]
    return Chat(
        file=file,
        encoding=encoding,
        shape=shape,
        separation=separation(text, shape),
        separator=separator,
        marked=any(LRM in body for body in bodies),
        votes=votes,
        total=total,
        names={name.removeprefix(folder) for name in names if name.startswith(folder)},
        sample=bodies,
    )


def learn(chat: Chat, longest: int) -> Learned:
    """The first pass: every date and every name, nothing else kept."""
    dates: dict[str, None] = {}
    heads: Counter[str] = Counter()
    attached: set[str] = set()
    reader, date_group = chat.reader(), _date_is_second(chat.shape)
    is_ios = chat.shape.layout == "bracket"
    for record in walk(chat, longest):
        date = record.time if date_group else record.date
        if date not in dates and len(dates) < _MOST:
            dates[date] = None
        head, found, text = record.body.partition(chat.separator)
        if found and (not is_ios or not text.startswith(LRM) or reader.read(text, record.lead).kind != SYSTEM):
            heads[head] += 1
        if ".txt" in text:
            attached |= {one or other for one, other in _SENT_TEXT.findall(text)}
        if len(heads) > 2 * _MOST:
            heads = Counter(dict(heads.most_common(_MOST)))
    return Learned(chat, dates, _people(chat, heads), attached, longest)


def walk(chat: Chat, longest: int, lines: Lines | None = None) -> Iterator[Record]:
    """The chat's records without what stands before the first header."""
    pattern = pattern_of(chat.shape, chat.separation.newline)
    found = records(lines or Lines(chat.file, chat.encoding, longest, None), pattern, chat.separation, longest)
    next(found, None)
    yield from found


def _date_is_second(shape: Shape) -> bool:
    return shape.time_first


def _people(chat: Chat, heads: Counter[str]) -> dict[str, Participant]:
    """Authors by head; a name that holds the separator is known by what always follows it."""
    named = [body for body in chat.sample if chat.separator in body.partition("\n")[0]]
    for name in colon_names(named, chat.separator):
        heads[name] = heads.pop(name.partition(chat.separator)[0], 1)
    heads = Counter({head: count for head, count in heads.items() if "\n" not in head})
    if chat.shape.layout == "bracket":
        return {head: person for head, person in authors(Counter(dict.fromkeys(heads, 2))).items()}
    return authors(heads)


def _sample_bodies(lines: list[str], shape: Shape) -> Iterator[str]:
    """What follows the header on each line that has one of this shape."""
    pattern = pattern_of(shape, "")
    for line in lines:
        match = pattern.match(line)
        if match:
            yield line[match.end() :].rstrip("\r")


def _separator(bodies: list[str], shape: Shape) -> str:
    """What stands between name and text: a colon and a space, but for some Chinese phones."""
    spaced = sum(1 for body in bodies if ": " in body)
    bare = sum(1 for body in bodies if ":" in body)
    return ":" if shape.layout == "bracket" and spaced * 2 < bare else ": "


def _somebody_speaks(bodies: list[str], separator: str, shape: Shape) -> bool:
    heads = [fold(body.partition(separator)[0]) for body in bodies if separator in body[:200]]
    logged = sum(1 for head in heads if _LOG_LEVEL.fullmatch(head))
    enough = len(bodies) // 2 if shape.layout == "bracket" else 0
    return len(heads) > enough and logged * 2 <= len(heads)
