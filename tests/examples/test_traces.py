"""Traces: a long conversation is kept outside memory, and comes back as it was."""

from __future__ import annotations

import datetime as dt

import pytest

from simulacrum_core import Message
from simulacrum_core.examples import traces
from simulacrum_core.examples.traces import Trace

START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def _message(i: int) -> Message:
    moment = None if i % 7 == 3 else START + dt.timedelta(seconds=i * 37, microseconds=i)
    return Message(str(i), f"p{i % 3}", moment, "https://pond.example" if i % 5 == 0 else "words")


@pytest.mark.parametrize("lots", [(), (0.25, 0.5)])
@pytest.mark.parametrize("count", [0, 9, 10, 11, 35])
def test_a_trace_in_a_file_is_the_trace_in_memory(
    monkeypatch: pytest.MonkeyPatch, count: int, lots: tuple[float, ...]
) -> None:
    def messages(held: int) -> tuple[object, object]:
        monkeypatch.setattr(traces, "_HELD", held)
        trace = Trace()
        for i in range(count):
            trace.add(i, _message(i), lots)
        copied = bytes(i % 2 for i in range(count))
        return list(trace.messages()), list(trace.messages(copied))

    assert messages(10) == messages(1000)


def test_a_trace_can_be_walked_by_two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "_HELD", 4)
    trace = Trace()
    for i in range(18):
        trace.add(i, _message(i))
    assert all(one == other for one, other in zip(trace.messages(), trace.messages(), strict=True))


def test_messages_of_a_long_conversation_are_not_in_memory() -> None:
    import tracemalloc

    trace, message = Trace(), _message(1)
    tracemalloc.start()
    for i in range(300_000):
        trace.add(i + i // 1000, message)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size < 1_300_000


def test_whose_messages_are_is_known_of_hundreds_of_authors() -> None:
    for count in (3, 256, 300):
        trace = Trace()
        messages = [Message(str(i), f"author {i % count}", dt.datetime(2024, 1, 1), "hm") for i in range(2 * count)]
        for place, message in enumerate(messages):
            trace.add(place, message)
        found = trace.columns({"author 1", f"author {count - 1}"}, frozenset())
        assert found is not None
        own = b"".join(one.own for one in found)
        assert list(own) == [i % count in (1, count - 1) for i in range(2 * count)]
