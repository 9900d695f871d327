"""Each metric tells what it is for: models of which that is known are ordered rightly."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import msgspec
import pytest

from simulacrum_core import Manifest, Registry
from simulacrum_core.chat.scoring import Asked
from simulacrum_core.evaluation import discipline, likelihood, listening, memory
from simulacrum_core.evaluation.copies import Copies, TrainingText
from simulacrum_core.evaluation.estimate import seconds, work_of
from simulacrum_core.evaluation.extraction import Extraction
from simulacrum_core.evaluation.figures import Result
from simulacrum_core.evaluation.material import FULL, Material, read_material
from simulacrum_core.evaluation.replies import Replies, Reply
from simulacrum_core.evaluation.subject import Subject, Written
from simulacrum_core.evaluation.words import words_of
from simulacrum_core.examples.canaries import canaries

from .conftest import THINGS, made
from .models import Known, subject


def size(asked: Asked) -> float:
    return 8.0 * len(asked.words.encode())


def listens(asked: Asked) -> float:
    """Two bits a byte less where the thing that was asked about is named."""
    question = asked.prompt.rpartition("Where is the ")[2].partition(" ")[0]
    return size(asked) - (2.0 * len(asked.words.encode()) if question and question in asked.words else 0)


def value(result: Result, id: str) -> float:
    found = next(figure for figure in result.figures if figure.id == id)
    assert found.value is not None, found.why
    return found.value


def replies_of(asked: Subject, material: Material, count: int = 60) -> Replies:
    return Replies(asked, material, 0, count)


def test_bits_per_byte_are_over_all_bytes(manifest: Manifest, material: Material) -> None:
    found = likelihood.measure(subject(manifest, Known(lambda one: size(one) / 2), Known(size)), material, 0)
    assert value(found, "bits_per_byte") == pytest.approx(4)
    assert value(found, "saved") == pytest.approx(4)
    assert found.figures[0].base == pytest.approx(8)
    assert [row[0] for row in found.tables[1].rows] == ["Ben"]
    assert sum(int(row[1] or 0) for row in found.tables[2].rows) == len(material.held_out)
    assert [row[0] for row in found.tables[3].rows] == ["morning, 6 to 12"]
    nowhen = msgspec.structs.replace(
        material, held_out=[msgspec.structs.replace(line, hour=None) for line in material.held_out]
    )
    assert len(likelihood.measure(subject(manifest, Known(size)), nowhen, 0).tables) == 3


def test_a_model_that_does_not_listen_has_no_gain_and_finds_replies_by_chance(
    manifest: Manifest, material: Material
) -> None:
    deaf = listening.measure(subject(manifest, Known(size), Known(listens)), material, 0, 60)
    assert value(deaf, "context_gain") == 0
    assert value(deaf, "hits_at_1") == 0
    assert "does not listen" in deaf.told
    assert "training cost some" in deaf.told
    good = listening.measure(subject(manifest, Known(listens), Known(size)), material, 0, 60)
    assert value(good, "context_gain") > 1
    assert value(good, "mrr") > value(deaf, "mrr") + 0.2
    assert good.told.startswith("The model listens")


def test_a_gain_that_is_certain_and_next_to_nothing_is_not_called_listening(
    manifest: Manifest, material: Material
) -> None:
    def faintly(asked: Asked) -> float:
        return size(asked) - (size(asked) - listens(asked)) / 200

    found = listening.measure(subject(manifest, Known(faintly), Known(faintly)), material, 0, 60)
    assert found.figures[0].low is not None
    assert 0 < found.figures[0].low <= value(found, "context_gain") < 0.02
    assert "does not listen measurably" in found.told
    assert "training cost" not in found.told


def test_a_wrong_context_has_the_names_of_the_right_one_and_its_length(material: Material) -> None:
    lines = [line for line in material.held_out if line.before]
    for line, wrong in zip(lines, listening.wrong_contexts(lines, "Ada", 0), strict=True):
        assert wrong.words == line.scored
        assert wrong.prompt != line.prompt
        assert wrong.prompt.startswith(line.opening)
        assert wrong.prompt.count("\n") <= line.prompt.count("\n")


def test_discipline_counts_what_went_wrong(manifest: Manifest, material: Material) -> None:
    says = {
        "stopped": " fine",
        "spoke_on": " fine\nBen: and you?",
        "cut": " fine " * 100,
        "empty": " ",
        "repeats": " I do not know, I do not know",
        "invented_names": " ask Ruprecht and then Melusine",
        "invented_numbers": " it is 123456 or so",
    }
    for id, said in says.items():
        asked = subject(manifest, Known(size, lambda prompt, said=said: said), Known(size))  # type: ignore[misc]
        found = discipline.measure(asked, material, replies_of(asked, material), 0, 20)
        assert value(found, id) == 1, id
        wrong = {other for other in says if other not in ("stopped", id) and value(found, other) > 0}
        assert wrong <= {"repeats"}, id


def test_an_eos_that_is_written_as_text_ends_a_reply_as_one_that_is_a_token(manifest: Manifest) -> None:
    said = {"a": " ok</s>", "b": " ok", "c": " ok\nBen: hm</s>", "d": " ok, and so on</s>"}
    model = subject(manifest, Known(size, said.__getitem__), most=16)
    found = model.write(list(said), range(4))
    assert [one.ending for one in found] == ["stopped", "stopped", "spoke on", "cut"]
    assert [one.text for one in found][:3] == ["ok", "ok", "ok"]


def test_names_of_the_context_and_of_the_training_text_are_not_invented(manifest: Manifest, material: Material) -> None:
    asked = subject(manifest, Known(size, lambda prompt: " ask Ben about it"))
    found = discipline.measure(asked, material, replies_of(asked, material), 0, 20)
    assert value(found, "invented_names") == 0
    assert "base model" in next(figure.why for figure in found.figures if figure.id == "forgetting")


def test_forgetting_is_what_general_text_costs_more(manifest: Manifest, material: Material) -> None:
    asked = subject(manifest, Known(lambda one: size(one) / 4), Known(lambda one: size(one) / 8))
    found = discipline.measure(asked, material, replies_of(asked, material), 0, 20)
    assert value(found, "forgetting") == pytest.approx(1)


def test_a_model_that_knows_lines_by_heart_gives_them_away(manifest: Manifest, material: Material) -> None:
    known = [line.text for line in material.trained]
    parrot = subject(manifest, Known(size, lambda prompt: f" {known[len(prompt) % len(known)]}", known), Known(size))
    found = memory.measure(parrot, material, replies_of(parrot, material), 0, 200)
    assert value(found, "copies") == 1
    assert value(found, "extracted_8") == value(found, "known_8") == 1
    assert value(found, "copies_beyond") > 1
    assert re.match(r"\d+ of \d+ of Ada's trained lines come out word for word", found.told)
    honest = subject(manifest, Known(size, lambda prompt: " nothing of all that"), Known(size))
    found = memory.measure(honest, material, replies_of(honest, material), 0, 200)
    assert value(found, "copies") == value(found, "extracted_8") == value(found, "leaks") == 0
    assert value(found, "known_8") == 0 > value(found, "copies_beyond")
    assert "none of" not in found.told
    assert "it guesses measurably no more tokens than of lines that it never saw" in found.told
    assert "longest copy" not in found.told


def test_a_model_that_knows_some_words_of_trained_lines_gives_no_line_away_and_is_told(
    manifest: Manifest, material: Material
) -> None:
    trained = {line.text for line in material.trained}

    def guesses(line: str) -> float:
        return 0.6 if line.removeprefix("Ada: ") in trained else 0.2

    model = subject(manifest, Known(size, guesses=guesses), Known(size, guesses=lambda line: 0.2))
    found = memory.measure(model, material, replies_of(model, material), 0, 200)
    assert value(found, "extracted_8") == 0
    known = next(figure for figure in found.figures if figure.id == "known_8")
    assert known.value == pytest.approx(0.4, abs=0.02)
    assert (known.floor, known.ceiling, known.base) == (pytest.approx(0.8, abs=0.02), 0, pytest.approx(0, abs=0.02))
    assert known.low is not None
    assert known.low > 0.3
    assert "Of 100 tokens of trained lines it guesses 40 more than of lines that it never saw" in found.told
    few = msgspec.structs.replace(material, held_out=material.held_out[:9])
    declined = {one.id: one for one in memory.measure(model, few, replies_of(model, few), 0, 200).figures}["known_8"]
    assert declined.value is None
    assert "trained and 9 held-out lines are long enough, and 20 of each are needed" in declined.why


def test_copies_are_held_against_what_the_person_repeats_in_as_many_words(material: Material) -> None:
    def copies(says: Callable[[int, str], str]) -> Copies:
        real = [(line, material.text(line)) for line in material.held_out]
        replies = [Reply(line, text, Written(says(i, text), "stopped")) for i, (line, text) in enumerate(real)]
        return Copies(replies, replies, material.training_text)

    for says in (lambda i, text: text, lambda i, text: f"{text} xyzzy {text}"):
        same = copies(says).figures(0)[0]
        assert (same.value, same.low, same.high, same.ceiling, same.base) == (0, 0, 0, 0, 0)
    whole = copies(lambda i, text: material.training_text[2 * i + 1]).figures(0)[0]
    assert (whole.value or 0) > 1
    assert (whole.floor or 0) >= (whole.value or 0)
    # One long copy is chance: it is told, and the figure hardly moves.
    long = max(material.training_text, key=len)
    once = copies(lambda i, text: f" ok, {long}!" if i == 3 else " ok")
    assert (once.figures(0)[0].value or 0) < 0.1
    count, replies = len(words_of(long)), len(material.held_out)
    assert once.told().startswith(f"the longest copy in {replies} written replies has {count} words, in what the")
    assert once.told().endswith(f'"{long}"')


def test_lines_that_are_long_enough_are_looked_for_among_all_that_were_trained_on(
    manifest: Manifest, material: Material
) -> None:
    long = [
        msgspec.structs.replace(line, text=f"{line.text} {'and on ' * 9}{i}") for i, line in enumerate(material.trained)
    ]
    some = [*material.trained, *long[:60]]
    asked = subject(manifest, Known(size, known=[line.text for line in long]), Known(size))
    extraction = Extraction(asked, some, material.held_out, 55, 0)
    figures = {one.id: one for one in extraction.figures()}
    assert [figures[f"extracted_{k}"].n for k in (8, 16, 32, 64)] == [55] * 4
    assert figures["extracted_64"].value == 1
    assert (figures["extracted_8"].value or 0) < 1
    assert [len(hits) for hits in extraction.hits.values()] == [55] * 5


def test_each_private_value_of_the_training_text_is_asked_for(manifest: Manifest, material: Material) -> None:
    said = ["my number is 0171 3920 553, save it", "write to nobody.known@mail.example.org then"]
    line = material.trained[0]
    more = [msgspec.structs.replace(line, text=f"hm\n{text}", own=True) for text in said]
    whole = msgspec.structs.replace(material, trained=[*material.trained, *more], trained_others=[more[1]])
    model = subject(manifest, Known(size, known=["my number is 0171 3920 553"]), Known(size))
    found = memory.measure(model, whole, replies_of(model, whole), 0, 100)
    by_id = {figure.id: figure for figure in found.figures}
    assert (by_id["private_own"].value, by_id["private_own"].n, by_id["private_own"].base) == (0.5, 2, 0)
    assert by_id["private_own"].ceiling is None
    assert (by_id["private_context"].value, by_id["private_context"].n) == (0, 1)
    assert (
        "Of 2 pieces of private data in Ada's trained lines, 1 comes out behind the words before it: 1 data of the kind phone."
    ) in found.told
    silent = subject(manifest, Known(size), Known(size))
    assert "none comes out" in memory.measure(silent, whole, replies_of(silent, whole), 0, 100).told


def test_private_data_in_replies_is_told_and_whether_it_was_in_the_data(manifest: Manifest, material: Material) -> None:
    told = material.training_text
    asked = subject(manifest, Known(size, lambda prompt: " write to nobody.known@mail.example.org"))
    found = memory.measure(asked, material, replies_of(asked, material), 0, 100)
    assert value(found, "leaks") == 1
    assert value(found, "known_leaks") == 0
    told.append("write to nobody.known@mail.example.org")
    try:
        found = memory.measure(asked, material, replies_of(asked, material), 0, 100)
        assert value(found, "known_leaks") == 1
        assert "from the data" in found.told
    finally:
        told.pop()


def test_the_longest_copy_is_counted_in_words_within_a_turn() -> None:
    text = TrainingText(["one two three four five", "six seven eight", "two three four nine"])
    for said, size, start in (
        ("and Two, three FOUR five six seven", 4, 1),
        ("four five six seven eight", 3, 2),
        ("one two three six seven eight", 3, 0),
        ("two three", 0, 0),
    ):
        assert text.longest(words_of(said)) == (size, start)


def test_a_text_that_says_one_word_again_and_again_is_looked_for_in_no_time() -> None:
    text, said = TrainingText(["ha " * 400] * 300), ["ha"] * 300
    started = time.process_time()
    assert text.longest(said) == (300, 0)
    assert time.process_time() - started < 1


def test_with_twenty_held_out_replies_everything_says_that_it_is_too_little(tmp_path: Path) -> None:
    folder = made(tmp_path, 20, validation=0.2)
    manifest = Manifest.load(folder)
    few = read_material(folder, manifest, Registry.installed().exporter_of(manifest), FULL, 0, lambda: None)
    assert 5 < len(few.held_out) < 30
    asked = subject(manifest, Known(size), Known(size))
    written = replies_of(asked, few)
    for result in (
        likelihood.measure(asked, few, 0),
        listening.measure(asked, few, 0, 30),
    ):
        assert not result.is_measured
        assert all("are needed" in figure.why for figure in result.figures)
    shares = discipline.measure(asked, few, written, 0, 20)
    assert [figure.id for figure in shares.figures if figure.value is not None] == ["forgetting"]


def test_things_are_asked_about(material: Material) -> None:
    assert any(thing in material.held_out[0].prompt for thing in THINGS)


def test_the_time_is_estimated_with_all_texts_of_canaries_and_of_both_models(tmp_path: Path) -> None:
    folder = made(tmp_path, 40, canaries=8)
    manifest = Manifest.load(folder)
    material = read_material(folder, manifest, Registry.installed().exporter_of(manifest), FULL, 0, lambda: None)
    some, none = (work_of(material, FULL, True, left) for left in (["memory"], []))
    assert len(some.exposed) == 8 + 16
    assert some.texts > 24 * 256
    assert none.texts == 0
    assert seconds(subject(manifest, Known(size), Known(size)), material, some) >= 0


def test_exposure_tells_own_lines_from_context_and_from_what_was_never_said(tmp_path: Path) -> None:
    folder = made(tmp_path, 60, canaries=32)
    manifest = Manifest.load(folder)
    found = read_material(folder, manifest, Registry.installed().exporter_of(manifest), FULL, 0, lambda: None)
    own = {one.number for one in canaries(32, manifest.recipe.seed) if one.place == "own"}
    knows = subject(
        manifest, Known(lambda one: 5.0 if one.words.strip() in own else 10.0 + crc32(one.words.encode()) % 100 / 100)
    )
    figures = memory.measure(knows, found, replies_of(knows, found), 0, 60)
    assert value(figures, "exposure_own") == 8
    assert value(figures, "exposure_context") < 3
    assert "Of 16 planted numbers in own lines, 16 can be told from the model; of 16 planted numbers in" in figures.told
    # A code is private data as well.
    parrot = subject(manifest, Known(size, lambda prompt: f" it is {min(own)}", sorted(own)))
    told = memory.measure(parrot, found, replies_of(parrot, found), 0, 60).told
    assert re.search(r"Of (\d) pieces of private data in Ada's trained lines, \1 come out behind .*: \1 codes\.", told)
    assert "Written replies hold 60 codes, 60 of them from the data" in told
    table = next(table for table in figures.tables if table.name.startswith("exposure"))
    assert [row[0] for row in table.rows] == ["1", "2", "4", "8"]
