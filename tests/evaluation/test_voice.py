"""Style and habits: text of the person is near 1, text of others near 0, and habits are told apart."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

import pytest

from simulacrum_core.chat.scoring import Asked
from simulacrum_core.evaluation.authorship import authorship
from simulacrum_core.evaluation.habits import Sample, habits
from simulacrum_core.evaluation.masking import Mask
from simulacrum_core.evaluation.material import Material
from simulacrum_core.evaluation.style import Pools, chunks, style
from simulacrum_core.evaluation.verifiers import VERIFIERS

from .models import Known, subject

COMMON = "we go and the boat is here but not for me so it was on the way to you".split()


def loose(random: Random) -> str:
    words = random.choices([*COMMON, "so", "just", "kinda"], k=random.randint(4, 9))
    return " ".join(words) + random.choice(["", "...", " haha", " lol"])


def stiff(random: Random) -> str:
    words = random.choices([*COMMON, "which", "however", "therefore"], k=random.randint(9, 16))
    words[len(words) // 2] += ","
    return " ".join(words).capitalize() + random.choice([".", ".", "!"])


def lines(kind: Callable[[Random], str], count: int, seed: int) -> list[str]:
    random = Random(seed)
    return [kind(random) for _ in range(count)]


def pools(model: list[str], base: list[str]) -> Pools:
    return Pools(lines(loose, 500, 1), lines(stiff, 300, 2), lines(loose, 200, 3), lines(stiff, 120, 4), model, base)


def test_the_persons_style_is_near_one_and_that_of_others_near_zero() -> None:
    pytest.importorskip("sklearn")
    pytest.importorskip("lambdag")
    for model, low, high in ((lines(loose, 200, 5), 0.7, 1.3), (lines(stiff, 120, 6), -0.3, 0.3)):
        found = style(pools(model, lines(stiff, 120, 7)), ["Ada"], 0)
        assert [figure.id for figure in found] == list(VERIFIERS)
        for figure in found:
            assert figure.value is not None, figure.why
            assert low < figure.value < high, figure
            assert figure.low is not None
            assert figure.low <= figure.value <= (figure.high or 0)
            assert figure.base == pytest.approx(0, abs=0.3)


def test_two_people_of_one_style_are_not_told_apart_with_certainty() -> None:
    pytest.importorskip("sklearn")
    same = Pools(*(lines(loose, 300, seed) for seed in range(6)))
    for figure in style(same, [], 0):
        is_wide = figure.low is None or (figure.high or 0) - figure.low > 1
        assert figure.value is None or is_wide, figure


def test_too_few_words_are_told() -> None:
    found = style(pools(lines(loose, 20, 1), []), [], 0)
    assert all(figure.value is None and "500 are needed" in figure.why for figure in found)


def test_topics_and_names_are_masked_and_signs_stay() -> None:
    own = ["so the boat is late", "so the sea is far, Ben"]
    others = ["the boat is his, so what"]
    mask = Mask(own, others, ["Ben Kay"])
    assert mask.masked("So the boat is Ruprecht's, haha 12!") == "So the boat is ^*******'*, **** ##!"
    assert mask.masked("so Ben is late") == "so ^** is ****"


def test_pieces_hold_all_words_up_to_the_most() -> None:
    found = chunks(["a b c d e"] * 100, 330)
    assert [sum(len(line.split()) for line in piece) for piece in found] == [125, 125, 80]


def test_a_habit_that_the_model_lacks_is_far_and_one_that_it_has_is_near() -> None:
    real, others = lines(loose, 200, 1), lines(stiff, 200, 2)
    near, _ = habits(Sample(real, lines(loose, 200, 3), others, others), 0)
    far, table = habits(Sample(real, lines(stiff, 200, 4), others, others), 0)
    assert table is not None
    by_id = {figure.id: figure for figure in far}
    for id in ("habit_words", "habit_ends_marked", "habit_laughter"):
        one, other = next(figure for figure in near if figure.id == id), by_id[id]
        assert (one.value or 0) < (other.low or 0), id
        assert (one.value or 0) < (one.floor or 0) / 2
    assert not any(math.isnan(figure.value or 0) for figure in [*near, *far])


def test_what_training_made_likelier_tells_who_wrote_it(material: Material) -> None:
    def knows(asked: Asked) -> float:
        return len(asked.words) * (4.0 if ", hm," in asked.words else 9.0)

    asked = subject(material.manifest, Known(knows), Known(lambda one: len(one.words) * 8.0))
    ratio, auc = authorship(asked, material.held_out, material.others, material.trained, "Ada", 0)
    assert auc.value == 1
    assert ratio.value == pytest.approx(4)
    assert ratio.floor == pytest.approx(-1)
    blind = subject(material.manifest, Known(lambda one: 1.0), Known(lambda one: 1.0))
    assert authorship(blind, material.held_out, material.others, [], "Ada", 0)[1].value == 0.5
