"""Unformatted texts: what was typed, as it stands in a page where the exporter was told to leave Markdown alone."""

from __future__ import annotations

import html
import re

_OPENING = re.compile(r"""(<span class=["']?chatlog__markdown-preserve["']?>)""")
_END = re.compile(r"""</span>\s{0,99}(?:</div>|<span class=["']?chatlog__edited-timestamp)""")
_FORMATTED = re.compile(
    r"</?(?:strong|em|u|s|h[1-3]|ul|li)>|</(?:span|div|code|a)>|<(?:span|div|code|a|img)\s[^<>]*>"
    r"|&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});"
)


def escaped(page: str) -> str:
    """The page with every text that the exporter did not format put as HTML: else `<3` and `a<b` would be lost.

    What it formats has none of these four characters but in the tags that it writes.
    """
    before, *found = _OPENING.split(page)
    return before + "".join(opening + _escaped(text) for opening, text in zip(found[::2], found[1::2], strict=True))


def _escaped(text: str) -> str:
    """What follows the opening of a text, up to the next one."""
    end = _END.search(text)
    typed = text[: end.start()] if end else ""
    is_typed = any(mark in _FORMATTED.sub("", typed) for mark in "<&\"'")
    return html.escape(typed) + text[len(typed) :] if is_typed else text
