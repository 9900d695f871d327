"""Marks: what stands in a text for a name, a moment or a command, `<@id>` or `<t:0>`, put as Discord shows it."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections import Counter
from collections.abc import Mapping

import msgspec

# Code comes first: in it Discord shows the marks themselves, and what stands behind a backslash too.
_MARK = re.compile(
    r"```[^`]*+(?:`{1,2}(?!`)[^`]*+)*+```|``[^`\n]++``|`[^`\n]++`|\\<"
    r"|<(?:(?P<mark>@[!&]?|#)(?P<id>[0-9]{1,20})|a?(?P<emoji>:\w{1,64}:)[0-9]{1,20}"
    r"|t:(?P<moment>-?[0-9]{1,14})(?::(?P<style>[tTdDfFRsS]))?"
    r"|(?P<command>/[\w -]{1,99}):[0-9]{1,20}|id:(?P<tab>[a-z-]{4,20})(?::[0-9]{1,20})?|sound:[0-9]{1,20}:[0-9]{1,20})>"
)
_TABS = {
    "customize": "Channels & Roles",
    "browse": "Browse Channels",
    "guide": "Server Guide",
    "linked-roles": "Linked Roles",
    "home": "Server Guide",
}
_UNKNOWN = {"@": "@unknown-user", "@!": "@unknown-user", "@&": "@unknown-role", "#": "#unknown"}
_SOUND = "\N{SPEAKER WITH THREE SOUND WAVES}"
_UNITS = (
    ("second", 1, 45),
    ("minute", 60, 45),
    ("hour", 3_600, 22),
    ("day", 86_400, 26),
    ("month", 2_629_800, 11),
    ("year", 31_557_600, sys.maxsize),
)
"""How a distance is told: units, their seconds, and how many of one are told in the next."""
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


_CUSTOM = re.compile(r"\w+(~\d+)?", re.ASCII)


def emoji(name: str) -> str:
    """An emoji as text: itself, or the name of one that somebody uploaded as Discord shows it, `:quack:`."""
    return f":{name}:" if _CUSTOM.fullmatch(name) else name


class Known(msgspec.Struct):
    """What marks stand for, by id: names of people, channels and roles. `counts` says how many of which were shown."""

    people: Mapping[str, str]
    channels: Mapping[str, str] = {}
    roles: Mapping[str, str] = {}
    counts: Counter[str] = msgspec.field(default_factory=Counter)


def rendered(text: str, known: Known, sent_at: dt.datetime | None) -> str:
    """The text as Discord shows it; a moment as it was when the message was sent, in that message's zone or UTC."""
    if "<" not in text:
        return text
    return _MARK.sub(lambda match: _shown(match, known, sent_at), text)


def _shown(match: re.Match[str], known: Known, sent_at: dt.datetime | None) -> str:
    if match["mark"]:
        return _named(match["mark"], match["id"], known)
    what, shown = "", match[0]
    if match["emoji"]:
        what, shown = "emoji", match["emoji"]
    elif match["moment"]:
        what, shown = "moments", _moment(int(match["moment"]), match["style"] or "f", sent_at)
    elif match["command"]:
        what, shown = "commands", match["command"]
    elif match["tab"]:
        what, shown = "parts of a server", _TABS.get(match["tab"], match[0])
    elif match[0].startswith("<sound"):
        what, shown = "sounds", _SOUND
    if what:
        known.counts[what] += 1
    return shown


def _named(mark: str, id: str, known: Known) -> str:
    names = known.channels if mark == "#" else known.roles if mark == "@&" else known.people
    name = names.get(id)
    known.counts["names" if name is not None else "names that are not in the export"] += 1
    return _UNKNOWN[mark] if name is None else mark[0] + name


def _moment(seconds: int, style: str, sent_at: dt.datetime | None) -> str:
    """A moment in one of Discord's styles, in English with a clock of 24 hours."""
    try:
        moment = _EPOCH + dt.timedelta(seconds=seconds)
        if style == "R":
            return _relative(seconds - (_seconds(sent_at) if sent_at else seconds))
        moment = moment.astimezone(sent_at.tzinfo if sent_at is not None and sent_at.tzinfo else dt.UTC)
    except (OverflowError, ValueError):
        return "Invalid Date"
    date = f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    return {
        "t": f"{moment:%H:%M}",
        "T": f"{moment:%H:%M:%S}",
        "d": f"{moment.day:02}/{moment.month:02}/{moment.year}",
        "D": date,
        "F": f"{_DAYS[moment.weekday()]}, {date} {moment:%H:%M}",
        "s": f"{moment.day:02}/{moment.month:02}/{moment.year}, {moment:%H:%M}",
        "S": f"{moment.day:02}/{moment.month:02}/{moment.year}, {moment:%H:%M:%S}",
    }.get(style, f"{date} {moment:%H:%M}")


def _relative(seconds: int) -> str:
    """How far a moment is away, rounded as Discord rounds: `in 2 hours`, `a day ago`."""
    distance = abs(seconds)
    unit, count = next((unit, round(distance / size)) for unit, size, most in _UNITS if round(distance / size) < most)
    words = f"{count} {unit}s" if count > 1 else f"{'an' if unit == 'hour' else 'a'} {unit}"
    words = "a few seconds" if unit == "second" else words
    return f"in {words}" if seconds >= 0 else f"{words} ago"


def _seconds(moment: dt.datetime) -> int:
    return int(((moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)) - _EPOCH).total_seconds())
