"""What `evaluate` measured of a dataset's model, as pages show it: figures on scales from floor to ceiling."""

from __future__ import annotations

from pathlib import Path

import msgspec

PLACE, PROGRESS = Path("evaluation", "evaluation.json"), Path("evaluation", "progress.json")
_MOST_BYTES = 4 << 20


class MeasuredFigure(msgspec.Struct, frozen=True):
    """A number with its 95 % interval and what it is held against; without a value, `why` says what was missing."""

    name: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    better: str = ""
    floor: float | None = None
    floor_is: str = ""
    no_floor: str = ""
    ceiling: float | None = None
    ceiling_is: str = ""
    no_ceiling: str = ""
    base: float | None = None
    why: str = ""


class MeasuringProgress(msgspec.Struct, frozen=True):
    """How many texts were measured or written, of about how many; none before it is known how many there are."""

    done: int = 0
    total: int = 0


class MeasuredPart(msgspec.Struct, frozen=True):
    """What one metric found: a sentence, in which names may stand, and figures."""

    name: str
    told: str = ""
    figures: tuple[MeasuredFigure, ...] = ()


class Measured(msgspec.Struct, frozen=True):
    """A model that was measured, and what was found."""

    persona: str
    model: str
    held_out: int
    quick: bool
    results: tuple[MeasuredPart, ...]
    remarks: tuple[str, ...] = ()


def read_measured(folder: Path) -> Measured | None:
    """What was measured last of the model of the dataset in `folder`; None where that was never done."""
    path = folder / PLACE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Measured) if path.stat().st_size <= _MOST_BYTES else None
    except (OSError, ValueError, RecursionError):
        return None


def read_progress(folder: Path) -> MeasuringProgress:
    """How far an `evaluate` or `quiz` is that runs on the dataset in `folder`."""
    try:
        return msgspec.json.decode((folder / PROGRESS).read_bytes(), type=MeasuringProgress)
    except (OSError, ValueError):
        return MeasuringProgress()


def figure_place(figure: MeasuredFigure, value: float | None) -> float | None:
    """Where a value stands between the floor, 0, and the ceiling, 1; what lies beyond them stands at the end."""
    floor, ceiling = figure.floor, figure.ceiling
    if value is None or floor is None or ceiling is None or floor == ceiling:
        return None
    return min(max((value - floor) / (ceiling - floor), 0.0), 1.0)


def figure_sides(figure: MeasuredFigure) -> str:
    """What a figure is held against, in words; of a floor or ceiling that is missing, why."""
    bounds = ((figure.floor, figure.floor_is), (figure.ceiling, figure.ceiling_is), (figure.base, "base model"))
    held = [f"{what}: {figure_text(value, figure.unit)}" for value, what in bounds if value is not None]
    missing = (("floor", figure.no_floor), ("ceiling", figure.no_ceiling))
    return "; ".join([*held, *(f"no {name}: {why}" for name, why in missing if why)])


def figure_text(value: float | None, unit: str = "") -> str:
    """A number as it is told; a stroke for none."""
    if value is None:
        return "-"
    return f"{value:.1%}" if unit == "share" else f"{value:.0f}" if abs(value) >= 100 else f"{value:.3f}"
