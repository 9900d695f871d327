"""What a message costs in a conversion, counted and not timed: calls of functions, those of C included."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

from simulacrum_core import convert

from ..doubling.costs import calls

MOST = 25
"""Calls for each message: 24.4 when they were counted."""


def write(path: Path, count: int) -> None:
    """Two people, in sessions of about thirty messages."""
    rng, now, lines = random.Random(1), dt.datetime(2020, 1, 1), list[str]()
    for _ in range(count):
        now += dt.timedelta(minutes=1 if rng.random() < 0.97 else 500)
        text = " ".join(rng.choices("so the boat is at naïve café now 😂".split(), k=rng.randint(1, 12)))
        lines.append(f"{now:%d/%m/%Y, %H:%M} - {rng.choice(('Ada', 'Ben'))}: {text}\n")
    path.write_text("".join(lines), encoding="utf-8")


def test_a_message_of_a_chat_costs_no_more_calls_than_it_did(tmp_path: Path) -> None:
    chat, out = tmp_path / "chat.txt", tmp_path / "out"
    found = list[int]()
    for count in (1_000, 4_000, 8_000):
        write(chat, count)
        found.append(calls(lambda: convert(chat, me="Ada", folder=out, importer="whatsapp", force=True, report=False)))
    assert (found[2] - found[1]) / 4_000 < MOST
