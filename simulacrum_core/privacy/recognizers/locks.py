"""Codes that open a door, a safe, a screen: told by the lock, by what happens, or by what one types."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .codes import NEVER, NO_WAY, VALUE, is_year_like
from .later import later
from .phrases import UNITS
from .secret_words import word_search
from .spans import Span
from .word_table import END, any_word

STAR_BEHIND = later(
    r"(?:\s(?:and|then|und|et|puis|y|luego|e|poi|depois|en|dan|i|potem|и|потом|ve|sonra|و|ثم|aur|phir|再按|再))?\s?"
    r"(?:the |la |el |il |die |de |het )?(?:star|hash|pound key|hash key|stern|raute|étoile|dièse|asterisco|almohadilla|cancelletto|sterretje|hekje|gwiazdk\w|звезд[оё]?ч?к\w|решетк\w|yıldız\w{0,2}|kare\w{0,2}|نجمة|مربع|स्टार|星号|井号)(?!\w)"
)
WORDS = word_search("lock", "opens", "enter")
LOCKS = word_search("lock", "card", "keys")
_WAY = rf"(?P<way>(?:[\s:=,#]{{0,3}}{any_word('way', 'link', 'your')}){{0,4}}[\s:=,;–—>*-]{{0,4}})"
_LUGGAGE = (
    r"(?:suit|brief)case\w{0,2}|luggage|padlock|\w{0,8}lock|koffer\w?|\w{0,10}schloss|valise|cadenas|antivol|maleta|candado|valigia|lucchetto"
    r"|mala|cadeado|\w{0,8}slot|walizk\w{1,2}|kłódk\w{1,2}|чемодан\w{0,2}|замо?к\w?|bavul\w{0,4}|valiz\w{0,4}|kili[td]\w{0,4}|ال(?:شنطة|قفل|حقيبة)|सूटकेस|ताला|taala|箱|行李箱|挂锁"
)
# What is shut, and has no hours at which it opens.
SHUT = later(
    rf"(?<!\w)(?:{_LUGGAGE}|safe|vault|lockers?|key ?(?:safe|box)|lock ?box|spind|tresor|schlüssel\w{{3,9}}|coffre(?:-fort)?|casier|caja fuerte|taquilla|cassaforte"
    r"|armadietto|cofre|armário|cacifo|kluisje|kluis|sejf\w?|szafk\w|skrytk\w|сейф\w?|шкафчик\w?|ячейк\w|kasa|dolap|خزنة|خزانة|قفل|तिजोरी|ताले|taale|tijori|保险[柜箱]|柜子|锁)(?!\w)"
)
LUGGAGE = later(rf"(?<!\w)(?:{_LUGGAGE})(?!\w)")
LUGGAGE_IS = later(rf"(?<!\w)(?:{_LUGGAGE})(?:\s[^\W\d_]{{1,14}}){{0,1}}?{_WAY}$")
ENTERED = later(rf"{any_word('enter')}{_WAY}$")
OPENED = later(rf"{any_word('opens')}{_WAY}$")
LOCKED = later(rf"{any_word('lock')}(?P<of>(?:\s[^\W\d_]{{1,14}}){{0,2}}?){_WAY}$")
CODED = later(rf"{any_word('code', 'password')}{_WAY}$")
ENTERED_BEHIND = later(rf"\s?{_WAY}{any_word('enter')}")
OPENED_BEHIND = later(rf"\s?{_WAY}(?:[^\W\d_]{{1,12}}\s)?{any_word('opens')}")
# "4417 is what you type at the door": at the start of a line.
BEGINS = later(r"\W{0,4}(?:[^\W\d_]{1,6}\W{1,3})?")
SAID_OF = later(rf"[\s,]{{1,3}}(?:{any_word('link')}\s)?(?:[^\s\d.!?]{{1,12}}\s){{0,4}}?{any_word('enter', 'opens')}")
EXPECTED = word_search("opens", "code", "pin", "inside")
CODE = word_search("code", "pin", "password")
NUMBER = word_search("code", "phone")
ON_IT = later(
    rf"\s(?:is |es |ist |est |è |é |это |to |dla )?(?:on|for|am|an|auf|für|sur|pour|du|en|para|del?|per|sul|no|na|do|op|voor|van|на|для|от|için|على|عال|ke liye|pe)\s(?:[^\W\d_]{{1,12}}\s){{0,3}}?{any_word('lock')}"
)
COMBINATION = later(
    r"(?<![\w.,:/€$£#-])\d{1,2}([ -])\d{1,2}\1\d{1,2}(?:\1\d{1,2})?(?![\w@/%€$£]|[.,:-]\w|[ -]\d| ?(?:uhr|h|am|pm)\b)"
)
APART = re.compile(r"\d( |-)\d\1\d")
VALUES = later(rf"{COMBINATION.pattern}|{VALUE}|(?<![\w.,:/€$£#-])\d{{3}}(?![\w@/%€$£]|[.,:-]\w| ?[%€$£₽])")
UNIT = later(rf"\s?(?:{UNITS}){END}", re.IGNORECASE)
SIX = later(r"\d{3} (?!000)\d{3}")
HOUR = re.compile(r"[01]\d[0-5]\d|2[0-3][0-5]\d")
ALARM = later(r"al{1,2}arm|antifurto|сигнал|إ?نذار|अलार्म")
KEY_BEHIND = later(
    r"\s?[#*]|\s\w{0,6}\s?(?:hash|pound|star(?!s)|raute|stern|dièse|étoile|almohadilla|asterisc|cancelletto|sustenido|hekje|решетк|решётк|krzyżyk|diyez|kare|gwiazdk|звезд|звёзд|sterretje|asterisk|estrela|yıldız|نجمة|نجمه|مربع|स्टार|星|井)"
)
LINE = later(r"[^\n]{1,4000}")
REACH, MOST, MANY, FEW, SHORT = 90, 6, 12, 4, 3


def locks(text: str, low: str) -> Iterator[Span]:
    """Codes of locks; `text` is what is read of a message, `low` the same in small letters."""
    for line in LINE.finditer(text):
        start, end = line.span()
        if (
            WORDS.search(low, start, end) or STAR_BEHIND.search(low, start, end) or COMBINATION.search(low, start, end)
        ) and not NEVER.search(low, start, end):
            for value in list(VALUES.finditer(text, start, end))[:MOST]:
                if _is_lock_code(low[start:end], value.start() - start, value.end() - start):
                    yield Span(*value.span(), "code", "context")


def has_star(low: str) -> bool:
    """Whether it names one of the two keys that end a code."""
    return STAR_BEHIND.search(low) is not None


def _is_lock_code(line: str, start: int, end: int) -> bool:
    """Whether digits of a line in small letters open something."""
    value, before, behind = line[start:end], line[max(0, start - REACH) : start], line[end : end + REACH]
    is_combination = COMBINATION.fullmatch(value) is not None
    if UNIT.match(behind):
        return False
    if not (is_combination or _has_digits(value)):
        return len(value) == SHORT and _opens_luggage(line, before, behind)
    return _is_apart(line, value) or _is_placed(line, before, value, behind, start)


def _is_apart(line: str, value: str) -> bool:
    """Three digits with blanks between, in a line about what is shut."""
    return APART.fullmatch(value) is not None and SHUT.search(line) is not None


def _is_placed(line: str, before: str, value: str, behind: str, start: int) -> bool:
    """Whether the words before or behind a value, or where it stands, say that it opens something."""
    is_combination = COMBINATION.fullmatch(value) is not None
    if BEGINS.fullmatch(line[:start]) and (ON_IT.match(behind) or (is_combination and LOCKS.search(behind))):
        return line.count(" ") < MANY and (is_combination or not (is_year_like(value) or HOUR.fullmatch(value)))
    if not is_combination and STAR_BEHIND.match(behind):
        return not is_year_like(value)
    if not is_combination and (ENTERED.search(before) or ENTERED_BEHIND.match(behind)):
        return (_opens(line) or SIX.fullmatch(value) is not None) and not _is_time(line, value)
    if (opened := OPENED.search(before)) and not is_combination:
        is_short = opened["way"].strip() and line.count(" ") < FEW
        return bool(is_short or LOCKS.search(line)) and not _is_time(line, value)
    if not is_combination and BEGINS.fullmatch(line[:start]) and SAID_OF.match(behind):
        return _opens(line) and not _is_time(line, value)
    if not is_combination and OPENED_BEHIND.match(behind) and LOCKS.search(line):
        return not _is_time(line, value)
    locked = LOCKED.search(before) or (CODED.search(before) if is_combination else None)
    if locked is not None and _is_direct(locked, line, value, behind):
        return True
    shut = SHUT.search(before) is not None and not NO_WAY.search(before) and line.count(" ") < MANY - 4
    return shut and (is_combination or (not behind.strip(" .!") and not is_year_like(value)))


def _opens_luggage(line: str, before: str, behind: str) -> bool:
    """Three digits, which open suitcases and chains and count everything else."""
    if LUGGAGE.search(line) is None:
        return False
    if (told := OPENED.search(before) or LUGGAGE_IS.search(before)) and re.search(r"[\w:=]", told["way"]):
        return True
    if CODE.search(before) and LUGGAGE_IS.search(before):
        return True
    return OPENED.search(before) is not None or OPENED_BEHIND.match(behind) is not None


def _has_digits(value: str) -> bool:
    """Enough of them to open something."""
    digits = sum(map(str.isdigit, value))
    return digits > 3 or (digits > 2 and not value.isdigit() and not value.isalpha())


def _opens(line: str) -> bool:
    return bool(LOCKS.search(line) or EXPECTED.search(line) or KEY_BEHIND.search(line))


def _is_time(line: str, value: str) -> bool:
    """A year, or an hour without a colon, where no word for a code says otherwise."""
    if CODE.search(line):
        return False
    return is_year_like(value) or (HOUR.fullmatch(value) is not None and ALARM.search(line) is not None)


def _is_direct(locked: re.Match[str], line: str, value: str, behind: str) -> bool:
    """Behind the word for a lock, with nothing but "is" or "with" between; without that at the end of a short line."""
    has_link = re.search(r"[\w:=]", locked["way"]) is not None or NUMBER.search(locked.string) is not None
    if locked.re is LOCKED and locked["of"] and not has_link and behind.strip(" .!"):
        return False
    if COMBINATION.fullmatch(value) or not value.isdigit():
        return True
    if has_link:
        return not _is_time(line, value)
    return not behind.strip(" .!") and line.count(" ") < FEW and not is_year_like(value) and not HOUR.fullmatch(value)
