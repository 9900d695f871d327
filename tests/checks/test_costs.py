"""What a message costs `check` and redaction, counted in calls of functions: no clock is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bench.chats import write_whatsapp
from simulacrum_core import Recipe, check, convert
from simulacrum_core.config.categories import CATEGORIES

from ..doubling.costs import calls

FEW, MANY = 600, 1800


def _written(folder: Path, count: int) -> Path:
    chat = folder / f"chat {count}.txt"
    write_whatsapp(chat, count)
    return chat


def _converted(chat: Path, recipe: Recipe) -> Path:
    made = chat.parent / "ada"
    convert(chat, importer="whatsapp", me="Ada Lind", folder=made, recipe=recipe, force=True, report=False)
    return made


def _checked(folder: Path, count: int) -> int:
    made = _converted(_written(folder, count), Recipe())
    return calls(lambda: check(made))


def _redacted(folder: Path, count: int) -> int:
    chat = _written(folder, count)
    return calls(lambda: _converted(chat, Recipe(redact=[*CATEGORIES])))


@pytest.mark.parametrize(("count_calls", "most"), [(_checked, 42), (_redacted, 61)])
def test_a_message_costs_few_calls(count_calls: Callable[[Path, int], int], most: int, tmp_path: Path) -> None:
    # Patterns are compiled and words are seen for the first time.
    count_calls(tmp_path, MANY)
    few, many = (count_calls(tmp_path, count) for count in (FEW, MANY))
    assert many - few <= most * (MANY - FEW)
