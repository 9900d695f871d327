"""What work costs, counted and not timed: calls of functions, and characters that patterns go over."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Any, NamedTuple

import simulacrum_core

PLUGINS = tuple(
    f"simulacrum_{name}"
    for name in ("conversations", "discord", "essays", "journals", "mail", "platforms", "telegram", "whatsapp")
)


class Cost(NamedTuple):
    """Calls, those of C included, and characters that were searched by patterns."""

    calls: int
    characters: int


class Counter:
    """Characters that are searched while `counted` is entered."""

    def __init__(self) -> None:
        self.characters = 0


class CountedPattern:
    """A pattern that counts the characters that it goes over; where it finds nothing, those to the end."""

    def __init__(self, pattern: re.Pattern[Any], counter: Counter) -> None:
        self._pattern, self._counter = pattern, counter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pattern, name)

    def match(self, text: Any, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[Any] | None:
        return self._noted(self._pattern.match(text, pos, endpos), pos, pos + 1)

    def fullmatch(self, text: Any, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[Any] | None:
        return self._noted(self._pattern.fullmatch(text, pos, endpos), pos, pos + 1)

    def search(self, text: Any, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[Any] | None:
        return self._noted(self._pattern.search(text, pos, endpos), pos, min(endpos, len(text)))

    def finditer(self, text: Any, pos: int = 0, endpos: int = sys.maxsize) -> Iterator[re.Match[Any]]:
        at = pos
        for match in self._pattern.finditer(text, pos, endpos):
            self._counter.characters += max(match.end() - at, 0)
            at = match.end()
            yield match
        self._counter.characters += max(min(endpos, len(text)) - at, 0)

    def findall(self, text: Any, pos: int = 0, endpos: int = sys.maxsize) -> list[Any]:
        self._counter.characters += len(text)
        return self._pattern.findall(text, pos, endpos)

    def split(self, text: Any, maxsplit: int = 0) -> list[Any]:
        self._counter.characters += len(text)
        return self._pattern.split(text, maxsplit)

    def sub(self, to: Any, text: Any, count: int = 0) -> Any:
        self._counter.characters += len(text)
        return self._pattern.sub(to, text, count)

    def subn(self, to: Any, text: Any, count: int = 0) -> Any:
        self._counter.characters += len(text)
        return self._pattern.subn(to, text, count)

    def _noted(self, match: re.Match[Any] | None, start: int, otherwise: int) -> re.Match[Any] | None:
        self._counter.characters += max((match.end() if match else otherwise) - start, 0)
        return match


@contextmanager
def counted(counter: Counter) -> Iterator[None]:
    """The patterns of all importers and of what they read with, those in modules and in their lists, count."""
    before = [(module, name, value) for module in _modules() for name, value in list(vars(module).items())]
    changed = [(module, name, value, new) for module, name, value in before if (new := _counting(value, counter))]
    try:
        for module, name, _, new in changed:
            setattr(module, name, new)
        yield
    finally:
        for module, name, value, _ in changed:
            setattr(module, name, value)


def _counting(value: object, counter: Counter) -> Any:
    """The same with patterns that count; None where there are none."""
    if isinstance(value, re.Pattern):
        return CountedPattern(value, counter)
    if type(value) in (list, tuple) and any(isinstance(item, re.Pattern) for item in value):  # type: ignore[attr-defined]
        return type(value)(_counting(item, counter) or item for item in value)  # type: ignore[call-arg,attr-defined]
    if type(value) is dict and any(isinstance(item, re.Pattern) for item in value.values()):
        return {key: _counting(item, counter) or item for key, item in value.items()}
    return None


def _modules() -> list[ModuleType]:
    packages = [simulacrum_core, *map(importlib.import_module, PLUGINS)]
    names = [
        info.name for package in packages for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    ]
    return [sys.modules[name] for name in names if name in sys.modules]


def cost_of(work: Callable[[], object], counter: Counter) -> Cost:
    """What is called and searched while work is done; patterns count only inside of `counted`."""
    before = counter.characters
    return Cost(calls(work), counter.characters - before)


def calls(work: Callable[[], object]) -> int:
    """How often functions are called while work is done, those of C included."""
    count = 0

    def profile(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count
