"""Scrivener: the draft is read, all else is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from simulacrum_core import Source, SourceError
from simulacrum_essays import EssaysImporter

SAMPLE = Path(__file__).parents[1] / "corpora" / "essays" / "Harbour.scriv"


def test_what_is_not_of_the_draft_is_told() -> None:
    source = Source([SAMPLE])
    assert [chat.title for chat in EssaysImporter().read(source)] == [
        "The gate",
        "Morning",
        "The crane & the gulls",
        "Thrown away",
    ]
    told = {decision.subject: decision.evidence for decision in source.findings.decisions}
    for what in ("not in the manuscript", "of the research", "1 templates", "1 notes on documents", "1 synopses"):
        assert what in told["other files"]
    assert told["trash"] == "1 texts were thrown away"
    assert told["marks of apps"].startswith("1 comments")


def test_an_older_project_keeps_its_documents_by_number(tmp_path: Path) -> None:
    project = tmp_path / "Old.scriv"
    (project / "Files" / "Docs").mkdir(parents=True)
    item = '<BinderItem ID="3" Type="Text"><Title>The oar</Title></BinderItem>'
    (project / "Old.scrivx").write_text(
        f'<ScrivenerProject><Binder><BinderItem ID="0" Type="DraftFolder"><Children>{item}</Children></BinderItem></Binder></ScrivenerProject>'
    )
    (project / "Files" / "Docs" / "3.rtf").write_text(
        "{\\rtf1\\ansi The oar is longer than the boat, and heavier too.}"
    )
    (project / "Files" / "Docs" / "3_synopsis.txt").write_text("An oar.")
    (chat,) = EssaysImporter().read(Source([project]))
    assert chat.title == "The oar"
    assert [message.text for message in chat.messages] == ["The oar is longer than the boat, and heavier too."]


def test_a_binder_alone_says_what_is_missing(tmp_path: Path) -> None:
    path = Path(shutil.copy(SAMPLE / "Harbour.scrivx", tmp_path))
    with pytest.raises(SourceError, match="without its documents"):
        list(EssaysImporter().read(Source([path])))


@pytest.mark.parametrize(
    "binder", ["", "<ScrivenerProject>", "<ScrivenerProject><Binder>" + "<BinderItem><Children>" * 3000]
)
def test_a_damaged_binder_ends_in_one_line(binder: str, tmp_path: Path) -> None:
    project = Path(shutil.copytree(SAMPLE, tmp_path / "Harbour.scriv"))
    (project / "Harbour.scrivx").write_text(binder)
    with pytest.raises(SourceError) as caught:
        list(EssaysImporter().read(Source([project])))
    assert "\n" not in str(caught.value)


def test_a_binder_in_utf16_is_one_and_without_a_binder_no_document_is_an_essay(tmp_path: Path) -> None:
    project = Path(shutil.copytree(SAMPLE, tmp_path / "Harbour.scriv"))
    binder = project / "Harbour.scrivx"
    whole = [chat.title for chat in EssaysImporter().read(Source([project]))]
    written = binder.read_text(encoding="utf-8").replace("UTF-8", "UTF-16")
    binder.write_text(written, encoding="utf-16")
    assert [chat.title for chat in EssaysImporter().read(Source([project]))] == whole
    binder.unlink()
    (tmp_path / "Note.txt").write_text("The oar is longer than the boat, and heavier too, as we found out.")
    source = Source([tmp_path])
    assert [chat.title for chat in EssaysImporter().read(source)] == ["Note"]
    assert any("whose binder (.scrivx) is missing" in decision.evidence for decision in source.findings.decisions)
