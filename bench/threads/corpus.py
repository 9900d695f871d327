"""Reads a folder in the layout of the corpus: `NAME.ascii.txt`, a line each, and `NAME.annotation.txt`, `A B -`."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec

from simulacrum_core.models import Message

_SAID = re.compile(
    r"^(?:\S+ (?P<day>\d{4}-\d\d-\d\d) )?\[(?P<clock>[\d:]+)\] (?:<(?P<name>[^>]*)>| ?\* (?P<doer>\S+)) ?(?P<text>.*)$"
)
_START = dt.datetime(2000, 1, 1)


class Log(msgspec.Struct):
    """A file of the corpus: all its lines as messages, and what each annotated one answers (itself: nothing)."""

    name: str
    messages: list[Message]
    answers: dict[int, set[int]]


def logs(folder: Path) -> Iterator[Log]:
    """The files of a folder in the order of their names."""
    for path in sorted(folder.glob("*.ascii.txt")):
        text = path.read_text(encoding="utf-8", errors="replace")
        annotation = path.with_name(path.name.replace(".ascii.", ".annotation."))
        yield Log(path.name.removesuffix(".ascii.txt"), _messages(text), _answers(annotation.read_text()))


def _answers(text: str) -> dict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for line in text.splitlines():
        first, second = sorted(int(number) for number in line.split()[:2])
        found[second].add(first)
    return {line: before - {line} or {line} for line, before in sorted(found.items())}


def _messages(text: str) -> list[Message]:
    found, now = [], _START
    lines = text.removesuffix("\n").split("\n")
    for number, line in enumerate(lines):
        match = _SAID.match(line)
        if match is None:
            found.append(Message(str(number), None, now, line, kind="system"))
            continue
        now = _moment(match["day"], match["clock"], now)
        author = match["name"] if match["name"] is not None else match["doer"]
        found.append(Message(str(number), author, now, match["text"].strip()))
    return found


def _moment(day: str | None, clock: str, last: dt.datetime) -> dt.datetime:
    """When a line was sent; a clock without a day that goes back by hours has passed midnight."""
    hour, minute, second = ([int(part) for part in clock.split(":")] + [0])[:3]
    if day:
        return dt.datetime.fromisoformat(day).replace(hour=hour, minute=minute, second=second)
    moment = last.replace(hour=hour, minute=minute, second=second)
    return moment + dt.timedelta(days=1) if last - moment > dt.timedelta(hours=6) else moment
