"""Candidates: all in a line that could be a secret by its form alone, whatever stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .births import MONTH
from .counts import COLOUR, counts
from .later import later
from .loose import LONGEST_LINE, is_name, plain_words, sentences, small
from .nearby import trimmed

MOST = 60
"""Candidates of a line that are looked at."""

TOKEN = re.compile(r"[^\s\x00-\x1f\x7f-\x9f:=,;()\[\]{}\"'“”„«»<>|،؛]{2,48}")
GROUP = re.compile(r"(?<![\w.])[+(]{0,2}\d{1,12}(?:[ ./()–-]{1,2}\d{1,12}){1,9}(?![^\W_])")
# Papers and plates: "QQ 41 27 83 C", "FZ-418-QK", "AB12 CDE".
PAPER = re.compile(r"(?<!\w)[^\W_a-zа-я\u3041-\u3096]{1,8}(?:[ ./·-]{1,2}[^\W_a-zа-я\u3041-\u3096]{1,8}){1,6}(?!\w)")
SMALL_PAPER = re.compile(r"(?<!\w)[^\W\d_\u3041-\u3096]{1,3}[ -]?\d{2,4}[ -]?[^\W\d_]{0,3}[ -]?\d{0,4}(?!\w)")
# "es 714" is no paper: the number alone is a candidate.
JOINED = re.compile(
    r"(?:es|is|in|at|to|on|or|so|de|du|au|à|di|da|do|al|el|la|le|os|as|en|em|na|um|son|op|im|am|zu|ab|bei|ist|era|est|je|on|a|o|y|e|i|w|z|на|в|с|к|за|ke|ka|ki|ko|me|se|pe|par|aur|hai|tak|are|was|the|and|und|dan|sind|war|son|são|to|der|die|das|het|een|les|des|los|las|gli|dos|for|per|für)"
    r"[ -][\d .-]+"
)
_OF = r"(?:d[eo]l? |of )?"
DAY = later(
    rf"(?<!\w)\d{{1,2}}(?:st|nd|rd|th|er|º|ª|\.)? {_OF}(?:[^\W\d_]{{3,12}}\.?,? {_OF}(?:1[34]|19|20)|(?i:{MONTH})\.?,? {_OF}'?)\d\d(?!\d)"
)
# "Bxf3" and "Nbd2+", as players of chess write.
MOVE = re.compile(r"[KQRBN]?[a-h]?[1-8]?x?[a-h][1-8](?:=?[QRBN])?[+#]?")
WEEK = re.compile(r"(?<!\w)(?:19|20)\d\d-W\d\d(?:-\d)?(?!\w)")
# Addresses of pages, files and where they are.
PATH = re.compile(
    r"://|www\.|^[~.]{0,2}/|[^\W\d]/[\w.-]{1,80}/\w|\\\\|\.(?:deb|iso|conf|txt|jpe?g|png|gif|heic|pdf|gz|zip|exe|html?|py|mp[34]"
    r"|m4a|opus|mov|log|ext[234]|sh|rpm|tar|bz2|md|docx?|xlsx?|pptx?|odt|rtf|epub|csv|jsonl?|ya?ml|toml|tex|apk|dmg)(?!\w)"
)
REACH = 40
INNER = re.compile(r"[^\W\d_]{2}(?:[_!@#$%&*+~.-]{1,2}[^\W\d_]|_)[^\W\d_]")
DIGITS = re.compile(r"\d")
LETTER = re.compile(r"[^\W\d_]")
MARK = re.compile(r"[^\w\s]|_")
MADE = re.compile(r"(?:[xyzXYZ09]|[\W_])+")
# A street with its number, and all around it that begins with a capital, in a script that has them, or is usual there.
_SMALL = (
    "de|del|della|dei|la|las|los|le|les|da|do|das|dos|di|du|des|am|an|der|den|die|zur|zum|im|van|het|nº|n°|no|nr|ul|al|os|m|bl"
    "|kl|kv|piso|apto|apt|ap|int|esc|bis|bât|appt|porte|étage|tour|bus|str|c|flat|unit|floor|og|eg|d|ул|д|кв|корп|пер|под|эт"
    "|дом|sok|mah|cad|kat|via|rua|rue|calle|av|km|lote|bloco|casa|interno|scala|klatka|mieszkania"
)
_PIECE = rf"(?:[^\W\d_a-zß-öø-ÿа-яё][\w'’\u0900-\u0963]{{0,20}}|\d{{1,6}}[a-zA-Z]?|(?:{_SMALL}))\.?"
PLACE = re.compile(rf"(?<![\w.])(?i:flat )?{_PIECE}(?:[ ,:/-]{{1,2}}{_PIECE}){{1,11}}(?!\w)")
STREET = re.compile(r"[^\W\d_]{4}|[\u0600-\u9fff]")
NUMBERS, NAMED = "dDgG", "mwWV"
# Numbers of a lottery: five and more, none above 99, the larger ones last.
DRAW, DRAWN, NINE = re.compile(r"\d{1,2}(?:[ ,-]{1,2}\d{1,2}){4,9}"), re.compile(r"\d+"), 9
FORMS = ((TOKEN, ""), (GROUP, ""), (PAPER, ""), (SMALL_PAPER, ""), (DAY, ""), (PLACE, "a"))


class Candidate(NamedTuple):
    """Where it stands in the line, and its kind by form alone: a letter."""

    start: int
    end: int
    kind: str


def candidates(line: str, low: str, near: Sequence[str] = (), *, topical: bool = False) -> Iterator[Candidate]:
    """Those of a line; what a stand-in could be is none. Plain words are, too, where it is `topical`.

    `low` is the line in small letters, `near` those around it, beside which two digits may be a part of a code.
    """
    line = line[:LONGEST_LINE]
    seen: set[tuple[int, int]] = set()
    loose = (*(plain_words(line) if topical else ()), *sentences(line, low), *small(low, near))
    for start, end, kind in (*_formed(line), *loose):
        value = line[start:end]
        if (
            (start, end) in seen
            or MADE.fullmatch(value)
            or value[:1] in ("@", "")
            or PATH.search(_around(line, start, end))
        ):
            continue
        if kind == "a" and not (DIGITS.search(value) and STREET.search(value)):
            continue
        if kind or _may_be(value):
            seen.add((start, end))
            kind = kind or kind_of(value)
            if not _is_harmless(line, start, end, kind) and not (kind in NAMED and is_name(low, start, end)):
                yield Candidate(start, end, kind)
        if len(seen) >= MOST:
            return


def _is_harmless(line: str, start: int, end: int, kind: str) -> bool:
    """Whether it is a number that counts or is drawn, a week of a calendar, a move of chess, or a colour."""
    value = line[start:end]
    if kind not in NUMBERS:
        whole = (MOVE, COLOUR, JOINED)
        return WEEK.search(value) is not None or any(form.fullmatch(value) is not None for form in whole)
    parts = [*map(int, DRAWN.findall(value))] if kind in "gG" and DRAW.fullmatch(value) else []
    return (parts != [] and parts == sorted(set(parts)) and parts[-1] > NINE) or counts(line, start, end)


def _formed(line: str) -> Iterator[tuple[int, int, str]]:
    for form, kind in FORMS:
        for match in form.finditer(line):
            yield *trimmed(line, *match.span()), kind


def _may_be(value: str) -> bool:
    """Whether it has digits enough, or a mark between letters."""
    digits = len(DIGITS.findall(value))
    return digits > 2 or bool((digits and not value.isdigit() and len(value) > 3) or INNER.search(value))


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
