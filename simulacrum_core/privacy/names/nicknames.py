"""Short forms of first names, as people call each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from .ordinary import plain
from .tables import rows

# Of a short form of more names than that nobody can say whose it is.
MOST_NAMES = 3


@cache
def _table() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Short forms by the name, and names by the short form; of both without marks."""
    shorts: defaultdict[str, dict[str, None]] = defaultdict(dict)
    wholes: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for names, forms in rows("nicknames.txt"):
        for name in names:
            for form in forms:
                shorts[plain(name)][form] = None
                wholes[plain(form)][name] = None
    return {name: tuple(found) for name, found in shorts.items()}, {
        form: tuple(found) for form, found in wholes.items()
    }


def nicknames(first: str) -> Iterator[str]:
    """What somebody of this first name is called by friends; two given names are joined by a plus."""
    yield from _table()[0].get(plain(first), ())


def relatives(short: str) -> Iterator[str]:
    """Of whom only a short form is known, no name in itself: the names that it may stand for, and short forms like it."""
    shorts, wholes = _table()
    names = wholes.get(plain(short), ())
    if len(names) > MOST_NAMES or len(short) < 3 or plain(short) in shorts:
        return
    for name in names:
        if "+" not in name:
            yield name
            yield from (form for form in shorts[plain(name)] if plain(form)[:2] == plain(short)[:2] and form != short)
