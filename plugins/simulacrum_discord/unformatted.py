"""Unformatted texts: what was typed, as it stands in a page where the exporter was told to leave Markdown alone."""

from __future__ import annotations

import html
import re

_TEXT = re.compile(
    r"""(<span class=["']?chatlog__markdown-preserve["']?>)(.*?)"""
    r"""(?=</span>\s{0,99}(?:</div>|<span class=["']?chatlog__edited-timestamp))""",
    re.DOTALL,
)
_FORMATTED = re.compile(
    r"</?(?:strong|em|u|s|h[1-3]|ul|li)>|</(?:span|div|code|a)>|<(?:span|div|code|a|img)\s[^<>]*>"
    r"|&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});"
)


def escaped(page: str) -> str:
    """The page with every text that the exporter did not format put as HTML: else `<3` and `a<b` would be lost.

    What it formats has none of these four characters but in the tags that it writes.
    """
    return _TEXT.sub(_escaped, page)


def _escaped(match: re.Match[str]) -> str:
    text = match[2]
    is_typed = any(mark in _FORMATTED.sub("", text) for mark in "<&\"'")
    return match[1] + (html.escape(text) if is_typed else text)
