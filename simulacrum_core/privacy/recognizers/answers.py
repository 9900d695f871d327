"""Values that are told in a message of their own, whose word stands in a message before or behind it.

"whats the password?", "hunter77", or "hunter77", "thats the wifi password". What a neighbour asks for is found first; the
message itself is then read with that in mind, so that it can be looked at alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ..asked import BEFORE, BEHIND, NOTHING, Asked
from . import learned, obfuscated, phones, pieces, places, seeds
from .accounts import ISSUERS
from .checksums import luhn
from .codes import NEVER, VALUE, is_year_like
from .later import later
from .nearby import is_strong, trimmed
from .number_words import ALL as NUMBER_WORDS
from .number_words import may_have_run
from .phrases import LOCK
from .plain import lowered, plain
from .secret_words import typos, word_search
from .spans import Span
from .told import CODE, PASSWORD, UNIT, is_code, is_password
from .weighed import VALUES, is_typed, speaks_of_lock, speaks_of_typing
from .word_table import any_word

LONGEST, LONGEST_QUESTION, MOST_WORDS, FEW_WORDS, SHORT, LONG_ANSWER = 160, 400, 9, 8, 4, 12
# Digits, marks in a word.
MAYBE = later(r"[\d@]|[!#$%&*+^~_](?<=\w[!#$%&*+^~_])\w|[零〇一二三四五六七八九幺]{4}")
# One class of characters, without which neither this nor what is learned finds anything: it is searched fast.
SIGN = re.compile(r"[\d@!#$%&*+^~_.零〇一二三四五六七八九幺-]")
DOTS = frozenset(obfuscated.DOTS)
SHUT = re.compile(r"[(\[{<]")
LOCKS = later(rf"(?<!\w)(?:{LOCK})(?!\w)")
FILLER = 40
# An address or a number, for which something of another length may be written.
VARIES = later(rf"[\d@]|\s(?:{'|'.join(obfuscated.DOT_STEMS)})\S{{0,2}}\s")
PHONE = word_search("phone", "reach", flags=re.IGNORECASE)
EMAIL = word_search("email")
ADDRESS = word_search("address")
KINDS = {
    "account": word_search("account"),
    "password": PASSWORD,
    "code": CODE,
    "email": EMAIL,
    "address": ADDRESS,
}
ANSWER = later(rf"(?:{any_word('answer', 'link')}|[^\w\s]{{1,8}})[\s,.:!…-]{{1,4}}", re.IGNORECASE)
TAIL = later(
    r"[\s.,!?…)\"'”:;-]{0,6}(?:[^\w\s]{1,8})?\s{0,3}|[\s,!…)\"'”;-]{1,6}[^\W\d_]{1,12}(?:\s[^\W\d_]{1,12})?[\s.!]{0,3}"
)
# "4471, then the green button".
FAN = later(r"[^\W\d_]{4,20}[!#$%&*._?-]{0,2}\d{2,6}[!#$%&*?]{0,3}[\s,]")
THEN = later(rf"[\s,]{{1,3}}{any_word('then')}", re.IGNORECASE)
BARE = re.compile(VALUE)
# Six digits that came on the phone, whatever is said behind them.
SENT = later(r"\s{0,3}(\d{6}|\d{3}[ -]\d{3})(?![\w@/%€$£]|[.,:-]\w| ?\d)")
OPENED = word_search("opens", "enter")
LOCKED = word_search("lock", "card", "phone")
LOCK_ALONE = word_search("lock")
QUESTION = re.compile("[?؟？]")
ASK = word_search("ask")
IS_OF = re.compile(r"\s(?:ka|ki|ke|का|की|के)\s(?:hai|h|है)(?!\w)")
# What is said behind a value: "all lowercase".
LAUGH = later(rf"\s{any_word('laugh')}[\s.!]{{0,4}}$")
THIS = later(rf"\W{{0,4}}{any_word('this')}")
NUMBER = later(r"\d{4,20}(?:[ -]\d{2,8}){0,4}")
DIGITS = later(r"\s*(?:\d{4,8}|\d{3,6}[a-zA-Z]|[a-zA-Z]\d{3,6}|\d{1,4}[#*]\d{1,6}|[#*]?\d{3,8}[#*])\s*")
PART = later(r"\d(?:[ -]?\d){3,14}")
WORD = later(r"\S{1,80}")


def asked(texts: Sequence[str]) -> list[Asked]:
    """For each message of a talk the kinds of values that its neighbours speak of, where it may hold one."""
    return [asked_of(texts, place) for place in range(len(texts))]


def asked_of(texts: Sequence[str], place: int) -> Asked:
    """The same for the message at `place`.

    It must not depend on what is written over a neighbour's own private data: `check` sees only that.
    """
    text = texts[place]
    is_signed = SIGN.search(text) is not None
    may_answer = len(text) <= LONGEST and ((is_signed and MAYBE.search(text) is not None) or _may_be_spelled(text))
    before = texts[max(0, place - BEFORE) : place]
    behind = texts[place + 1 : place + 1 + BEHIND]
    goes_on = seeds.goes_on((*before, text, *behind), len(before))
    if not (may_answer or goes_on or (is_signed and learned.may_hold(text)) or learned.may_answer(text, before)):
        return NOTHING
    kinds = _kinds_of_neighbours(texts, place) if may_answer else frozenset()
    return Asked(kinds | {"seeds"} if goes_on else kinds, ((tuple(before), behind[0] if behind else ""),))


def _kinds_of_neighbours(texts: Sequence[str], place: int) -> frozenset[str]:
    text = texts[place]
    # By lines, as `check` reads them.
    before = [line for each in texts[max(0, place - BEFORE) : place] for line in each.split("\n")]
    found = _asked_before(before[-BEFORE:])
    for next_one in texts[place + 1 : place + 1 + BEHIND]:
        behind = next_one.partition("\n")[0]
        if not QUESTION.search(behind) and _is_short(behind):
            found |= _kinds(behind) & ({"password", "code", "account"} if _points(behind) else {"password", "code"})
    if "code" not in found and DIGITS.fullmatch(text) and not is_year_like(text.strip()):
        beside = (*texts[max(0, place - 1) : place], *texts[place + 1 : place + 2])
        found |= {"code"} if any(map(_is_lock_alone, beside)) else set()
    if any(_is_card(*pair) for pair in ((texts[place - 1 : place], [text]), ([text], texts[place + 1 : place + 2]))):
        found.add("card")
    return frozenset(found)


def _asked_before(texts: Sequence[str]) -> set[str]:
    """By the last message, by a question since which nothing else was asked, or by what was only acknowledged."""
    found: set[str] = set()
    waits = True
    for distance, text in enumerate(reversed(texts)):
        is_question = QUESTION.search(text) is not None
        kinds = _kinds(text) if waits or is_question else frozenset()
        if (distance and not waits) or not (is_question or _is_short(text)):
            kinds -= {"account"}
        found |= kinds
        if "password" in kinds and (not distance or is_question):
            found.add("digits")
        if is_question and not kinds:
            break
        waits = waits and _is_filler(text)
    return found


def _points(text: str) -> bool:
    """Whether it says "that's the …" of what stands above it."""
    read = plain(text[:LONGEST], lowered(text[:LONGEST])).text.lower()
    return THIS.match(read) is not None or IS_OF.search(read) is not None


def _is_short(text: str) -> bool:
    """A few words, among which nothing can be private."""
    return not VARIES.search(text) and len(WORD.findall(text)) <= FEW_WORDS


def _is_filler(text: str) -> bool:
    """Nothing but "sure", "one sec"."""
    said, start = f"{text[:FILLER]} ", 0
    while match := ANSWER.match(said, start):
        start = match.end()
    return not said[start:].strip()


def _may_be_spelled(text: str) -> bool:
    """Whether it has words for digits, or for the signs of an address."""
    low = text.lower()
    words = (low.replace("-", " ") if "-" in low else low).split()
    if not NUMBER_WORDS.isdisjoint(words) and may_have_run(low):
        return True
    return (not DOTS.isdisjoint(words) or SHUT.search(low) is not None) and obfuscated.may_be_spelled(low)


@lru_cache(maxsize=16)
def _is_lock_alone(text: str) -> bool:
    """Whether a few words speak of what is shut, beside a message that is nothing but digits."""
    text = text.split("\n", 1)[0]
    return (
        not VARIES.search(text)
        and len(WORD.findall(text)) <= LONG_ANSWER
        and speaks_of_lock(lowered(plain(text, lowered(text)).text))
    )


@lru_cache(maxsize=16)
def _kinds(text: str) -> frozenset[str]:
    """What a message speaks of; each is a neighbour of several."""
    read = plain(text[:LONGEST_QUESTION], lowered(text[:LONGEST_QUESTION])).text
    read = lowered(read)
    found = {kind for kind, pattern in KINDS.items() if pattern.search(read)}
    if _is_of_phone(read):
        found.add("phone")
    if "code" in found and NEVER.search(read):
        found.discard("code")
    if (QUESTION.search(read) or ASK.search(read)) and _is_of_lock(read):
        found.add("code")
    if (QUESTION.search(read) or ASK.search(read)) and speaks_of_typing(read):
        found.add("code")
    if read.count(" ") < SHORT and not VARIES.search(read) and LOCKS.search(read):
        found.add("code")
    if any(typos(read)):
        found.add("password")
    return frozenset(found)


def _is_of_lock(read: str) -> bool:
    """Whether somebody speaks of what opens something, or of the number of a lock."""
    return bool(OPENED.search(read) and LOCKED.search(read)) or bool(LOCK_ALONE.search(read) and _is_of_phone(read))


def _is_of_phone(read: str) -> bool:
    """Whether somebody speaks of a phone, or of what is done with one."""
    return PHONE.search(read) is not None or phones.CALLS.search(read) is not None


def _is_card(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether two messages are one number of a card."""
    if not (first and second and PART.fullmatch(first[0].strip()) and PART.fullmatch(second[0].strip())):
        return False
    digits = re.sub(r"\D", "", first[0] + second[0])
    return ISSUERS.fullmatch(digits) is not None and luhn(digits)


def answers(text: str, kinds: frozenset[str]) -> Iterator[Span]:
    """What in a message is told to somebody who asked for `kinds`; `text` is what is read of it."""
    if "seeds" in kinds:
        yield from seeds.edges(text)
    if "piece" in kinds:
        yield from pieces.pieces(text)
    for line in re.finditer(r"[^\n]{1,160}", text):
        words = list(WORD.finditer(text, *line.span()))
        if len(words) <= MOST_WORDS:
            yield from _in_line(text, *line.span(), kinds)


def _in_line(text: str, start: int, end: int, kinds: frozenset[str]) -> Iterator[Span]:
    line = text[start:end]
    value = _bare(line)
    if "card" in kinds and PART.fullmatch(line.strip()):
        yield Span(start, end, "card", "checksum")
    few = len(WORD.findall(LAUGH.sub("", line.lower()))) < SHORT
    if "password" in kinds or ("account" in kinds and (few or FAN.match(line))):
        yield from (Span(start + a, start + b, "password", "context") for a, b in _passwords(line, value, kinds))
    if "code" in kinds and value and is_code(line[slice(*value)]):
        yield Span(start + value[0], start + value[1], "code", "context")
    elif "code" in kinds and (sent := SENT.match(text, start, end)) and not UNIT.match(text, sent.end()):
        yield Span(*sent.span(1), "code", "context")
    elif "code" in kinds:
        yield from (Span(start + a, start + b, "code", "context") for a, b in _typed(lowered(line)))
    for kind, opening, found in (
        ("phone", "phone: ", lambda told: phones.phones(told, phones.REGIONS)),
        ("email", "email: ", lambda told: obfuscated.spelled(told, told.lower())),
        ("address", "address is ", places.places),
    ):
        if kind in kinds:
            for span in found(opening + line):
                if span.start >= len(opening):
                    shift = start - len(opening)
                    yield Span(span.start + shift, span.end + shift, span.category, span.evidence)


def _typed(line: str) -> Iterator[tuple[int, int]]:
    """ "press 6184 and hold it": the one number of an answer, where somebody is to type it."""
    found = list(VALUES.finditer(line))
    if len(found) == 1 and not UNIT.match(line, found[0].end()) and is_typed(line, *found[0].span()):
        yield found[0].span()


def _passwords(line: str, bare: tuple[int, int] | None, kinds: frozenset[str]) -> Iterator[tuple[int, int]]:
    words = list(WORD.finditer(line))
    if laugh := LAUGH.search(line.lower()):
        words = [word for word in words if word.end() <= laugh.start()] or words
    for word in words:
        span = trimmed(line, *word.span())
        value = line[slice(*span)]
        is_name = word is words[0] and (word.group()[-1] in ":," or value.startswith("@"))
        if is_password(value) and not is_name and (len(words) <= SHORT or is_strong(value)):
            yield span
            return
    if "digits" in kinds and bare and NUMBER.fullmatch(line[slice(*bare)]) and not is_year_like(line[slice(*bare)]):
        yield bare


def _bare(line: str) -> tuple[int, int] | None:
    """A code that is all of a line, but for what introduces it or a word behind it."""
    start = len(line) - len(line.lstrip())
    while match := ANSWER.match(line, start):
        start = match.end()
    value = BARE.match(line, start) or NUMBER.match(line, start)
    if value is None or UNIT.match(line, value.end()):
        return None
    return value.span() if TAIL.fullmatch(line, value.end()) or THEN.match(line, value.end()) else None
