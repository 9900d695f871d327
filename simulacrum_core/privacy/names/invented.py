"""Invented first names: short, neutral, nobody's; thousands in each of a few scripts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from ..masks import Choices

# Starts, vowels, middles, ends of a name. The middles are rare, so that few names are words.
PARTS = {
    "latin": (
        "B D F G J K L M N P R S T V Z".split(),
        "a e i o u".split(),
        "lv rv lm rn nv zl ld mr".split(),
        "a i o u".split(),
    ),
    "cyrillic": (
        "Б В Г Д З К Л М Н П Р С Т Ф".split(),
        "а е и о у".split(),
        "лв рв лм рн нв зл лд мр".split(),
        "а и о у".split(),
    ),
    "greek": ("Β Γ Δ Ζ Κ Λ Μ Ν Π Ρ Σ Τ Φ".split(), "α ε ι ο ω".split(), "λβ ρβ λμ ρν νδ ζλ".split(), "α ι ω η".split()),
    "kana": (
        "タ ネ ミ ロ セ ヌ ヨ ケ ハ リ".split(),
        "ル ナ キ モ テ".split(),
        "ヴ ゼ ム ラ ノ ド".split(),
        "ア イ オ ン".split(),
    ),
    "hangul": ("타 네 미 로 세 누 요 케 하 리".split(), "루 나 키 모 테".split(), "벨 제 무 라 노 도".split(), [""]),
}
SCRIPTS = {
    "CYRILLIC": "cyrillic",
    "GREEK": "greek",
    "HANGUL": "hangul",
    "CJK": "kana",
    "HIRAGANA": "kana",
    "KATAKANA": "kana",
}
NOT_NAMES = frozenset("salvo larva silva salma forno torno turno burna norma parma palma balma pilmo falda".split())
TRIES = 200


def script_of(name: str) -> str:
    """The script of a name's first letter, if there are names in it; else Latin."""
    letter = re.search(r"[^\W\d_]", name)
    first = unicodedata.name(letter.group(), "").split(" ")[0].split("-")[0] if letter else ""
    return SCRIPTS.get(first, "latin")


def invented_name(script: str, choices: Choices, taken: Container[str], *, is_long: bool = False) -> str:
    """A name whose folded form is not in `taken`; in a crowd, or where it `is_long`, it has a second part."""
    for turn in range(TRIES):
        name = "".join(part[choices.below(len(part))] for part in PARTS[script])
        if is_long or turn > TRIES // 2:
            name += "".join(part[choices.below(len(part))] for part in PARTS[script][2:])
        if name.casefold() not in taken and name.casefold() not in NOT_NAMES:
            return name
    return f"{name}{choices.below(1 << 32)}"
