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


def _converted(folder: Path, count: int, recipe: Recipe) -> Path:
    chat = folder / f"chat {count}.txt"
    write_whatsapp(chat, count)
    convert(chat, importer="whatsapp", me="Ada Lind", folder=folder / "ada", recipe=recipe, force=True, report=False)
    return folder / "ada"


def _checked(folder: Path, count: int) -> int:
    made = _converted(folder, count, Recipe())
    return calls(lambda: check(made))


def _redacted(folder: Path, count: int) -> int:
    plain, redacted = (
        calls(lambda recipe=recipe: _converted(folder, count, recipe))  # type: ignore[misc]
        for recipe in (Recipe(), Recipe(redact=[*CATEGORIES]))
    )
    return redacted - plain


@pytest.mark.parametrize(("count_calls", "most"), [(_checked, 50), (_redacted, 12)])
def test_a_message_costs_few_calls(count_calls: Callable[[Path, int], int], most: int, tmp_path: Path) -> None:
    # Patterns are compiled and words are seen for the first time.
    count_calls(tmp_path, MANY)
    few, many = (count_calls(tmp_path, count) for count in (FEW, MANY))
    assert many - few <= most * (MANY - FEW)
