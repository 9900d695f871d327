"""Figures over steps as a drawing in the page: the line, its intervals, and the base model's value."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..inspection.measured import figure_text as shown
from .figures import Figure

_WIDTH, _HEIGHT, _EDGE = 560, 180, 44

Point = tuple[int, Figure]
"""A step and what was measured there."""


def chart(name: str, points: Sequence[Point]) -> str:
    """An SVG of a figure by steps; nothing where fewer than two were measured."""
    found = [(step, figure) for step, figure in points if figure.value is not None]
    if len(found) < 2:
        return ""
    values = [value for _, one in found for value in (one.value, one.low, one.high, one.base) if value is not None]
    low, high = min(values), max(values)
    first, last = found[0][0], found[-1][0]

    def across(step: int) -> float:
        return _EDGE + (step - first) / max(last - first, 1) * (_WIDTH - 2 * _EDGE)

    def up(value: float | None) -> float:
        return _HEIGHT - _EDGE + ((low if value is None else value) - low) / ((high - low) or 1) * (2 * _EDGE - _HEIGHT)

    line = " ".join(f"{across(step):.1f},{up(one.value):.1f}" for step, one in found)
    bars = "".join(
        f'<line x1="{across(step):.1f}" x2="{across(step):.1f}" y1="{up(one.low):.1f}" y2="{up(one.high):.1f}"/>'
        for step, one in found
        if one.low is not None
    )
    dots = "".join(f'<circle cx="{across(step):.1f}" cy="{up(one.value):.1f}" r="3"/>' for step, one in found)
    base = found[-1][1].base
    dashed = "" if base is None else _dashed(up(base))
    steps = "".join(
        f'<text x="{across(step):.1f}" y="{_HEIGHT - 20}" text-anchor="middle">{step}</text>' for step, _ in found
    )
    told = ", ".join(f"step {step}: {shown(one.value, one.unit)}" for step, one in found)
    return (
        f'<figure><figcaption>{escape(name)}</figcaption><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(f"{name}; {told}")}" fill="none" stroke="currentColor" font-size="11">'
        f'<g opacity=".4">{bars}</g><polyline points="{line}" stroke-width="2"/>{dashed}'
        f'<g fill="currentColor" stroke="none">{dots}{steps}<text x="2" y="{up(high) + 4:.1f}">{high:.2f}</text>'
        f'<text x="2" y="{up(low) + 4:.1f}">{low:.2f}</text></g></svg></figure>\n'
    )


def _dashed(height: float) -> str:
    return (
        f'<line x1="{_EDGE}" x2="{_WIDTH - _EDGE}" y1="{height:.1f}" y2="{height:.1f}" stroke-dasharray="4 4"/>'
        f'<text x="{_WIDTH - _EDGE + 4}" y="{height + 4:.1f}" fill="currentColor" stroke="none">base</text>'
    )
