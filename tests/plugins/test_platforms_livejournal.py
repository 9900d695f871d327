"""Journals of LiveJournal and Dreamwidth: the corpus, and the laws that no single sample shows."""

from __future__ import annotations

import html
import json
import time
from pathlib import Path
from typing import ClassVar

import pytest

from simulacrum_core import Conversation, Importer, Message, Source, SourceError
from simulacrum_core.testing import ImporterTests
from simulacrum_platforms.livejournal.importer import LiveJournalImporter

from ..conftest import Simulacrum

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
CORPUS = Path(__file__).parents[1] / "corpora" / "livejournal"
Read = list[tuple[Conversation, list[Message]]]


class TestLiveJournal(ImporterTests):
    # tests/fuzzing damages them by the thousand.
    damages: ClassVar[int] = 4
    importer: ClassVar[type[Importer]] = LiveJournalImporter
    corpus: ClassVar[Path] = CORPUS


def entry(id: int, text: str, subject: str = "", security: str = "public", more: str = "") -> str:
    moment = f"2004-03-04 10:{id // 60 % 60:02}:{id % 60:02}"
    return (
        f"<entry><itemid>{id}</itemid><eventtime>{moment}</eventtime><subject>{html.escape(subject)}</subject>"
        f"<event>{html.escape(text)}</event><security>{security}</security>{more}</entry>"
    )


def month(path: Path, *entries: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    head = HEAD.replace("UTF-8", encoding)
    path.write_bytes(f"{head}<livejournal>\n{''.join(entries)}</livejournal>".encode(encoding))
    return path


def read(*paths: Path, **options: object) -> tuple[Read, Source]:
    source = Source(list(paths))
    assert LiveJournalImporter().identify(source)
    found = LiveJournalImporter.model_validate(options).read(source)
    return [(conversation, list(conversation.messages)) for conversation in found], source


def texts(found: Read) -> list[tuple[str, str]]:
    return [(message.kind, message.text) for _, messages in found for message in messages]


@pytest.mark.parametrize(
    ("text", "more", "expected"),
    [
        ("one\ntwo\n\nthree", "", [("text", "one\ntwo\n\nthree")]),
        ("one\r\ntwo", "", [("text", "one\ntwo")]),
        ("<p>one\ntwo</p>", "<props><opt_preformatted>1</opt_preformatted></props>", [("text", "one two")]),
        (
            '<lj user="gorse"> &amp; <user name="fern" site="x.example"> & <lj comm=moss>',
            "",
            [("text", "gorse & fern & moss")],
        ),
        ('a <lj-cut text="b">c</lj-cut> d', "", [("text", "a\nc\nd"), ("boilerplate", "b")]),
        ("a <lj-poll-123><lj-embed id=1>x</lj-embed>b", "", [("text", "a b")]),
        ("<blockquote>q</blockquote>mine", "", [("quote", "q"), ("text", "mine")]),
        ("a <3 b", "", [("text", "a <3 b")]),
        ("", "", [("text", "")]),
    ],
)
def test_an_entry_is_read_as_the_site_shows_it(
    text: str, more: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    found, _ = read(month(tmp_path / "2004-03.xml", entry(1, text, more=more)))
    assert texts(found) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "koi8-r", "windows-1251", "utf-16"])
def test_a_month_is_read_in_the_encoding_that_it_declares(encoding: str, tmp_path: Path) -> None:
    found, _ = read(month(tmp_path / "2004-03.xml", entry(1, "Снег и тишина.", "Утро"), encoding=encoding))
    assert [(one.title, text) for (one, _), (_, text) in zip(found, texts(found), strict=True)] == [
        ("Утро", "Снег и тишина.")
    ]


def test_entries_for_few_are_read_or_left_out_as_is_asked(tmp_path: Path) -> None:
    path = month(
        tmp_path / "m.xml", entry(1, "all"), entry(2, "few", security="usemask"), entry(3, "me", security="private")
    )
    found, source = read(path)
    assert texts(found) == [("text", "all"), ("text", "few"), ("text", "me")]
    assert source.findings.decisions[-1].option == "-i private false"
    assert texts(read(path, private=False)[0]) == [("text", "all")]
    with pytest.raises(SourceError, match="no entry that everybody may see"):
        read(month(tmp_path / "n.xml", entry(3, "me", security="private")), private=False)


def test_an_entry_in_two_files_is_read_once(tmp_path: Path) -> None:
    month(tmp_path / "a.xml", entry(1, "one"), entry(2, "two"))
    month(tmp_path / "b.xml", entry(2, "two"), entry(3, "three"))
    found, source = read(tmp_path)
    assert texts(found) == [("text", "one"), ("text", "two"), ("text", "three")]
    assert source.findings.decisions[-1].answer == "1 entries and comments read once"


def test_comments_are_trained_on_behind_what_they_answer(tmp_path: Path, simulacrum: Simulacrum) -> None:
    done = simulacrum("convert", CORPUS / "journal", "--me", "heatherbell", "-o", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    ledger = json.loads((tmp_path / "out" / "simulacrum.json").read_text())["ledger"]
    assert (ledger["read"], ledger["trained"]) == (10, 5)


def test_what_breaks_off_is_read_up_to_there(tmp_path: Path) -> None:
    path = month(tmp_path / "a.xml", entry(1, "whole"), entry(2, "broken"))
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(SourceError, match="damaged XML"):
        read(path)
    month(tmp_path / "b.xml", entry(3, "another"), entry(4, "<b>" * 3000))
    found, source = read(tmp_path)
    assert texts(found) == [("text", "whole"), ("text", "another")]
    assert [problem.what.partition(":")[0] for problem in source.findings.problems] == ["left out", "left out"]


def test_entities_of_strangers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text('<!DOCTYPE l [<!ENTITY a "ha">]><livejournal><entry><event>&a;</event></entry></livejournal>')
    with pytest.raises(SourceError, match="refused: it declares entities"):
        read(path)


def test_very_many_entries_take_linear_time(tmp_path: Path) -> None:
    path = month(tmp_path / "a.xml", *(entry(number, "On\nand on.") for number in range(10_000)))
    begun = time.process_time()
    assert sum(len(list(found.messages)) for found in LiveJournalImporter().read(Source([path]))) == 10_000
    assert time.process_time() - begun < 20


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_month_as_a_table_is_read_like_one_of_xml(encoding: str, delimiter: str, tmp_path: Path) -> None:
    text = "Сегодня прилетела чайка, и она смотрела на мой хлеб.\nПотом ушла."
    rows = [
        ["itemid", "eventtime", "logtime", "subject", "event", "security", "allowmask"],
        ["12", "2004-03-04 10:00:12", "2004-03-04 09:00:12", "Про чаек", f"<b>{text}</b>", "public", "0"],
        ["13", "2004-03-05 10:00:13", "2004-03-05 09:00:13", "", "Ночью <lj user=ole> ушёл.", "usemask", "1"],
        ["12", "2004-03-04 10:00:12", "2004-03-04 09:00:12", "Про чаек", text, "public", "0"],
    ]
    lines = [delimiter.join(f'"{field}"' for field in row) for row in rows]
    path = tmp_path / "ida-2004-03.csv"
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    found, source = read(path)
    assert texts(found) == [("text", text), ("text", "Ночью ole ушёл.")]
    (first, _), _ = found
    assert (first.title, first.id) == ("Про чаек", "12 of 2004-03-04 10:00:12")
    told = {one.subject: one.answer for one in source.findings.decisions}
    assert told.get("encoding") == ("cp1251" if encoding == "cp1251" else None)
    assert told["overlapping files"] == "1 entries and comments read once"


def test_a_month_as_a_table_and_as_xml_is_read_once(tmp_path: Path) -> None:
    month(tmp_path / "j" / "a.xml", entry(12, "A gull came.", "Gulls"))
    row = '12,2004-03-04 10:00:12,2004-03-04 09:00:12,Gulls,"A gull came.",public\n'
    (tmp_path / "j" / "b.csv").write_text(f"itemid,eventtime,logtime,subject,event,security\n{row}")
    assert texts(read(tmp_path / "j")[0]) == [("text", "A gull came.")]
