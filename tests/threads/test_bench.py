"""The scripts that train and measure the ranker, on an invented corpus."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.threads import examples, native
from bench.threads.copies import nameless, thinned
from bench.threads.corpus import logs, without_system
from bench.threads.evaluate import by_gap, by_threads, main, measure
from bench.threads.groups import mixed
from bench.threads.metrics import clusters, overlap, prf, roots, variation
from bench.threads.train import chances_of
from bench.threads.train_second import with_forest
from simulacrum_core import Recipe
from simulacrum_core.threads.weights import FORESTS, parsed, source_of

CORPUS = Path(__file__).parents[1] / "corpora" / "threads"


def test_a_log_is_read_with_its_answers() -> None:
    log = next(logs(CORPUS))
    assert log.name == "greenhouse"
    assert [message.author for message in log.messages[:4]] == ["mirela", "odran", None, "tesk"]
    assert log.answers[3] == {3}
    assert log.answers[4] == {1}
    said = without_system(log)
    assert len(said.messages) == len(log.messages) - 1
    assert said.answers[3] == {1}


def test_the_invented_talks_come_apart_better_than_by_gaps() -> None:
    data = list(logs(CORPUS))
    apart, by_time = measure(data, by_threads, 8), measure(data, by_gap, 8)
    parent, _, clean, _ = (value / apart.contexts for value in apart.sums)
    assert clean > 0.7 > 0.3 > by_time.sums[2] / by_time.contexts
    assert parent > 0.8
    assert variation(apart.gold, apart.found) > 80


GROUPS = Path(__file__).with_name("groups")


@pytest.mark.parametrize(
    ("folder", "used", "least"),
    [
        ("tuning", 0, 0.40),
        ("tuning", examples.MIDDLE, 0.42),
        ("held_out", 0, 0.50),
        ("held_out", examples.MIDDLE, 0.51),
    ],
)
def test_answers_in_small_groups_stand_behind_their_own_talk_more_often_than_by_gaps(
    folder: str, used: int, least: float
) -> None:
    data = list(logs(GROUPS / folder))
    assert len(data) == 6
    assert all(set(log.answers) == set(range(len(log.messages))) for log in data)
    apart, by_gap = (examples.measure(data, Recipe(threads=way), used=used) for way in ("auto", "off"))
    assert apart["clean"] / apart["answering"] > least > 0.3 > by_gap["clean"] / by_gap["answering"]
    assert apart["trained"] > 0.93 * apart["said"]


def test_small_groups_are_mixed_of_whole_beginnings_of_talks() -> None:
    originals = [nameless(without_system(log)) for log in logs(CORPUS)]
    found = list(mixed(originals, Random(4), 20))
    assert found == list(mixed(originals, Random(4), 20))
    texts = {message.text for log in originals for message in log.messages}
    assert any(len({*roots(log.answers).values()}) > 2 for log in found)
    for log in found:
        moments = [message.sent_at for message in log.messages if message.sent_at]
        assert moments == sorted(moments)
        assert {message.text for message in log.messages} <= texts
        assert 1 < len({message.author for message in log.messages}) <= 8
        assert all(before <= line for line, befores in log.answers.items() for before in befores)


def test_the_table_is_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["evaluate", str(CORPUS), "--replies", "1", "--thin", "1", "2"])
    main()
    told = capsys.readouterr().out.splitlines()
    assert told[1].startswith("threads, gap|")
    assert told[2].startswith("threads, quick|100.0/100.0/100.0|")
    assert told[3].startswith("threads, threads|100.0/100.0/100.0|100.0|100.0|100.0/100.0/100.0|100.0|100.0|100.0|")
    assert "busy: 2 of 2" in told[4]


def test_a_thinned_copy_holds_whole_talks() -> None:
    log = without_system(next(logs(CORPUS)))
    copy = thinned(log, 0.5, 4, Random(3))
    assert 0 < len(copy.messages) < len(log.messages)
    texts = {message.text: place for place, message in enumerate(log.messages)}
    for place, befores in copy.answers.items():
        original = log.answers[texts[copy.messages[place].text]]
        kept = {texts[copy.messages[before].text] for before in befores if before != place}
        assert kept <= original


def test_a_nameless_copy_names_nobody() -> None:
    copy = nameless(without_system(next(logs(CORPUS))))
    assert copy.messages[1].text == "how often do you water them?"
    assert not any(name in message.text for message in copy.messages for name in ("mirela", "odran", "tesk"))


def test_measures_of_equal_and_of_joined_talks() -> None:
    gold: list[set[int]] = [{1, 2}, {3, 4}]
    assert variation([("a", gold)], {"a": gold}) == 100
    assert variation([("a", gold)], {"a": [{1, 2, 3, 4}]}) == 50
    assert overlap(gold, gold) == 4
    assert overlap(gold, [{1, 2, 3, 4}]) == 2
    assert prf(1, 2, 4) == (50, 25, pytest.approx(100 / 3))
    assert clusters({2: {1}, 3: {3}, 4: {2}, 5: {-1}}) == [{2, 4}, {3}, {5}]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=20))
def test_the_overlap_is_that_of_the_best_matching(rows: list[tuple[int, int]]) -> None:
    def talks(side: int) -> list[set[int]]:
        return [{i for i, row in enumerate(rows) if row[side] == k} for k in range(5)]

    gold, found = talks(0), talks(1)
    best = max(sum(len(one & other) for one, other in zip(gold, order, strict=True)) for order in permutations(found))
    assert overlap([one for one in gold if one], [one for one in found if one]) == best


def test_what_is_trained_on_has_cleaner_contexts_where_talks_are_taken_apart() -> None:
    data = list(logs(CORPUS))
    clean = {}
    for way, options in examples.WAYS.items():
        sums = examples.measure(data, Recipe.model_validate(options), 2)
        assert sums["trained"] <= sums["said"]
        clean[way] = sums["clean"] / sums["answering"]
        assert examples.row(sums).count("|") == 5
    assert clean["fitted gap and talks"] > 2 * clean["an hour, file order"]


def test_other_talks_are_drawn_each_time() -> None:
    data = list(logs(CORPUS))
    once, twice = (examples.drawn(data, 0.5, 4, draws) for draws in (1, 2))
    assert [copy.messages for copy in twice[: len(data)]] == [copy.messages for copy in once]
    assert [copy.messages for copy in twice[len(data) :]] != [copy.messages for copy in once]


def test_fitting_to_a_chats_own_replies_can_be_measured(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["native", str(CORPUS)])
    native.main()
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.count("|") == 3
    assert len(rows) == 2
    assert all(0 < float(share) <= 100 for row in rows for share in row.split("|")[2:])


def test_one_forest_of_a_model_is_trained_anew() -> None:
    trees = {name: ["0:3 1 2"] for name in FORESTS} | {"first": ["0"], "second": ["0"]}
    source = source_of('"""A model."""\n', 1000, 0, {}, trees)
    assert with_forest(source, "fine", trees["fine"]) == source
    made = parsed(with_forest(source, "fine", ["0:3 5 6"]))
    assert made.fine(*[3] * FORESTS["fine"]) == 5
    assert made.coarse(*[3] * FORESTS["coarse"]) == 1


def test_chances_of_the_candidates_of_a_message_add_up_to_one() -> None:
    numpy = pytest.importorskip("numpy")
    slopes, _ = chances_of([True, False, False, True, True], [3, 2])(numpy.array([0.0, 0.0, 0.0, 5.0, 5.0]), None)
    assert slopes.tolist() == pytest.approx([-2 / 3, 1 / 3, 1 / 3, 0, 0])
