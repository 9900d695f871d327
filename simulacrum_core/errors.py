"""Errors that a user can act on: where, what, and what to try."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from .terminal import printable

_WIDTH, _NAME = 300, 80


class SimulacrumError(Exception):
    """The input or the data is at fault (exit code 1); the message is one line, shown as it stands."""

    exit_code = 1

    def __init__(
        self, what: str, *, file: str | None = None, line: int | None = None, remedy: str | None = None
    ) -> None:
        self.what, self.file, self.line, self.remedy = what, file, line, remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        named = None if self.file is None else printable(self.file, _WIDTH)
        place = ":".join(str(part) for part in (named, self.line) if part is not None)
        return "".join([f"{place}: " if place else "", self.what, f". {self.remedy}" if self.remedy else ""])


class UsageError(SimulacrumError):
    """The call is at fault (exit code 2)."""

    exit_code = 2


class SourceError(SimulacrumError):
    """A source cannot be read: missing, damaged, hostile, or not in the format that was asked for."""


class DatasetError(SimulacrumError):
    """A dataset folder is missing, incomplete, or breaks one of its promises."""


class PluginError(SimulacrumError):
    """A plugin is missing, broken, or shares its name with another one."""

    exit_code = 2


FULL = frozenset(("html", "hub", "near-duplicates", "privacy", "serve", "tiktoken", "tokenizers", "web", "writings"))
"""The extras that `full` holds."""


class MissingExtraError(SimulacrumError):
    """An optional library is needed; the message names the pip line that installs it."""

    def __init__(self, library: str, extra: str) -> None:
        remedy = f"Install it: pip install 'my-simulacrum[{extra}]'"
        if extra in FULL:
            remedy += ", or 'my-simulacrum[full]' for everything but PyTorch and training"
        super().__init__(f"{library} is not installed", remedy=remedy)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The beginning of a remedy, where a word is nearly one of those that are known; else nothing."""
    by_case = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), by_case, 1, 0.65)
    return f"Did you mean {printable(by_case[near[0]], _NAME)!r}? " if near else ""
