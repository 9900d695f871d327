"""Titles as documents tell them, without those that programs made up."""

from __future__ import annotations

import re

_MADE_UP = re.compile(
    r"(?:\(?(?:untitled|anonymous|unspecified)\)?|document|unnamed|title|layout|microsoft word|microsoft"
    r" powerpoint|slide|page|print|index"
    r"|output|enscript output|new|no title)[ \d_-]*"
    r"|microsoft \w+ - .*|.*\.(?:docx?|odt|rtf|pdf|txt|md|html?|tex|indd|pages|pub|wps|ps|dvi)|(?:file|https?"
    r"|about):.*|\W*",
    re.IGNORECASE,
)


def plausible(title: str | None) -> str | None:
    """A title, None where it is a program's or a file's name."""
    title = " ".join((title or "").split())
    return None if not title or _MADE_UP.fullmatch(title) else title
