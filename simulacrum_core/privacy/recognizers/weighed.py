"""Codes, passwords and accounts told by several words of a line together, in whatever order these stand.

"7351 for the bottom door", "the bike shed wants 9047", "in the shed you have to put 9047", "with plumcake22 you're online":
a value, what it opens, and what one does with it. What a number counts, costs or dates is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .beside import MILD, STRONG
from .codes import NEVER, is_year_like
from .later import later
from .nearby import trimmed
from .phrases import NUMBERED, UNITS
from .secret_words import word_search
from .spans import Span
from .told import is_password
from .word_table import END, any_word

VALUES = later(
    r"(?<![\w.,:/€$£#+*=?&-])(?<!\d )(?:\d{4,8}|\d{3}[ -]\d{3}|\d{1,4}[#*]\d{1,6}|[#*]?\d{3,8}[#*]|\*\d{3,8}|\d{3,6}(?!p(?!\w))[a-zа-я]|[a-zа-я]\d{3,6})"
    r"(?![\w@/%€$£₽#*]|[.,:-]\w| ?[%€$£₽]|[ -]\d)"
)
# What is shut, what somebody has that is locked, and what one does with these.
PLACE, GADGET = word_search("lock", "locked", "keys"), word_search("device", "gadget")
OPENS, ONLINE = word_search("opens", "unlocks"), word_search("online")
TYPED, ASKS = word_search("enter", "typing"), word_search("sends", "asks")
ACCOUNTS, PRICE = word_search("account", "service"), word_search("price")
FOR, TOLD = word_search("for"), word_search("told")
OF, WITH = word_search("of", "link", "this"), word_search("with", "way", "use", "as")
# Beside one of those above, what may stand behind a number that counts nothing.
BETWEEN = later(rf"[^\w\s]|\w{{1,3}}{END}|ل|{any_word(*'then still now or your laugh else confirm'.split())}")
ALARM = later(r"al{1,2}arm|wecker|réveil|despertador|sveglia|budzik|будильник|منبه|अलार्म|闹钟")
UNIT = later(rf"\s?(?:{UNITS}){END}", re.IGNORECASE)
CLAUSE = re.compile(r"[,;.:!?،؛؟–—]\s|\s[–—-]\s")
STARTS = later(rf"(?:^|[,;.:!?،؛؟–—-])\s{{0,2}}(?:{any_word('or', 'answer', 'then')}\s)?$")
ENDS = later(r"[\s.!?…)]{0,4}(?:$|[,;.!?]\s)")
MARKED = re.compile(r"[#*]")
ROUND_HOUR = re.compile(r"(?:[01]\d|2[0-3])[0-5][05]")
MIXED = later(r"(?<!\S)(?=\S{0,24}\d)(?=\S{0,24}[^\W\d_])\S{5,40}")
# What came on a phone, from whom.
CAME, SENDER = word_search("came", "got", "sends"), word_search("sender", "service")
CONFIRM, SMS = word_search("confirm"), word_search("sms")
PIN = word_search("pin")
# A network or a device that somebody asked for, at the start: "router? …".
TOPIC = later(r"[^?؟]{1,30}[?؟]")
WIFI, NAMED = later(r"wi-?fi|wlan|вай-?фай|واي ?فاي|वा[ईइ] ?फ़?ाई|无线|hotspot"), word_search("named")
ROUTER = word_search("router")
# What is counted there though nothing behind it says so.
COUNTED = later(
    r"(?<!\w)(?:bug|issue|ticket|order|ports?|page|room|flight|line|version|chapter|channel|size|model|bus|seite|zimmer|raum|zeile|modell|port[oua]?|puerto|página|pagina|habitación|sala|vuelo"
    r"|stanza|volo|quarto|voo|kamer|pagina|vlucht|pokój|strona|lot|порт|страниц\w|комнат\w|рейс|oda|sayfa|uçuş|غرفة|صفحة|رحلة|कमरा|पेज|उड़ान|第|房间)\s$"
)
SIX = later(r"\d{6}|\d{3}[ -]\d{3}")
# Accounts: seven digits and more where somebody speaks of money, and the branch.
MONEY = word_search("money", "bank")
OTHER_NUMBER = later(rf"(?<!\w)(?:{NUMBERED})(?!\w)")
ACCOUNT = later(
    r"(?<![\w.,:/€$£#+-])(?:\d(?:[ .-]?\d){6,25}(?:-[\dxk])?|\d{4,9}-[\dxk])(?![\w@/%€$£₽]|[.,:-]\d| ?[%€$£₽])"
)
# A day, an address of the Internet.
OTHERWISE = later(
    r"\d{4}[.-]\d\d?[.-]\d\d?(?:[ .-]\d\d?){0,3}|\d\d?[.-]\d\d?[.-]\d{4}(?:[ .-]\d\d?){0,3}|\d{1,3}(?:[.-]\d{1,3}){3}"
)
BRANCH = later(
    rf"{any_word('branch')}[\s:=.#]{{1,3}}(?:{any_word('link')}\s)?(?P<value>\d(?:[ -]?\d){{2,9}}|[a-z]{{4}}0[a-z\d]{{6}})(?![\w])"
)
PHONED = word_search("phone")
LINE = later(r"[^\n]{1,400}")
REACH, MOST, MOST_WORDS, FEW_WORDS = 60, 4, 22, 6


def weighed(text: str, low: str) -> Iterator[Span]:
    """Codes, passwords and accounts; `text` is what is read of a message, `low` the same in small letters."""
    for line in LINE.finditer(low):
        said, start = line.group(), line.start()
        if said.count(" ") > MOST_WORDS:
            continue
        if VALUES.search(said):
            yield from (Span(start + a, start + b, "code", "context") for a, b in _codes(said))
        if MIXED.search(said):
            spans = _passwords(text[start : line.end()], said)
            yield from (Span(start + a, start + b, "password", "context") for a, b in spans)
        if ACCOUNT.search(said):
            yield from (Span(start + a, start + b, "bank", "context") for a, b in _accounts(said))


def speaks_of_lock(said: str) -> bool:
    """Whether a line in small letters speaks of what is shut, and not of money."""
    place = PLACE.search(said) or (said.count(" ") < FEW_WORDS and OPENS.search(said))
    return bool(place) and not PRICE.search(said)


def speaks_of_typing(said: str) -> bool:
    """Whether it speaks of what one types to get in somewhere, or of getting in."""
    verb = TYPED.search(said) or OPENS.search(said)
    return verb is not None and _has_thing(said) and not PRICE.search(said)


def is_typed(line: str, start: int, end: int) -> bool:
    """Whether a value of a line in small letters stands beside a verb of typing."""
    return bool(TYPED.search(_before(line, start, 3)) or TYPED.search(_behind(line, end, 2)))


def _has_thing(line: str) -> bool:
    return PLACE.search(line) is not None or GADGET.search(line) is not None


def _before(line: str, start: int, words: int) -> str:
    """The last words before a value in its clause."""
    clause = CLAUSE.split(line[max(0, start - REACH) : start])[-1]
    return " ".join(clause.split()[-words:])


def _clause_before(line: str, start: int) -> str:
    """The words before a value that stands alone in its clause: "4th floor loo, 3962, …"."""
    said = CLAUSE.split(line[max(0, start - REACH) : start].rstrip(" ,:;،，") + " ")[-1]
    return said if said.count(" ") < FEW_WORDS else ""


def _behind(line: str, end: int, words: int) -> str:
    """The first words behind a value in its clause."""
    clause = CLAUSE.split(line[end : end + REACH] + " ", maxsplit=1)[0]
    return " ".join(clause.split()[:words])


def _codes(line: str) -> Iterator[tuple[int, int]]:
    values = [match for match in list(VALUES.finditer(line))[:MOST] if _may_open(line, match)]
    if not values or NEVER.search(line):
        return
    if len(values) == 1 and (
        _is_sent(line, values[0].group()) or (PIN.search(line) is not None and not PRICE.search(line))
    ):
        yield values[0].span()
    if not (_has_thing(line) or OPENS.search(line)):
        return
    found = [match for match in values if _is_opening(line, match)]
    others = [match for match in values if match not in found and _is_beside(line, match)] if found else []
    yield from (match.span() for match in [*found, *others])


def _may_open(line: str, value: re.Match[str]) -> bool:
    """No year, and nothing behind it that it counts."""
    said, behind = value.group(), line[value.end() : value.end() + REACH]
    if COUNTED.search(line, max(0, value.start() - REACH), value.start()) or UNIT.match(behind):
        return False
    if said.isdigit() and (is_year_like(said) or said.endswith("000")):
        return False
    rest = behind.lstrip()
    known = (BETWEEN, OF, WITH, OPENS, TYPED, PLACE, ONLINE, TOLD, CAME)
    return not rest or SIX.fullmatch(said) is not None or any(pattern.match(rest) for pattern in known)


def _is_sent(line: str, value: str) -> bool:
    """Whether it came from somebody who sends codes: six digits, or fewer that somebody is to confirm."""
    if PRICE.search(line):
        return False
    signs = sum(pattern.search(line) is not None for pattern in (CAME, SENDER, CONFIRM, SMS, ASKS, GADGET))
    return signs > (1 if SIX.fullmatch(value) else 2)


def _is_opening(line: str, value: re.Match[str]) -> bool:
    """Whether one types it where something is shut, or it stands for what is shut."""
    said, (start, end) = value.group(), value.span()
    hour = ROUND_HOUR.fullmatch(said) is not None
    if hour and ALARM.search(line):
        return False
    if is_typed(line, start, end) or MARKED.search(said):
        return True
    if hour or not said.replace(" ", "").isdigit() or PRICE.search(line) or not _has_thing(line):
        return False
    if OPENS.search(_before(line, start, 5)) or OPENS.search(_behind(line, end, 4)):
        return True
    first, last = STARTS.search(line, 0, start) is not None, ENDS.match(line, end) is not None
    if last and start and PLACE.search(_clause_before(line, start) if first else _before(line, start, 1)):
        return True
    if _stands_for_place(line, end, far=first):
        return True
    if PLACE.search(line) and (TOLD.search(_before(line, start, 6)) or TOLD.search(_behind(line, end, 2))):
        return True
    return last and (OPENS.search(line) is not None or ASKS.search(_before(line, start, 2)) is not None)


def _stands_for_place(line: str, end: int, *, far: bool) -> bool:
    """ "… for the door", "… kapı için": what is shut in the next words, with a word that says what for."""
    if not far:
        behind = _behind(line, end, 4)
        return FOR.match(behind) is not None and PLACE.search(behind) is not None
    behind = _behind(line, end, 7) or _behind(line, end + 2, 7)
    place = PLACE.search(behind)
    if place is None:
        return False
    return OF.match(behind) is not None or OF.search(behind, place.start()) is not None or behind.startswith("ل")


def _is_beside(line: str, value: re.Match[str]) -> bool:
    """The second of two: "7351 for the bottom door, 2260 for the other"."""
    start, end = value.span()
    behind = line[end : end + REACH].lstrip()
    of = OF.match(behind) is not None or behind.startswith("ل")
    return (STARTS.search(line, 0, start) is not None and of) or ENDS.match(line, end) is not None


def _passwords(line: str, low: str) -> Iterator[tuple[int, int]]:
    """What lets somebody into a network, a device or an account."""
    tokens = [trimmed(line, *match.span()) for match in list(MIXED.finditer(line))[:MOST]]
    found = [span for span in tokens if is_password(line[slice(*span)])]
    if len(found) != 1:
        return
    start, end = found[0]
    is_name = not line[:start].strip() and line[end : end + 2].strip()[:1] in (":", ",")
    if is_name or not (STRONG.fullmatch(line, start, end) or MILD.fullmatch(line, start, end)):
        return
    if ((topic := TOPIC.match(low, 0, start)) and ROUTER.search(topic.group())) or (
        any(pattern.search(low) for pattern in (ACCOUNTS, GADGET, ONLINE)) and _lets_in(low, start, end)
    ):
        yield start, end


def _lets_in(low: str, start: int, end: int) -> bool:
    """Whether one uses it, and is in."""
    before, behind = low[:start], _behind(low, end, 6) or _behind(low, end + 2, 6)
    asks = ASKS.search(_before(before, start, 1)) is not None
    used = asks or WITH.search(_before(before, start, 1)) is not None or is_typed(low, start, end)
    is_in = OPENS.search(low) is not None or ONLINE.search(low) is not None
    if used and (is_in or asks):
        return True
    return (
        any(pattern.search(behind) for pattern in (ONLINE, OPENS)) or OPENS.search(_before(low, start, 5)) is not None
    )


def _accounts(line: str) -> Iterator[tuple[int, int]]:
    """The number of an account where somebody speaks of money, and of its branch."""
    money = MONEY.search(line)
    if not money or OTHER_NUMBER.search(line, 0, money.start()):
        return
    for match in list(ACCOUNT.finditer(line))[:MOST]:
        if not (PHONED.search(line) or OTHERWISE.fullmatch(match.group())) and not UNIT.match(line, match.end()):
            yield match.span()
    for match in BRANCH.finditer(line):
        yield match.span("value")
