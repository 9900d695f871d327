"""Tracked changes: what somebody else put into a document is not its owner's, and what they took out is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from simulacrum_core import Persona, Source, check, convert
from simulacrum_essays import EssaysImporter

from .test_essay_documents import OPEN, PROSE, paragraph, run, word

DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
BEN, ADA = "Ben Kowal", "Ada Lind"


def read(
    path: Path, data: bytes, names: tuple[str, ...] = (), **options: object
) -> tuple[list[tuple[str, str]], dict[str, str]]:
    path.write_bytes(data)
    source = Source([path])
    source.names = names
    found = [
        (message.kind, message.text)
        for essay in EssaysImporter.model_validate(options).read(source)
        for message in essay.messages
    ]
    told = {one.subject: f"{one.answer}: {one.evidence}" for one in source.findings.decisions}
    return found, told | {f"{one.subject}?": "" for one in source.findings.decisions if not one.certain}


def ins(name: str, *runs: str) -> str:
    return f'<w:ins w:id="7" w:author="{name}" w:date="2024-03-01T10:00:00Z">{"".join(runs)}</w:ins>'


def gone(name: str, text: str) -> str:
    return f'<w:del w:id="8" w:author="{name}"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def marked(change: str, name: str, *runs: str) -> str:
    """A paragraph whose mark was inserted or deleted."""
    return f'<w:p><w:pPr><w:rPr><w:{change} w:author="{name}"/></w:rPr></w:pPr>{"".join(runs)}</w:p>'


def signed(body: str, creator: str = "", last: str = "") -> bytes:
    """A Word file that says who made it and who saved it last."""
    out = io.BytesIO(word(body))
    core = (
        f'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" {DC}>'
        f"<dc:creator>{creator}</dc:creator><cp:lastModifiedBy>{last}</cp:lastModifiedBy></cp:coreProperties>"
    )
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("docProps/core.xml", core)
    return out.getvalue()


CHANGED = (
    paragraph(run(PROSE))
    + paragraph(run("It rained"), ins(BEN, run(" very"), run(" hard")), ins(ADA, run(" for days")), run("."))
    + paragraph(run("We "), gone(BEN, "sat and "), gone(ADA, "merely "), run("waited."))
)
OWN = f"{PROSE}\n\nIt rained for days.\n\nWe sat and waited."


@pytest.mark.parametrize(
    ("creator", "last", "names"),
    [
        (ADA, BEN, ()),
        ("alind", "", ()),
        ("Windows User", BEN, (ADA,)),
        ("Riverside High School", BEN, ("ada.lind@example.org", "ada lind")),
        ("", "", ("Ada",)),
    ],
)
def test_changes_by_others_in_a_word_file_are_undone(
    tmp_path: Path, creator: str, last: str, names: tuple[str, ...]
) -> None:
    found, told = read(tmp_path / "a.docx", signed(CHANGED, creator, last), names)
    assert found == [("text", OWN), ("insertion", " very hard")]
    assert told["tracked changes by others"].startswith(
        "left out, and deleted words restored: inserted 1 by Ben Kowal; deleted 1 by Ben Kowal; in 1 files, "
    )
    assert told["marks of apps"] == "left out: 1 comments, 1 tracked deletions"
    assert "tracked changes by others?" not in told


def test_what_the_owner_wrote_in_the_place_of_deleted_words_stands(tmp_path: Path) -> None:
    body = paragraph(run(PROSE)) + paragraph(run("I know "), gone(BEN, "seven"), ins(ADA, run("six")), run(" of them."))
    found, _ = read(tmp_path / "a.docx", signed(body, ADA))
    assert found == [("text", f"{PROSE}\n\nI know six of them.")]


def test_whoever_saved_a_file_last_without_tracking_wrote_it(tmp_path: Path) -> None:
    body = paragraph(run(PROSE)) + paragraph(run("It rained"), ins(BEN, run(" hard")), run("."))
    found, _ = read(tmp_path / "a.docx", signed(body, "", ADA))
    assert found == [("text", f"{PROSE}\n\nIt rained."), ("insertion", " hard")]


def test_where_nothing_tells_whose_a_word_file_is_insertions_are_kept_and_told(tmp_path: Path) -> None:
    expected = f"{PROSE}\n\nIt rained very hard for days.\n\nWe waited."
    found, told = read(tmp_path / "a.docx", signed(CHANGED, "Windows User", BEN))
    assert found == [("text", expected)]
    assert told["tracked insertions"].startswith("read as the author's: 1 by Ada Lind, 1 by Ben Kowal; in 1 files")
    assert "tracked insertions?" in told
    found, _ = read(tmp_path / "a.docx", signed(CHANGED, ADA), insertions="keep")
    assert found == [("text", expected)]
    found, _ = read(tmp_path / "a.docx", signed(CHANGED), insertions="drop")
    assert found == [("text", f"{PROSE}\n\nIt rained.\n\nWe waited."), ("insertion", " very hard for days")]


def test_paragraphs_and_rows_that_others_made_are_as_they_were(tmp_path: Path) -> None:
    row = "<w:tr><w:trPr><w:{} w:author='{}'/></w:trPr><w:tc>{}</w:tc></w:tr>"
    body = (
        paragraph(run(PROSE))
        + marked("ins", BEN, run("The wind was"))
        + paragraph(run(" cold."))
        + marked("ins", BEN, ins(BEN, run("A whole paragraph.")))
        + marked("del", BEN, run("One here."))
        + paragraph(run("One there."))
        + "<w:tbl>"
        + row.format("ins", BEN, paragraph(ins(BEN, run("put in"))))
        + row.format("del", BEN, paragraph(gone(BEN, "taken out")))
        + "</w:tbl>"
        + f'<w:p><w:moveFrom w:author="{BEN}">{run("Moved away.")}</w:moveFrom></w:p>'
        + f'<w:p><w:moveTo w:author="{BEN}">{run("Moved away.")}</w:moveTo></w:p>'
    )
    found, _ = read(tmp_path / "a.docx", signed(body, ADA))
    assert found[0] == (
        "text",
        f"{PROSE}\n\nThe wind was cold.\n\nOne here.\n\nOne there.\n\ntaken out\n\nMoved away.",
    )
    assert found[1] == ("insertion", "A whole paragraph.\n\nput in\n\nMoved away.")


def test_what_others_inserted_is_in_the_ledger_and_check_tells_what_is_not_certain(tmp_path: Path) -> None:
    for place in ("sure", "unsure"):
        (tmp_path / place).mkdir()
        for number in range(3):
            body = CHANGED.replace("rained", f"rained {number} times").replace("lay on", f"lay {number} weeks on")
            data = signed(body, ADA if place == "sure" else "User")
            (tmp_path / place / f"note {number}.docx").write_bytes(data)
    made = convert(tmp_path / "sure", me=ADA, folder=tmp_path / "a")
    assert made.manifest.ledger.left_out["insertion"] == 3
    assert not any("insertion" in line for line in check(tmp_path / "a").remarks)
    convert(tmp_path / "unsure", me=(), persona=None, folder=tmp_path / "b", ask=lambda *_: Persona(me=["Ada"]))
    remarks = [line for line in check(tmp_path / "b").remarks if "tracked insertions" in line]
    assert len(remarks) == 1


def text_file(body: str, changes: str, creator: str = ADA) -> bytes:
    meta = f"<office:meta><meta:initial-creator>{creator}</meta:initial-creator></office:meta>" if creator else ""
    return (
        f'<?xml version="1.0"?><office:document {OPEN} {DC} xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"'
        f' office:mimetype="application/vnd.oasis.opendocument.text">{meta}<office:body><office:text>'
        f"<text:tracked-changes>{changes}</text:tracked-changes>{body}</office:text></office:body></office:document>"
    ).encode()


def region(id: str, kind: str, name: str, deleted: str = "") -> str:
    return (
        f'<text:changed-region text:id="{id}"><text:{kind}><office:change-info><dc:creator>{name}</dc:creator>'
        f"<dc:date>2024-03-01T10:00:00</dc:date></office:change-info>{deleted}</text:{kind}></text:changed-region>"
    )


def test_changes_by_others_in_an_open_document_are_undone(tmp_path: Path) -> None:
    start, end, at = (
        '<text:change-start text:change-id="{}"/>',
        '<text:change-end text:change-id="{}"/>',
        "<text:change ",
    )
    body = (
        f"<text:p>{PROSE}</text:p>"
        f"<text:p>It rained{start.format('c1')} very<text:s/><text:span>hard</text:span>{end.format('c1')}"
        f"{start.format('c2')} for days{end.format('c2')}.</text:p>"
        f"<text:p>We {at}text:change-id='c3'/>waited{start.format('c4')}.</text:p><text:p>All of us.</text:p>"
        f"<text:p>Or most{end.format('c4')} again.</text:p>"
        f"<text:p>{at}text:change-id='c5'/>Then we slept.</text:p>"
    )
    changes = (
        region("c1", "insertion", BEN)
        + region("c2", "insertion", ADA)
        + region("c3", "deletion", BEN, "<text:p>sat and </text:p>")
        + region("c4", "insertion", BEN)
        + region("c5", "deletion", ADA, "<text:p>No. </text:p>")
    )
    own = f"{PROSE}\n\nIt rained for days.\n\nWe sat and waited again.\n\nThen we slept."
    found, told = read(tmp_path / "a.fodt", text_file(body, changes))
    assert found == [("text", own), ("insertion", " very hard\n\n.\n\nAll of us.\n\nOr most")]
    assert told["marks of apps"] == "left out: 1 tracked deletions"
    found, told = read(tmp_path / "a.fodt", text_file(body, changes, ""))
    assert "very hard for days" in found[0][1]
    assert "tracked insertions?" in told


def test_changes_by_others_in_a_rich_text_are_undone(tmp_path: Path) -> None:
    rich = (
        r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\info{\author Ada Lind}}{\*\revtbl {Unknown;}{Ada Lind;}{Ben Kowal;}}"
        + PROSE
        + r"\par It rained{\revised\revauth2\revdttm123  very caf\'e9}{\revised\revauth1  for days}.\par "
        r"We {\deleted\revauthdel2\revdttmdel1 sat and }{\deleted\revauthdel1 merely }waited.\par}"
    )
    found, told = read(tmp_path / "a.rtf", rich.encode())
    assert found == [("text", OWN), ("insertion", " very caf\xe9")]
    assert told["tracked changes by others"].startswith("left out, and deleted words restored: inserted 1 by Ben Kowal")
    found, _ = read(tmp_path / "a.rtf", rich.replace(r"{\info{\author Ada Lind}}", "").encode())
    assert found == [("text", f"{PROSE}\n\nIt rained very caf\xe9 for days.\n\nWe waited.")]


def test_a_blank_before_words_that_others_deleted_in_a_rich_text_stays(tmp_path: Path) -> None:
    rich = (
        r"{\rtf1\ansi{\*\revtbl {Unknown;}{Ada Lind;}{Ben Kowal;}}{\info{\author Ada Lind}}"
        + rf"{PROSE}\par We sat.{{\revised\revauth2 Here.}}{{\deleted\revauthdel2  We waited.}}\par}}"
    )
    found, _ = read(tmp_path / "a.rtf", rich.encode())
    assert found[0] == ("text", f"{PROSE}\n\nWe sat. We waited.")


@pytest.mark.parametrize(
    ("head", "encoding", "words"),
    [
        (r"\mac\ansicpg10000", "mac_roman", "Naïve café, “zut”."),
        (r"\mac", "mac_roman", "Naïve café, “zut”."),
        (r"\ansi\ansicpg10007", "mac_cyrillic", "Чайник потёк."),
        (r"\pc", "cp437", "Naïve café."),
        (r"\pca", "cp850", "Ça, øre."),
        (r"\ansi\ansicpg1251", "cp1251", "Чайник потёк."),
        (r"\ansi", "cp1252", "Naïve café, “zut”."),
    ],
)
def test_a_rich_text_is_read_in_its_character_set(head: str, encoding: str, words: str, tmp_path: Path) -> None:
    coded = "".join(sign if sign.isascii() else "\\'" + sign.encode(encoding).hex() for sign in words)
    found, _ = read(
        tmp_path / "a.rtf", rf"{{\rtf1{head}{{\fonttbl{{\f0 Arial;}}}}\f0 {PROSE}\par {coded}\par}}".encode()
    )
    assert found == [("text", f"{PROSE}\n\n{words}")]


LITERATURE = ' ADDIN ZOTERO_BIBL {"uncited":[]} CSL_BIBLIOGRAPHY '


def test_a_list_of_literature_that_a_program_made_is_no_text(tmp_path: Path) -> None:
    def sign(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    told = f"<w:r><w:instrText>{LITERATURE.replace(chr(34), '&quot;')}</w:instrText></w:r>"
    body = f"<w:p>{sign('begin')}{told}{sign('separate')}<w:r><w:t>Ek, B. (2019). On rope.</w:t></w:r></w:p>"
    body += f"<w:p><w:r><w:t>Orr, C. (2001). Kettles.</w:t></w:r>{sign('end')}</w:p>"
    found, _ = read(tmp_path / "a.docx", signed(f"<w:p><w:r><w:t>{PROSE}</w:t></w:r></w:p>{body}"))
    assert found[0] == ("text", PROSE)
    assert {text for kind, text in found if kind == "boilerplate"} == {
        "Ek, B. (2019). On rope.\n\nOrr, C. (2001). Kettles."
    }
    shown = r"{\fldrslt Ek, B. (2019). On rope.}"
    field = rf"{{\field{{\*\fldinst {{ADDIN EN.REFLIST }}}}{shown}}}"
    found, _ = read(tmp_path / "a.rtf", rf"{{\rtf1\ansi \pard {PROSE}\par\pard {field}\par}}".encode())
    assert found == [("text", PROSE), ("boilerplate", "Ek, B. (2019). On rope.")]
