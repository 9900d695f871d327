"""A stretch of a file whose headers have one shape; a file that was joined of several exports has several."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set

import msgspec

from simulacrum_core import Findings, SourceFile

from .bodies import Reader
from .lines import Decoding, Lines, Span, opened_at
from .marks import LRM, RLM, fold
from .mojibake import repaired
from .patterns import pattern_of
from .records import Batch, Refused, Separation, batches, separation
from .shapes import Shape, bare, header_of

SAMPLE = 1 << 20
_SAMPLE_LINES, _VOTERS = 2000, 500
_MOST_PREFACE = 60
_LINE = re.compile(rb"[^\r\n]*(?:\r{0,4}\n|\r|\Z)")
_LINE_END = re.compile(r"\r{0,4}\n|\r")
_LOG_LEVEL = re.compile(r"(?:.*\.)?(?:debug|info|notice|warn(?:ing)?|error|critical|alert|emergency|fatal|trace)", re.I)


class Beside:
    """The names of the files in one folder and below it: `names` of a source with many chats are kept once for all."""

    def __init__(self, names: Set[str], folder: str) -> None:
        self._names, self._folder = names, folder

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._folder + name in self._names


class Stretch(msgspec.Struct, frozen=True):
    """Records with one shape of header: `votes` of `total` headers in its first part have it.

    `preface` counts the lines before the first header of a file.
    """

    file: SourceFile
    span: Span
    decoding: Decoding
    shape: Shape
    separation: Separation
    separator: str
    sign: str
    votes: int
    total: int
    names: Set[str]
    sample: Sequence[str]
    preface: int = 0

    def reader(self) -> Reader:
        """What tells the kinds of its records."""
        folder = self.file.name[: len(self.file.name) - len(self.file.base)]
        return Reader(self.shape.layout, self.sign, Beside(self.names, folder))

    def lines(self, longest: int, findings: Findings | None = None, *, counts: bool = False) -> Lines:
        """Its text in blocks; what closes headers is counted where that is asked for."""
        decoding = msgspec.structs.replace(self.decoding, returns=self.separation.returns)
        return Lines(
            self.file, self.span, decoding, longest, findings, self.shape.close.rstrip(" ") if counts else None
        )

    def batches(
        self, lines: Lines, longest: int, refused: Sequence[Refused] = (), *, raw: bool = False
    ) -> Iterator[Batch]:
        """Its records; `raw` ones are for a look at what separates them."""
        pattern = pattern_of(self.shape, self.separation.newline, self.separation.indent != "")
        return batches(lines, pattern, self.separation, longest, list(refused), raw=raw)


class Beginning(msgspec.Struct, frozen=True):
    """How a stretch begins: the shape of its headers with its votes and all, and what follows the first of them.

    `preface` counts the lines before its first header.
    """

    shape: Shape
    votes: int
    total: int
    preface: int
    bodies: list[str]
    separator: str


def open_stretch(
    file: SourceFile, span: Span, decoding: Decoding, names: Set[str], *, first: bool = True
) -> Stretch | None:
    """The stretch that begins at a place of a file; None where it does not begin as a chat, or nobody speaks in it.

    A later stretch begins with its header; the `first` one of a file may have a few other lines before that.
    """
    with opened_at(file, span.start) as stream:
        data = stream.read(SAMPLE if span.end is None else min(SAMPLE, span.end - span.start))
    text = text_of(data, decoding)
    found = beginning(text, first=first)
    if found is None:
        return None
    if found.preface:
        span = _span_from(data, span, found.preface)
        text = text_of(data[span.start :], decoding)
    return Stretch(
        file=file,
        span=span,
        decoding=decoding,
        shape=found.shape,
        separation=separation(text, found.shape),
        separator=found.separator,
        sign=_sign(found.bodies, found.separator),
        votes=found.votes,
        total=found.total,
        names=names,
        sample=found.bodies,
        preface=found.preface,
    )


def beginning(text: str, *, first: bool = True) -> Beginning | None:
    """How a chat begins with which a text does, None where it does not or nobody speaks in it."""
    lines = lines_of(text)
    found = _voted(lines[:_VOTERS])
    if found is None:
        return None
    shape, begin, votes, total = found
    if begin and (not first or not _is_preface(lines, begin, total)):
        return None
    lines = lines[begin:]
    bodies = list(_sample_bodies(lines, shape))
    separator = _separator(bodies, shape)
    if not _somebody_speaks(bodies, separator, shape) and (first or not bodies):
        return None
    return Beginning(shape, votes, total, begin, bodies, separator)


def text_of(data: bytes, decoding: Decoding) -> str:
    """The first part of a text as it is to be read."""
    text = data.decode(decoding.encoding, errors="replace").lstrip("\ufeff")
    return repaired(text) if decoding.repairs else text


def lines_of(text: str) -> list[str]:
    """Its first lines, whatever ends them, from the first that is not blank."""
    lines = _LINE_END.split(text.lstrip("\ufeff"), _SAMPLE_LINES)[:_SAMPLE_LINES]
    blank = next((i for i, line in enumerate(lines) if line.strip()), 0)
    return lines[blank:]


def _span_from(data: bytes, span: Span, line: int) -> Span:
    """The part of a file that begins at a line of `lines_of`."""
    begun = False
    for number, match in enumerate(_LINE.finditer(data), span.line):
        begun = begun or bool(match.group().strip(b"\xef\xbb\xbf \t\r\n"))
        if begun and not line:
            return Span(match.start(), number, span.end)
        line -= begun
    return span


def _voted(lines: Sequence[str]) -> tuple[Shape, int, int, int] | None:
    """The shape of the first header, its line, its votes and all votes; a shape that hardly occurs is passed over."""
    headers = [(i, header) for i, line in enumerate(lines) if (header := header_of(line))]
    votes = Counter(bare(header.shape) for _, header in headers)
    for i, header in headers:
        shape = bare(header.shape)
        if votes[shape] < 2 < len(headers) and ": " not in lines[i][header.end :]:
            continue
        alike = [other.shape for _, other in headers if bare(other.shape) == shape]
        marks, words = any(one.marks for one in alike), any(one.words for one in alike)
        return msgspec.structs.replace(shape, marks=marks, words=words), i, votes[shape], len(headers)
    return None


def _is_preface(lines: Sequence[str], begin: int, headers: int) -> bool:
    """Whether what stands before the first header is a title or the like: a chat follows, and little else."""
    rest = sum(1 for line in lines[begin:_VOTERS] if line.strip(" \t\r>|"))
    return begin <= _MOST_PREFACE and headers >= 2 and headers * 3 >= rest and headers * 2 >= begin


def _sample_bodies(lines: Sequence[str], shape: Shape) -> Iterator[str]:
    """What follows the header on each line that has one of this shape."""
    pattern = pattern_of(shape, "", True)
    for line in lines:
        match = pattern.match(line)
        if match:
            yield line[match.end() :]


def _sign(bodies: Sequence[str], separator: str) -> str:
    """The mark before what the phone writes itself: the one that texts begin with, if any does."""
    texts = [body.partition(separator)[2] for body in bodies]
    marked = Counter(text[:1] for text in texts if text.startswith((LRM, RLM)))
    return marked.most_common(1)[0][0] if marked else LRM if any(LRM in text for text in texts) else ""


def _separator(bodies: Sequence[str], shape: Shape) -> str:
    """What stands between name and text: a colon and a space, but for some Chinese phones."""
    spaced = sum(1 for body in bodies if ": " in body)
    bare_ = sum(1 for body in bodies if ":" in body)
    return ":" if shape.layout == "bracket" and spaced * 2 < bare_ else ": "


def _somebody_speaks(bodies: Sequence[str], separator: str, shape: Shape) -> bool:
    heads = [fold(body.partition(separator)[0]) for body in bodies if separator in body[:200]]
    logged = sum(1 for head in heads if _LOG_LEVEL.fullmatch(head))
    enough = len(bodies) // 2 if shape.layout in ("bracket", "viewer") else 0
    return len(heads) > enough and logged * 2 <= len(heads)
