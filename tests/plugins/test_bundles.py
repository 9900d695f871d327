"""Bear, TextBundle and Simplenote, read by the essays importer: the laws that no single sample shows."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from simulacrum_core import Source, SourceError
from simulacrum_essays import EssaysImporter

NETS = "I mend nets in winter, and in summer I tear them."
Files = dict[str, str | bytes]
Told = list[tuple[str | None, str | None, str, str]]


def packed(path: Path, files: Files) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def told(path: Path) -> tuple[Told, Source]:
    source = Source([path])
    assert EssaysImporter().identify(source)
    found = [
        (essay.title, message.sent_at and message.sent_at.isoformat(), message.kind, message.text)
        for essay in EssaysImporter().read(source)
        for message in essay.messages
    ]
    return found, source


def answers(source: Source) -> dict[str, str]:
    return {decision.subject: decision.evidence for decision in source.findings.decisions}


def bear(text: str, **keys: object) -> tuple[str, str]:
    about = {"creationDate": "2024-03-04T08:00:00Z", "modificationDate": "2024-03-05T08:00:00Z", "trashed": 0, **keys}
    return text, json.dumps({"version": 2, "type": "net.daringfireball.markdown", "net.shinyfrog.bear": about})


def backup(
    folder: Path, notes: dict[str, tuple[str, str]], more: Files | None = None, name: str = "All.bear2bk"
) -> Path:
    files: Files = {}
    for title, (text, info) in notes.items():
        files[f"{name}/{title}.textbundle/text.md"] = text
        files[f"{name}/{title}.textbundle/info.json"] = info
    return packed(folder / name, {**files, **(more or {})})


def test_a_backup_of_bear_tells_what_is_used(tmp_path: Path) -> None:
    notes = {
        "Nets": bear(f"# Nets\n{NETS}", uniqueIdentifier="N1", trashedDate="2023-01-01T00:00:00Z"),
        "Old": bear("# Old\nGone.", uniqueIdentifier="N2", trashed=1),
        "Kept": bear("Kept aside.", uniqueIdentifier="N3", archived=1),
        "Hello": bear("# Hello\nWelcome.", uniqueIdentifier="SFNoteIntro1_Hello"),
        "2023-10-11T081102Z": bear("no title here", uniqueIdentifier="N5"),
        "None": bear("# None\n"),
    }
    assets: Files = {"All.bear2bk/Nets.textbundle/assets/x.txt": "A leaflet. " * 40, "All.bear2bk/tags.json": "{}"}
    found, source = told(backup(tmp_path, notes, assets))
    day = "2024-03-04T08:00:00+00:00"
    assert found == [
        (None, day, "text", "no title here"),
        ("Hello", day, "boilerplate", "Welcome."),
        ("Kept", day, "text", "Kept aside."),
        ("Nets", day, "text", NETS),
        ("Old", day, "trash", "Gone."),
    ]
    assert answers(source)["files beside the texts"].startswith("8 in exports")
    assert answers(source)["entries of other types"] == "1 empty note"
    assert source.findings.problems == []


@pytest.mark.parametrize(
    ("text", "words", "count"),
    [
        (f"{NETS}\n\n#boats", NETS, 1),
        (f"{NETS}\n\n#boats/wood #two words# #x", NETS, 1),
        (f"#boats\n{NETS}\n#x #y", NETS, 2),
        (f"{NETS} #boats", f"{NETS} #boats", 0),
        (f"#1 of them: {NETS}", f"#1 of them: {NETS}", 0),
        (f"## Of rope\n\n{NETS}", f"## Of rope\n\n{NETS}", 0),
    ],
)
def test_lines_of_tags_are_no_prose(text: str, words: str, count: int, tmp_path: Path) -> None:
    ((*_, own),), source = told(backup(tmp_path, {"Nets": bear(text)}))
    assert own == words
    assert answers(source).get("marks of apps") == (f"{count} tags" if count else None)


def test_a_note_that_is_locked_is_told_with_the_way_out(tmp_path: Path) -> None:
    notes = {"Lock": bear("", encrypted=1, encryptedData="AAECAwQ="), "Nets": bear(NETS)}
    found, source = told(backup(tmp_path, notes))
    assert [text for *_, text in found] == [NETS]
    assert "a note of Bear that is encrypted. Remove the lock" in source.findings.problems[0].what
    with pytest.raises(SourceError, match=r"a note of Bear that is encrypted\. Remove the lock"):
        told(backup(tmp_path, {"Lock": notes["Lock"]}))


def test_a_bundle_without_what_is_known_of_it_is_read(tmp_path: Path) -> None:
    for info in ("{broken", "[1]", '{"net.shinyfrog.bear": 5}', "[" * 100_000):
        files: Files = {"N.textbundle/text.markdown": f"# Nets\n\n{NETS}", "N.textbundle/info.json": info}
        found, source = told(packed(tmp_path / "N.textpack", files))
        assert found == [("Nets", None, "text", NETS)]
    assert "it is damaged" in source.findings.problems[0].what
    (tmp_path / "Plain.textbundle").mkdir()
    (tmp_path / "Plain.textbundle" / "text.txt").write_bytes(b"\xff\xfe" + NETS.encode("utf-16-le"))
    assert told(tmp_path / "Plain.textbundle")[0] == [("Plain", None, "text", NETS)]


def test_textpacks_in_a_zip_are_opened(tmp_path: Path) -> None:
    one = packed(tmp_path / "one.textpack", {"text.md": f"# Nets\n\n{NETS}", "info.json": "{}"})
    assert [text for *_, text in told(packed(tmp_path / "all.zip", {"one.textpack": one.read_bytes()}))[0]] == [NETS]


def test_a_note_of_bear_in_two_backups_is_used_once(tmp_path: Path) -> None:
    backup(tmp_path, {"Nets": bear("An older text.", uniqueIdentifier="N1")})
    new = bear(NETS, uniqueIdentifier="N1", modificationDate="2024-05-05T08:00:00Z")
    backup(tmp_path, {"Nets and more": new}, name="A.bear2bk")
    found, source = told(tmp_path)
    assert sorted((kind, text) for *_, kind, text in found) == [("superseded", "An older text."), ("text", NETS)]
    assert "another version of the same text" in answers(source)["other versions"]


def simplenote(folder: Path, active: list[object], trashed: list[object], more: Files | None = None) -> Path:
    notes = json.dumps({"activeNotes": active, "trashedNotes": trashed})
    return packed(folder / "notes.zip", {"source/notes.json": notes, **(more or {})})


def test_notes_of_simplenote_are_read_once_and_without_their_tags(tmp_path: Path) -> None:
    active: list[object] = [
        {"id": "a", "content": f"Nets\r\n\r\n{NETS}", "creationDate": "2024-03-04T08:00:00.000Z", "tags": ["sea"]},
        {"id": "b", "content": f"# Rope\n\n> Said Ben.\n\n{NETS}", "markdown": True},
        {"id": "c", "content": "Only a line."},
        {"id": "d", "content": "  "},
        {"id": 5, "content": 7},
        8,
    ]
    own = "This is nowhere else but in this file, and I wrote it by hand."
    twins: Files = {"Nets.txt": f"Nets\r\n\r\n{NETS}\r\n\r\nTags:\r\n  sea", "trash/Gone.txt": "Gone.", "Own.txt": own}
    found, source = told(simplenote(tmp_path, active, [{"id": "e", "content": "Gone."}], twins))
    assert found == [
        ("Own", None, "text", own),
        ("Nets", "2024-03-04T08:00:00+00:00", "text", NETS),
        ("Rope", None, "quote", "> Said Ben."),
        ("Rope", None, "text", NETS),
        (None, None, "text", "Only a line."),
        (None, None, "trash", "Gone."),
    ]
    assert answers(source)["files beside the texts"].startswith("2 in exports")
    assert answers(source)["entries of other types"] == "2 empty note"


def test_an_export_of_simplenote_that_breaks_off_keeps_what_is_whole(tmp_path: Path) -> None:
    text = json.dumps({"activeNotes": [{"id": "a", "content": NETS}, {"id": "b", "content": "Lost."}]})
    (tmp_path / "notes.json").write_text(text[:-15])
    found, source = told(tmp_path / "notes.json")
    assert [text for *_, text in found] == [NETS]
    assert source.findings.problems
