"""LaTeX's tokens, and how arguments, options and definitions are passed over, each in a time that is bounded."""

from __future__ import annotations

import re
from collections import Counter

TOKEN = re.compile(
    r"\\(?P<name>[A-Za-z]+)(?P<star>\*?)[ \t]*(?:\n(?![ \t]*\n)[ \t]*)?|\\(?P<sign>[^A-Za-z])"
    r"|(?P<comment>%[^\n]*(?:\n[ \t]*)?)"
    r"|(?P<brace>[{}])|(?P<math>\$\$?)|(?P<blank>\n[ \t]*\n\s*)|(?P<text>[^\\%{}$\n]+|\n)"
)
_OPTION = re.compile(r"[ \t]*\[[^\[\]]{0,1000}\]")
_PARAMETERS = re.compile(r"[ \t]*(?:#\d[ \t]*){1,9}(?=\{)")
_MOST_TOKENS, _FEW_TOKENS = 2000, 40
"""Tokens of an argument; a longer one, as one that is not closed, is none. Where many are not, less is looked at."""
PATIENCE = 50
"""Arguments and formulas of a text that may have no end before less is looked at for it."""


class Scanner:
    """A place in a text, and counts of what was no word."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self._line, self._last, self._endless = 1, 0, 0
        self.removed: Counter[str] = Counter()

    def _skip_options(self) -> None:
        while found := _OPTION.match(self._text, self._at):
            self._at = found.end()

    def _option(self) -> str:
        """The next option as it is written, which is passed over."""
        found = _OPTION.match(self._text, self._at)
        self._at = found.end() if found else self._at
        return found[0].strip(" \t[]") if found else ""

    def _argument(self) -> str:
        """The next argument as it is written, which is passed over."""
        start = self._at
        self._skip_argument()
        return self._text[start : self._at].strip(" \t\n{}")

    def _skip_argument(self) -> None:
        self._skip_options()
        at = self._at
        while at < len(self._text) and self._text[at] in " \t":
            at += 1
        if not self._text.startswith("{", at):
            return
        depth, most = 0, _MOST_TOKENS if self._endless < PATIENCE else _FEW_TOKENS
        for token, _ in zip(TOKEN.finditer(self._text, at), range(most), strict=False):
            depth += (token["brace"] == "{") - (token["brace"] == "}")
            if not depth or token["blank"]:
                self._endless += depth > 0
                self._at = token.end() if not depth else token.start()
                return
        self._endless += 1

    def _skip_definition(self) -> None:
        for _ in range(4):
            before = self._at
            if parameters := _PARAMETERS.match(self._text, self._at):
                self._at = parameters.end()
            if self._text.startswith("\\", self._at) and (token := TOKEN.match(self._text, self._at)):
                self._at = token.end()
            self._skip_argument()
            if self._at == before:
                return

    def _skip_raw(self, end: str) -> None:
        stop = self._text.find(end, self._at) if end else -1
        self._at = len(self._text) if stop < 0 else stop + len(end)
        self.removed["comments"] += 1

    def _number(self) -> int:
        """The line at which the reader stands."""
        self._line += self._text.count("\n", self._last, self._at)
        self._last = self._at
        return self._line
