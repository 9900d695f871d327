"""Notion's exports as they come, read by essays and journals: the laws that no single sample shows."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from simulacrum_core import Source, SourceError, read
from simulacrum_essays import EssaysImporter
from simulacrum_journals import JournalsImporter

from ..conftest import Simulacrum

GULL = "The gull on the ferry looked at my bread as if I owed it rent."
Files = dict[str, str | bytes]


def id(number: int) -> str:
    return f"{number:032x}"


def zipped(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def exported(folder: Path, *parts: Files, wrapped: bool = True) -> Path:
    inner = {f"Export-aa-Part-{number}.zip": zipped(part) for number, part in enumerate(parts, 1)}
    (folder / "Export.zip").write_bytes(zipped(inner) if wrapped else zipped(parts[0]))  # type: ignore[arg-type]
    return folder / "Export.zip"


def essays(*paths: Path) -> tuple[list[tuple[str | None, str | None, str, str]], Source]:
    source = Source(list(paths))
    found = [
        (essay.title, message.sent_at and message.sent_at.isoformat(), message.kind, message.text)
        for essay in EssaysImporter().read(source)
        for message in essay.messages
        if message.kind != "boilerplate" or message.author
    ]
    return found, source


def apart(path: Path) -> list[str]:
    """What is in the ledger and is nobody's."""
    chats = read(path, keep=True)
    return [message.text for chat in chats for message in chat.messages if message.kind == "boilerplate"]


def told(source: Source) -> dict[str, str]:
    return {decision.subject: decision.evidence for decision in source.findings.decisions}


def test_pages_of_all_parts_are_read_and_tables_are_not(tmp_path: Path) -> None:
    one: Files = {
        f"Home/On gulls {id(1)}.md": f"# On gulls\n\n{GULL}\n",
        f"Home/Jobs {id(2)}.csv": "\ufeffName,Stand\r\n",
    }
    two: Files = {f"Home/Jobs {id(2)}/Paint {id(3)}.md": f"# Paint\n\nStand: Done.\n\n{GULL}\n"}
    found, source = essays(exported(tmp_path, one, two))
    assert [(title, text) for title, _, _, text in found] == [("On gulls", GULL), ("Paint", GULL)]
    assert told(source)["other files"] == "1 tables of databases (Notion)"
    assert told(source)["marks of apps"] == "1 properties and clocks"


@pytest.mark.parametrize(
    ("block", "date", "rows"),
    [
        ("Erstellt: 3. März 2024 10:15\nLaune: gut", "2024-03-03T10:15:00", 2),
        ("Fecha de creación: 3 de marzo de 2024 10:15", "2024-03-03T10:15:00", 1),
        ("作成日時: 2024年3月3日", "2024-03-03T00:00:00", 1),
        ("Дата: 3 марта 2024\nПогода: дождь", "2024-03-03T00:00:00", 2),
        ("Zuletzt bearbeitet: 5. März 2024\nErstellt: 3. März 2024", "2024-03-03T00:00:00", 2),
        ("When: March 3, 2024 → March 9, 2024\nWeather: rain", "2024-03-03T00:00:00", 2),
        ("Last edited time: March 4, 2024 10:15 AM (GMT+1)", None, 1),
        ("Created time: March 3, 2024 10:15 AM (CET)", "2024-03-03T10:15:00", 1),
        ("Rating (1-5): 4\nTags: birds", None, 2),
        ("Note: I wrote this on the ferry.", None, 0),
        ("AI summary: The page tells of a ferry.", None, 1),
        ("Tags: birds\nRemark: I wrote this on the ferry.", None, 2),
        ("Ada: Where were you?\nBen: at sea\nAda: Oh.", None, 0),
        ("Weather: it rained.\nFood: we had none, and sang.", None, 2),
        ("First: a line\nthen another one", None, 0),
    ],
)
def test_properties_are_no_prose_in_any_language(block: str, date: str | None, rows: int, tmp_path: Path) -> None:
    path = tmp_path / f"Gulls {id(1)}.md"
    path.write_text(f"# Gulls\n\n{block}\n\n{GULL}\n")
    found, source = essays(path)
    assert found == [("Gulls", date, "text", GULL if rows else f"{block}\n\n{GULL}")]
    assert told(source).get("marks of apps") == (f"{rows} properties and clocks" if rows else None)


def test_a_line_is_a_property_where_other_pages_have_it_too(tmp_path: Path) -> None:
    pages: Files = {
        f"Jobs/{name} {id(number)}.md": f"# {name}\n\nRemark: Done.\n\n{GULL}" for number, name in enumerate("ab")
    }
    found, _ = essays(exported(tmp_path, pages, wrapped=False))
    assert {text for *_, text in found} == {GULL}


def test_a_line_is_a_property_in_a_database_whose_table_is_missing(tmp_path: Path) -> None:
    page = f"# Paint\n\nRemark: I did it in the rain.\n\n{GULL}"
    found, source = essays(exported(tmp_path, {f"Jobs {id(1)}/Paint {id(2)}.md": page}))
    assert [text for *_, text in found] == [GULL]
    assert "properties of Notion's pages" not in told(source)
    home = {f"Home {id(1)}.md": f"# Home\n\n{GULL}", f"Home {id(1)}/Paint {id(2)}.md": page}
    found, source = essays(exported(tmp_path, home))
    assert [text for *_, text in found] == [GULL, page.removeprefix("# Paint\n\n")]
    far = {f"{name} {id(number)}/Paint {id(number + 9)}.md": page for number, name in enumerate("abc")}
    far |= {f"{name} {id(number)}.md": f"# {name}\n\n{GULL}" for number, name in enumerate("abc")}
    assert {text for *_, text in essays(exported(tmp_path, far))[0]} == {GULL}


def test_what_may_be_a_property_is_told_by_convert_and_check(tmp_path: Path, simulacrum: Simulacrum) -> None:
    for number in range(9):
        page = f"# Gulls {number}\n\nNote {number}: I wrote this.\nFood: None, word {number * 7}.\n\n{GULL} {number} {number}"
        (tmp_path / f"Gulls {id(number)}.md").write_text(page)
    found, source = essays(tmp_path)
    (decision,) = (one for one in source.findings.decisions if one.subject == "properties of Notion's pages")
    assert (len(found), decision.certain) == (9, False)
    assert str(decision.file).endswith(f"Gulls {id(0)}.md")
    result = simulacrum("convert", str(tmp_path), "--me", "Ada", "-o", "out", "--validation", "0")
    assert result.exit_code == 0, result.stderr
    assert "properties of Notion's pages: left out" in " ".join(result.stderr.split())
    assert "properties of Notion's pages: left out" in " ".join(simulacrum("check", "out").stderr.split())


@pytest.mark.parametrize("end", ["md", "html"])
def test_a_page_that_is_nothing_but_properties_is_in_the_ledger(end: str, tmp_path: Path) -> None:
    text = "# Ferry\n\nSummary: We sailed past the mole and came home wet.\n"
    page = text if end == "md" else PAGE.format(title="Ferry", body="")
    (tmp_path / f"Ferry {id(1)}.{end}").write_text(page)
    found, source = essays(tmp_path / f"Ferry {id(1)}.{end}")
    assert [text for _, _, kind, text in found if kind == "text"] == []
    rows = {
        "md": "Summary: We sailed past the mole and came home wet.",
        "html": "Laget: @March 3, 2024 9:05 AM\nVær: regn",
    }
    assert apart(tmp_path / f"Ferry {id(1)}.{end}") == [rows[end]]
    assert "marks of apps" in told(source)


def test_a_page_has_no_properties_that_the_table_of_all_rows_has_not(tmp_path: Path) -> None:
    files: Files = {
        f"Jobs {id(1)}_all.csv": "Name,Remark\n",
        f"Jobs/a {id(2)}.md": f"# a\n\nBy the way: it rained.\n\n{GULL}",
    }
    (found,), _ = essays(exported(tmp_path, files, wrapped=False))
    assert found[-1] == f"By the way: it rained.\n\n{GULL}"


def test_a_value_of_a_property_may_have_several_lines(tmp_path: Path) -> None:
    files: Files = {
        f"Jobs {id(1)}_all.csv": "Name,Remark\n",
        f"Jobs/a {id(2)}.md": f"# a\n\nRemark: one,\nand two.\n\n{GULL}",
    }
    (found,), _ = essays(exported(tmp_path, files, wrapped=False))
    assert found[-1] == GULL


def test_a_page_is_read_however_short_and_an_empty_one_is_counted(tmp_path: Path) -> None:
    files: Files = {f"a {id(1)}.md": "# a\n\nYes.\n", f"b {id(2)}.md": "# b\n", f"c {id(3)}.md": "# Untitled\n\n"}
    found, source = essays(exported(tmp_path, files))
    assert found == [("a", None, "text", "Yes.")]
    assert told(source)["entries of other types"] == "2 empty page"
    assert source.findings.problems == []


def test_what_leads_to_other_pages_is_no_text(tmp_path: Path) -> None:
    body = (
        f"# Home\n\n{GULL}\n\n[Child](Home%20{id(1)}/Child%20{id(2)}.md)\n\n[Jobs](Jobs%20{id(3)}.csv)\n\n"
        "[https://b.example/c](https://b.example/c)\n\n"
        f"I wrote [more on gulls](On%20gulls%20{id(4)}.md) and [elsewhere](https://a.example/x).\n\n"
        "<aside>\n💡 Bring rope.\n\n</aside>\n\n<aside>\n🐦\n\nAnd bread.\n\n</aside>\n\n```\n[a](b%20"
        + id(5)
        + ".md)\n```\n"
    )
    (tmp_path / f"Home {id(1)}.md").write_text(body)
    found, source = essays(tmp_path / f"Home {id(1)}.md")
    own = "\n\n".join(text for *_, kind, text in found if kind == "text")
    assert own == (f"{GULL}\n\nI wrote more on gulls and elsewhere.\n\nBring rope.\n\nAnd bread.")
    assert told(source)["marks of apps"] == "1 addresses of links, 1 addresses of pages, 3 links, 4 tags of templates"


PAGE = (
    '<html><head><meta charset="utf-8"/><title>Gulls</title></head><body><article id="1" class="page sans"><header>'
    '<span class="icon">🐦</span><h1 class="page-title">{title}</h1><table class="properties"><tbody>'
    '<tr class="property-row property-row-created_time"><th>Laget</th><td><time>@March 3, 2024 9:05 AM</time></td></tr>'
    '<tr class="property-row property-row-select"><th>Vær</th><td>regn</td></tr></tbody></table></header>'
    '<div class="page-body">{body}</div></article></body></html>'
)


def test_a_page_of_html_is_read_like_one_of_markdown(tmp_path: Path) -> None:
    body = (
        f"<p>{GULL}</p><figure class='callout'><div><span class='icon'>💡</span></div><div><p>Bring rope.</p></div></figure>"
        "<ul class='to-do-list'><li><div class='checkbox checkbox-on'></div> <span>Oil it</span></li></ul>"
        "<ul class='toggle'><li><details open=''><summary>More</summary><p>inside</p></details></li></ul>"
        "<figure><a class='bookmark source' href='https://b.example'><div>Their title</div></a></figure>"
        "<figure class='link-to-page'><a href='c.html'>Child</a></figure><nav class='table_of_contents'><a>x</a></nav>"
        "<div class='collection-content'><h4 class='collection-title'>Jobs</h4><table class='collection-content'><tbody>"
        "<tr><td>Paint</td></tr></tbody></table></div>"
        "<blockquote>Said the keeper.</blockquote>"
    )
    index = f'<html><body><ul><li><a href="Gulls%20{id(1)}.html">Gulls, and much about what they eat at sea</a></ul>'
    found, source = essays(
        exported(tmp_path, {f"Gulls {id(1)}.html": PAGE.format(title="Gulls", body=body), "index.html": index})
    )
    date = "2024-03-03T09:05:00"
    own = f"{GULL}\n\nBring rope.\n\n- Oil it\n\nMore\n\ninside"
    assert found == [("Gulls", date, "text", own), ("Gulls", date, "quote", "Said the keeper.")]
    assert told(source)["other files"] == "1 lists of pages (Notion)"
    assert told(source)["marks of apps"] == "2 links, 2 properties and clocks"
    (told_apart,) = apart(tmp_path)
    parts = ["Their title", "Child", "x", "Jobs\nPaint", "Laget: @March 3, 2024 9:05 AM\nVær: regn"]
    assert told_apart == "\n\n".join(parts)


def test_pages_that_are_called_by_a_day_are_entries_of_a_journal(tmp_path: Path) -> None:
    files: Files = {
        f"Diary {id(1)}/March 4, 2024 {id(2)}.md": "# March 4, 2024\n\nMood: 4\n\nWoke late. The kettle sang.\n",
        f"Diary {id(1)}/5. März 2024 {id(3)}.md": "# 5. März 2024\n\nMood: 2\n\nRegen, und niemand kam.\n",
        f"Diary {id(1)}/2024-03-06 {id(4)}.html": PAGE.format(title="2024-03-06", body="<p>Mended it.</p>"),
        f"Diary {id(1)}/@March 7, 2024 {id(6)}.md": "# @March 7, 2024\n\nSlept.\n",
        f"Diary {id(1)}.csv": "\ufeffName,Mood\r\n",
        f"On gulls {id(5)}.md": f"# On gulls\n\n{GULL}\n",
    }
    path = exported(tmp_path, files)
    found = {
        (chat.source, message.text, message.sent_at and str(message.sent_at.date()))
        for chat in read(path, keep=True)
        for message in chat.messages
        if message.kind != "boilerplate"
    }
    assert found == {
        ("essays", GULL, None),
        ("journals", "Woke late. The kettle sang.", "2024-03-04"),
        ("journals", "Regen, und niemand kam.", "2024-03-05"),
        ("journals", "Mended it.", "2024-03-06"),
        ("journals", "Slept.", "2024-03-07"),
    }
    source = Source([path])
    assert len(list(JournalsImporter().read(source))) == 4
    assert [problem.file[-15:] for problem in source.findings.problems] == [f"{id(5)[-12:]}.md"]
    assert told(source)["files beside the texts"] == "1 are an app's own"
    assert told(source)["what apps keep in notes"] == "4 properties and clocks"
    assert sorted(apart(path)) == ["Laget: @March 3, 2024 9:05 AM\nVær: regn", "Mood: 2", "Mood: 4"]


def test_a_page_in_two_exports_is_used_once_and_told(tmp_path: Path, simulacrum: Simulacrum) -> None:
    for name, day, text in (("old", 5, "An older text about gulls and bread."), ("new", 9, GULL)):
        page = f"# Gulls\n\nLast edited: March {day}, 2024 9:00 AM\nTags: x\n\n{text}\n"
        (tmp_path / f"{name}.zip").write_bytes(zipped({f"Gulls {id(7)}.md": page}))
    found, source = essays(tmp_path / "new.zip", tmp_path / "old.zip")
    assert [(kind, text) for *_, kind, text in found] == [
        ("text", GULL),
        ("superseded", "An older text about gulls and bread.\n\nLast edited: March 5, 2024 9:00 AM\nTags: x"),
    ]
    assert told(source)["other versions"].startswith("1 texts are another version of the same text")


def test_what_notion_writes_into_a_workspace_is_nobodys(tmp_path: Path) -> None:
    files: Files = {
        f"Getting Started {id(1)}.md": "# Getting Started\n\n👋 Welcome to Notion!\n\nHere are the basics:\n",
        f"Own {id(2)}.md": f"# Getting Started\n\n{GULL}\n",
    }
    found, _ = essays(exported(tmp_path, files))
    assert [kind for *_, kind, _ in found] == ["boilerplate", "text"]


def test_a_part_that_is_damaged_or_a_bomb_is_one_clear_line(tmp_path: Path) -> None:
    page = {f"Gulls {id(1)}.md": f"# Gulls\n\n{GULL}\n"}
    (tmp_path / "cut.zip").write_bytes(zipped({"E-Part-1.zip": zipped(page)[:-40]}))  # type: ignore[arg-type]
    with pytest.raises(SourceError, match=r"cut\.zip/E-Part-1\.zip: not a zip that can be read"):
        essays(tmp_path / "cut.zip")
    (tmp_path / "bomb.zip").write_bytes(zipped({"E-Part-1.zip": zipped({"a.md": b"0" * (64 << 20)})}))
    with pytest.raises(SourceError, match=r"like a zip bomb"):
        essays(tmp_path / "bomb.zip")
    (tmp_path / "out.zip").write_bytes(zipped({"E-Part-1.zip": zipped({"../a.md": b"x"})}))
    with pytest.raises(SourceError, match="leads out of the archive"):
        essays(tmp_path / "out.zip")


def test_a_page_with_odd_bytes_or_a_damaged_table_is_read(tmp_path: Path) -> None:
    files: Files = {
        f"Jobs {id(1)}.csv": b'"\x00broken,"a\xff' * 50,
        f"Jobs {id(1)}/a {id(2)}.md": b"# a\r\n\r\n\xe9t\xe9 long, and the gulls were loud\xff\xfe\r\n",
        f"b {id(3)}.html": '<html><article class="page"></article>',
    }
    found, source = essays(exported(tmp_path, files))
    assert len(found) == 1
    assert told(source)["entries of other types"] == "1 empty page"


@pytest.mark.parametrize(
    ("block", "author"),
    [
        ("Created by: Ben Kowal\nTags: x", "Ben Kowal"),
        ("Erstellt von: Ben Kowal", "Ben Kowal"),
        ("Créé par: Ben Kowal\nHumeur: bonne", "Ben Kowal"),
        ("作成者: Ben Kowal\n気分: 良い", "Ben Kowal"),
        ("Author: Ben Kowal\nTags: x", "Ben Kowal"),
        ("Created: yes\nTags: x", ""),
        ("Person: Ben Kowal\nTags: x", ""),
    ],
)
def test_who_made_a_page_is_its_author(block: str, author: str, tmp_path: Path) -> None:
    path = tmp_path / f"Gulls {id(1)}.md"
    path.write_text(f"# Gulls\n\n{block}\n\n{GULL}\n")
    (essay,) = EssaysImporter().read(Source([path]))
    assert essay.participants[0].name == author
    assert [message.text for message in essay.messages] == [GULL, block]
