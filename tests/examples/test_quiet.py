"""Quiet stretches: where a chat is silent for most of its time."""

from __future__ import annotations

import datetime as dt
import json
from array import array
from itertools import accumulate
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core import Message, Recipe
from simulacrum_core.examples.quiet import COUNTED, SILENT, STRETCH, quiet_among
from simulacrum_core.examples.talks import Recent, talks_of
from simulacrum_core.threads import Threads, threads

from ..conftest import Simulacrum, conversation
from .test_splits import made

MINE = {"me"}

HOUR = 3600.0
PEOPLE = ["bo", "cy", "dee", "eli", "fay", "gus"]
SAID = "is it raining there?|no, but the wind is cold|bring the big pot|which pot?|mine|the blue one".split("|")


def cut(lasting: list[float], silences: list[float]) -> tuple[array[float], array[float]]:
    """When sessions begin and end that last so long, with so long silences between them."""
    starts = [*accumulate([one + silence for one, silence in zip(lasting, silences, strict=False)], initial=0.0)]
    starts = starts[: len(lasting)]
    return array("d", starts), array("d", [start + one for start, one in zip(starts, lasting, strict=True)])


def test_a_chat_is_quiet_where_it_is_silent_for_two_thirds_of_its_time() -> None:
    assert quiet_among(*cut([600] * 9, [600] * 8), 300) == b""
    assert quiet_among(*cut([600] * 9, [1100] * 8), 300) == b""
    assert quiet_among(*cut([600] * 9, [1500] * 8), 300) == b"\1" * 9


@pytest.mark.parametrize("seconds", [[], [600.0], [0.0]])
def test_of_a_chat_without_a_silence_nothing_is_known(seconds: list[float]) -> None:
    assert quiet_among(array("d", seconds), array("d", seconds), 300) == b""
    assert quiet_among(array("d", [0, HOUR, 99 * HOUR]), array("d", [0, HOUR, 99 * HOUR]), float("inf")) == b""


def test_the_nights_of_a_group_that_writes_all_evening_make_it_no_quiet_one() -> None:
    evenings, night = [30 * 60.0] * 8, 19 * HOUR
    lasting = evenings * 20
    silences = ([240.0] * 7 + [night]) * 20
    assert quiet_among(*cut(lasting, silences), 180) == b""
    by_the_clock = sum(silences) / (sum(silences) + sum(lasting))
    assert by_the_clock > SILENT


def test_a_chat_may_be_quiet_in_some_years_and_not_in_others() -> None:
    lasting = [600.0] * (6 * STRETCH)
    silences = [*[400.0] * (3 * STRETCH), *[3000.0] * (3 * STRETCH)]
    found = quiet_among(*cut(lasting, silences), 300)
    assert found[: 2 * STRETCH] == bytes(2 * STRETCH)
    assert found[4 * STRETCH :] == b"\1" * (2 * STRETCH)
    assert len(found) == len(lasting)


@given(
    st.lists(st.tuples(st.floats(0, 9999), st.floats(301, 99_999)), min_size=2, max_size=300),
    st.sampled_from([300, HOUR]),
)
def test_what_is_quiet_is_what_a_count_over_the_stretch_says(said: list[tuple[float, float]], gap: float) -> None:
    lasting, silences = ([round(pair[k]) + 0.0 for pair in said] for k in (0, 1))
    found = quiet_among(*cut(lasting, silences), gap) or bytes(len(said))
    for number in range(len(said)):
        first, end = max(0, number - STRETCH // 2), min(len(said) - 1, number + STRETCH // 2)
        nobody = sum(min(one, COUNTED * gap) for one in silences[first:end])
        assert found[number] == (nobody > 0 and nobody >= SILENT * (nobody + sum(lasting[first : end + 1])))


def test_times_that_are_unknown_or_go_back_count_nothing() -> None:
    unknown = float("-inf")
    starts, ends = cut([600] * 9, [9000] * 8)
    assert quiet_among(starts, ends, 300) == b"\1" * 9
    starts[0] = ends[0] = unknown
    assert quiet_among(starts, ends, 300) == b"\1" * 9
    assert quiet_among(array("d", [unknown] * 9), array("d", [unknown] * 9), 300) == b""
    assert quiet_among(array("d", [9000.0 * (9 - i) for i in range(9)]), array("d", [99_000.0] * 9), 300) == b""


def session_of(people: list[str], *, named: bool = False, start: float = 0) -> list[Message]:
    """What people say in turns by chance, each 20 seconds, of which each third names somebody where that is asked for."""
    random = Random(start)
    first = dt.datetime(2025, 1, 1) + dt.timedelta(hours=start)
    found = []
    for i in range(60):
        led = f"{random.choice(people)}: " if named and i % 3 == 0 else ""
        author = random.choice([*people, "me"])
        found.append(
            Message(f"{start}.{i}", author, first + dt.timedelta(seconds=20 * i), f"{led}{random.choice(SAID)} {i}")
        )
    return found


@pytest.mark.parametrize(
    ("people", "named", "is_quiet", "busy"),
    [
        (PEOPLE, False, True, False),
        (PEOPLE, False, False, True),
        (PEOPLE, True, True, True),
        (PEOPLE[:2], False, True, True),
    ],
)
def test_a_session_of_a_quiet_chat_is_left_whole_where_many_write_and_nobody_is_named(
    people: list[str], named: bool, is_quiet: bool, busy: bool
) -> None:
    session = session_of(people, named=named)
    recent = Recent()
    recent.is_quiet = is_quiet
    talks = talks_of(session, recent, conversation(session), MINE, Recipe())
    assert talks.busy == busy
    assert (talks.talks == [session]) != busy
    assert (recent.taken_apart > 0) == busy
    assert recent.nameless == (0 if named else recent.taken_apart)


def test_what_a_reply_names_is_kept_where_a_session_is_left_whole() -> None:
    session = session_of(PEOPLE)
    place = next(i for i in range(30, 60) if session[i].author == "me")
    named = next(message for message in session if message.author != "me")
    session[place] = msgspec.structs.replace(session[place], reply_to=named.id)
    recent = Recent()
    recent.is_quiet = True
    talks = talks_of(session, recent, conversation(session), MINE, Recipe())
    assert talks.talks == [session]
    assert talks.answers == {session[place].id: named}


@pytest.mark.parametrize(("hours", "quiet"), [(2, True), (0.1, False)])
def test_whether_a_chat_is_quiet_goes_by_all_of_it(
    hours: float, quiet: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = set[bool]()

    def noted(session: list[Message], *more: object, quiet: bool, **others: object) -> Threads:
        told.add(quiet)
        return threads(session)

    monkeypatch.setattr("simulacrum_core.examples.talks.threads", noted)
    made(tmp_path, [conversation([message for k in range(8) for message in session_of(PEOPLE, start=k * hours)])])
    assert told == {quiet}


def test_a_chat_whose_pace_changes_gives_the_same_bytes_with_workers(
    simulacrum: Simulacrum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulacrum_core.examples.borders.STRETCH", 100)
    monkeypatch.setattr("simulacrum_core.execution.workers.STRETCH", 1)
    monkeypatch.setattr("simulacrum_core.examples.quiet.STRETCH", 2)
    starts = [*(k * 0.5 for k in range(6)), *(6.0 + 2 * k for k in range(6))]
    said = [message for start in starts for message in session_of(PEOPLE, start=start)]
    (tmp_path / "chat.txt").write_text(
        "".join(f"{message.sent_at:%d/%m/%Y, %H:%M} - {message.author.title()}: {message.text}\n" for message in said)
    )
    for count in (1, 2):
        asked = ("--session-gap", "5m", "--me", "Me", "--workers", count, "-o", count)
        result = simulacrum("convert", "chat.txt", *asked)
        assert result.exit_code == 0, result.stderr
    for path in (tmp_path / "1").iterdir():
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes(), path.name
    taken_apart = json.loads((tmp_path / "1" / "simulacrum.json").read_text())["statistics"]["taken_apart"]
    assert 0.4 * len(said) < taken_apart < 0.6 * len(said)
