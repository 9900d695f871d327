"""Markdown: the text as it was written, cut where quotations, code and footnotes stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set

import msgspec

from simulacrum_core.sources import (
    REMOVED,
    Block,
    PluginLines,
    with_line_breaks,
)

from .parsed import MARK, Range, parsed
from .soft_breaks import soft_breaks, unwrapped

_NOTE = re.compile(r" {0,3}\[\^[^\]\s]{1,100}\]:")
_SPAN = re.compile(r"(`[^`\n]+`)")
# Before a sign and at the end of a line a backslash is shown as nothing; a shrug (¯\_) is written without care for it.
_ESCAPE = re.compile(r"(?<!¯)\\([!-/:-@\[-`{-~]|(?=\n))")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


class Markdown(msgspec.Struct, frozen=True):
    """The blocks of a text, and its title, which is not among them where it stands above the text.

    `width` is where an editor broke the lines of its paragraphs; `is_broken` whether there are line breaks that stay.
    `removed` counts what was no word of it, by what it was.
    """

    blocks: list[Block]
    title: str | None = None
    width: int | None = None
    is_broken: bool = False
    removed: Mapping[str, int] = {}


def markdown(
    body: str,
    first: int = 1,
    title: str | None = None,
    *,
    notes: bool = False,
    unwrap: str = "no",
    is_board: bool = False,
) -> Markdown:
    """What is in a text that begins at the line `first`; with `notes`, footnotes are part of the text.

    The heading at the very begin is the title, or the title once more, or else part of the text.
    """
    # The parser takes a lone return for the end of a line too.
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    found = parsed(body, is_board)
    counts, heading, level, start = Counter(found.removed), found.heading, found.level, found.start
    lines, ranges = found.text.split("\n"), [*found.ranges]
    ranges += [Range(item.start, item.end, blocks=[_nobodys(item, first)]) for item in found.generated]
    if heading and (level == 1 if title is None else same(title, heading)):
        title = title or heading
    else:
        start = 0
    # An editor broke the lines when the marks were still in them.
    wraps = soft_breaks(body.split("\n"), lines, found.paragraphs, unwrap)
    blocks: list[Block] = []
    for item in _all(ranges + (_notes(lines, ranges) if not notes and "[^" in found.text else []), start, len(lines)):
        if item.blocks is not None:
            blocks += item.blocks
        else:
            blocks += (_unescaped(block, counts) for block in _block(lines, item, first, notes, wraps.soft))
    return Markdown(blocks, title, wraps.width, wraps.is_broken, counts)


def _nobodys(item: PluginLines, first: int) -> Block:
    return Block("boilerplate", item.text, first + item.start)


def same(title: str, heading: str) -> bool:
    """Whether a heading says the title once more."""
    one, other = (re.sub(r"\W+", " ", text).strip().casefold() for text in (title, heading))
    return one == other


def _all(ranges: list[Range], start: int, end: int) -> Iterator[Range]:
    """The ranges in their order, and those of prose between them."""
    for item in sorted(ranges, key=lambda item: (item.start, -item.end)):
        if item.start >= start:
            if item.start > start:
                yield Range(start, item.start)
            yield item
            start = item.end
    if end > start:
        yield Range(start, end)


def _block(lines: list[str], item: Range, first: int, notes: bool, soft: Set[int]) -> Iterator[Block]:
    start, end = item.start, item.end
    while start < end and (not lines[start].strip() or lines[start] == REMOVED):
        start += 1
    kept = (
        unwrapped(lines, start, end, soft)
        if item.kind in ("text", "note")
        else [line for line in lines[start:end] if line != REMOVED]
    )
    text = "\n".join(kept).rstrip(" \t\n")
    asides: list[str] = []
    if item.kind == "text":
        text = _BLANK_LINES.sub("\n\n", text if notes else _unmarked(text, asides))
    text = text if item.kind == "code" else with_line_breaks(text)
    if text.strip():
        yield Block(item.kind, text, first + start)
    for aside in asides:
        yield Block("note", aside, first + start)


def _unmarked(text: str, asides: list[str]) -> str:
    """Without the marks that refer to footnotes; code between backticks stays, a note in the text goes to `asides`."""

    if "[^" not in text and "^[" not in text:
        return text

    def taken(mark: re.Match[str]) -> str:
        if (mark[1] or "").strip():
            asides.append(mark[1].strip())
        return ""

    parts = _SPAN.split(text)
    return "".join(part if number % 2 else MARK.sub(taken, part) for number, part in enumerate(parts))


def _unescaped(block: Block, counts: Counter[str]) -> Block:
    """A block without the backslashes that an export puts before signs; code stays."""
    if block.kind == "code" or "\\" not in block.text:
        return block
    parts = _SPAN.split(block.text)
    for number in range(0, len(parts), 2):
        parts[number], found = _ESCAPE.subn(r"\1", parts[number])
        counts["backslashes before signs"] += found
    return msgspec.structs.replace(block, text="".join(parts))


def _notes(lines: list[str], ranges: list[Range]) -> list[Range]:
    """The footnotes: each goes on up to a blank line that nothing indented follows."""
    code = {number for item in ranges if item.kind == "code" for number in range(item.start, item.end)}
    found: list[Range] = []
    number = 0
    while number < len(lines):
        start = number
        number += 1
        if not _NOTE.match(lines[start]) or start in code:
            continue
        while number < len(lines) and _goes_on(lines, number):
            number += 1
        found.append(Range(start, number, "note"))
    return found


def _goes_on(lines: list[str], number: int) -> bool:
    """Whether a line is still part of the footnote above it."""
    if _NOTE.match(lines[number]):
        return False
    if lines[number].strip():
        return bool(lines[number - 1].strip()) or lines[number].startswith(("    ", "\t"))
    rest = next((line for line in lines[number + 1 : number + 9] if line.strip()), "")
    return rest.startswith(("    ", "\t"))
