"""Columns: a survey by columns finds what one message by message does."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulacrum_core import Conversation, Message, Persona, Recipe
from simulacrum_core.config.recipe import Untrained
from simulacrum_core.examples import columns, sessions, traces
from simulacrum_core.examples.answers import Answers, gaps_to_try, said_of
from simulacrum_core.examples.gaps import measured
from simulacrum_core.examples.kinds import untrained_kind
from simulacrum_core.examples.mixture import seconds_of
from simulacrum_core.examples.outlines import asked_of, outline_of
from simulacrum_core.examples.runs import has_exchange
from simulacrum_core.examples.selection import selection_of
from simulacrum_core.examples.times import Times
from simulacrum_core.examples.traces import Trace
from simulacrum_core.rendering.control_tokens import ControlTokens

ZONES: list[list[dt.timezone | None]] = [[None], [dt.UTC], [None, dt.UTC, dt.timezone(dt.timedelta(hours=2))]]
MINE = {"me", "my phone"}
TEXTS = ["hm", "www.pond.example", "HTTPS://pond.example/a <http://pond.example>", "see www.pond.example"]


@st.composite
def talks(draw: st.DrawFn) -> list[Message]:
    zones = draw(st.sampled_from(ZONES))
    messages, now = [], dt.datetime(2024, 3, 31, 1, 30)
    for i in range(draw(st.integers(1, 60))):
        now += dt.timedelta(seconds=draw(st.sampled_from([-9000, 0, 0.25, 1, 60, 61, 1800, 1800.000001, 5400, 90_000])))
        author = draw(st.sampled_from(["me", "my phone", "ben", "cleo", "dov"]))
        forwarded = draw(st.sampled_from([None, None, None, "", "Eve"]))
        text, zone = draw(st.sampled_from(TEXTS)), draw(st.sampled_from(zones))
        messages.append(Message(str(i), author, now.replace(tzinfo=zone), text, forwarded_from=forwarded))
    return messages


def keep(trace: Trace, first: int, said: list[Message]) -> None:
    """As a survey does, by their outline where they have one."""
    conversation = Conversation("test", "c", None, (), False, ())
    selection = selection_of(Recipe(), Persona(), ControlTokens())
    outline = outline_of(asked_of(conversation, selection, Persona(), links=False), said)
    if outline.walls is not None:
        trace.extend(range(first, first + len(said)), outline, outline.walls)
        return
    for place, message in enumerate(said, first):
        trace.add(place, message)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(talks(), st.sampled_from([60.0, 1800.0, 1e9]), st.sampled_from([set(), {"links"}, {"links", "forwarded"}]))
def test_columns_give_what_the_messages_do(
    monkeypatch: pytest.MonkeyPatch, said: list[Message], gap: float, kinds: set[Untrained]
) -> None:
    for module in (columns, sessions):
        monkeypatch.setattr(module, "LONGEST", 7)
    monkeypatch.setattr(traces, "_HELD", 10)
    trace = Trace()
    for first in range(0, len(said), 4):
        keep(trace, first, said[first : first + 4])
    answered = columns.Answered(gaps_to_try(gap))
    found = trace.columns(MINE, kinds)
    assert found is not None
    times, counted, fitted = Times(), Times(), Times()
    cuts = list(columns.cuts_of(found, gap, answered, times))
    answers = Answers(MINE, gaps_to_try(gap), frozenset(kinds))
    wanted = list(sessions.sessions(answers.watched(said), gap))
    assert [(cut.start, cut.end, cut.length, cut.is_answered) for cut in cuts] == [
        (seconds_of(one[0].sent_at), seconds_of(one[-1].sent_at), len(one), has_exchange(one, MINE, kinds))
        for one in wanted
    ]
    assert [cut.said for cut in cuts] == [
        sum(message.author in MINE and not untrained_kind(message, kinds) for message in one) for one in wanted
    ]
    assert said_of(answered.counts) == answers.said()
    again = trace.columns(MINE, kinds)
    assert again is not None
    assert columns.pace_of(again, trace.people(MINE), fitted) == measured(said, MINE)
    assert list(counted.watched(said, MINE, silences=True)) == said
    assert (times, fitted.silences) == (counted, counted.silences)


def test_times_that_are_missing_or_change_their_clocks_are_compared_one_by_one() -> None:
    from zoneinfo import ZoneInfo

    noon = dt.datetime(2024, 3, 31, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    for other in (None, noon.replace(tzinfo=dt.UTC)):
        trace = Trace()
        keep(trace, 0, [Message("1", "me", noon, "a"), Message("2", "me", other, "b")])
        assert trace.columns(MINE, set()) is None
        assert [message.sent_at for message in trace.messages()] == [noon, other]
