"""Tables of names that lie beside this code: on every line words, a colon, words."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[tuple[list[str], list[str]]]:
    """The words before and behind the colon of each line that is no remark."""
    for line in files(__package__).joinpath(name).read_text(encoding="utf-8").split("\n"):
        before, colon, behind = line.partition(":")
        if colon and not line.startswith("#"):
            yield before.split(), behind.split()
