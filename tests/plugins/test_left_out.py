"""What is left out of essays and journals is in the ledger, whatever the reason: footnotes of Org, what an option drops."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from simulacrum_core import Source, SourceError, read
from simulacrum_core.sources import machine_parts
from simulacrum_essays import EssaysImporter
from simulacrum_journals import JournalsImporter

from ..conftest import Simulacrum

OWN = "The ferry was late again, and I counted the planks of the landing twice."
ORG = f"""{OWN}[fn:1] It rained[fn:: Not for long, said [[https://a.example][the radio]].] on us.
[fn:1] Forty planks
in each row.

#+begin_quote
The planks are new.
#+end_quote

Then I went home.
"""
NOTES = {"Forty planks\nin each row.", "Not for long, said the radio."}


@pytest.mark.parametrize("name", ["ferry.org", "diary.org"])
def test_footnotes_of_org_are_counted_and_not_trained(name: str, tmp_path: Path) -> None:
    importer = JournalsImporter() if name == "diary.org" else EssaysImporter()
    (tmp_path / name).write_text(f"* 2024-05-01 Wednesday\n{ORG}" if name == "diary.org" else ORG)
    (chat,) = importer.read(Source([tmp_path / name]))
    found = [(message.kind, message.text) for message in chat.messages]
    own = [text for kind, text in found if kind == "text"]
    assert own == [f"{OWN} It rained on us.", "Then I went home."]
    assert {note for kind, text in found if kind == "boilerplate" for note in text.split("\n\n")} == NOTES


def test_macros_and_code_within_a_line_of_org_are_no_words(tmp_path: Path) -> None:
    (tmp_path / "a.org").write_text(f"{OWN} {{{{{{date(%Y)}}}}}}\n\nIt was src_sh{{ls}}late {{and cold}}.\n")
    source = Source([tmp_path / "a.org"])
    (chat,) = EssaysImporter().read(source)
    assert [one.text for one in chat.messages] == [f"{OWN}\n\nIt was late {{and cold}}."]
    assert "2 tags of templates" in [one.evidence for one in source.findings.decisions]


def test_the_heading_above_footnotes_is_org_modes(tmp_path: Path) -> None:
    (tmp_path / "a.org").write_text(f"{OWN}[fn:1]\n\n* Footnotes\n\n[fn:1] Twice.\n")
    (chat,) = EssaysImporter().read(Source([tmp_path / "a.org"]))
    assert [(one.kind, one.text) for one in chat.messages] == [("text", OWN), ("boilerplate", "Footnotes\n\nTwice.")]


@pytest.mark.parametrize("name", ["ferry.md", "2024-05-01.md"])
def test_what_an_option_leaves_out_is_in_the_ledger(name: str, tmp_path: Path, simulacrum: Simulacrum) -> None:
    text = f"{OWN}\n\n> The planks are new.\n\n```\nferry --late\n```\n\nThen I went home.\n"
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / name).write_text(text)
    (folder / name.replace("1.md", "2.md").replace("ferry", "gate")).write_text(
        "Somebody had left the gate open all night."
    )
    options = ["-i", "quotes", "leave-out"] + (["-i", "code", "leave-out"] if name == "ferry.md" else [])
    common = ("--me", "Ada", "--tokenizer", "bytes", "--validation", "0", "-o", str(tmp_path / "out"))
    told = simulacrum("convert", str(folder), *options, *common)
    assert told.exit_code == 0, told.output
    assert "left out by an option of the importer, such as quotations and code with leave-out" in told.output


def test_formulas_and_what_a_program_put_out_are_no_words(tmp_path: Path) -> None:
    formula = f"{OWN}\n\n$$\nE = m c^2\n$$\n\nThen I went home, and it cost me 5 $$ and more.\n"
    for name in ("ferry.md", "2024-05-01.md"):
        (tmp_path / name).write_text(formula)
        importer = JournalsImporter() if name[0] == "2" else EssaysImporter()
        (chat,) = importer.read(Source([tmp_path / name]))
        assert [(one.kind, one.text) for one in chat.messages] == [
            ("text", OWN),
            ("quote", "```\nE = m c^2\n```"),
            ("text", "Then I went home, and it cost me 5 $$ and more."),
        ]
    org = f"{OWN}\n#+RESULTS:\n: 42 planks\n: 43 planks\n\nThen I went home.\n"
    for name, text in (("ferry.org", org), ("diary.org", f"* 2024-05-01 Wednesday\n{org}")):
        (tmp_path / name).write_text(text)
        importer = JournalsImporter() if name[0] == "d" else EssaysImporter()
        (chat,) = importer.read(Source([tmp_path / name]))
        found = [(one.kind, one.text.strip()) for one in chat.messages]
        assert found[0] == ("text", OWN)
        assert found[-1] == ("text", "Then I went home.")
        assert "planks" in found[1][1]
        assert found[1][0] == "quote"


def test_a_sign_of_money_on_a_line_opens_no_formula(tmp_path: Path) -> None:
    text = (
        f"{OWN}\n\n$$\n\n" + "\n\n".join(f"It is day {n} of the ferry, and it is late." for n in range(40)) + "\n\n$$\n"
    )
    (tmp_path / "ferry.md").write_text(text)
    (chat,) = EssaysImporter().read(Source([tmp_path / "ferry.md"]))
    assert [one.kind for one in chat.messages] == ["text"]


def test_what_hangs_below_a_quotation_in_an_outline_is_its_authors(tmp_path: Path) -> None:
    folder = tmp_path / "graph"
    (folder / "logseq").mkdir(parents=True)
    (folder / "logseq" / "config.edn").write_text("{}")
    (folder / "pages").mkdir()
    lines = [
        f"- {OWN}", "\t- #+BEGIN_QUOTE", "\t  The planks are new.", "\t  They creak.", "\t  #+END_QUOTE",
        "\t- #+BEGIN_SRC sh", "\t  ferry --late", "\t  #+END_SRC", "\t- Then I went home.", "- And slept.",
    ]  # fmt: skip
    (folder / "pages" / "Ferry.md").write_text("\n".join(lines))
    (chat,) = EssaysImporter().read(Source([folder]))
    found = list(chat.messages)
    own = "\n".join(one.text for one in found if one.kind == "text")
    rest = "\n".join(one.text for one in found if one.kind == "quote")
    assert "Then I went home." in own
    assert "And slept." in own
    assert OWN in own
    assert "creak" in rest
    assert "ferry --late" in rest
    assert "creak" not in own


def test_a_break_in_markdown_is_a_line_break_of_its_author(tmp_path: Path) -> None:
    page = "# Ropes\n\nRoses are red,<br>violets are blue,<br/>\nand so <BR /> on; `a<br>b` stays.\n\n<br>\nThe next\nline.<br>\n"
    (tmp_path / "Ropes.md").write_text(f"{page}\n| a<br>b | c |\n|---|---|\n| d | e |\n")
    (tmp_path / "2024-03-04.md").write_text(page)
    found = {(chat.source, message.text) for chat in read(tmp_path, keep=True) for message in chat.messages}
    own = "Roses are red,\nviolets are blue,\nand so\non; `a<br>b` stays."
    assert found == {
        ("essays", f"{own}\n\nThe next\nline.\n\n| a b | c |\n|---|---|\n| d | e |"),
        ("journals", f"{own}\n\n\nThe next\nline."),
    }


def test_what_stands_around_a_saved_page_is_counted(tmp_path: Path) -> None:
    page = (
        "<html><head><title>Ropes</title></head><body><div id='header'><h1>The rope blog</h1><nav>All ropes</nav></div>"
        f"<article><header><h2 class='entry-title'>On ropes</h2><span class='byline'>By Ada Lind</span></header><p>{OWN}"
        f"</p><p>Then I went home. {OWN}</p><div class='sharedaddy'>Tell others</div><footer>Filed under ropes</footer>"
        "</article><div class='comments-area'><h3>One reply</h3><p>Bo: fine ropes</p></div>Made by hand<form>Find"
        "<select><option>2024</option></select></form><script>run()</script></body></html>"
    )
    (tmp_path / "ropes.html").write_text(page)
    (chat,) = EssaysImporter().read(Source([tmp_path / "ropes.html"]))
    own, around = chat.messages
    assert (chat.title, own.text) == ("On ropes", f"{OWN}\n\nThen I went home. {OWN}")
    assert around.kind == "boilerplate"
    told = (
        "Tell others",
        "Filed under ropes",
        "The rope blog All ropes",
        "One reply Bo: fine ropes",
        "Made by hand",
        "Find",
    )
    assert around.text.split("\n\n") == list(told)


def test_thanks_of_latex_are_footnotes_and_titles_are_no_text(tmp_path: Path) -> None:
    title = r"\title{On ropes\thanks{For the club.}}\author{Ada Lind\thanks{Sailmaker.}}\date{May 2021}"
    for number, (before, behind) in enumerate([(title, ""), ("", title)]):
        (tmp_path / f"{number}.tex").write_text(
            f"{before}\\begin{{document}}{behind}\\maketitle {OWN}\\end{{document}}"
        )
    for chat in EssaysImporter().read(Source([tmp_path])):
        own, notes = chat.messages
        assert (chat.title, chat.participants[0].name, own.text) == ("On ropes", "Ada Lind", OWN)
        assert (notes.kind, notes.text) == ("boilerplate", "For the club.\n\nSailmaker.")


def test_a_page_of_quotations_alone_is_counted(tmp_path: Path) -> None:
    (tmp_path / "ropes.md").write_text(f"# Ropes\n\n{OWN}\n\n{OWN}\n")
    (tmp_path / "kept.md").write_text("> Ropes.\n> — Bo\n")
    chats = {
        chat.id: [(one.kind, one.text) for one in chat.messages] for chat in EssaysImporter().read(Source([tmp_path]))
    }
    (kept,) = (messages for id, messages in chats.items() if id.endswith("kept.md"))
    assert kept == [("quote", "> Ropes.\n> — Bo")]
    with pytest.raises(SourceError, match="nothing in it is its author's own: 1 texts hold only quotations"):
        list(EssaysImporter().read(Source([tmp_path / "kept.md"])))


def test_few_words_and_lists_of_things_are_their_authors(tmp_path: Path) -> None:
    notes = {"Call.md": "Bo called.", "Pack.md": "- [ ] tent\n- [x] rope\n", "Buy.txt": "• milk\n• eggs\n• 2 lemons\n"}
    others = {"code.md": "```sh\nferry --late\n```\n", "data.txt": "1;2;3\n4;5;6\n", "todo.txt": "- 12\n- 13\n"}
    for name, text in {**notes, **others, "Ferry.md": OWN}.items():
        (tmp_path / name).write_text(text)
    found = [message.text for chat in EssaysImporter().read(Source([tmp_path])) for message in chat.messages]
    assert found == ["• milk\n• eggs\n• 2 lemons", "Bo called.", OWN, "- tent\n- rope"]


def test_a_day_in_org_without_a_sign_of_org_is_a_day_of_a_journal(tmp_path: Path) -> None:
    (tmp_path / "07.03.2024.org").write_text(f"{OWN}\n")
    (tmp_path / "23.03.2024.org").write_text("<ada> where are you\n<bo> at sea\n<ada> oh\n<bo> yes\n")
    (chat,) = JournalsImporter().read(Source([tmp_path]))
    (message,) = chat.messages
    assert (str(message.sent_at)[:10], message.text) == ("2024-03-07", OWN)


def test_sentences_beside_what_is_encoded_in_one_paragraph_are_their_authors() -> None:
    cipher = "U2FsdGVkX19Lq3n5Xw7Zb1Vt9Rk2Pj4Md6Qf8Hs0Gy3Ce5Ai7Bo9Nu1T" * 3
    text = f"{OWN}\n{cipher}\nThen I went home again."
    assert machine_parts(text) == [(OWN, False), (cipher, True), ("Then I went home again.", False)]
    assert machine_parts(f"key\n{cipher}") == [(f"key\n{cipher}", True)]


def test_a_break_of_rich_text_parts_no_paragraphs_and_a_comment_within_a_line_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_text(rf"{{\rtf1\ansi The weir\line runs\line to sea\par {OWN}\par}}")
    (tmp_path / "b.md").write_text(f"{OWN} %%not so%% And 5 %% of it.\n")
    found = [message.text for chat in EssaysImporter().read(Source([tmp_path])) for message in chat.messages]
    assert found == [f"The weir\nruns\nto sea\n\n{OWN}", f"{OWN}  And 5 %% of it."]


def test_quotations_of_rich_text_and_captions_of_words_pages_are_known_by_their_styles(tmp_path: Path) -> None:
    styles = r"{\stylesheet{\s0 Normal;}{\s3 Zitat;}}"
    (tmp_path / "a.rtf").write_text(rf"{{\rtf1\ansi{styles}\pard {OWN}\par \pard\s3 Ropes, all.\par \pard {OWN}\par}}")
    page = f"<html><body><p class=MsoNormal>{OWN}</p><p class=MsoCaption>A rope</p><p class=MsoToc1>Ropes</p></body></html>"
    (tmp_path / "b.html").write_text(page)
    found = [(one.kind, one.text) for chat in EssaysImporter().read(Source([tmp_path])) for one in chat.messages]
    rope = [("text", OWN), ("quote", "Ropes, all."), ("text", OWN)]
    assert found == [*rope, ("text", OWN), ("boilerplate", "A rope\n\nRopes")]


def test_pages_around_a_book_are_counted(tmp_path: Path) -> None:
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest>'
        + "".join(f'<item id="{name}" href="{name}.xhtml"/>' for name in ("cover", "a", "b"))
        + '</manifest><spine><itemref idref="cover"/><itemref idref="a"/><itemref idref="b"/></spine></package>'
    )
    page = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>{}</body></html>'
    parts = {
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>',
        "p.opf": opf,
        "cover.xhtml": page.format("<p>Ropes, a book</p>"),
        "a.xhtml": page.format('<section epub:type="copyright-page"><p>All rights are ours.</p></section>'),
        "b.xhtml": page.format(f"<p>{OWN}</p>"),
    }
    with zipfile.ZipFile(tmp_path / "a.epub", "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        for name, text in parts.items():
            archive.writestr(name, text)
    (chat,) = EssaysImporter().read(Source([tmp_path / "a.epub"]))
    kinds = [(one.kind, one.text) for one in chat.messages]
    assert kinds == [("text", OWN), ("boilerplate", "Ropes, a book\n\nAll rights are ours.")]


def test_a_block_of_logseq_in_org_is_no_name_of_those_below_it(tmp_path: Path) -> None:
    (tmp_path / "2024_03_06.org").write_text(f"* {OWN}\n** And rowed home.\n* Market\n** Eggs.\n")
    chats = [*JournalsImporter().read(Source([tmp_path]))]
    assert [(chat.title, one.text) for chat in chats for one in chat.messages] == [
        (None, f"{OWN}\n\nAnd rowed home."),
        ("Market", "Eggs."),
    ]


def test_mottos_of_latex_are_quotations_and_formulas_in_org_are_no_words(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text(
        f"\\begin{{document}}\\epigraph{{Ropes, \\emph{{all}}.}}{{Bo}}\n\n{OWN}\\end{{document}}"
    )
    formula = "\\begin{align*}\n a &= b\n\\end{align*}"
    (tmp_path / "b.org").write_text(f"{OWN}\n\n{formula}\n\n\\begin{{align}} is how I begin.\n")
    found = [(one.kind, one.text) for chat in EssaysImporter().read(Source([tmp_path])) for one in chat.messages]
    own = f"{OWN}\n\n\\begin{{align}} is how I begin."
    assert found == [("quote", "Ropes, all.\nBo"), ("text", OWN), ("text", own)]


def test_notes_of_evernote_with_one_title_and_one_moment_in_one_export_are_two(tmp_path: Path) -> None:
    note = (
        "<note><title>Notes</title><created>20230911T061500Z</created><content>"
        "<![CDATA[<en-note><div>{}</div></en-note>]]></content></note>"
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><en-export application="Evernote">'
    for name in ("a", "b"):
        (tmp_path / f"{name}.enex").write_text(
            f"{head}{note.format(OWN)}{note.format('Then I went home.')}</en-export>"
        )
    found = [(one.kind, one.text) for chat in EssaysImporter().read(Source([tmp_path])) for one in chat.messages]
    assert sorted(found) == [
        ("superseded", OWN), ("superseded", "Then I went home."), ("text", OWN), ("text", "Then I went home."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "#tag #other",
        "[[Link A]] [[Link B]]",
        "QmFzZTY0IHN0cmluZw== aGVsbG8gd29ybGQ=",
        "v1.2.3 2024-01-01",
        "- [ ] \n- [ ] ",
        "- https://a.example\n- https://b.example",
    ],
)
def test_a_few_marks_are_no_note(tmp_path: Path, text: str) -> None:
    (tmp_path / "note.md").write_text(text + "\n", encoding="utf-8")
    assert not EssaysImporter().identify(Source([tmp_path / "note.md"]))
