"""A search for words of some kinds finds what a pattern of all of them would, and compiles only what a text asks for."""

from __future__ import annotations

import re
from random import Random

import pytest

from simulacrum_core.privacy.recognizers.secret_words import GATES, WordSearch, mentioned
from simulacrum_core.privacy.recognizers.word_table import rows

KINDS = sorted({kind for kind, _, _ in rows()})
WORDS = [word for _, _, words in rows() for word in words]


def invented(dice: Random) -> str:
    """Words of the table with what stands for their signs, side by side or in one."""
    between, ends = ["", " ", " ", " ", ", ", "-", ".", "\n", "و", "ال"], ["", "s", "ing", "ем", "ة", "ि"]
    signs = {"_": lambda: dice.choice(["", " ", "-"]), "~": lambda: dice.choice(ends)}

    def written(word: str) -> str:
        return "".join(signs[sign]() if sign in signs else sign for sign in word)

    return "".join(dice.choice(between) + written(dice.choice(WORDS)) for _ in range(dice.randint(0, 9)))


@pytest.mark.parametrize("seed", range(3))
def test_it_finds_what_a_pattern_of_all_words_would(seed: int) -> None:
    dice = Random(seed)
    for _ in range(12):
        kinds = tuple(dice.sample(KINDS, dice.randint(1, 4)))
        search = WordSearch(kinds, dice.choice(["", "", r"(?![@/])", r"\s(?P<value>\S{2,9})"]))
        whole = search.compiled()
        for _ in range(100):
            text = invented(dice)
            start, end = sorted(dice.choices(range(len(text) + 1), k=2)) if dice.random() < 0.3 else (0, len(text))
            for one, other in (
                (search.search(text, start, end), whole.search(text, start, end)),
                (search.match(text, start, end), whole.match(text, start, end)),
                (search.fullmatch(text, start, end), whole.fullmatch(text, start, end)),
            ):
                assert (one and one.regs) == (other and other.regs), (kinds, text)
            found = [match.regs for match in search.finditer(text, start, end)]
            assert found == [match.regs for match in whole.finditer(text, start, end)], (kinds, text)


def test_kinds_are_told_of_words_that_begin_within_others() -> None:
    dice, each = Random(9), {kind: WordSearch((kind,)).compiled() for kind in GATES}
    gate = re.compile(f"(?=({WordSearch(GATES).compiled().pattern}))")
    for _ in range(500):
        text = invented(dice)
        told = {kind for word in gate.findall(text) for kind, pattern in each.items() if pattern.search(word)}
        assert mentioned(text) == told, text


def test_words_are_compiled_when_one_of_a_text_begins_as_they_do(monkeypatch: pytest.MonkeyPatch) -> None:
    search, made, compile_one = WordSearch(("password", "code")), list[str](), re.compile

    def counted(pattern: str, flags: int = 0) -> re.Pattern[str]:
        made.append(pattern)
        return compile_one(pattern, flags)

    monkeypatch.setattr(re, "compile", counted)
    assert search.search("we left our boat behind") is None
    assert not made
    for _ in range(2):
        assert search.search("the old passwort was better")
        assert 0 < len(made) <= 3
    assert sum(map(len, made)) * 2 < len(WordSearch(("password", "code")).compiled().pattern)
