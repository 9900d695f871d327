"""Combinations of a dial, which say which way it is turned: "left 12, right 40, left 6"."""

from __future__ import annotations

from collections.abc import Iterator

from .later import later
from .spans import Span

_WAY = (
    r"(?:left|right|(?:anti|counter)?-?clockwise|links|rechts|gauche|droite|izq\w{0,7}|derecha|dcha|sinistra|destra|sx|dx|esquerda|direita"
    r"|(?:w )?(?:lewo|prawo)|в?лево|в?право|налево|направо|sağa?|sola?|(?:ال|لل)?(?:يمين|يسار|شمال)|बा[एए]ँ|बाएं|बायें|दाएँ|दाएं|दायें|ba{1,2}ye|da{1,2}ye|左|右)"
)
# A distance is none: "left after 200 m, right after 3 km".
_NUMBER = r"\d{1,2}(?!\d|[.,:/-]\d|\s?(?:km|m|min|miles?|mi|meters?|metr\w{0,3}|%|px|cm|mm)\b)"
FIRST_WAY = later(
    rf"(?<![^\W\d_a-z\u3040-\u9fff]){_WAY}[^\d\n]{{0,12}}{_NUMBER}(?:[^\d\n]{{0,16}}{_WAY}[^\d\n]{{0,12}}{_NUMBER}){{2,6}}"
)
FIRST_NUMBER = later(
    rf"(?<![\d.,:/-]){_NUMBER}[^\d\n]{{0,6}}{_WAY}(?:[^\d\n]{{1,12}}{_NUMBER}[^\d\n]{{0,6}}{_WAY}){{2,6}}"
)


def dials(low: str) -> Iterator[Span]:
    """Three turns and more of a text in small letters."""
    for pattern in (FIRST_WAY, FIRST_NUMBER):
        yield from (Span(*match.span(), "code", "context") for match in pattern.finditer(low))
