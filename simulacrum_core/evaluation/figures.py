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
    `base` is the same figure of the base model. `share` figures are between 0 and 1.
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
    ceiling: float | None = None
    ceiling_is: str = ""
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


def figure(
    id: str,
    name: str,
    value: float,
    interval: Interval | None,
    n: int,
    *,
    unit: str = "",
    better: Better = "",
    floor: tuple[float | None, str] = (None, ""),
    ceiling: tuple[float | None, str] = (None, ""),
    base: float | None = None,
) -> Figure:
    """A figure of what was computed; numbers that are none become nothing."""
    low, high = interval or (None, None)
    return Figure(
        *(id, name, number(value), number(low), number(high), n, unit, better),
        floor=number(floor[0]),
        floor_is=floor[1],
        ceiling=number(ceiling[0]),
        ceiling_is=ceiling[1],
        base=number(base),
        why="" if number(value) is not None else "it cannot be computed from these texts",
    )


def declined(id: str, name: str, why: str, n: int = 0) -> Figure:
    """A figure that is not given, and why."""
    return Figure(id, name, n=n, why=why)


def too_few(what: str, n: int, least: int, because: str) -> str:
    """Why a number is not given."""
    return f"{n:,} {what}, and {least:,} are needed: {because}"


def number(value: float | None) -> float | None:
    """A number as JSON can hold it, in nine digits; None for nan and infinity."""
    return float(f"{value:.9g}") if value is not None and math.isfinite(value) else None
