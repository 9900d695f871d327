"""Invented WhatsApp exports of known truth: in the shapes of many phones, then joined, saved again and indented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

NAMES = ("Ada Lind", "Ben Kowal", "Cy", "Dör Øst")


class Said(NamedTuple):
    """One message: who, when, and its lines, of which all words are the author's own."""

    author: str
    moment: dt.datetime
    lines: tuple[str, ...]


class Phone(NamedTuple):
    """How a phone writes a header, and whether it is an iPhone."""

    name: str
    header: Callable[[dt.datetime], str]
    iphone: bool = False


def _twelve(now: dt.datetime, seconds: bool = False) -> str:
    return f"{now.hour % 12 or 12}:{now:%M}" + (f":{now:%S}" if seconds else "")


def _half(now: dt.datetime, am: str = "AM", pm: str = "PM") -> str:
    return pm if now.hour >= 12 else am


_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PHONES = (
    Phone("en-US", lambda now: f"{now.month}/{now.day}/{now:%y}, {_twelve(now)}\u202f{_half(now)} - "),
    Phone("en-US 24", lambda now: f"{now.month}/{now.day}/{now:%y}, {now:%H:%M} - "),
    Phone("en-GB", lambda now: f"{now:%d/%m/%Y, %H:%M} - "),
    Phone("en-IN", lambda now: f"{now:%d/%m/%y}, {_twelve(now)} {_half(now, 'am', 'pm')} - "),
    Phone("de", lambda now: f"{now:%d.%m.%y, %H:%M} - "),
    Phone("pt-BR", lambda now: f"{now:%d/%m/%Y %H:%M} - "),
    Phone("es-MX", lambda now: f"{now.day}/{now.month}/{now:%Y}, {_twelve(now)} {_half(now, 'a. m.', 'p. m.')} - "),
    Phone("fi", lambda now: f"{now.day}.{now.month}.{now:%Y klo %H.%M} - "),
    Phone("bg", lambda now: f"{now.day}.{now:%m.%y}\u202fг., {now:%H:%M} - "),
    Phone("ko", lambda now: f"{now:%Y}. {now.month}. {now.day}. {_half(now, '오전', '오후')} {_twelve(now)} - "),
    Phone("sv", lambda now: f"{now:%Y-%m-%d %H:%M} - "),
    Phone(
        "ar",
        lambda now: f"{now.day}\u200f/{now.month}\u200f/{now:%Y}، {_twelve(now)} {_half(now, 'ص', 'م')} - ".translate(
            _ARABIC
        ),
    ),
    Phone("fr-CA", lambda now: f"{now:%Y-%m-%d %H h %M} - "),
    Phone(
        "iPhone en-US", lambda now: f"[{now.month}/{now.day}/{now:%y}, {_twelve(now, True)}\u202f{_half(now)}] ", True
    ),
    Phone("iPhone de", lambda now: f"[{now:%d.%m.%y, %H:%M:%S}] ", True),
    Phone("iPhone fr", lambda now: f"[{now:%d/%m/%Y %H:%M:%S}] ", True),
    Phone("iPhone vi", lambda now: f"[{now:%H:%M:%S}, {now.day}/{now.month}/{now:%Y}] ", True),
    Phone("old iPhone", lambda now: f"{now:%d.%m.%y, %H:%M:%S}: ", True),
)


def talk(rng: Random, start: dt.datetime, count: int, names: Sequence[str] = NAMES[:2]) -> list[Said]:
    """A talk of some days; every word tells who said it."""
    said, now = [], start
    for _ in range(count):
        now += dt.timedelta(minutes=rng.choice([1, 3, 20, 700, 1500]), seconds=rng.randrange(60))
        author = rng.choice(names)
        lines = tuple(" ".join(word(rng, author) for _ in range(rng.randint(1, 4))) for _ in range(_height(rng)))
        said.append(Said(author, now, lines))
    return said


def word(rng: Random, author: str) -> str:
    """A word that only this author uses."""
    return f"{'äbcd'[NAMES.index(author)]}{rng.randrange(10**6):06}q"


def _height(rng: Random) -> int:
    return rng.choice([1, 1, 1, 1, 2, 3])


def written(said: Sequence[Said], phone: Phone) -> str:
    """An export as the phone writes it."""
    end = "\r\n" if phone.iphone and phone.name != "old iPhone" else "\n"
    return "".join(f"{phone.header(one.moment)}{one.author}: {chr(10).join(one.lines)}{end}" for one in said)


def crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


SAVED: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "LF": lambda text: text.replace("\r\n", "\n"),
    "CRLF": crlf,
    "CRCRLF": lambda text: crlf(text).replace("\r\n", "\r\r\n"),
    "written in text mode": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\r\n", "\n").replace("\n", "\r"),
    "indented": lambda text: "".join("    " + line for line in text.replace("\r\n", "\n").splitlines(keepends=True)),
    "quoted": lambda text: "".join("> " + line for line in text.replace("\r\n", "\n").splitlines(keepends=True)),
    "a blank line at the end": lambda text: text + "\n\n",
    "without the last break": lambda text: text.rstrip("\r\n"),
    "a mark at the start": lambda text: "\ufeff" + text,
}


def spaced(said: Sequence[Said], phone: Phone) -> str:
    """An export with a blank line behind every record."""
    return "".join(f"{phone.header(one.moment)}{one.author}: {chr(10).join(one.lines)}\n\n" for one in said)
