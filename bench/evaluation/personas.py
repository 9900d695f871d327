"""Chats of invented people with habits that are known, in which what is answered depends on what was asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from random import Random

from .speakers import ADA, BEN, DOT, EVE, Speaker

Talk = list[tuple[str, str]]
"""Pairs of what Ben says and what is answered, of one session."""
Sentence = tuple[str, str]
"""What, and where or when: some people say it the other way round."""

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
ACTS = "painted lost sold mended carried hid borrowed weighed burned washed found dropped measured wrapped".split()
KINDS = "small wet golden broken heavy cheap crooked old square empty blue quiet strange second".split()

ASKED = (
    "where did you leave the {thing}?",
    "can I borrow your {thing} on {day}?",
    "has {person} seen the {thing} yet?",
    "what shall we do with the {thing} at {place}?",
    "did {person} call about {day}?",
    "are you going to {place} with {person}?",
    "how much did {person} pay for the {thing}?",
)
ANSWERS: tuple[Sentence, ...] = (
    ("i think you will find the {thing}", "at {other_place}"),
    ("the {thing} has a hole in it because of the rain", "but {day} is fine"),
    ("{person} saw the {thing} and laughed very loud", "on {other_day}"),
    ("let us carry the {thing} to {other_person}", "out of {place}"),
    ("{person} did call and wants the {other_thing}", "before {day}"),
    ("only if {person} brings the {other_thing}", "to {place}"),
    ("{person} paid {number} and a {other_thing} for the {thing}", "at {other_place}"),
)
TOLD: tuple[Sentence, ...] = (
    ("{person} {act} the {kind} {thing}", "at {place}"),
    ("a {kind} {thing} and a {other_kind} {other_thing} were there", "on {day}"),
    ("you know {person} {act} {number} of them", "behind {place}"),
    ("i only {act} a {kind} {thing} because {person} {other_act} it", "on {day}"),
    ("the {thing} of {person} is very {kind}", "since {day}"),
)

STYLES: Mapping[str, Speaker] = {"Ada": ADA, "Dot": DOT, "Eve": EVE}


def talks(count: int, style: str | Speaker, seed: int) -> list[Talk]:
    """So many sessions of three to five questions; the same seed gives the same questions for every style."""
    speaker = STYLES[style] if isinstance(style, str) else style
    return [_talk(Random(f"{seed}-{number}"), speaker) for number in range(count)]


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
            for author, turn in (("Ben", asked), (name, answer)):
                for line in turn.split("\n"):
                    rows.append(f"{moment:%d/%m/%Y, %H:%M} - {author}: {line}\n")
                    moment += dt.timedelta(minutes=1)
    return "".join(rows)


def _talk(random: Random, speaker: Speaker) -> Talk:
    return [_pair(random, speaker) for _ in range(random.randint(3, 5))]


def _pair(random: Random, speaker: Speaker) -> tuple[str, str]:
    """A question and its answer; some of them tell of something else as well, which nobody can foresee."""
    facts, kind = _facts(random), random.randrange(len(ASKED))
    said = [_filled(ANSWERS[kind], facts)]
    if random.random() < 0.5:
        said += _story(random)
    before = [_filled(random.choice(TOLD), _facts(random))] if random.random() < 0.6 else []
    question = ASKED[kind].format(**facts)
    drawn, other = Random(random.random()), Random(random.random())
    asked = BEN.says(before, other) + "\n" + question if before else question
    return asked, speaker.says(said, drawn)


def _story(random: Random) -> list[Sentence]:
    """Some are long: of a line of seventy tokens and more it can be asked whether it comes out from sixty-four."""
    return [_filled(random.choice(TOLD), _facts(random)) for _ in range(random.choice((1, 1, 2, 4, 6, 6)))]


def _filled(sentence: Sentence, facts: Mapping[str, str]) -> Sentence:
    what, where = sentence
    return what.format(**facts), where.format(**facts)


def _facts(random: Random) -> dict[str, str]:
    pools = {"thing": THINGS, "person": PEOPLE, "day": DAYS, "place": PLACES, "act": ACTS, "kind": KINDS}
    facts = {"number": str(random.randint(11, 98))}
    for name, pool in pools.items():
        facts[name], facts[f"other_{name}"] = random.sample(pool, 2)
    return facts
