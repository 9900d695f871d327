"""Editors' comments in a text from Google Docs: marks such as `[a]` in it, and the comments at its end."""

from __future__ import annotations

import re

_COMMENT = re.compile(r"^\[([a-z]{1,2})\](?=\S)", re.MULTILINE)


def without_comments(text: str) -> tuple[str, list[str]]:
    """A text without comments and their marks, and the comments; they begin with `[a]`, which is in the text too."""
    first = next((match for match in _COMMENT.finditer(text) if match[1] == "a"), None)
    if first is None or "[a]" not in text[: first.start()]:
        return text, []
    body, rest = text[: first.start()].rstrip(), text[first.start() :]
    starts = [match for match in _COMMENT.finditer(rest) if f"[{match[1]}]" in body]
    ends = [match.start() for match in starts[1:]] + [len(rest)]
    comments = [rest[match.end() : end].strip() for match, end in zip(starts, ends, strict=True)]
    marks = "|".join(re.escape(match[0]) for match in starts)
    return re.sub(marks, "", body), comments
