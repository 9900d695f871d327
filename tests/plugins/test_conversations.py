"""Conversations as JSON Lines: what is written is read back, and what is damaged costs no more than itself."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import sys
import tracemalloc
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulacrum_conversations import register_importers
from simulacrum_conversations.importer import HEAD_BYTES, ConversationsImporter
from simulacrum_conversations.lines import conversations
from simulacrum_core import (
    Attachment,
    Conversation,
    Findings,
    Importer,
    Message,
    Participant,
    Reaction,
    Source,
    SourceError,
    SourceFile,
)
from simulacrum_core.models import Kind
from simulacrum_core.sources.json_lines import write_conversation
from simulacrum_core.sources.json_stream import walk as jsonstream
from simulacrum_core.testing import ImporterTests

from ..sources.test_json_stream import LIMIT, NASTY, Chunks

CORPUS = Path(__file__).parents[1] / "corpora" / "conversations"
SAMPLES = sorted(path for path in CORPUS.iterdir() if ".expected." not in path.name)
GOLDEN = [path for path in SAMPLES if path.with_name(f"{path.name}.expected.jsonl").exists()]
IMPORTER = ConversationsImporter()

texts = st.text(max_size=20) | st.sampled_from(NASTY)
offsets = st.none() | st.integers(-840, 840).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
moments = st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1), timezones=offsets)
messages = st.builds(
    Message,
    id=texts,
    author=st.none() | texts,
    sent_at=st.none() | moments,
    text=texts,
    kind=st.sampled_from(get_args(Kind)),
    reply_to=st.none() | texts,
    attachments=st.lists(st.builds(Attachment, texts, st.none() | texts), max_size=2).map(tuple),
    edited=st.booleans(),
    forwarded_from=st.none() | texts,
    reactions=st.lists(
        st.builds(Reaction, texts, st.integers(0, 9), st.lists(texts, max_size=2).map(tuple)), max_size=2
    ).map(tuple),
    position=st.none() | texts,
    quoted=st.lists(st.integers(0, 9), max_size=3).map(tuple),
)
chats = st.builds(
    Conversation,
    source=texts,
    id=texts,
    title=st.none() | texts,
    participants=st.lists(st.builds(Participant, texts, texts), max_size=3).map(tuple),
    one_sided=st.booleans(),
    messages=st.lists(messages, max_size=6),
).map(lambda chat: signed(chat))


def signed(chat: Conversation) -> Conversation:
    """The conversation with everybody who wrote in it among its participants."""
    known = {person.id for person in chat.participants}
    authors = dict.fromkeys(message.author for message in chat.messages if message.author is not None)
    added = [Participant(id, id) for id in authors if id not in known]
    return msgspec.structs.replace(chat, participants=(*chat.participants, *added))


def line_of(chat: Conversation) -> bytes:
    out = io.BytesIO()
    write_conversation(chat, out)
    return out.getvalue()


def file_of(*pieces: bytes) -> SourceFile:
    return SourceFile("chats.jsonl", sum(map(len, pieces)), lambda: Opened(*pieces))  # type: ignore[arg-type,return-value]


class Opened(Chunks):
    """A file that gives its bytes in pieces."""

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def listed(chats: Iterable[Conversation]) -> list[Conversation]:
    return [msgspec.structs.replace(chat, messages=list(chat.messages)) for chat in chats]


def read(file: SourceFile) -> tuple[list[Conversation], list[tuple[int | None, str]]]:
    findings = Findings()
    found = listed(conversations(file, findings, LIMIT))
    return found, [(problem.line, problem.what) for problem in findings.problems]


def read_path(path: Path) -> list[Conversation]:
    return listed(IMPORTER.read(Source([path])))


def many(count: int) -> Iterator[Message]:
    start = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    return (Message(str(i), "u", start + dt.timedelta(minutes=i), "so it goes, }{ " * 9) for i in range(count))


def test_the_plugin_offers_the_importer() -> None:
    assert register_importers() == [ConversationsImporter]


class TestConversations(ImporterTests):
    # tests/fuzzing damages them by the thousand.
    damages: ClassVar[int] = 2
    importer: ClassVar[type[Importer]] = ConversationsImporter
    corpus: ClassVar[Path] = CORPUS


@pytest.mark.parametrize("path", [path for path in SAMPLES if path not in GOLDEN], ids=lambda path: path.name)
def test_what_is_something_else_is_not_identified_and_reading_it_names_file_line_and_remedy(path: Path) -> None:
    assert not IMPORTER.identify(Source([path]))
    with pytest.raises(SourceError, match="no conversation can be read") as caught:
        read_path(path)
    assert (caught.value.file, caught.value.line) == (path.name, 1)
    assert caught.value.remedy


@given(st.lists(chats, max_size=4))
def test_what_is_written_is_read_back(wanted: list[Conversation]) -> None:
    data = b"".join(map(line_of, wanted))
    assert data.count(b"\n") == len(wanted)
    assert read(file_of(data)) == (wanted, [])


@given(chats, st.permutations(range(6)), st.sampled_from([(",", ":"), (", ", ": ")]), st.booleans())
def test_the_order_of_the_keys_and_the_spaces_do_not_matter(
    chat: Conversation, order: list[int], separators: tuple[str, str], ascii: bool
) -> None:
    items = list(json.loads(line_of(chat)).items())
    line = json.dumps(dict(items[i] for i in order), separators=separators, ensure_ascii=ascii).encode()
    assert read(file_of(line_of(chat), line, b"\n", line_of(chat))) == ([chat] * 3, [])


def test_a_cut_between_any_two_bytes_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (CORPUS / "keys_in_any_order.jsonl").read_bytes() + b"\n" + (CORPUS / "damaged.jsonl").read_bytes()
    whole = read(file_of(data))
    for block in (50, 1 << 16):
        monkeypatch.setattr(jsonstream, "READ_SIZE", block)
        for cut in range(0, len(data), 1 if block == 50 else 7):
            assert read(file_of(data[:cut], data[cut:])) == whole


@pytest.mark.parametrize("name", ["two_chats.jsonl", "keys_in_any_order.jsonl"])
def test_a_file_cut_short_anywhere_gives_no_message_that_is_not_in_it(name: str, tmp_path: Path) -> None:
    data, path, seen = (CORPUS / name).read_bytes(), tmp_path / "cut.jsonl", 0
    whole = [message for chat in read_path(CORPUS / name) for message in chat.messages]
    for end in range(len(data)):
        path.write_bytes(data[:end])
        IMPORTER.identify(Source([path]))
        try:
            kept = [message for chat in read_path(path) for message in chat.messages]
        except SourceError:
            kept = []
        assert kept == whole[: len(kept)]
        assert len(kept) >= seen
        seen = len(kept)
    assert seen == len(whole)


@settings(max_examples=300)
@given(data=st.data(), chat=chats, junk=st.binary(max_size=6))
def test_damage_is_never_an_exception(data: st.DataObject, chat: Conversation, junk: bytes) -> None:
    line = line_of(chat)
    at = data.draw(st.integers(0, len(line)))
    file = file_of(line[:at], junk, line[at + 3 :], b"\n", line_of(chat))
    found, _ = read(file)
    assert found[-1] == chat or b"\n" not in line[:at] + junk + line[at + 3 :] + b"\n"


def test_every_problem_is_reported_with_its_line() -> None:
    _, problems = read(file_of((CORPUS / "damaged.jsonl").read_bytes()))
    assert problems == [
        (1, "left out: Expected `str`, got `int` - at `$.id`"),
        (1, "characters that are not Unicode text were replaced by U+FFFD"),
        (1, "left out: Invalid RFC3339 encoded datetime - at `$.sent_at`"),
        (2, "the document breaks off here"),
        (3, "the document breaks off here"),
        (4, "this does not begin with the object or list that is expected"),
    ]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b'{"source":"s","participants":[],"messages":[]}', "left out: not a conversation: id missing"),
        (b'{"source":"s","id":"i","messages":{}}', "left out: not a conversation: messages missing"),
        (b'{"source":"s","id":1,"messages":[]}', "left out: Expected `str`, got `int` - at `$.id`"),
    ],
)
def test_a_line_that_is_no_conversation_is_left_out_and_reported(line: bytes, what: str) -> None:
    good = Conversation("s", "i", None, (), False, [])
    assert read(file_of(line_of(good), line, b"\n", line_of(good))) == ([good, good], [(2, what)])


def test_messages_that_come_before_the_break_are_kept_under_the_name_of_their_place() -> None:
    found, problems = read(file_of(b'\n{"messages":[{"id":"1","author":"a","sent_at":null,"text":"t"},{"id'))
    (told,) = found
    assert told == signed(
        Conversation("conversations", "chats.jsonl:2", None, (), False, [Message("1", "a", None, "t")])
    )
    assert problems == [(2, "the document breaks off here")]


def test_authors_are_the_participants_where_a_line_lists_none() -> None:
    two = [Message("1", "b", None, "t"), Message("2", None, None, "t", "system"), Message("3", "a", None, "t")]
    chats = [Conversation("s", str(i), None, (), False, two[i:]) for i in range(3)]
    found, problems = read(file_of(*map(line_of, chats)))
    assert [[person.name for person in chat.participants] for chat in found] == [["b", "a"], ["a"], ["a"]]
    assert [chat.messages for chat in found] == [chat.messages for chat in chats]
    assert problems == []


def test_a_message_by_nobody_of_the_participants_is_left_out_and_reported() -> None:
    messages = [Message("1", "a", None, "t"), Message("2", "b", None, "t"), Message("3", None, None, "t", "system")]
    chat = Conversation("s", "i", None, (Participant("a", "Ada"),), False, messages)
    found, problems = read(file_of(line_of(signed(chat)), line_of(chat)))
    assert [[message.id for message in chat.messages] for chat in found] == [["1", "2", "3"], ["1", "3"]]
    assert problems == [(2, "left out: its author is none of the participants")]


def test_a_half_pair_in_a_title_is_replaced_and_the_conversation_kept() -> None:
    line = rb'{"source":"s","id":"i","title":"a\ud83d","participants":[],"messages":[]}'
    found, problems = read(file_of(line))
    assert [chat.title for chat in found] == ["a\ufffd"]
    assert problems == [(1, "characters that are not Unicode text were replaced by U+FFFD")]


def test_a_conversation_that_nobody_walks_through_does_not_hide_the_next_one() -> None:
    data = b"".join(line_of(Conversation("s", str(i), None, (), False, many(999))) for i in range(3))
    walk = conversations(file_of(data), Findings(), LIMIT)
    assert [(chat.id, next(iter(chat.messages)).id) for chat in walk] == [("0", "0"), ("1", "0"), ("2", "0")]


@pytest.mark.parametrize("unpacked", [True, False])
def test_of_a_folder_or_zip_the_files_that_are_such_are_read_and_the_rest_is_ignored(
    unpacked: bool, tmp_path: Path
) -> None:
    folder, packed = tmp_path / "all", tmp_path / "all.zip"
    shutil.copytree(CORPUS, folder)
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    source = Source([folder if unpacked else packed])
    assert IMPORTER.identify(source)
    wanted = [chat for path in sorted(CORPUS.iterdir()) for chat in (read_or_nothing(path))]
    assert listed(IMPORTER.read(source)) == wanted
    assert {Path(problem.file).name for problem in source.findings.problems} == {"damaged.jsonl"}


def read_or_nothing(path: Path) -> list[Conversation]:
    try:
        return read_path(path)
    except SourceError:
        return []


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (CORPUS / "keys_in_any_order.jsonl").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    source = Source(["-"])
    assert IMPORTER.identify(source)
    assert listed(IMPORTER.read(source)) == read_path(CORPUS / "keys_in_any_order.jsonl")


def test_a_missing_file_and_an_empty_folder_are_not_identified(tmp_path: Path) -> None:
    assert not IMPORTER.identify(Source([tmp_path / "none.jsonl"]))
    assert not IMPORTER.identify(Source([tmp_path]))
    with pytest.raises(SourceError, match="no conversation can be read"):
        read_path(tmp_path)


def keyed(line: bytes, *order: str) -> bytes:
    """The same conversation with its keys in another order."""
    raw = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    return msgspec.json.encode({key: raw[key] for key in order}) + b"\n"


@pytest.mark.parametrize(
    ("order", "sure"),
    [
        (("source", "id", "title", "participants", "one_sided", "messages"), True),
        (("source", "messages", "id", "participants"), True),
        (("id", "participants", "messages", "source"), False),
        (("messages", "source", "id", "participants"), False),
    ],
)
def test_a_line_longer_than_the_head_is_known_by_what_stands_before_the_messages(
    order: tuple[str, ...], sure: bool, tmp_path: Path
) -> None:
    chat = Conversation("s", "i", None, (Participant("u", "U"),), False, list(many(600)))
    path = tmp_path / "long.jsonl"
    path.write_bytes(keyed(line_of(chat), *order))
    assert path.stat().st_size > HEAD_BYTES
    assert IMPORTER.identify(Source([path])) == sure
    assert read_path(path) == [chat]


def test_more_participants_than_fit_into_the_head_do_not_hide_a_conversation(tmp_path: Path) -> None:
    chat = Conversation("s", "i", None, tuple(Participant(f"u{i}", "U" * 30) for i in range(2000)), False, [])
    path = tmp_path / "crowd.jsonl"
    path.write_bytes(line_of(chat))
    assert IMPORTER.identify(Source([path]))
    assert read_path(path) == [chat]


def test_the_first_lines_may_be_damaged_or_blank(tmp_path: Path) -> None:
    path = tmp_path / "chats.jsonl"
    path.write_bytes(b'\n{"half":\n' + line_of(Conversation("s", "i", None, (), False, [])))
    assert not IMPORTER.identify(Source([path]))
    assert [chat.id for chat in read_path(path)] == ["i"]


@pytest.mark.parametrize("order", [("source", "id", "participants", "messages"), ("messages", "source", "id")])
def test_memory_does_not_grow_with_the_number_of_messages(order: tuple[str, ...], tmp_path: Path) -> None:
    path, count = tmp_path / "long.jsonl", 40_000
    with path.open("wb") as out:
        tracemalloc.start()
        written = write_conversation(Conversation("s", "i", None, (), False, many(count)), out)
    peaks = [tracemalloc.get_traced_memory()[1]]
    if order[0] == "messages":
        path.write_bytes(keyed(path.read_bytes(), *order))
    tracemalloc.reset_peak()
    start = tracemalloc.get_traced_memory()[0]
    assert sum(1 for chat in IMPORTER.read(Source([path])) for _ in chat.messages) == written == count
    peaks.append(tracemalloc.get_traced_memory()[1] - start)
    tracemalloc.stop()
    assert max(peaks) < 2 << 20


def test_a_written_line_has_every_field_in_the_order_of_the_models() -> None:
    line: dict[str, Any] = json.loads(line_of(Conversation("s", "i", None, (), False, many(1))))
    assert list(line) == [
        field for field in Conversation.__struct_fields__ if field not in ("monologue", "owner", "one_session")
    ]
    essay: dict[str, Any] = json.loads(line_of(Conversation("s", "i", None, (), False, many(1), True, owner="0")))
    assert (essay["monologue"], essay["owner"]) == (True, "0")
    assert list(essay)[-3:] == ["monologue", "owner", "messages"]
    *always, rare = Message.__struct_fields__
    assert (list(line["messages"][0]), rare) == (always, "quoted")


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1000])
def test_writing_counts_the_messages_and_ends_the_line(count: int) -> None:
    out = io.BytesIO()
    assert write_conversation(Conversation("s", "i", None, (), False, many(count)), out) == count
    assert [each["id"] for each in json.loads(out.getvalue())["messages"]] == [str(i) for i in range(count)]
    assert out.getvalue().endswith(b"]}\n")
    assert out.getvalue().count(b"\n") == 1
