"""How many steps a run takes, and when it warms up, evaluates and saves."""

from __future__ import annotations

import math

import msgspec


class Schedule(msgspec.Struct, frozen=True):
    """Numbers of steps; a step is one change of the weights."""

    steps: int
    warmup: int
    every: int


def schedule(
    rows: int, batch: int, accumulation: int, epochs: float, most: int | None, warmup: float, every: int | None
) -> Schedule:
    """The steps for so many rows; without `every` there are four evaluations an epoch."""
    an_epoch = math.ceil(math.ceil(rows / batch) / accumulation)
    steps = min(math.ceil(an_epoch * epochs), most or math.inf)
    pause = every or max(an_epoch // 4, 1)
    return Schedule(int(steps), math.ceil(steps * warmup), min(pause, int(steps)))
