"""What WordPress does to a post before it shows it: paragraphs out of blank lines, and shortcodes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .wordpress_shortcodes import without_shortcodes

_BLOCKS = "<!-- wp:"
_TAG = re.compile(r"<[^<>]*>")
_VERBATIM = re.compile(r"<(pre|script|style)\b", re.IGNORECASE)


def as_html(content: str) -> tuple[str, int]:
    """A post's content as a web page would have it, and how many shortcodes were left out of it."""
    content, count = without_shortcodes(content.replace("\r\n", "\n").replace("\r", "\n"))
    return (content if _BLOCKS in content else "".join(_with_paragraphs(content))), count


def _with_paragraphs(content: str) -> Iterator[str]:
    """Blank lines are paragraphs, and line breaks are line breaks, but within code and tags."""
    place, low = 0, content.lower()
    unclosed: set[str] = set()
    for match in _TAG.finditer(content):
        if match.start() < place:
            continue
        yield _broken(content[place : match.start()])
        place = _end(match, low, unclosed)
        yield content[match.start() : place]
    yield _broken(content[place:])


def _end(match: re.Match[str], low: str, unclosed: set[str]) -> int:
    """Where a tag ends, or the element that is left as it is; what has no end from here on is looked for once."""
    verbatim = _VERBATIM.match(match[0])
    if verbatim is None or verbatim[1].lower() in unclosed:
        return match.end()
    found = low.find(f"</{verbatim[1].lower()}", match.end())
    if found < 0:
        unclosed.add(verbatim[1].lower())
        return match.end()
    end = low.find(">", found)
    return len(low) if end < 0 else end + 1


def _broken(text: str) -> str:
    return re.sub(r"\n(?!<)", "<br>\n", re.sub(r"\n[ \t]*(?:\n[ \t]*)+", "<p></p>", text))
