"""Patterns that split raw text at the headers of one shape and at nothing else."""

from __future__ import annotations

import functools
import re
from itertools import groupby

from .clock import AM, NIGHT, NOON, PM
from .marks import BOM, MARKS, SPACES
from .shapes import ERAS, WORDY, Shape

_INDENT = r"[ \t\u00a0>|\ufeff]{0,40}+"
"""Possessive: what it took it keeps, so that no blank is tried once as an indent and once as a mark."""


def _period_pattern() -> str:
    """All words for halves of the day, by their first letters: so a pattern need not try every one at every place."""
    words = sorted({word.casefold() for word in [*AM, *PM, *NIGHT, *NOON]}, key=lambda word: (word[0], -len(word)))
    groups = []
    for first, group in groupby(words, key=lambda word: word[0]):
        letters = re.escape(first) + (re.escape(first.upper()) if len(first.upper()) == 1 else "")
        groups.append(f"[{letters}](?i:{'|'.join(_word(word[1:]) for word in group)})")
    return f"(?:{'|'.join(groups)})"


def _word(word: str) -> str:
    """A full stop inside a word may be followed by a space: `p. m.`"""
    text = r"\. ?".join(map(re.escape, word.split("."))).removesuffix(" ?")
    return text.replace("_", " ?")


_PERIOD = _period_pattern()


@functools.lru_cache(maxsize=256)
def pattern_of(shape: Shape, newline: str, indented: bool = False) -> re.Pattern[str]:
    """Splits raw text at headers of this shape alone; groups: marks before a bracket, then date and time as they stand.

    Text must begin with `newline`, which stands before every header; where it is `indented`, blanks may follow that.
    """
    mark = f"[{MARKS}]{{0,3}}" if shape.marks else ""
    date = _numeric_pattern(shape, mark) if shape.numeric else _wordy_pattern()
    time = _time_pattern(shape, mark)
    first, second = (time, date) if shape.time_first else (date, time)
    join = mark.join(_spaced(re.escape(char).replace(",", "[,،，]")) for char in shape.join)
    lead = f"([{MARKS}]{{0,8}})" if shape.layout == "bracket" or shape.marks else f"({BOM}{{0,8}})"
    open_ = r"\[" if shape.layout == "bracket" else ""
    close = _spaced(re.escape(shape.close)) if shape.layout == "bracket" else re.escape(shape.close).replace(r"\ ", " ")
    close += f"[{SPACES}]?" if shape.layout == "bracket" else ""
    indent = _INDENT if indented else ""
    return re.compile(f"{newline}{indent}{lead}{open_}{mark}({first}){mark}{join}{mark}({second}){mark}{close}")


def _numeric_pattern(shape: Shape, mark: str) -> str:
    body, dot = shape.date.removesuffix("."), shape.date.endswith(".")
    sep = next(sep for sep in ("/", "-", ". ", ".") if sep in body)
    widths = {"yyyy": r"\d{4}", "yyy": r"\d{3}", "era": rf"(?:{ERAS})\d{{1,3}}", "d": r"\d{1,2}"}
    joined = f"{mark}{_spaced(re.escape(sep))}{mark}".join(widths[part] for part in body.split(sep))
    return joined + (r"\." if dot else "") + "".join(mark + _spaced(re.escape(char)) for char in shape.tail)


def _wordy_pattern() -> str:
    return "(?i:{})".format(re.sub(r"\(\?P<\w+>", "(?:", _spaced(WORDY)))


def _time_pattern(shape: Shape, mark: str) -> str:
    time = rf"\d{{1,2}}{mark}{_literal(shape.colon)}{mark}\d{{1,2}}"
    if shape.seconds:
        time += rf"{mark}{_literal(shape.seconds)}{mark}\d{{1,2}}"
    time += _literal(shape.unit)
    if not shape.period:
        return time
    period = _spaced(_PERIOD) if shape.words else "[AaPp][Mm]"
    return (
        rf"{period}[{SPACES}]?{mark}{time}" if shape.period == "before" else rf"{time}{mark}[{SPACES}]?{mark}{period}"
    )


def _literal(text: str) -> str:
    return _spaced(re.escape(text))


def _spaced(pattern: str) -> str:
    """The pattern with every plain space standing for any kind of space."""
    return pattern.replace(r"\ ", " ").replace(" ", f"[{SPACES}]")
