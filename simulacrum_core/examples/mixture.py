"""Mixture: which sessions are held out, and how often each other one is used, by the user's weights and caps."""

from __future__ import annotations

import datetime as dt
import hashlib
from array import array
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from itertools import accumulate
from typing import Any

import msgspec

from ..config.recipe import Recipe
from ..models import Message
from .partners import cap_of
from .recency import newest_of, weight_of

OVER_CAP = 255
"""Stands for a session that is not used as its source has enough without it; no weight is as high."""
NEAR_DUPLICATE = 254
"""Stands for a session that a later one nearly says again."""
OVER_PARTNER_CAP = 253
"""Stands for a session that is not used as there is enough with its partner without it."""
OLDER = 252
"""Stands for a session that is not used as it is older than others."""
OTHER_LANGUAGE = 251
"""Stands for a session in a language that is not asked for."""
UNUSED = {
    0: "thinned_out:{}",
    OVER_CAP: "over_cap:{}",
    NEAR_DUPLICATE: "near_duplicate",
    OVER_PARTNER_CAP: "over_partner_cap",
    OLDER: "older",
    OTHER_LANGUAGE: "other_language",
}
"""Why a session is not used, by what stands for the number of its uses; `{}` is its source."""
_WHOLE = 2.0**64


class Sessions(msgspec.Struct):
    """The sessions of a conversation, by their numbers: when each begins and ends, and what the persona says in it.

    `said` counts messages of the persona, none where a session cannot be trained on. `lots` are two numbers from 0 to 1
    for each: one is held against the cap, one against the weight; there are none where the recipe has neither.
    """

    starts: array[float] = msgspec.field(default_factory=lambda: array("d"))
    ends: array[float] = msgspec.field(default_factory=lambda: array("d"))
    said: array[int] = msgspec.field(default_factory=lambda: array("L"))
    lots: array[float] = msgspec.field(default_factory=lambda: array("d"))

    def add(self, session: Sequence[Message], said: int, lots: tuple[float, ...]) -> None:
        """Remember the next session."""
        self.starts.append(seconds_of(next((message.sent_at for message in session if message.sent_at), None)))
        self.ends.append(seconds_of(next((message.sent_at for message in reversed(session) if message.sent_at), None)))
        self.said.append(said)
        self.lots.extend(lots)


Conversations = Sequence[tuple[str, Sessions]]
"""For each conversation the kind of its source and its sessions."""


def seed_of(seed: int, first: Message, copy: int = 0) -> bytes:
    """A seed of its own for every session, so that other chats, later messages and file names change no cut."""
    again = f"\0{copy}" if copy else ""
    return f"{seed}\0{first.author}\0{first.sent_at}\0{first.text}{again}".encode("utf-8", "surrogatepass")


def lots_of(recipe: Recipe, first: Message) -> tuple[float, ...]:
    """What a session draws that begins with a message, where there are weights or caps."""
    if not draws(recipe):
        return ()
    digest = hashlib.blake2b(seed_of(recipe.seed, first), digest_size=16).digest()
    return int.from_bytes(digest[:8], "big") / _WHOLE, int.from_bytes(digest[8:], "big") / _WHOLE


def repeats(conversations: Conversations, recipe: Recipe, foreign: Sequence[Set[int]] = ()) -> list[bytes]:
    """How often each session of each conversation is used, or a key of UNUSED; nothing where each is used once.

    `foreign` has the numbers of each conversation's sessions in other languages. Caps are not in it: see `capped`.
    """
    drawn = _drawn(conversations, recipe) if recipe.weights or recipe.recency else [b""] * len(conversations)
    if not any(foreign):
        return drawn
    pairs = zip(drawn, conversations, foreign, strict=True)
    return [_marked(uses, cut, numbers, OTHER_LANGUAGE) for uses, (_, cut), numbers in pairs]


def capped(
    conversations: Conversations, repeats: Sequence[bytes], recipe: Recipe, partners: Sequence[Hashable] = ()
) -> list[bytes]:
    """`repeats` without what is over a cap, of what they use: all else has been left out before, so that a cap is kept.

    `partners` says with whom each conversation is, None where it is with nobody.
    """
    kinds = [source if source in recipe.caps else None for source, _ in conversations]
    found = _within(conversations, repeats, kinds, dict(recipe.caps), OVER_CAP)
    if recipe.cap_per_partner is None:
        return found
    asked = zip(conversations, found, partners, strict=True)
    said = sum(_said(cut, uses) for (_, cut), uses, partner in asked if partner is not None)
    most = cap_of(recipe.cap_per_partner, said)
    return _within(conversations, found, partners, dict.fromkeys(partners, most), OVER_PARTNER_CAP)


def _said(cut: Sessions, repeats: bytes) -> int:
    """Messages of the persona in the sessions that are used."""
    return sum(said for number, said in enumerate(cut.said) if is_used(repeats, number))


def _within(
    conversations: Conversations,
    repeats: Sequence[bytes],
    groups: Sequence[Hashable],
    caps: Mapping[Any, int],
    mark: int,
) -> list[bytes]:
    """`repeats` where of each group of conversations only as much is used as its cap allows; None is no group."""
    lots: dict[Hashable, list[tuple[float, int]]] = {}
    for (_, cut), uses, group in zip(conversations, repeats, groups, strict=True):
        if group is not None:
            each = enumerate(zip(_places(cut), cut.said, strict=True))
            lots.setdefault(group, []).extend([lot for number, lot in each if is_used(uses, number)])
    limits = {group: _limit(each, caps[group]) for group, each in lots.items()}
    return [
        _marked(uses, cut, {number for number, place in enumerate(_places(cut)) if place >= limits[group]}, mark)
        if limits.get(group, 1.0) < 1.0
        else uses
        for (_, cut), uses, group in zip(conversations, repeats, groups, strict=True)
    ]


def _marked(repeats: bytes, cut: Sessions, numbers: Set[int], mark: int) -> bytes:
    """`repeats` where those of these sessions that are used are not."""
    uses = repeats or b"\1" * len(cut.starts)
    return bytes(mark if number in numbers and is_used(uses, number) else count for number, count in enumerate(uses))


def _drawn(conversations: Conversations, recipe: Recipe) -> list[bytes]:
    newest = newest_of(start for _, sessions in conversations for start in sessions.starts)
    found = []
    for source, sessions in conversations:
        weight = recipe.weights.get(source, 1.0)
        uses = bytearray()
        for start, luck in zip(sessions.starts, sessions.lots[1::2], strict=True):
            recent = weight_of(start, newest, recipe.recency)
            uses.append(_uses(weight * recent, luck) or (OLDER if _uses(weight, luck) else 0))
        found.append(bytes(uses))
    return found


def held_out(conversations: Conversations, repeats: Sequence[bytes], share: float) -> list[frozenset[int]]:
    """Numbers of the sessions that are held out: the newest `share` of those that are used.

    At least one where there are two, never all. One that would leave less than half of what the persona says to train
    on is passed over.
    """
    used = [
        (start, place, number)
        for place, (_, sessions) in enumerate(conversations)
        for number, start in enumerate(sessions.starts)
        if sessions.said[number] and is_used(repeats[place], number)
    ]
    wanted = min(max(round(len(used) * share), 1), len(used) - 1) if share > 0 else 0
    room = sum(conversations[place][1].said[number] for _, place, number in used) // 2
    held: dict[int, set[int]] = {}
    for _, place, number in sorted(used, reverse=True):
        if wanted <= 0:
            break
        said = conversations[place][1].said[number]
        if said <= room or share > 0.5:
            held.setdefault(place, set()).add(number)
            room -= said
            wanted -= 1
    # An empty set takes 216 bytes, and most of thousands of chats have one.
    none = frozenset[int]()
    return [frozenset(held[place]) if place in held else none for place in range(len(conversations))]


def is_used(repeats: bytes | bytearray, number: int) -> bool:
    """Whether a session is used at least once."""
    return not repeats or repeats[number] not in UNUSED


def _uses(weight: float, luck: float) -> int:
    return int(weight) + (luck < weight % 1)


def draws(recipe: Recipe) -> bool:
    """Whether sessions draw lots by a recipe."""
    return bool(recipe.weights or recipe.caps or recipe.recency or recipe.cap_per_partner)


def _limit(lots: Iterable[tuple[float, int]], cap: int) -> float:
    """What a session must draw less than, so that the persona says at most `cap` messages in all that do."""
    ordered = sorted(lots)
    totals = accumulate(said for _, said in ordered)
    return next((place for (place, _), total in zip(ordered, totals, strict=True) if total > cap), 1.0)


def _places(sessions: Sessions) -> array[float]:
    """What each session draws against a cap."""
    return sessions.lots[::2]


def seconds_of(moment: dt.datetime | None) -> float:
    """Seconds since 1970; a time without a zone is taken as UTC, which orders sessions the same on any machine."""
    if moment is None:
        return float("-inf")
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
