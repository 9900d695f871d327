"""Likeness: who among others is probably the same person, by what they are called and how they write."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from ..config.persona import fold_name
from .accounts import Account

_SHORTEST_WORD, _LEAST_SIGNS = 3, 200
_NAME_WEIGHT, _LIKE = 0.5, 0.35


def most_like(candidates: Iterable[Account], persona: Sequence[Account]) -> Account | None:
    """The candidate that is called or writes most like the persona's accounts; None where nobody does.

    How people write is compared by the cosine of the counts of three letters in a row, in logarithms.
    """
    own = _profile(persona)
    names = [fold_name(name) for account in persona for name in account.names]
    scored = [(_likeness(account, own, names), account) for account in candidates if account.messages]
    best = max(scored, key=lambda pair: (pair[0], pair[1].messages), default=None)
    return best[1] if best is not None and best[0] >= _LIKE else None


def _likeness(account: Account, own: Counter[str], names: Sequence[str]) -> float:
    called = max((_name_likeness(fold_name(name), other) for name in account.names for other in names), default=0.0)
    profile = _profile([account])
    enough = min(profile.total(), own.total()) >= _LEAST_SIGNS
    return _NAME_WEIGHT * called + (_cosine(profile, own) if enough else 0.0)


def _name_likeness(one: str, other: str) -> float:
    """1 where two names share a word or begin with the same one cut short, else how alike their letters are."""
    words, others = set(one.split()), set(other.split())
    if any(len(word) >= _SHORTEST_WORD for word in words & others):
        return 1.0
    ratio = SequenceMatcher(None, one, other).ratio()
    return ratio if ratio > 0.7 else 0.0


def _profile(accounts: Iterable[Account]) -> Counter[str]:
    """Counts of three signs in a row in the samples, capitals and punctuation as they are."""
    texts = [f"\n{text}\n" for account in accounts for text in account.sample]
    return Counter(text[i : i + 3] for text in texts for i in range(len(text) - 2))


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    left = {key: math.log1p(count) for key, count in one.items()}
    right = {key: math.log1p(count) for key, count in other.items()}
    shared = sum(weight * right[key] for key, weight in left.items() if key in right)
    size = math.hypot(*left.values()) * math.hypot(*right.values())
    return shared / size if size else 0.0
