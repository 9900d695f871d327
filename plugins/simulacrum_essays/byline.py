"""What stands between a title and its text: who wrote it, and when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import msgspec

from simulacrum_core.sources import Block, date_of

_NAMED = (
    r"(?:author|artist|singer|written by|words(?: and music)? by|lyrics(?: by)?|songwriters?|composer|poet"
    r"|verfasser(?:in)?|autore?(?:in|a)?|auteure?|interpret(?:in)?|text und musik|paroles(?: de)?|letra(?: de)?"
    r"|testo di|forfatter|författare|autorka|автор|исполнитель|作者|歌手|作詞|artiste?|artista|künstler(?:in)?)"
    r"[ \t]*[:：]"
)
_BY = re.compile(
    rf"(?:(?:by|von|par|por|di|door|av|af)\s+|{_NAMED}\s*)([^\W\d_][^\n,.;:!?]{{1,50}}(?:\.[^\n,.;:!?]{{1,30}})*)",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"(?:album|label|released|tuning|capo|tempo)[ \t]*:[^\n]{0,80}", re.IGNORECASE)
"""What else stands above the words of a song."""
_RULE = re.compile(r"[=\-~*_]{3,}\s*")
_MOST = 3
_PARTICLES = frozenset(
    "de da do du di la le el al van von der den zu af av the bin ibn dos des and und et y e og och &".split()
)
_NO_NAME = frozenset(
    "from to the a an nach zum zur vers hasta till train bus boat ship bike car foot night day sea land candle"
    " moonlight noon dawn rail road hand heart now then".split()
)
"""Words of a line that says by what, or from where, somebody goes."""


class Byline(msgspec.Struct, frozen=True):
    """Author and date that lines tell; `taken` is how many lines hold nothing else."""

    author: str | None = None
    date: dt.datetime | None = None
    taken: int = 0


def byline_of(lines: Sequence[str], author: str | None = None) -> Byline:
    """What the first lines tell, up to one that is of the text; `author` is a name that is known already."""
    found, date = None, None
    for number, line in enumerate(map(str.strip, lines)):
        if author and line.casefold() == author.casefold():
            found = found or author
        elif (match := _BY.fullmatch(line)) and (":" in line or "：" in line or is_name(match[1])):
            found = found or match[1].strip()
        elif day := date_of(line):
            date = date or day
        elif not (is_rule(line) or (found and _ABOUT.fullmatch(line))):
            return Byline(found, date, number)
    return Byline(found, date, len(lines))


def is_name(words: str) -> bool:
    """Whether words behind `by` are a name: they have capitals, all of them or none, and tell of no way."""
    parts = [word.strip("*_,.") for word in words.split()]
    if not _NO_NAME.isdisjoint(word.casefold() for word in parts):
        return False
    small = sum(word[:1].islower() for word in parts if word.casefold() not in _PARTICLES)
    return small in (0, sum(word.casefold() not in _PARTICLES for word in parts))


def is_rule(line: str) -> bool:
    """Whether a line is drawn, not written."""
    return _RULE.fullmatch(line) is not None


def without_byline(blocks: list[Block], author: str | None) -> tuple[list[Block], Byline]:
    """The blocks without those that only tell author and date, and what these tell; never without all of them."""
    author = " ".join((author or "").split()) or None
    told = Byline()
    while told.taken < min(_MOST, len(blocks) - 1):
        block = blocks[told.taken]
        lines = block.text.split("\n")
        found = byline_of(lines, author)
        if block.kind not in ("text", "heading") or found.taken < len(lines):
            break
        told = Byline(told.author or found.author, told.date or found.date, told.taken + 1)
    return blocks[told.taken :], told
