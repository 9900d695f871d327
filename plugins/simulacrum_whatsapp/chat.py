"""One chat file: its header shape, how its records are told apart, and who writes in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from simulacrum_core import Participant, SourceError, SourceFile

from .bodies import SYSTEM, Reader
from .marks import LRM, RLM, fold
from .people import authors, colon_names
from .records import Batch, Lines, Separation, batches, separation, sniff
from .shapes import Shape, header_of, pattern_of, vote

_SAMPLE = 1 << 20
_SAMPLE_LINES, _VOTERS = 2000, 500
_MOST = 100_000
"""Distinct dates and names that are kept of one file."""
_LOG_LEVEL = re.compile(r"(?:.*\.)?(?:debug|info|notice|warn(?:ing)?|error|critical|alert|emergency|fatal|trace)", re.I)
_SENT_TEXT = re.compile(
    rf"(?:: |^){LRM}?(\S[^\n]{{0,255}}\.txt) \(|<[^<>:\n]+: ([^<>\n]{{1,255}}\.txt)>", re.MULTILINE | re.IGNORECASE
)


class Chat(msgspec.Struct, frozen=True):
    """A file that is a WhatsApp chat: `votes` of `total` headers in its first part have its shape."""

    file: SourceFile
    encoding: str
    shape: Shape
    separation: Separation
    separator: str
    sign: str
    votes: int
    total: int
    names: set[str]
    sample: list[str]

    def reader(self) -> Reader:
        """What tells the kinds of its records."""
        return Reader(self.shape.layout, self.sign, self.names)


class Learned(msgspec.Struct, frozen=True):
    """What the first pass over a chat finds: dates in the order of the file, authors, text files that were sent."""

    chat: Chat
    dates: dict[str, None]
    people: dict[str, Participant]
    attached: set[str]
    title: str | None
    longest: int


def open_chat(file: SourceFile, encoding: str, names: set[str]) -> Chat | None:
    """The chat in a file, None where it does not begin as WhatsApp begins or nobody speaks in it.

    `names` are all files of the source: those in the same folder may be attachments.
    """
    data = _sample(file)
    sniff(data, encoding, file.name)
    _check_encoding(data, encoding, file.name)
    text, lines = _text(data, encoding)
    first, voted = header_of(lines[0]), vote(lines[:_VOTERS])
    if first is None or voted is None or msgspec.structs.replace(voted[0], marks=first.shape.marks) != first.shape:
        return None
    shape, votes, total = voted
    bodies = list(_sample_bodies(lines, shape))
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
        sign=_sign(bodies, separator),
        votes=votes,
        total=total,
        names={name.removeprefix(folder) for name in names if name.startswith(folder)},
        sample=bodies,
    )


def holds_headers(file: SourceFile, encoding: str) -> bool:
    """Whether a file that is no chat may have been one: several headers follow its first line."""
    voted = vote(_text(_sample(file), encoding)[1][:_VOTERS])
    return voted is not None and voted[1] > 2


def _sample(file: SourceFile) -> bytes:
    with file.open() as stream:
        return stream.read(_SAMPLE)


def _text(data: bytes, encoding: str) -> tuple[str, list[str]]:
    """A text as it is, and its first lines."""
    text = data.decode(encoding, errors="replace").lstrip("\ufeff")
    return text, text.lstrip().split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES]


def _check_encoding(data: bytes, encoding: str, name: str) -> None:
    """Raise SourceError where more lines contradict the encoding than confirm it."""
    lines = [line for line in data.split(b"\n")[:-1] if not line.isascii()]
    damaged = [line for line in lines if "\ufffd" in line.decode(encoding, errors="replace")]
    if len(damaged) > 2 and len(damaged) * 2 > len(lines) and header_of(damaged[0].decode("latin-1")):
        raise SourceError(
            f"{len(damaged):,} of {len(lines):,} lines with special characters are not {encoding}",
            file=name,
            line=data[: data.find(damaged[0])].count(b"\n") + 1,
            remedy="If you know the encoding, pass it: -i encoding cp1252",
        )


def learn(chat: Chat, longest: int) -> Learned:
    """The first pass: every date and every name, nothing else kept."""
    dates: dict[str, None] = {}
    heads: Counter[str] = Counter()
    attached: set[str] = set()
    titles: list[str] = []
    tally = _iphone_heads if chat.shape.layout == "bracket" else _plain_heads
    for batch in walk(chat, longest):
        if len(dates) < _MOST:
            dates.update(dict.fromkeys(batch.twos if chat.shape.time_first else batch.ones))
        heads.update(tally(chat, batch, titles))
        for body in [body for body in batch.bodies if ".txt" in body]:
            attached |= {one or other for one, other in _SENT_TEXT.findall(body.partition(chat.separator)[2])}
        if len(heads) > 2 * _MOST:
            heads = Counter(dict(heads.most_common(_MOST)))
    return Learned(chat, dates, _people(chat, heads), attached, next(iter(titles), None), longest)


def _plain_heads(chat: Chat, batch: Batch, _: list[str]) -> list[str]:
    """What stands before the first separator of every record that has one."""
    separator = chat.separator
    return [body[:end] for body in batch.bodies if (end := body.find(separator)) >= 0]


def _iphone_heads(chat: Chat, batch: Batch, titles: list[str]) -> list[str]:
    """The same without what the phone wrote itself; such a line's head is the name of the chat, kept once."""
    separator, sign = chat.separator, chat.sign
    pairs = [body.partition(separator) for body in batch.bodies]
    if not sign:
        return [head for head, found, _ in pairs if found]
    heads = [head for head, found, text in pairs if found and sign not in text]
    reader = chat.reader()
    for (head, found, text), lead, body in zip(pairs, batch.leads, batch.bodies, strict=True):
        if not found or sign not in text:
            continue
        if not _is_system(text, lead, chat, reader):
            heads.append(head)
        elif not titles:
            titles.append(split_system(body, chat)[0])
    return heads


def split_system(body: str, chat: Chat) -> tuple[str, str]:
    """The head and the text of an iPhone's system line: the text begins with the sign."""
    first, _, _ = body.partition("\n")
    at = first.find(chat.separator + chat.sign) if chat.sign else -1
    at = first.find(chat.separator) if at < 0 else at
    return (body[:at], body[at + len(chat.separator) :]) if at >= 0 else ("", body)


def _is_system(text: str, lead: str, chat: Chat, reader: Reader) -> bool:
    """Whether an iPhone wrote this itself; the name of a group in front of it may hold a colon."""
    if text.startswith(chat.sign):
        return reader.read(text, lead).kind == SYSTEM
    return not lead and chat.separator + chat.sign in text


def walk(chat: Chat, longest: int, lines: Lines | None = None) -> Iterator[Batch]:
    """The chat's records, with plain newlines inside where an editor had changed them."""
    pattern = pattern_of(chat.shape, chat.separation.newline)
    inner = chat.separation.inner
    for batch in batches(lines or Lines(chat.file, chat.encoding, longest, None), pattern, chat.separation, longest):
        if inner is not None:
            batch.bodies = [body.replace(inner, "\n") for body in batch.bodies]
        yield batch


def _people(chat: Chat, heads: Counter[str]) -> dict[str, Participant]:
    """Authors by head; a name that holds the separator is known by what always follows it."""
    named = [body for body in chat.sample if chat.separator in body.partition("\n")[0]]
    for name in colon_names(named, chat.separator):
        heads[name] = heads.pop(name.partition(chat.separator)[0], 1)
    heads = Counter({head: count for head, count in heads.items() if "\n" not in head})
    if chat.shape.layout == "bracket":
        return authors(Counter(dict.fromkeys(heads, 2)))
    return authors(heads)


def _sample_bodies(lines: list[str], shape: Shape) -> Iterator[str]:
    """What follows the header on each line that has one of this shape."""
    pattern = pattern_of(shape, "")
    for line in lines:
        match = pattern.match(line)
        if match:
            yield line[match.end() :].rstrip("\r")


def _sign(bodies: list[str], separator: str) -> str:
    """The mark before what the phone writes itself: the one that texts begin with, if any does."""
    texts = [body.partition(separator)[2] for body in bodies]
    marked = Counter(text[:1] for text in texts if text.startswith((LRM, RLM)))
    return marked.most_common(1)[0][0] if marked else LRM if any(LRM in text for text in texts) else ""


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
