"""Passwords that stand in a message about a password, but not where a sentence would put them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .later import later
from .phrases import LOGIN, PARTICIPLE, PASSWORD
from .plain import lowered

KEY = later(rf"(?<![\w/.@])(?<!--)(?:{PASSWORD}|pass|пасс)(?![\w@/]|-\w)")
TOKEN = later(r"\S{6,64}")
REACH = 120
NET = later(r"(?<!\w)(?:wi-?fi|wlan|вай-?фай|hotspot)(?:[ -][^\W\d_]{1,12}){0,3} ?:\s(\S{6,64})", re.IGNORECASE)
# "creds are bob:…", "login bob@firm pw …" is another's job.
PAIR = later(
    rf"\b(?:{LOGIN}|account|konto|compte|cuenta)\b[^\n:]{{0,40}}?[\s:]([\w.@+-]{{2,40}}):([^\s:/]{{4,64}})",
    re.IGNORECASE,
)
# "… the password, …": at the end of the message, after a comma.
LAST = later(
    rf"(?<!\w)(?:{PASSWORD})(?!\w)[^\n,;–—]{{0,40}}[,;–—] ?([^\W\d_]{{4,30}}\d{{1,6}})(?=[\s.!]{{0,4}}$)", re.IGNORECASE
)
# "…@host / …": an account and what opens it.
ACCOUNT = later(r"[\w.+-]{1,40}@[\w.-]{2,60}\s?[/|:]\s?([^\s/@]{6,64})")
_USE = (
    r"use[sd]?|using|put|set|typed?|took|take|picked|choose|chose|nimm|nehm\w?|nahm|benutz\w{1,3}|verwende\w{0,2}|hab\w?|gib|setz\w?"
    r"|utilise[rsz]?|mets|mis|mettez|pris|prends|pon|puse|pong[ao]|us[aeoé]\w?|metti|messo|uso|coloca|coloquei|coloque|использу\w{1,3}"
    r"|постав\w{1,4}|поставь|wpisz|ustaw\w{0,5}|używam|kullan\w{0,8}"
)
_ARTICLE = r"(?:(?!not|nicht|pas|no|não|non|не)[^\W\d_]{1,10} ){0,3}"
USED = later(
    rf"(?<!\w)(?:{_USE}) (?:[^\W\d_]{{1,12}} ){{0,2}}?(?P<value>[^\s]{{4,64}}) (?:as|als|comme|como|come|de|как|jako|olarak) {_ARTICLE}"
    rf"(?:{PASSWORD}|pass)(?!\w)",
    re.IGNORECASE,
)
_MIX = r"((?=\S{0,60}[^\W\d_])(?=\S{0,60}\d)[^\s:/@]{6,64})"
# The key of a network by what somebody does with it, and a word for every door.
NETKEY = later(
    r"(?<!\w)(?:says|reads|type|enter|tapez?|gib|tippe?|nimm|use|put|pon|escribe|metti|usa|digita|digite|введи\w{0,2}|wpisz|gir|key|clave|cl[ée]f?|chiave|chave|schlüssel|ключ)"
    rf"(?: in| ein| auf)?[ :]{{1,2}}{_MIX}",
    re.IGNORECASE,
)
NETWORK = later(
    r"(?<!\w)(?:wi-?fi|wlan|router|hotspot|rete|red|réseau|network|netz|вай-?фа[йяю]\w?|сет[ьи]|sieć|internet\w{0,2})(?!\w)",
    re.IGNORECASE,
)
EVERYWHERE = later(
    rf"(?<!\w)(?:use|used|uso|usaba|utilise|nehme?|nutze|benutze|verwende|hab|использую|юзаю|używam|kullanıyorum) (?:immer |always |toujours |siempre |sempre |всегда |zawsze )?{_MIX} "
    r"(?:(?:for|on) (?:\w{1,12} )?(?:every\w*|all|anything)|everywhere|para todo|en todo|pour tout|partout|für alles|überall|bei allem|per tutto|ovunque|pra tudo|em tudo|para tudo|для всего|везде|do wszystkiego|wszędzie|her yerde|her şey)(?!\w)",
    re.IGNORECASE,
)
REVERSED = later(
    rf"(?<!\w)(?:{_USE}) (?:[^\W\d_]{{1,12}} ){{0,2}}?(?:as|als|comme|como|come|de|как|jako|olarak) (?:[^\W\d_]{{1,10}} ){{0,2}}?(?:{PASSWORD})[ :]{{1,2}}(\S{{4,64}})",
    re.IGNORECASE,
)
PHRASE = later(
    r"(?<!\w)(?:pass ?phrases?|phrase secrète|frase (?:secreta|segreta)|кодовая фраза|passphrase)\b[^\n:]{0,40}:\s?"
    r"[\"“„«']?((?:[^\W\d_]{2,16}[ -]){2,9}[^\W\d_]{2,16})",
    re.IGNORECASE,
)
ASKED = later(
    r"(?<!\w)(?:asks|asked|wants|fragt|verlangt|demande|pide|chiede|pede|просит|спросит|попросит|pyta|zapyta|sorarsa)(?!\w)[^\n]{0,60}?(?<!\w)"
    r"(?:type|enter|try|put|use|tape|tapez|entre|mets|tippe?|gib|nimm|pon|escribe|teclea|prueba|metti|digita|scrivi|digite|põe"
    r"|введи\w{0,2}|набери\w{0,2}|попробуй|wpisz|spróbuj|yaz)(?: in| ein)?[ :]{1,2}(\S{4,64})(?=[\s.!]{0,4}(?:$|\n))",
    re.IGNORECASE,
)
# Letters small and large with digits, or a mark among letters and digits: no word, no number, no name of a thing.
STRONG = later(
    r"(?=\S{0,63}[^\W\d_])(?=\S{0,63}\d)(?:(?=\S{0,63}[a-zа-яё])(?=\S{0,63}[A-ZА-ЯЁ])|(?=\S{0,63}[!#$%^&*+?~_]))"
)
NO_SECRET = later(
    r".{0,63}://|www\.|[@#/~<(.-]|.{0,63}\.\.|.{0,63}[/=,;()<>:\\|\"]|.{0,63}@.{1,40}\.\w\w|.{0,63}\.(?:com|org|net|de|fr|es|ru|it|io|me|txt|pdf|conf|py|js|html|jpe?g|png|zip|docx?|xlsx?|mp[34])\b"
    r"|v?\d[\d.,:]{0,60}[a-zA-Z]{0,3}$|\d{1,4}[-/]|(?-i:[A-Z]{1,6}-?\d{1,6}[a-z]?$|(?=\D{0,63}\d)[0-9a-f-]{7,64}$|[A-Z0-9-]{2,64}$)"
    r"|(?:windows|office|iphone|ipad|playstation|xbox|galaxy|pixel|fritz|android|python|web|level|room|area|covid|minecraft|fifa|formula|gta|ubuntu"
    r"|photoshop|outlook|tp-?link|vodafone|telekom|bbox|livebox|freebox|skynet|netgear|magenta|speedport|guest|gast|caf[eé])[\w-]{0,20}$"
    r"|\w{1,40}[_-]?(?:2\.4|5)g(?:hz)?$|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december)\d{1,4}$",
    re.IGNORECASE,
)
NO_PLAIN = frozenset(
    "this that these those them here what your yours mine dies diese dieses das deinen quoi cela celui esto este esta questo isso"
    " это этот same name names word words birthday birthdays again instead anything nothing something enter root sudo password passwort login".split()
)


def nearby(text: str) -> Iterator[tuple[int, int]]:
    """Where passwords stand that are told by their look, or by a request to type them."""
    for pattern in (USED, REVERSED, ASKED) if KEY.search(lowered(text)) else ():
        for match in pattern.finditer(text):
            span = trimmed(text, *match.span(1))
            if _is_typed(text[slice(*span)]):
                yield span
    for pattern in (NETKEY,) if NETWORK.search(text) else ():
        yield from _mixed(text, pattern)
    yield from _mixed(text, EVERYWHERE)
    if "@" in text:
        yield from _mixed(text, ACCOUNT)
    yield from _mixed(text, LAST)
    # Nearly no message has a colon, without which none of these is one.
    if ":" not in text:
        return
    yield from (match.span(1) for match in PHRASE.finditer(text))
    for match in PAIR.finditer(text):
        if is_strong(match[2].rstrip(".,;)")) or re.fullmatch(r"(?=\D{0,40}\d)(?=\d{0,40}\D).{6,40}", match[2]):
            yield trimmed(text, *match.span(2))
    yield from _mixed(text, NET)


def _mixed(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where the pattern has found letters and digits mixed."""
    for match in pattern.finditer(text):
        span = trimmed(text, *match.span(1))
        value = text[slice(*span)]
        if not NO_SECRET.match(value) and re.match(r"(?=\D{0,63}\d)(?=.{0,63}[^\W\d_])", value):
            yield span


WIRELESS = later(r"(?<!\w)(?:wi-?fi|wlan|hotspot|вай-?фа[йяю]\w?)(?!\w)", re.IGNORECASE)
CHOSEN = later(r"(?:[A-ZА-ЯЁ][a-zа-яё]{2,20}){1,3}[\d!#$%&*_]{2,8}$")


def strong(text: str, taken: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What can hardly be anything else than a password, in lines about one in which nothing is `taken`, or below one."""
    claimed = [start for start, _ in taken]
    start, asked = 0, False
    for line in text.split("\n"):
        end = start + len(line)
        free = not any(start <= place <= end for place in claimed)
        found = (_strong(line) or (_first(line, 0, REACH) if asked else None)) if free else None
        if found:
            yield start + found[0], start + found[1]
        asked = free and not found and KEY.search(lowered(line)) is not None
        start = end + 1


def _strong(line: str) -> tuple[int, int] | None:
    """The first one after a word for password, else the last before it."""
    for key in KEY.finditer(lowered(line)):
        if found := _first(line, key.end(), key.end() + REACH):
            return found
        for token in reversed(list(TOKEN.finditer(line, max(0, key.start() - REACH), key.start()))):
            span = trimmed(line, *token.span())
            if is_strong(line[slice(*span)]) and not _is_addressed(line, token):
                return span
    return _beside_wifi(line)


def _first(line: str, start: int, end: int) -> tuple[int, int] | None:
    spans = (trimmed(line, *token.span()) for token in TOKEN.finditer(line, start, end))
    return next((span for span in spans if is_strong(line[slice(*span)])), None)


def _beside_wifi(text: str) -> tuple[int, int] | None:
    """A capitalized word with a number or a mark behind it, in a message about a wireless network."""
    for key in WIRELESS.finditer(text):
        for token in TOKEN.finditer(text, max(0, key.start() - REACH), key.end() + REACH):
            span = trimmed(text, *token.span())
            value = text[slice(*span)]
            if is_strong(value) and CHOSEN.match(value) and not _is_addressed(text, token):
                return span
    return None


def _is_addressed(line: str, token: re.Match[str]) -> bool:
    """Whether a line, or what somebody says in it, begins with it and goes on: who is spoken to."""
    begins = re.fullmatch(r"\s{0,9}|[^\n:]{1,64}: {0,3}", line[: token.start()]) is not None
    return (begins and bool(line[token.end() :].strip())) or token.group().endswith((":", ","))


def is_strong(value: str) -> bool:
    """Whether hardly anything else is written like this: capitals, small letters and digits, or marks among them."""
    return len(value) > 6 and STRONG.match(value) is not None and not NO_SECRET.match(value)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the marks around a word; "!" is often part of a password."""
    while end > start and text[end - 1] in "\"'`”“»’,.;:?)…*_؟،؛" and end - start > 1:
        if text[end - 1] == "_" and text[start] != "_":
            break
        end -= 1
    while start < end and text[start] in "\"'`“„«‘(*:=":
        start += 1
    return start, end


def _is_typed(value: str) -> bool:
    """A word that somebody types: no remark, no number."""
    if value.lower() in NO_PLAIN or NO_SECRET.match(value) or PARTICIPLE.fullmatch(value):
        return False
    return is_strong(value) or (not value.isdigit() and re.fullmatch(r"[^\W_][\w!#$%&*+-]{3,40}", value) is not None)
