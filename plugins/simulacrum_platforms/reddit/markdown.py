"""Markdown of posts and comments: what their author wrote, and lines behind `>` that somebody else did."""

from __future__ import annotations

import html
import re
from itertools import groupby

from simulacrum_core.sources import tells_story, without_addresses

from ..monologues import Passage

_FENCES = ("```", "~~~")
_PICTURES = re.compile(r"(?:\s*+!\[[^\]\n]{0,99}\]\([^)\n]{0,499}\))++\s*+")


_NOTHING = re.compile(r"&(?:amp;)?#x200[bB];")
"""What the editor of the site puts on a line that is to stay empty."""


def is_picture(text: str) -> bool:
    """Whether a text is nothing but pictures."""
    return _PICTURES.fullmatch(text) is not None


def markdown_passages(text: str, position: str) -> list[Passage]:
    """The parts of a text in their order; blank lines between two kinds are neither's."""
    parts = groupby(_judged(_NOTHING.sub("", text)), key=lambda pair: pair[1])
    found = ((is_quote, "\n".join(line for line, _ in lines).strip("\n")) for is_quote, lines in parts)
    return [
        Passage(html.unescape(without_addresses(part)[0]), position, kind)
        for is_quote, part in found
        for kind in (("quote" if is_quote else "media" if is_picture(part) else "text"),)
        if part.strip()
    ]


def _judged(text: str) -> list[tuple[str, bool]]:
    """Each line, and whether it is quoted; the marks of a quotation are no words, those of a story are."""
    found: list[tuple[str, bool]] = []
    if tells_story(text):
        parts = groupby(text.replace("\r\n", "\n").split("\n"), key=lambda line: bool(_mark(line)))
        for lines in (list(part) for _, part in parts):
            is_story = tells_story("\n".join(lines))
            found += [(line, False) for line in lines] if is_story else _judged("\n".join(lines))
        return found
    is_code = False
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.lstrip().startswith(_FENCES):
            is_code = not is_code
        mark = "" if is_code else _mark(line)
        found.append((line.lstrip()[len(mark) :].removeprefix(" ") if mark else line, bool(mark)))
    return found


def _mark(line: str) -> str:
    """The mark of a quotation that a line begins with; `>!` hides what its author wrote."""
    stripped = line.lstrip(" ")
    if len(line) - len(stripped) > 3:
        return ""
    for mark in (">", "&gt;"):
        if stripped.startswith(mark) and not stripped[len(mark) :].startswith("!"):
            return mark
    return ""
