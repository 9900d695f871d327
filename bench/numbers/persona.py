"""An invented person's chat of any length: stable opinions, habits of writing, answers that fit what was said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from random import Random

PERSONA, FRIEND = "Ada Lind", "Ben Kowal"

_LIKED = """
black coffee|night trains|the old harbour|sourdough|cold swims|chess in the park|rye crackers|fog|moss
gooseberries|the number nine tram|wool socks|long division|herons|pencil drawings|brass bands|rhubarb|lighthouse stamps
second-hand maps|the library on sundays|thunder|slow soup|her aunt's radio|cherry wood|the choir|repairing clocks
""".strip().replace("\n", "|")
_DISLIKED = """
oat milk|airports|the new mall|white bread|hot tubs|poker|crisps|bright mornings|podcasts|mangoes|scooters|sandals
spreadsheets|pigeons|oil paint|drum solos|celery|coins|sat navs|escalators|drizzle|fast food|gravel|apps for everything
plywood|karaoke|smart watches
""".strip().replace("\n", "|")
_PLACES = "the harbour|the allotment|work|my sister's|the bakery|choir practice|the tram stop|the lake|upstairs".split(
    "|"
)
_PEOPLE = "Mira|old Tomas|my brother|the neighbour|Jo from choir|the landlord|Ines|that plumber|the twins".split("|")
_DEEDS = (
    """
fixed the fence|lost the keys again|bought a piano|burnt the soup|found a heron on the roof|missed the last tram
painted the kitchen yellow|adopted a goat|broke the good kettle|won the raffle|slept through the concert
forgot the birthday|grew a huge marrow|rang at six in the morning|sold the boat|started learning Finnish
""".strip()
    .replace("\n", "|")
    .split("|")
)
_TIMES = "today|tonight|tomorrow|on friday|at the weekend|next week|after work|before breakfast|in the evening".split(
    "|"
)
_ASKED = (
    ("what do you think of {thing}?", "opinion"),
    ("do you want {thing}?", "opinion"),
    ("everyone here talks about {thing}", "opinion"),
    ("{who} {deed}", "news"),
    ("did you hear? {who} {deed}", "news"),
    ("are you at {place} {time}?", "plan"),
    ("shall we meet at {place} {time}?", "plan"),
    ("how was {place}?", "report"),
    ("what are you doing {time}?", "plan"),
)
_ANSWERS = {
    "liked": (
        "{thing} forever tbh",
        "oh i love {thing}",
        "yes please, {thing} is the best thing about {time}",
        "you know me and {thing}",
        "could live on {thing} alone hihi",
    ),
    "disliked": (
        "{thing}? no thanks",
        "ugh not {thing} again",
        "i would rather have {other} than {thing}",
        "{thing} is what is wrong with this town",
        "never, {other} any day",
    ),
    "news": (
        "no way, {who}?? hihi",
        "of course {who} {deed}. who else",
        "and then? tell me everything",
        "poor {who}",
        "last week it was {who2}, now this",
    ),
    "plan": (
        "{time} is fine, see you at {place}",
        "can't {time}, i promised {who} to come to {place}",
        "maybe. depends on {who}",
        "only if there is {other} afterwards",
        "{place}? sure, i bring {other}",
    ),
    "report": (
        "loud. {who} {deed}",
        "lovely, we had {other} and nobody talked about {hate}",
        "{place} was closed so i went home and had {other}",
        "long story, {who} was there",
    ),
}
_ADDED = (
    "anyway",
    "miss you",
    "the cat says hi",
    "also i need {other} soon",
    "{time} then",
    "don't tell {who}",
    "brrr",
)


def write_chat(path: Path, own: int, seed: int = 1) -> None:
    """A WhatsApp export in which the persona wrote about `own` messages."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for moment, name, text in _said(own, Random(seed)):
            out.write(f"{moment:%d/%m/%Y, %H:%M} - {name}: {text}\n")


def _said(own: int, rng: Random) -> Iterator[tuple[dt.datetime, str, str]]:
    now, count = dt.datetime(2019, 1, 1, 9, 0), 0
    while count < own:
        now += dt.timedelta(minutes=rng.choice((1, 2, 3, 5, 9, 700, 1500)))
        question, kind = rng.choice(_ASKED)
        filled = _filled(rng)
        yield now, FRIEND, question.format(**filled)
        for text in _answer(kind, filled, rng):
            now += dt.timedelta(minutes=rng.randint(0, 2))
            count += 1
            yield now, PERSONA, text


def _filled(rng: Random) -> dict[str, str]:
    liked, disliked = _LIKED.split("|"), _DISLIKED.split("|")
    who, who2 = rng.sample(_PEOPLE, 2)
    thing = rng.choice(liked + disliked)
    chosen = {"thing": thing, "who": who, "who2": who2, "other": rng.choice(liked), "hate": rng.choice(disliked)}
    return chosen | {"deed": rng.choice(_DEEDS), "place": rng.choice(_PLACES), "time": rng.choice(_TIMES)}


def _answer(kind: str, filled: dict[str, str], rng: Random) -> Iterator[str]:
    """One to three messages: small letters, no full stop, `hihi`; what was asked about comes again in them."""
    if kind == "opinion":
        kind = "liked" if filled["thing"] in _LIKED.split("|") else "disliked"
    for text in (rng.choice(_ANSWERS[kind]), *rng.sample(_ADDED, rng.choice((0, 0, 1, 1, 2)))):
        yield text.format(**filled).lower() + rng.choice(("", "", "", "", " :)", " hihi", "..."))
