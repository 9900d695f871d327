"""The WhatsApp importer: its corpus, and the laws that no single sample shows."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulacrum_core import Importer, Message, Source, SourceError
from simulacrum_core.testing import ImporterTests
from simulacrum_whatsapp.calendars import gregorian
from simulacrum_whatsapp.clock import half_of_day
from simulacrum_whatsapp.dates import Evidence, decide
from simulacrum_whatsapp.importer import WhatsAppImporter
from simulacrum_whatsapp.lines import BLOCK
from simulacrum_whatsapp.mojibake import is_mojibake, repaired
from simulacrum_whatsapp.patterns import pattern_of
from simulacrum_whatsapp.people import is_person, person_of
from simulacrum_whatsapp.shapes import header_of, vote

BROKEN = [bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(256)]
"""How Windows-1252 shows each byte."""
CORPUS = Path(__file__).parents[1] / "corpora" / "whatsapp"


class TestWhatsApp(ImporterTests):
    # tests/fuzzing damages them by the thousand.
    damages: ClassVar[int] = 2
    importer: ClassVar[type[Importer]] = WhatsAppImporter
    corpus: ClassVar[Path] = CORPUS


def read(path: Path, text: str | bytes, **options: object) -> list[Message]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    conversations = list(WhatsAppImporter.model_validate(options).read(Source([path])))
    return [message for conversation in conversations for message in conversation.messages]


words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\u200e\u200f"), max_size=40)


@settings(max_examples=80, deadline=None)
@given(texts=st.lists(words, min_size=1, max_size=6), ios=st.booleans())
def test_words_are_read_byte_for_byte(tmp_path_factory: pytest.TempPathFactory, texts: list[str], ios: bool) -> None:
    head, end = ("[31/12/2019, 21:05:07] ", "\r\n") if ios else ("31/12/2019, 21:05 - ", "\n")
    # Where all messages of a name begin alike, with a colon, that is a part of the name.
    told = [*(f"x{text}y" for text in texts), "z"]
    chat = "".join(f"{head}Ada: {text}{end}" for text in told)
    messages = read(tmp_path_factory.mktemp("w") / "chat.txt", chat)
    assert [message.text for message in messages] == told
    assert {message.author for message in messages} == {"Ada"}


def test_messages_are_whole_wherever_a_block_ends(tmp_path: Path) -> None:
    for shift in range(0, 60, 7):
        first = "31/12/2019, 21:05 - Ada: " + "é" * ((BLOCK - shift) // 2) + "\nsecond line\n"
        rest = "".join(f"31/12/2019, 21:06 - Ben: {i}\nmore {i}\n" for i in range(20))
        messages = read(tmp_path / "chat.txt", first + rest)
        assert [message.text for message in messages[1:]] == [f"{i}\nmore {i}" for i in range(20)]
        assert messages[0].text.endswith("é\nsecond line")
        assert [message.position for message in messages[:3]] == ["chat.txt:1", "chat.txt:3", "chat.txt:5"]


def test_a_header_inside_an_iphone_message_does_not_split_it(tmp_path: Path) -> None:
    text = (
        "[31/12/2019, 21:05:07] Ada: she wrote\n[30/12/2019, 20:00:00] Eve: hello\r\n[31/12/2019, 21:06:07] Ben: ok\r\n"
    )
    assert [message.author for message in read(tmp_path / "_chat.txt", text)] == ["Ada", "Ben"]


def test_day_and_month_are_decided_by_all_files_of_one_call(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("01/02/2020, 10:00 - Ada: x\n03/02/2020, 10:00 - Ben: y\n")
    (tmp_path / "b.txt").write_text("05/13/2020, 10:00 - Ada: x\n05/14/2020, 10:00 - Cy: y\n")
    source = Source([tmp_path])
    first = next(WhatsAppImporter().read(source))
    assert [message.sent_at for message in first.messages] == [dt.datetime(2020, 1, 2, 10), dt.datetime(2020, 3, 2, 10)]
    bases = {d.file: d.evidence for d in source.findings.decisions if d.subject == "order of day and month"}
    assert "b.txt" in next(text for file, text in bases.items() if file and file.endswith("a.txt"))


def test_what_cannot_be_decided_is_called_a_guess_and_an_option_overrides_it(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("01/02/2020, 10:00 - Ada: x\n01/02/2020, 10:01 - Ben: y\n")
    source = Source([path])
    assert next(iter(next(WhatsAppImporter().read(source)).messages)).sent_at == dt.datetime(2020, 2, 1, 10)
    assert any(not decision.certain for decision in source.findings.decisions)
    assert read(path, path.read_text(), order="mdy")[0].sent_at == dt.datetime(2020, 1, 2, 10)


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        (["31/12/19", "1/1/20"], "dmy"),
        (["12/31/19", "1/1/20"], "mdy"),
        (["24/8/21", "24/8/22", "24/8/30", "24/9/1"], "ymd"),
        (["3/4/20", "3/5/20", "3/6/20"], "mdy"),
        (["4/3/20", "5/3/20", "6/3/20"], "dmy"),
        (["12/31/19", "13/13/13", "1/1/20", "1/15/20"], "mdy"),
    ],
)
def test_the_order_follows_from_ranges_steps_and_spans(dates: list[str], order: str) -> None:
    header = header_of(f"{dates[0]}, 21:05 - Ada: x")
    assert header is not None
    assert decide([Evidence("f", header.shape, dates)])[0].order == order


@pytest.mark.parametrize(
    ("word", "hour", "expected"),
    [
        ("AM", 12, 0),
        ("pm", 12, 12),
        ("p. m.", 9, 21),
        ("م", 2, 14),
        ("오후", 3, 15),
        ("上午", 9, 9),
        ("at night", 9, 21),
        ("at night", 1, 1),
        ("中午", 12, 12),
        ("凌晨", 12, 0),
    ],
)
def test_halves_of_the_day(word: str, hour: int, expected: int) -> None:
    assert half_of_day(word, hour) == expected


@pytest.mark.parametrize(
    "line",
    [
        "[2020-08-29 11:11 AM] Walked to the weir. It was loud.",
        "01.04.2015 - 16:00; ME: another tool",
        "2023-12-20 17:46:12,345 - module - INFO - x",
        "2023-12-20 17:46:12 - INFO - x",
        "2021-03-25 21:05:00 - root: INFO: value=0",
        "** 2019-12-31",
        "On 12/31/19, 9:05 PM - well",
    ],
)
def test_lines_of_other_tools_are_no_headers(line: str) -> None:
    assert header_of(line) is None


def test_the_most_common_shape_is_the_only_header_of_a_file() -> None:
    lines = ["31/12/2019, 21:05 - Ada: x"] * 5 + ["[31/12/19, 21:05:01] Ben: pasted"]
    voted = vote(lines)
    assert voted is not None
    assert voted[1:] == (5, 6)
    assert len(pattern_of(voted[0], "\n").findall("\n" + "\n".join(lines))) == 5


@pytest.mark.parametrize(
    ("head", "count", "person"),
    [
        ("Ada", 1, True),
        ("Dr. No - work", 1, True),
        ("‪+1 (777) 777‑7777‬", 1, True),
        ("You changed the subject to “a", 2, False),
        ('Ada changed the subject from "a', 1, False),
        ("Ada hat den Betreff von „a“ zu „b", 1, False),
        ("Anna „Anni“ Berg", 1, True),
        ("a very long sentence that the system wrote for some reason and more", 1, False),
    ],
)
def test_names_are_told_from_system_lines(head: str, count: int, person: bool) -> None:
    assert is_person(head, count) is person


def test_names_are_shown_without_marks_and_the_tilde_of_strangers() -> None:
    assert person_of("\u202a+1\u00a0(777)\u00a0777\u20117777\u202c").name == "+1 (777) 777-7777"
    assert (person_of("~\u202fAda").name, person_of("~\u202fAda").id) == ("Ada", "~ Ada")


def test_undecodable_lines_are_reported_and_a_wrong_encoding_is_refused(tmp_path: Path) -> None:
    lines = [f"31/12/2019, 21:05 - Ada: né {i}\n".encode() for i in range(9)]
    path = tmp_path / "chat.txt"
    path.write_bytes(b"".join([*lines, b"31/12/2019, 21:06 - Ben: bad \xff byte\n", *lines]))
    source = Source([path])
    messages = list(next(WhatsAppImporter().read(source)).messages)
    assert messages[9].text == "bad \ufffd byte"
    assert [(problem.file, problem.line) for problem in source.findings.problems] == [("chat.txt", 10)]
    latin = b"".join(lines).decode().encode("latin-1")
    with pytest.raises(SourceError, match="-i encoding cp1252"):
        read(path, latin)
    assert read(path, latin, encoding="latin-1")[0].text == "né 0"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"])
def test_every_file_is_read_in_its_own_encoding(tmp_path: Path, encoding: str) -> None:
    text = "31/12/2019, 21:05 - Ada: né 中\n31/12/2019, 21:06 - Ben: ok\n"
    for options in ({}, {"encoding": "utf-16"}, {"encoding": "chat=utf-16-le"} if encoding == "utf-16-le" else {}):
        messages = read(tmp_path / "chat.txt", text.encode(encoding), **options)
        assert [message.text for message in messages] == ["né 中", "ok"]


def test_a_file_cut_anywhere_gives_no_message_that_was_not_there(tmp_path: Path) -> None:
    chat = (
        "31/12/2019, 21:05 - Ada: one\n31/12/2019, 21:06 - Ben Kowal: two\nlines\n01/01/2020, 09:00 - Ada: three 😀\n"
    )
    whole = {(message.author, message.text) for message in read(tmp_path / "chat.txt", chat)}
    data = chat.encode()
    for end in range(40, len(data)):
        for message in read(tmp_path / "chat.txt", data[:end]):
            assert any(
                message.author == author and text.startswith(message.text.rstrip("\ufffd")) for author, text in whole
            ), data[:end]


def test_a_message_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="--limit message_bytes NUMBER"):
        read(tmp_path / "chat.txt", "31/12/2019, 21:05 - Ada: " + "more\n" * 300_000, longest=1 << 20)


def test_dates_without_a_year_take_it_from_their_neighbours_or_the_option(tmp_path: Path) -> None:
    chat = "18:20, 30 Dec 2014 - Ada: a\n18:21, 31 Dec 2014 - Ben: b\n18:20, 2 Jan - Ada: c\n"
    assert read(tmp_path / "chat.txt", chat)[2].sent_at == dt.datetime(2015, 1, 2, 18, 20)
    bare = "18:20, 30 Dec - Ada: a\n18:21, 31 Dec - Ben: b\n"
    assert read(tmp_path / "chat.txt", bare)[0].sent_at is None
    assert read(tmp_path / "chat.txt", bare, year=2013)[0].sent_at == dt.datetime(2013, 12, 30, 18, 20)


def test_media_in_a_zip_is_never_read(tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat - Ben.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", "[31/12/2019, 21:05:07] Ada: x\r\n[31/12/2019, 21:05:08] Ben: y\r\n")
        archive.writestr("00000001-VIDEO-2019-12-31-21-05-07.mp4", b"\0" * (40 << 20))
    conversation = next(WhatsAppImporter().read(Source([path])))
    assert conversation.title == "Ben"
    assert len(list(conversation.messages)) == 2


def test_an_iphone_export_that_lost_its_marks_is_known_by_whatsapps_words(tmp_path: Path) -> None:
    lines = [
        "Ada: x",
        "Ben: look <attached: 00000002-PHOTO-2019-12-31-21-05-07.jpg>",
        "Ada: image omitted",
        "Ben: <a: b>",
    ]
    text = "".join(f"[31/12/2019, 21:05:07] {line}\r\n" for line in lines)
    messages = read(tmp_path / "_chat.txt", text)
    assert [message.kind for message in messages] == ["text", "media", "media", "text"]
    assert messages[1].text == "look"


@pytest.mark.parametrize(
    "notice",
    [
        "Ada Lind left",
        "Ada Lind added Ben Kowal",
        "Ada Lind's security code changed. Tap to learn more.",
        "Ada Lind a changé le sujet de « a : b » à « c : d »",
        "Ada Lind cambió el asunto de “a: b” a “c: d”",
        "Ada Lind, konuyu “a: b” yerine “c: d” olarak değiştirdi",
        "Ada Lind将群名从“a: b”改为“c: d”",
        "Ada Lindがグループ「旅行: 2024」を作成しました",
    ],
)
def test_what_somebody_did_in_a_group_is_no_word_of_theirs_where_marks_are_lost(tmp_path: Path, notice: str) -> None:
    lines = ["Ben Kowal: who is in", "Ada Lind: me", f"Ada Lind: {notice}", "Ada Lind: Ada Lind, Mill Lane 3, is where"]
    text = "".join(f"[31/12/2019, 21:05:07] {line}\r\n" for line in lines)
    kinds = [message.kind for message in read(tmp_path / "_chat.txt", text)]
    assert kinds == ["text", "text", "system", "text"]


@pytest.mark.parametrize("other", ["Dana ", "Dana  ", "Dana\u00a0"])
def test_names_that_differ_in_their_blanks_are_two_people(tmp_path: Path, other: str) -> None:
    lines = [f"{name}: words {i}" for i in range(3) for name in ("Dana", other)]
    messages = read(tmp_path / "chat.txt", "".join(f"31/12/2019, 21:05 - {line}\n" for line in lines))
    assert [message.author for message in messages] == ["Dana", other.translate({32: "␣", 160: "␣"})] * 3


@pytest.mark.parametrize("other", ["Dana\u200e", "\u200eDana", "\u202aDana\u202c", "Da\u200fna", "\u2068Dana\u2069"])
def test_names_that_differ_in_marks_of_direction_are_two_people(tmp_path: Path, other: str) -> None:
    lines = [f"{name}: words {i}" for i in range(3) for name in ("Dana", other, "Ada")]
    path = tmp_path / "chat.txt"
    messages = read(path, "".join(f"31/12/2019, 21:05 - {line}\n" for line in lines))
    assert [message.author for message in messages][::3] == ["Dana"] * 3
    (second,) = {message.author for message in messages[1::3]}
    assert second is not None
    assert "⟨" in second
    source = Source([path])
    list(WhatsAppImporter().read(source))
    assert [one.answer for one in source.findings.decisions if one.subject == "name" and not one.certain] == [second]


def test_marks_around_every_name_are_the_phones(tmp_path: Path) -> None:
    text = "31/12/2019, 21:05 - \u202aDana\u202c: a\n31/12/2019, 21:06 - \u202aAda\u202c: b\n" * 3
    assert {message.author for message in read(tmp_path / "chat.txt", text)} == {"Dana", "Ada"}


@pytest.mark.parametrize(
    ("other", "count"),
    [
        ("Ada: work", 6),
        ("Ada: Büro", 6),
        ("Ben: uni", 6),
        ("Ada: todo", 0),
        ("Ada: PS", 0),
        ("Ada: Ben", 0),
        ("Ada: 12", 0),
    ],
)
def test_what_may_be_a_longer_name_is_told(tmp_path: Path, other: str, count: int) -> None:
    lines = [f"{name}: words {i}" for i in range(6) for name in ("Ada", other, "Ben")]
    path = tmp_path / "chat.txt"
    path.write_text("".join(f"31/12/2019, 21:05 - {line}\n" for line in lines))
    source = Source([path])
    for conversation in WhatsAppImporter().read(source):
        assert len(list(conversation.messages)) == 18
    doubts = [one.evidence for one in source.findings.decisions if one.subject == "name" and not one.certain]
    assert [f"{count} messages in the first part begin with {other!r}" in told for told in doubts] == [True] * bool(
        count
    )


def test_a_name_with_blanks_that_is_alone_is_shown_without(tmp_path: Path) -> None:
    messages = read(tmp_path / "chat.txt", "31/12/2019, 21:05 - Dana : a\n31/12/2019, 21:06 - Dana : b\n" * 2)
    assert {message.author for message in messages} == {"Dana"}


@pytest.mark.parametrize("name", ["Dr. Ben: Work", "Dr. Ben: Work: 2024", "A: b: c: d", "Ben - x: y"])
def test_a_name_may_hold_colons(tmp_path: Path, name: str) -> None:
    lines = [f"{name}: one", "Ada: hi: there", f"{name}: two: three", f"{name}: four", "Ada: hm"]
    messages = read(tmp_path / "chat.txt", "".join(f"31/12/2019, 21:05 - {line}\n" for line in lines))
    assert [message.author for message in messages] == [name, "Ada", name, name, "Ada"]
    assert [message.text for message in messages] == ["one", "hi: there", "two: three", "four", "hm"]


def test_a_link_to_a_map_in_a_sentence_is_a_sentence(tmp_path: Path) -> None:
    lines = ["Ada: location: https://maps.google.com/?q=1.5,-2.5", "Ben: come here https://maps.google.com/?q=1.5,-2.5"]
    messages = read(tmp_path / "chat.txt", "".join(f"31/12/2019, 21:05 - {line}\n" for line in lines))
    assert [message.kind for message in messages] == ["location", "text"]


@pytest.mark.parametrize(
    "notice",
    [
        "You received a view once message. For added privacy, you can only open it on your phone.",
        "You sent a view once message. For added privacy, you can only open it on your phone.",
        "Waiting for this message",
        "Waiting for this message. This may take a while.",
        "Aguardando mensagem. Essa ação pode levar alguns instantes.",
        "\u200eEsperando el mensaje. Esto puede tomar tiempo.",
    ],
)
@pytest.mark.parametrize("header", ["31/12/2019, 21:05 - {}", "[31/12/2019, 21:05:07] {}"])
def test_a_message_that_is_not_shown_has_no_words(tmp_path: Path, notice: str, header: str) -> None:
    lines = [f"Ada: {notice}", "Ben: waiting for this message from you", f"Ben: {notice}", "Ada: Waiting for you"]
    messages = read(tmp_path / "chat.txt", "".join(header.format(line) + "\n" for line in lines))
    assert [message.text for message in messages if message.kind == "text"] == [lines[1][5:], lines[3][5:]]
    assert {message.kind for message in messages[::2]} <= {"media", "system"}


@pytest.mark.parametrize("date", ["13/02/24", "20/03/24", "27/03/24", "01/02/24"])
def test_a_chat_of_one_day_is_read_whatever_the_day(tmp_path: Path, date: str) -> None:
    text = f"{date}, 9:05 pm - Ben: hi\n{date}, 9:06 pm - Ada: yo\n"
    moments = [message.sent_at for message in read(tmp_path / "chat.txt", text)]
    assert all(moment is not None and moment.year == 2024 for moment in moments)


def test_every_undecided_shape_is_decided_once() -> None:
    header = header_of("01/02/2020, 21:05 - Ada: x")
    assert header is not None
    evidence = [Evidence(str(i), header.shape, ["01/02/2020", "02/03/2020"]) for i in range(3000)]
    assert {verdict.order for verdict in decide(evidence)} == {"dmy"}


@pytest.mark.parametrize("word", ["PM", "p. m.", "م", "오후", "下午", "म.उ.", "PTG", "பிற்பகல்", "nm.", "ip.", "ÖS"])
def test_a_header_is_known_with_the_halves_of_the_day_of_many_languages(tmp_path: Path, word: str) -> None:
    text = f"31/12/2019, 9:05 {word} - Ada: x\n31/12/2019, 9:06 {word} - Ben: y\n"
    assert [message.sent_at for message in read(tmp_path / "chat.txt", text)] == [
        dt.datetime(2019, 12, 31, 21, 5),
        dt.datetime(2019, 12, 31, 21, 6),
    ]


def problems(path: Path, text: str | bytes, **options: object) -> list[tuple[int | None, str]]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    source = Source([path])
    for conversation in WhatsAppImporter.model_validate(options).read(source):
        list(conversation.messages)
    return [(problem.line, problem.what) for problem in source.findings.problems]


def test_the_encoding_of_one_file_does_not_touch_another(tmp_path: Path) -> None:
    (tmp_path / "Kim.txt").write_bytes("31/12/2019, 21:05 - Kim: où\n31/12/2019, 21:06 - Ada: là\n".encode("cp1252"))
    (tmp_path / "Jo.txt").write_bytes("31/12/2019, 21:05 - Jo: où\n31/12/2019, 21:06 - Ada: là\n".encode())
    (tmp_path / "Al.txt").write_bytes("31/12/2019, 21:05 - Al: où\n31/12/2019, 21:06 - Ada: là\n".encode("utf-16"))
    for value in ("Kim=cp1252", "cp1252", "utf-8,Kim=cp1252"):
        chats = WhatsAppImporter(encoding=value).read(Source([tmp_path]))
        assert [[message.text for message in chat.messages] for chat in chats] == [["où", "là"]] * 3
    source = Source([tmp_path / "Jo.txt"])
    list(WhatsAppImporter(encoding="Nobody=utf-16").read(source))
    assert [problem.file for problem in source.findings.problems] == ["Nobody"]
    with pytest.raises(ValueError, match="no encoding 'klingon'"):
        WhatsAppImporter(encoding="Kim=klingon")


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40))
def test_what_is_repaired_is_exactly_what_was_broken(text: str) -> None:
    broken = "".join(BROKEN[byte] for byte in text.encode())
    assert repaired(broken) == text
    assert is_mojibake(broken) is (not text.isascii())
    assert repaired("naïve – “ok” Ñandú") == "naïve – “ok” Ñandú"


def test_broken_text_is_told_and_repaired_on_request(tmp_path: Path) -> None:
    text = "31/12/2019, 21:05 - Ada: où ça\n31/12/2019, 21:06 - Zoé: là\n"
    broken = "".join(BROKEN[byte] for byte in text.encode())
    assert "-i mojibake repair" in problems(tmp_path / "chat.txt", broken)[0][1]
    messages = read(tmp_path / "chat.txt", broken, mojibake="repair")
    assert [(message.author, message.text) for message in messages] == [("Ada", "où ça"), ("Zoé", "là")]


@pytest.mark.parametrize(
    ("day", "year", "month", "date"),
    [
        (13, 1404, 10, dt.date(2026, 1, 3)),
        (30, 1403, 12, dt.date(2025, 3, 20)),
        (1, 1404, 1, dt.date(2025, 3, 21)),
        (14, 1447, 7, dt.date(2026, 1, 3)),
        (3, 115, 1, dt.date(2026, 1, 3)),
        (3, 2569, 1, dt.date(2026, 1, 3)),
        (3, 2026, 1, dt.date(2026, 1, 3)),
    ],
)
def test_years_of_other_calendars_are_known_by_their_numbers(day: int, year: int, month: int, date: dt.date) -> None:
    assert gregorian(year, month, day) == date


@pytest.mark.parametrize(
    ("year", "month", "day"), [(1404, 12, 30), (1447, 13, 1), (1447, 1, 31), (2008, 1, 1), (2026, 2, 30)]
)
def test_a_day_that_no_calendar_has_is_none(year: int, month: int, day: int) -> None:
    with pytest.raises(ValueError, match=r"day|year|month"):
        gregorian(year, month, day)


def test_a_line_of_another_year_or_of_no_day_is_no_header_and_is_told(tmp_path: Path) -> None:
    text = (
        "13/01/2024, 10:00 - Ada: you wrote\n14/02/2019, 08:00 - Ben: i pay\n13/01/2024, 10:02 - Ben: no\n"
        "14/01/2024, 10:02 - Ada: yes\n32/13/2024, 10:03 - Ben: odd\n14/01/2024, 10:09 - Ben: last\n"
    )
    messages = read(tmp_path / "chat.txt", text)
    assert [message.text for message in messages] == [
        "you wrote\n14/02/2019, 08:00 - Ben: i pay",
        "no",
        "yes\n32/13/2024, 10:03 - Ben: odd",
        "last",
    ]
    assert [line for line, what in problems(tmp_path / "chat.txt", text) if "looks like a header" in what] == [2, 5]


def test_years_of_silence_are_no_reason_to_doubt_a_header(tmp_path: Path) -> None:
    text = "".join(f"14/02/{year}, 08:00 - Ada: happy birthday\n" for year in range(2010, 2026, 3))
    assert len(read(tmp_path / "chat.txt", text)) == 6


def test_what_is_no_chat_is_refused_with_its_first_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="'dear diary'"):
        read(tmp_path / "chat.txt", "dear diary\nnothing happened\n")
    with pytest.raises(SourceError, match="empty"):
        read(tmp_path / "chat.txt", "")


def test_the_words_of_the_app_for_its_user_are_told(tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("31/12/2019, 21:05 - Du: x\n31/12/2019, 21:06 - Ben: y\n")
    source = Source([path])
    list(WhatsAppImporter().read(source))
    assert ("you", "Du") in [(decision.subject, decision.answer) for decision in source.findings.decisions]


def test_accounts_that_are_shown_alike_are_two(tmp_path: Path) -> None:
    lines = ["Dana: a", "~ Dana: b", "\u202eDana: c", "\u202a+1\u00a0(777)\u00a0777\u20117777\u202c: d"]
    path = tmp_path / "chat.txt"
    path.write_text("".join(f"31/12/2019, 21:05 - {line}\n" for line in lines))
    people = next(WhatsAppImporter().read(Source([path]))).participants
    assert [(person.id, person.name) for person in people[:3]] == [
        ("Dana", "Dana"),
        ("~ Dana", "Dana"),
        ("\u202eDana", "Dana"),
    ]
    assert people[3].handles == ("+17777777777",)


def test_a_second_export_of_any_size_needs_no_more_memory(tmp_path: Path) -> None:
    old = "".join(f"1/{day}/25, 9:0{day % 10} PM - Ben: old\n" for day in range(1, 28))
    new = "".join(f"[2/{1 + i // 2000}/26, 9:00:01 AM] Ada: {i} {'x' * 40}\r\n" for i in range(30_000))
    messages = read(tmp_path / "chat.txt", old + new, longest=1 << 20)
    assert len(messages) == 27 + 30_000
    assert {message.author for message in messages[27:]} == {"Ada"}


def test_a_file_in_another_encoding_beside_a_chat_costs_nothing_but_itself(tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_text("01/02/2024, 09:01 - Moss: up?\n01/02/2024, 09:02 - Wren: yes\n")
    (tmp_path / "a list.txt").write_bytes("nails\nrope\n".encode("utf-16"))
    source = Source([tmp_path])
    assert WhatsAppImporter().identify(source)
    (conversation,) = WhatsAppImporter().read(source.again())
    assert [message.text for message in conversation.messages] == ["up?", "yes"]
    (tmp_path / "harbour.txt").unlink()
    with pytest.raises(SourceError, match="nails"):
        list(WhatsAppImporter().read(Source([tmp_path])))


def test_a_part_in_another_encoding_is_told(tmp_path: Path) -> None:
    one, other = "31/12/2019, 21:05 - Ada: x\n", "31/12/2019, 21:06 - Ben: y\n31/12/2019, 21:07 - Ada: z\n"
    told = problems(tmp_path / "chat.txt", one.encode() + other.encode("utf-16"))
    assert any(line == 2 and "UTF-16" in what for line, what in told)


@pytest.mark.parametrize("name", ["chat.log", "chat.text", "WhatsApp Chat with Ben", "CHAT.TXT"])
def test_a_chat_in_a_folder_is_found_whatever_its_ending(tmp_path: Path, name: str) -> None:
    (tmp_path / "pond").mkdir()
    (tmp_path / "pond" / name).write_text(
        "31/12/2019, 21:05 - Ben: hi\n31/12/2019, 21:06 - Ada: yo\n", encoding="utf-8"
    )
    (tmp_path / "pond" / "notes").write_text("31/12/2019, 21:05 - Ben: hi\n", encoding="utf-8")
    source = Source([tmp_path / "pond"])
    assert WhatsAppImporter().identify(source)
    assert [len(list(chat.messages)) for chat in WhatsAppImporter().read(source)] == [2]
