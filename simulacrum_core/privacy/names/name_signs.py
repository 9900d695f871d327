"""Whether words that are like a name are written as one."""

from __future__ import annotations

import re

from .name_forms import SHORT, Form
from .name_index import NameForm
from .ordinary import ABBREVIATIONS, TITLED, WORDS, is_meant, is_month, plain

# First letters of a double name: "JB".
CAPITALS = re.compile(r"[BCDFGJKLMNPQRSTVWXYZ]{2}")


def is_initialed(text: str, start: int, first_end: int, end: int, form: Form) -> bool:
    """Whether initials are written as such: "Ada L.", "A. Lind", "A.L.", "ada_l", but not "9 A.M."."""
    if is_wordy(text, start - 1, -1) or is_wordy(text, end) or _continues(text, start, end):
        return False
    first, last, between = text[start:first_end], text[end - len(form[1]) : end], text[first_end : end - len(form[1])]
    is_dotted = text[end : end + 1] == "."
    if len(form[0]) == len(form[1]) == 1:
        is_spared = "".join(form) in ABBREVIATIONS
        return between in (".", ". ") and is_dotted and first.isupper() and last.isupper() and not is_spared
    if len(form[1]) == 1:
        return between in (".", "_") or (between == " " and is_dotted and last.isupper())
    if between == "." and len(last) > 3 and last.islower() and last not in WORDS:
        return True
    return between == "_" or (between in (".", ". ") and first.isupper() and last[:1].isupper())


def _continues(text: str, start: int, end: int) -> bool:
    """Whether the dots go on to another letter: "U.S.A."."""
    return (start > 1 and text[start - 1] == "." and text[start - 2].isalpha()) or (
        text[end : end + 1] == "." and text[end + 1 : end + 2].isalnum()
    )


def is_name(text: str, start: int, end: int, form: NameForm) -> bool:
    """Whether one word that is like a name is meant as one."""
    word = text[start:end]
    if is_wordy(text, start - 1, -1) or is_wordy(text, end) or is_month(text, start, end):
        return False
    if plain(word) in WORDS or form.way.wordy or (form.way.rank and len(word) < 4 and word.isascii()):
        return is_meant(text, start, end) or (form.way.rank == SHORT and CAPITALS.fullmatch(word) is not None)
    return (
        word[:1] != word[:1].lower()
        or not word[:1].isalpha()
        or (form.way.small and len(word) > 2)
        or word[:1].upper() == word[:1]
        or TITLED.search(text, max(0, start - 24), start) is not None
    )


def is_wordy(text: str, place: int, step: int = 1) -> bool:
    """Whether a stroke there joins the word with another one; "_Ada_" is only written slanted."""
    beyond = place + step
    return 0 <= place < len(text) and text[place] == "_" and 0 <= beyond < len(text) and text[beyond].isalnum()
