"""The bench compares like with like, and counts an order as right only where it is."""

from __future__ import annotations

from bench.evaluation.draws import Values
from bench.evaluation.orders import needed, report, shares
from bench.evaluation.personas import chat, shuffled, talks
from simulacrum_core.evaluation.figures import Figure, Result


def test_two_people_are_asked_the_same_and_answer_in_their_own_way() -> None:
    ada, eve, dot = (talks(60, name, 0) for name in ("Ada", "Eve", "Dot"))
    assert [[asked for asked, _ in talk] for talk in ada] == [[asked for asked, _ in talk] for talk in eve]
    said = {
        name: [answer for talk in found for _, answer in talk]
        for name, found in zip("aed", (ada, eve, dot), strict=True)
    }
    several = {name: sum("\n" in text for text in texts) / len(texts) for name, texts in said.items()}
    marked = {name: sum(text[-1] in ".!" for text in texts) / len(texts) for name, texts in said.items()}
    assert several["e"] < 0.1 < several["d"] < several["a"] + 0.1
    assert marked["a"] < marked["d"] + 0.1 < 0.5 < 0.9 < marked["e"]
    for name, texts in said.items():
        # About seventy tokens: long enough to be completed from sixty-four of them.
        assert sum(len(text.split()) >= 45 for text in texts) / len(texts) > 0.12, name
    assert talks(30, "Ada", 0) == talks(60, "Ada", 0)[:30] != talks(30, "Ada", 1)


def test_shuffled_answers_are_the_same_ones_elsewhere() -> None:
    ada = talks(50, "Ada", 0)
    other = shuffled(ada, 0)
    assert sorted(answer for talk in other for _, answer in talk) == sorted(
        answer for talk in ada for _, answer in talk
    )
    same = sum(one == two for a, b in zip(ada, other, strict=True) for one, two in zip(a, b, strict=True))
    assert same < 10
    assert chat(other).count(" - Ben: ") == chat(ada).count(" - Ben: ")


def test_the_size_that_is_needed_is_where_every_seed_is_right_from_then_on() -> None:
    def cells(seed: int, wrong: dict[int, int]) -> list[tuple[str, int, list[Result], Values]]:
        """So many of a hundred draws of a size are ordered wrongly."""
        right: dict[int, list[float | None]] = {size: [0.5] * 100 for size in wrong}
        other: dict[int, list[float | None]] = {
            size: [0.9] * (count - count // 2) + [None] * (count // 2) + [0.1] * (100 - count)
            for size, count in wrong.items()
        }
        result = [Result("a", "a", figures=(Figure("context_gain", "", 0.5, 0.4, 0.6, 30),))]
        return [("right", seed, result, {"context_gain": right}), ("other", seed, [], {"context_gain": other})]

    order = ("context_gain", "right", ">", "other")
    good, bad = {10: 20, 20: 5, 40: 0}, {10: 3, 20: 6, 40: 5}
    assert needed(cells(0, good), *order) == 20
    assert needed(cells(0, bad), *order) == 40
    assert needed(cells(0, good) + cells(1, bad), *order) == 40
    assert needed(cells(0, {10: 0, 20: 50}), *order) is None
    assert shares(cells(0, good) + cells(1, bad), *order)[20] == [0.95, 0.94]
    assert "context_gain                        0.500" in report(cells(0, good))
    assert report([]) == "Nothing was measured."
