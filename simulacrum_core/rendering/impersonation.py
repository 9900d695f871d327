"""The impersonation guard: no message can put words into somebody's mouth by looking like a turn of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from .confusables import COLONS, INVISIBLE, beyond_ascii, plain_letters, skeleton

_COLON = re.compile(f"[{COLONS}]")
# Whatever a program may show as the end of a line.
_BREAK = re.compile("(\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])")
_START = re.compile(rf"[\s{INVISIBLE}]*+")
# Colours and other orders for a terminal, elements of HTML, tags of forums, where a link of Markdown leads.
_MARKUP = (
    r"(?:\x1b\[|\x9b)[0-?]{0,30}[ -/]{0,9}[@-~]|\[(?:\d{1,3};){0,9}\d{1,3}m|\x1b\][^\x07\x1b]{0,99}(?:\x07|\x1b\\)?"
    r"|</?(?:a|b|big|br|code|div|em|font|h[1-6]|i|ins|li|mark|p|pre|q|s|small|span|strong|sub|sup|td|tr|u)\b[^<>]{0,99}>"
    r"|\[/?(?:b|i|u|s|color|size|url|font|center|quote)(?:=[^\[\]]{0,40})?\]|(?<=\])\([^()\s]{0,99}\)"
    r"|&(?:[gl]t|amp|nbsp|quot|#\d{1,7});"
)
_UNMARKED = re.compile(_MARKUP, re.IGNORECASE)
# What may stand before a name: marks of quotations, lists, pictures. Numbers and times may; but they begin names, too.
_SIGN = r"[^\w\u2460-\u24ff\U0001f100-\U0001f1ff]|_"
_SIGNS = re.compile(rf"(?:{_MARKUP}|{_SIGN})*+", re.IGNORECASE)
_NUMBERED = re.compile(
    rf"(?:{_MARKUP}|\d{{1,4}}(?:T(?=\d)|Z\b|\s?[ap]\.?m\b)|(?<![^\W_])[a-z]{{1,3}}[.)](?=\s)|{_SIGN}|\d)*+",
    re.IGNORECASE,
)
# Most lines begin with a word.
_WORD = re.compile(rf"(?![{INVISIBLE}])[^\W\d_](?![^\W\d_]{{0,2}}[.)])")
# Behind a name that several bear in one conversation, as it looks: 1 is like l, 0 like o.
_NUMBER = re.compile(r" \([lo2-9]{1,6}\)\Z")
_ANY_NUMBER = re.compile(r"\s?\(\d{1,6}\)\W*\Z")
# A role behind a name, such as "[bot]".
_ROLE = re.compile(r"\s?(?:\[[^\[\]:]{1,20}\]|\((?:ai|app|bot|admin|mod|op|staff)\))\W*\Z", re.IGNORECASE)
_OPENING = re.compile(r"[\[(<&\x1b\x9b]")
_LETTER = re.compile(r"[^\W\d_]|[\u2460-\u24ff\U0001f100-\U0001f1ff]")
_ROOM = 8
"""Signs that nobody sees inside of a name, for each sign of it, that are looked through."""
_BEFORE, _MORE_COLONS = 60, 3
"""Signs and colons that may stand before a name, as in a time."""


@lru_cache(4096)
def _look(sign: str) -> str:
    """What a sign looks like, itself where nobody sees it; kept, since most lines begin with the same few letters."""
    return plain_letters(sign)[:1] or skeleton(sign)[:1] or sign


class ImpersonationGuard:
    """Finds lines that look as if they began with `NAME:` of a known speaker, and puts a space before the colon.

    Before the name may stand what has no letters, or is markup; around the name and in it what is no letter or digit.
    """

    def __init__(self, names: Iterable[str], *, numbered: bool = True) -> None:
        """With `numbered`, a name with a number behind it, by which namesakes are told apart, is the name's too."""
        self._numbered = numbered
        self._exact = frozenset(names) - {""}
        ordered = sorted(self._exact, reverse=True)
        self._looks = {look(name): name for look in (plain_letters, skeleton) for name in ordered if look(name)}
        self._firsts = {_look(name[0]) for name in self._exact} | {look[0] for look in self._looks}
        self._colons = max((len(_COLON.findall(name)) for name in self._exact), default=0) + 1 + _MORE_COLONS
        self._longest = max(map(len, self._exact), default=0) * _ROOM + _BEFORE

    def imitated(self, text: str, *, opens: bool = False) -> str | None:
        """The first name that begins a line of `text`, None where there is none; `opens` is that of `defused`."""
        return next((name for line in self._lines(text, opens=opens) if (name := self.of(line))), None)

    def defused(self, text: str, *, opens: bool = False) -> str:
        """`text` without imitated lines, the same object where there were none.

        With `opens` the text comes right after its own speaker's name, so that its first line imitates nobody.
        """
        if not any(map(self._found, self._lines(text, opens=opens))):
            return text
        first, *rest = _BREAK.split(text)
        return "".join([first if opens else self._spaced(first), *map(self._spaced, rest)])

    def of(self, line: str) -> str | None:
        """The speaker whose line this looks like, None where it is nobody's."""
        return found[0] if (found := self._found(line)) else None

    def speaker(self, line: str) -> str | None:
        """The speaker whose name, letter for letter, and a colon begin a line, as the renderer writes them."""
        for match in islice(_COLON.finditer(line, 0, self._longest + 1), self._colons):
            if line[: match.start()] in self._exact and match.group() == ":":
                return line[: match.start()]
        return None

    def _lines(self, text: str, *, opens: bool) -> Iterator[str]:
        """The lines with a colon where one may stand behind a name, without the first where the text `opens`.

        Nearly no line has one: to look at all lines of a session with one address took 2 µs a message.
        """
        if ":" not in text and _COLON.search(beyond_ascii(text)) is None:
            return
        end = 0
        while (colon := _COLON.search(text, end)) is not None:
            at = colon.start()
            nearest = max(at - self._longest - 1, 0)
            start = text.rfind("\n", nearest, at) + 1
            for before in _BREAK.finditer(text, max(start, nearest), at):
                start = before.end()
            rest = _BREAK.search(text, at)
            end = len(text) if rest is None else rest.start()
            if (start > 0 or nearest == 0) and not (opens and start == 0):
                yield text[start:end]

    def _found(self, line: str) -> tuple[str, int] | None:
        """A speaker, and where the colon behind the name stands; a blank before the colon makes a line harmless."""
        if _WORD.match(line):
            # Nearly every line begins so, and with a letter that no name begins with.
            if _look(line[0]) not in self._firsts:
                return None
            begins = [0]
        else:
            begins = [begin for begin in _begins(line) if _look(line[begin : begin + 1]) in self._firsts]
        for match in islice(_COLON.finditer(line, 0, self._longest + 1), self._colons):
            at = match.start()
            if not at or line[at - 1].isspace():
                continue
            for head in (line[begin:at] for begin in begins if begin < at):
                if name := head if head in self._exact else self._looked_like(head):
                    return name, at
        return None

    def _looked_like(self, head: str) -> str | None:
        """The speaker who looks so; every speaker may be one of several of that name, told apart by a number."""
        name = next((self._looks[look] for look in self._shapes(head) if look in self._looks), None)
        # A time or an amount is nobody, though 1 is like l and 0 is like o.
        return name if name is None or _LETTER.search(head) or not _LETTER.search(name) else None

    def _shapes(self, head: str) -> Iterator[str]:
        """What a head looks like, less and less of what surrounds a name taken for a part of it."""
        look = skeleton(head)
        yield look
        if self._numbered:
            yield _NUMBER.sub("", look)
        yield plain_letters(head)
        if _OPENING.search(head):
            unmarked = _UNMARKED.sub("", head)
            yield plain_letters(unmarked)
            yield plain_letters(_ROLE.sub("", unmarked))
            if self._numbered:
                yield plain_letters(_ANY_NUMBER.sub("", unmarked))

    def _spaced(self, line: str) -> str:
        found = self._found(line)
        return line if found is None else f"{line[: found[1]]} {line[found[1] :]}"


def _begins(line: str) -> Iterator[int]:
    """Where a name may begin: behind what nobody sees, behind signs, behind numbers and times."""
    seen = set[int]()
    for before in (_START, _SIGNS, _NUMBERED):
        match = before.match(line, 0, _BEFORE)
        begin = match.end() if match else 0
        # Between colons is the name of a picture.
        if begin not in seen and line[begin - 1 : begin] != ":":
            seen.add(begin)
            yield begin
