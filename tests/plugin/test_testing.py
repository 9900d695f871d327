"""The importer test kit is as strict as it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core.testing import DECOYS, difference

pytest_plugins = ["pytester"]

STOCK = len(DECOYS) + 2
"""Decoys that the kit makes itself: files, a folder and a zip."""
BY_DECOY, BY_SAMPLE, OF_CORPUS = 2, 5, 1
ALL = OF_CORPUS + BY_SAMPLE + BY_DECOY * STOCK
"""Tests of the toy importer."""

TOY = """
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from simulacrum_core import Conversation, Importer, Message, Participant, Source, SourceError
from simulacrum_core.testing import ImporterTests


class Toy(Importer):
    "Lines after the word toy."

    name: ClassVar[str] = "toy"
    shout: bool = False

    def identify(self, source: Source) -> bool:
        return any(lines(file)[:1] == ["toy"] for file in source.files())

    def read(self, source: Source) -> Iterator[Conversation]:
        files = [file for file in source.files() if lines(file)[:1] == ["toy"]]
        if not files:
            raise SourceError("no toy in here")
        for file in files:
            told = [line.upper() if self.shout else line for line in lines(file)[1:]]
            messages = (Message(str(i), "Ada", None, text) for i, text in enumerate(told))
            yield Conversation(self.name, file.name, None, (Participant("Ada", "Ada"),), True, messages)


def lines(file):
    with file.open() as stream:
        return stream.read().decode("utf-8", "replace").splitlines()


class TestToy(ImporterTests):
    importer = Toy
    corpus = Path(__file__).parent / "corpus"
"""


@pytest.fixture
def corpus(pytester: pytest.Pytester) -> Path:
    """The corpus of a toy importer that passes all tests, with one sample of two messages."""
    pytester.makepyfile(test_toy=TOY)
    folder = pytester.mkdir("corpus")
    (folder / "a.toy").write_text("toy\nhi\nyou\n")
    (folder / "a.toy.expected.jsonl").touch()
    pytester.runpytest("--update-expected")
    return folder


def change(pytester: pytest.Pytester, old: str, new: str) -> None:
    """Break the toy importer."""
    assert old in TOY
    pytester.makepyfile(test_toy=TOY.replace(old, new))


def test_a_right_importer_passes(pytester: pytest.Pytester, corpus: Path) -> None:
    pytester.runpytest().assert_outcomes(passed=ALL)


def test_the_base_class_is_not_collected(pytester: pytest.Pytester, corpus: Path) -> None:
    assert "::ImporterTests::" not in pytester.runpytest("--collect-only", "-q").stdout.str()


def test_the_expected_file_is_one_conversation_a_line(corpus: Path) -> None:
    (line,) = (corpus / "a.toy.expected.jsonl").read_text().splitlines()
    assert [message["text"] for message in json.loads(line)["messages"]] == ["hi", "you"]


def test_a_wrong_message_is_told_with_its_number_and_both_sides(pytester: pytest.Pytester, corpus: Path) -> None:
    (corpus / "a.toy").write_text("toy\nhi\nwho\n")
    result = pytester.runpytest()
    result.assert_outcomes(passed=ALL - 1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "a.toy: conversation 1, message 2 differs (text)",
            "  expected: *you*",
            "  read:     *who*",
            "*--update-expected*",
        ]
    )


def test_an_empty_expected_file_fails_until_it_is_written(pytester: pytest.Pytester, corpus: Path) -> None:
    expected = corpus / "a.toy.expected.jsonl"
    expected.write_bytes(b"")
    pytester.runpytest().assert_outcomes(passed=ALL - 1, failed=1)
    result = pytester.runpytest("--update-expected", "-rs")
    result.assert_outcomes(passed=ALL - 1, skipped=1)
    result.stdout.fnmatch_lines("*a.toy.expected.jsonl was written*")
    pytester.runpytest().assert_outcomes(passed=ALL)


def test_a_broken_expected_file_can_be_written_anew(pytester: pytest.Pytester, corpus: Path) -> None:
    (corpus / "a.toy.expected.jsonl").write_text("{broken")
    pytester.runpytest("--update-expected").assert_outcomes(passed=ALL - 1, skipped=1)


def test_an_update_never_makes_a_decoy_a_sample(pytester: pytest.Pytester, corpus: Path) -> None:
    (corpus / "b.toy").write_text("toy\nhi\n")
    pytester.runpytest("--update-expected").assert_outcomes(passed=ALL + 1, failed=1)
    assert not (corpus / "b.toy.expected.jsonl").exists()


def test_an_update_writes_nothing_for_what_is_not_identified(pytester: pytest.Pytester, corpus: Path) -> None:
    (corpus / "b.txt").write_text("hi\n")
    (corpus / "b.txt.expected.jsonl").touch()
    result = pytester.runpytest("--update-expected")
    result.stdout.fnmatch_lines("*b.txt is not identified*")
    assert (corpus / "b.txt.expected.jsonl").read_bytes() == b""


def test_options_beside_a_sample_are_used(pytester: pytest.Pytester, corpus: Path) -> None:
    (corpus / "a.toy.options.json").write_text('{"shout": "true"}')
    pytester.runpytest().stdout.fnmatch_lines(["  expected: *hi*", "  read:     *HI*"])


def test_folders_are_samples_and_hidden_files_are_not(pytester: pytest.Pytester, corpus: Path) -> None:
    (corpus / ".hidden").write_text("toy\n")
    (corpus / "folder").mkdir()
    (corpus / "folder" / "x.toy").write_text("toy\nhi\n")
    (corpus / "folder.expected.jsonl").touch()
    pytester.runpytest("--update-expected")
    assert '"id":"folder/x.toy"' in (corpus / "folder.expected.jsonl").read_text()
    pytester.runpytest().assert_outcomes(passed=ALL + BY_SAMPLE)


@pytest.mark.parametrize("name", ["lost.expected.jsonl", "lost.options.json"])
def test_a_companion_without_its_sample_fails(pytester: pytest.Pytester, corpus: Path, name: str) -> None:
    (corpus / name).write_text("{}")
    result = pytester.runpytest()
    result.assert_outcomes(passed=ALL - 1, failed=1)
    result.stdout.fnmatch_lines(f"{name} stands in * without its sample: name it after one, or delete it")


def test_a_corpus_of_nothing_but_decoys_fails(pytester: pytest.Pytester, corpus: Path) -> None:
    (corpus / "a.toy").unlink()
    (corpus / "a.toy.expected.jsonl").unlink()
    pytester.runpytest().stdout.fnmatch_lines("*no sample in*has an expected file*")


def test_an_importer_that_says_yes_to_everything_fails_on_every_decoy(pytester: pytest.Pytester, corpus: Path) -> None:
    change(pytester, "return any(", "return True or any(")
    (corpus / "notes.txt").write_text("Buy milk.\n")
    pytester.runpytest().assert_outcomes(passed=ALL - STOCK + 1, failed=1 + STOCK)


def test_an_identify_that_raises_fails(pytester: pytest.Pytester, corpus: Path) -> None:
    change(pytester, '"utf-8", "replace"', '"utf-8"')
    assert pytester.runpytest().parseoutcomes()["failed"] >= 3


def test_an_importer_that_remembers_fails(pytester: pytest.Pytester, corpus: Path) -> None:
    change(pytester, "Message(str(i),", "Message(str(next(COUNT)),")
    with Path("test_toy.py").open("a") as out:
        out.write("\nCOUNT = itertools.count()\n")
    result = pytester.runpytest()
    result.stdout.fnmatch_lines("FAILED *test_a_sample_read_twice_gives_the_same*")


def test_what_breaks_the_schema_fails(pytester: pytest.Pytester, corpus: Path) -> None:
    change(pytester, "Message(str(i),", "Message(i,")
    pytester.runpytest("--update-expected")
    result = pytester.runpytest()
    result.stdout.fnmatch_lines("conversation 1, $.messages*0*.id: 0 is not of type 'string'")


def test_an_author_who_is_no_participant_fails(pytester: pytest.Pytester, corpus: Path) -> None:
    change(pytester, '(Participant("Ada", "Ada"),)', '(Participant("1", "Ada"),)')
    pytester.runpytest("--update-expected")
    result = pytester.runpytest("-k", "schema")
    result.assert_outcomes(failed=1, deselected=ALL - 1)
    result.stdout.fnmatch_lines(
        "a.toy: the importer toy is at fault: message 1 of conversation 1, field author: no participant has this id.*"
    )


def test_a_crash_over_a_damaged_sample_fails_and_the_damaged_file_is_named(
    pytester: pytest.Pytester, corpus: Path
) -> None:
    change(pytester, "(Message(str(i)", "(1 // (text in ('hi', 'you')) and Message(str(i)")
    result = pytester.runpytest()
    result.stdout.fnmatch_lines(
        "*AssertionError: * a.toy *: neither read nor refused with SourceError; it lies in *a.toy"
    )


def test_a_decoy_that_is_read_to_nothing_fails(pytester: pytest.Pytester, corpus: Path) -> None:
    change(pytester, 'raise SourceError("no toy in here")', "return")
    result = pytester.runpytest()
    result.assert_outcomes(passed=ALL - STOCK, failed=STOCK)
    result.stdout.fnmatch_lines("stock/empty.txt gives nothing: raise SourceError that says what to try")


def test_a_refusal_of_two_lines_fails(pytester: pytest.Pytester, corpus: Path) -> None:
    change(pytester, '"no toy in here"', '"no toy\\nin here"')
    result = pytester.runpytest()
    result.stdout.fnmatch_lines("stock/empty.txt: an error is one line, and this is more: no toy")


def test_messages_that_are_lost_beside_other_files_are_told(pytester: pytest.Pytester, corpus: Path) -> None:
    change(
        pytester,
        'raise SourceError("no toy in here")',
        'raise SourceError("no toy in here")\n        files = files[:2 - len(source.files())]',
    )
    result = pytester.runpytest()
    result.stdout.fnmatch_lines("a.toy: 2 messages are lost where other files lie beside it, such as 'hi'")


HEAD = {"source": "s", "id": "c"}
conversations = st.lists(
    st.lists(st.text(max_size=3), max_size=3).map(lambda texts: {**HEAD, "messages": [{"text": t} for t in texts]}),
    max_size=3,
)


def as_lines(values: list[dict[str, object]], **style: object) -> bytes:
    return "".join(json.dumps(value, **style) + "\n" for value in values).encode()  # type: ignore[arg-type]


@given(conversations, conversations)
def test_there_is_a_difference_where_the_values_differ(
    one: list[dict[str, object]], other: list[dict[str, object]]
) -> None:
    assert (difference(as_lines(one), as_lines(other)) is None) == (one == other)


@given(conversations)
def test_the_look_of_the_json_is_no_difference(values: list[dict[str, object]]) -> None:
    assert (
        difference(as_lines(values), as_lines(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
        is None
    )


@pytest.mark.parametrize(
    ("got", "expected", "told"),
    [
        ([], [HEAD], 'conversation 1 differs\n  expected: {"id": "c", "source": "s"}\n  read:     nothing'),
        ([HEAD, HEAD], [HEAD], "conversation 2 differs\n  expected: nothing"),
        ([{**HEAD, "one": 1}], [{**HEAD, "one": True}], "conversation 1, all but its messages differs (one)"),
        ([{**HEAD, "messages": [{"text": "a"}]}], [HEAD], "conversation 1, message 1 differs\n  expected: nothing"),
    ],
)
def test_the_first_difference_is_told(
    got: list[dict[str, object]], expected: list[dict[str, object]], told: str
) -> None:
    found = difference(
        as_lines([{"messages": [], **value} for value in got]),
        as_lines([{"messages": [], **value} for value in expected]),
    )
    assert found is not None
    assert found.startswith(told)
