"""What comes of a measurement: figures with interval, floor and ceiling, or why there is none."""

from __future__ import annotations

import math

import msgspec

from ..chat.speaker import Sampling
from .statistics import Interval

Better = str
"""`lower`, `higher`, `ceiling` where nearer to the ceiling is better, or nothing where it only describes."""


class Figure(msgspec.Struct, frozen=True):
    """A number that was measured, on `n` texts; without a value, `why` says what was missing.

    `ceiling` is what the person's own other held-out text reaches, `floor` what other people's text does, or chance;
    where one of them is missing, `no_ceiling` or `no_floor` says why. `base` is the same figure of the base model.
    `share` figures are between 0 and 1, what one share is above another between -1 and 1.
    """

    id: str
    name: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    unit: str = ""
    better: Better = ""
    floor: float | None = None
    floor_is: str = ""
    no_floor: str = ""
    ceiling: float | None = None
    ceiling_is: str = ""
    no_ceiling: str = ""
    base: float | None = None
    why: str = ""


class Table(msgspec.Struct, frozen=True):
    """Figures by something: by source, by partner, by length of the context."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | float | int | None, ...], ...]


class Result(msgspec.Struct, frozen=True):
    """What one metric found: a sentence for a person, figures, tables, and the seconds that it took."""

    id: str
    name: str
    told: str = ""
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def is_measured(self) -> bool:
        """Whether there is any number."""
        return any(figure.value is not None for figure in self.figures)


class Evaluation(msgspec.Struct, frozen=True):
    """What was measured of a model, on which texts, and how."""

    version: int
    made_by: str
    persona: str
    model: str
    base_model: str | None
    device: str
    quick: bool
    seed: int
    sampling: Sampling
    held_out: int
    trained: int
    results: tuple[Result, ...]
    remarks: tuple[str, ...] = ()

    @property
    def is_measured(self) -> bool:
        """Whether there is any number."""
        return any(result.is_measured for result in self.results)


Side = tuple[float | None, str]
"""A floor or a ceiling, and what reaches it; without a number, why there is none."""
NO_BASE = "there is no base model to compare with"


def figure(
    id: str,
    name: str,
    value: float,
    interval: Interval | None,
    n: int,
    *,
    floor: Side,
    ceiling: Side,
    unit: str = "",
    better: Better = "",
    base: float | None = None,
) -> Figure:
    """A figure of what was computed; numbers that are none become nothing."""
    low, high = interval or (None, None)
    least, floor_is, no_floor = _side(*floor)
    most, ceiling_is, no_ceiling = _side(*ceiling)
    return Figure(
        *(id, name, number(value), number(low), number(high), n, unit, better),
        *(least, floor_is, no_floor, most, ceiling_is, no_ceiling),
        base=number(base),
        why="" if number(value) is not None else "it cannot be computed from these texts",
    )


def _side(value: float | None, told: str) -> tuple[float | None, str, str]:
    """The number, what it is, and why there is none."""
    found = number(value)
    if found is not None:
        return found, told, ""
    return None, "", told if value is None else f"it cannot be computed from these texts: {told}"


def compared(value: float | None, told: str = "the base model") -> Side:
    """The base model's value as a side."""
    return (None, NO_BASE) if value is None else (value, told)


def declined(id: str, name: str, why: str, n: int = 0) -> Figure:
    """A figure that is not given, and why."""
    return Figure(id, name, n=n, why=why)


def too_few(what: str, n: int, least: int, because: str) -> str:
    """Why a number is not given."""
    return f"{n:,} {what}, and {least:,} are needed: {because}"


def number(value: float | None) -> float | None:
    """A number as JSON can hold it, in nine digits; None for nan and infinity."""
    return float(f"{value:.9g}") if value is not None and math.isfinite(value) else None
