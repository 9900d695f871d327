"""What a parser finds in a text of Markdown: looked for once for each text, and only for what may be in it."""

from __future__ import annotations

import functools
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import msgspec

from simulacrum_core import MissingExtraError
from simulacrum_core.sources import (
    REMOVED,
    Block,
    BlockKind,
    PluginLines,
    html_blocks,
    is_verse_text,
    plugin_lines,
    tells_story,
    with_answer_boxes,
    with_highlights,
    with_org_blocks,
)

from .shortcodes import as_fences, cleaned
from .simple import is_bare, simple

MARK = re.compile(r"\[\^[^\]\s]{1,100}\](?!:)|\^\[([^\]\n]{0,1000})\]")
"""A mark that refers to a footnote, or a footnote within the text."""
# What no line of a text is needs not be tried at each of them, which takes a note half of what it is parsed for.
_SIGNS = {
    "table": ("|",),
    "code": ("    ", "\t"),
    "fence": ("```", "~~~"),
    "blockquote": (">",),
    "reference": ("]:",),
    "html_block": ("<",),
    "heading": ("#",),
    "normalize": ("\0", "\r"),
}
"""Rules of the parser, and signs of which a text has one where a rule finds something."""
_SHAPES = {
    "hr": re.compile(r"[*_-][ \t]*+[*_-][ \t]*+[*_-]"),
    "list": re.compile(r"\n[ \t>]*+(?:[*+-]|\d{1,9}[.)])[ \t\n]"),
    "lheading": re.compile(r"[=-][ \t]*+\n"),
}
"""The same for rules that are told by more, in a text between two ends of lines."""
_KINDS: dict[str, BlockKind] = {"blockquote_open": "quote", "fence": "code", "code_block": "code"}
_MOST_KEPT = 1 << 21
"""Characters of texts of which it is kept what was found in them: what 2,000 notes hold or so."""


class Range(msgspec.Struct, frozen=True, order=True):
    """Lines from `start` up to `end` that are not the author's prose; `blocks` is what is there in their place."""

    start: int
    end: int
    kind: BlockKind = "text"
    blocks: list[Block] | None = None


class Parsed(msgspec.Struct, frozen=True):
    """The text without what is no prose in it, and where in it is what else than prose.

    `heading` is at its very begin, of a `level`, and the text goes on at the line `start`. `paragraphs` are their lines
    but for those in quotations, `removed` counts what is gone, and `generated` is what programs wrote.
    """

    text: str
    ranges: Sequence[Range]
    heading: str | None
    level: int
    start: int
    paragraphs: Sequence[tuple[int, int]]
    removed: Mapping[str, int]
    generated: Sequence[PluginLines]


class _Kept:
    """What was found in texts that were asked what they are, up to when they are read."""

    def __init__(self) -> None:
        self._found: dict[bytes, Parsed] = {}
        self._size = 0

    def taken(self, key: bytes) -> Parsed | None:
        found = self._found.pop(key, None)
        self._size -= len(found.text) if found is not None else 0
        return found

    def keep(self, key: bytes, found: Parsed) -> None:
        if self._size > _MOST_KEPT:
            self._found.clear()
            self._size = 0
        self._found[key] = found
        self._size += len(found.text)


def parsed(body: str, is_board: bool) -> Parsed:
    """What is in a text whose lines end in line feeds.

    A file is asked what it is, and then read: its text, which takes the most of both, is parsed once for them.
    """
    key = hashlib.blake2b(body.encode("utf-8", "surrogatepass"), digest_size=16, salt=bytes([is_board])).digest()
    if (found := _kept().taken(key)) is None:
        found = _parsed(body, is_board)
        _kept().keep(key, found)
    return found


@functools.cache
def _kept() -> _Kept:
    return _Kept()


def _parsed(body: str, is_board: bool) -> Parsed:
    counts: Counter[str] = Counter()
    body, generated, dates = plugin_lines(body, is_board=is_board)
    counts["properties and clocks"] += dates
    fenced = with_org_blocks(as_fences(with_answer_boxes(with_highlights(body))))
    found = _structure(fenced)
    text = cleaned(fenced, [(item.start, item.end) for item in found.ranges if item.kind == "code"], counts)
    found = found if text == fenced else _structure(text)
    ranges = _without_stories(found.ranges, text) if found.ranges and tells_story(text) else found.ranges
    return Parsed(text, ranges, found.heading, found.level, found.start, found.paragraphs, counts, generated)


def _without_stories(ranges: Sequence[Range], text: str) -> Sequence[Range]:
    """The ranges but for quotations that are a story of the author's."""
    lines = text.split("\n")
    return [one for one in ranges if one.kind != "quote" or not tells_story("\n".join(lines[one.start : one.end]))]


class _Structure(msgspec.Struct, frozen=True):
    """The fields of `Parsed` that its text alone tells."""

    ranges: Sequence[Range]
    heading: str | None
    level: int
    start: int
    paragraphs: Sequence[tuple[int, int]]


def _structure(text: str) -> _Structure:
    if (found := simple(text)) is None:
        return _told(_tokens(text))
    ranges = [Range(start, end, "quote") for start, end in found.quotes]
    heading = _words(found.heading) if found.heading is not None else None
    return _Structure(ranges, heading, found.level, found.start, found.paragraphs)


def _told(tokens: list[Any]) -> _Structure:
    return _Structure(_ranges(tokens), *_heading(tokens), [*_paragraphs(tokens)])


def _paragraphs(tokens: list[Any]) -> Iterator[tuple[int, int]]:
    """The lines of paragraphs, in lists too, but not in quotations."""
    quotes = 0
    for token in tokens:
        quotes += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.type == "paragraph_open" and not quotes:
            yield token.map[0], token.map[1]


def _tokens(text: str) -> list[Any]:
    """The blocks that a parser finds."""
    needless = [rule for rule, signs in _SIGNS.items() if not any(map(text.__contains__, signs))]
    lines = f"\n{text}\n"
    needless += [rule for rule, shape in _SHAPES.items() if shape.search(lines) is None]
    return cast(list[Any], _parser(tuple(needless)).parse(text))


def _heading(tokens: list[Any]) -> tuple[str | None, int, int]:
    """The heading at the very begin, its level, and the line where the text goes on."""
    if not tokens or tokens[0].type != "heading_open":
        return None, 9, 0
    return _words(tokens[1].content), int(tokens[0].tag[1]), tokens[0].map[1]


def _words(heading: str) -> str:
    """A heading without its marks."""
    if is_bare(heading):
        return heading.strip()
    inline = _inline_parser().parseInline(re.sub(r"(?<!\s)\s+\{[#.:][^}\n]{0,500}\}\s*\Z", "", heading))
    pieces = inline[0].children or [] if inline else []
    kept = [piece.content for piece in pieces if piece.type in ("text", "code_inline", "text_special")]
    return MARK.sub("", "".join(kept)).strip()


def _ranges(tokens: list[Any]) -> list[Range]:
    """Quotations, code and raw HTML, the outermost of each."""
    found: list[Range] = []
    end = 0
    for token in tokens:
        if token.map is None or token.map[0] < end:
            continue
        if token.type == "code_block" and is_verse_text(token.content):
            continue
        if kind := _KINDS.get(token.type):
            found.append(Range(token.map[0], token.map[1], kind))
        elif token.type == "html_block" and token.level == 0:
            found.append(
                Range(token.map[0], token.map[1], blocks=html_blocks(token.content.replace(f"{REMOVED}\n", "")))
            )
        else:
            continue
        end = token.map[1]
    return found


@functools.cache
def _inline_parser() -> Any:
    """A parser of what stands in a heading; making one takes as long as reading a note."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")


@functools.lru_cache(maxsize=64)
def _parser(needless: tuple[str, ...]) -> Any:
    """A parser that finds blocks, but for those that are in no line, and leaves what is in them alone."""
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        raise MissingExtraError("markdown-it-py", "writings") from None
    return MarkdownIt("commonmark").enable("table").disable(["inline", "text_join", *needless], ignoreInvalid=True)
