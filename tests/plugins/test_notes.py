"""Exports of apps for notes, read by the essays importer: the laws that no single sample shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulacrum_core import Conversation, Message, Source, SourceError
from simulacrum_essays import EssaysImporter

from ..conftest import Simulacrum

Found = list[tuple[Conversation, list[Message]]]
KEEP = {"color": "DEFAULT", "isTrashed": False, "isPinned": False, "isArchived": False, "title": "Weir"}
WEIR = "The weir was loud today, and I said less than usual."
PAGE = (
    '<html><head><title>Weir</title></head><body><div class="note"><div class="heading"><div class="meta-icons">'
    '{marks}</div>\nMar 4, 2024, 9:00:00 AM</div>\n<div class="title">Weir</div>\n<div class="content">{text}</div>'
    '<div class="chips"><span class="chip label"><span class="label-name">river</span></span></div></div></body></html>'
)


def read(path: Path) -> tuple[Found, Source]:
    source = Source([path])
    assert EssaysImporter().identify(source)
    return [(found, list(found.messages)) for found in EssaysImporter().read(source)], source


def planted(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, data in files.items():
        path = folder / "export" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder / "export"


def words(found: Found) -> list[tuple[str, str]]:
    return [(message.kind, message.text) for _, messages in found for message in messages]


def keep(**keys: object) -> str:
    return json.dumps({**KEEP, "textContent": WEIR, **keys})


@pytest.mark.parametrize(
    ("created", "edited", "expected"),
    [
        (1709539199000000, 1709549199000000, "2024-03-04T07:59:59+00:00"),
        (None, 1709539199000001, "2024-03-04T07:59:59.000001+00:00"),
        (0, 0, None),
        (10**30, "soon", None),
        (True, -5, None),
    ],
)
def test_a_note_of_keep_has_the_moment_of_its_creation(
    created: object, edited: object, expected: str | None, tmp_path: Path
) -> None:
    note = keep(createdTimestampUsec=created, userEditedTimestampUsec=edited)
    found, _ = read(planted(tmp_path, {"Keep/Weir.json": note}))
    moment = found[0][1][0].sent_at
    assert (moment and moment.isoformat()) == expected


def test_a_note_of_keep_is_read_once_and_without_its_label(tmp_path: Path) -> None:
    page = PAGE.format(marks="", text=WEIR)
    found, _ = read(planted(tmp_path, {"Keep/Weir.json": keep(), "Keep/Weir.html": page, "Keep/Labels.txt": "river"}))
    assert words(found) == [("text", WEIR)]
    assert found[0][0].title == "Weir"


def test_a_page_of_keep_without_its_json_is_a_note(tmp_path: Path) -> None:
    trashed = PAGE.format(marks='<span class="trashed" title="Note in trash"></span>', text="Gone.")
    pages = {"Keep/a.html": PAGE.format(marks="", text="One<br>two"), "Keep/b.html": trashed}
    found, _ = read(planted(tmp_path, pages))
    assert words(found) == [("text", "One\ntwo"), ("trash", "Gone.")]
    assert str(found[0][1][0].sent_at) == "2024-03-04 09:00:00"


@pytest.mark.parametrize("name", ["archive_browser.html", "Resumen_del_archivo.html"])
def test_takeouts_list_of_contents_is_told_and_not_read(name: str, tmp_path: Path, simulacrum: Simulacrum) -> None:
    index = (
        f"<!DOCTYPE html><html><body><h1>Archive</h1><p>{'This archive holds what you have chosen. ' * 9}</p></body>"
    )
    export = planted(tmp_path, {f"Takeout/{name}": index, "Takeout/Keep/Weir.json": keep()})
    found, source = read(export)
    assert words(found) == [("text", WEIR)]
    assert source.findings.decisions[-1].evidence == "1 contents of an archive (Takeout)"
    assert "no importer for it" not in simulacrum("inspect", export).stderr


def test_a_note_of_keep_that_breaks_off_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    note = keep(userEditedTimestampUsec=1)
    found, source = read(planted(tmp_path, {"Keep/a.json": note[:-20], "Keep/b.json": note}))
    assert words(found) == [("text", WEIR)]
    assert "breaks off" in source.findings.problems[0].what


def test_a_note_of_keep_that_is_no_utf_8_is_told(tmp_path: Path) -> None:
    note = json.dumps({**KEEP, "textContent": "Caf\xe9 at the weir"}, ensure_ascii=False).encode("latin-1")
    found, source = read(planted(tmp_path, {"Keep/a.json": note}))
    assert words(found) == [("text", "Caf\ufffd at the weir")]
    assert "bytes that are not text" in source.findings.problems[0].what


def test_a_note_of_keep_that_is_nested_too_deeply_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "deep.json").write_text(keep(annotations=0).replace("0}", "[" * 200_000 + "]" * 200_000 + "}"))
    with pytest.raises(SourceError, match="damaged"):
        read(tmp_path / "deep.json")
