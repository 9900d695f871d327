"""The table of the runs: by dataset, the best loss of each setting and how far beyond it the last step was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any


def table(runs: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Lines of Markdown, the lowest validation loss first."""
    by_dataset: dict[str, list[dict[str, Any]]] = {}
    for run in runs:
        by_dataset.setdefault(run["dataset"], []).append(run)
    for name, found in sorted(by_dataset.items()):
        yield from ("", f"{name}: before training {found[0]['losses'][0][1]:.3f}", "")
        yield from ("| setting | best | at step | of | last |", "|---|---|---|---|---|")
        for run in sorted(found, key=lambda run: _best(run)[1]):
            step, loss = _best(run)
            last = run["losses"][-1]
            yield f"| {run['setting'] or 'as chosen'} | {loss:.3f} | {step} | {last[0]} | {last[1]:.3f} |"


def _best(run: dict[str, Any]) -> tuple[int, float]:
    losses: list[tuple[int, float]] = run["losses"]
    step, loss = min(losses, key=lambda one: one[1])
    return step, loss
