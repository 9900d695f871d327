"""Passwords and codes beside a word for them, before or behind it, whatever the language's order of words is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .codes import NEVER, NO_WAY, VALUE, is_year_like
from .later import later
from .nearby import NO_SECRET, trimmed
from .passwords import looks_secret
from .phrases import UNITS
from .secret_words import typos, word_search
from .spans import Span
from .word_table import END, any_word

PASSWORD = word_search("password", behind=r"(?![@/])")
CODE = word_search("code")
LINK = later(rf"(?:{any_word('link')}|[:=—–>-]|->|→|=>)", re.IGNORECASE)
ACCOUNT = word_search("account")
CHANGE = word_search("change")
OR_BEFORE = later(rf"(?<!\S)(?P<value>\S{{5,40}})\s{any_word('or')}\s$")
# "ya" also calls somebody.
OR_BEHIND = later(rf"\s(?!ya\s){any_word('or')}\s(?P<value>\S{{5,40}})")
OF = later(rf"{any_word('card', 'lock')}\s?$")
YOUR = later(any_word("your"), re.IGNORECASE)
NOW = later(any_word("now"), re.IGNORECASE)
# Worth a look: letters and digits in one word, three digits, marks in a word.
WORTH = later(r"\d{3}|[^\W\d]\d|\d[^\W\d]|\w[!#$%&*+@^~_]|[\w][.-]\d", re.IGNORECASE)
TOKEN = later(r"\S{1,80}")
UNIT = later(rf"\s?(?:{UNITS}){END}", re.IGNORECASE)
CODES = re.compile(VALUE)
ARROW = re.compile(r"(?:-+>|=+>|→|»|:)+(?=\w)")
WORDS = re.compile(r"\S+")
# A digit beside letters, or a mark that no name has.
SECRET = re.compile(r"\d|[!#$%&*^~](?<=\w[!#$%&*^~])[^\W_]")
DIGITS = later(r"\d{4,12}(?:-\d{2,8}){0,3}")
# Names that have digits in them.
NAMES = later(
    r"(?:\w{1,6}['’])?(?:i?phone|ipad|galaxy|pixel|windows|win|ps|xbox|mp|h|web|utf|sha|md|base|oauth|python|ipv?|wpa|covid|level|office|gta|fifa|usb|hdmi|rtx|gtx|ryzen"
    r"|v?\d{1,4}(?:\.\d{1,4}){1,4}\S{0,40}|lib\w{1,20}|\w{0,20}(?:ctrl|ctl|strg|alt|shift|cmd|fn)[+-]\S{1,30}|.{1,60}\.(?:deb|rpm|gz|tgz|xz|bz2|run|exe|msi|iso|img|patch|diff|cfg|ini|log|so|apk|dmg|sh|sql|xml|csv|json|ya?ml|md|odt|epub|mkv|avi|webm|svg|gif|webp|heic)"
    r"|fritz\w{0,10}|linux|ubuntu|android|ios|macos|chrome|java|php|mysql|co|b|user|room|zimmer|raum|top|tv|a|nr)-?\d{1,4}\w{0,2}|\d{1,6}\w{1,3}|\d{1,3}-\w{1,20}|\d+(?:st|nd|rd|th|er|ème|º|ª)",
    re.IGNORECASE,
)
LATIN = later(r"[a-z][a-z-]{4,32}[!?*]{0,3}", re.IGNORECASE)
BRANDS = frozenset(
    "wifi wi-fi netflix google gmail apple facebook instagram whatsapp telegram twitter paypal amazon windows android iphone laptop"
    " router internet spotify tiktok youtube outlook hotmail account email login admin reset wechat alipay yandex vpn".split()
)
NOT_LATIN = later("[\u0400-\u04ff\u0590-\u06ff\u0900-\u097f\u3040-\u30ff\u3400-\u9fff]")
MIXED = later(
    rf"(?:\s[^\W\d_]{{1,12}}){{0,2}}?(?:(?P<colon>\s?[:=]|\s{any_word('link')})\s|\s)(?P<value>(?=[a-z]{{0,11}}\d)[a-z\d]{{5,12}})(?=[\s.!?,]{{0,4}}(?:$|\s))",
    re.IGNORECASE,
)
LINE = later(r"[^\n]{1,4000}")
IN_LATIN = later("[a-z]{5}")
REACH, AFTER, BEFORE, FAR = 80, 8, 7, 200


def told(text: str, low: str, named: frozenset[str]) -> Iterator[Span]:
    """Passwords and codes; `text` is what is read of a message, `low` the same in small letters.

    `named` are the kinds of words that it has.
    """
    if not (WORTH.search(text) or (not text.isascii() and IN_LATIN.search(low) and NOT_LATIN.search(text))):
        return
    if named.isdisjoint(("password", "code")) and not any(typos(low)):
        return
    for line in LINE.finditer(text):
        yield from _told_in(text, low, *line.span())


def _told_in(text: str, low: str, start: int, end: int) -> Iterator[Span]:
    keys = list(PASSWORD.finditer(low, start, end)) or list(typos(low, start, end))
    for key in keys:
        found = (
            _password_after(text, key, end)
            or _password_before(text, key, start)
            or _code_before(text, key, start, end, sure=False)
        )
        if found:
            yield Span(*found, "password", "context")
            if later := _password_later(text, found[1], end):
                yield Span(*later, "password", "context")
            if other := _other_password(text, low, *found, start, end):
                yield Span(*other, "password", "context")
    codes = list(CODE.finditer(low, start, end))
    if not codes or NEVER.search(low, start, end):
        return
    for key in codes:
        found = _code_after(text, key, end) or _mixed_after(text, key, end) or _code_before(text, key, start, end)
        if found:
            yield Span(*found, "code", "context")
            if found[0] > key.end() and (later := _code_later(text, found[1], end)):
                yield Span(*later, "code", "context")


def _password_after(text: str, key: re.Match[str], end: int) -> tuple[int, int] | None:
    linked = text[key.end() : key.end() + 1] in (":", "=")
    tokens = list(TOKEN.finditer(text, key.end(), min(end, key.end() + REACH)))[:AFTER]
    for place, token in enumerate(tokens):
        arrow = ARROW.match(token.group())
        span = trimmed(text, token.start() + (arrow.end() if arrow else 0), token.end())
        linked = linked or arrow is not None
        value = text[slice(*span)]
        if is_password(value):
            return span
        if (linked or place == 0) and _is_number(text, span, end, linked):
            return span
        if linked and place < 3 and _is_latin_word(text, value, key):
            return span
        if re.search(r"[^\W_].{0,9}[.!?;]$|[.!;]$", token.group()) and not LINK.fullmatch(token.group()):
            return None
        linked = (
            linked or token.group() == "?" or LINK.fullmatch(token.group()) is not None or token.group()[-1] in ":="
        )
    return None


def _password_later(text: str, start: int, end: int) -> tuple[int, int] | None:
    """ "… was tulip1, we switched it to …"."""
    before = ""
    for token in TOKEN.finditer(text, start, min(end, start + REACH)):
        span = trimmed(text, *token.span())
        if LINK.fullmatch(before) and is_password(text[slice(*span)]):
            return span
        before = token.group().strip(",.;")
    return None


def _other_password(text: str, low: str, first: int, last: int, start: int, end: int) -> tuple[int, int] | None:
    """ "… or …, try both"."""
    before, behind = OR_BEFORE.search(low, max(start, first - REACH), first), OR_BEHIND.match(low, last, end)
    for match in (before, behind):
        if match and is_password(text[slice(*(span := trimmed(text, *match.span("value"))))]):
            return span
    return None


def _password_before(text: str, key: re.Match[str], start: int) -> tuple[int, int] | None:
    tokens = list(TOKEN.finditer(text, max(start, key.start() - REACH), key.start()))[-BEFORE:]
    for token in reversed(tokens):
        span = trimmed(text, *token.span())
        if is_password(text[slice(*span)]) and span[1] - span[0] > 5 and not _is_spoken_to(text, start, token):
            return span
    return None


def _is_spoken_to(text: str, start: int, token: re.Match[str]) -> bool:
    """Whether a line begins with somebody's name: "ada99: ", "ada99, "."""
    return token.group()[-1] in ":," and not text[start : token.start()].strip()


def is_password(value: str) -> bool:
    """Whether it looks like a password and like no word, number, or name of a thing."""
    if len(value) < 5 or not SECRET.search(value) or not looks_secret(value):
        return False
    return not NO_SECRET.match(value) and not NAMES.fullmatch(value)


def _is_number(text: str, span: tuple[int, int], end: int, linked: bool) -> bool:
    """Digits, where nothing says that they count something."""
    value = text[slice(*span)]
    if not DIGITS.fullmatch(value) or UNIT.match(text, span[1]) or len(value) < 4:
        return False
    return len(_words(text, span[1], end)) < 4 and (linked or not is_year_like(value))


def _is_latin_word(text: str, value: str, key: re.Match[str]) -> bool:
    """A word in Latin letters behind a word for password in another script."""
    return bool(NOT_LATIN.match(key.group()) and LATIN.fullmatch(value)) and value.lower() not in BRANDS


def _code_after(text: str, key: re.Match[str], end: int) -> tuple[int, int] | None:
    value = CODES.search(text, key.end(), min(end, key.end() + REACH))
    if value is None or not is_code(value.group()) or UNIT.match(text, value.end()):
        return None
    way = text[key.end() : value.start()]
    words = WORDS.findall(way)
    direct = all(LINK.fullmatch(word) or not re.search(r"\w", word) for word in words)
    if len(words) > (8 if words and LINK.fullmatch(words[-1]) else 5) or re.search(r"[.!;]\s|\d{2}", way):
        return None
    if direct:
        return value.span() if words or not is_year_like(value.group()) else None
    last = len(_words(text, value.end(), end)) < 2
    linked = any(LINK.fullmatch(word) for word in words) or way.rstrip().endswith((":", "="))
    linked = linked or CHANGE.search(way) is not None or OF.search(way.lower()) is not None
    if NO_WAY.search(way) and not LINK.search(words[-1]):
        return None
    return value.span() if (last or linked) and not is_year_like(value.group()) else None


def _mixed_after(text: str, key: re.Match[str], end: int) -> tuple[int, int] | None:
    """ "zoom code d4Kv7y", "access code: kx3m2q": of a meeting, say."""
    match = MIXED.match(text, key.end(), min(end, key.end() + REACH))
    if match is None or not is_password(match["value"]):
        return None
    is_mixed = not (match["value"].islower() or match["value"].isupper())
    return match.span("value") if is_mixed or match["colon"] else None


def _code_later(text: str, start: int, end: int) -> tuple[int, int] | None:
    """ "… was 1111, now it's 8085"."""
    value = CODES.search(text, start, min(end, start + REACH))
    words = WORDS.findall(text, start, value.start()) if value else ()
    if value is None or not 0 < len(words) < 6 or not is_code(value.group()):
        return None
    return value.span() if LINK.fullmatch(words[-1].strip(",")) or NOW.search(text, start, value.start()) else None


def _code_before(text: str, key: re.Match[str], start: int, end: int, *, sure: bool = True) -> tuple[int, int] | None:
    """At the start of the line: "4417 is the pin", "4417 giriş kodunuz"; where it is `sure`, without a copula too."""
    value = CODES.search(text, start, key.start()) if key.start() - start < FAR else None
    if value is None or not is_code(value.group()) or is_year_like(value.group()) or UNIT.match(text, value.end()):
        return None
    way, words = text[value.end() : key.start()], _words(text, start, end)
    if len(WORDS.findall(text, start, value.start())) > 1 or len(WORDS.findall(way)) > 7 or "?" in way:
        return None
    way += text[key.end() : min(end, key.end() + FAR)]
    linked = any(LINK.fullmatch(word.strip(",.")) for word in WORDS.findall(way)) or YOUR.search(way) is not None
    return value.span() if linked or (sure and len(words) < 5) else None


def _words(text: str, start: int, end: int) -> list[str]:
    """The next words of a line; more than there is room for are not counted, so that every key costs the same."""
    return WORDS.findall(text, start, min(end, start + FAR))


def is_code(value: str) -> bool:
    """Enough digits to open something."""
    digits = sum(map(str.isdigit, value))
    return digits > 3 or (digits > 2 and not value.isdigit() and not value.isalpha())
