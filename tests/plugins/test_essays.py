"""The essays importer: its corpus, and the laws that no single sample shows."""

from __future__ import annotations

import base64
import io
import json
import random
import shutil
import textwrap
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulacrum_core import Conversation, Importer, Message, SimulacrumError, Source, SourceError
from simulacrum_core.sources import date_of, pdf_date
from simulacrum_core.sources.archives import document_members
from simulacrum_core.sources.limits import Limits
from simulacrum_core.testing import ImporterTests, expected_file, samples
from simulacrum_essays import EssaysImporter
from simulacrum_essays.names import is_journal, named
from simulacrum_essays.pdf.lines import Chars, lines_of
from simulacrum_essays.people import person
from simulacrum_essays.text.markdown import markdown
from simulacrum_essays.text.plain import plain

CORPUS = Path(__file__).parents[1] / "corpora" / "essays"
FILES = sorted(path for path in CORPUS.rglob("*") if path.is_file() and not path.name.endswith(".jsonl"))
LAUGHS = '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
PROSE = "A plain sentence about boats, which goes on for as long as it has to. "


class TestEssays(ImporterTests):
    # tests/fuzzing damages them by the thousand.
    damages: ClassVar[int] = 2
    importer: ClassVar[type[Importer]] = EssaysImporter
    corpus: ClassVar[Path] = CORPUS
    takes: ClassVar[frozenset[str]] = frozenset({"prose.txt", "prose_utf16.txt", "nothing.zip"})


def read(source: Source, **options: object) -> list[tuple[Conversation, list[Message]]]:
    found = EssaysImporter.model_validate(options).read(source)
    return [(conversation, list(conversation.messages)) for conversation in found]


def texts(path: Path, data: str | bytes, **options: object) -> list[tuple[str, str]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return [(m.kind, m.text) for _, messages in read(Source([path]), **options) for m in messages]


def repacked(path: Path, **members: bytes | str) -> bytes:
    """A zipped document with other members; a double underscore in a name stands for a slash."""
    changed = {name.replace("__", "/").replace("_xml", ".xml"): data for name, data in members.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info, changed.get(info.filename, old.read(info)))
    return out.getvalue()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_that_is_cut_or_damaged_is_read_or_refused(tmp_path: Path, path: Path) -> None:
    data, chance = path.read_bytes(), random.Random(path.name)
    cuts = [data[: chance.randrange(len(data))] for _ in range(8)]
    flips = [bytearray(data) for _ in range(8)]
    for flipped in flips:
        for _ in range(chance.choice((1, 20))):
            flipped[chance.randrange(len(data))] = chance.randrange(256)
    for number, broken in enumerate([*cuts, *map(bytes, flips)]):
        file = tmp_path / f"{number} {path.name}"
        file.write_bytes(broken)
        EssaysImporter().identify(Source([file]))
        assert "\n" not in outcome(file)


def outcome(file: Path) -> str:
    """Nothing where a file is read, the error where it is refused; anything else is raised."""
    try:
        for _, messages in read(Source([file])):
            assert all(message.text for message in messages)
    except SimulacrumError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", ["keys.docx", "ladders.odt", "two-essays.epub"])
def test_xml_with_entities_is_refused(tmp_path: Path, name: str) -> None:
    laughing = f'<?xml version="1.0"?>{LAUGHS}<r>&c;</r>'
    member = {
        "keys.docx": "word__document_xml",
        "ladders.odt": "content_xml",
        "two-essays.epub": "META-INF__container_xml",
    }
    file = tmp_path / name
    file.write_bytes(repacked(CORPUS / name, **{member[name]: laughing}))
    with pytest.raises(SourceError, match="refused"):
        read(Source([file]))


@pytest.mark.parametrize("root", ["rss", "feed"])
def test_a_feed_with_entities_is_refused(tmp_path: Path, root: str) -> None:
    space = 'xmlns="http://www.w3.org/2005/Atom" xmlns:wp="http://wordpress.org/export/1.2/" x="blogger.com"'
    file = tmp_path / "feed.xml"
    file.write_text(f"<?xml version='1.0'?>{LAUGHS}<{root} {space}><item/></{root}>")
    assert EssaysImporter().identify(Source([file]))
    with pytest.raises(SourceError, match="refused"):
        read(Source([file]))


@pytest.mark.parametrize("name", ["keys.docx", "ladders.odt"])
def test_xml_that_is_nested_too_deeply_is_an_error(tmp_path: Path, name: str) -> None:
    member = "word__document_xml" if name == "keys.docx" else "content_xml"
    file = tmp_path / name
    file.write_bytes(repacked(CORPUS / name, **{member: "<a>" * 5000 + "</a>" * 5000}))
    with pytest.raises(SourceError, match="damaged XML"):
        read(Source([file]))


def test_a_page_that_is_nested_too_deeply_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "deep.html"
    file.write_text("<!doctype html><body>" + "<div>" * 9000 + PROSE)
    with pytest.raises(SourceError, match="nested more than 2,048 deep"):
        read(Source([file]))


def pdf_of(content: str, extra: str = "") -> bytes:
    """A page of PDF with this content."""
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(out)
    out += (
        f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R {extra}>>\nstartxref\n{start}\n%%EOF\n"
    )
    return out.encode()


def test_a_scan_without_text_is_an_error_that_says_so(tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(pdf_of("q 300 0 0 300 0 0 cm Q"))
    assert EssaysImporter().identify(Source([file]))
    with pytest.raises(SourceError, match=r"scan\.pdf: no text in it, only pictures of 1 pages.*OCR"):
        read(Source([file]))


def test_ligatures_of_a_pdf_are_letters(tmp_path: Path) -> None:
    found = texts(tmp_path / "a.pdf", pdf_of("BT /F 12 Tf 20 200 Td (It is the first thing that I \\256nd.) Tj ET"))
    assert found == [("text", "It is the first thing that I find.")]


def test_a_book_with_drm_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "locked.epub"
    data = io.BytesIO((CORPUS / "two-essays.epub").read_bytes())
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(
            "META-INF/encryption.xml",
            '<e><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></e>',
        )
    file.write_bytes(data.getvalue())
    with pytest.raises(SourceError, match="DRM"):
        read(Source([file]))


def test_a_page_with_a_long_head_is_known_by_its_text(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(f"<!doctype html><head><style>{'p{} ' * 50_000}</style></head><body><p>{PROSE * 3}</p></body>")
    assert EssaysImporter().identify(Source([file]))
    assert [text for _, text in texts(file, file.read_bytes())] == [(PROSE * 3).strip()]


@pytest.mark.parametrize(
    "hostile", ["[" * 50_000, "<!--" * 50_000, "{% " * 50_000, "{{" * 50_000, "[^" * 50_000, "` `` " * 20_000]
)
def test_markdown_that_opens_and_never_closes_takes_no_time(tmp_path: Path, hostile: str) -> None:
    (_, first), *_, (_, last) = 2 * texts(tmp_path / "a.md", f"{PROSE}\n\n{hostile}\n\n{PROSE}")
    assert first.startswith(PROSE.strip())
    assert last.rstrip().endswith(PROSE.strip())


@pytest.mark.parametrize("fence", ["", "```\n"])
def test_machine_text_is_left_out_of_an_essay_and_counted(tmp_path: Path, fence: str) -> None:
    key = base64.b64encode(bytes(range(256))).decode()
    (tmp_path / "a.md").write_text(
        f"# Boats\n\n{PROSE}\n\n{fence}{key}\n{fence}\n\n{PROSE} ![](data:image/png;base64,{key})\n"
    )
    source = Source([tmp_path / "a.md"])
    (essay,) = EssaysImporter().read(source)
    assert [message.kind for message in essay.messages] == ["text", "machine", "text"]
    assert not any(key in message.text for message in essay.messages if message.kind == "text")
    told = {decision.subject: decision.answer for decision in source.findings.decisions}
    assert told["machine text"] == told["pictures inside of texts"] == "left out"


@pytest.mark.parametrize("name", ["keys.docx", "ladders.odt", "two-essays.epub"])
def test_a_document_with_too_much_text_is_refused_unless_the_limit_is_raised(name: str) -> None:
    size = (CORPUS / name).stat().st_size
    with pytest.raises(SourceError, match=f"{name}: refused: its parts unpack to .*--limit document_bytes NUMBER"):
        read(Source([CORPUS / name], limits=Limits(document_bytes=size)))


POST = "# Boats\n\nMine.\n\n> Not mine.\n\n```\ncode\n```\n\nMine again.[^1]\n\n[^1]: A note.\n"
NOTE = ("boilerplate", "[^1]: A note.")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [("text", "Mine."), ("quote", "> Not mine."), ("quote", "```\ncode\n```"), ("text", "Mine again."), NOTE]),
        ({"quotes": "leave-out", "code": "leave-out"}, [("text", "Mine.\n\nMine again."), NOTE]),
        ({"quotes": "keep", "code": "leave-out"}, [("text", "Mine.\n\n> Not mine.\n\nMine again."), NOTE]),
        (
            {"quotes": "leave-out", "code": "leave-out", "footnotes": "keep"},
            [("text", "Mine.\n\nMine again.[^1]\n\n[^1]: A note.")],
        ),
        (
            {"quotes": "leave-out", "code": "leave-out", "footnotes": "mark"},
            [("text", "Mine.\n\nMine again."), ("quote", "[^1]: A note.")],
        ),
    ],
)
def test_what_is_not_the_authors_own_is_marked_left_out_or_kept(
    tmp_path: Path, options: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    found = texts(tmp_path / "boats.md", POST, **options)
    assert [part for part in found if part[0] != "omitted"] == expected
    assert any(kind == "omitted" for kind, _ in found) == ("leave-out" in options.values())


def test_a_footnote_in_a_line_is_one(tmp_path: Path) -> None:
    post = "# Boats\n\nMine^[a note] too.\n\nMore.\n"
    assert texts(tmp_path / "boats.md", post) == [("text", "Mine too.\n\nMore."), ("boilerplate", "a note")]


def test_the_author_is_whom_the_option_names(tmp_path: Path) -> None:
    [(conversation, messages)] = read(Source([CORPUS / "pelican.md"]), author="Somebody Else")[:1]
    assert [person.name for person in conversation.participants] == ["Somebody Else"]
    assert {message.author for message in messages} == {"Somebody Else", None}


def test_drafts_and_pages_are_left_out_by_option(tmp_path: Path) -> None:
    source = Source([CORPUS / "theharbourlog.WordPress.2024-02-20.xml"])
    assert [conversation.title for conversation, _ in read(source, drafts="false", pages="false")] == [
        "Fog & other neighbours",
        "Ropes",
        "Thrown away",
    ]
    answers = {decision.subject: decision.answer for decision in source.findings.decisions}
    assert answers["drafts"] == "left out"
    assert answers["entries of other types"] == "left out"


def test_an_essay_without_a_word_of_its_authors_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("> Nothing but a quotation.\n")
    (tmp_path / "b.md").write_text(PROSE)
    source = Source([tmp_path])
    assert len(read(source, encoding="utf-8")) == 2
    assert any("no text by its author" in one.what for one in source.findings.problems)
    with pytest.raises(SourceError, match="nothing in it is its author's own"):
        read(Source([tmp_path / "a.md"]))


def test_what_cannot_be_read_in_a_folder_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(PROSE)
    (tmp_path / "bad.docx").write_bytes((CORPUS / "keys.docx").read_bytes()[:900])
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7\nnothing")
    (tmp_path / "noise.txt").write_bytes(bytes(range(256)) * 9)
    source = Source([tmp_path])
    assert EssaysImporter().identify(source)
    assert len(read(source)) == 1
    told = {Path(problem.file).name: problem.what for problem in source.findings.problems}
    assert set(told) == {"bad.docx", "bad.pdf", "noise.txt"}
    assert all(what.startswith("not read: ") for what in told.values())


@pytest.mark.parametrize("kept", ["prose", "chat", "journal"])
def test_a_folder_with_a_chat_or_more_days_than_essays_is_not_ours(tmp_path: Path, kept: str) -> None:
    (tmp_path / "essay.md").write_text(PROSE)
    if kept == "chat":
        (tmp_path / "_chat.txt").write_text("".join(f"[1/2/24, 10:0{n}:00] Moss: hi\n" for n in range(9)))
    if kept == "journal":
        for day in range(10, 14):
            (tmp_path / f"2024-01-{day}.md").write_text(PROSE)
    assert EssaysImporter().identify(Source([tmp_path])) is (kept == "prose")


def many_posts(count: int) -> Iterator[str]:
    head = (CORPUS / "theharbourlog.WordPress.2024-02-20.xml").read_text()
    yield head[: head.index("\t<item>")]
    item = head[head.index("\t<item>") : head.index("</item>") + 8]
    for number in range(count):
        yield item.replace("<wp:post_id>11<", f"<wp:post_id>{number}<")
    yield "</channel></rss>"


def test_a_large_blog_is_read_in_constant_memory(tmp_path: Path) -> None:
    file = tmp_path / "blog.xml"
    with file.open("w") as out:
        out.writelines(many_posts(800))
    next(EssaysImporter().read(Source([file])))
    tracemalloc.start()
    count = sum(1 for _ in EssaysImporter().read(Source([file])))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 800
    assert peak < 4 << 20, f"{peak:,} bytes for {file.stat().st_size:,}"


def test_a_blog_that_breaks_off_is_read_up_to_there(tmp_path: Path) -> None:
    whole = "".join(many_posts(5))
    file = tmp_path / "blog.xml"
    file.write_text(whole[: whole.rindex("<wp:post_id>")])
    source = Source([file])
    assert [conversation.id for conversation, _ in read(source)] == [f"blog.xml#{number}" for number in range(4)]
    [problem] = source.findings.problems
    assert problem.line
    assert "the rest of the file" in problem.what


def test_posts_with_one_number_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "blog.xml"
    file.write_text("".join(many_posts(2)).replace("<wp:post_id>1<", "<wp:post_id>0<"))
    assert [conversation.id for conversation, _ in read(Source([file]))] == ["blog.xml#0", "blog.xml#0-2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-02", "2024-01-02T00:00:00"),
        ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05+00:00"),
        ("2024-01-02 03:04:05 +0100", "2024-01-02T03:04:05+01:00"),
        ("2024-01-02T03:04:05.678901234+01:00", "2024-01-02T03:04:05.678901+01:00"),
        ("3 May 2008", "2008-05-03T00:00:00"),
        ("Monday, 3rd May 2008", "2008-05-03T00:00:00"),
        ("May 3, 2008 at 5:06 pm", "2008-05-03T17:06:00"),
        ("Sat, 03 May 2008 05:06:07 +0000", "2008-05-03T05:06:07+00:00"),
        ("2008年5月3日", "2008-05-03T00:00:00"),
        ("2024-13-02", None),
        ("0000-00-00 00:00:00", None),
        ("yesterday", None),
        ("", None),
        (7, None),
    ],
)
def test_dates_are_read_as_they_are_written(text: object, expected: str | None) -> None:
    found = date_of(text)
    assert (found and found.isoformat()) == expected


def test_dates_of_pdf() -> None:
    found = [pdf_date(text) for text in ("D:20240102093000+01'00'", "D:2024", "D:20241399", "no")]
    assert [date and date.isoformat() for date in found] == [
        "2024-01-02T09:30:00+01:00",
        "2024-01-01T00:00:00",
        None,
        None,
    ]


@pytest.mark.parametrize(
    "name",
    [
        "2024-01-02.md", "2024-01-02 Tuesday.md", "20240102.txt", "02.01.2024.md",
        "x/2024/01/02.txt", "January 2, 2024.md", "2 Jan 2024.md", "2024-01-02 10-11.txt",
    ],
)  # fmt: skip
def test_a_file_that_is_called_by_a_date_is_a_journals(name: str) -> None:
    assert is_journal(name)


@pytest.mark.parametrize(
    "name",
    [
        "2024-01-02-boats.md", "1984.md", "boats 2024.md", "May.md", "posts/2024-01-02/index.md", "2024-W01.md",
        "2024-01.md", "2024-Q1.md",
    ],
)  # fmt: skip
def test_a_file_that_is_called_by_more_than_a_date_is_none(name: str) -> None:
    assert not is_journal(name)


def test_names_of_files_tell_titles_and_dates() -> None:
    assert named("_posts/2024-01-02-small-boats.md").title == "Small Boats"
    assert str(named("2024-01-02 Small boats.txt").date) == "2024-01-02 00:00:00"
    assert named("posts/small-boats/index.md").title == "small-boats"
    assert named("Mr. Smith.txt").title == "Mr. Smith"


@pytest.mark.parametrize(
    "name", ["Windows User", "user", "admin", "Administrator", "Microsoft Office User", "DESKTOP-4F", ""]
)
def test_a_computers_name_is_no_author(name: str) -> None:
    assert person(name) is None


def test_a_persons_name_is_an_author() -> None:
    assert [person(name) for name in ("Dana Quill", "by Dana Quill", "Ò. Müller", "Guest Ward")] == [
        "Dana Quill", "Dana Quill", "Ò. Müller", "Guest Ward",
    ]  # fmt: skip


def test_lines_are_joined_only_where_they_were_wrapped() -> None:
    wrapped = "the sea is as wide as it was before we went\nout and came back from it, for it has not seen\n" * 4
    assert "\n" not in plain(f"{wrapped}end of it.").blocks[0].text
    verse = "the sea\nis wide\nand so is\nthe road\nthat leads\nto it\nand away\nfrom it"
    assert plain(verse).blocks[0].text == verse
    assert plain(wrapped, unwrap="no").width is None
    assert plain(verse, unwrap="yes").blocks[0].text == verse.replace("\n", " ")


def test_a_ghost_export_that_breaks_off_keeps_what_is_whole(tmp_path: Path) -> None:
    data = json.loads((CORPUS / "garden.ghost.2024-05-05.json").read_text())
    text = json.dumps(data, indent=2)
    file = tmp_path / "ghost.json"
    file.write_text(text[: text.index('"Not yet"')])
    source = Source([file])
    assert [conversation.title for conversation, _ in read(source)] == ["Trees", "Rendered"]
    assert source.findings.problems


def test_a_document_in_a_zip_is_a_document(tmp_path: Path) -> None:
    source = Source([CORPUS / "zipped.zip"])
    assert "zipped.zip/folder of mine/made.docx" in [file.name for file in source.files()]
    assert "word/document.xml" in document_members((CORPUS / "keys.docx").read_bytes(), "keys.docx", source.limits)


@pytest.mark.parametrize(
    "decoy", [path for path in samples(CORPUS) if not expected_file(path).exists()], ids=lambda p: p.name
)
def test_a_decoy_that_is_handed_in_as_an_essay_is_read_or_refused(decoy: Path) -> None:
    assert outcome(decoy) == "" or decoy.name in outcome(decoy)


WRAPPABLE = st.lists(
    st.lists(
        st.sampled_from("the sea was wide, and nobody went out on it before noon".split()), min_size=60, max_size=150
    ),
    min_size=6,
    max_size=12,
).map(lambda paragraphs: [" ".join(words) for words in paragraphs])


@settings(deadline=None, max_examples=50)
@given(paragraphs=WRAPPABLE, width=st.integers(60, 110))
def test_markdown_that_an_editor_wrapped_comes_out_as_it_was_before(paragraphs: list[str], width: int) -> None:
    text = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in paragraphs)
    found = markdown(text, unwrap="auto")
    if found.width is not None:
        assert "\n\n".join(block.text for block in found.blocks) == "\n\n".join(paragraphs)
    assert [block.text for block in markdown(text, unwrap="no").blocks] == [text]
    assert [block.text for block in markdown(text, unwrap="yes").blocks] == ["\n\n".join(paragraphs)]


def test_a_pdf_that_breaks_off_is_reported(tmp_path: Path) -> None:
    data = (CORPUS / "groff.pdf").read_bytes()
    file = tmp_path / "cut.pdf"
    file.write_bytes(data[: data.rindex(b"startxref")])
    source = Source([file])
    assert [conversation.title for conversation, _ in read(source)] == ["The long office"]
    assert [problem.what for problem in source.findings.problems] == ["it breaks off, so pages may be missing"]


@pytest.mark.parametrize("leftwards", [True, False])
def test_a_line_from_right_to_left_is_read_from_the_right(leftwards: bool) -> None:
    """Whichever way its letters were written; a number in it is read from the left."""
    shown = "םולש 42 םלוע"
    places = [10.0 * place for place in range(len(shown))]
    chars = Chars(list(shown), places, [0.0] * len(shown), [place + 10 for place in places], [10.0] * len(shown))
    (line,) = lines_of(chars.at(reversed(range(len(shown)))) if leftwards else chars, 1)
    assert line.text == "עולם 42 שלום"


@pytest.mark.parametrize("name", ["posts.txt", "result.json", "table"])
def test_pages_that_a_renamed_table_tells_of_are_read_once(name: str, tmp_path: Path) -> None:
    shutil.copytree(CORPUS / "substack", tmp_path / "substack")
    once = [message.text for _, messages in read(Source([tmp_path])) for message in messages]
    (tmp_path / "substack" / "posts.csv").rename(tmp_path / "substack" / name)
    assert [message.text for _, messages in read(Source([tmp_path])) for message in messages] == once


def test_a_second_table_of_the_same_posts_does_not_read_them_again(tmp_path: Path) -> None:
    shutil.copytree(CORPUS / "substack", tmp_path / "substack")
    once = [message.text for _, messages in read(Source([tmp_path])) for message in messages]
    shutil.copy(tmp_path / "substack" / "posts.csv", tmp_path / "substack" / "posts (1).csv")
    source = Source([tmp_path])
    assert [message.text for _, messages in read(source) for message in messages] == once
    assert source.findings.counts["left out: the page of this post was read already"] == 3
