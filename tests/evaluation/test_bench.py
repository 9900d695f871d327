"""The bench compares like with like, and counts an order as right only where it is."""

from __future__ import annotations

from bench.evaluation.orders import report
from bench.evaluation.personas import chat, shuffled, talks
from simulacrum_core.evaluation.figures import Figure, Result


def test_two_people_are_asked_the_same_and_answer_in_their_own_way() -> None:
    ada, eve = talks(30, "Ada", 0), talks(30, "Eve", 0)
    assert [[asked for asked, _ in talk] for talk in ada] == [[asked for asked, _ in talk] for talk in eve]
    assert all(answer == answer.lower() for talk in ada for _, answer in talk)
    assert all(answer[0].isupper() and answer[-1] in ".!" for talk in eve for _, answer in talk)
    assert talks(30, "Ada", 0) == ada != talks(30, "Ada", 1)


def test_shuffled_answers_are_the_same_ones_elsewhere() -> None:
    ada = talks(50, "Ada", 0)
    other = shuffled(ada, 0)
    assert sorted(answer for talk in other for _, answer in talk) == sorted(
        answer for talk in ada for _, answer in talk
    )
    same = sum(one == two for a, b in zip(ada, other, strict=True) for one, two in zip(a, b, strict=True))
    assert same < 10
    assert chat(other).count(" - Ben: ") == chat(ada).count(" - Ben: ")


def test_an_order_is_right_clear_and_measured_apart() -> None:
    def cell(condition: str, value: float | None, count: int = 30) -> tuple[str, int, int, list[Result]]:
        spread = None if value is None else (value - 0.1, value + 0.1)
        low, high = spread or (None, None)
        return condition, 0, count, [Result("a", "a", figures=(Figure("context_gain", "", value, low, high, 30),))]

    line = "context_gain: right > shuffled contexts"
    for right, other, told in ((0.5, 0.1, "1/1/1"), (0.5, 0.45, "1/0/1"), (0.1, 0.5, "0/0/1"), (None, 0.1, "-")):
        text = report([cell("right", right), cell("shuffled contexts", other)])
        assert next(one for one in text.split("\n") if one.startswith(line)).split()[-1] == told
