"""Chats of invented people with habits that are known, in which what is answered depends on what was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from random import Random

Talk = list[tuple[str, str]]
"""Pairs of what Ben asks and what is answered, of one session."""

THINGS = (
    "anchor basket candle drum easel fiddle garden hammer inkwell jacket kettle ladder mirror needle orchard "
    "pigeon quilt radio saddle tunnel umbrella violin window yacht zither barrel cellar goat piano rowing-boat"
).split()
PLACES = (
    "the harbour,the old mill,the market hall,my sister's barn,the two bridges,the chapel,the tram depot,the school,"
    "the quarry,the boathouse,the bakery,the allotment"
).split(",")
PEOPLE = "Orla Piet Quentin Rosa Sven Tilda Uwe Vera Wim Yara".split()
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

ASKED = (
    "Where did you leave the {thing}?",
    "Can I borrow your {thing} on {day}?",
    "Has {person} seen the {thing} yet?",
    "What shall we do with the {thing} at {place}?",
    "Did {person} call about {day}?",
    "Are you going to {place} with {person}?",
    "How much did {person} pay for the {thing}?",
)
ANSWERS = (
    "the {thing} is at {other_place} i think",
    "{day} is fine but the {thing} has a hole in it",
    "{person} saw it and laughed, i would not worry about the {thing}",
    "let us carry the {thing} out of {place} and ask {other_person}",
    "{person} did call and said {day} is too early for the {other_thing}",
    "only if {person} brings the {other_thing} to {place}",
    "{person} paid {number} and a {other_thing}, far too much",
)
ADDED = (
    "my back hurts from the {other_thing}",
    "i was up half the night",
    "the cat is on the {other_thing} again",
    "{other_person} would know",
    "it rained into everything",
    "i will bring {number} of them",
    "ask me again on {other_day}",
)


def ada(said: Sequence[str], random: Random) -> str:
    """In small letters, several short messages, laughs, no marks."""
    lines = [line.replace(",", "").lower() for line in said]
    if random.random() < 0.5:
        lines[-1] += random.choice([" haha", " hahaha", " lol"])
    if random.random() < 0.3:
        lines.insert(0, random.choice(["hm", "ooh", "ahh yes", "nooo"]))
    return "\n".join(lines)


def eve(said: Sequence[str], random: Random) -> str:
    """In whole sentences with marks, politely, in one message."""
    sentences = [line[0].upper() + line[1:].replace(" i ", " I ") for line in said]
    opening = random.choice(["", "", "Dear Ben, ", "Well, to be honest, ", "As far as I know, "])
    text = ". ".join(sentences) + random.choice([".", ".", "!", "; I hope that helps."])
    return opening + (text if not opening else text[0].lower() + text[1:])


STYLES: dict[str, Callable[[Sequence[str], Random], str]] = {"Ada": ada, "Eve": eve}


def talks(count: int, style: str, seed: int) -> list[Talk]:
    """So many sessions of three to five questions; the same seed gives the same questions for every style."""
    return [_talk(Random(f"{seed}-{number}"), style) for number in range(count)]


def shuffled(found: Sequence[Talk], seed: int) -> list[Talk]:
    """The same talks with the answers of all of them exchanged: who learns from them cannot learn to listen."""
    answers = [answer for talk in found for _, answer in talk]
    Random(seed).shuffle(answers)
    drawn = iter(answers)
    return [[(asked, next(drawn)) for asked, _ in talk] for talk in found]


def chat(found: Sequence[Talk], name: str = "Ada") -> str:
    """An export of WhatsApp, a session a day; lines of one turn are messages."""
    rows = []
    for number, talk in enumerate(found):
        moment = dt.datetime(2022, 1, 1, 18) + dt.timedelta(days=number)
        for asked, answer in talk:
            for author, text in [("Ben", asked), *((name, line) for line in answer.split("\n"))]:
                rows.append(f"{moment:%d/%m/%Y, %H:%M} - {author}: {text}\n")
                moment += dt.timedelta(minutes=1)
    return "".join(rows)


def _talk(random: Random, style: str) -> Talk:
    return [_pair(random, style) for _ in range(random.randint(3, 5))]


def _pair(random: Random, style: str) -> tuple[str, str]:
    things, people, days = random.sample(THINGS, 2), random.sample(PEOPLE, 2), random.sample(DAYS, 2)
    places = random.sample(PLACES, 2)
    facts = {
        "thing": things[0],
        "other_thing": things[1],
        "person": people[0],
        "other_person": people[1],
        "day": days[0],
        "other_day": days[1],
        "place": places[0],
        "other_place": places[1],
        "number": str(random.randint(11, 98)),
    }
    kind = random.randrange(len(ASKED))
    said = [ANSWERS[kind].format(**facts)]
    if random.random() < 0.6:
        said.append(random.choice(ADDED).format(**facts))
    drawn = Random(random.random())
    return ASKED[kind].format(**facts), STYLES[style](said, drawn)
