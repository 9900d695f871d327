"""Where a text that exceeds the budget is cut: at a paragraph, a line, a sentence, a word, then a token."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from ..tokens.tokenizers import Tokenizer

# Each group's end is a good place to cut; a mark that closes a sentence may be followed by a quote or a bracket.
_BORDERS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"[.!?…][\"'”’)\]]?\s|[。！？]"),
    re.compile(r"\s"),
)
FEW = 8
"""Characters of a token that are more than those of most texts have."""
_MARGIN = 64
_JOINERS = "\u200d\ufe0f\ufe0e"
Fits = Callable[[str], bool]


def head(text: str, room: int, tokenizer: Tokenizer, fits: Fits) -> str:
    """The longest good beginning of `text` that `fits`; `room` tokens are a first guess. Empty where none fits."""
    room = max(room, 1)
    while room > 0:
        window = text[: room * FEW]
        ends = tokenizer.ends(window)
        if len(ends) <= room:
            window = text[: reach(room)]
            ends = tokenizer.ends(window)
        limit = len(window) if len(ends) <= room else ends[room - 1]
        part = text[: _cut_before(text, limit)]
        if part and fits(part):
            return part
        room = room - max(1, room // 16)
    # What is seen as one character is parted only where there is no room for it.
    return next((first for first in (text[: _whole_cluster(text)], text[:1]) if fits(first)), "")


def tail(text: str, room: int, tokenizer: Tokenizer, fits: Fits) -> str:
    """The longest good end of `text` that `fits`, as `head`. Empty where none fits."""
    room = max(room, 1)
    while room > 0:
        window = text[-room * FEW :]
        ends = tokenizer.ends(window)
        if len(ends) <= room:
            window = text[-reach(room) :]
            ends = tokenizer.ends(window)
        start = 0 if len(ends) <= room else ends[-room - 1]
        part = text[_cut_after(text, len(text) - len(window) + start) :]
        if part and fits(part):
            return part
        room = room - max(1, room // 16)
    return text[-1:] if fits(text[-1:]) else ""


def reach(room: int) -> int:
    """Characters that are looked at to fill `room` tokens; more than nearly any text needs."""
    return max(room, 1) * 32 + 64


def count_beyond(text: str, limit: int, tokenizer: Tokenizer) -> int:
    """The tokens of a text; of a huge one those of its beginning, where these are clearly more than `limit`.

    What follows a beginning changes at most the tokens at its end, for which there is a margin.
    """
    length = reach(limit)
    if len(text) > 2 * length and (count := tokenizer.count(text[:length])) > limit + _MARGIN:
        return count
    return tokenizer.count(text)


def _cut_before(text: str, limit: int) -> int:
    """The best offset to cut at, not after `limit`; a border in the first half is too early, except of a word."""
    if limit >= len(text):
        return len(text)
    for border in _BORDERS:
        found = [match.end() for match in border.finditer(text, 0, limit)]
        if found and (found[-1] > limit // 2 or border is _BORDERS[-1]):
            return found[-1]
    return _edge_before(text, limit) or _cluster_border(text, limit)


def _edge_before(text: str, limit: int) -> int:
    """The last offset up to `limit` at which a word begins or ends without a blank; 0 where there is none."""
    for offset in range(limit, 0, -1):
        before, after = text[offset - 1], text[offset]
        if before.isalnum() != after.isalnum() and _is_border(text, offset):
            return offset
    return 0


def _cut_after(text: str, start: int) -> int:
    """The best offset to begin at, not before `start`."""
    if start <= 0:
        return 0
    half = start + (len(text) - start) // 2
    for border in _BORDERS:
        match = border.search(text, start)
        if match and match.end() < (half if border is not _BORDERS[-1] else len(text)):
            return match.end()
    edges = (offset for offset in range(start, half) if text[offset - 1].isalnum() != text[offset].isalnum())
    start = next((offset for offset in edges if _is_border(text, offset)), start)
    while start < len(text) and not _is_border(text, start):
        start += 1
    return start


def _cluster_border(text: str, limit: int) -> int:
    """The last offset up to `limit` that does not part what is seen as one character."""
    border = limit
    while border > max(limit - 32, 0) and not _is_border(text, border):
        border -= 1
    return border if _is_border(text, border) and border > 0 else limit


def _whole_cluster(text: str) -> int:
    end = 1
    while end < len(text) and not _is_border(text, end):
        end += 1
    return end


def _is_border(text: str, offset: int) -> bool:
    if offset <= 0 or offset >= len(text):
        return True
    before, after = text[offset - 1], text[offset]
    return not (after in _JOINERS or before == "\u200d" or _is_mark(after) or _is_skin_tone(after))


def _is_mark(char: str) -> bool:
    """Whether a character is written above, below or around the one before it."""
    return not char.isascii() and unicodedata.category(char).startswith("M")


def _is_skin_tone(char: str) -> bool:
    return "\U0001f3fb" <= char <= "\U0001f3ff"
