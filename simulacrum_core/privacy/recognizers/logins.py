"""Passwords of a network or an account in a message where nobody says password: "hotspot: …", "… <- wifi"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .later import later
from .nearby import trimmed
from .secret_words import word_search
from .spans import Span
from .told import ACCOUNT, CHANGE, LINK, PASSWORD, TOKEN, is_password
from .word_table import any_word

# How it is called is no secret; what is watched there neither.
NAMED = word_search("named")
NOW = later(
    rf"(?:{any_word('now', 'adverb')}|still|noch|toujours|encore|todavía|siendo|ancora|ainda|nog|dalej|nadal|еще|ещё|hala|hâlâ|لسا|لسه|bhi|भी|还是)",
    re.IGNORECASE,
)
POINTS = later(r"\s{0,3}(?:<-+|<=|←|\(|=|[—–:-]\s)")
THIS = later(rf"[\s,.(]{{1,4}}{any_word('this')}")
LINE = later(r"[^\n]{1,400}")
# "my mail and …": what one signs in with.
MAIL_AND = word_search(
    "email",
    behind=r"\s(?:and|und|y|e|et|en|i|и|ve|و|और|aur|和|plus|\+|/|&|und dann|and then|dann)\s?(?P<value>\S{7,40})[\s.!]{0,4}$",
    flags=re.MULTILINE,
)
DEVICE = word_search("account", "card", "lock")
# "the laptop opens with …", "laptop … se khulta hai".
OPENS = later(
    rf"{any_word('opens')}(?:\s{any_word('way', 'with')}){{0,3}}\s(?P<value>\S{{6,40}})|\s(?P<before>\S{{6,40}})\s?(?:{any_word('way', 'with')}\s)?{any_word('opens', languages='hi tr zh')}"
)
# "… with jodie / …": an account and what opens it.
PAIR = word_search("opens", "use", "account", "with", behind=r"[\s\w]{1,40}\s/\s(?P<value>\S{7,40})")
KEY = later(rf"{any_word('key')}[\s:=]{{1,3}}(?:{any_word('link')}\s?)?$")
LEAST, SHORT, MOST_WORDS = 7, 5, 12


def logins(text: str, low: str) -> Iterator[Span]:
    """Passwords beside words for what has one; `text` is what is read of a message, `low` the same in small letters."""
    for line in LINE.finditer(text):
        start, end = line.span()
        patterns = (MAIL_AND, PAIR, OPENS) if DEVICE.search(low, start, end) else (MAIL_AND, PAIR)
        places = [match.span(match.lastgroup or 0) for each in patterns if (match := each.search(low, start, end))]
        spans = [span for each in places if _is_password(text[slice(*(span := trimmed(text, *each)))])]
        if spans:
            yield Span(*spans[0], "password", "context")
        elif (
            ACCOUNT.search(low, start, end)
            and not PASSWORD.search(low, start, end)
            and (found := _in_line(text, low, start, end))
        ):
            yield Span(*found, "password", "context")


def _in_line(text: str, low: str, start: int, end: int) -> tuple[int, int] | None:
    if change := CHANGE.search(low, start, end):
        first = TOKEN.search(text, change.end(), end)
        span = trimmed(text, *first.span()) if first else (start, start)
        if _is_password(text[slice(*span)]):
            return span
    tokens = list(TOKEN.finditer(text, start, end))
    if len(tokens) > MOST_WORDS:
        return None
    spans = [trimmed(text, *token.span()) for token in tokens]
    places = [place for place, span in enumerate(spans) if _is_password(text[slice(*span)])]
    if len(places) != 1:
        return None
    place, span = places[0], spans[places[0]]
    if KEY.search(low, start, span[0]):
        return span
    if NAMED.search(low, start, end):
        return None
    return span if _is_told(text, low, start, end, [token.group() for token in tokens], place, span) else None


def _is_told(text: str, low: str, start: int, end: int, words: list[str], place: int, span: tuple[int, int]) -> bool:
    """Behind "is", "still" or a colon; or at the start, before "that's" or an arrow."""
    last = words[place - 1].strip("(),.") if place else ""
    is_spoken_to = place == 1 and not ACCOUNT.search(last.lower())
    if place and ((last.endswith((":", "=")) and not is_spoken_to) or LINK.fullmatch(last) or NOW.fullmatch(last)):
        return True
    if place:
        return place == len(words) - 1 and len(words) < SHORT and not is_spoken_to
    if words[0][-1] in ":,":
        return False
    rest = words[1:]
    told = any(LINK.fullmatch(word.strip("(),.")) for word in rest)
    return bool(POINTS.match(low, span[1], end) or THIS.match(low, span[1], end)) or (told and 0 < len(rest) < 8)


def _is_password(value: str) -> bool:
    return len(value) >= LEAST and is_password(value)
