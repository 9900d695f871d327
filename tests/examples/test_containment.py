"""A text that lies in a longer one is not used beside it; an introduction, a formula and a refrain make no part."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest

from simulacrum_core.examples.containment import PartPrint, parts

from .test_near_duplicates import essay, made

RANDOM = Random(7)
WORDS = ["".join(RANDOM.choices("aeioulmnrst", k=RANDOM.randint(2, 8))) for _ in range(3000)]


def written(count: int) -> list[str]:
    return RANDOM.choices(WORDS, [1 / (place + 3) for place in range(len(WORDS))], k=count)


def edited(words: list[str], share: float) -> list[str]:
    return [RANDOM.choice(WORDS) if RANDOM.random() < share else word for word in words]


def found(texts: list[list[str]]) -> list[tuple[int, int]]:
    prints = []
    for words in texts:
        made = PartPrint()
        made.add(words[:40])
        made.add(words[40:])
        prints.append(made.value())
    return parts(prints)


@pytest.mark.parametrize("place", [0, 150, 300])
def test_a_draft_is_a_part_of_the_longer_text(place: int) -> None:
    whole = written(600)
    assert found([edited(whole[place : place + 250], 0.03), whole, written(700)]) == [(0, 1)]


def test_what_texts_share_by_habit_makes_none_a_part() -> None:
    opening, greeting, refrain = written(60), written(70), written(24)
    series = [opening + written(RANDOM.randint(100, 500)) for _ in range(12)]
    letters = [greeting[:50] + written(RANDOM.randint(60, 160)) + greeting[50:] for _ in range(6)]
    poems = [[word for _ in range(size) for word in (*written(28), *refrain)] for size in range(3, 8)]
    quoting = written(800)
    assert found([*series, *letters, *poems, quoting, written(70) + quoting[100:200] + written(70)]) == []


def test_texts_of_one_length_are_versions_and_no_parts() -> None:
    text = written(300)
    assert found([text, edited(text, 0.02)]) == []


def test_the_time_is_linear_where_all_texts_lie_in_each_other() -> None:
    def seconds(count: int) -> float:
        text = written(4000)
        prints = []
        for number in range(count):
            made = PartPrint()
            made.add(text[: 4000 * (number + 1) // count])
            prints.append(made.value())
        start = time.process_time()
        parts(prints)
        return time.process_time() - start

    seconds(50)
    assert seconds(200) < 12 * max(seconds(50), 0.02)


@pytest.mark.parametrize("days", [(0, 9), (9, 0)])
@pytest.mark.parametrize("mode", ["texts", "keep"])
def test_half_of_a_text_is_used_once_and_not_in_the_other_split(
    tmp_path: Path, mode: str, days: tuple[int, int]
) -> None:
    wholes = [written(240) for _ in range(6)]
    essays = []
    for number, words in enumerate(wholes):
        half = " ".join(edited(words[:130], 0.02))
        essays += [
            essay(f"half {number}", days[0] + number, half),
            essay(f"whole {number}", days[1] + number, " ".join(words)),
        ]
    manifest, texts = made(tmp_path / "out", essays, near_duplicates=mode, validation=0.4)
    assert manifest.ledger.left_out == ({"near_duplicate": 6} if mode == "texts" else {})
    if mode == "texts":
        for words in wholes:
            start = " ".join(words[60:64])
            assert sum(text.count(start) for text in texts.values()) <= 1
