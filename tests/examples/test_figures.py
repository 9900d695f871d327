"""What is counted of how people write."""

from __future__ import annotations

import pytest

from simulacrum_core import Message
from simulacrum_core.dataset.statistics import Writing
from simulacrum_core.examples.figures import add_writing, runs_of


def test_runs_are_messages_in_a_row_of_one_author() -> None:
    assert list(runs_of(["a", "a", "b", None, "b", "a"])) == [("a", 2), ("b", 1), ("b", 1), ("a", 1)]
    assert list(runs_of([None, None])) == []


def test_nothing_said_makes_no_run() -> None:
    assert list(runs_of([])) == []


def written(*texts: str, quoted: tuple[int, ...] = ()) -> Writing:
    writing = Writing()
    add_writing(writing, [Message("1", "ada", None, text, quoted=quoted) for text in texts])
    return writing


@pytest.mark.parametrize(
    "text",
    [
        "> Are all of you coming to the pier at 8pm? \U0001f600 https://a.example\nno.",
        "no.\n[10/03, 10:00] Cleo: Are you all coming to the pier?",
        "Cleo Ek, [10.03.2026 10:00]\nAre all of you coming?\n\nno.",
    ],
)
def test_what_is_quoted_is_not_how_somebody_writes(text: str) -> None:
    assert written(text) == written("no.")
    assert written(text, "so") == written("no.", "so")


def test_a_message_that_only_quotes_is_none_and_one_that_compares_is() -> None:
    assert written("> as you said", "so") == written("so")
    assert written("> 20 people") == Writing(1, words={3: 1})
    assert written("as you said\nno.", quoted=(0,)) == written("no.")
    assert written("> as you said") == Writing()
