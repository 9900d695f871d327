"""The experiment that trains small models: its sets, its held-out turns and its table, without a model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import msgspec
import pytest

from bench.threads.corpus import Log, logs, without_system
from bench.threads.evaluate import with_replies
from bench.threads.experiment.held_out import LENGTH, answers, segments, split
from bench.threads.experiment.report import UNTRAINED, Cell, report
from bench.threads.experiment.training_sets import USUAL, TrainingSet, trained, training_sets
from bench.threads.metrics import roots
from simulacrum_core.rendering.template import Template

from ..tokenizers import write_tokenizer

CORPUS = Path(__file__).parents[1] / "corpora" / "threads"
TEMPLATE = Template(style="seamless", train_name=True, bos="<s>", eos="</s>", name="mirela", system_prompt="")


@pytest.fixture(scope="module")
def data() -> list[Log]:
    return list(logs(CORPUS))


def test_a_held_out_turn_stands_behind_its_annotated_talk(data: Sequence[Log]) -> None:
    found = answers(data, "mirela")
    assert found
    for answer in found:
        log = next(log for log in data if log.name == answer.talk.partition(":")[0])
        said, start = split(log, "mirela")
        place = said.messages.index(answer.said[0])
        before = [said.messages.index(message) for message in answer.before]
        assert place >= start
        assert {roots(said.answers)[line] for line in [*before, place]} == {int(answer.talk.partition(":")[2])}
        assert said.answers[place] & set(before)
        assert len(before) <= LENGTH
        assert answer.before[-1].author != "mirela"


@pytest.fixture
def two_talks(tmp_path: Path) -> list[Log]:
    """Two talks of 21 lines each, one after the other; mirela answers the first line of both at last."""
    lines, links = [], []
    for first, others in ((0, ("odran", "yusra")), (22, ("tesk", "kofi"))):
        lines += [f"[1{first % 9}:{i:02}] <{others[i % 3 // 2]}> line {i} of {first}" for i in range(20)]
        lines += [f"[1{first % 9}:20] <mirela> at last", f"[1{first % 9}:21] <mirela> and more"]
        links += [f"{max(first, line - 1)} {line} -" for line in range(first, first + 20)]
        links += [f"{first} {first + 20} -", f"{first + 20} {first + 21} -"]
    # Only what is said after this is held out.
    lines, links = ["[10:00] <mirela> hi"] * 4 + lines, [_moved(link, 4) for link in links]
    (tmp_path / "made.ascii.txt").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "made.annotation.txt").write_text("\n".join(links), encoding="utf-8")
    return list(logs(tmp_path))


def _moved(link: str, by: int) -> str:
    return " ".join(str(int(part) + by) if part != "-" else part for part in link.split())


def test_what_is_answered_long_before_stands_first(two_talks: list[Log]) -> None:
    one, other = answers(two_talks, "mirela")
    assert [message.text for message in one.before] == ["line 0 of 0", *(f"line {i} of 0" for i in range(13, 20))]
    assert [message.text for message in one.said] == ["at last", "and more"]
    assert one.wrong == other.before
    assert other.wrong == one.before


def test_where_no_other_talk_is_as_long_there_is_no_other_context(data: Sequence[Log]) -> None:
    found = [answer for log in data for name in ("mirela", "colm", "yusra") for answer in answers([log], name)]
    assert found
    for answer in found:
        assert answer.wrong == [] or len(answer.wrong) == len(answer.before)


def test_only_the_words_of_a_turn_are_measured(data: Sequence[Log]) -> None:
    answer = answers(data, "mirela")[0]
    text, words = segments(TEMPLATE, answer.before, answer.said)
    assert text.text.startswith("<s>")
    assert text.text.endswith("\nmirela:")
    assert (text.label, words.label) == (False, True)
    assert words.text == " " + "\n".join(message.text for message in answer.said)


def test_sets_of_all_ways_have_as_many_trained_tokens(data: Sequence[Log], tmp_path: Path) -> None:
    ways = [*USUAL, "annotated talks"]
    base = write_tokenizer(tmp_path)
    sets, template, _ = training_sets(data, "mirela", ways, base_model=base, seed=0, budget=256, tokens=30)
    assert list(sets) == ways
    assert {one.trained for one in sets.values()} == {30}
    assert template.name == "mirela"
    again, _, _ = training_sets(data, "mirela", ways, base_model=base, seed=0, budget=256, tokens=30)
    assert [one.digest for one in again.values()] == [one.digest for one in sets.values()]


def test_steps_see_about_as_many_trained_tokens() -> None:
    rows = [([1] * size, [-100, *[1] * (size - 1)]) for size in (5, 9, 3, 4, 12, 2, 7)]
    batches = TrainingSet(rows).batches(3)
    assert [row for batch in batches for row in batch] == rows
    assert [sum(map(trained, batch)) for batch in batches] == [12, 16, 7]


def test_revealed_replies_are_true_links(data: Sequence[Log]) -> None:
    said = with_replies(without_system(data[0]), 1.0, Random(1))
    for line, message in enumerate(said.messages):
        if message.reply_to is not None:
            assert int(message.reply_to) in {int(said.messages[before].id) for before in said.answers[line]}


def test_the_table_compares_what_is_complete() -> None:
    turns = [("t1", 10, 20.0, 30.0), ("t2", 10, 40.0, None)]
    worse = [("t1", 10, 30.0, 30.0), ("t2", 10, 50.0, None)]
    cells = [
        _cell(UNTRAINED, 0, [(talk, tokens, 50.0, 60.0) for talk, tokens, *_ in turns]),
        _cell("file order", 0, worse),
        _cell("fitted gap", 0, turns),
        _cell("file order", 1, worse),
    ]
    settings, *told = report(cells, ["file order", "fitted gap"])
    assert settings == "steps 3, rate 0.001"
    assert told[1].startswith("all, untrained|1|1|8|30|5.000 (5.000 to 5.000)|")
    assert told[2] == "all, file order|1|1|8|30|4.000 (3.000 to 5.000)||0.000 (0.000 to 0.000)|"
    shares = told[3].split("|")
    assert shares[5:7] == ["3.000 (2.000 to 4.000)", "-1.000 (-1.000 to -1.000)"]
    assert shares[7].startswith("1.000 (")
    assert told[-1] == "not complete: mirela with seed 1"


def test_cells_of_other_settings_have_a_table_of_their_own() -> None:
    cells = [_cell("file order", 0, [("t", 10, 20.0, 30.0)])]
    other = [msgspec.structs.replace(cell, settings={"steps": 4.0}) for cell in cells]
    told = list(report([*cells, *other], ["file order"]))
    assert [line for line in told if line.startswith("steps")] == ["steps 3, rate 0.001", "steps 4"]
    assert list(report([], ["file order"])) == []


def _cell(way: str, seed: int, turns: list[tuple[str, int, float, float | None]]) -> Cell:
    return Cell("mirela", way, seed, {"steps": 3.0, "rate": 0.001}, way, 1, 8, 30, 0.0, turns)
