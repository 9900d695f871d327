"""Whether a text is prose: no chat, no journal, no log, no table, no code."""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

from simulacrum_core.sources import (
    date_line,
    is_diary,
    is_exchange,
    is_talk,
    may_hold_clock,
    may_hold_date,
    without_assistant,
    without_told_chat,
)

_TIME = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[ \u202f]?[ap]\.?m\.?)?"
_DATE = r"\d{1,4}[-./]\s?\d{1,2}[-./]\s?\d{1,4}\.?"
_STAMPED = re.compile(
    rf"[\s\u200e\u200f\ufeff]*[\[(<]?(?:(?:{_DATE}|{_TIME})(?=[\s\]),>T-]|$)"
    rf"|(?:[^\W\d_]{{2,9}}\.?,? ){{0,2}}\d{{1,2}}\.?,? (?:\d{{4}},? |[^\W\d_]{{3,9}}\.?,? (?:\d{{4}},? )?)?(?:at"
    rf" )?{_TIME}[ \]])",
    re.IGNORECASE,
)
_HEADED = re.compile(rf"[^\W\d_].{{0,50}}\s{_TIME}\s*", re.IGNORECASE)
_CLOCK_LINE = re.compile(rf"[\s\W_]*{_TIME}[\s\W_]*", re.IGNORECASE)
_ENTRY = re.compile(rf"\s*(?:\[{_DATE}[^\]\n]{{0,20}}\]|\d{{4}}-\d\d-\d\d {_TIME})\s+\S", re.IGNORECASE)
_DATE_FIELD = "\tDate:\t"
_DAY_ONE = re.compile(f"^{_DATE_FIELD}", re.MULTILINE)
_CODE = re.compile(
    r"\s*(?:#include|#!|import [\w.{*]|from [\w.]+ import|def \w+\(|class \w+[:({]|function\b.*[{(]"
    r"|(?:var|let|const) \w+ ?=|return\b.*;|public |private |</?\w+[ >/]|@\w+$|\w[\w.\-]*\s*[=:]\s*\S*$"
    r"|\w[\w.]*\([^)]*\)$|--\w|\$ |//|/\*|\*/|[{}\[\]();,]+$)"
)
_ORG = re.compile(r"^\*+ .*(?:\d{4}-\d\d-\d\d|<\d{4})|^:PROPERTIES:", re.MULTILINE)
_WIDE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
# Marks of direction, blanks and commas that stand in dates.
_PLAINER = dict.fromkeys([0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]) | {
    0x060C: ",",
    0xA0: " ",
    0x202F: " ",
}
_NOT_PLAIN = re.compile(f"[{re.escape(''.join(map(chr, _PLAINER)))}]")
_ITEM = re.compile(r"\s{0,20}(?:[-*+•–◦▪☐☑☒✓✗]|\[[ xX]\])[ \t]{1,9}(?:\[[ xX]\] )?[^\s\W]")
_LINKED = re.compile(r"!?\[\[[^\[\]\n]{0,300}\]\]|!?\[[^\[\]\n]{0,300}\]\([^()\s]{0,2000}\)")
_LETTERS = re.compile(r"[A-Za-z\u0080-\U0010ffff]{1,40}(?:['-][A-Za-z\u0080-\U0010ffff]{1,40}){0,4}")
_AROUND = ".,;:!?…()\"“”„«»'’*_~=-"
_DIGIT = re.compile(r"\d")
_NUMBERED = re.compile(r"\s*[\[(]?\d(?!\d{0,3}[.)/][ \t])")
"""A line with a number that is none of a list, `1. `, or of a thread, `1/ `."""
# Signs above and below letters are no letters to `re`, and many scripts have them.
_WORD = re.compile(r"[^\x00-@\[-`{-\x7f\s\u2500-\u259f]+")
_UNSEEN = re.compile(r"[\u0080-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2500-\u259f\u3000]")
"""What is beyond ASCII and no part of a word."""
_LETTERS_ALONE = bytes(sign if chr(sign).isalpha() or sign == ord("?") else 32 for sign in range(128)).ljust(256)
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
Nature = Literal["prose", "talk", "journal", "nothing"]
LEAST = 8
"""Words that prose has at least where nobody says that it is an essay."""


def _plainer(text: str) -> str:
    # To translate a text that is not ASCII takes 0.02 µs a character; few have anything to translate.
    return text.translate(_PLAINER) if _NOT_PLAIN.search(text) else text


def nature_of(text: str, title: str | None = None) -> Nature:
    """What the beginning of a text reads like."""
    unfenced = _FENCED.sub("", text) if "```" in text or "~~~" in text else text
    # Blank lines tell where somebody begins to speak.
    unfenced = without_assistant(unfenced)
    plain = _plainer(unfenced)
    lines = [line for line in plain.split("\n") if line.strip()]
    if not lines or lines[0].lstrip().startswith("<?xml"):
        return "nothing"
    body = "\n".join(lines)
    # A paragraph below a message is none of it where a blank line is between them.
    if may_hold_clock(body) and len(own := without_told_chat(every := plain.split("\n"))) < len(every):
        return nature_of("\n".join(own))
    if is_talk(body, title):
        # Whether its author is one of those who speak is known when it is read.
        return "prose" if is_exchange(plain) else "talk"
    if is_dated(lines, text, is_as_written=plain is unfenced):
        return "journal"
    return "prose" if not _is_list_of_times(lines) and _is_prose(lines, body) else "nothing"


def is_list(text: str) -> bool:
    """Whether a text is a list of things, however few: its lines begin with bullets or boxes to tick."""
    lines = [line for line in text.split("\n") if line.strip()]
    items = [item for item in map(_ITEM.match, lines) if item]
    is_of_items = len(items) > 1 and len(items) * 5 >= len(lines) * 4
    return is_of_items and natural_words(text) >= len(items) and sum(map(len, _WORD.findall(text))) * 2 > len(text)


def natural_words(text: str) -> int:
    """How many words of a text are written as words are: no tags, links, addresses, numbers, and no ciphers."""
    words = (word.strip(_AROUND) for word in _LINKED.sub(" ", text).split() if not word.startswith("#"))
    return sum(
        word in (word.lower(), word.capitalize(), word.upper()) and _LETTERS.fullmatch(word) is not None
        for word in words
    )


def _is_prose(lines: list[str], body: str) -> bool:
    """Whether lines, which make a body, are sentences that one person wrote for others to read."""
    (words, size), wide = _words_of(body), 0 if body.isascii() else len(_WIDE.findall(body))
    if words + wide // 2 < LEAST or size > 25 * words + wide * 10:
        return False
    letters = size + body.count(" ") + body.count("\n")
    return letters * 10 >= len(body) * 7 and not _is_code(lines) and not _is_table(lines, body)


def _words_of(body: str) -> tuple[int, int]:
    """How many words a text has, and how many letters they have together."""
    if _UNSEEN.search(body):
        words = _WORD.findall(body)
        return len(words), sum(map(len, words))
    # Counted as bytes, in half the time: what is not ASCII becomes a sign that stands for nothing else.
    letters = body.replace("?", " ").encode("ascii", "replace").translate(_LETTERS_ALONE)
    return len(letters.split()), len(letters) - letters.count(b" ")


def _is_list_of_times(lines: list[str]) -> bool:
    """Whether lines begin with times or other numbers: a log, a timetable, a table."""
    dated = [line for line in lines if _DIGIT.search(line)]
    if len(dated) < 2:
        return False
    stamped = sum(bool(_STAMPED.match(line) or _HEADED.fullmatch(line)) for line in dated)
    numbered = sum(bool(_NUMBERED.match(line)) for line in dated)
    return (stamped >= 2 and stamped * 4 >= len(lines)) or (numbered >= 3 and numbered * 2 >= len(lines))


def is_dated(lines: list[str], text: str, *, is_as_written: bool = False) -> bool:
    """Whether a text is made of entries that begin with their dates; its lines may be as it has them, or plainer."""
    if (_DATE_FIELD in text and _DAY_ONE.search(text)) or (("*" in text or ":PR" in text) and _ORG.search(text)):
        return True
    # Most texts have no date at all, and then no line of them is looked at.
    if not may_hold_date(text) and (is_as_written or not may_hold_date("\n".join(lines))):
        return False
    if is_diary(text):
        return True
    days = sum(date_line(line) is not None for line in lines)
    entries = sum(bool(_ENTRY.match(line)) for line in lines)
    starts = date_line(lines[0]) is not None or bool(_ENTRY.match(lines[0]))
    if starts and _CLOCK_LINE.fullmatch(lines[1] if len(lines) > 1 else ""):
        return True
    return (days >= 2 and (starts or days * 8 >= len(lines))) or entries >= 2 or (entries == 1 and starts)


def _is_code(lines: list[str]) -> bool:
    return sum(map(_is_statement, lines)) * 10 > len(lines) * 3


def _is_statement(line: str) -> bool:
    """Whether a line begins or ends as those of programs do."""
    bare = line.rstrip()
    if bare.endswith(("{", "}", "\\")) or (bare.endswith(";") and any(map(bare.__contains__, "({="))):
        return True
    return _CODE.match(line) is not None


def _is_table(lines: list[str], body: str) -> bool:
    """Whether most lines have the same number of separators, as tables do."""
    for separator in ("\t", ";", "|", ","):
        total = len(lines)
        if body.count(separator) * 10 < total * 9:
            continue
        counts = Counter(line.count(separator) for line in lines)
        most, times = counts.most_common(1)[0]
        if most and total >= 2 and times * 10 >= total * 9 and (separator != "," or (total >= 4 and _is_tight(lines))):
            return True
    return False


def _is_tight(lines: list[str]) -> bool:
    """Whether commas stand without blanks behind them."""
    text = "".join(lines)
    return text.count(",") > 2 * text.count(", ")
