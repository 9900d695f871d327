"""The impersonation guard: no message can put words into somebody's mouth by looking like a turn of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from .confusables import COLONS, INVISIBLE, skeleton

_COLON = re.compile(f"[{COLONS}]")
# Whatever a program may show as the end of a line.
_BREAK = re.compile("(\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])")
_START = re.compile(rf"[\s{INVISIBLE}]*")
# Behind a name that several bear in one conversation, as it looks: 1 is like l, 0 like o.
_NUMBER = re.compile(r" \([lo2-9]{1,6}\)\Z")
_ROOM = 8
"""Signs that nobody sees inside of a name, for each sign of it, that are looked through."""


@lru_cache(4096)
def _look(sign: str) -> str:
    """What a sign looks like, itself where nobody sees it; kept, since most lines begin with the same few letters."""
    return skeleton(sign)[:1] or sign


class ImpersonationGuard:
    """Finds lines that look as if they began with `NAME:` of a known speaker, and puts a space before the colon."""

    def __init__(self, names: Iterable[str], *, numbered: bool = True) -> None:
        """With `numbered`, a name with a number behind it, by which namesakes are told apart, is the name's too."""
        self._numbered = numbered
        self._exact = frozenset(names) - {""}
        self._looks = {skeleton(name): name for name in sorted(self._exact, reverse=True) if skeleton(name)}
        self._firsts = {_look(name[0]) for name in self._exact} | {look[0] for look in self._looks}
        self._colons = max((len(_COLON.findall(name)) for name in self._exact), default=0) + 1
        self._longest = max(map(len, self._exact), default=0) * _ROOM

    def imitated(self, text: str, *, opens: bool = False) -> str | None:
        """The first name that begins a line of `text`, None where there is none; `opens` is that of `defused`."""
        if _COLON.search(text) is None:
            return None
        return next((name for line in _BREAK.split(text)[opens:] if (name := self.of(line))), None)

    def defused(self, text: str, *, opens: bool = False) -> str:
        """`text` without imitated lines, the same object where there were none.

        With `opens` the text comes right after its own speaker's name, so that its first line imitates nobody.
        """
        if _COLON.search(text) is None:
            return text
        first, *rest = _BREAK.split(text)
        safe = "".join([first if opens else self._spaced(first), *map(self._spaced, rest)])
        return text if safe == text else safe

    def of(self, line: str) -> str | None:
        """The speaker whose line this looks like, None where it is nobody's."""
        return found[0] if (found := self._found(line)) else None

    def speaker(self, line: str) -> str | None:
        """The speaker whose name, letter for letter, and a colon begin a line, as the renderer writes them."""
        for match in islice(_COLON.finditer(line, 0, self._longest + 1), self._colons):
            if line[: match.start()] in self._exact and match.group() == ":":
                return line[: match.start()]
        return None

    def _found(self, line: str) -> tuple[str, int] | None:
        """A speaker, and where the colon behind the name stands; a blank before the colon makes a line harmless."""
        start = _START.match(line)
        begin = start.end() if start else 0
        if _look(line[begin : begin + 1]) not in self._firsts:
            return None
        for match in islice(_COLON.finditer(line, begin, begin + self._longest + 1), self._colons):
            at, head = match.start(), line[begin : match.start()]
            if not head or head[-1].isspace():
                continue
            if name := head if head in self._exact else self._looked_like(skeleton(head)):
                return name, at
        return None

    def _looked_like(self, look: str) -> str | None:
        """The speaker who looks so; every speaker may be one of several of that name, told apart by a number."""
        return self._looks.get(look) or (self._looks.get(_NUMBER.sub("", look)) if self._numbered else None)

    def _spaced(self, line: str) -> str:
        found = self._found(line)
        return line if found is None else f"{line[: found[1]]} {line[found[1] :]}"
