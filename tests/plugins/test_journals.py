"""Journals: every format's samples, decoys, options, and damaged versions of the samples."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import random
import sys
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulacrum_core import (
    Conversation,
    Message,
    MissingExtraError,
    SimulacrumError,
    Source,
    SourceError,
    training_examples,
)
from simulacrum_core.sources import DateOrder, name_format, named_day, read_stamp
from simulacrum_core.testing import ImporterTests, expected_file, samples
from simulacrum_journals import JournalsImporter

CORPUS = Path(__file__).parents[1] / "corpora" / "journals"
SAMPLES = [path for path in samples(CORPUS) if expected_file(path).exists()]
FILES = [
    path
    for sample in SAMPLES
    for path in ([sample] if sample.is_file() else sorted(sample.rglob("*")))
    if path.is_file()
]


class TestJournalsImporter(ImporterTests):
    # tests/fuzzing damages them by the thousand.
    damages = 2
    importer = JournalsImporter
    corpus = CORPUS


def read(path: Path, **options: object) -> list[tuple[Conversation, list[Message]]]:
    return read_source(Source([path]), **options)


def read_source(source: Source, **options: object) -> list[tuple[Conversation, list[Message]]]:
    importer = JournalsImporter.model_validate(options)
    return [(conversation, list(conversation.messages)) for conversation in importer.read(source)]


def read_text(
    folder: Path, name: str, text: str | bytes, **options: object
) -> list[tuple[Conversation, list[Message]]]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(path, **options)


def survive(path: Path) -> None:
    """Identify and read, whatever it is; only errors that a user can act on may come out."""
    source = Source([path])
    JournalsImporter().identify(source)
    with contextlib.suppress(SimulacrumError):
        for conversation, messages in read_source(source):
            assert conversation.monologue
            assert messages


def damaged(data: bytes) -> Iterator[bytes]:
    chance = random.Random(len(data))
    for _ in range(12):
        yield data[: chance.randrange(len(data) + 1)]
    for _ in range(12):
        at = chance.randrange(max(len(data), 1))
        yield data[:at] + chance.randbytes(chance.choice([1, 1, 8])) + data[at + 1 :]


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(CORPUS)))
def test_damage_is_told_and_never_a_traceback(file: Path, tmp_path: Path) -> None:
    path = tmp_path / file.name
    for data in damaged(file.read_bytes()):
        path.write_bytes(data)
        survive(path)


def test_a_zip_that_breaks_off_is_told(tmp_path: Path) -> None:
    data = (CORPUS / "dayone.zip").read_bytes()
    for end in range(0, len(data), 97):
        (tmp_path / "dayone.zip").write_bytes(data[:end])
        survive(tmp_path / "dayone.zip")


def day_one(*entries: dict[str, Any]) -> str:
    return json.dumps({"metadata": {"version": "1.0"}, "entries": [{"uuid": "0" * 32, **entry} for entry in entries]})


NOON = {"creationDate": "2024-01-02T12:00:00Z", "timeZone": "Europe/London"}


def test_a_large_journal_is_read_in_constant_memory(tmp_path: Path) -> None:
    path = tmp_path / "Journal.json"
    entry = json.dumps({"uuid": "0" * 32, **NOON, "text": "# Walk\n\n" + "Rain on the pond\\. " * 50})
    with path.open("w") as out:
        out.write('{"metadata":{"version":"1.0"},"entries":[' + ",\n".join([entry] * 5_000) + "]}")
    assert path.stat().st_size > 5 << 20
    tracemalloc.start()
    count = sum(1 for _ in JournalsImporter().read(Source([path])))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 5_000
    assert peak < 2 << 20


def test_many_daily_notes_are_not_held(tmp_path: Path) -> None:
    first = dt.date(2020, 1, 1)
    for number in range(100):
        (tmp_path / f"{first + dt.timedelta(days=number)}.md").write_text("Rain. " * 20_000)
    tracemalloc.start()
    assert sum(1 for _ in JournalsImporter().read(Source([tmp_path]))) == 100
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


def test_a_time_that_a_clock_shows_twice_is_the_one_of_the_instant(tmp_path: Path) -> None:
    text = day_one(
        *({"creationDate": f"2024-10-27T0{hour}:30:00Z", "timeZone": "Europe/Berlin", "text": "x"} for hour in (0, 1))
    )
    found = [messages[0].sent_at for _, messages in read_text(tmp_path, "j.json", text)]
    assert [moment and moment.isoformat() for moment in found] == [
        "2024-10-27T02:30:00+02:00",
        "2024-10-27T02:30:00+01:00",
    ]


@pytest.mark.parametrize("zone", ["Nowhere/Land", "", None, 7, "../../etc/passwd", "x" * 500, "GMT+9900", "\0"])
def test_an_unknown_zone_is_reported_and_the_instant_kept(zone: object, tmp_path: Path) -> None:
    path = tmp_path / "j.json"
    path.write_text(day_one({**NOON, "timeZone": zone, "text": "x"}))
    source = Source([path])
    [(_, [message])] = read_source(source)
    assert message.sent_at == dt.datetime(2024, 1, 2, 12, tzinfo=dt.UTC)
    assert [problem.what for problem in source.findings.problems] == [
        "an entry without a time zone: its day is that of UTC"
    ]


@pytest.mark.parametrize(
    "entry",
    [
        {"text": 5, "photos": "x", "timeZone": [], "creationDate": {}},
        {"text": None, "photos": [None, 1, {}], "richText": "{"},
        {"creationDate": "0001-01-01T00:00:00Z", "timeZone": "America/New_York", "text": "x"},
        {"creationDate": "9999-12-31T23:59:59Z", "timeZone": "Asia/Tokyo", "text": "x"},
        {"richText": '{"contents": [{"text": 1}, null]}'},
        {"richText": "[" * 20_000},
    ],
)
def test_entries_of_odd_types_are_read_as_far_as_they_go(entry: dict[str, Any], tmp_path: Path) -> None:
    assert len(read_text(tmp_path, "j.json", day_one({**NOON, "text": "fine"}, entry))) == 2


MARKED = "Mine.\n\n> Theirs.\n\nMine again.\n\n```\ncode\n```\n"


@pytest.mark.parametrize(
    ("quotes", "expected"),
    [
        ("mark", [("author", "Mine."), (None, "> Theirs."), ("author", "Mine again."), (None, "```\ncode\n```")]),
        ("leave-out", [("author", "Mine.\n\nMine again."), (None, "> Theirs.\n\n```\ncode\n```")]),
        ("keep", [("author", "Mine.\n\n> Theirs.\n\nMine again.\n\n```\ncode\n```")]),
    ],
)
def test_quotations_are_marked_left_out_or_kept(quotes: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    [(conversation, messages)] = read_text(tmp_path, "2024-01-02.md", MARKED, quotes=quotes, author="Moss")
    assert [(message.author, message.text) for message in messages] == expected
    assert [(person.id, person.name) for person in conversation.participants] == [("author", "Moss")]


def test_the_order_of_day_and_month_is_decided_or_given(tmp_path: Path) -> None:
    text = "Tuesday, 01/02/2024\n\nA.\n\nWednesday, 01/03/2024\n\nB.\n"
    path = tmp_path / "diary.txt"
    path.write_text(text)
    source = Source([path])
    months = [messages[0].sent_at.month for _, messages in read_source(source) if messages[0].sent_at]
    decided = [decision for decision in source.findings.decisions if decision.subject == "order of day and month"]
    assert months == [1, 1]
    assert [(decision.answer, decision.option) for decision in decided] == [("mdy", "-i order")]
    assert [m[0].sent_at.month for _, m in read(path, order="dmy") if m[0].sent_at] == [2, 3]


def test_an_order_that_nothing_tells_is_said_to_be_a_guess(tmp_path: Path) -> None:
    path = tmp_path / "diary.txt"
    path.write_text("03/04/2024\n\nA.\n\n03/04/2024\n\nB.\n")
    source = Source([path])
    assert [m[0].sent_at.month for _, m in read_source(source) if m[0].sent_at] == [4, 4]
    assert ("dmy", False) in [(decision.answer, decision.certain) for decision in source.findings.decisions]


def test_the_encoding_can_be_given_and_has_to_exist(tmp_path: Path) -> None:
    [(_, [message])] = read_text(tmp_path, "2024-01-02.txt", "naïve".encode("cp850"), encoding="cp850")
    assert message.text == "naïve"
    with pytest.raises(ValueError, match="no encoding"):
        JournalsImporter(encoding="utf-9")


def test_what_is_not_read_is_reported(tmp_path: Path) -> None:
    (tmp_path / "2024-01-02.md").write_text("Rain.")
    (tmp_path / "about.md").write_text("About.")
    (tmp_path / "2024-01-03.bin.txt").write_bytes(bytes(range(256)) * 9)
    source = Source([tmp_path])
    assert len(read_source(source)) == 1
    assert {problem.file.rpartition("/")[2] for problem in source.findings.problems} == {
        "about.md",
        "2024-01-03.bin.txt",
    }


def test_a_damaged_entry_among_others_is_reported_and_one_alone_is_an_error(tmp_path: Path) -> None:
    good = (CORPUS / "classic/Journal.dayone/entries/044F3747A38546168B572C2E3F217FA1.doentry").read_bytes()
    (tmp_path / "a.doentry").write_bytes(good)
    (tmp_path / "b.doentry").write_bytes(good[:-40])
    source = Source([tmp_path])
    assert len(read_source(source)) == 1
    assert [problem.what for problem in source.findings.problems] == [
        "a damaged entry: not a property list. Export it again"
    ]
    with pytest.raises(SourceError, match="not a property list"):
        read(tmp_path / "b.doentry")


def test_nothing_to_read_is_an_error_that_names_the_essays(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="--from essays"):
        read_text(tmp_path, "a.txt", "It rained.")


def test_a_note_in_a_zip_with_folders_is_named_by_them(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "notes.zip", "w") as archive:
        archive.writestr("notes/2024/03/05.txt", "Rain.")
    [(conversation, [message])] = read(tmp_path / "notes.zip")
    assert conversation.id == "notes.zip/notes/2024/03/05.txt"
    assert message.sent_at == dt.datetime(2024, 3, 5)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-01-02", "2024-01-02"),
        ("Tuesday, January 2nd, 2024", "2024-01-02"),
        ("2 January 2024", "2024-01-02"),
        ("Monday, 3 March 2025", "2025-03-03"),
        ("Dienstag, 2. Januar 2024", "2024-01-02"),
        ("mardi 2 janvier 2024", "2024-01-02"),
        ("lunes, 3 de marzo de 2025", "2025-03-03"),
        ("terça-feira, 2 de janeiro de 2024", "2024-01-02"),
        ("martedì 2 gennaio 2024", "2024-01-02"),
        ("wtorek, 2 stycznia 2024", "2024-01-02"),
        ("2 января 2024 г.", "2024-01-02"),
        ("2024. január 2., kedd", "2024-01-02"),
        ("2024年1月2日 火曜日", "2024-01-02"),
        ("31.12.2024", "2024-12-31"),
    ],
)
def test_dates_are_read_in_many_languages(written: str, day: str) -> None:
    stamp = read_stamp(written)
    assert stamp is not None
    assert stamp.end == len(written)
    assert str(stamp.day(DateOrder())) == day


@pytest.mark.parametrize("written", ["2024-02-30", "1.2.0", "Meeting 2024-01-02", "May we go", "12:30", "2024", ""])
def test_what_is_no_date_is_none(written: str) -> None:
    assert read_stamp(written) is None


@pytest.mark.parametrize(
    ("format", "name", "day"),
    [
        ("YYYY-MM-DD", "2024-01-02.md", "2024-01-02"),
        ("YYYY/MM-MMMM/YYYY-MM-DD-dddd", "2024/01-January/2024-01-02-Tuesday.md", "2024-01-02"),
        ("dddd Do MMMM YYYY", "Tuesday 2nd January 2024.md", "2024-01-02"),
        ("[Journal] YYMMDD", "Journal 240102.md", "2024-01-02"),
        ("gggg-[W]ww/DDDD-YYYY", "2024-W01/002-2024.md", "2024-01-02"),
        ("MMM D, YYYY", "Jan 2, 2024.md", "2024-01-02"),
    ],
)
def test_names_of_daily_notes_follow_the_vaults_format(format: str, name: str, day: str) -> None:
    found = name_format("", format)
    assert found is not None
    stamp = found.day(name)
    assert stamp is not None
    assert str(stamp.day(DateOrder())) == day
    assert found.day("about me.md") is None


@pytest.mark.parametrize("format", ["gggg-[W]ww", "YYYY-MM", "[note]", "", "(((", "dddd"])
def test_a_format_that_tells_no_day_names_none(format: str) -> None:
    assert name_format("", format) is None


@pytest.mark.parametrize(
    "name", ["2024-01-02-on-mills.md", "2024-01.md", "2024-W01.md", "202401021530.md", "02.md", "notes.md"]
)
def test_a_name_that_is_no_day_alone_is_none(name: str) -> None:
    assert named_day(name) is None


def test_what_is_a_journal_is_told_without_the_extra_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in ("yaml", "lxml", "lxml.html", "charset_normalizer"):
        monkeypatch.setitem(sys.modules, library, None)
    for text in (
        "---\ntitle: x\n---\n## 2024-01-02\nA\n\n## 2024-01-03\nB\n",
        "2 August 2024\nA\n\n3 August 2024\nB\n",
    ):
        path = tmp_path / "diary.md"
        path.write_bytes(text.replace("\nA\n", "\n昨日は雨\n").encode("cp932"))
        assert JournalsImporter().identify(Source([path]))
        with pytest.raises(MissingExtraError, match="writings"):
            read(path)


def test_a_page_without_a_body_is_read_whatever_characters_are_in_it(tmp_path: Path) -> None:
    page = (CORPUS / "apple_without_body" / "Entries" / "2024-02-03_Walk.html").read_bytes()
    file = tmp_path / "2024-02-03_Walk.html"
    file.write_bytes(page.replace(b'<div class="title">', b'\x01\x02<div class="title">'))
    (conversation,) = JournalsImporter().read(Source([file]))
    assert any("We walked to the mill." in message.text for message in conversation.messages)


@pytest.mark.parametrize("name", ["2026-01-03.json", "2026-01-03", "2026-01-03.txt", "2026-01-03.md"])
def test_a_day_of_a_programs_messages_is_no_note_of_the_authors(tmp_path: Path, name: str) -> None:
    said = [{"type": "message", "user": f"U{i % 2}", "text": f"words of somebody, number {i}"} for i in range(9)]
    path = tmp_path / name
    path.write_text(json.dumps(said, indent=1), encoding="utf-8")
    assert not JournalsImporter().identify(Source([path]))
    with pytest.raises(SourceError, match="no journal"):
        list(JournalsImporter().read(Source([path])))


PROMPTED = [
    day_one(
        *(
            {
                "creationDate": f"2024-03-0{day}T21:00:00Z",
                "uuid": f"{day:032}",
                "text": f"What pleased you?\n\nThe {what} did\\.\n\n## Tomorrow\n\nMore {what}\\.",
            }
            for day, what in enumerate(("soup", "pump", "rain", "tern"), 1)
        )
    ),
    "".join(
        f"## March {day}, 2024\n\n**Weather?**\n{what}, all day.\n\n"
        for day, what in enumerate(("Rain", "Sun", "Fog"), 1)
    ),
]


@pytest.mark.parametrize(("name", "text"), list(zip(("j.json", "diary.md"), PROMPTED, strict=True)))
def test_questions_and_headings_in_most_entries_are_context(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    source = Source([tmp_path / name])
    for _, messages in read_source(source):
        asked = [message.text for message in messages if message.kind == "quote"]
        assert asked in (["What pleased you?", "## Tomorrow"], ["**Weather?**"])
        assert all(message.author is None for message in messages if message.kind == "quote")
    assert "prompts" in [decision.subject for decision in source.findings.decisions]


def test_the_questions_of_one_journal_are_found_beside_others(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(PROMPTED[0])
    entries = [{**NOON, "uuid": f"{number:032}", "text": f"Day {number}\\."} for number in range(100, 140)]
    (tmp_path / "b.json").write_text(day_one(*entries))
    quoted = [message.text for _, messages in read(tmp_path) for message in messages if message.kind == "quote"]
    assert quoted == ["What pleased you?", "## Tomorrow"] * 4


def test_what_its_author_says_in_most_entries_stays_theirs(tmp_path: Path) -> None:
    text = "".join(f"## 2024-03-0{day}\n\nNothing to tell.\n\nWhy? Fog.\n\n" for day in range(1, 5))
    assert {m.kind for _, messages in read_text(tmp_path, "diary.md", text) for m in messages} == {"text"}


def test_of_one_entry_in_two_exports_the_newest_version_is_used(tmp_path: Path) -> None:
    def export(text: str, changed: str) -> str:
        return day_one({**NOON, "text": text, "modifiedDate": changed})

    (tmp_path / "All.json").write_text(export("The pump broke twice\\.", "2024-02-01T00:00:00Z"))
    (tmp_path / "Old.json").write_text(export("The pump broke\\.", "2024-01-03T00:00:00Z"))
    source = Source([tmp_path])
    kinds = {messages[0].text: messages[0].kind for _, messages in read_source(source)}
    assert kinds == {"The pump broke twice.": "text", "The pump broke.": "superseded"}
    assert "versions" in [decision.subject for decision in source.findings.decisions]


def test_an_entry_that_stands_in_two_files_is_used_once(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("[2024-01-02 10:00] The pump broke twice today.\n\n[2024-01-03 10:00] Soup.\n")
    kinds = [messages[0].kind for _, messages in read(tmp_path)]
    assert kinds == ["superseded", "text", "text", "text"]


def test_what_was_thrown_away_is_left_out_and_counted(tmp_path: Path) -> None:
    entries = [{**NOON, "text": "Kept\\.", "uuid": "1" * 32}, {**NOON, "text": "Gone\\.", "isTrashed": True}]
    found = read_text(tmp_path, "j.json", day_one(*entries))
    assert [messages[0].kind for _, messages in found] == ["text", "trash"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("journal.txt", b"gAAAAABl" + b"x_-9" * 40),
        ("2024-01-02.md", b"-----BEGIN PGP MESSAGE-----\n\nhQEM" + b"aB3+" * 20 + b"\n-----END PGP MESSAGE-----\n"),
        ("2024-01-02.org.gpg", b"-----BEGIN PGP MESSAGE-----\n\nhQEM\n"),
        ("diary.age", b"age-encryption.org/v1\n-> X25519 " + b"a" * 40),
        ("diary.txt", b"U2FsdGVkX1" + b"9aB+" * 20),
    ],
)
def test_an_encrypted_diary_is_refused_with_the_way_out(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    assert JournalsImporter().identify(Source([tmp_path / name]))
    with pytest.raises(SourceError, match="encrypted") as caught:
        read(tmp_path / name)
    assert "Decrypt it first" in (caught.value.remedy or "")
    (tmp_path / "2024-01-03.md").write_text("Rain all day, and I let it.")
    source = Source([tmp_path])
    assert len(read_source(source)) == 1
    assert any("encrypted" in problem.what for problem in source.findings.problems)


def test_a_text_about_encryption_is_not_encrypted(tmp_path: Path) -> None:
    text = "gAAAA is how a token of jrnl begins, and I wrote it down here so that I know it again.\n"
    assert len(read_text(tmp_path, "2024-01-02.md", text)) == 1


def test_the_first_sentence_of_an_entry_of_jrnl_is_its_authors(tmp_path: Path) -> None:
    text = "[2024-01-02 10:00] Sold the pump! *\nHe will regret it.\n\n[2024-01-03 10:00] Rain. Soup.\n"
    found = [(conversation.title, messages[0].text) for conversation, messages in read_text(tmp_path, "j.txt", text)]
    assert found == [(None, "Sold the pump!\nHe will regret it."), (None, "Rain. Soup.")]


def test_a_date_in_brackets_in_an_old_journal_of_jrnl_stays_in_its_entry(tmp_path: Path) -> None:
    text = (
        "2013-06-09 15:39 Mended the fence.\nIt held.\n\n2013-06-10 08:00 It fell.\n\n[2013-06-11 09:00] was better.\n"
    )
    found = [messages[0].text for _, messages in read_text(tmp_path, "old.journal", text)]
    assert found == ["Mended the fence.\nIt held.", "It fell.\n\n[2013-06-11 09:00] was better."]


def test_notes_of_times_are_an_entry(tmp_path: Path) -> None:
    text = "08:15 - woke late\n09:30 - two lines of the report\n11:00 - gave Ben his ladder\n"
    [(_, [message])] = read_text(tmp_path, "2024-03-04.md", text)
    assert (message.kind, message.text) == ("text", text.strip())


def test_backups_of_logseq_are_not_read_and_told(tmp_path: Path) -> None:
    for name in ("journals/2024_03_03.md", "logseq/bak/journals/2024_03_03.md", "logseq/.recycle/2024_03_02.md"):
        path = tmp_path / "graph" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("- woke late\n- and slept again\n")
    source = Source([tmp_path / "graph"])
    assert [conversation.id for conversation, _ in read_source(source)] == ["graph/journals/2024_03_03.md"]
    assert [decision.evidence for decision in source.findings.decisions if decision.subject == "backups"] == [
        "2 files in folders of backups and trash, such as logseq/bak"
    ]


NOTE = """# <% tp.file.title %>
mood:: 3
- woke late
  id:: 65e4a1b2-0000-4000-8000-000000000001
- TODO write to the harbour office
  SCHEDULED: <2024-03-05 Tue>
  :LOGBOOK:
  CLOCK: [2024-03-03 Sun 10:15:22]--[2024-03-03 Sun 10:45:22] =>  00:30:00
  :END:
- [x] mend the hinge ✅ 2024-03-03 🔁 every week
- {{embed ((65e4a1b2-0000-4000-8000-000000000001))}}
- #+BEGIN_QUOTE
  Somebody else said this.
  #+END_QUOTE
- ![gull.png](../assets/gull.png){:height 200, :width 300}
- the ratio was 3::1, and [weight:: 70] I said so
"""


def test_what_an_app_keeps_in_a_note_is_left_out_and_counted(tmp_path: Path) -> None:
    (tmp_path / "2024_03_03.md").write_text(NOTE)
    source = Source([tmp_path])
    [(conversation, messages)] = read_source(source)
    assert conversation.title is None
    assert [(message.kind, message.text) for message in messages] == [
        ("text", "- woke late\n- write to the harbour office\n- mend the hinge"),
        ("quote", "- >\n  > Somebody else said this."),
        ("text", "- the ratio was 3::1, and  I said so"),
    ]
    told = [d.evidence for d in source.findings.decisions if d.subject == "what apps keep in notes"]
    assert told == ["4 macros, 2 marks of tasks, 6 properties and clocks"]


def test_the_same_entries_in_two_exports_are_trained_on_once_and_not_lost(tmp_path: Path) -> None:
    entries = [
        {
            "uuid": f"U{number}",
            "creationDate": f"2024-03-0{number}T08:00:00Z",
            "timeZone": "Europe/London",
            "text": f"Day {number}: the weir was loud, and I said less than usual.",
        }
        for number in range(1, 5)
    ]
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Journal.json").write_text(json.dumps({"metadata": {}, "entries": entries}))
    examples = training_examples([tmp_path], me="Ada")
    assert len(list(examples)) == 4
    assert examples.manifest.ledger.left_out == {"superseded": 4}


@pytest.mark.parametrize(
    "picture",
    ["![a gull]({})", '![]({} "a gull")', "[image1]: <{}>", "see {} there"],
    ids=["shown", "titled", "defined", "bare"],
)
def test_pictures_inside_of_an_entry_are_cut_out_and_told(picture: str, tmp_path: Path) -> None:
    address = "data:image/png;base64," + "iVBORw0KGgoAAAANSUhEUgAA" * 200
    (tmp_path / "2024-03-04.md").write_text(f"Woke late.\n\n{picture.format(address)}\n\nMended the hinge.\n")
    source = Source([tmp_path / "2024-03-04.md"])
    (entry,) = JournalsImporter().read(source)
    text = "\n\n".join(message.text for message in entry.messages)
    assert text.split() == [word for word in f"Woke late. {picture} Mended the hinge.".split() if word in text.split()]
    assert "base64" not in text
    assert "](" not in text
    told = {decision.subject: decision.evidence for decision in source.findings.decisions}
    assert told["pictures inside of texts"] == "1 as `data:` addresses"


def test_what_a_page_of_a_journal_hides_is_counted(tmp_path: Path) -> None:
    page = {"id": "1", "date_journal": 1709539200000, "timezone": "UTC", "type": "html"}
    text = "<p>Woke late.<span style='display:none'>tracking words</span></p><p>Mended it.</p>"
    (tmp_path / "1-a.json").write_text(json.dumps({**page, "text": text}))
    (entry,) = JournalsImporter().read(Source([tmp_path / "1-a.json"]))
    assert [(message.kind, message.text) for message in entry.messages] == [
        ("text", "Woke late.\n\nMended it."),
        ("boilerplate", "tracking words"),
    ]


@pytest.mark.parametrize("head", ["[!ai] Of oars", "[!note]+ Claude answered"])
def test_a_box_in_which_an_assistant_speaks_is_not_the_diarists(tmp_path: Path, head: str) -> None:
    text = f"My oar is long.\n\n> {head}\n> Oars are of ash.\n\nMine is not.\n"
    [(_, messages)] = read_text(tmp_path, "2024-01-02.md", text)
    assert [message.kind for message in messages] == ["text", "quote", "text"]


def test_a_quotation_in_a_bullet_of_an_outline_is_not_the_authors(tmp_path: Path) -> None:
    text = "- My oar is long.\n\t- > Theirs is short,\n\t  > and light.\n\t- Mine is heavier.\n- > [!NOTE]\n  > My own box.\n"
    [(_, messages)] = read_text(tmp_path, "2024_01_02.md", text)
    assert [(message.text, message.kind) for message in messages] == [
        ("- My oar is long.", "text"),
        ("\t- > Theirs is short,\n\t  > and light.", "quote"),
        ("\t- Mine is heavier.\n\nMy own box.", "text"),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("01/03/24 09:00", "14/03/24 10:15"),
        ("03/01/24 09:00 AM", "03/14/24 10:15 AM"),
        ("24-03-01 09:00", "24-03-14 10:15"),
        ("01.03.24 09:00", "14.03.24 10:15"),
        ("24/03/01 09:00", "24/03/14 10:15"),
    ],
)
def test_a_jrnl_with_years_of_two_digits_is_read_in_the_order_of_its_dates(
    tmp_path: Path, first: str, second: str
) -> None:
    path = tmp_path / "diary.txt"
    path.write_text(
        f"[{first}] Woke late. The boat leaked.\n\n[{second}] Fixed it.\nWith tar, and [1/2/24] is no head.\n"
    )
    days = [message.sent_at for entry in JournalsImporter().read(Source([path])) for message in entry.messages]
    assert days == [dt.datetime(2024, 3, 1, 9), dt.datetime(2024, 3, 14, 10, 15)]


def test_a_file_that_is_called_a_journal_needs_no_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "my.journal"
    path.write_text("[01/03/24 09:00] Woke late.\n[02/03/24 10:15] Fixed the boat.\n[13/03/24 21:00] Done.\n")
    texts = [message.text for _, messages in read(path) for message in messages]
    assert texts == ["Woke late.", "Fixed the boat.", "Done."]
    path.write_text("[01/03/24 09:00] Ben: Awake?\n[02/03/24 10:15] Ada: No.\n[13/03/24 21:00] Ben: Now?\n")
    assert not JournalsImporter().identify(Source([path]))


def test_queries_and_comments_in_a_daily_note_are_no_words_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "2024-01-02.md"
    query = "```dataview\nTABLE mood\n```"
    path.write_text(f"We rowed home.\n\n{query}\n`= this.mood` `$= dv.current()`\n%% later %%\nIt was `x = 1` late.\n")
    source = Source([path])
    [(_, messages)] = read_source(source)
    assert [(message.kind, message.text) for message in messages] == [
        ("text", "We rowed home.\n\nIt was `x = 1` late.")
    ]
    told = {decision.subject: decision.evidence for decision in source.findings.decisions}
    assert told["what apps keep in notes"] == "1 comments, 3 queries"


def test_footnotes_in_a_daily_note_are_left_out_as_in_essays(tmp_path: Path) -> None:
    text = "We rowed home[^a] late^[by a lot].\n\n[^a]: In the\nold boat.\n\nIt was `x[^a]` then.\n"
    (tmp_path / "2024-01-02.md").write_text(text)
    [(_, messages)] = read(tmp_path / "2024-01-02.md")
    assert [(message.kind, message.text) for message in messages] == [
        ("text", "We rowed home late.\n\n\nIt was `x[^a]` then."),
        ("boilerplate", "by a lot\n\nIn the\nold boat."),
    ]


@pytest.mark.parametrize(
    "copy", ["2024-03-04 (conflicted copy 2024-03-05)", "2024-03-04.sync-conflict-20240305-080000-AB"]
)
def test_a_copy_of_a_day_that_two_devices_left_is_an_older_version(copy: str, tmp_path: Path) -> None:
    (tmp_path / "2024-03-04.md").write_text("The mill was loud.\n")
    (tmp_path / f"{copy}.md").write_text("The mill was loud. It rained, and I had no coat with me at all.\n")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "2024-03-04.md").write_text("Another vault.\n")
    found = [
        (message.kind, message.text)
        for chat in JournalsImporter().read(Source([tmp_path]))
        for message in chat.messages
    ]
    assert sorted(found) == [
        ("superseded", "The mill was loud. It rained, and I had no coat with me at all."),
        ("text", "Another vault."),
        ("text", "The mill was loud."),
    ]


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (["The ferry was late, and I waited.", "We ate on the quay. It rained on us!", "I slept."], 3),
        (["フェリーが遅れて港でずっと待っていた。", "雨の中で友だちと魚を食べました。"], 2),
        (["server is up", "server is down again and again", "disk full"], 0),
        (["Ada: the ferry was late again.", "Ben: I know that it always is.", "Ada: so we wait here now."], 0),
    ],
)
def test_entries_of_jrnl_that_are_sentences_need_no_blank_lines(lines: list[str], count: int, tmp_path: Path) -> None:
    text = "\n".join(f"[2024-03-{day:02d} 08:0{day}] {line}" for day, line in enumerate(lines, 1))
    (tmp_path / "Default").write_text(text)
    source = Source([tmp_path / "Default"])
    assert JournalsImporter().identify(source) == (count > 0)
    assert not count or len(list(JournalsImporter().read(source))) == count
