"""Candidates: all in a line that could be a secret by its form alone, whatever stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .nearby import trimmed

MOST, LONGEST_LINE = 60, 2000
"""Candidates of a line, and characters of it, that are looked at."""

TOKEN = re.compile(r"[^\s:=,;()\[\]{}\"'“”„«»<>|،؛]{2,48}")
GROUP = re.compile(r"(?<![\w.])[+(]{0,2}\d{1,12}(?:[ ./()–-]{1,2}\d{1,12}){1,9}(?![^\W_])")
# Papers and plates: "QQ 41 27 83 C", "FZ-418-QK", "AB12 CDE".
PAPER = re.compile(r"(?<!\w)[^\W_a-zа-я]{1,8}(?:[ ./·-]{1,2}[^\W_a-zа-я]{1,8}){1,6}(?!\w)")
SMALL_PAPER = re.compile(r"(?<!\w)[^\W\d_]{1,3}[ -]?\d{2,4}[ -]?[^\W\d_]{0,3}[ -]?\d{0,4}(?!\w)")
DAY = re.compile(
    r"(?<!\w)\d{1,2}(?:st|nd|rd|th|er|º|ª|\.)? (?:d[eo] |of )?[^\W\d_]{3,12}\.?,? (?:d[eo] |del )?(?:1[34]|19|20)\d\d(?!\d)"
)
# Addresses of pages, and where files are.
PATH = re.compile(
    r"://|www\.|^[~.]{0,2}/|[^\W\d]/[\w.-]{1,80}/\w|\\\\|\.(?:deb|iso|conf|txt|jpg|png|pdf|gz|zip|exe|html?|py|mp[34])(?!\w)"
)
REACH = 40
INNER = re.compile(r"[^\W\d_]{2}[_!@#$%&*+~.-]{1,2}[^\W\d_]{2}")
DIGITS = re.compile(r"\d")
LETTER = re.compile(r"[^\W\d_]")
MARK = re.compile(r"[^\w\s]|_")
MADE = re.compile(r"(?:[xyzXYZ09]|[\W_])+")
FORMS = (TOKEN, GROUP, PAPER, SMALL_PAPER, DAY)


class Candidate(NamedTuple):
    """Where it stands in the line, and its kind by form alone: a letter."""

    start: int
    end: int
    kind: str


def candidates(line: str) -> Iterator[Candidate]:
    """Those of a line; what a stand-in could be is none."""
    line = line[:LONGEST_LINE]
    seen: set[tuple[int, int]] = set()
    for form in FORMS:
        for match in form.finditer(line):
            span = trimmed(line, *match.span())
            value = line[slice(*span)]
            if span in seen or not _may_be(value) or PATH.search(_around(line, *span)):
                continue
            seen.add(span)
            yield Candidate(*span, kind_of(value))
            if len(seen) >= MOST:
                return


def _may_be(value: str) -> bool:
    """Whether it has digits enough, or a mark between letters; and is no mention, and
    nothing that a stand-in could be."""
    digits = len(DIGITS.findall(value))
    enough = digits > 2 or (digits and not value.isdigit() and len(value) > 3) or INNER.search(value)
    return bool(enough) and value[0] != "@" and not MADE.fullmatch(value)


def _around(line: str, start: int, end: int) -> str:
    """The candidate with what stands around it without a blank."""
    left = line[max(0, start - REACH) : start]
    right = line[end : end + REACH]
    return left[len(left) - len(left.split(" ")[-1]) :] + line[start:end] + right.split(" ", 1)[0]


def kind_of(value: str) -> str:
    """By its signs: digits, few or many, alone or in groups; letters among them, in one word or several."""
    digits = len(DIGITS.findall(value))
    if not digits:
        return "w"
    if LETTER.search(value):
        return "t" if DAY.fullmatch(value) else "p" if " " in value else "m"
    return ("d", "D", "g", "G")[(digits > 8) + 2 * bool(MARK.search(value) or " " in value)]
