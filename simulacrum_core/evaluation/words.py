"""What counts as a word: in scripts that put no space between words, a sign does.

A Chinese or Japanese sentence has no spaces: as one word it would never be long enough to be compared, and never be a
copy. Thai, Lao, Khmer and Burmese have none either, and a word of several signs: what stands between two spaces is one
word there.
"""

from __future__ import annotations

import re

SIGNS = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Kana and Han."""
_MARKS = (
    r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0fff\u1000-\u109f\u1780-\u17d3"
)
"""Signs that are part of a word though Python's `\\w` is not true of them: accents, points, vowels of Indic scripts."""
_LETTER = rf"(?:(?![{SIGNS}])[\w{_MARKS}])"
WORD = re.compile(rf"[{SIGNS}]|{_LETTER}+(?:['’]{_LETTER}+)*")
_TOKEN = re.compile(rf"[{SIGNS}]|[^\s{SIGNS}]+")


def words_of(text: str) -> list[str]:
    """The words of a text, whatever their case and what stands between them."""
    return [match.casefold() for match in WORD.findall(text)]


def tokens_of(text: str) -> list[str]:
    """What stands between spaces, with its marks; signs of scripts without spaces one by one."""
    return _TOKEN.findall(text)
