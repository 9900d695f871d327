"""Plain text: paragraphs, unwrapped where the lines show that an editor broke them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import msgspec

from simulacrum_core.markup import Block

from .dates import date_of

_LIST = re.compile(r"[ \t]*(?:[-*•–—+][ \t]|\(?\d{1,3}[.)][ \t]|[a-z][.)][ \t])")
_BYLINE = re.compile(
    r"(?:by|von|par|por|di|door|av|af)\s+([^\W\d_][^\n,.;:!?]{1,50}(?:\.[^\n,.;:!?]{1,30})*)", re.IGNORECASE
)
_RULE = re.compile(r"[=\-~*_]{3,}\s*")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")
_NARROWEST, _WIDEST, _FEWEST = 40, 132, 4
_LONGEST_TITLE = 100


class Plain(msgspec.Struct, frozen=True):
    """The paragraphs of a text, what stands above them, and the width at which its lines were broken."""

    blocks: list[Block]
    title: str | None = None
    author: str | None = None
    date: dt.datetime | None = None
    width: int | None = None


class Paragraph(msgspec.Struct, frozen=True):
    """Lines without a blank one between them; `line` is the first one's number.

    `indented` is one that only the indent of its first line tells from the one before.
    """

    lines: list[str]
    line: int
    indented: bool = False


def plain(text: str, first: int = 1, *, unwrap: str = "auto") -> Plain:
    """What is in a text that begins at the line `first`."""
    paragraphs = [part for paragraph in _paragraphs(text, first) for part in _split(paragraph)]
    title, author, date, rest = _head(paragraphs)
    width = None if unwrap == "no" else width_of(rest)
    if width is None and unwrap == "yes":
        width = max((len(line) for paragraph in rest for line in paragraph.lines), default=0)
    return Plain([_block(paragraph, width, unwrap) for paragraph in rest], title, author, date, width)


def _paragraphs(text: str, first: int) -> Iterator[Paragraph]:
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), first):
        kept = line.rstrip(" \t\r")
        if kept.strip("\f \t"):
            lines.append(kept.lstrip("\f"))
        elif lines:
            yield Paragraph(lines, number - len(lines))
            lines = []
    if lines:
        yield Paragraph(lines, number + 1 - len(lines))


def _split(paragraph: Paragraph) -> list[Paragraph]:
    """Paragraphs that only indents tell apart, as in books; in a poem or a list most lines are indented."""
    lines = paragraph.lines
    starts = [number for number, line in enumerate(lines) if line[0] in " \t"]
    if not starts or starts[0] or len(starts) * 2 > len(lines) or any(map(_LIST.match, lines)):
        return [paragraph]
    ends = [*starts[1:], len(lines)]
    return [Paragraph(lines[start:end], paragraph.line + start, True) for start, end in zip(starts, ends, strict=True)]


def _head(paragraphs: list[Paragraph]) -> tuple[str | None, str | None, dt.datetime | None, list[Paragraph]]:
    """The title, the author and the date that stand above a text, and the text."""
    if len(paragraphs) < 2:
        return None, None, None, paragraphs
    first = [line for line in paragraphs[0].lines if not _RULE.fullmatch(line)]
    if not first or not _is_title(first[0]) or len(first) > 3:
        return None, None, None, paragraphs
    author, date, taken = _told(first[1:])
    if taken < len(first) - 1:
        return None, None, None, paragraphs
    rest = 1
    while rest < min(len(paragraphs) - 1, 4):
        lines = paragraphs[rest].lines
        name, day, taken = _told(lines)
        if taken < len(lines):
            break
        author, date, rest = author or name, date or day, rest + 1
    return first[0].strip(), author, date, paragraphs[rest:]


def _told(lines: list[str]) -> tuple[str | None, dt.datetime | None, int]:
    """Author and date in lines that hold nothing else, and how many of the lines those are."""
    author: str | None = None
    date: dt.datetime | None = None
    for number, line in enumerate(lines):
        if match := _BYLINE.fullmatch(line.strip()):
            author = author or match[1].strip()
        elif found := date_of(line.strip()):
            date = date or found
        elif not _RULE.fullmatch(line):
            return author, date, number
    return author, date, len(lines)


def _is_title(line: str) -> bool:
    text = line.strip()
    return (
        len(text) <= _LONGEST_TITLE
        and not text.endswith((".", ",", ";", ":"))
        and not _LIST.match(line)
        and text[:1] != ">"
    )


def width_of(paragraphs: list[Paragraph]) -> int | None:
    """The width of hard wraps: nearly every line is as long as it could be. None where lines end for other reasons."""
    pairs = [pair for paragraph in paragraphs if _may_be_wrapped(paragraph) for pair in _pairs(paragraph)]
    if len(pairs) < _FEWEST:
        return None
    width = max(len(line) for line, _ in pairs)
    if not _NARROWEST <= width <= _WIDEST:
        return None
    full = sum(_is_full(line, after, width) for line, after in pairs)
    return width if full * 10 >= len(pairs) * 8 else None


def _pairs(paragraph: Paragraph) -> Iterator[tuple[str, str]]:
    return zip(paragraph.lines, paragraph.lines[1:], strict=False)


def _is_full(line: str, after: str, width: int) -> bool:
    """Whether the first word of the next line did not fit on this one; editors differ by a few characters."""
    return len(line) + 1 + len(after.strip().split(" ")[0]) > width - 3


def _may_be_wrapped(paragraph: Paragraph) -> bool:
    """Whether a paragraph is no list, no quotation and nothing indented but its first line."""
    lines = paragraph.lines
    return not any(_LIST.match(line) or line.startswith((">", "|")) for line in lines) and not any(
        line[0] in " \t" for line in lines[1:]
    )


def _block(paragraph: Paragraph, width: int | None, unwrap: str) -> Block:
    lines = paragraph.lines
    if all(line.startswith(">") for line in lines):
        return Block("quote", "\n".join(re.sub(r"^(?:>[ \t]?)+", "", line) for line in lines), paragraph.line)
    is_one = len(lines) == 1 and not paragraph.indented
    joined = (
        width is not None
        and not is_one
        and _may_be_wrapped(paragraph)
        and (unwrap == "yes" or _is_wrapped(paragraph, width))
    )
    return Block("text", _joined(lines) if joined else "\n".join(lines), paragraph.line)


def _is_wrapped(paragraph: Paragraph, width: int) -> bool:
    pairs = list(_pairs(paragraph))
    return sum(_is_full(line, after, width) for line, after in pairs) * 3 >= len(pairs) * 2


def _joined(lines: list[str]) -> str:
    """One line; a hyphen or a dash at the end of a line and letters that know no blanks need none."""
    text = lines[0].strip()
    for line in map(str.strip, lines[1:]):
        is_wide = _WIDE.match(text[-1:]) and _WIDE.match(line[:1])
        is_hyphen = re.search(r"[^\W\d_]-\Z", text) and line[:1].islower()
        text += line if is_wide or is_hyphen else f" {line}"
    return text
