"""The Discord importer: its corpus, and the laws that no single sample shows."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shutil
import sys
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulacrum_core import Conversation, Importer, Message, SimulacrumError, Source, SourceError
from simulacrum_core.testing import ImporterTests, samples
from simulacrum_discord import DiscordImporter, streams
from simulacrum_discord.json import authors, batches
from simulacrum_discord.marks import Known, rendered
from simulacrum_discord.media import file_at
from simulacrum_discord.snowflakes import moment
from simulacrum_discord.text.dates import Writing, decide, shape
from simulacrum_discord.text.dates import read as read_date

CORPUS = Path(__file__).parents[1] / "corpora" / "discord"
ALL_KINDS = CORPUS / "json-2023-all-kinds.json"
PAGE = next(CORPUS.glob("Pond & Co*.html"))
TABLE = next(CORPUS.glob("Pond - *.csv"))
LOG = next(CORPUS.glob("Pond - *.txt"))
PACKAGE = CORPUS / "package-new"


class TestDiscord(ImporterTests):
    # tests/fuzzing damages them by the thousand.
    damages: ClassVar[int] = 2
    importer: ClassVar[type[Importer]] = DiscordImporter
    corpus: ClassVar[Path] = CORPUS


def read(source: Source, **options: object) -> list[tuple[Conversation, list[Message]]]:
    conversations = DiscordImporter.model_validate(options).read(source)
    return [(conversation, list(conversation.messages)) for conversation in conversations]


def messages_of(path: Path, data: str | bytes | dict[str, Any], **options: object) -> list[Message]:
    if isinstance(data, dict):
        data = json.dumps(data, indent=2)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return [message for _, messages in read(Source([path]), **options) for message in messages]


def snowflake(number: int) -> str:
    return str((700_000_000_000 + number * 1000) << 22)


def export(*messages: dict[str, Any], channel: str = "7") -> dict[str, Any]:
    head = {
        "guild": {"id": "6", "name": "Pond"},
        "channel": {"id": channel, "type": "GuildTextChat", "name": "general"},
    }
    return {**head, "messages": list(messages), "messageCount": len(messages)}


def post(number: int, content: str = "quack", **fields: Any) -> dict[str, Any]:
    author = {"id": "1", "name": "moss", "nickname": "Mossy", "isBot": False}
    time = f"2020-01-01T00:00:{number % 60:02}+00:00"
    fixed = {"id": snowflake(number), "type": "Default", "timestamp": time, "content": content, "author": author}
    return {**fixed, "mentions": [{"id": "1", "name": "a"}, {"id": "2", "name": "b"}], **fields}


texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="<"), max_size=40)
NASTY = st.sampled_from(['"author": {"id": "9"', '},{"id":"1","type":"Default"', "\\", "\u2028", "</div>", "[", "}]"])


@settings(max_examples=60, deadline=None)
@given(told=st.lists(texts | NASTY, min_size=1, max_size=9), indent=st.sampled_from([None, 2]), ascii=st.booleans())
def test_words_are_read_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, told: list[str], indent: int | None, ascii: bool
) -> None:
    document = export(*(post(number, text) for number, text in enumerate(told)))
    data = json.dumps(document, indent=indent, ensure_ascii=ascii)
    found = messages_of(tmp_path_factory.mktemp("w") / "chat.json", data)
    assert [message.text for message in found] == told
    assert {message.author for message in found} == {"1"}


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")], ids=["compact", "spaced"])
@pytest.mark.parametrize("indent", [None, 2, "\t"])
def test_messages_are_whole_wherever_a_block_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, indent: int | str | None, separators: tuple[str, str]
) -> None:
    document = export(*(post(number, "x" * (number % 17)) for number in range(40)))
    data = json.dumps(document, indent=indent, separators=separators)
    for size in range(300, 700, 29):
        monkeypatch.setattr(batches, "_BLOCK", size)
        monkeypatch.setattr(authors, "_BLOCK", size)
        source = Source([tmp_path / "chat.json"])
        source.paths[0].write_text(data)
        [(conversation, found)] = read(source)
        assert [message.id for message in found] == [snowflake(number) for number in range(40)]
        assert [person.name for person in conversation.participants] == ["Mossy"]
        assert source.findings.problems == []


def what_is_said(source: Source) -> list[tuple[object, ...]]:
    return [(m.sent_at, m.author, m.text, m.attachments) for _, messages in read(source) for m in messages]


@pytest.mark.parametrize(
    "sample",
    [
        *(ALL_KINDS, TABLE, LOG, PAGE, PACKAGE / "Messages/c700000000000000001/messages.json"),
        *(CORPUS / name for name in ("html-2020-02.html", "html-2026-forward.html", "txt-2026-forward.txt")),
        CORPUS / "csv-2022-ko.csv",
    ],
    ids=lambda path: path.name,
)
def test_a_file_cut_anywhere_gives_only_whole_messages_and_a_problem(tmp_path: Path, sample: Path) -> None:
    data, whole = sample.read_bytes().rstrip(), what_is_said(Source([sample]))
    path = tmp_path / sample.name
    for end in range(0, len(data), max(31, len(data) // 200)):
        path.write_bytes(data[:end])
        source = Source([path])
        if DiscordImporter().identify(source):
            found = what_is_said(source)
            assert set(found) <= set(whole), data[:end][-80:]
            is_between_rows = sample.suffix == ".csv" and data[:end].endswith(b"\n")
            assert len(found) == len(whole) or is_between_rows or source.findings.problems, data[:end][-80:]


def test_a_number_of_many_digits_is_no_date(tmp_path: Path) -> None:
    table = (CORPUS / "csv-2022-ko.csv").read_text(encoding="utf-8")
    first, second, rest = table.split("\n", 2)
    many = second.replace(":", ":" + "0" * 5000, 1)
    assert many != second
    said = [message.text for message in messages_of(tmp_path / "a.csv", f"{first}\n{many}\n{rest}")]
    assert said[1:] == [message.text for message in messages_of(tmp_path / "b.csv", table)][1:]


def test_a_table_without_a_line_break_at_its_end_is_told(tmp_path: Path) -> None:
    data = (CORPUS / "package-2020/messages/800000000000000001/messages.csv").read_bytes()
    for end in range(data.index(b"\n") + 2, len(data)):
        (tmp_path / "messages.csv").write_bytes(data[:end])
        source = Source([tmp_path])
        read(source)
        assert source.findings.problems or data[:end].endswith(b"\n")


def test_a_document_cut_at_any_byte_keeps_what_is_whole(tmp_path: Path) -> None:
    data = json.dumps(export(*(post(number, f'{number} é "') for number in range(3))), ensure_ascii=False).encode()
    path = tmp_path / "chat.json"
    ends = [data.index(b"}]}", data.index(snowflake(number).encode())) + 3 for number in range(3)]
    for end in range(data.index(b'"messages": [') + 13, len(data)):
        path.write_bytes(data[:end])
        source = Source([path])
        assert [message.text for _, messages in read(source) for message in messages] == [
            f'{number} é "' for number in range(3) if ends[number] <= end
        ]
        assert [problem.line for problem in source.findings.problems] == [1]


def test_a_problem_is_told_with_its_line(tmp_path: Path) -> None:
    source = Source([CORPUS / "json-damaged.json"])
    read(source)
    lines = (CORPUS / "json-damaged.json").read_text().split("\n")
    told = {problem.line: problem.what for problem in source.findings.problems}
    starts = [number for number, line in enumerate(lines, 1) if line == "    {"]
    assert "U+FFFD" in told[starts[1]]
    assert "expected" in told[starts[2]].lower()
    assert told[starts[3]] == "left out: it is not JSON"
    assert any("messageCount is 7, but 3" in what for what in told.values())


def test_the_line_of_a_problem_counts_what_was_read_fast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_BLOCK", 2000)
    data = json.dumps(export(*(post(number) for number in range(30))), indent=2)
    path = tmp_path / "chat.json"
    path.write_text(data[: data.index(snowflake(29))])
    source = Source([path])
    [(_, found)] = read(source)
    assert len(found) == 29
    assert [problem.line for problem in source.findings.problems] == [path.read_text().count("\n")]


@pytest.mark.parametrize("is_reversed", [False, True])
def test_memory_does_not_grow_with_the_chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_reversed: bool) -> None:
    monkeypatch.setattr(streams, "_IN_MEMORY", 1 << 16)
    numbers = range(20_000)[:: -1 if is_reversed else 1]
    (tmp_path / "chat.json").write_text(json.dumps(export(*(post(number, "x" * 200) for number in numbers))))
    [conversation] = DiscordImporter().read(Source([tmp_path / "chat.json"]))
    tracemalloc.start()
    try:
        assert sum(1 for _ in conversation.messages) == 20_000
        assert tracemalloc.get_traced_memory()[1] < 3 << 20
    finally:
        tracemalloc.stop()


def test_bots_are_left_out_and_counted_or_kept() -> None:
    source = Source([ALL_KINDS])
    [(_, found)] = read(source)
    [decision] = [decision for decision in source.findings.decisions if decision.subject == "bots"]
    assert (decision.answer, decision.option) == ("2 messages left out", "-i bots true")
    [(conversation, kept)] = read(Source([ALL_KINDS]), bots=True)
    assert len(kept) == len(found) + 2
    assert "Ferry" in {person.name for person in conversation.participants}


def test_a_message_in_several_files_is_read_once_and_counted() -> None:
    source = Source([CORPUS / "partitions"])
    [(_, found)] = read(source)
    assert [message.text for message in found] == [f"part {n}{', edited' * (n == 3)}" for n in range(7)]
    assert [d.answer for d in source.findings.decisions if d.subject == "overlapping files"] == [
        "3 messages read once, 1 of them in their newest wording"
    ]


@settings(max_examples=40, deadline=None)
@given(parts=st.lists(st.tuples(st.sets(st.integers(0, 30), max_size=9), st.booleans()), min_size=1, max_size=5))
def test_files_of_one_channel_are_one_chat_in_order(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[set[int], bool]]
) -> None:
    folder = tmp_path_factory.mktemp("p")
    for place, (numbers, is_reversed) in enumerate(parts):
        posts = [post(number) for number in sorted(numbers, reverse=is_reversed)]
        (folder / f"{place}.json").write_text(json.dumps(export(*posts)))
    [(_, found)] = read(Source([folder]))
    assert [message.id for message in found] == [snowflake(n) for n in sorted(set().union(*(n for n, _ in parts)))]


def test_the_newest_wording_counts_whenever_the_files_were_made(tmp_path: Path) -> None:
    def write(name: str, text: str, exported: str | None, *more: dict[str, Any], **fields: Any) -> None:
        document = {"exportedAt": exported} | export(post(1, text, **fields), *more)
        (tmp_path / name).write_text(json.dumps(document))

    # Half past nine in the east is earlier than nine in the west.
    write("a.json", "old", "2024-03-01T09:30:00.1234567+09:00")
    write("b.json", "new", "2024-03-01T09:00:00-05:00")
    assert [m.text for m in read(Source([tmp_path]))[0][1]] == ["new"]
    write("a.json", "old", None)
    write("b.json", "new", None, post(2, "later"))
    assert [m.text for m in read(Source([tmp_path]))[0][1]] == ["new", "later"]
    write("a.json", "new", None, timestampEdited="2020-01-01T00:00:09+00:00")
    write("b.json", "old", None, post(2, "later"))
    assert [m.text for m in read(Source([tmp_path]))[0][1]] == ["new", "later"]


def test_an_account_is_one_under_all_its_nicknames(tmp_path: Path) -> None:
    for channel, name in (("7", "Ada"), ("8", "Captain")):
        author = {"id": "1", "name": "ada", "discriminator": "1234", "nickname": name, "isBot": False}
        (tmp_path / f"{channel}.json").write_text(json.dumps(export(post(1, author=author), channel=channel)))
    people = [person for conversation, _ in read(Source([tmp_path])) for person in conversation.participants]
    assert [(p.id, p.name, p.handles) for p in people] == [
        ("1", "Ada", ("ada", "ada#1234")),
        ("1", "Captain", ("ada", "ada#1234")),
    ]


def test_a_log_without_ids_has_those_that_other_files_tell(tmp_path: Path) -> None:
    author = {"id": "1", "name": "ada.l", "discriminator": "0000", "nickname": "Ada", "isBot": False}
    (tmp_path / "a.json").write_text(json.dumps(export(post(1, author=author))))
    shutil.copy(CORPUS / "txt-2020-02.txt", tmp_path)
    people = {conversation.id: conversation.participants for conversation, _ in read(Source([tmp_path]))}
    [(_, log)] = [entry for entry in people.items() if entry[0] != "7"]
    assert [(person.id, person.name) for person in log][:2] == [("1", "ada.l"), ("bo#0077", "bo")]


def test_roles_and_channels_are_called_as_the_files_call_them(tmp_path: Path) -> None:
    keeper = {"id": "2", "name": "owl", "isBot": False, "roles": [{"id": "5", "name": "Keepers"}, {"id": 6}]}
    pond = export(post(1, "<@&5> <@&6> <#8> <#9>"), post(2, author=keeper))
    (tmp_path / "a.json").write_text(json.dumps(pond))
    shore = export(post(3, "x"), channel="8")
    shore["channel"]["name"] = "shore"
    (tmp_path / "b.json").write_text(json.dumps(shore))
    assert read(Source([tmp_path]))[0][1][0].text == "@Keepers @unknown-role #shore #unknown"


def test_a_text_file_of_a_channel_that_is_there_with_ids_is_left_out_and_told() -> None:
    source = Source([CORPUS / "server"])
    assert [conversation.id for conversation, _ in read(source)].count("700000000000000003") == 1
    assert [d.file for d in source.findings.decisions if d.subject == "same channel"] == [
        "server/Pond - Text Channels - harbour [700000000000000003].csv"
    ]


def test_a_line_that_imitates_a_header_is_told_where_it_cannot_be_seen_through(tmp_path: Path) -> None:
    forged = (CORPUS / "txt-2020-04.txt").read_text().replace("hi: all", "hi\n\n[22-Apr-20 06:02 PM] moss#1234\nfake")
    path = tmp_path / "chat.txt"
    path.write_text(forged, newline="")
    source = Source([path])
    read(source)
    assert [p.what for p in source.findings.problems] == ["the export has 3 messages, but 4 headers are found"]
    assert any(decision.subject == "borders of messages" for decision in source.findings.decisions)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")), min_size=1, max_size=5))
def test_table_rows_hold_any_text(tmp_path_factory: pytest.TempPathFactory, told: list[str]) -> None:
    out = io.StringIO(newline="")
    out.write("AuthorID,Author,Date,Content,Attachments,Reactions\r\n")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows(["1", "moss", "2024-02-03T09:00:00.0000000+01:00", text, "", ""] for text in told)
    found = messages_of(tmp_path_factory.mktemp("c") / "chat.csv", out.getvalue())
    assert [message.text for message in found] == told


@pytest.mark.parametrize(
    ("dates", "order", "last"),
    [
        (["25-Aug-20 11:59 PM"], "dmy", dt.datetime(2020, 8, 25, 23, 59)),
        (["08/25/2020 12:05 AM"], "mdy", dt.datetime(2020, 8, 25, 0, 5)),
        (["9/7/2023 5:30\u202fPM"], "mdy", dt.datetime(2023, 9, 7, 17, 30)),
        (["07/09/2023 17:30", "31/10/2023 17:30"], "dmy", dt.datetime(2023, 10, 31, 17, 30)),
        (["31/01/2023 17:30", "01/02/2023 17:30"], "dmy", dt.datetime(2023, 2, 1, 17, 30)),
        (["1/9/2023 17:30", "1/10/2023 17:30", "2/1/2023 1:00"], "mdy", dt.datetime(2023, 2, 1, 1)),
        (["2023-09-07 오후 5:30"], "ymd", dt.datetime(2023, 9, 7, 17, 30)),
        (["2023. 09. 07. 17:30"], "ymd", dt.datetime(2023, 9, 7, 17, 30)),
        (["17:30 07/09/2023"], "dmy", dt.datetime(2023, 9, 7, 17, 30)),
        (["7\u200f/9\u200f/2023 5:30 م"], "dmy", dt.datetime(2023, 9, 7, 17, 30)),
        (["29/2/2567 17:30"], "dmy", dt.datetime(2024, 2, 29, 17, 30)),
        (["1402/06/16 05:30 ب.ظ"], "ymd", dt.datetime(2023, 9, 7, 17, 30)),
        (["7/09/2023 5:30 PTG"], "dmy", dt.datetime(2023, 9, 7, 17, 30)),
        (["7. 09. 2023. 17:30"], "dmy", dt.datetime(2023, 9, 7, 17, 30)),
        (["7.9.2023 17.30"], "dmy", dt.datetime(2023, 9, 7, 17, 30)),
        (["1598392800"], "dmy", dt.datetime(2020, 8, 25, 22, tzinfo=dt.UTC)),
        (["1598392800123"], "dmy", dt.datetime(2020, 8, 25, 22, 0, 0, 123000, dt.UTC)),
        (["soon"], "dmy", None),
        (["99/99/9999 17:30"], "dmy", None),
    ],
)
def test_dates_are_read_as_machines_write_them(dates: list[str], order: str, last: dt.datetime | None) -> None:
    verdict = decide(dates)
    assert (verdict.order, read_date(dates[-1], Writing(verdict.order))) == (order, last)


@pytest.mark.parametrize(
    ("morning", "evening"),
    [
        ("13/3/2026 9:05 म.पू.", "13/3/2026 9:06 म.उ."),
        ("13-03-2026 09:05 म.पू.", "13-03-2026 09:06 म.नं."),
        ("2026/3/13 9:05 पूर्वाह्न", "2026/3/13 9:06 अपराह्न"),
        ("13/3/2026 9:05 முற்பகல்", "13/3/2026 9:06 பிற்பகல்"),
        ("13-03-2026 09:05 காலை", "13-03-2026 09:06 மாலை"),
        ("13/03/2026 9:05 ጥዋት", "13/03/2026 9:06 ከሰዓት"),
        ("13/03/2026 9:05 ጥዋት", "13/03/2026 9:06 ከሰዓት በኋላ"),
        ("13/03/2026 9:05\u202fGH", "13/03/2026 9:06\u202fGD"),
        ("13/03/2026 9:05 sn.", "13/03/2026 9:06 gn."),
        ("13.3.2026 9:05 e paradites", "13.3.2026 9:06 e pasdites"),
        ("13.3.2026 9:05.PD", "13.3.2026 9:06.MD"),
        ("13.03.2026 г. 9:05 пр.об.", "13.03.2026 г. 9:06 сл.об."),
        ("13/3/2026 9:05 π.μ.", "13/3/2026 9:06 μ.μ."),
        ("13/3/2026 9:05 a.\xa0m.", "13/3/2026 9:06 p.\xa0m."),
        ("2026. 3. 13. 오전 9:05", "2026. 3. 13. 오후 9:06"),
        ("2026/3/13 上午9:05", "2026/3/13 下午9:06"),
        ("2026年3月13日 上午9:05", "2026年3月13日 下午9:06"),
        ("13-03-2026 পূৰ্বাহ্ন 9.05", "13-03-2026 অপৰাহ্ন 9.06"),
        ("2026-03-13 09 h 05", "2026-03-13 21 h 06"),
        ("13.3.2026 klo 9.05", "13.3.2026 klo 21.06"),
        ("13.03.26 09:05 Uhr", "13.03.26 21:06 Uhr"),
        # The calendars of Saudi Arabia and Persia.
        ("24/09/47 09:05 ص", "24/09/47 09:06 م"),
        ("24\u200f/9\u200f/1447 هـ 9:05 ص", "24\u200f/9\u200f/1447 هـ 9:06 م"),
        ("24/09/1447 09:05 AM", "24/09/1447 09:06 PM"),
        ("1404/12/22 9:05", "1404/12/22 21:06"),
        ("22/12/1404 09:05 ق.ظ", "22/12/1404 09:06 ب.ظ"),
        ("۱۴۰۴/۱۲/۲۲ ۹:۰۵", "۱۴۰۴/۱۲/۲۲ ۲۱:۰۶"),
        ("13/3/2569 9:05", "13/3/2569 21:06"),
    ],
)
def test_the_clocks_and_calendars_of_all_machines_are_read(morning: str, evening: str) -> None:
    writing = Writing(decide([morning, evening]).order)
    day = dt.date(2026, 3, 13)
    told = [read_date(text, writing) for text in (morning, evening)]
    assert told == [dt.datetime.combine(day, dt.time(9, 5)), dt.datetime.combine(day, dt.time(21, 6))]
    assert shape(morning) == shape(evening)


@pytest.mark.parametrize(("morning", "evening"), [("zz.", "qqa"), ("qq", "zz")])
def test_unknown_words_for_the_halves_of_a_day_are_told_by_the_order_of_the_times(
    tmp_path: Path, morning: str, evening: str
) -> None:
    times = [
        (13, 9, morning),
        (13, 11, morning),
        (13, 12, evening),
        (13, 3, evening),
        (14, 12, morning),
        (14, 1, evening),
    ]
    rows = [f'"1","moss","{day}/02/2023 {hour}:30 {word}","x","",""\n' for day, hour, word in times]
    path = tmp_path / "a.csv"
    path.write_text("AuthorID,Author,Date,Content,Attachments,Reactions\n" + "".join(rows))
    source = Source([path])
    hours = [m.sent_at.hour for _, messages in read(source) for m in messages if m.sent_at]
    assert hours == [9, 11, 12, 15, 0, 13]
    assert [d.answer for d in source.findings.decisions if d.subject == "clock"] == [f"{evening} is PM"]
    path.write_text("AuthorID,Author,Date,Content,Attachments,Reactions\n" + rows[0])
    source = Source([path])
    assert len(read(source)[0][1]) == 1
    assert [d.answer for d in source.findings.decisions if d.subject == "clock"] == ["24 hours"]


def test_a_day_that_no_calendar_has_is_no_date() -> None:
    for text in ("31/02/1448 9:05", "1404/12/30 9:05", "1404/13/01 9:05", "31/02/2026 9:05", "1393/01/01 9:05"):
        assert read_date(text, Writing(decide([text]).order)) is None


def test_the_order_of_day_and_month_can_be_given(tmp_path: Path) -> None:
    text = 'AuthorID,Author,Date,Content,Attachments,Reactions\n"1","moss","01/02/2023 17:30","x","",""\n'
    assert messages_of(tmp_path / "a.csv", text)[0].sent_at == dt.datetime(2023, 2, 1, 17, 30)
    assert messages_of(tmp_path / "a.csv", text, order="mdy")[0].sent_at == dt.datetime(2023, 1, 2, 17, 30)


@pytest.mark.parametrize("ending", ["csv", "txt"])
def test_parts_of_one_export_have_one_order_of_day_and_month(tmp_path: Path, ending: str) -> None:
    days = {"talk": ("01/02", "01/02"), "talk [part 2]": ("01/03", "01/25")}
    for name, told in days.items():
        rows = [f'"1","moss","{day}/2023 17:30","x","",""\n' for day in told]
        table = "AuthorID,Author,Date,Content,Attachments,Reactions\n" + "".join(rows)
        blocks = [f"[{day}/2023 17:30] moss\nx\n\n\n" for day in told]
        rule = "=" * 62
        log = f"{rule}\nGuild: P\nChannel: T / c\n{rule}\n\n{''.join(blocks)}{rule}\nExported 2 message(s)\n{rule}\n"
        (tmp_path / f"{name}.{ending}").write_text(table if ending == "csv" else log)
    source = Source([tmp_path])
    [(_, found)] = read(source)
    assert [m.sent_at and (m.sent_at.month, m.sent_at.day) for m in found] == [(1, 2), (1, 2), (1, 3), (1, 25)]
    assert [d.answer for d in source.findings.decisions if d.subject == "order of day and month"] == ["mdy"]


def table(*rows: tuple[str, str, str], zone: str = "+00:00") -> str:
    """A table of rows with an author, a clock time of one day, and a text."""
    said = [f'"{ord(who)}","{who}","2024-02-03T{time}:00.0000000{zone}","{text}","",""\n' for who, time, text in rows]
    return "AuthorID,Author,Date,Content,Attachments,Reactions\n" + "".join(said)


def test_tables_of_one_channel_that_overlap_are_read_once_in_their_newest_wording(tmp_path: Path) -> None:
    old = [("a", "09:00", "one"), ("b", "09:01", "two"), ("a", "09:02", "thre"), ("b", "09:03", "four")]
    old += [("a", f"09:{minute:02}", f"t{minute}") for minute in range(4, 9)]
    new = [("b", "09:01", "two"), ("a", "09:02", "three"), *old[3:], ("b", "09:20", "last")]
    (tmp_path / "Pond - T - talk [700000000000000003].csv").write_text(table(*old))
    (tmp_path / "Pond - T - talk [700000000000000003] (1).csv").write_text(table(*new))
    (tmp_path / "z").mkdir()
    for file in list(tmp_path.glob("* (1).csv")):
        file.rename(tmp_path / "z" / "Pond - T - talk [700000000000000003].csv")
    source = Source([tmp_path])
    [(_, found)] = read(source)
    texts = ["one", "two", "three", "four", *(f"t{minute}" for minute in range(4, 9)), "last"]
    assert [message.text for message in found] == texts
    assert [d.answer for d in source.findings.decisions if d.subject == "overlapping files"] == [
        "8 messages read once, 1 of them in their newest wording"
    ]


def test_a_table_that_was_filtered_takes_nothing_from_a_whole_one(tmp_path: Path) -> None:
    whole = [("a" if minute % 2 else "b", f"09:{minute:02}", f"t{minute}") for minute in range(20)]
    for name, rows in {
        "whole": whole,
        "own": [row for row in whole if row[0] == "a"] + [("a", "10:00", "later")],
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "x [700000000000000003].csv").write_text(table(*rows))
    [(_, found)] = read(Source([tmp_path]))
    assert [message.text for message in found] == [*(f"t{minute}" for minute in range(20)), "later"]


def test_the_parts_of_one_export_share_the_minute_between_them(tmp_path: Path) -> None:
    (tmp_path / "talk.csv").write_text(table(("a", "09:00", "ok"), ("b", "09:01", "ok")))
    (tmp_path / "talk [part 2].csv").write_text(table(("b", "09:01", "ok"), ("a", "09:02", "x")))
    assert [message.text for message in read(Source([tmp_path]))[0][1]] == ["ok", "ok", "ok", "x"]


def test_a_package_that_lacks_the_messages_of_a_channel_says_so(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "package")
    (tmp_path / "package/Messages/c700000000000000001/messages.json").unlink()
    source = Source([tmp_path / "package"])
    read(source)
    assert [(problem.file, problem.what) for problem in source.findings.problems] == [
        ("package/Messages/c700000000000000001/channel.json", "no messages lie beside it: the package lacks them")
    ]


def test_a_snowflake_tells_the_time() -> None:
    assert moment("175928847299117063") == dt.datetime(2016, 4, 30, 11, 18, 25, 796000, dt.UTC)
    assert [moment(text) for text in ("", "1", "x", "٣" * 18, "9" * 30)] == [None] * 5


def test_a_message_without_a_time_has_that_of_its_id(tmp_path: Path) -> None:
    [message] = messages_of(tmp_path / "chat.json", export(post(1, timestamp=None)))
    assert message.sent_at == moment(snowflake(1))


CUSTOMIZE = "Channels & Roles Browse Channels Server Guide Linked Roles"
SENT = dt.datetime(2024, 3, 3, 11, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
ELEVEN = 1709460000


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<@1> <@!1> <#7> <:quack:3> <a:quack:3>", "@moss @moss #general :quack: :quack:"),
        ("<@2> <@!2> <#1> <@&1> <@&5>", "@unknown-user @unknown-user #unknown @unknown-role @Keepers"),
        (f"<t:{ELEVEN}> <t:{ELEVEN}:t> <t:{ELEVEN}:T>", "3 March 2024 11:00 11:00 11:00:00"),
        (f"<t:{ELEVEN}:d> <t:{ELEVEN}:D>", "03/03/2024 3 March 2024"),
        (f"<t:{ELEVEN}:F>", "Sunday, 3 March 2024 11:00"),
        (f"<t:{ELEVEN}:s> <t:{ELEVEN}:S>", "03/03/2024, 11:00 03/03/2024, 11:00:00"),
        (f"<t:{ELEVEN + 7200}:R>, <t:{ELEVEN + 60}:R>, <t:{ELEVEN}:R>", "in 2 hours, in a minute, in a few seconds"),
        (f"<t:{ELEVEN - 3600}:R>, <t:{ELEVEN - 86400 * 800}:R>", "an hour ago, 2 years ago"),
        ("<t:99999999999999> <t:-99999999999999:R>", "Invalid Date Invalid Date"),
        ("</ladder:123> </ladder up two:1234567>", "/ladder /ladder up two"),
        ("<id:customize> <id:browse> <id:guide> <id:linked-roles:12>", CUSTOMIZE),
        ("<sound:0:123>", "\N{SPEAKER WITH THREE SOUND WAVES}"),
        ("`<@1>` ``<@1>`` ```\n<@1>\n``` <@1>", "`<@1>` ``<@1>`` ```\n<@1>\n``` @moss"),
        ("` <@1>", "` @moss"),
        ("\\<@1> <3 <:a b:3> <id:else> <T:1> <t:x> <@x> <https://a.example> a<b>c", None),
    ],
)
def test_marks_are_put_as_discord_shows_them(typed: str, shown: str | None) -> None:
    known = Known({"1": "moss"}, {"7": "general"}, {"5": "Keepers"})
    assert rendered(typed, known, SENT) == (typed if shown is None else shown)


def test_what_is_put_otherwise_is_told(tmp_path: Path) -> None:
    path = tmp_path / "chat.json"
    path.write_text(json.dumps(export(post(1, "<@2> </a:1> <@99> <t:1>"), post(2, "<3"))))
    source = Source([path])
    read(source)
    [told] = [decision.answer for decision in source.findings.decisions if decision.subject == "Discord's marks"]
    assert told == (
        "written as Discord shows them: commands (1), moments (1), names (1), names that are not in the export (1)"
    )


def test_in_a_table_raw_ids_of_its_authors_become_names(tmp_path: Path) -> None:
    rows = [
        '"12","moss#1234","2024-02-03T09:00:00Z","<@34> <@!12> <@56> <:quack:3> <3","",""',
        '"34","owl","2024-02-04T09:00:00Z","","",""',
    ]
    table = "\n".join(["AuthorID,Author,Date,Content,Attachments,Reactions", *rows, ""])
    assert messages_of(tmp_path / "a.csv", table)[0].text == "@owl @moss @unknown-user :quack: <3"


def test_whom_a_message_mentions_is_known_to_it(tmp_path: Path) -> None:
    told = post(1, "<@2> <@!3> <#7> <#8>", mentions=[{"id": "2", "name": "owl", "nickname": "Owl", "isBot": False}])
    for mentions, text in (
        (told["mentions"], "@Owl @unknown-user #general #unknown"),
        ([{"id": 2}], "@unknown-user @unknown-user #general #unknown"),
    ):
        [message] = messages_of(tmp_path / "chat.json", export({**told, "mentions": mentions}))
        assert message.text == text


def test_files_are_named_by_their_address() -> None:
    assert file_at("https://cdn.discordapp.com/attachments/1/2/a%20b.PNG?ex=1").name == "a b.PNG"
    assert file_at("Pond.html_Files\\song-AB12C.ogg").kind == "audio"


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ("Pond, Co.csv_Files/map,2-AB12C.pdf,Pond, Co.csv_Files/a.png", ["map,2-AB12C.pdf", "a.png"]),
        (r"C:\x,y.csv_Files\a.png,https://h/b,c.ogg", ["a.png", "b,c.ogg"]),
        ("https://h/a.png?x=1,2,https://h/b.png", ["a.png", "b.png"]),
        ("a.png,b.png", ["a.png", "b.png"]),
    ],
)
def test_files_in_a_row_are_told_apart(tmp_path: Path, told: str, names: list[str]) -> None:
    head = "AuthorID,Author,Date,Content,Attachments,Reactions"
    [message] = messages_of(tmp_path / "a.csv", f'{head}\n"1","moss","2024-02-03T09:00:00+01:00","","{told}",""\n')
    assert [file.name for file in message.attachments] == names


@pytest.mark.parametrize("type", ["GuildMemberJoin", "ChannelPinnedMessage", "ThreadCreated", "21", "20"])
def test_only_a_reply_is_a_reply(tmp_path: Path, type: str) -> None:
    message = post(2, type=type, reference={"messageId": "1", "channelId": "7", "guildId": "6"})
    assert messages_of(tmp_path / "chat.json", export(message))[0].reply_to is None
    message["type"] = "Reply"
    assert messages_of(tmp_path / "chat.json", export(message))[0].reply_to == "1"


@pytest.mark.parametrize("type", ["Default", "0"])
@pytest.mark.parametrize(
    ("reference", "fields", "reply_to", "forwarded_from"),
    [
        ({"channelId": "7"}, {}, "1", None),
        ({"channelId": "7", "type": "Default"}, {}, "1", None),
        ({"channelId": "8", "guildId": "9"}, {}, None, None),
        ({"channelId": None}, {}, None, None),
        ({"channelId": "7"}, {"content": ""}, None, ""),
        ({"channelId": "7"}, {"content": "", "attachments": [{"fileName": "a.png"}]}, "1", None),
        ({"channelId": "7", "type": "Forward"}, {"content": ""}, None, ""),
        ({"channelId": "7", "type": "Forward"}, {"content": "", "forwardedMessage": {"content": "x"}}, None, ""),
    ],
)
def test_before_replies_had_a_type_a_reference_to_the_same_channel_is_one(
    tmp_path: Path,
    type: str,
    reference: dict[str, str | None],
    fields: dict[str, Any],
    reply_to: str | None,
    forwarded_from: str | None,
) -> None:
    told = post(2, type=type, reference={"messageId": "1", "guildId": "6", **reference}, **fields)
    [message] = messages_of(tmp_path / "chat.json", export(told))
    assert (message.reply_to, message.forwarded_from) == (reply_to, forwarded_from)


def test_people_who_only_joined_are_no_participants(tmp_path: Path) -> None:
    joined = post(1, "Joined the server.", type="GuildMemberJoin", author={"id": "5", "name": "new", "isBot": False})
    (tmp_path / "chat.json").write_text(json.dumps(export(joined, post(2))))
    [(conversation, found)] = read(Source([tmp_path / "chat.json"]))
    assert [person.id for person in conversation.participants] == ["1"]
    assert [(message.author, message.kind) for message in found] == [(None, "system"), ("1", "text")]


def test_authors_are_found_whatever_the_order_of_their_keys(tmp_path: Path) -> None:
    odd = post(1, author={"name": "odd \ud83d", "roles": [{"id": "3"}], "isBot": False, "id": "4"})
    (tmp_path / "chat.json").write_text(json.dumps(export(odd, post(2)), sort_keys=True))
    [(conversation, found)] = read(Source([tmp_path / "chat.json"]))
    assert {person.id: person.name for person in conversation.participants} == {"4": "odd \ufffd", "1": "Mossy"}
    assert [message.author for message in found] == ["4", "1"]


@pytest.mark.parametrize(("nickname", "name"), [({"a": 1}, "moss"), (["moss"], "moss"), ("moss", 7)])
def test_an_author_with_a_name_that_is_damaged_is_met_under_the_other(
    nickname: object, name: object, tmp_path: Path
) -> None:
    odd = post(1, author={"id": "4", "nickname": nickname, "name": name})
    (tmp_path / "chat.json").write_text(json.dumps(export(odd, post(2))))
    [(conversation, found)] = read(Source([tmp_path / "chat.json"]))
    assert {person.id: person.name for person in conversation.participants} == {"4": "moss", "1": "Mossy"}
    assert {message.author for message in found} <= {"4", "1"}


@pytest.mark.parametrize("first", [0, 1])
def test_an_author_who_is_damaged_once_is_met_in_another_message(first: int, tmp_path: Path) -> None:
    roles = [{"id": "811000000000000001", "name": "Rowers", "color": None, "position": 1}]
    moss = {"id": "4", "name": "moss", "discriminator": "0000", "nickname": "Moss", "color": None, "isBot": False}
    posts = [post(number, author={**moss, "roles": roles}) for number in (1, 2, 3)]
    text = json.dumps(export(post(0), *posts))
    at = [match.end() for match in re.finditer('"position": 1}', text)][first]
    (tmp_path / "chat.json").write_text(f"{text[:at]} 4 {text[at:]}")
    [(conversation, found)] = read(Source([tmp_path / "chat.json"]))
    assert {person.id for person in conversation.participants} == {"4", "1"}
    assert [message.author for message in found] == ["1", "4", "4"]


def test_a_page_needs_lxml_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lxml", None)
    assert DiscordImporter().identify(Source([PAGE]))
    with pytest.raises(SimulacrumError, match=r"my-simulacrum\[html\]"):
        read(Source([PAGE]))


@pytest.mark.parametrize(
    "marked",
    [
        '<span class="spoiler">pond</span>',
        '<span class="spoiler spoiler--hidden" onclick="x"><span class="spoiler-text">pond</span></span>',
        '<span class="spoiler-text spoiler-text--hidden" onclick="x">pond</span>',
        '<span class="chatlog__markdown-spoiler chatlog__markdown-spoiler--hidden" onclick="x">pond</span>',
    ],
)
def test_a_spoiler_is_one_in_pages_of_all_years(tmp_path: Path, marked: str) -> None:
    text = PAGE.read_text().replace("hello pond", f"hello {marked}", 1)
    assert messages_of(tmp_path / PAGE.name, text)[0].text == "hello ||pond||"


@pytest.mark.parametrize(
    "typed",
    ["a<b and <3", 'it\'s "x" & y', "<b>bold</b>", "<!-- <script> <div>", "a &amp; <b"],
)
def test_what_a_page_has_unformatted_is_read_as_it_was_typed(tmp_path: Path, typed: str) -> None:
    found = messages_of(tmp_path / PAGE.name, PAGE.read_text().replace("hello pond", typed, 1))
    assert (found[0].text, len(found)) == (typed, 10)


def test_a_page_nested_deeper_than_the_exporter_goes_is_read(tmp_path: Path) -> None:
    for depth in (100, 100_000):
        text = PAGE.read_text().replace("hello pond", "<em>" * depth + "deep" + "</em>" * depth)
        assert messages_of(tmp_path / PAGE.name, text)


def test_an_index_and_accounts_that_are_damaged_cost_only_names(tmp_path: Path) -> None:
    for file in PACKAGE.rglob("*.json"):
        copy = tmp_path / file.relative_to(PACKAGE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(b"{" if file.name in ("index.json", "user.json") else file.read_bytes())
    source = Source([tmp_path])
    found = read(source)
    assert [conversation.title for conversation, _ in found] == ["Pond / general", None, None]
    assert {message.author for _, messages in found for message in messages} == {"me"}
    assert {problem.file.rpartition("/")[2] for problem in source.findings.problems} == {"index.json", "user.json"}


def test_two_packages_are_read_as_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "later.zip", "w") as archive:
        for file in PACKAGE.rglob("*.json"):
            archive.write(file, file.relative_to(PACKAGE))
    once, twice = read(Source([PACKAGE])), read(Source([PACKAGE, tmp_path / "later.zip"]))
    assert [len(messages) for _, messages in once] == [len(messages) for _, messages in twice]


def test_a_package_gives_only_what_the_same_channel_lacks_with_both_sides(tmp_path: Path) -> None:
    own = json.loads((PACKAGE / "Messages/c700000000000000001/messages.json").read_text())
    posts = [post(1, id=str(own[0]["ID"] - 1)), post(2, own[0]["Contents"], id=str(own[0]["ID"]))]
    (tmp_path / "z.json").write_text(json.dumps(export(*posts, channel="700000000000000001")))
    for paths in ([PACKAGE, tmp_path], [tmp_path, PACKAGE]):
        source = Source(paths)
        found = [(c, messages) for c, messages in read(source) if c.id == "700000000000000001"]
        assert [(c.one_sided, len(messages)) for c, messages in found] == [(False, 2), (True, len(own) - 1)]
        told = [d.answer for d in source.findings.decisions if d.subject == "overlapping files"]
        assert told == ["1 messages read once"]


@pytest.mark.parametrize("corpus", ["whatsapp", "conversations"])
def test_samples_of_other_importers_are_not_identified(corpus: str) -> None:
    others = [path for path in samples(CORPUS.parent / corpus) if "discord" not in path.name]
    assert [path.name for path in others if DiscordImporter().identify(Source([path]))] == []


def test_a_source_without_discord_is_an_error() -> None:
    with pytest.raises(SourceError, match="no Discord export found"):
        read(Source([CORPUS / "decoy-telegram.json"]))
