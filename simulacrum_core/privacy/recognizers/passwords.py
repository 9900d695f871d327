"""Passwords that somebody tells in a sentence: "the wifi password is …", "… ist das Passwort"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .later import later
from .nearby import nearby, strong, trimmed
from .phrases import ADVERB, COPULA, ENDINGS, LOGIN, NO_VALUE, PARTICIPLE, PASSWORD, PERHAPS
from .plain import lowered
from .spans import Span

KEY = later(rf"(?<![\w/.@])(?<!--)(?:(?P<sure>{PASSWORD})|(?P<perhaps>{PERHAPS}))(?![\w@/]|-\w)")
# Words after which any word may be the password, and others, after which it shows by its look.
STEMS = (
    "pass pw psw mdp kennwort contrase senha palavra parola парол frase phrase фраза wachtwoord lösenord hasł hasl haslo "
    "şifre salasana adgangskode пасс contra sifre codeword codewort geheimwort zauberwort losungswort codewoord toverwoord кодов"
).split()
STEMS += (
    "secret word",
    "code word",
    "magic word",
    "safe word",
    "pickup word",
    "pick-up word",
    "mot magique",
    "mot secret",
    "mot de code",
    "mot convenu",
)
STEMS += (
    "palabra secret",
    "palabra m",
    "palavra secret",
    "palavra m",
    "palavra combinada",
    "geheim woord",
    "geheime woord",
    "секретное слово",
)
PERHAPS_STEMS = (
    "@ clave key schlüssel clé chiave chave логин login log in wifi wi-fi wlan вайф creds user usuario usuário utente "
    "credentials zugang identifiant доступ anmeldung unlock opens use used uso usa utilis nehm nutz benutz verwend использ юза "
    "używ kullan router rete réseau network netz giriş kullanıcı hotspot вай-фай"
).split()
SURE, UNSURE = re.compile("|".join(STEMS)), re.compile("|".join(PERHAPS_STEMS))
LOOK = later(r"\d|[^\W_][_!#$%&*+@^~?=<>|{}\[\]\\/-]+[^\W_]|[a-zа-я][A-ZА-Я]|(?:^|\s)[\"“„«'‘`]")
PAIR = later(rf"\b(?:{LOGIN})\b[^\n/]{{0,50}}?[^\s/]\s?/\s?([^\s/]{{4,64}})", re.IGNORECASE)
QUOTED = later(r"[\"“„«'‘`]([^\"“”„«»'‘’`\n]{3,64})[\"”“»'’`]")
TOKEN = re.compile(r"\S+")
LINK = later(rf"(?:{COPULA}|[:=—–-]|->|→|=>)", re.IGNORECASE)
BACK_LINK = later(rf"(?:{COPULA}|—|as|als|come|como|comme|that['’]?s|das|c['’]est|eso|isso)", re.IGNORECASE)
AFTER_LINK = later(rf"(?:{ADVERB}|the|a|my|{COPULA})", re.IGNORECASE)
OTHER = later(
    r"(?:\w{0,20}codes?|códigos?|codigo|codice|код\w?|hints?|strength|field|prompt|length|rules?|reset|manager|policy|generator)\b",
    re.IGNORECASE,
)
CHANGED = later(r"(?:from|von|de|da|с) ([^\s,]{4,64}) (?:to|auf|zu|à|a|para|per|in|на) ([^\s,]{4,64})", re.IGNORECASE)
AGAIN = later(rf"(?:{ADVERB}|it['’]s|c['’]est|es|è|é|это)", re.IGNORECASE)
CLOSE = re.compile(r"[.;!?,]$")
ASKED = later(
    r"(?:where|what|which|how|wo|wie|welches|où|quel|dónde|cuál|onde|qual|dove|где|какой|not|nicht|pas|no|não|non|не)",
    re.IGNORECASE,
)
LAUGHTER = later(
    r"(?:lol|haha\w{0,20}|btw|xd|please|pls|bitte|danke|merci|gracias|obrigad[oa]|grazie|спасибо)?\W{0,9}",
    re.IGNORECASE,
)
NO_SECRET = later(
    r"://|^[-=.~<$/%,]|\.\.|/.{0,90}/|,.{0,90},|^[\d.,:/%€$£-]{1,90}$|^v?\d[\d.,:]{0,90}\w{0,3}$|\.(?:com|org|net|de|io|txt|pdf|conf|py|html)$"
    r"|^\d{1,2}-[^\W\d]{1,90}$|^(?:[2-5]fa|web2|windows\d{1,3}|iphone\d{1,3}|ps\d)$|^<.{0,90}>$",
    re.IGNORECASE,
)
# As often a verb or something else as a password: told at once or not at all.
SHORT = re.compile(r"pass|пасс", re.IGNORECASE)
POSSESSIVE = re.compile(r"['’]s:?")
REACH = 90


def may_tell(text: str, low: str) -> bool:
    """Whether there is a word for a password; `low` is the text in small letters."""
    if SURE.search(low):
        return True
    return UNSURE.search(low) is not None and LOOK.search(text) is not None


def passwords(text: str) -> Iterator[Span]:
    """Passwords in prose."""
    found = list(_told_in(text))
    found += strong(text, found)
    yield from (Span(*span, "password", "context") for span in found)


def _told_in(text: str) -> Iterator[tuple[int, int]]:
    low = lowered(text)
    for key in KEY.finditer(low):
        span = _after(text, key) or _before(text, key)
        if span:
            yield span
    for pair, group in _pairs(text):
        start, end = trimmed(text, *pair.span(group))
        if looks_secret(text[start:end]):
            yield start, end
    yield from nearby(text)


def _pairs(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """ "login …/…" and "password from … to …"."""
    yield from ((pair, 1) for pair in PAIR.finditer(text))
    if KEY.search(lowered(text)):
        yield from ((pair, group) for pair in CHANGED.finditer(text) for group in (1, 2))


def _after(text: str, key: re.Match[str]) -> tuple[int, int] | None:
    """The password among the words that follow: right after "is" or a colon, or the first that looks like one."""
    end = min(len(text), key.end() + REACH)
    line_end = text.find("\n", key.end(), end)
    tokens = list(TOKEN.finditer(text, key.end(), end if line_end < 0 else line_end))[
        : 3 if SHORT.fullmatch(key[0]) else 9
    ]
    linked = key[0].endswith(" to")
    for place, token in enumerate(tokens):
        word = token.group()
        if not linked and OTHER.match(word):
            return None
        if LINK.fullmatch(word) or (place == 0 and POSSESSIVE.fullmatch(word)):
            linked = True
        elif found := _told(text, token, tokens[place + 1 :], linked, key):
            return found
        elif not (linked and AFTER_LINK.fullmatch(word)):
            if _is_over(tokens, place, linked):
                return None
            linked = word.endswith((":", "="))
    return None


def _is_over(tokens: list[re.Match[str]], place: int, linked: bool) -> bool:
    """Whether the talk is of something else from here on: the sentence ends, or what is told is no password."""
    word = tokens[place].group()
    if word.endswith(",") and place + 1 < len(tokens) and AGAIN.fullmatch(tokens[place + 1].group()):
        return False
    return (linked and place > 0) or CLOSE.search(word) is not None or place > 4


def _told(
    text: str, token: re.Match[str], rest: list[re.Match[str]], linked: bool, key: re.Match[str]
) -> tuple[int, int] | None:
    quoted = QUOTED.match(text, token.start(), token.start() + REACH)
    if quoted and linked and not SHORT.fullmatch(key[0]):
        return quoted.span(1)
    start, end = trimmed(text, *token.span())
    value = text[start:end]
    if looks_secret(value, least=4 if linked else 6) or (linked and _is_mixed(value)):
        return start, end
    if re.fullmatch(r"pass ?code", key.group(), re.IGNORECASE) and not re.search(r"[^\d -]", value):
        return None
    if linked and re.fullmatch(r"[\d-]{4,24}", value) and key["sure"]:
        return start, end
    if re.fullmatch(r"\d{4}(?:-\d{4}){1,5}|\d{12,24}", value):
        return start, end
    last = not rest or token.group() != value or LAUGHTER.fullmatch(rest[0].group()) is not None
    return (start, end) if linked and key["sure"] and last and _is_plain(value) else None


def _before(text: str, key: re.Match[str]) -> tuple[int, int] | None:
    """The password among the words before: "… is my password", "use … as password"."""
    start = max(0, key.start() - REACH)
    start = max(start, text.rfind("\n", start, key.start()) + 1)
    tokens = list(TOKEN.finditer(text, start, key.start()))[-7:]
    linked = text[key.start() - 1 : key.start()] == "("
    for token in reversed(tokens):
        span = trimmed(text, *token.span())
        if token.group() == "(":
            continue
        if ASKED.fullmatch(token.group()):
            return None
        if BACK_LINK.fullmatch(token.group()):
            linked = True
        elif linked and looks_secret(text[slice(*span)], least=6) and not token.group().endswith(":"):
            return span
        elif CLOSE.search(token.group()):
            return None
    return None


def looks_secret(value: str, least: int = 4) -> bool:
    """A mixture that is no word, number, time, price, name of a thing, address of a page."""
    if len(value) < least or NO_SECRET.search(value):
        return False
    letters, digits = any(map(str.isalpha, value)), any(map(str.isdigit, value))
    marks = re.search(r"[^\W_][_!#$%&*+@^~?=<>|{}\[\].\\/-]+[^\W_]", value)
    if letters and digits:
        return True
    return bool(letters and marks and re.search(r"[_!#$%&*+@^~=<>|{}]|[a-z][A-Z]", value))


def _is_mixed(value: str) -> bool:
    """Capitals inside a word, or a mark at its end that is doubled."""
    return bool(re.search(r"[a-zа-я][A-ZА-Я]", value)) and value.isalpha() and len(value) > 6


def _is_plain(value: str) -> bool:
    """A word that could be a password and is no remark about one."""
    bare = value.rstrip("!").lower()
    if not re.fullmatch(r"[^\W\d_]{5,32}(?:-[^\W\d_]{2,32}){0,4}", bare):
        return False
    return bare not in NO_VALUE and not ENDINGS.search(bare) and not PARTICIPLE.fullmatch(bare)
