"""Whether something may be pasted into a text: asked of every session, so that patterns are compiled where it is so."""

from __future__ import annotations

import re

_BLANKS_BEFORE = re.compile(r"  \[?\d")
_WORDS = (
    "YouTube",
    " for you…",
    "Shazam",
    "#np ",
    "#TikTok",
    "via TikTok",
    "Instagram",
    "(@",
    "WhatsApp",
    "to join",
    "Zoom",
)
_ADDRESS = re.compile(
    r"://[^\s/]{0,60}(?:youtu|spotify|shazam|shz\.am|soundcloud|tiktok|instagr|twitter|x\.com|whatsapp|meet\.google|zoom)"
)


def may_be_pasted(text: str) -> bool:
    """Whether there may be a piece of another talk, or what a game or an app shares, in a text; asked once of many."""
    # Every session is asked: one character is looked for in a tenth of the time that two take.
    return (
        "\t" in text
        or ("<" in text and "> " in text)
        or (":" in text and "  " in text and _BLANKS_BEFORE.search(text) is not None)
        or ("/" in text and may_be_shared(text))
        or (not text.isascii() and _may_be_marked(text))
    )


def _may_be_marked(text: str) -> bool:
    """Whether there are signs in a text that no ASCII has: squares of a game, quotation marks above a line, a line."""
    return (
        "🟩" in text
        or "🟨" in text
        or "⬛" in text
        or "⬜" in text
        or "「" in text
        or ("“" in text and "- - - " in text)
        or ("—" in text and "———" in text)
        or ("─" in text and "───" in text)
    )


def may_be_shared(text: str) -> bool:
    """Whether there may be such a line in a text, by the address of a service and a word of its app."""
    return "://" in text and _ADDRESS.search(text) is not None and any(map(text.__contains__, _WORDS))
