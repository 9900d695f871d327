"""The ratios of the table as bars, in an SVG that needs no library."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

_WIDTH, _HEIGHT, _LABEL, _UNIT, _MOST = 900, 22, 420, 60, 7.0


def draw(rows: Sequence[tuple[str, str, str, str]], path: Path) -> None:
    """Write a bar for each row that has a ratio; the line stands where both cost the same."""
    pairs = [(what, float(ratio)) for what, _, _, ratio in rows if ratio]
    bars = [line for place, (what, ratio) in enumerate(pairs) for line in _bar(place, what, ratio)]
    height, one = _HEIGHT * (len(pairs) + 1), _LABEL + _UNIT
    size = f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">'
    back = f'<rect width="{_WIDTH}" height="{height}" fill="white"/>'
    line = f'<line x1="{one}" y1="0" x2="{one}" y2="{height}" stroke="black" stroke-dasharray="3"/>'
    path.write_text("\n".join([head, back, *bars, line, "</svg>", ""]), encoding="utf-8")


def _bar(place: int, what: str, ratio: float) -> list[str]:
    top, width = _HEIGHT * place + 4, round(min(ratio, _MOST) * _UNIT)
    base = top + 12
    return [
        f'<text x="{_LABEL - 8}" y="{base}" text-anchor="end">{escape(what)}</text>',
        f'<rect x="{_LABEL}" y="{top}" width="{width}" height="{_HEIGHT - 8}" fill="#4878a8"/>',
        f'<text x="{_LABEL + width + 6}" y="{base}">{ratio:.2f}</text>',
    ]
