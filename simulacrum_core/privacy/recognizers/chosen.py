"""Passwords that are plain words, told by what somebody does: "he used … as his password", "… पासवर्ड रखा है"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .later import later
from .nearby import NO_PLAIN, NO_SECRET, trimmed
from .phrases import ENDINGS, NO_VALUE, PARTICIPLE
from .spans import Span
from .told import BRANDS, is_password
from .word_table import END, SIGNS, any_word, words_of

PASSWORD = rf"{any_word('password')}(?![@/])"
VALUE = r"(?P<value>[^\s,;:]{4,40})"
_FEW = rf"(?:[\w{SIGNS}'’]{{1,14}}\s){{0,3}}?"
_LAUGH = rf"(?:{any_word('laugh')}|hai|h|है|nah|ok)"
_LAST = rf"(?=[\s.!?,;)…*]{{0,6}}(?:$|{_LAUGH}|[^\w\s]))"
_LINK = rf"(?:{any_word('link')}|[:=])"
_KEY = rf"{any_word('password', 'key')}(?![@/])"
_TOOL = "manager|field|generator|hint|reset|prompt|safe|store|vault|feld|hilfe|gestor|gestionnaire|менеджер"
# An article makes a noun of what stands behind it.
ARTICLE = later(
    r"(?<!\w)(?:the|an?|der|die|das|den|dem|einen?|le|la|les|un|une|el|los|una|il|lo|uno|um|uma|het|een)\s$"
)
# Verb, value, "as", the word for it: most languages of Europe, and Chinese.
USED = later(
    rf"{any_word('use')}\s{_FEW}{VALUE}\s{any_word('as')}\s(?:[\w{SIGNS}'’]{{1,6}}\s){{0,2}}?{_KEY}(?!\s(?:{_TOOL}))"
)
# "log in with …, that's the password".
POINTED = later(
    rf"{any_word('use', 'enter')}\s{_FEW}{VALUE}(?:\s[^\s,]{{1,8}}){{0,2}}\s?,?\s{{1,2}}{any_word('this')}\s(?:[\w{SIGNS}]{{1,5}}\s)?{PASSWORD}"
)
# "… everywhere": letters and digits, which say themselves what they are.
_MIX = r"(?P<value>(?=\S{0,40}[^\W\d_])(?=\S{0,40}\d)[^\s:/@,]{6,40})"
EVERYWHERE = (
    later(rf"{any_word('use', 'enter')}\s{_MIX}\s{any_word('everywhere')}"),
    later(rf"{any_word('everywhere')}\s(?:[\w{SIGNS}]{{1,10}}\s){{0,2}}{_MIX}"),
    later(rf"{any_word('use')}\s{any_word('everywhere')}\s{_MIX}"),
)
# "with the password …".
WITH = later(rf"{any_word('with')}\s(?:[\w{SIGNS}]{{1,4}}\s)?{PASSWORD}\s{VALUE}{_LAST}")
COLON = later(rf"{PASSWORD}\s?[:=]\s{VALUE}{_LAST}")
# The same with the verb at the end, or with a case in the place of "as".
SHAPES = (
    later(rf"{any_word('use', languages='ru')}\s{VALUE}\sпарол(?:ем|ями){END}"),
    later(rf"{PASSWORD}\s(?:{any_word('as')}\s)?{_FEW}{VALUE}\s{any_word('use', languages='tr hi')}"),
    later(rf"{VALUE}\s{any_word('password')}\s{any_word('use', languages='tr hi')}"),
    later(rf"{VALUE}\s{any_word('use', languages='hi')}\s{any_word('password')}\s(?:me|mein|में|ki|की|ke|के){END}"),
    later(rf"{VALUE}\s{any_word('use', languages='hi')}\s{any_word('password')}(?=[\s.!]{{0,4}}$)"),
    later(rf"{VALUE}\s(?:şifre|sifre|parola)(?:siyle|yle|si ile|sıyla) (?:gir|aç)\w{{0,6}}"),
    later(
        rf"{any_word('use', languages='ar')}\s(?:بـ ?)?{VALUE}\s(?:هذا |هي |هو )?{any_word('password', languages='ar')}"
    ),
)
# A laugh at a password: "her pw is literally …".
LAUGHED = later(
    rf"{PASSWORD}\s(?:[\w{SIGNS}'’]{{1,14}}\s){{0,4}}?(?:{_LINK}\s)?{any_word('adverb')}\s(?:{_LINK}\s)?{VALUE}{_LAST}"
)
# "is" or a colon in scripts of which the phrases know no words, and what is said again of an old one.
TOLD = later(
    rf"{any_word('password', languages='ar hi ru tr pl nl')}(?:\s[\w{SIGNS}]{{1,14}}){{0,3}}?\s?"
    rf"(?::|\s(?:{any_word('change', languages='ar hi ru tr pl nl')}|هو|هي|صار|صارت|artık|теперь|это|teraz to|is nu|तो|अब))\s{VALUE}{_LAST}"
)
WORD = later(rf"[^\W\d_][\w{SIGNS}!#$%&*+'’.-]{{3,40}}")
KINDS = (
    "password account code phone email address link change now your answer lock opens enter as adverb remark way named laugh"
    " card pin this handle bank never"
).split()
NO_WORD = NO_VALUE | NO_PLAIN | BRANDS | {word.rstrip("~") for word in words_of(*KINDS)}
# Nouns and forms of verbs that are talked of beside a password.
INFINITIVE = re.compile(r"(?:[^aeiouäöü]en|ern|eln|[gkt]zt)$")
FORMS = later(r"(?:ción|ções|ção|zione|tion|tions|dor|ment|ungen|\w{4}ung|\w{5}ing|anie|enie|ание|ение)$")
LINE = later(r"[^\n]{1,400}")
KEY = later(_KEY)
STEMS = "باس بسورد كلم سر مرور पासव पास kelmet mima ww clave clé chiav chave".split()


def everywhere(text: str, low: str) -> Iterator[Span]:
    """What somebody uses for every door, though nobody says password; `low` is the text in small letters."""
    for pattern in EVERYWHERE:
        for match in pattern.finditer(low):
            start, end = trimmed(text, *match.span("value"))
            if is_password(text[start:end]):
                yield Span(start, end, "password", "context")


def chosen(text: str, low: str) -> Iterator[Span]:
    """Passwords in lines that have a word for one; `low` is the text in small letters."""
    for line in LINE.finditer(low):
        if KEY.search(low, *line.span()):
            for start, end in _in_line(line.group()):
                yield Span(line.start() + start, line.start() + end, "password", "context")


def _in_line(line: str) -> Iterator[tuple[int, int]]:
    for pattern in (USED, POINTED, *SHAPES):
        yield from (span for match in pattern.finditer(line) if _is_used(line, *(span := _value(line, match))))
    for pattern in (LAUGHED, TOLD, WITH, COLON):
        for match in pattern.finditer(line):
            span = _value(line, match)
            value = line[slice(*span)]
            if is_word(value) and not (
                ENDINGS.search(value) or PARTICIPLE.fullmatch(value) or INFINITIVE.search(value)
            ):
                yield span


def _is_used(line: str, start: int, end: int) -> bool:
    return is_word(line[start:end]) and not ARTICLE.search(line, max(0, start - 6), start)


def _value(line: str, match: re.Match[str]) -> tuple[int, int]:
    return trimmed(line, *match.span("value"))


def is_word(value: str) -> bool:
    """A word that somebody may type, and none that one says of a password."""
    bare = value.rstrip("!")
    if not WORD.fullmatch(value) or NO_SECRET.match(value):
        return False
    return bare not in NO_WORD and not FORMS.search(bare)
