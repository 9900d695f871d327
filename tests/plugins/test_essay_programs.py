"""What programs put around a person's words: Word's web pages, Calibre's jackets, Ghost's mails, Dataview's queries."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from simulacrum_core import Source
from simulacrum_essays import EssaysImporter

from ..conftest import Simulacrum

PROSE = "The rope lay coiled on the quay all summer, and the gulls took it for a nest that somebody had left."
MORE = "In autumn I cut it in three, and gave the pieces to those who had asked me for one."


def read(path: Path, text: str | None = None, **options: object) -> list[tuple[str, str]]:
    if text is not None:
        path.write_text(text, encoding="utf-8")
    essays = EssaysImporter.model_validate(options).read(Source([path]))
    return [(message.kind, message.text) for essay in essays for message in essay.messages]


PAGE = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><!--[if gte mso 9]><xml><o:DocumentProperties>'
    "{}</o:DocumentProperties></xml><![endif]--></head><body><div class=WordSection1><p class=MsoNormal>"
    + PROSE
    + '<span class=msoIns><ins cite="mailto:Bo%20Ek" datetime="2024-03-01T10:00"> Or an egg.</ins></span></p>'
    '<p class=MsoNormal><span class=msoDel><del cite="mailto:Bo%20Ek" datetime="2024-03-01T10:00">Late </del></span>'
    + MORE
    + "</p></div><div style='mso-element:comment-list'><p class=MsoCommentText>Too long.</p></div></body></html>"
)


def test_tracked_changes_and_comments_in_a_page_that_word_saved(tmp_path: Path) -> None:
    found = read(tmp_path / "a.htm", PAGE.format("<o:Author>Ada Lind</o:Author>"))
    assert found == [
        ("text", f"{PROSE}\n\nLate {MORE}"),
        ("boilerplate", "Too long."),
        ("insertion", " Or an egg."),
    ]
    assert read(tmp_path / "a.htm", PAGE.format(""))[0] == ("text", f"{PROSE} Or an egg.\n\n{MORE}")


def test_struck_words_of_a_page_without_a_name_are_the_authors(tmp_path: Path) -> None:
    page = f"<html><body><p>{PROSE} <del>Never</del> <ins>Always</ins> mine.</p></body></html>"
    assert read(tmp_path / "a.html", page) == [("text", f"{PROSE} Never Always mine.")]


def test_marks_of_blocks_and_inline_queries_are_no_words(tmp_path: Path) -> None:
    text = f"{PROSE} ^a1b2c3\n\n`= this.file.name`\n\nWritten in `= date(today)` haste, as `x = 1` is code. {MORE}\n"
    (found,) = read(tmp_path / "a.md", text)
    assert found == ("text", f"{PROSE}\n\nWritten in  haste, as `x = 1` is code. {MORE}")


def test_what_a_post_only_mails_is_no_part_of_it(tmp_path: Path) -> None:
    parts = [
        {"type": "paragraph", "children": [{"type": "text", "text": PROSE}]},
        {"type": "email", "html": "<p>Hey, thank you for your money.</p>"},
    ]
    post = {"id": "1", "title": "Rope", "status": "published", "lexical": json.dumps({"root": {"children": parts}})}
    found = read(tmp_path / "a.json", json.dumps({"db": [{"meta": {"version": "5"}, "data": {"posts": [post]}}]}))
    assert found == [("text", PROSE), ("boilerplate", "Hey, thank you for your money.")]


def test_the_jacket_that_calibre_puts_into_a_book_is_no_chapter(tmp_path: Path) -> None:
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><head>{}</head><body><h2>One</h2><p>{}</p></body></html>'
    items = "".join(f'<item id="{id}" href="{id}.xhtml" media-type="application/xhtml+xml"/>' for id in "ab")
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        container = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="c.opf"/></rootfiles></container>'
        book.writestr("META-INF/container.xml", container)
        package = f'<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest>{items}</manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
        book.writestr("c.opf", package)
        book.writestr("a.xhtml", page.format('<meta name="calibre-content" content="jacket"/>', MORE))
        book.writestr("b.xhtml", page.format("<title>x</title>", PROSE))
    assert [text for kind, text in read(tmp_path / "a.epub") if kind == "text"] == [PROSE]


@pytest.mark.parametrize(("name", "what"), [("a.doc", "an old Word"), ("a.wps", "Microsoft Works or WPS")])
def test_old_documents_are_named_with_the_way_out(simulacrum: Simulacrum, tmp_path: Path, name: str, what: str) -> None:
    (tmp_path / name).write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
    told = simulacrum("inspect", name)
    assert told.exit_code == 1
    assert f"a document of {what}" in told.stderr
    assert "save it as docx" in told.stderr


def test_the_cards_of_ghost_that_are_no_text_are_counted(tmp_path: Path) -> None:
    paragraph = {"type": "paragraph", "children": [{"type": "extended-text", "text": PROSE}]}
    cards = [
        {"type": "image", "caption": "<span>By a <b>friend</b></span>"},
        {"type": "bookmark", "url": "https://x.example", "metadata": {"title": "Knots", "description": "A guide"}},
        {"type": "email-cta", "html": "<p>Only by mail</p>"},
        {"type": "signup", "header": "Join us", "disclaimer": 5},
    ]
    lexical = json.dumps({"root": {"type": "root", "children": [*cards, paragraph]}})
    old = {"sections": [[10, 0], [1, "p", [[0, [], 0, MORE]]]], "cards": [["image", {"caption": "Mine"}]], "atoms": []}
    posts = [{"id": "1", "title": "A", "lexical": lexical}, {"id": "2", "title": "B", "mobiledoc": json.dumps(old)}]
    data = {"db": [{"meta": {"version": "5.1"}, "data": {"posts": [{**post, "type": "post"} for post in posts]}}]}
    assert read(tmp_path / "a.json", json.dumps(data)) == [
        ("text", PROSE),
        ("boilerplate", "By a friend\n\nKnots\n\nA guide\n\nOnly by mail\n\nJoin us"),
        ("text", MORE),
        ("boilerplate", "Mine"),
    ]


@pytest.mark.parametrize(
    "beside",
    [
        '<table class="tr-caption-container"><tr><td><img src="a"></td></tr><tr><td class="tr-caption">Ek</td></tr></table>',
        '<div class="graf graf--mixtapeEmbed"><a href="https://x.example"><strong>Ek</strong></a></div>',
        '<div class="embedded-post-wrap"><a href="https://x.example">Ek</a></div>',
    ],
)
def test_captions_and_previews_in_posts_are_counted(beside: str, tmp_path: Path) -> None:
    page = f"<html><body><p>{PROSE}</p>{beside}<p>{MORE}</p></body></html>"
    assert read(tmp_path / "a.html", page) == [("text", f"{PROSE}\n\n{MORE}"), ("boilerplate", "Ek")]


def test_settings_of_a_board_are_no_words(tmp_path: Path) -> None:
    settings = '%% kanban:settings\n```\n{"kanban-plugin":"board"}\n```\n%%'
    assert read(tmp_path / "a.md", f"{PROSE}\n\n- [ ] {MORE}\n\n{settings}\n") == [
        ("text", f"{PROSE}\n\n- {MORE}"),
        ("boilerplate", settings),
    ]


def test_notes_of_keep_that_were_made_in_one_moment_are_all_there(tmp_path: Path) -> None:
    made = {"color": "DEFAULT", "isTrashed": False, "isPinned": False, "isArchived": False}
    made |= {"createdTimestampUsec": 1640000000000000, "userEditedTimestampUsec": 1640000000000000}
    for export in ("one", "two"):
        folder = tmp_path / export / "Takeout" / "Keep"
        folder.mkdir(parents=True)
        (folder / "A.json").write_text(json.dumps({**made, "title": "A", "textContent": PROSE}))
        (folder / "B.json").write_text(json.dumps({**made, "title": "B", "textContent": MORE}))
    assert sorted(read(tmp_path)) == [(kind, text) for kind in ("superseded", "text") for text in (MORE, PROSE)]


def test_a_text_of_bear_is_markdown_whatever_it_is_called(tmp_path: Path) -> None:
    bundle = tmp_path / "Nets.textbundle"
    bundle.mkdir()
    (bundle / "info.json").write_text(json.dumps({"version": 2, "net.shinyfrog.bear": {"uniqueIdentifier": "N1"}}))
    (bundle / "text.txt").write_text(f"# Nets\n{PROSE}\n\n> Theirs.\n")
    assert read(bundle) == [("text", PROSE), ("quote", "> Theirs.")]


def test_a_note_of_a_book_leads_back_to_where_it_is_meant(tmp_path: Path) -> None:
    page = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><h2>North</h2><p>{}<sup class="c3"><a href="a.html#fn1" id="r1">'
        '1</a></sup></p><p class="c7"><a id="fn1" href="a.html#r1">1</a> {}</p></body></html>'
    )
    container = '<container><rootfiles><rootfile full-path="content.opf"/></rootfiles></container>'
    package = (
        '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Walks</dc:title></metadata><manifest>'
        '<item id="a" href="a.html" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>'
    )
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", container)
        book.writestr("content.opf", package)
        book.writestr("a.html", page.format(PROSE, MORE))
    assert read(tmp_path / "a.epub") == [("text", PROSE), ("boilerplate", f"1 {MORE}")]


@pytest.mark.parametrize(
    "shown",
    [
        '<div class="instagram-embed-wrap" data-attrs="{}"><p>Ek</p></div>',
        '<div class="subscription-widget-wrap"><div class="preamble"><p class="cta-caption">Ek</p></div></div>',
        '<div class="kg-card kg-product-card"><h4>Ek</h4></div>',
    ],
)
def test_what_others_show_or_sell_in_a_post_is_counted(shown: str, tmp_path: Path) -> None:
    page = f"<html><body><p>{PROSE}</p>{shown}<p>{MORE}</p></body></html>"
    assert read(tmp_path / "a.html", page) == [("text", f"{PROSE}\n\n{MORE}"), ("boilerplate", "Ek")]


def test_the_head_and_the_foot_of_pages_of_google_docs_are_counted(tmp_path: Path) -> None:
    note = '<div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span>A note.</span></p></div>'
    body = f"<div><p>My head</p></div><p>{PROSE}</p><p>{MORE}</p>{note}<div><p>My foot</p></div>"
    page = f'<html><head><title>A</title></head><body class="c1 doc-content">{body}</body></html>'
    own, *rest = read(tmp_path / "a.html", page)
    assert own == ("text", f"{PROSE}\n\n{MORE}")
    assert {part for kind, text in rest for part in text.split("\n\n") if kind == "boilerplate"} == {
        "My head",
        "My foot",
        "A note.",
    }
    only = '<html><body class="doc-content"><div><p>' + PROSE + "</p></div></body></html>"
    assert read(tmp_path / "a.html", only) == [("text", PROSE)]
