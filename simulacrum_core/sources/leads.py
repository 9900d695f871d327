"""Names that a page or a document sets apart by their look, without a colon: what a text with them would be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from typing import Protocol

LONGEST_LEAD = 40
"""Characters of words that may be a name at the beginning of a line."""
_ENDS = re.compile(r"(?:[!?…。！？।;,:：]|\w{4}\.)\s*\Z")
"""Ends of a sentence or of a heading that goes on; `Ben K.` and `Dr.` are none."""
_BEFORE = re.compile(r"[\W\d_]*(?:(?:[aApP][mM]|[hZ])\b[\W_]*)?")


_LETTER = re.compile(r"(?!(?:[aApP][mM]|[hZ])\b)[^\W\d_]")
_DIGITS = 8
"""Digits of the number of a phone; a date and a time have fewer, or letters."""


class Led(Protocol):
    """A paragraph, and the words that begin lines of it and look otherwise than what follows."""

    @property
    def text(self) -> str:
        """The words."""
        ...

    @property
    def leads(self) -> tuple[str, ...]:
        """Beginnings of lines."""
        ...


def spoken_text(blocks: Iterable[Led]) -> str:
    """The paragraphs in lines, with a colon behind each beginning that is set apart: `Ada: hi` for a bold "Ada".

    A line that is set apart as a whole stands between stars, as Markdown has it.
    """
    return "\n".join(_spoken(block) if block.leads else block.text for block in blocks)


def may_name(words: str) -> bool:
    """Whether words may be a name or the number of a phone, and no time."""
    return _LETTER.search(words) is not None or ("+" in words and sum(map(str.isdecimal, words)) >= _DIGITS)


def leads_in(text: str, apart: Set[str]) -> tuple[str, ...]:
    """The words that are set apart in a document with which lines of a text begin, of each line the longest."""
    if not apart:
        return ()
    begins = (_bare(line)[:LONGEST_LEAD] for line in text.split("\n"))
    found = (next((line[:size] for size in range(len(line), 0, -1) if line[:size] in apart), "") for line in begins)
    return tuple(dict.fromkeys(filter(None, found)))


def _bare(line: str) -> str:
    return line.lstrip(" \t-*•")


def _spoken(block: Led) -> str:
    leads = sorted({lead.strip() for lead in block.leads} - {""}, key=len, reverse=True)
    return "\n".join(_named(line, leads) for line in block.text.split("\n"))


def _named(line: str, leads: list[str]) -> str:
    begins = (_bare(line), line[_BEFORE.match(line).end() :])  # type: ignore[union-attr]
    for lead in leads:
        for bare in begins:
            rest = bare[len(lead) :].strip()
            if bare.startswith(lead) and not rest.startswith((":", "：")) and may_name(lead):
                return line if _ENDS.search(lead) else f"{lead}: {rest}" if rest else f"**{lead}**"
    return line
