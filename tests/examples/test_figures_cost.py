"""What the figures of a report cost a conversion, counted in steps of the interpreter: no clock is asked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bench.chats import write_telegram, write_whatsapp
from bench.statistics import without_figures
from simulacrum_core import convert
from simulacrum_core.examples import figures

FEW, MANY = 400, 1200
LONG, MOST = 200_000, 0.03


def steps(work: Callable[[], object]) -> int:
    """How many instructions of Python's bytecode are executed while work is done."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(None)
    return count


@pytest.mark.parametrize("write", [write_whatsapp, write_telegram])
def test_they_take_at_most_3_percent_of_a_long_conversion(
    write: Callable[[Path, int], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chats = [tmp_path / f"chat{count}.{'json' if write is write_telegram else 'txt'}" for count in (FEW, MANY)]
    for chat, count in zip(chats, (FEW, MANY), strict=True):
        write(chat, count)

    def converted(chat: Path, *, report: bool = True) -> int:
        return steps(lambda: convert(chat, me="Ada Lind", folder=tmp_path / "ada", force=True, report=report))

    many, share = figures.MANY, figures.SHARE
    converted(chats[0])
    looked_at = [converted(chat) for chat in chats]
    monkeypatch.setattr(figures, "MANY", 0)
    monkeypatch.setattr(figures, "SHARE", sys.maxsize)
    passed = [converted(chat) for chat in chats]
    with without_figures():
        without = [converted(chat, report=False) for chat in chats]
    each, each_passed, each_without = ((one[1] - one[0]) / (MANY - FEW) for one in (looked_at, passed, without))
    once = passed[0] - without[0] - (each_passed - each_without) * FEW
    # Of a long conversation, only a part of the words is looked at.
    looks = many + (LONG - many) / share
    cost = once + LONG * (each_passed - each_without) + looks * (each - each_passed)
    assert 0 < cost <= MOST * LONG * each_without
