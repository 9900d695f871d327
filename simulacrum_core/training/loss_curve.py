"""The loss curve of a training run: as two lines in a terminal, as a picture, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..errors import MissingExtraError
from ..terminal import printable
from .losses import Loss, best, checkpoints, is_same_model, read_losses

PLOT = "loss.svg"
WIDTH = 60
_BARS = "▁▂▃▄▅▆▇█"

Series = list[tuple[int, float]]


def loss_lines(dataset: Path, model: Path) -> list[str]:
    """Lines that show the curve of what was trained in `model` and say which step to use; empty without losses."""
    run = read_losses(model)
    return [*sparklines(run), verdict(run, dataset, model)] if run else []


def sparklines(run: Sequence[Loss], width: int = WIDTH) -> list[str]:
    """Training and validation loss over the steps, on one scale, with a mark below the lowest validation loss."""
    train, validation = series(run)
    lowest, highest = _range([*train, *validation])
    first, last = run[0].step, run[-1].step

    def column(step: int) -> int:
        return round((step - first) / max(last - first, 1) * (width - 1))

    def row(points: Series) -> str:
        cells = [" "] * width
        for step, value in points:
            share = (value - lowest) / (highest - lowest or 1)
            cells[column(step)] = _BARS[round(share * (len(_BARS) - 1))]
        return "".join(cells).rstrip()

    lines = [
        f"{'train loss':>15} {points[0][1]:7.3f} {row(points)} {points[-1][1]:.3f}" for points in [train] if points
    ]
    lines += [f"{'validation loss':>15} {ps[0][1]:7.3f} {row(ps)} {ps[-1][1]:.3f}" for ps in [validation] if ps]
    if (lowest_of_all := best(run)) is not None:
        lines.append(f"{' ' * (24 + column(lowest_of_all.step))}▲ lowest at step {lowest_of_all.step}")
    return lines


def verdict(run: Sequence[Loss], dataset: Path, model: Path) -> str:
    """A sentence on where to stop, true to which checkpoints were kept in `model`."""
    lowest, last = best(run), run[-1].step
    if lowest is None:
        return "There is no validation loss, so nothing tells whether the model began to memorise."
    measured = [loss for loss in run if loss.validation is not None]
    if lowest is measured[-1]:
        more = " It may still fall with more epochs." if len(measured) > 1 else ""
        return f"Validation loss was lowest at its last measurement, step {lowest.step} of {last}.{more}"
    if not lowest.step:
        return "Validation loss was lowest before anything was learned: train longer, or with another learning rate."
    said = f"Validation loss was lowest at step {lowest.step} of {last}: later steps only memorise."
    kept = checkpoints(model).get(lowest.step)
    if kept is None:
        return f"{said} No checkpoint of that step was kept: train again with fewer epochs"
    if is_same_model(model, kept):
        return f"{said} The model is that of step {lowest.step}."
    talk = f"simulacrum chat {printable(str(dataset))} --model {printable(str(kept))}"
    return f"{said} Use {kept.name}: {talk}"


def series(run: Sequence[Loss]) -> tuple[Series, Series]:
    """The points of training and of validation loss, as steps and values."""
    train = [(loss.step, loss.train) for loss in run if loss.train is not None]
    return train, [(loss.step, loss.validation) for loss in run if loss.validation is not None]


def plot(model: Path) -> Path | None:
    """Draw the curve as a picture into the model folder; None without losses. Raises MissingExtraError."""
    run = read_losses(model)
    if not run:
        return None
    try:
        # The class and not pyplot: that would look for a screen.
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtraError("matplotlib", "train") from None
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    for points, label, style in zip(series(run), ("training", "validation"), ("-", "o-"), strict=True):
        if points:
            axes.plot(*zip(*points, strict=True), style, label=label, linewidth=1.5)
    lowest = best(run)
    if lowest is not None:
        axes.axvline(lowest.step, linestyle=":", color="grey", label=f"lowest validation loss, step {lowest.step}")
    axes.set(xlabel="step", ylabel="loss (nats a token)", title="Loss")
    axes.legend()
    path = model / PLOT
    # The same run gives the same bytes.
    with rc_context({"svg.hashsalt": "simulacrum"}):
        figure.savefig(path, metadata={"Date": None})
    return path


def _range(points: Series) -> tuple[float, float]:
    values = [value for _, value in points]
    return min(values), max(values)
