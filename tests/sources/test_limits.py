"""What a source may cost: every limit is real, told in the guide, and raised by one option that its error names."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from simulacrum_core import Registry, Source, SourceError
from simulacrum_core.cli import cli
from simulacrum_core.cli.options import limits_of
from simulacrum_core.sources.limits import Limits
from simulacrum_essays.pdf.allowance import TooMuchError, check_unpacked
from simulacrum_essays.pdf.reading import read_pdf

from ..conftest import Simulacrum

HOME = Path(__file__).parents[2]
CHAT = "".join(f"31/12/2019, 21:0{i} - {name}: line {i}\n" for i, name in enumerate(["Ada", "Ben"] * 3))
ESSAY = "A plain sentence about boats, which goes on for as long as it has to. " * 20
PAGE = (HOME / "tests/corpora/telegram/html_chat/messages.html").read_bytes
TABLE = "AuthorID,Author,Date,Content,Attachments,Reactions\n"


def chat(path: Path, name: str = "_chat.txt", text: str = CHAT) -> None:
    (path / name).write_text(text)


def zipped(path: Path, *more: str) -> None:
    with zipfile.ZipFile(path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", CHAT)
        for name in more:
            archive.writestr(name, "x")


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", CHAT + "x" * 34_000_000)


def telegram(path: Path) -> None:
    texts = ["short", "x" * 5000]
    found = [
        {"id": i, "type": "message", "date": "2024-01-01T10:00:00", "from": "A", "text": t} for i, t in enumerate(texts)
    ]
    (path / "result.json").write_text(json.dumps({"name": "A", "type": "personal_chat", "id": 1, "messages": found}))


def pdf(*contents: bytes, resources: bytes = b"", more: tuple[bytes, ...] = ()) -> bytes:
    """A PDF with a page for each content, all of one font; `more` are the objects from 4 on."""
    first = 4 + len(more)
    kids = b" ".join(b"%d 0 R" % (first + 2 * i) for i in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, len(contents)),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    ]
    for i, content in enumerate(contents):
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>%b>>>>"
        objects += [
            page % (first + 2 * i + 1, resources),
            b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        ]
    return (
        b"%PDF-1.5\n"
        + b"".join(b"%d 0 obj\n%b\nendobj\n" % pair for pair in enumerate(objects, 1))
        + (b"trailer\n<</Root 1 0 R>>\n%%EOF")
    )


def words(count: int) -> bytes:
    return b"BT /F 9 Tf 40 700 Td (It rains on the boats in the harbour.) Tj ET\n" * count


@dataclasses.dataclass(frozen=True)
class Case:
    """A source that costs more than `limits` allows, and less than the default."""

    key: str
    importer: str
    limits: Limits
    make: Callable[[Path], object]


CASES = [
    Case("entries", "whatsapp", Limits(entries=2), lambda path: zipped(path, "a.jpg", "b.jpg")),
    Case("file_bytes", "whatsapp", Limits(file_bytes=100), zipped),
    Case("archive_bytes", "whatsapp", Limits(archive_bytes=100), zipped),
    Case("message_bytes", "essays", Limits(message_bytes=100), lambda path: chat(path, "a.md", ESSAY)),
    Case(
        "message_bytes", "whatsapp", Limits(message_bytes=1 << 20), lambda path: chat(path, text=CHAT + "x\n" * 999_999)
    ),
    Case("page_bytes", "telegram", Limits(page_bytes=100), lambda path: (path / "messages.html").write_bytes(PAGE())),
    Case("page_bytes", "journals", Limits(page_bytes=100), lambda path: chat(path, "2024-01-02.md", ESSAY)),
    Case(
        "document_bytes", "essays", Limits(document_bytes=100), lambda path: (path / "a.pdf").write_bytes(pdf(words(1)))
    ),
    Case(
        "pdf_pages",
        "essays",
        Limits(pdf_pages=1),
        lambda path: (path / "a.pdf").write_bytes(pdf(words(1), words(1).replace(b"rains", b"snows hard"))),
    ),
]


def read(path: Path, importer: str, limits: Limits | None = None) -> int:
    """How many messages are read."""
    found = Registry.installed().importer(importer)().read(Source([path], limits=limits))
    return sum(1 for conversation in found for _ in conversation.messages)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.key}-{case.importer}")
def test_what_costs_more_than_a_limit_is_refused_and_the_error_names_the_option(tmp_path: Path, case: Case) -> None:
    case.make(tmp_path)
    with pytest.raises(SourceError, match=f"--limit {case.key} NUMBER"):
        read(tmp_path, case.importer, case.limits)
    assert read(tmp_path, case.importer) > 0


def test_a_zip_bomb_is_refused_and_read_where_its_ratio_is_allowed(tmp_path: Path) -> None:
    bomb(tmp_path)
    with pytest.raises(SourceError, match=r"like a zip bomb.*--limit ratio NUMBER"):
        read(tmp_path, "whatsapp")
    with pytest.raises(SourceError, match=r"--limit message_bytes NUMBER"):
        read(tmp_path, "whatsapp", Limits(ratio=2000))
    assert read(tmp_path, "whatsapp", Limits(ratio=2000, message_bytes=64 << 20)) == 6


def test_a_value_that_is_too_long_is_left_out_and_the_report_names_the_option(tmp_path: Path) -> None:
    telegram(tmp_path)
    source = Source([tmp_path], limits=Limits(message_bytes=1000))
    (chat,) = Registry.installed().importer("telegram")().read(source)
    assert [message.text for message in chat.messages] == ["short"]
    assert [problem.what for problem in source.findings.problems] == [
        "left out: a value of more than 1,000 bytes (--limit message_bytes NUMBER reads more)"
    ]
    assert read(tmp_path, "telegram") == 2


def test_a_row_of_a_table_that_is_too_long_is_left_out_and_told(tmp_path: Path) -> None:
    rows = [
        f'"1","moss","2023-02-27T17:0{i}:00+01:00","{text}","",""\n' for i, text in enumerate(["a", "b" * 200_000, "c"])
    ]
    (tmp_path / "a.csv").write_text(TABLE + "".join(rows))
    source = Source([tmp_path])
    (found,) = Registry.installed().importer("discord")().read(source)
    assert [message.text for message in found.messages] == ["a", "c"]
    assert "left out: a row of more than 131,072 characters" in [problem.what for problem in source.findings.problems]


def test_whatsapps_older_option_still_raises_the_limit(tmp_path: Path) -> None:
    chat(tmp_path, text=CHAT + "x\n" * 600_000)
    importer = Registry.installed().importer("whatsapp")
    with pytest.raises(SourceError, match="--limit message_bytes NUMBER"):
        list(importer(longest=1 << 20).read(Source([tmp_path])))
    limits = Limits(message_bytes=1 << 20)
    assert list(importer(longest=2 << 20).read(Source([tmp_path], limits=limits)))


LOOP = (
    b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Length 11>>stream\n/X Do /X Do\nendstream",
)


def packed(content: bytes) -> bytes:
    """A PDF of one page, whose content is packed."""
    small = zlib.compress(content, 9)
    return pdf(b"x").replace(
        b"<</Length 1>>stream\nx", b"<</Length %d/Filter/FlateDecode>>stream\n%b" % (len(small), small)
    )


def forms(depth: int) -> bytes:
    """A PDF of one page that draws ten times a form that draws ten times a form, and so on: 10 ** depth lines."""
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>/Length %d>>stream\n%b\nendstream"
    more = [form % (5 + i, 60, b"/X Do " * 10) for i in range(depth - 1)]
    more.append(form % (4, 13, b"0 0 m 9 9 l S"))
    return pdf(b"/X Do " * 10, resources=b"/XObject<</X 4 0 R>>", more=tuple(more))


HOSTILE = {
    "a form in itself": pdf(words(1), b"/X Do", resources=b"/XObject<</X 4 0 R>>", more=LOOP),
    "pages that are their own parent": pdf(words(1))
    .replace(b"/Kids[", b"/Kids[2 0 R ")
    .replace(b"/Count 1", b"/Count 2"),
    "a page that unpacks to a flood": packed(words(400_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_pdf_can_harm_nobody_but_itself(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.pdf").write_bytes(HOSTILE[name])
    (tmp_path / "b.md").write_text(ESSAY)
    source = Source([tmp_path])
    found = list(Registry.installed().importer("essays")().read(source))
    assert [essay.id.endswith("b.md") for essay in found][-1]
    assert source.findings.problem_count


LETTERS = b"".join(
    b"BT /F 1 Tf %d %d Td (It rains on the boats in the harbour.) Tj ET\n" % (40 * (i % 20), 2 * (i // 20))
    for i in range(2000)
)
FLOODS = [
    ("pdf_objects", packed(words(9_000)), Limits(pdf_objects=3_000)),
    ("pdf_objects", forms(4), Limits(pdf_objects=3_000)),
    ("pdf_glyphs", packed(LETTERS), Limits(pdf_glyphs=3_000)),
    ("document_bytes", packed(b"q Q " * 50_000 + words(1)), Limits(document_bytes=100_000)),
]


@pytest.mark.parametrize(("key", "document", "limits"), FLOODS, ids=["objects", "forms", "glyphs", "bytes"])
def test_a_pdf_is_refused_by_what_it_makes_however_fast_the_machine_is(
    key: str, document: bytes, limits: Limits
) -> None:
    with pytest.raises(SourceError, match=f"--limit {key} NUMBER"):
        read_pdf(document, "a.pdf", msgspec.structs.replace(limits, pdf_seconds=600))
    assert read_pdf(document, "a.pdf", Limits(pdf_seconds=600))[1]


def test_a_pdf_that_takes_too_long_is_stopped() -> None:
    assert read_pdf(pdf(words(1)), "a.pdf", Limits(pdf_seconds=1 << 62))[1]
    with pytest.raises(SourceError, match="--limit pdf_seconds NUMBER"):
        read_pdf(forms(20), "a.pdf", Limits(pdf_seconds=1))


@pytest.mark.parametrize("size", [0, 1, 1023, 1024, 5_000_000])
def test_bytes_are_counted_that_streams_unpack_to_and_pictures_are_not(size: int) -> None:
    one = packed(b"x" * size)
    check_unpacked(one + one, 2 * size)
    check_unpacked(one.replace(b"<</Length", b"<</Subtype /Image/Length"), 0)
    check_unpacked(one.replace(b"/FlateDecode>>stream\n", b">>stream\nplain "), 0)
    if size:
        with pytest.raises(TooMuchError):
            check_unpacked(one + one, 2 * size - 1)


def test_json_on_a_terminal_is_the_same_json_without_signs_that_drive_it(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    name = "M\x9b31m\u202e\U000e0041 é"
    telegram(tmp_path)
    data = json.loads((tmp_path / "result.json").read_text())
    (tmp_path / "result.json").write_text(json.dumps({**data, "name": name}))
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "simulacrum_core", "read", str(tmp_path), "--limit", "message_bytes", "1K"]
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, check=True)
    os.close(theirs)
    shown = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert json.loads(shown)["title"] == name, done.stderr
    assert not set(shown) & set("\x9b\u202e\U000e0041")
    assert "é" in shown


def test_what_lies_beside_a_pdf_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("msgspec", "contextlib", "pypdfium2", "simulacrum_essays"):
        (tmp_path / f"{name}.py").write_text("open('run', 'w')")
    (tmp_path / "a.pdf").write_bytes(pdf(words(1)))
    monkeypatch.chdir(tmp_path)
    assert read(tmp_path / "a.pdf", "essays") == 1
    assert not (tmp_path / "run").exists()


def test_the_guide_tells_every_limit_and_its_default() -> None:
    guide = (HOME / "docs/guide.md").read_text()
    section = guide[guide.index("## Limits on sources") :].partition("\n## ")[0]
    told = dict(re.findall(r"^\| `(\w+)` \| ([\d,]+[KMGT]?) \|", section, re.MULTILINE))
    assert {key: number(text) for key, text in told.items()} == msgspec.structs.asdict(Limits())


def number(text: str) -> int:
    digits = text.replace(",", "")
    return int(digits) if digits.isdecimal() else int(digits[:-1]) << 10 * ("KMGT".index(digits[-1]) + 1)


@pytest.mark.parametrize("command", ["inspect", "read"])
def test_the_command_line_raises_every_limit(simulacrum: Simulacrum, tmp_path: Path, command: str) -> None:
    zipped(tmp_path, "a.jpg", "b.jpg")
    for key in Limits.__struct_fields__:
        assert simulacrum(command, str(tmp_path / "all.zip"), "--limit", key, "1T").exit_code == 0
    refused = simulacrum(command, str(tmp_path / "all.zip"), "--limit", "entries", "2")
    assert refused.exit_code == 1
    assert "--limit entries NUMBER" in refused.output


@pytest.mark.parametrize(
    ("text", "expected"), [("7", 7), ("64M", 64 << 20), ("64m", 64 << 20), ("64MiB", 64 << 20), ("64MB", 64_000_000)]
)
def test_a_limit_is_written_as_a_size(text: str, expected: int) -> None:
    assert limits_of([("file_bytes", text)]) == Limits(file_bytes=expected)


@pytest.mark.parametrize("text", ["0", "-5", "", "M", "1e5", "9" * 400, "5 parsecs", "nan", "²"])
def test_what_is_no_size_is_refused_in_one_line(simulacrum: Simulacrum, tmp_path: Path, text: str) -> None:
    chat(tmp_path)
    refused = simulacrum("inspect", tmp_path, "--limit", "entries", text)
    assert refused.exit_code == 2
    assert "is not a number such as 500000 or 64M" in refused.output


@pytest.mark.parametrize("sign", ["\x1b[31m", "\x9b31m", "\u202e", "\u2066", "\n", "\x07"])
def test_a_name_cannot_drive_the_terminal(registry: Registry, tmp_path: Path, sign: str) -> None:
    path = tmp_path / f"a{sign}b.zip"
    path.write_bytes(b"PK\x03\x04 no zip")
    result = CliRunner().invoke(cli, ["inspect", str(path)], obj=registry, color=True)
    assert result.exit_code == 1
    assert sign not in result.output.removesuffix("\n")
    assert "b.zip: not a zip that can be read" in result.output
