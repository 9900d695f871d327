"""Plots as inline SVG: bars and lines stretch with the page; what is written beside them is HTML and keeps its size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_HEIGHT = 100.0
_WIDTH = 10.0
_ROOM = 0.1
"""The part of a picture that a word beside a line takes on a narrow screen."""


def bar(*parts: tuple[float, str]) -> str:
    """A horizontal bar of parts, each a share of the whole width and the class of its colour."""
    drawn, start = [], 0.0
    for share, kind in parts:
        width = max(100 * share, 0.6) if share > 0 else 0.0
        if width:
            drawn.append(f'<rect class="{kind}" x="{start:.4g}" width="{width:.4g}" height="8"/>')
        start += width
    return _svg("bar", 100, 8, "".join(drawn))


def dots(*places: tuple[float, str], spread: tuple[float, float] | None = None) -> str:
    """Dots on a line from 0 to 1, the first one on top; `spread` is an interval of it."""
    drawn = "".join(
        f'<svg x="{100 * share:.4g}%" y="50%" overflow="visible"><circle class="{kind}" r="5"/></svg>'
        for share, kind in reversed(places)
    )
    line = '<line x1="0" x2="100%" y1="50%" y2="50%"/>'
    if spread is not None:
        line += f'<line class="spread" x1="{100 * spread[0]:.4g}%" x2="{100 * spread[1]:.4g}%" y1="50%" y2="50%"/>'
    return f'<svg class="dots" aria-hidden="true">{line}{drawn}</svg>'


def columns(stacks: Sequence[Sequence[float]], kinds: Sequence[str], line: Sequence[float] = ()) -> str:
    """Columns side by side, each a stack of heights, scaled to the highest, and a line over them."""
    highest = max([sum(stack) for stack in stacks] + list(line), default=0) or 1
    scale = _HEIGHT / highest
    paths = []
    for place, kind in enumerate(kinds):
        steps = (_column(number, stack, place, scale) for number, stack in enumerate(stacks))
        paths.append(f'<path class="{kind}" d="{"".join(steps)}"/>')
    if line:
        paths.append(f'<path class="line" d="{_outline(line, scale)}"/>')
    return _svg("columns", _WIDTH * len(stacks), _HEIGHT, "".join(paths))


def _column(number: int, stack: Sequence[float], place: int, scale: float) -> str:
    height = stack[place] * scale
    if height <= 0:
        return ""
    height = max(height, 1.0)
    foot = _HEIGHT - sum(stack[:place]) * scale
    return f"M{number * _WIDTH + 0.5:g} {foot:.4g}v-{height:.4g}h9v{height:.4g}z"


def _outline(line: Sequence[float], scale: float) -> str:
    first, *others = [f"{_HEIGHT - value * scale:.4g}" for value in line]
    return f"M0 {first}h10" + "".join(f"V{height}h10" for height in others)


def curves(runs: Iterable[tuple[str, Sequence[tuple[float, float]]]], mark: float | None = None) -> str:
    """Lines through points from 0 to 1, and a mark at a place between."""
    drawn = "".join(
        f'<polyline class="{kind}" points="{" ".join(f"{100 * x:.4g},{100 - 100 * y:.4g}" for x, y in points)}"/>'
        for kind, points in runs
    )
    if mark is not None:
        drawn += f'<path class="mark" d="M{100 * mark:.4g} 0V100"/>'
    return _svg("curves", 100, 100, drawn)


def marked(picture: str, *marks: tuple[float, str, str]) -> str:
    """A picture with upright lines over it, each a place from 0 to 1, a class and its words."""
    places = [place for place, _, _ in marks]
    drawn = "".join(
        f'<span class="upright {kind}{" left" if _is_right_of_words(place, places) else ""}"'
        f' style="left:{100 * place:.4g}%">'
        f"<b>{words}</b></span>"
        for place, kind, words in marks
    )
    return f'<div class="marked" aria-hidden="true">{picture}{drawn}</div>'


def _is_right_of_words(place: float, places: Sequence[float]) -> bool:
    """Whether the words of a line stand to its left: there is no room to its right, or another line is in it."""
    return place > 0.75 or (place > _ROOM and any(place < other < place + _ROOM for other in places))


def axis(labels: Iterable[tuple[float, str]]) -> str:
    """What stands below a picture, by its place from 0 to 1."""
    drawn = "".join(
        f'<span class="{"end" if place > 0.93 else "begin" if place < 0.03 else ""}"'
        f' style="left:{100 * place:.4g}%">{text}</span>'
        for place, text in labels
    )
    return f'<div class="axis" aria-hidden="true">{drawn}</div>'


def _svg(kind: str, width: float, height: float, body: str) -> str:
    return (
        f'<svg class="{kind}" viewBox="0 0 {width:g} {height:g}" preserveAspectRatio="none" aria-hidden="true">'
        f"{body}</svg>"
    )
