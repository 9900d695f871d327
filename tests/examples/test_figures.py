"""What is counted of how people write."""

from __future__ import annotations

from simulacrum_core.examples.figures import runs_of


def test_runs_are_messages_in_a_row_of_one_author() -> None:
    assert list(runs_of(["a", "a", "b", None, "b", "a"])) == [("a", 2), ("b", 1), ("b", 1), ("a", 1)]
    assert list(runs_of([None, None])) == []


def test_nothing_said_makes_no_run() -> None:
    assert list(runs_of([])) == []
