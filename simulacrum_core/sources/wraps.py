"""Hard wraps: line breaks that an editor made, told from those that the author meant by how full the lines are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")
_HYPHEN = re.compile(r"[^\W\d_]-")
_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]*_]*\Z")
_NARROWEST, _BROAD, _WIDEST = 40, 60, 132
_FEWEST, _MANY = 4, 6
"""Lines that have to be full before it is believed that an editor broke them, and those that leave no doubt."""


def wrap_width(paragraphs: Sequence[Sequence[str]]) -> int | None:
    """The width at which the lines of most paragraphs were broken; None where they end for other reasons.

    Verse, and texts with one sentence a line, are not wrapped. Of broad lines, fewer are needed.
    """
    if _is_meant(paragraphs):
        return None
    width = _most_common([pair for lines in paragraphs for pair in _pairs(lines)])
    wide = [lines for lines in paragraphs if max(map(len, lines), default=0) * 4 >= width * 3]
    pairs = [pair for lines in wide for pair in _pairs(lines)]
    full = sum(_is_full(pair, width) for pair in pairs)
    needed = _FEWEST if width < _BROAD else _FEWEST // 2
    return width if full >= max(needed, len(pairs) * 0.8) and _ends_early(wide, width) else None


def is_wrapped(lines: Sequence[str], width: int) -> bool:
    """Whether most lines of a paragraph are as long as the width lets them be."""
    pairs = list(_pairs(lines))
    return sum(_is_full(pair, width) for pair in pairs) * 3 >= len(pairs) * 2


def join_wrapped(lines: Sequence[str]) -> str:
    """One line; a hyphen at the end of a line and letters that know no blanks need none."""
    pieces, end = [lines[0].rstrip()], lines[0].rstrip()[-2:]
    for line in map(str.strip, lines[1:]):
        is_wide = _WIDE.match(end[-1:]) and _WIDE.match(line[:1])
        is_hyphen = _HYPHEN.fullmatch(end) and line[:1].islower()
        pieces.append(line if is_wide or is_hyphen else f" {line}")
        end = f"{end}{pieces[-1][-2:]}"[-2:]
    return "".join(pieces)


def _ends_early(paragraphs: Sequence[Sequence[str]], width: int) -> bool:
    """Whether paragraphs end anywhere on their last line, as prose does; the last line of a verse is like the others.

    One long paragraph of broad lines may end late by chance.
    """
    early = sum(len(lines[-1]) * 10 < width * 7 for lines in paragraphs)
    if width < _BROAD:
        return early > 0 and early * 4 >= len(paragraphs)
    return early > 0 or (len(paragraphs) == 1 and len(paragraphs[0]) > _MANY)


def _pairs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """For each line but the last: its length, and the length at which the next word would not have fitted.

    Editors differ by a few characters.
    """
    for line, after in pairwise(lines):
        rest = after.lstrip()
        word = 1 if _WIDE.match(rest) else len(rest.split(" ", 1)[0])
        yield len(line), len(line) + word + 3


def _is_full(pair: tuple[int, int], width: int) -> bool:
    return pair[0] <= width <= pair[1]


def _most_common(pairs: list[tuple[int, int]]) -> int:
    """The width that most pairs fit, the smallest of several."""
    changes: Counter[int] = Counter()
    for low, high in pairs:
        if low <= _WIDEST and high >= _NARROWEST:
            changes[max(low, _NARROWEST)] += 1
            changes[min(high, _WIDEST) + 1] -= 1
    counts = list(accumulate(changes[width] for width in range(_NARROWEST, _WIDEST + 1)))
    return _NARROWEST + counts.index(max(counts))


def _is_meant(paragraphs: Sequence[Sequence[str]]) -> bool:
    """Whether lines begin with capitals as in verse, or are sentences: more than three in five do either."""
    pairs = [pair for lines in paragraphs for pair in pairwise(lines)]
    capitals = sum(after.lstrip()[:1].isupper() for _, after in pairs)
    sentences = sum(_SENTENCE.search(line.rstrip()) is not None for line, _ in pairs)
    return max(capitals, sentences) * 5 > len(pairs) * 3
