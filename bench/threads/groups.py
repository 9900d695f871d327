"""Small groups out of annotated logs: up to three of their talks at a time, among a few who are in all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from random import Random

import msgspec

from simulacrum_core.models import Message

from .corpus import Log
from .metrics import clusters

PEOPLE = (4, 5, 5, 6, 7, 8)
AT_A_TIME = (1, 2, 2, 2, 3, 3)
SLOWER = (1.0, 1.5, 2.0, 3.0)
FEWEST, LONGEST, WHOLE = 4, 25, (25, 70)
"""Messages from which on a talk is taken, after which it is cut, and of a whole group, at least and at most."""
MOST_PAUSE = 240.0
"""Seconds that a pause within a talk counts at most."""
MINUTES = 0.7
"""The share of groups whose moments are whole minutes, as in a phone's export."""
_START = dt.datetime(2025, 1, 1, 18)


class _Said(msgspec.Struct, frozen=True, order=True):
    """A message of a group: when, in which talk and at which place of it; what it answers are places of that talk."""

    seconds: float
    talk: int
    place: int
    author: str
    text: str
    answers: tuple[int, ...]


def mixed(data: Sequence[Log], random: Random, times: int) -> Iterator[Log]:
    """Groups that hold each talk of the logs so many `times`."""
    pool = [(log, talk) for log in data for talk in map(sorted, clusters(log.answers)) if _is_talk(log, talk)]
    left = [one for _ in range(times) for one in random.sample(pool, len(pool))]
    number = 0
    while left:
        said = _group(left, random)
        if len(said) >= WHOLE[0] // 2:
            number += 1
            yield _log(f"mixed {number}", said, minutes=random.random() < MINUTES)


def _is_talk(log: Log, talk: Sequence[int]) -> bool:
    return len(talk) >= FEWEST and len({log.messages[line].author for line in talk}) > 1


def _group(left: list[tuple[Log, list[int]]], random: Random) -> list[_Said]:
    """The next talks that are left, as many at a time as is drawn; each begins some time after one is over."""
    people = [f"person {number}" for number in range(random.choice(PEOPLE))]
    ends = [random.uniform(0, 200) if number else 0.0 for number in range(random.choice(AT_A_TIME))]
    most, slower = random.randint(*WHOLE), random.choice(SLOWER)
    found: list[_Said] = []
    talk = 0
    while len(found) < most and left:
        log, lines = left.pop()
        lines = lines[: random.randint(FEWEST, LONGEST)]
        authors = [*dict.fromkeys(log.messages[line].author for line in lines)]
        if len(authors) > len(people):
            continue
        who = dict(zip(authors, random.sample(people, len(authors)), strict=True))
        places = {line: place for place, line in enumerate(lines)}
        stream = min(range(len(ends)), key=ends.__getitem__)
        now, last = ends[stream], log.messages[lines[0]].sent_at or _START
        for place, line in enumerate(lines):
            message = log.messages[line]
            moment = message.sent_at or last
            now += min(max(0.0, (moment - last).total_seconds()), MOST_PAUSE) * slower + random.uniform(0, 8)
            last = moment
            answers = tuple(places[before] for before in sorted(log.answers[line] - {line}) if before in places)
            found.append(_Said(now, talk, place, who[message.author], message.text, answers))
        talk += 1
        ends[stream] = now + random.uniform(5, 120)
    return sorted(found)


def _log(name: str, said: Sequence[_Said], *, minutes: bool) -> Log:
    at = {(one.talk, one.place): number for number, one in enumerate(said)}
    messages, answers = [], {}
    for number, one in enumerate(said):
        moment = _START + dt.timedelta(seconds=int(one.seconds))
        messages.append(Message(str(number), one.author, moment.replace(second=0) if minutes else moment, one.text))
        answers[number] = {at[one.talk, place] for place in one.answers} or {number}
    return Log(name, messages, answers)
