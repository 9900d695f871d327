"""What is excluded is in no example, and the ledger says how much that was."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core.config.exclusions import Exclusions

from ..conftest import Simulacrum, chat_text

LINES = [*["Ben: hi", "Ada: yo", "Ben: how is the Hospital?", "Ada: hospitality is no hospital", "Ada: fine"] * 8]


@pytest.mark.parametrize(
    ("words", "text", "is_out"),
    [
        (["hospital"], "the HOSPITAL!", True),
        (["hospital"], "hospitality", False),
        (["hospital"], "my_hospital", False),
        (["dr kim"], "ask Dr  Kim's desk", True),
        (["больница"], "Больница, да", True),
        (["больница"], "больницами", False),
        (["c++"], "I like c++ a lot", True),
        (["😷"], "oh 😷😷", True),
        (["(x)"], "f(x)=1", True),
        (["  "], "anything", False),
    ],
)
def test_a_word_is_found_as_a_whole_in_any_case(words: list[str], text: str, is_out: bool) -> None:
    assert (Exclusions(words=words).reason(text, None) == "excluded_word") == is_out


@given(day=st.dates(dt.date(2023, 12, 1), dt.date(2024, 12, 1)))
def test_days_are_excluded_from_the_first_to_the_last(day: dt.date) -> None:
    excluded = Exclusions.model_validate({"dates": ["2024-03-01..2024-03-14", "2024-05-02", "..2023-12-31"]})
    inside = dt.date(2024, 3, 1) <= day <= dt.date(2024, 3, 14) or day == dt.date(2024, 5, 2) or day.year < 2024
    assert (excluded.reason("x", dt.datetime.combine(day, dt.time(23, 59))) == "excluded_days") == inside
    assert excluded.reason("x", None) == "excluded_days", "a message without a time may be of such a day"


@pytest.mark.parametrize("days", ["..", "2024-13-01", "2024-03-02..2024-03-01", "yesterday"])
def test_days_that_are_none_are_refused_by_the_name_of_the_option(
    simulacrum: Simulacrum, tmp_path: Path, days: str
) -> None:
    (tmp_path / "chat.txt").write_text(chat_text(*LINES))
    result = simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "out", "--exclude-dates", days)
    assert result.exit_code == 2
    assert result.output.startswith("Error: --exclude-dates: ")


def test_what_is_excluded_is_nowhere_in_the_dataset_and_in_the_ledger(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(chat_text(*LINES), encoding="utf-8")
    (tmp_path / "ada.toml").write_text(
        'me = ["Ada"]\n[exclude]\nwords = ["hospital"]\ndates = ["2024-01-13"]\n', encoding="utf-8"
    )
    result = simulacrum("convert", "chat.txt", "--persona", "ada.toml", "-o", "out", "--exclude-word", "yo")
    assert result.exit_code == 0, result.output
    text = "".join(path.read_text() for path in (tmp_path / "out").glob("*.jsonl"))
    assert "ospital" not in text
    assert "yo" not in text
    left_out = json.loads((tmp_path / "out" / "simulacrum.json").read_text())["ledger"]["left_out"]
    first_day = LINES[:8]
    later = LINES[8:]
    said = sum("ospital" in line or line.endswith("yo") for line in first_day)
    assert left_out["excluded_days"] == len(first_day) - said
    assert left_out["excluded_word"] == said + sum("ospital" in line or line.endswith("yo") for line in later)
    assert simulacrum("check", "out").exit_code == 0


def test_a_list_of_names_is_the_short_form() -> None:
    assert Exclusions.model_validate(["Cy"]) == Exclusions(names=["Cy"])
