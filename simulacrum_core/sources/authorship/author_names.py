"""The author's names, as they are compared with names that stand in a text."""

from __future__ import annotations

from collections.abc import Iterable


def folded_name(name: str) -> str:
    """A name in small letters, with one blank between its words."""
    return " ".join(name.split()).casefold()


def own_names(names: Iterable[str]) -> set[str]:
    """What the author may be called: each name, and its first word, as `folded_name` gives them."""
    whole = {folded_name(name) for name in names}
    return (whole | {name.partition(" ")[0] for name in whole}) - {""}
