"""Exports of apps for notes, read by the essays importer: the laws that no single sample shows."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import tracemalloc
import zipfile
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


def backup(*notes: object, **keys: object) -> str:
    items = [{"uuid": str(number), "content_type": "Note", "content": note} for number, note in enumerate(notes)]
    return json.dumps({"version": "004", "items": items, **keys})


@pytest.mark.parametrize("content", ["004:0a1b2c:Zm9v", "003" + "ab" * 32 + ":x:y", "002" + "0f" * 32])
def test_a_backup_of_standard_notes_that_is_encrypted_is_refused_with_the_way_out(content: str, tmp_path: Path) -> None:
    (tmp_path / "backup.txt").write_text(backup(content, keyParams={"identifier": "ada@mail.example"}))
    with pytest.raises(SourceError, match=r"is encrypted.*Export it decrypted"):
        read(tmp_path / "backup.txt")


def test_notes_of_standard_notes_without_their_backup_are_read_and_other_items_are_told(tmp_path: Path) -> None:
    lexical = {"root": {"children": [{"type": "paragraph", "children": [{"type": "text", "text": "Tar and rope."}]}]}}
    files: dict[str, str | bytes] = {
        "Items/Note/2024-03-04-0a1b2c3d.txt": "Short.",
        "Items/Note/Tar-1a1b2c3d.txt": json.dumps(lexical),
        "Items/Note/None-2a1b2c3d.txt": "",
        "Items/SN_Component/SN_Component-3a1b2c3d.txt": json.dumps({"name": "Rich", "description": WEIR * 3}),
        "Items/Tag/rope-4a1b2c3d.txt": "{}",
    }
    found, source = read(planted(tmp_path, files))
    assert words(found) == [("text", "Short."), ("text", "Tar and rope.")]
    assert [conversation.title for conversation, _ in found] == ["2024-03-04", "Tar"]
    assert source.findings.decisions[-1].evidence == "2 items that are no notes (Standard Notes)"
    assert source.findings.problems == []


def test_a_backup_that_breaks_off_keeps_what_is_whole(tmp_path: Path) -> None:
    notes = backup({"title": "Weir", "text": WEIR}, {"title": "Lost", "text": "Broken off"})
    (tmp_path / "backup.txt").write_text(notes[:-30])
    found, source = read(tmp_path / "backup.txt")
    assert words(found) == [("text", WEIR)]
    assert source.findings.problems


def test_quotations_in_a_note_of_an_unknown_editor_are_no_words_of_its_author(tmp_path: Path) -> None:
    notes = [{"text": f"{WEIR}\n\n> Said the keeper."}, {"text": "> Kept.", "noteType": "plain-text"}]
    (tmp_path / "backup.txt").write_text(backup(*notes))
    found, _ = read(tmp_path / "backup.txt")
    assert words(found) == [("text", WEIR), ("quote", "> Said the keeper."), ("text", "> Kept.")]


def test_a_note_whose_tree_is_damaged_or_deep_is_no_text(tmp_path: Path) -> None:
    broken, node = '{"root": {"children": [', {"type": "text", "text": "deep"}
    for _ in range(90):
        node = {"type": "collapsible-container", "children": [node]}  # type: ignore[dict-item]
    notes = [{"text": broken, "noteType": "super"}, {"text": json.dumps({"root": node}), "noteType": "super"}]
    (tmp_path / "backup.txt").write_text(backup(*notes, {"text": WEIR}, {"text": 5}, 7))
    found, _ = read(tmp_path / "backup.txt")
    assert words(found) == [("machine", broken), ("text", WEIR)]


def enex(*notes: str) -> str:
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', '<en-export version="10">', *notes, "</en-export>"])


def enex_note(content: str, rest: str = "") -> str:
    return f"<note><title>Weir</title><content><![CDATA[<en-note>{content}</en-note>]]></content>{rest}</note>"


def test_a_note_of_evernote_with_huge_pictures_costs_little_memory(tmp_path: Path) -> None:
    line = "QUJD" * 19 + "\n"
    data = f'<resource><data encoding="base64">\n{line * 400_000}</data></resource>'
    path = tmp_path / "notes.enex"
    path.write_text(enex(enex_note("<div>One.</div>", data), enex_note("<div>Two.</div>", "<oops>")))
    # What is imported for the first note is no memory of a picture's.
    (tmp_path / "small.enex").write_text(enex(enex_note("<div>One.</div>")))
    assert all(list(one.messages) for one in EssaysImporter().read(Source([tmp_path / "small.enex"])))
    tracemalloc.start()
    found, problem = [], None
    try:
        for conversation in EssaysImporter().read(Source([path])):
            found += [message.text for message in conversation.messages]
    except SourceError as error:
        problem = error
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == ["One."]
    assert problem is not None
    assert (problem.line or 0) > 400_000
    assert peak < 4 << 20


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<div>a</div><div><br/></div><div>b</div>", "a\n\nb"),
        ("a<div>b</div>c", "a\nb\nc"),
        ("<b>a</b><div>b</div>", "a\nb"),
        ("<span>a</span><div>b</div>", "a\nb"),
        ("<div>a<br/></div><div>b</div>", "a\nb"),
        ("<div><div>a</div><div>b</div></div><div>c</div>", "a\nb\n\nc"),
        ("<div>a</div><ul><li><div>b</div></li></ul><div>c</div>", "a\n\n- b\n\nc"),
        ("<div>see &lt;data&gt; and <b>more</b></div>", "see <data> and more"),
        ("<div>a<data>b</div><div>c</div>", "ab\nc"),
        ("<div>a", "a"),
    ],
)
def test_lines_of_evernote_are_lines(content: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "notes.enex").write_text(enex(enex_note(content)))
    found, _ = read(tmp_path / "notes.enex")
    assert words(found) == [("text", expected)]


@pytest.mark.parametrize("date", ["20180306T91108 AMZ", "2757600101T000000Z", "20181341T000000Z", "", "today"])
def test_a_moment_of_evernote_that_is_none_is_none(date: str, tmp_path: Path) -> None:
    (tmp_path / "notes.enex").write_text(enex(enex_note("<div>a</div>", f"<created>{date}</created>")))
    found, _ = read(tmp_path / "notes.enex")
    assert found[0][1][0].sent_at is None


@pytest.mark.parametrize("origin", ["<source>mail.smtp</source>", "<source-url>https://a.example</source-url>"])
def test_what_was_clipped_is_nobodys_writing(origin: str, tmp_path: Path) -> None:
    clip = enex_note("<div>Read this</div>", f"<note-attributes>{origin}</note-attributes>")
    (tmp_path / "notes.enex").write_text(enex(clip, enex_note("<div>Mine</div>")))
    found, _ = read(tmp_path / "notes.enex")
    assert words(found) == [("quote", "Read this"), ("text", "Mine")]


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_a_file_of_evernote_that_breaks_off_is_an_error_once_what_was_whole_has_come(
    cut: float, tmp_path: Path
) -> None:
    text = enex(*[enex_note(f"<div>Note {number}</div>") for number in range(100)])
    (tmp_path / "notes.enex").write_text(text[: int(len(text) * cut)])
    found = []
    with pytest.raises(SourceError, match="damaged XML"):
        found.extend(EssaysImporter().read(Source([tmp_path / "notes.enex"])))
    with pytest.raises(SourceError, match="damaged XML"):
        found.extend(read(tmp_path / "notes.enex")[0])


def test_a_file_of_evernote_with_entities_is_refused(tmp_path: Path) -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE en-export [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><en-export>&b;</en-export>'
    )
    (tmp_path / "notes.enex").write_text(bomb)
    with pytest.raises(SourceError, match="refused"):
        read(tmp_path / "notes.enex")


def joplin(title: str, body: str, **fields: str) -> str:
    known = {"id": "0" * 32, "user_created_time": "2024-04-01T06:00:00.000Z", **fields, "type_": "1"}
    return f"{title}\n\n{body}\n\n" + "\n".join(f"{key}: {value}" for key, value in known.items())


@pytest.mark.parametrize(
    ("title", "body"),
    [("Weir", WEIR), ("", WEIR), ("Weir", f"{WEIR}\n\nwind: none\ntype_: 1"), ("Weir", f"depth: three\n\n{WEIR}")],
)
def test_only_the_last_block_of_a_note_of_joplin_is_no_text(title: str, body: str, tmp_path: Path) -> None:
    found, _ = read(planted(tmp_path, {f"{'a' * 32}.md": joplin(title, body)}))
    assert words(found) == [("text", body)]
    assert found[0][0].title == (title or None)
    assert str(found[0][1][0].sent_at) == "2024-04-01 06:00:00+00:00"


def test_a_note_of_joplin_that_is_encrypted_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / f"{'a' * 32}.md"
    path.write_text(joplin("", "", encryption_cipher_text="JED01000022", encryption_applied="1"))
    with pytest.raises(SourceError, match=r"is encrypted.*Decrypt it"):
        read(path)


def test_what_is_attached_to_notes_of_joplin_is_not_read(tmp_path: Path) -> None:
    notes = {f"raw/{'a' * 32}.md": joplin("Weir", WEIR), "raw/resources/leaflet.txt": "The club asks its members. " * 9}
    found, source = read(planted(tmp_path, {**notes, "resources/mine.txt": "My own text about a long and idle day."}))
    assert [text for _, text in words(found)] == [WEIR, "My own text about a long and idle day."]
    assert source.findings.problems == []


def test_a_file_that_is_only_called_like_one_of_joplins_is_markdown(tmp_path: Path) -> None:
    text = f"{WEIR}\n\ntype_: 1\n\nThe lock was dry, and the keeper had a cold that he gave me.\n\nWe waited."
    found, _ = read(planted(tmp_path, {f"{'a' * 32}.md": text}))
    assert words(found) == [("text", text)]


def test_a_large_or_cut_note_of_joplin_is_reported(tmp_path: Path) -> None:
    files = {
        f"{'a' * 32}.md": joplin("Weir", "x\n" * (9 << 20)),
        f"{'b' * 32}.md": joplin("Weir", WEIR)[:-1].encode() + b"\xff",
        f"{'c' * 32}.md": joplin("Weir", WEIR),
    }
    found, source = read(planted(tmp_path, files))
    assert words(found)[-1] == ("text", WEIR)
    assert "more than 16,777,216 bytes" in source.findings.problems[0].what


@pytest.mark.parametrize("sample", ["takeout-keep", "standard-notes", "joplin-raw", "Jetty.enex"])
def test_an_export_that_is_a_zip_is_read_like_its_folder(sample: str, tmp_path: Path) -> None:
    folder = Path(__file__).parents[1] / "corpora" / "essays" / sample
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()] or [folder]
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, path.relative_to(folder.parent))
    assert words(read(tmp_path / "export.zip")[0]) == words(read(folder)[0])


def jex(files: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in files.items():
            info, content = tarfile.TarInfo(name), data.encode() if isinstance(data, str) else data
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def note_of(number: int, body: str, **fields: str) -> tuple[str, str]:
    id = f"{number:032x}"
    return f"{id}.md", joplin(f"Note {number}", body, **{"id": id, **fields})


def test_a_jex_is_read_without_unpacking_it(tmp_path: Path, simulacrum: Simulacrum) -> None:
    files: dict[str, str | bytes] = dict(
        [
            note_of(1, WEIR),
            note_of(2, "Thrown away.", deleted_time="1709539199000"),
            note_of(3, "In conflict.", is_conflict="1"),
            note_of(4, "Clipped.", source_url="https://a.example"),
        ]
    )
    files[f"{'d' * 32}.md"] = f"Boats\n\nid: {'d' * 32}\ntype_: 2"
    files[f"{'e' * 32}.md"] = f"weir\n\nid: {'e' * 32}\ntype_: 5"
    files[f"{'f' * 32}.md"] = f"id: {'f' * 32}\nnote_id: 1\ntag_id: 2\ntype_: 6"
    files["resources/leaflet.txt"] = "The club asks its members. " * 9
    for path in (tmp_path / "notes.jex", tmp_path / "notes.jex.gz"):
        path.write_bytes(gzip.compress(jex(files)) if path.suffix == ".gz" else jex(files))
        found, source = read(path)
        assert words(found) == [
            ("text", WEIR),
            ("trash", "Thrown away."),
            ("superseded", "In conflict."),
            ("quote", "Clipped."),
        ]
        told = {decision.subject: decision.evidence for decision in source.findings.decisions}
        assert told["other files"] == "3 items that are no notes (Joplin)"
    assert simulacrum("inspect", tmp_path / "notes.jex").exit_code == 0


def test_a_jex_whose_notes_are_all_encrypted_is_refused_with_the_way_out(
    tmp_path: Path, simulacrum: Simulacrum
) -> None:
    notes = dict(note_of(number, "", encryption_applied="1", encryption_cipher_text="JED01") for number in (1, 2))
    (tmp_path / "notes.jex").write_bytes(jex(notes))  # type: ignore[arg-type]
    result = simulacrum("read", tmp_path / "notes.jex")
    assert result.exit_code == 1
    assert "a note of Joplin that is encrypted. Decrypt it in Joplin, then export again" in result.stderr
    notes |= dict([note_of(3, WEIR)])
    (tmp_path / "notes.jex").write_bytes(jex(notes))  # type: ignore[arg-type]
    found, source = read(tmp_path / "notes.jex")
    assert words(found) == [("text", WEIR)]
    assert [problem.what for problem in source.findings.problems] == [
        "not read: a note of Joplin that is encrypted. Decrypt it in Joplin, then export again"
    ] * 2


@pytest.mark.parametrize("order", [1, -1])
def test_a_note_of_joplin_in_two_exports_is_used_once(order: int, tmp_path: Path) -> None:
    old = dict([note_of(1, "An older text.", user_updated_time="2024-01-01T00:00:00.000Z"), note_of(2, "Other.")])
    new = dict([note_of(1, WEIR, user_updated_time="2024-05-01T00:00:00.000Z")])
    (tmp_path / "old.jex").write_bytes(jex(old))  # type: ignore[arg-type]
    planted(tmp_path, new)  # type: ignore[arg-type]
    source = Source([tmp_path / "old.jex", tmp_path / "export"][::order])
    found = [(one, list(one.messages)) for one in EssaysImporter().read(source)]
    assert sorted(words(found)) == [("superseded", "An older text."), ("text", "Other."), ("text", WEIR)]
    told = {decision.subject: decision.evidence for decision in source.findings.decisions}
    assert told["other versions"] == "1 texts are another version of the same text, of which the later one is used"


def test_a_note_of_standard_notes_in_two_backups_is_used_once(tmp_path: Path) -> None:
    for name, text, day in (("a", "An older text.", "01"), ("b", WEIR, "09")):
        own = {"org.standardnotes.sn": {"client_updated_at": f"2024-03-{day}T00:00:00.000Z"}}
        note = {"title": "Weir", "text": text, "appData": own}
        item = {"uuid": "u-1", "content_type": "Note", "updated_at": "1970-01-01T00:00:00.000Z", "content": note}
        (tmp_path / f"{name}.txt").write_text(json.dumps({"version": "004", "items": [item]}))
    source = Source([tmp_path / "b.txt", tmp_path / "a.txt"])
    found = [(one, list(one.messages)) for one in EssaysImporter().read(source)]
    assert words(found) == [("text", WEIR), ("superseded", "An older text.")]


def test_the_ledger_says_that_there_is_another_version(tmp_path: Path, simulacrum: Simulacrum) -> None:
    for name, text in (("a", "An older text about the weir."), ("b", WEIR * 3)):
        notes = dict([note_of(1, text), *(note_of(number, f"{number}: {WEIR}") for number in range(2, 9))])
        (tmp_path / f"{name}.jex").write_bytes(jex(notes))  # type: ignore[arg-type]
    paths = (tmp_path / "a.jex", tmp_path / "b.jex")
    result = simulacrum("convert", *paths, "--to", "axolotl", "--me", "Ada", "-o", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    manifest = json.loads((tmp_path / "out" / "simulacrum.json").read_text())
    assert manifest["ledger"]["left_out"] == {"superseded": 8}
    assert "another version of the same text" in result.stdout + result.stderr


def test_a_note_of_keep_or_evernote_in_two_exports_is_used_once(tmp_path: Path) -> None:
    for name, text, micros in (("a", "An older text.", 1), ("b", WEIR, 2)):
        note = keep(textContent=text, createdTimestampUsec=1709539199000001, userEditedTimestampUsec=10**15 + micros)
        about = f"<created>20240304T080000Z</created><updated>2024030{micros}T090000Z</updated>"
        for path, data in ((f"{name}/Weir.json", note), (f"{name}.enex", enex(enex_note(f"<div>{text}</div>", about)))):
            planted(tmp_path, {path: data})
    assert sorted(words(read(tmp_path / "export")[0])) == [("superseded", "An older text.")] * 2 + [("text", WEIR)] * 2


def test_a_link_of_joplin_is_its_words(tmp_path: Path) -> None:
    body = f"{WEIR} See [the lock](:/{'a' * 32}#gate) and [elsewhere](https://a.example)."
    found, source = read(planted(tmp_path, {f"{'a' * 32}.md": joplin("Weir", body)}))
    assert words(found) == [("text", f"{WEIR} See the lock and elsewhere.")]
    assert source.findings.decisions[0].evidence == "1 addresses of links, 1 addresses of notes"


def test_a_takeout_that_is_a_tgz_is_read_like_its_folder(tmp_path: Path) -> None:
    folder = Path(__file__).parents[1] / "corpora" / "essays" / "takeout-keep"
    files: dict[str, str | bytes] = {
        path.relative_to(folder.parent).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    (tmp_path / "takeout-20240304T080000Z-001.tgz").write_bytes(gzip.compress(jex(files)))
    assert words(read(tmp_path / "takeout-20240304T080000Z-001.tgz")[0]) == words(read(folder)[0])


def test_what_is_no_text_among_notes_of_markdown_is_told(tmp_path: Path) -> None:
    files = {
        "Weir.md": f"---\ntitle: Weir\ncreated: 2024-03-04T08:00:00Z\npinned: true\n---\n\n{WEIR}\n",
        "Gone.md": "---\ntitle: Gone\ndeleted: true\n---\n\nThrown away, and it was about the weir.\n",
        "Lock.excalidraw.md": f"---\n\nexcalidraw-plugin: parsed\ntags: [excalidraw]\n\n---\n# Text Elements\n{WEIR} ^a1\n",
    }
    found, _ = read(planted(tmp_path, files))  # type: ignore[arg-type]
    gone = ("trash", "Thrown away, and it was about the weir.")
    assert sorted(words(found)) == [("text", WEIR), ("text", WEIR), gone]


def test_a_note_file_of_standard_notes_is_read_in_the_encoding_it_was_saved_in(tmp_path: Path) -> None:
    (tmp_path / "Items" / "Note").mkdir(parents=True)
    for number, encoding in enumerate(("utf-8", "utf-8-sig", "utf-16")):
        name = tmp_path / "Items" / "Note" / f"Weir-{number}a1b2c3d.txt"
        name.write_text(f"The weir was loud on day {number}.", encoding=encoding)
    found = [message.text for chat in EssaysImporter().read(Source([tmp_path])) for message in chat.messages]
    assert found == [f"The weir was loud on day {number}." for number in range(3)]


def test_tasks_of_evernote_are_their_owners(tmp_path: Path) -> None:
    page = f'<en-note><div>{WEIR}</div><div style="--en-task-group:true; --en-id:1;"/></en-note>'
    tasks = "<task><title>Oil the gate</title><taskStatus>open</taskStatus></task><task><title/></task>"
    note = f"<note><title>Weir</title><content><![CDATA[{page}]]></content>{tasks}</note>"
    only = (
        "<note><title>Gate</title><content><![CDATA[<en-note/>]]></content><task><title>Lock it</title></task></note>"
    )
    (tmp_path / "a.enex").write_text(f'<?xml version="1.0"?><en-export>{note}{only}</en-export>')
    found, _ = read(tmp_path / "a.enex")
    assert words(found) == [("text", f"{WEIR}\n\n- Oil the gate"), ("text", "- Lock it")]
