"""The third look: what the second leaves unsure is looked at carefully, among its likeliest answers."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from simulacrum_core.threads import Link, links
from simulacrum_core.threads import quick as looks
from simulacrum_core.threads.careful import BEHIND, BEST_OF, chosen_of
from simulacrum_core.threads.features import History
from simulacrum_core.threads.quick import STILL_UNSURE, Again, quick
from simulacrum_core.threads.talks import Talks
from simulacrum_core.threads.weights import Model, model
from simulacrum_core.threads.words import lines, weights

from .test_threads import noise

COUNT = 300


def walked(count: int) -> tuple[History, Talks]:
    """What is known behind so many messages, each of which answers the one before it."""
    read = lines(noise(COUNT), {}, {})
    history, talks = History(read, weights(read)), Talks()
    for i in range(count):
        talks.add(i, max(0, i - 1), read[i])
        history.add(i)
    return history, talks


def test_the_likeliest_answers_are_looked_at_and_others_are_doubt() -> None:
    history, talks = walked(200)
    assert chosen_of(history, talks, 200, model(), {199: 0, 198: -BEHIND - 1}, 0.0).parent == 199
    assert chosen_of(history, talks, 200, model(), {200: 50, 150: -9000}, 1.0) == Link(
        200, pytest.approx(1 / 2, abs=0.001)
    )
    scores = {200: 0, 199: -100, 198: -200, 197: -300, 190: -400}
    likeliest = sorted(scores, key=scores.__getitem__, reverse=True)[:BEST_OF]
    sure = chosen_of(history, talks, 200, model(), scores, 0.0)
    assert sure.parent in likeliest
    doubted = chosen_of(history, talks, 200, model(), scores, 1.0)
    assert (doubted.parent, 0 < doubted.confidence < sure.confidence < 1) == (sure.parent, True)


def test_where_starting_a_talk_counts_less_others_may_be_further_behind() -> None:
    history, talks = walked(200)
    scores = {200: 0, 199: -BEHIND - 1}
    assert chosen_of(history, talks, 200, model(), scores, 0.0).parent == 200
    assert chosen_of(history, talks, 200, model(), scores, 0.0, 20_000).parent == 199


def test_only_what_the_second_look_leaves_unsure_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def noted(
        history: History, talks: Talks, i: int, using: Model, scores: Mapping[int, int], doubt: float, less: int = 0
    ) -> Link:
        assert i in scores
        assert all(0 <= j <= i for j in scores)
        assert doubt > 0
        looked.append(i)
        return chosen_of(history, talks, i, using, scores, doubt, less)

    monkeypatch.setattr(looks, "chosen_of", noted)
    found = links(noise(COUNT), quick_from=0)
    unsure = [i for i, link in enumerate(found) if link.confidence < STILL_UNSURE]
    assert {*unsure} <= {*looked}
    assert len(looked) < COUNT / 2
    looked.clear()
    history, talks = walked(200)
    ways: tuple[Again, ...] = ("second", "careful", "no")
    for again in ways:
        quick(history, talks, 200, model(), 0, again)
    assert not looked
