"""Phone numbers: valid ones of the regions at hand, and those that are called so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from ...errors import MissingExtraError
from .later import later
from .phrases import NUMBERED
from .spans import Span
from .word_table import any_word

# Tried where nobody says in which countries a chat lives.
REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "PT", "BR", "RU", "MX", "AT", "CH")
# Tried besides where a number is called one.
OTHERS = (
    "IN",
    "PL",
    "TR",
    "NL",
    "BE",
    "AU",
    "CN",
    "SA",
    "EG",
    "AE",
    "UA",
    "IE",
    "CA",
    "AR",
    "CO",
    "CZ",
    "GR",
    "ZA",
    "JP",
)
# Countries in whose numbers no zero stands before the digits, by how many there are.
WITHOUT_ZERO = {9: frozenset({"ES", "PT", "PL"}), 11: frozenset({"BR"})}
GAP = r"(?:[ .\-–/\u00a0]|\)[ -]?| \(?|-\(| [-–/] )?"
CANDIDATE = later(
    rf"(?<![\w.,:/#@$€£¥=&?%+!*^~\-])(?:\+|\+?\()?\d(?:{GAP}\d){{6,16}}(?![\w@]|[.,:]\d|[-–/]\d| ?[€$£₽%])"
)
_CALLS = (
    r"\b(?:call|ring|text|dial|phone|mobile|cell|tel|telf|telephone|number|num|landline|whatsapp|zap|sms|fax|reach"
    r"|handy|handynummer|nummer|telefon\w{0,6}|ruf\w{0,2}|anruf\w{0,2}|erreich\w{0,4}|festnetz|num[ée]ro|n[uú]mero|portable"
    r"|appelle\w{0,2}|joindre|m[oó]vil|celular|cel|tel[eé]fono|ll[aá]ma\w{0,3}|liga\w{0,2}|ligue|telem[oó]vel|telefone|fone"
    r"|cellulare|cell|chiama\w{0,3}|numero|номер\w{0,2}|тел|телефон\w{0,2}|звони\w{0,4}|позвони\w{0,4}|набери\w{0,2}"
    r"|zadzwoń|dzwoń|zadzwon|numer\w{0,2}|komórk\w|ara|arayın|numara\w{0,3}|telefonum)\b"
)
CALLS = later(_CALLS, re.IGNORECASE)
"""What is done with a phone, and what it is called, but for the words of the table."""
CALLED = later(rf"{_CALLS}|{any_word('phone', 'reach')}", re.IGNORECASE)
SAID = later(
    r"\b(?:call|ring|text|dial|phone|mobile|cell|tel|telf|telephone|whatsapp|handy\w{0,6}|telefon\w{0,6}|ruf\w{0,2}|appelle\w{0,2}"
    r"|m[oó]vil|celular|tel[eé]fono|ll[aá]ma\w{0,3}|telem[oó]vel|telefone|cellulare|chiama\w{0,3}|тел|телефон\w{0,2}|звони\w{0,4})\b",
    re.IGNORECASE,
)
NUMBERED_BEFORE = later(rf"\b(?:{NUMBERED}|code|kod)\b[^\n]{{0,18}}$", re.IGNORECASE)
OTHERWISE = later(
    r"\d{5}-\d{3}|(?:19|20)\d\d[-./ –](?:0?[1-9]|1[0-2])[-./ –]\d{1,2}(?!\d).{0,40}|(?:19|20)\d\d[-–](?:19|20)\d\d"
    r"|(?:0?[1-9]|[12]\d|3[01])[-./](?:0?[1-9]|1[0-2])[-./](?:19|20)?\d\d(?![\d./-]).{0,40}"
    r"|\d{1,3}(?:\.\d{3}){2,4}|\d{1,2}(?: \d{3}){2,4}|[\d ]{0,4}\d{1,3}\.\d{5,20}.{0,40}|\d{1,3}(?:\.\d{1,3}){3}"
)
# A number behind a shorter one: "mon 06 06 48 …".
LATER = later(r"\d{1,4} ((?:0[1-9]|\+\d)(?:\D{0,3}\d){7,13})$")
# Somebody who is no contact is mentioned by the digits of the number, and a link opens a chat with them; the country's
# prefix goes without its sign.
MENTIONED = later(r"(?:(?<![\w@.])@|\bwa\.me/\+?|\bwhatsapp\.com/send/?\?phone=\+?)(\d{9,15})(?![\w@]|[.,:]\d)")
BARE = later(r"(?<![\w.,:/#@$€£¥=&?%+*^~-])[2-9]\d{9,14}(?![\w@%€$£₽]|[.,:/-]\d)")
# Ranges that are kept free for films and books and that the library counts as not in use.
FICTION = later(r"(?:44|0044|0)((?:7700900|1632960)\d{3})")


def phones(text: str, regions: Sequence[str]) -> Iterator[Span]:
    """Phone numbers; raises MissingExtraError without the library `phonenumbers`."""
    yield from _with_country(text, regions)
    for match in CANDIDATE.finditer(text):
        value = match.group()
        if OTHERWISE.fullmatch(value) or not 7 <= len(re.sub(r"\D", "", value)) <= 15:
            continue
        before = text[max(0, match.start() - 40) : match.start()]
        if NUMBERED_BEFORE.search(before) and not SAID.search(before):
            continue
        called = CALLED.search(before) is not None
        around = called or CALLED.search(text[match.end() : match.end() + 24]) is not None
        alone = around or text.strip() == value
        rest = LATER.match(value)
        if _is_valid(value, (*regions, *OTHERS) if around else regions, alone):
            yield Span(*match.span(), "phone", "checksum")
        elif rest and _is_valid(rest[1], regions, alone):
            yield Span(match.start() + rest.start(1), match.end(), "phone", "checksum")
        elif (around and _looks_dialled(value)) or (SAID.search(before) and re.fullmatch(r"\d{3}[-. ]\d{4}", value)):
            yield Span(*match.span(), "phone", "context")


def _with_country(text: str, regions: Sequence[str]) -> Iterator[Span]:
    """Digits with a country's prefix but without its sign: mentions, links to chats, and mobile numbers of the regions at hand."""
    for match in MENTIONED.finditer(text):
        if parsed(f"+{match[1]}", ()) is not None:
            yield Span(*match.span(1), "phone", "checksum")
    if tuple(regions) == REGIONS:
        return
    for match in BARE.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()]
        if is_mobile(match.group(), regions) and not NUMBERED_BEFORE.search(before):
            yield Span(*match.span(), "phone", "checksum")


def is_mobile(digits: str, regions: Sequence[str]) -> bool:
    """Whether digits that begin with a country's prefix are a mobile number of one of the regions."""
    library = _library()
    try:
        number = library.parse(f"+{digits}", None)
    except library.NumberParseException:
        return False
    kind = library.number_type(number)
    return library.region_code_for_number(number) in regions and kind == library.PhoneNumberType.MOBILE


def guessed_regions(numbers: Iterable[str]) -> tuple[str, ...]:
    """The regions of numbers like +49 171 3920019, the most frequent first; what is no such number counts nothing."""
    library = _library()
    found: dict[str, int] = {}
    for number in numbers:
        try:
            region = library.region_code_for_country_code(library.parse(number, None).country_code)
        except library.NumberParseException:
            continue
        if region not in ("ZZ", "001"):
            found[region] = found.get(region, 0) + 1
    return tuple(sorted(found, key=lambda region: (-found[region], region)))


def _is_valid(value: str, regions: Sequence[str], called: bool) -> bool:
    """Valid somewhere; without a prefix and without being called so, only as it is written in its own country."""
    found = parsed(value, regions)
    if found is None:
        return False
    if called or re.match(r"\+|\(\+|\(?0\d|8[ (-]", value):
        marks = set(re.findall(r"[./-]", value))
        return (len(marks) < 2 or value.startswith("+")) and not re.search(r"(?:19|20)\d\d-\d\d-\d\d", value)
    digits = re.sub(r"\D", "", value)
    if not _is_grouped(value) or re.search(r"(?:19|20)\d\d-\d\d-\d\d", value):
        return False
    # The same digits may be valid in Germany, too, where a zero stands before them.
    others = [region for region in regions if region in WITHOUT_ZERO.get(len(digits), ())]
    homes = [found, *(parsed(value, (region,)) for region in others)]
    return any(home is not None and digits.removeprefix("1") == home[2].removeprefix("1") for home in homes)


def parsed(value: str, regions: Sequence[str]) -> tuple[str, str, str] | None:
    """The region of a valid phone number, its digits there, and its digits as they are dialled there."""
    return _parsed(value, tuple(regions))


# Whoever finds a number asks for it again to write another one: half of what a message with a number costs.
@lru_cache(maxsize=256)
def _parsed(value: str, regions: tuple[str, ...]) -> tuple[str, str, str] | None:
    library = _library()
    for region in (None,) if value.startswith(("+", "00", "(+")) else regions:
        text = "+" + re.sub(r"\D", "", value).removeprefix("00") if region is None else value
        try:
            number = library.parse(text, region)
        except library.NumberParseException:
            continue
        if library.is_valid_number(number) or (region is None and library.is_possible_number(number)):
            dialled = re.sub(r"\D", "", library.format_number(number, library.PhoneNumberFormat.NATIONAL))
            home = library.region_code_for_number(number) or library.region_code_for_country_code(number.country_code)
            return home, library.national_significant_number(number), dialled
    fiction = FICTION.fullmatch(re.sub(r"\D", "", value))
    return ("GB", fiction[1], f"0{fiction[1]}") if fiction else None


def _is_grouped(value: str) -> bool:
    """In three groups and more as people write phone numbers, with one kind of mark between them."""
    groups = re.findall(r"\d+", value)
    marks = set(re.findall(r"[./–-]", value))
    many = 3 if not value.startswith("(") else 2
    return many <= len(groups) <= 6 and all(len(group) > 1 for group in groups[1:]) and len(marks) < 2


def _looks_dialled(value: str) -> bool:
    """As it is dialled in a country that is not among the regions: with a leading zero, in groups, or in India's two."""
    digits = re.sub(r"\D", "", value)
    if re.fullmatch(r"[6-9]\d{4}[ -]\d{5}", value):
        return True
    return len(digits) >= 8 and (value.startswith(("0", "+", "(0", "(+")) or (len(digits) >= 9 and _is_grouped(value)))


def _library() -> Any:
    try:
        import phonenumbers
    except ImportError:
        raise MissingExtraError("phonenumbers", "privacy") from None
    return phonenumbers
