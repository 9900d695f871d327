"""Posts of others that somebody passed on by hand, as words in a post of their own."""

from __future__ import annotations

import re

_NAME = r"@\w{1,50}(?:@[\w.-]{1,100})?"
_REPEATED = re.compile(rf"[“\"](?={_NAME}: )|(?<![\w@])[RM]T (?={_NAME}: )")
"""In quotation marks, or behind RT or MT, with the name of whoever wrote it."""


def parted(text: str) -> tuple[str, str]:
    """What is its author's of a post, and what they repeat of somebody else's."""
    match = _REPEATED.search(text) if "@" in text else None
    if match is None:
        return text, ""
    end = text.rfind("”" if match[0] == "“" else '"', match.end()) if match[0] in '“"' else len(text)
    end = len(text) if end < 0 else end
    own = f"{text[: match.start()].rstrip()} {text[end + 1 :].lstrip()}".strip()
    return own, text[match.end() : end].strip()
