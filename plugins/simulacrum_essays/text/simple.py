"""The blocks of a text of Markdown whose lines tell by themselves what they are, as those of most notes do.

Paragraphs, headings, lists of one level, and quotations, as a parser finds them in a tenth of its time.
"""

from __future__ import annotations

import re

import msgspec

_OTHERS = ("\0", "\t", "    ", "```", "~~~", "<", "|", "]:")
"""Signs of what else may be in a text: code, HTML, tables, definitions of links, lines that go on with others."""
_LINE = re.compile(
    r"(?P<heading>#{1,6}(?: [^\n]*)?$)|(?P<item>[-*+] )(?=[^\W\d_]|[^\0-\x7f\s]|[\"'(“„«]|\[[^\]])"
    r"|(?P<quote>>)(?= ?[^\s>])| ?(?:[^\W\d_]|[^\0-\x7f\s]|\d+(?![\d.)])|[*_]{1,3}[^\W_]|[\"'(!\[/@$%&.,;?])"
)
"""How a line begins; any other one, and an empty list item, is the parser's."""
_MARKED = re.compile(r"[!&*<\[\\\]_`{}~^]")


class Simple(msgspec.Struct, frozen=True):
    """Where quotations and paragraphs outside of them are, and the heading before all else, if one is there."""

    quotes: list[tuple[int, int]]
    paragraphs: list[tuple[int, int]]
    heading: str | None = None
    level: int = 9
    start: int = 0


def simple(text: str) -> Simple | None:
    """What is in a text; None where a parser has to look."""
    if any(map(text.__contains__, _OTHERS)):
        return None
    quotes, paragraphs = list[tuple[int, int]](), list[tuple[int, int]]()
    before, first, title = "", 0, None
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not line.strip(" "):
            kind = ""
        elif (match := _LINE.match(line)) is None:
            return None
        else:
            kind = match.lastgroup or "text"
        if kind == "text" and before in ("item", "quote"):
            # It goes on with what stands above.
            return None
        if kind != before or kind in ("item", "heading"):
            _close(before, first, number, quotes, paragraphs)
            if kind == "heading" and title is None and not (quotes or paragraphs):
                title = number
            elif kind and title is None:
                title = -1
            before, first = kind, number
    _close(before, first, len(lines), quotes, paragraphs)
    if title is None or title < 0:
        return Simple(quotes, paragraphs)
    marks, _, words = lines[title].partition(" ")
    return Simple(quotes, paragraphs, _without_end(words), len(marks), title + 1)


def _close(kind: str, first: int, end: int, quotes: list[tuple[int, int]], paragraphs: list[tuple[int, int]]) -> None:
    if kind == "quote":
        quotes.append((first, end))
    elif kind in ("text", "item"):
        paragraphs.append((first, end))


def _without_end(words: str) -> str:
    """A heading without the marks that close it."""
    bare = words.rstrip(" ").rstrip("#")
    return (bare if not bare or bare.endswith(" ") else words).strip()


def is_bare(heading: str) -> bool:
    """Whether no sign in a heading means anything but itself."""
    return _MARKED.search(heading) is None
