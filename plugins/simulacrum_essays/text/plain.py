"""Plain text: paragraphs, unwrapped where the lines show that an editor broke them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import msgspec

from simulacrum_core.sources import Block, is_wrapped, join_wrapped, tells_story, wrap_width

from ..byline import byline_of, is_rule

_LIST = re.compile(r"[ \t]*(?:[-*•–—+][ \t]|\(?\d{1,3}[.)][ \t]|[a-z][.)][ \t])")
"""How a story begins that is told in lines that look like quotations."""
_LONGEST_TITLE = 100
_LONGEST_WIDE_TITLE = 40
"""Signs of a title without blanks, as in scripts that part no words."""
_ENDED = re.compile(r"[。．।۔။።։༎]|[！？][^」』）]")
"""Where a sentence ends in scripts that have other stops; a title has none."""


class Plain(msgspec.Struct, frozen=True):
    """The paragraphs of a text, what stands above them, and the width at which its lines were broken.

    `is_broken` is whether there are line breaks that stay.
    """

    blocks: list[Block]
    title: str | None = None
    author: str | None = None
    date: dt.datetime | None = None
    width: int | None = None
    is_broken: bool = False


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
    width = None if unwrap == "no" else wrap_width([part.lines for part in rest if _may_be_wrapped(part)])
    if width is None and unwrap == "yes":
        width = max((len(line) for paragraph in rest for line in paragraph.lines), default=0)
    blocks = [_block(paragraph, width, unwrap) for paragraph in rest]
    is_broken = any("\n" in block.text for block in blocks if block.kind == "text")
    return Plain(blocks, title, author, date, width, is_broken)


def _paragraphs(text: str, first: int) -> Iterator[Paragraph]:
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), first):
        kept = line.rstrip(" \t\r\f\x1a")
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
    first = [line for line in paragraphs[0].lines if not is_rule(line)]
    if not first or not _is_title(first[0]) or len(first) > 3:
        return None, None, None, paragraphs
    told = byline_of(first[1:])
    if told.taken < len(first) - 1:
        return None, None, None, paragraphs
    author, date = told.author, told.date
    rest = 1
    while rest < min(len(paragraphs) - 1, 4):
        lines = paragraphs[rest].lines
        told = byline_of(lines)
        if told.taken < len(lines):
            break
        author, date, rest = author or told.author, date or told.date, rest + 1
    return first[0].strip(), author, date, paragraphs[rest:]


def _is_title(line: str) -> bool:
    text = line.strip()
    longest = _LONGEST_WIDE_TITLE if " " not in text and not text.isascii() else _LONGEST_TITLE
    return (
        len(text) <= longest
        and not _ENDED.search(text)
        and not text.endswith((".", ",", ";", ":"))
        and not _LIST.match(line)
        and text[:1] != ">"
    )


def _may_be_wrapped(paragraph: Paragraph) -> bool:
    """Whether a paragraph is no list, no quotation and nothing indented but its first line."""
    lines = paragraph.lines
    return not any(_LIST.match(line) or line.startswith((">", "|")) for line in lines) and not any(
        line[0] in " \t" for line in lines[1:]
    )


def _block(paragraph: Paragraph, width: int | None, unwrap: str) -> Block:
    lines = paragraph.lines
    if all(line.startswith(">") for line in lines) and not tells_story("\n".join(lines)):
        return Block("quote", "\n".join(re.sub(r"^(?:>[ \t]?)+", "", line) for line in lines), paragraph.line)
    is_one = len(lines) == 1 and not paragraph.indented
    is_joined = (
        width is not None
        and not is_one
        and _may_be_wrapped(paragraph)
        and (unwrap == "yes" or is_wrapped(paragraph.lines, width))
    )
    return Block(
        "text", join_wrapped([lines[0].lstrip(), *lines[1:]]) if is_joined else "\n".join(lines), paragraph.line
    )
