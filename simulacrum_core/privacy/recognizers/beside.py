"""Values that are told by what stands around them, in lines in which hardly anybody says "password" or "code".

"it sent me 553 208, quick", "used to be tulip7, now tulip8, the wifi", "tangerine, all lowercase, for the guest network".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .chosen import is_word
from .codes import is_year_like
from .later import later
from .nearby import trimmed
from .phrases import UNITS
from .secret_words import word_search
from .spans import Span
from .told import is_password
from .word_table import END, any_word, words_of

THING = word_search("device", "account", "password", "card", "service")
FORMER, NOW = word_search("former"), word_search("now", "change")
SPELLING = word_search("spelling")
ENTER = word_search("enter")
OPENS = word_search("opens")
GOT, SMS = word_search("got", "sends"), word_search("sms", "service", "code")
WITH = word_search("enter", "use", "with", "link", "change", "now", "still", "opens", "account", "as")
BEHIND = word_search("enter", "opens", "use", "with", "spelling")
# Letters, then digits, with a mark of the kind that sites ask for; and the same without one.
STRONG = later(
    r"(?=\w{0,32}[!#$%&*?]|\w{0,32}\.\d\d)[^\W\d_]{3,16}[!#$%&*._?-]{0,2}\d{1,6}[!#$%&*?]{0,3}", re.IGNORECASE
)
MILD = later(r"[^\W\d_]{4,20}[!#$%&*._?-]{0,2}(?:\d{2,6}|\d[a-z]{2,9})[!#$%&*?]{0,3}|[^\W\d_]{6,20}\d", re.IGNORECASE)
RECOVERY = word_search("recovery")
BACK = word_search("back")
SENT = later(r"(?<![\w.,:/€$£#+-])(?:\d{6}|\d{3}[ -](?!000)\d{3})(?![\w@/%€$£]|[.,:/-]\w|[ -]\d| ?[%€$£₽])")
CARD = later(r"(?<!\d)(?:\d{4}[ -]?){3}\d{1,7}(?!\d)")
CHECK = later(r"(?<![\w.,:/€$£+-])\d{3,4}(?![\w@%€$£/]|[.,:/-]\d)")
# "the pin of grandma's phone is still 1952": years too.
STILL = later(
    rf"{any_word('pin')}(?:\s[^\s\d]{{1,14}}){{0,6}}?\s{any_word('still')}(?:\s[^\s\d]{{1,8}}){{0,1}}\s(?P<value>\d{{4,8}})(?![\w@/%€$£]|[.,:/-]\d)"
)
APART = word_search("lock", "opens", "enter", "code", "pin")
UNIT = later(rf"\s?(?:{UNITS}){END}", re.IGNORECASE)
MIXED = later(r"[^\W\d][!#$%&*._?-]{0,2}\d|\d[!#$%&*._?-]?[^\W\d]")
TOKEN = later(r"\S{1,64}")
LINE = later(r"[^\n]{1,400}")
STEMS = sorted({word[:10] for word in words_of("spelling") if len(word) > 4})
MOST, MOST_WORDS, REACH = 8, 16, 80


def beside(text: str, low: str, named: frozenset[str], has_digit: bool) -> Iterator[Span]:
    """Passwords and codes; `text` is what is read of a message, `low` the same in small letters."""
    is_mixed = has_digit and MIXED.search(text) is not None
    for line in LINE.finditer(text):
        said, start = low[slice(*line.span())], line.start()
        yield from (Span(start + a, start + b, "password", "context") for a, b in _spelled(line.group(), said))
        if is_mixed:
            yield from (Span(start + a, start + b, "password", "context") for a, b in _passwords(line.group(), said))
        if has_digit:
            yield from (Span(start + a, start + b, "code", "context") for a, b in _codes(said, "pin" in named))


def is_of_lock(low: str, place: int) -> bool:
    """Whether the line around a number that somebody spells out speaks of what a code opens."""
    start, end = low.rfind("\n", 0, place) + 1, low.find("\n", place)
    end = len(low) if end < 0 else end
    return APART.search(low, max(start, place - REACH), min(end, place + REACH)) is not None


def _passwords(line: str, low: str) -> Iterator[tuple[int, int]]:
    """By what was before them, by what they open, by what they recover."""
    tokens = (trimmed(line, *token.span()) for token in TOKEN.finditer(line) if MIXED.search(token.group()))
    found = [span for span in tokens if is_password(line[slice(*span)])][:MOST]
    if not found:
        return
    recovery = RECOVERY.search(low) is not None
    if not (recovery or (low.count(" ") <= MOST_WORDS and THING.search(low))):
        return
    former = FORMER.search(low) is not None and NOW.search(low) is not None
    entered = OPENS.search(low) is not None and ENTER.search(low) is not None
    if recovery:
        yield from found
    elif former and len(found) == 2:
        if _has_beside(FORMER, low, found[0], 3) and _has_beside(NOW, low, found[1], 3):
            yield from found
    elif entered and len(found) == 1 and _has_beside(ENTER, low, found[0], 2):
        yield from found
    else:
        yield from (span for span in found if _is_for_thing(line, low, span))


def _is_for_thing(line: str, low: str, span: tuple[int, int]) -> bool:
    """Whether a value of a line about an account or a device has the look of a password, or a verb beside it."""
    value = line[slice(*span)]
    if STRONG.fullmatch(value):
        return True
    if not MILD.fullmatch(value) or not line[: span[0]].strip() or line[span[1] : span[1] + 1] in (":", ","):
        return False
    before = " ".join(low[max(0, span[0] - REACH) : span[0]].split()[-1:])
    behind = " ".join(low[span[1] : span[1] + REACH].split()[:1])
    return WITH.search(before) is not None or BEHIND.match(behind) is not None


def _has_beside(pattern: re.Pattern[str], low: str, span: tuple[int, int], words: int) -> bool:
    """Whether it stands in the `words` words before a value, or right behind it."""
    before = " ".join(low[max(0, span[0] - REACH) : span[0]].split()[-words:])
    behind = " ".join(low[span[1] : span[1] + REACH].split()[:1])
    return pattern.search(before) is not None or pattern.match(behind) is not None


def _spelled(line: str, low: str) -> Iterator[tuple[int, int]]:
    """The first word of a line, or the one behind a verb of typing, before what says how it is written."""
    spelling = SPELLING.search(low) if low.count(" ") <= MOST_WORDS else None
    if spelling is None:
        return
    first = TOKEN.search(line)
    span = trimmed(line, *first.span()) if first else (0, 0)
    if MILD.fullmatch(line[slice(*span)]) and is_password(line[slice(*span)]) and spelling.start() - span[1] < 3:
        yield span
        return
    if not THING.search(low):
        return
    tokens = list(TOKEN.finditer(line, 0, spelling.start()))[:MOST_WORDS]
    if not tokens or (len(tokens) > 2 and not ENTER.search(low, 0, spelling.start())):
        return
    token = tokens[0] if len(tokens) < 3 else tokens[-1]
    span = trimmed(line, *token.span())
    value = low[slice(*span)]
    if len(value) > 4 and not SPELLING.search(value) and (is_word(value) or is_password(line[slice(*span)])):
        yield span


def _codes(low: str, has_pin: bool) -> Iterator[tuple[int, int]]:
    for match in STILL.finditer(low) if has_pin else ():
        if not UNIT.match(low, match.end("value")):
            yield match.span("value")
    if low.count(" ") <= MOST_WORDS:
        sent = [
            match for match in SENT.finditer(low) if not (UNIT.match(low, match.end()) or match.group().endswith("000"))
        ]
        if len(sent) == 1 and GOT.search(low) and SMS.search(low):
            yield sent[0].span()
    if (card := CARD.search(low)) and (back := BACK.search(low, card.end())):
        check = CHECK.search(low, back.end(), back.end() + REACH // 2) or CHECK.search(low, card.end(), back.start())
        if check and not is_year_like(check.group()):
            yield check.span()
