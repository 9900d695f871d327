"""Errors that a user can act on: where, what, and what to try."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from .terminal import printable

_WIDTH, _NAME = 300, 80
_OPTION = re.compile(r"(?<![\w-])-(?:-[a-z]+(?:-[a-z]+)*|[a-z])(?![\w-])")
_RECIPE = (
    "style budget min_messages max_messages session_gap openers validation since until keep_copies "
    "control_tokens redact replies threads bubbles train near_duplicates cap_per_partner recency splits overlap "
    "languages recognizer canaries"
)
IN_PYTHON = {
    **{f"--{name.replace('_', '-')}": f"Recipe({name}=...)" for name in _RECIPE.split()},
    "--pseudonyms": "Recipe(pseudonyms=True)",
    "--weight": "Recipe(weights=...)",
    "--cap": "Recipe(caps=...)",
    "--me": "me=...",
    "--persona": "persona=...",
    "--from": "importer=...",
    "--tz": "tz=...",
    "--to": "to=...",
    "-o": "folder=...",
    "--force": "force=True",
    "--workers": "workers=...",
    "--engine": "engine=...",
    "--base-model": "base_model=...",
    "--tokenizer": "tokenizer=...",
    "--tokenizer-engine": "load_tokenizer(engine=...)",
    "--bos": "load_tokenizer(bos=...)",
    "--eos": "load_tokenizer(eos=...)",
    "--name": "Persona(name=...)",
    "--system-prompt": "Persona(system_prompt=...)",
    "--exclude": "Persona(exclude=...)",
    "--exclude-word": "Persona(exclude=...)",
    "--exclude-dates": "Persona(exclude=...)",
    "--exclude-talk": "Persona(exclude=...)",
    "--recognizer": "recognizer=...",
    "--limit": "read(limits=...)",
    "-i": "read(options=...)",
    "--model": "Chat.load(model=...)",
    "--resume": "train(options={'resume': 'true'})",
}
"""What the options that errors name are for a program that calls the library."""


class SimulacrumError(Exception):
    """The input or the data is at fault (exit code 1); the message is one line, shown as it stands.

    It names options as the command line does; a note of the exception says what they are in Python.
    """

    exit_code = 1

    def __init__(
        self, what: str, *, file: str | None = None, line: int | None = None, remedy: str | None = None
    ) -> None:
        self.what, self.file, self.line, self.remedy = what, file, line, remedy
        super().__init__(str(self))
        # Shown below the message in a traceback, and never by the command line.
        if named := dict.fromkeys(_OPTION.findall(f"{what} {remedy or ''}")):
            known = [f"{option} is {IN_PYTHON[option]}" for option in named if option in IN_PYTHON]
            if known:
                self.add_note(f"In Python: {', '.join(known)}")

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.__dict__)

    def __str__(self) -> str:
        named = None if self.file is None else printable(self.file, _WIDTH)
        place = ":".join(str(part) for part in (named, self.line) if part is not None)
        return "".join([f"{place}: " if place else "", self.what, f". {self.remedy}" if self.remedy else ""])


def _restored(kind: type[SimulacrumError], fields: dict[str, Any]) -> SimulacrumError:
    """An error from another process; some kinds are made of other arguments than their fields."""
    error = kind.__new__(kind)
    error.__dict__.update(fields)
    return error


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


FULL = frozenset(
    ("app", "html", "hub", "near-duplicates", "privacy", "serve", "tiktoken", "tokenizers", "web", "writings")
)
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
    from difflib import get_close_matches

    near = get_close_matches(word.casefold(), by_case, 1, 0.65)
    return f"Did you mean {printable(by_case[near[0]], _NAME)!r}? " if near else ""
