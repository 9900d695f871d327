"""JSON of any size: blocks of elements, the shells around them, and faults, whatever the bytes and wherever they are cut."""

from __future__ import annotations

import io
import itertools
import json
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulacrum_core import Message
from simulacrum_core.sources.json_lines import walk_json_lines
from simulacrum_core.sources.json_stream import cursor as jsoncursor
from simulacrum_core.sources.json_stream.walk import (
    Batch,
    ElementDecoder,
    Fault,
    JsonEvent,
    Shell,
    elements_of,
    walk_json,
)

LIMIT = 1 << 24
CHATS = ("chats", "list", "*", "messages")
NASTY = ['}{][,":\\"', "},{", '{"a":1},{"a":2}', "\\", '\\\\"', "]}", "é\U0001f600\x00\n", "", "},\n {"]
STYLES: list[dict[str, Any]] = [
    {"separators": (",", ":")},
    {},
    {"indent": 1},
    {"indent": 4, "ensure_ascii": False},
    {"indent": "\t", "separators": (" ,\n", " : ")},
]
EXPORT = {
    "about": NASTY[0],
    "chats": {
        "about": {"list": [{"messages": [0]}]},
        "list": [
            {
                "name": "a",
                "messages": [{"id": i, "text": text, "parts": [{}, {"n": [text]}]} for i, text in enumerate(NASTY)],
            },
            {"name": "b", "messages": []},
            {"name": "c", "messages": [1, "two", None, True, -2.5e3, [], {}, [[[{}]]]], "after": {"x": [1]}},
            17,
        ],
    },
    "count": 3,
}

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.sampled_from(NASTY),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text() | st.sampled_from(NASTY), inner, max_size=5),
    max_leaves=15,
)
styles = st.sampled_from(STYLES)


class Chunks:
    """A stream that gives its bytes in pieces cut at chosen places."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = [piece for piece in pieces if piece]

    def read(self, size: int, /) -> bytes:
        if not self._pieces:
            return b""
        piece = self._pieces.pop(0)
        if len(piece) > size:
            self._pieces.insert(0, piece[size:])
        return piece[:size]


@pytest.fixture(params=[40, 1 << 16])
def block_size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(jsoncursor, "READ_SIZE", request.param)
    return int(request.param)


def encoded(value: object, style: dict[str, Any]) -> bytes:
    return json.dumps(value, **style).encode()


def found(events: list[JsonEvent]) -> list[tuple[Any, Any]]:
    """The elements of all blocks with their paths."""
    return [(event.path, each) for event in events if isinstance(event, Batch) for each in json.loads(event.data)]


def shells(events: list[JsonEvent]) -> list[tuple[Any, Any, bool]]:
    return [(event.path, json.loads(event.data), event.whole) for event in events if isinstance(event, Shell)]


def faults(events: list[JsonEvent]) -> list[str]:
    return [event.what for event in events if isinstance(event, Fault)]


def of_export() -> tuple[list[tuple[Any, Any]], list[tuple[Any, Any, bool]]]:
    """What a walk through EXPORT has to give."""
    chats: list[Any] = EXPORT["chats"]["list"][:3]  # type: ignore[index,call-overload]
    inner = [((*CHATS[:2], i, "messages"), each) for i, chat in enumerate(chats) for each in chat["messages"]]
    around = [((*CHATS[:2], i), chat | {"messages": []}, True) for i, chat in enumerate(chats)]
    return inner, [
        *around,
        (("chats",), EXPORT["chats"] | {"list": []}, True),  # type: ignore[operator]
        ((), EXPORT | {"chats": {}}, True),
    ]


@pytest.mark.parametrize("style", STYLES)
def test_a_cut_between_any_two_bytes_changes_nothing(style: dict[str, Any], block_size: int) -> None:
    data, expected = encoded(EXPORT, style), of_export()
    for cut in range(len(data)):
        events = list(walk_json(Chunks(data[:cut], data[cut:]), CHATS, LIMIT))
        assert (found(events), shells(events), faults(events)) == (*expected, [])


@pytest.mark.parametrize("style", STYLES)
def test_a_stream_may_give_a_byte_at_a_time(style: dict[str, Any], block_size: int) -> None:
    events = list(walk_json(Chunks(*(bytes([byte]) for byte in encoded(EXPORT, style))), CHATS, LIMIT))
    assert (found(events), shells(events), faults(events)) == (*of_export(), [])


@settings(max_examples=300)
@given(inner=st.lists(values, max_size=12), before=values, after=values, style=styles, block=st.integers(1, 200))
@example(inner=[{"a": [{"b": "},{"}, {"b": "}, {"}]}] * 9, before=1, after=2, style=STYLES[0], block=60)
def test_any_json_comes_out_as_it_went_in(
    inner: list[Any], before: Any, after: Any, style: dict[str, Any], block: int
) -> None:
    document = {"before": before, "messages": inner, "after": after}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsoncursor, "READ_SIZE", block)
        events = list(walk_json(io.BytesIO(encoded(document, style)), ("messages",), LIMIT))
    assert [each for _, each in found(events)] == inner
    assert shells(events) == [((), document | {"messages": []}, True)]
    blocks = [event for event in events if isinstance(event, Batch)]
    assert all(json.loads(event.around) == {"before": before, "messages": []} for event in blocks)


@settings(max_examples=60)
@given(inner=st.lists(st.dictionaries(st.just("id") | st.text(), values), max_size=12), style=styles, odd=st.booleans())
def test_blocks_begin_on_the_lines_of_their_first_elements(inner: list[Any], style: dict[str, Any], odd: bool) -> None:
    decode = msgspec.json.Decoder(list[dict[str, Any]]).decode
    inner = [*({"id": i, **each} for i, each in enumerate(inner)), *([1] if odd else [])]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsoncursor, "READ_SIZE", 150)
        blocks = list(walk_json(io.BytesIO(encoded(inner, style)), (), LIMIT, 7, decode))
    found = [block for block in blocks if isinstance(block, Batch)]
    assert [value for block in found for value in block.values or decode_any(block.data)] == inner
    end = 7
    for block in found:
        lines = [line for _, line in elements_of(block)]
        assert block.line == lines[0] >= end
        end = lines[-1]


def decode_any(data: bytes) -> list[Any]:
    return list(json.loads(data))


@settings(max_examples=200)
@given(inner=st.lists(values, max_size=8), style=styles, block=st.integers(1, 200))
def test_the_elements_of_a_block_are_whole_and_know_their_line(
    inner: list[Any], style: dict[str, Any], block: int
) -> None:
    data = encoded(inner, style)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsoncursor, "READ_SIZE", block)
        blocks = [event for event in walk_json(io.BytesIO(data), (), LIMIT) if isinstance(event, Batch)]
    single = [pair for block in blocks for pair in elements_of(block)]
    assert [json.loads(element) for element, _ in single] == inner
    for element, line in single:
        assert element.split(b"\n")[0] in data.split(b"\n")[line - 1]
    for event in blocks:
        assert data[event.byte :].startswith(event.data[1:-1])
        assert event.line == data.count(b"\n", 0, event.byte) + 1


@pytest.mark.parametrize("style", STYLES)
def test_a_document_cut_short_anywhere_gives_what_was_whole_and_one_fault(
    style: dict[str, Any], block_size: int
) -> None:
    data, (whole, _) = encoded(EXPORT, style), of_export()
    seen = 0
    for end in range(1, len(data)):
        events = list(walk_json(io.BytesIO(data[:end]), CHATS, LIMIT))
        kept = found(events)
        assert kept == whole[: len(kept)]
        assert len(kept) >= seen
        assert faults(events) == ["the document breaks off here"]
        assert shells(events)[-1][0::2] == ((), False)
        seen = len(kept)
    assert seen == len(whole)


@settings(max_examples=500)
@given(st.binary(max_size=40) | st.text('{}[]",:\\a1 \n', max_size=40).map(str.encode))
def test_rubbish_is_a_fault_and_never_an_exception(data: bytes) -> None:
    for path in ((), ("a",), ("*",), ("a", "*", "a")):
        for event in walk_json(io.BytesIO(data), path, 20):
            if isinstance(event, Batch):
                list(elements_of(event))


SCRAPS = [
    "{}",
    "[}",
    "{]",
    '"a"',
    '"\\x01"',
    '"\\ud83d"',
    '{"a":1},{"a":2}',
    "1",
    "NaN",
    "x",
    '{"b":"},{"}',
    "{1 2}",
    "[[]",
    " ",
]


@settings(max_examples=300)
@given(parts=st.lists(st.sampled_from(SCRAPS), max_size=12), joint=st.sampled_from([",", ", ", " ,\n"]))
def test_broken_elements_are_told_apart_alike_whatever_the_size_of_blocks(parts: list[str], joint: str) -> None:
    data, seen = f"[{joint.join(parts)}]".encode(), []
    for block in (1, 20, 1 << 16):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(jsoncursor, "READ_SIZE", block)
            events = list(walk_json(io.BytesIO(data), (), LIMIT))
        raw = [pair for event in events if isinstance(event, Batch) for pair in elements_of(event)]
        seen.append((raw, [event for event in events if isinstance(event, Fault)]))
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"[1]", "this does not begin"),
        (b"12", "this does not begin"),
        (b'{"messages": [1] "a": 2}', ", or } is expected"),
        (b'{"messages": [1 2]}', ", or ] is expected"),
        (b'{"messages": [1,,2]}', "a value is expected"),
        (b'{"messages" [1]}', ": is expected"),
        (b"{messages: [1]}", "a key in quotes is expected"),
        (b'{"messages": [1]} {}', "something follows"),
        (b'{"messages": [1], "messages": [2]}', "is there twice"),
        (b'{"messages": [1], "m\\u0065ssages": [2]}', "is there twice"),
    ],
)
def test_what_is_not_json_ends_the_walk_with_a_fault_that_says_why(data: bytes, what: str) -> None:
    (fault,) = faults(list(walk_json(io.BytesIO(data), ("messages",), LIMIT)))
    assert what in fault


def test_a_fault_names_line_and_byte() -> None:
    events = list(walk_json(io.BytesIO(b'{"messages": [\n1,\n2,\n  {"a'), ("messages",), LIMIT, line=5))
    assert events[-1] == Fault("the document breaks off here", 8, 23)


def test_a_byte_order_mark_is_no_part_of_the_document() -> None:
    events = list(walk_json(Chunks(b"\xef", b"\xbb", b"\xbf", b"[1,2]"), (), LIMIT))
    assert [each for _, each in found(events)] == [1, 2]
    assert list(walk_json(io.BytesIO(b"\xef\xbb\xbf \n"), (), LIMIT)) == []


def test_one_walk_may_go_into_either_of_two_keys() -> None:
    data = b'{"chats":{"list":[{"messages":[1]}]},"left":{"list":[{"messages":[2,3]}]},"other":{"list":[{"messages":[4]}]}}'
    assert [each for _, each in found(list(walk_json(io.BytesIO(data), ("chats|left", *CHATS[1:]), LIMIT)))] == [
        1,
        2,
        3,
    ]


@pytest.mark.parametrize(
    "long",
    [b'"' + b'x\\"' * 100 + b'"', b'{"a":["' + b"]\\\\" * 100 + b'",{"b":"}"}]}', b"[[1]," * 60 + b"1" + b"]" * 60],
)
def test_a_value_that_is_too_long_is_passed_over_wherever_the_bytes_are_cut(long: bytes, block_size: int) -> None:
    data = b'{"big":' + long + b',"messages":[{"n":1},' + long + b',{"n":2}],"z":1}'
    for cut in range(len(data)):
        events = list(walk_json(Chunks(data[:cut], data[cut:]), ("messages",), 100))
        assert [each for _, each in found(events)] == [{"n": 1}, {"n": 2}]
        assert shells(events) == [((), {"big": None, "messages": [], "z": 1}, True)]
        assert (
            faults(events) == ["left out: a value of more than 100 bytes (--limit message_bytes NUMBER reads more)"] * 2
        )


def test_an_object_around_the_array_may_not_be_longer_than_the_limit() -> None:
    keys = b",".join(b'"%d":1' % i for i in range(100))
    events = list(walk_json(io.BytesIO(b'{"messages":[1],' + keys + b"}"), ("messages",), 300))
    assert [each for _, each in found(events)] == [1]
    assert faults(events) == ["an object of more than 300 bytes (--limit message_bytes NUMBER reads more)"]
    assert not shells(events)[-1][2]


def test_only_lists_are_walked_through_element_by_element() -> None:
    events = list(walk_json(io.BytesIO(b'{"list":{"*":{"messages":[1]}}}'), ("list", "*", "messages"), LIMIT))
    assert (found(events), shells(events)) == ([], [((), {"list": {"*": {"messages": [1]}}}, True)])


def test_a_value_as_long_as_the_limit_is_kept_and_one_byte_more_is_not() -> None:
    data = b'["' + b"x" * 98 + b'", 1, "' + b"x" * 99 + b'"]'
    events = list(walk_json(io.BytesIO(data), (), 100))
    assert [each for _, each in found(events)] == ["x" * 98, 1]
    assert len(faults(events)) == 1


def pieces(first: bytes, again: bytes, times: int, last: bytes) -> Iterator[bytes]:
    return itertools.chain([first], itertools.repeat(again * 100, times // 100), [last])


class Lazy(Chunks):
    """A long stream that is made while it is read."""

    def __init__(self, source: Iterator[bytes]) -> None:
        self._source = source

    def read(self, size: int, /) -> bytes:
        return next(self._source, b"")


@pytest.mark.parametrize(
    ("first", "again", "last"),
    [
        (b'{"messages":[{}', b',{"id":1,"text":"' + b"x" * 250 + b'"}', b"]}"),
        (b'{"messages":["', b"\\n" * 130, b'"]}'),
        (b'{"messages":[[1', b',{"a":"' + b"x" * 250 + b'"}', b"]]}"),
        (b'{"other":[1', b',{"a":"' + b"x" * 250 + b'"}', b"]}"),
    ],
)
def test_memory_does_not_grow_with_the_document(first: bytes, again: bytes, last: bytes) -> None:
    stream = Lazy(pieces(first, again, 40_000, last))
    tracemalloc.start()
    for event in walk_json(stream, ("messages",), 1 << 18):
        assert not isinstance(event, Shell) or event.whole
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 << 20


@pytest.mark.parametrize(
    "hostile",
    [
        b'{"a":[{},{}' + b",{},{}" * 100_000 + b"]}",
        b"[" * 600_000 + b"]" * 600_000,
        b'"' + b"},{" * 200_000 + b'"',
        b'{"a":"' + b"\\\\" * 300_000 + b'"}',
        b"{}," * 200_000 + b"{\\x}",
        (b'{"a":"\\x01"},' * 50_000)[:-1],
        (b"{}," * 20_000 + b'{"\\x01":[' + b"{}," * 4 + b"1]},") * 9 + b"1",
    ],
)
def test_time_is_linear_in_hostile_documents(hostile: bytes) -> None:
    start = time.process_time()
    for event in walk_json(io.BytesIO(b'{"messages":[{},{},' + hostile + b"]}"), ("messages",), LIMIT):
        assert not isinstance(event, Shell) or event.whole
    assert time.process_time() - start < 5


def reported(data: bytes) -> tuple[list[Message], list[tuple[int, str]]]:
    told: list[tuple[int, str]] = []
    decoder = ElementDecoder(Message)
    blocks = [event for event in walk_json(io.BytesIO(data), (), LIMIT) if isinstance(event, Batch)]
    return [each for block in blocks for each in decoder.block(block, lambda *what: told.append(what))], told


def message(id: object, text: bytes = b'"t"', more: bytes = b"") -> bytes:
    return b'{"id":%s,"author":null,"sent_at":null,"text":%s%s}' % (json.dumps(id).encode(), text, more)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (message(2), "left out: Expected `str`, got `int` - at `$.id`"),
        (message("2", b'"\\x01"'), "left out: it is not JSON"),
        (message("2", more=b',"kind":"secret\'s"'), "left out: Invalid enum value … - at `$.kind`"),
        (message("2", more=b',"z":' + b"[" * 99_999 + b"]" * 99_999), "left out: it is nested too deeply"),
        (message("2", more=b',"z":NaN'), "left out: it is not JSON"),
        (b'{"id":"2"}', "left out: Object missing required field `author`"),
        (b"7", "left out: Expected `object`, got `int`"),
    ],
)
def test_an_element_that_does_not_fit_is_left_out_and_reported_with_its_line(bad: bytes, why: str) -> None:
    good = [message(str(i)) for i in range(5)]
    kept, told = reported(b"[" + b",\n".join([*good[:3], bad, *good[3:]]) + b"]")
    assert [each.id for each in kept] == ["0", "1", "2", "3", "4"]
    assert told == [(4, why)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (rb'"a\ud83db"', "a\ufffdb"),
        (rb'"\ud83d"', "\ufffd"),
        (rb'"\ude00\ud83d"', "\ufffd\ufffd"),
        (rb'"\ud83d\ude00\ud83d"', "\U0001f600\ufffd"),
        (b'"a\xffb"', "a\ufffdb"),
        (b'"\xed\xa0\xbd"', "\ufffd\ufffd\ufffd"),
    ],
)
def test_what_is_no_unicode_text_becomes_the_replacement_character(text: bytes, kept: str) -> None:
    messages, told = reported(b"[" + b",\n".join([message("1"), message("2", text), message("3")]) + b"]")
    assert [each.text for each in messages] == ["t", kept, "t"]
    assert told == [(2, "characters that are not Unicode text were replaced by U+FFFD")]


def test_damage_in_a_line_does_not_reach_the_next_one() -> None:
    data = b'\n[1,2]\n \r\n[3,"\n[4]]\n[5\n\xef\xbb\xbf[6,7]'
    for cut in range(len(data)):
        lines = list(lines_of(Chunks(data[:cut], data[cut:])))
        kept = [(line, [each for _, each in found(events)]) for line, events in lines if events]
        assert kept == [(2, [1, 2]), (4, [3]), (5, [4]), (6, []), (7, [6, 7])]
        assert [line for line, events in lines if faults(events)] == [4, 5, 6]


def lines_of(stream: Chunks) -> Iterator[tuple[int, list[JsonEvent]]]:
    return ((line, list(events)) for line, events in walk_json_lines(stream, (), LIMIT))


def test_a_line_that_nobody_reads_to_its_end_is_passed_over() -> None:
    data = b"".join(msgspec.json.encode(list(range(n))) + b"\n" for n in (40_000, 3, 40_000, 2))
    seen = [(line, next(events)) for line, events in walk_json_lines(io.BytesIO(data), (), LIMIT)]
    assert [line for line, _ in seen] == [1, 2, 3, 4]
    assert all(isinstance(event, Batch) and event.data.startswith(b"[0") for _, event in seen)
