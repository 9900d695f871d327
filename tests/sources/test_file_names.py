"""Endings of names, and time zones as exports write them."""

from __future__ import annotations

import datetime as dt

import pytest

from simulacrum_core.sources import offset_of, on_clocks_of, stem_of, suffix_of, without_suffix, zone_of


@pytest.mark.parametrize(
    ("name", "stem", "suffix"),
    [
        ("notes/Harbour walk.MD", "Harbour walk", ".md"),
        ("inbox.org_archive", "inbox", ".org_archive"),
        ("a.tar.gz", "a.tar", ".gz"),
        (".profile", ".profile", ""),
        ("2024.01.02", "2024.01.02", ""),
        ("diary/02.01.2024 Tue", "02.01.2024 Tue", ""),
        ("Mr. Finch goes home", "Mr. Finch goes home", ""),
        ("what came of it.", "what came of it.", ""),
        ("v1.2/notes", "notes", ""),
        ("ends in a word.continuation of it", "ends in a word.continuation of it", ""),
    ],
)
def test_an_ending_is_one_word_behind_a_dot(name: str, stem: str, suffix: str) -> None:
    assert (stem_of(name), suffix_of(name)) == (stem, suffix)
    assert without_suffix(name).endswith(stem)
    assert without_suffix(name) + name[len(without_suffix(name)) :] == name


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("Z", 0), ("GMT", 0), ("+01:00", 60), ("-0330", -210), ("GMT+0545", 345), ("UTC-10:00", -600)],
)
def test_a_distance_from_utc_is_read_as_exports_write_it(text: str, minutes: int) -> None:
    assert offset_of(text) == dt.timezone(dt.timedelta(minutes=minutes))


@pytest.mark.parametrize("text", ["", "CET", "+1", "+25:00", "+01:00:00", "01:00", "Z+01:00"])
def test_what_is_no_distance_from_utc_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"distance from UTC|timedelta"):
        offset_of(text)


def test_a_zone_is_found_by_its_name_or_its_distance() -> None:
    summer = dt.datetime(2024, 7, 1, 12, tzinfo=dt.UTC)
    assert on_clocks_of(summer, zone_of("Europe/Berlin")) == dt.datetime(
        2024, 7, 1, 14, tzinfo=dt.timezone(dt.timedelta(hours=2))
    )
    assert zone_of("GMT-0200") == dt.timezone(dt.timedelta(hours=-2))
    assert [zone_of(name) for name in ("", None, "Nowhere/Land", "x" * 65, "/etc/passwd")] == [None] * 5


def test_an_instant_at_the_edge_of_the_calendar_stays_where_it_is() -> None:
    last = dt.datetime.max.replace(tzinfo=dt.UTC)
    assert on_clocks_of(last, zone_of("Asia/Tokyo")) is last
    assert on_clocks_of(None, dt.UTC) is None
