"""Mixture: how often the sessions of a source are used, by the weights and caps that the user gives."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import accumulate

from ..config.recipe import Recipe
from ..conversations.participants import Survey
from ..models import Message

OVER_CAP = "over --cap of {}"
THINNED = "thinned out by --weight of {}"
_WHOLE = 2.0**64


def seed_of(seed: int, first: Message, copy: int = 0) -> bytes:
    """A seed of its own for every session, so that other chats, later messages and file names change no cut."""
    again = f"\0{copy}" if copy else ""
    return f"{seed}\0{first.author}\0{first.sent_at}\0{first.text}{again}".encode("utf-8", "surrogatepass")


def draws(seed: int, first: Message) -> tuple[float, float]:
    """Two numbers from 0 to 1 that a session draws: one is held against the cap, one against the weight."""
    digest = hashlib.blake2b(seed_of(seed, first), digest_size=16).digest()
    return int.from_bytes(digest[:8], "big") / _WHOLE, int.from_bytes(digest[8:], "big") / _WHOLE


class Mixture:
    """The lot of every session: in how many copies it is used, and why in none."""

    def __init__(self, recipe: Recipe, survey: Survey) -> None:
        self._seed, self._weights = recipe.seed, recipe.weights
        self._limits = {source: _limit(survey, source, cap) for source, cap in recipe.caps.items()}
        self._any = bool(recipe.weights or recipe.caps)
        self.newest = survey.newest(recipe.validation, self._kept(survey))

    def copies(self, source: str, first: Message) -> tuple[int, str]:
        """How often the session that begins with `first` is used; the reason where it is not."""
        return self._copies(source, *draws(self._seed, first)) if self._any else (1, "")

    def _copies(self, source: str, place: float, luck: float) -> tuple[int, str]:
        if place >= self._limits.get(source, 1.0):
            return 0, OVER_CAP.format(source)
        weight = self._weights.get(source, 1.0)
        return int(weight) + (luck < weight % 1), THINNED.format(source)

    def _kept(self, survey: Survey) -> list[int]:
        """Ordinals of the sessions that are used."""
        if not self._any:
            return list(range(len(survey.starts)))
        lots = zip(survey.origins(), survey.places, survey.lucks, strict=True)
        return [i for i, (source, place, luck) in enumerate(lots) if self._copies(source, place, luck)[0]]


def _limit(survey: Survey, source: str, cap: int) -> float:
    """What a session must draw less than, so that the messages of the persona in all that do are at most `cap`."""
    lots = sorted(_lots(survey, source))
    totals = accumulate(said for _, said in lots)
    return next((place for (place, _), total in zip(lots, totals, strict=True) if total > cap), 1.0)


def _lots(survey: Survey, source: str) -> Iterator[tuple[float, int]]:
    for origin, place, said in zip(survey.origins(), survey.places, survey.said, strict=True):
        if origin == source:
            yield place, said
