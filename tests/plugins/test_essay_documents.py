"""Documents of word processors, books and pages: what nobody sees is not read, and no word is joined or split."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from simulacrum_core import Source
from simulacrum_essays import EssaysImporter

PROSE = "The boat lay on its side all winter, and nobody in the village asked me why."
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OPEN = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
)


def read(path: Path, data: str | bytes, **options: object) -> tuple[list[tuple[str, str]], dict[str, str]]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    source = Source([path])
    found = [
        (message.kind, message.text)
        for essay in EssaysImporter.model_validate(options).read(source)
        for message in essay.messages
    ]
    return found, {decision.subject: decision.evidence for decision in source.findings.decisions}


def word(body: str, styles: str = "") -> bytes:
    out = io.BytesIO()
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
        'Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
        ' Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
        "word/comments.xml": f'<w:comments {W}><w:comment w:id="1"><w:p/></w:comment></w:comments>',
    }
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0"?>{text}')
    return out.getvalue()


def run(text: str, style: str = "") -> str:
    return f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, style: str = "") -> str:
    told = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{told}{''.join(runs)}</w:p>"


def test_what_is_hidden_in_a_word_file_is_no_text_and_no_word_is_joined(tmp_path: Path) -> None:
    styles = (
        '<w:style w:styleId="Geheim" w:type="character"><w:name w:val="Hush"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="Bildtext" w:type="paragraph"><w:name w:val="caption"/></w:style>'
        '<w:style w:styleId="Inhalt1" w:type="paragraph"><w:name w:val="toc 1"/></w:style>'
    )
    body = (
        paragraph(run(PROSE), run(" Secret", "<w:vanish/>"), run(" too", '<w:rStyle w:val="Geheim"/>'))
        + paragraph(run("one"), "<w:r><w:cr/></w:r>", run("two"), '<w:r><w:br w:type="page"/></w:r>', run("three"))
        + paragraph(run("twen"), "<w:r><w:softHyphen/></w:r>", run("ty"), run(" seen", '<w:vanish w:val="0"/>'))
        + paragraph(
            "<w:r><w:ruby><w:rt><w:r><w:t>gloss</w:t></w:r></w:rt><w:rubyBase>"
            + run("base")
            + "</w:rubyBase></w:ruby></w:r>"
        )
        + paragraph(
            '<w:bdo w:val="rtl">' + run("right") + "</w:bdo>",
            '<w:del w:id="1"><w:r><w:delText>x</w:delText></w:r></w:del>',
        )
        + paragraph(run("Figure 1"), style="Bildtext")
        + paragraph(run("Chapter"), "<w:r><w:tab/></w:r>", run("3"), style="Inhalt1")
    )
    found, told = read(tmp_path / "a.docx", word(body, styles))
    assert found == [
        ("text", f"{PROSE}\n\none\ntwo\nthree\n\ntwenty seen\n\nbase\n\nright"),
        ("boilerplate", "Secret\n\ntoo\n\nFigure 1\n\nChapter\t3"),
    ]
    assert told["marks of apps"] == "1 comments, 1 tracked deletions"


def test_what_is_hidden_in_an_open_document_is_no_text(tmp_path: Path) -> None:
    body = (
        f'<text:p>{PROSE}<text:span text:style-name="T1">Secret</text:span></text:p>'
        '<text:p text:style-name="Illustration">Figure 1</text:p>'
        "<text:p><text:ruby><text:ruby-base>base</text:ruby-base><text:ruby-text>gloss</text:ruby-text></text:ruby></text:p>"
        "<text:p>In<draw:frame><draw:text-box><text:p>My box.</text:p></draw:text-box></draw:frame> full.</text:p>"
        "<text:table-of-content><text:index-body><text:p>One 3</text:p></text:index-body></text:table-of-content>"
        '<text:section text:display="none"><text:p>Unseen</text:p></text:section>'
    )
    data = (
        f'<?xml version="1.0"?><office:document {OPEN} office:mimetype="application/vnd.oasis.opendocument.text">'
        '<office:automatic-styles><style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document>"
    )
    found, _ = read(tmp_path / "a.fodt", data)
    assert found == [
        ("text", f"{PROSE}\n\nbase\n\nIn full.\n\nMy box."),
        ("boilerplate", "Secret\n\nFigure 1\n\nOne 3\n\nUnseen"),
    ]


def test_heads_and_feet_of_pages_are_counted_and_no_text(tmp_path: Path) -> None:
    out = io.BytesIO(word(paragraph(run(PROSE))))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/header1.xml", f"<w:hdr {W}>{paragraph(run('My novel'))}</w:hdr>")
        archive.writestr("word/footer1.xml", f"<w:ftr {W}>{paragraph()}</w:ftr>")
    head = (
        "<style:master-page><style:header><text:p>My novel</text:p></style:header><style:footer/></style:master-page>"
    )
    flat = (
        f'<?xml version="1.0"?><office:document {OPEN} office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:master-styles>{head}</office:master-styles><office:body><office:text><text:p>{PROSE}</text:p>"
        "</office:text></office:body></office:document>"
    )
    rich = rf"{{\rtf1\ansi{{\header My novel}}{PROSE}\par}}"
    for name, data in {"a.docx": out.getvalue(), "a.fodt": flat, "a.rtf": rich}.items():
        found, told = read(tmp_path / name, data)
        assert found == [("text", PROSE)], name
        assert "1 running heads and feet" in told["marks of apps"], name


def test_what_is_hidden_or_deleted_in_a_rich_text_is_no_text_and_no_word_is_joined(tmp_path: Path) -> None:
    rich = (
        r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}" + PROSE + r"{\v  secret} {\deleted gone }co\-op.\par"
        r"\v unseen\par\plain See {\field{\*\fldinst{HYPERLINK "
        r'"https://example.org"}}{\fldrslt the yard}} now.\par'
        r"{\trowd\pard\intbl Mon\cell late\cell\row}{\*\annotation Cut this.}twenty\_first\par}"
    )
    found, told = read(tmp_path / "a.rtf", rich)
    assert found == [("text", f"{PROSE} coop.\n\nSee the yard now.\n\nMon\tlate\n\ntwenty\u2011first")]
    assert told["marks of apps"] == "1 comments, 3 hidden or deleted passages"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>wai\u00adted</p>", [("text", "waited")]),
        ('<p>the <span epub:type="pagebreak" id="p12">12</span>rail</p>', [("text", "the rail")]),
        ("<p>a <math><mi>x</mi><mn>1</mn></math>.</p>", [("text", "a .")]),
        (
            '<a href="t.pdf">timetable</a><a class="wp-block-file__button">Download</a>',
            [("text", "timetable"), ("boilerplate", "Download")],
        ),
        ("<p>twenty<button>Share</button>first</p>", [("text", "twenty first"), ("boilerplate", "Share")]),
        ('<p>twenty<span style="display:block">first</span></p>', [("text", "twenty\n\nfirst")]),
        ('<p>seen <span style="display: none">unseen</span></p>', [("text", "seen"), ("boilerplate", "unseen")]),
        ("<figure><img><figcaption>A boat</figcaption></figure>", [("boilerplate", "A boat")]),
        ('<div class="toc"><ul><li>One</li></ul></div>', [("boilerplate", "- One")]),
        (
            '<p>It lay<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup> there.</p>'
            '<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Cut.</span></p><p>Really.</p></div>',
            [("text", "It lay there."), ("boilerplate", "Cut.\n\nReally.")],
        ),
    ],
)
def test_a_page_is_read_as_it_is_shown(tmp_path: Path, markup: str, expected: list[tuple[str, str]]) -> None:
    page = f"<html><body><p>{PROSE}</p>{markup}</body></html>"
    found, _ = read(tmp_path / "a.html", page)
    (kind, text), *rest = found
    own = [("text", text.removeprefix(PROSE).strip("\n"))] if text != PROSE else []
    assert (kind, own + rest) == ("text", expected)


def test_comments_of_google_docs_are_no_words_of_the_author(tmp_path: Path) -> None:
    text = f"Boats\n\n{PROSE}[a] It rained [sic].[b]\n\n[a]Cut this.\nReally.\n[b]No.\n"
    found, _ = read(tmp_path / "a.txt", text)
    assert found == [("text", f"{PROSE} It rained [sic]."), ("boilerplate", "Cut this.\nReally.\n\nNo.")]


@pytest.mark.parametrize("contents", ["One ........ 3\nTwo . . . . . 14", "Preface…………………… iv"])
def test_a_table_of_contents_is_no_text(tmp_path: Path, contents: str) -> None:
    found, _ = read(tmp_path / "a.md", f"{PROSE}\n\n{contents}\n\n{PROSE} I waited.... 3 days.\n")
    assert found == [("text", f"{PROSE}\n\n{PROSE} I waited.... 3 days."), ("boilerplate", contents)]


def test_captions_and_contents_of_a_word_file_are_known_without_their_own_styles(tmp_path: Path) -> None:
    def style(id: str, name: str, base: str) -> str:
        return f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="{base}"/></w:style>'

    made = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    page = run("9", "<w:webHidden/>")
    own = '<w:sdtPr><w:tag w:val="goog_rdk_0"/></w:sdtPr>'
    body = [
        f"<w:sdt>{made}<w:sdtContent>{paragraph(run('One '), page)}</w:sdtContent></w:sdt>",
        paragraph(run(PROSE), style="1"),
        paragraph(run("A boat."), style="8"),
        paragraph(run("A gull."), style="9"),
        f"<w:sdt>{own}<w:sdtContent>{paragraph(run('Mine.'))}</w:sdtContent></w:sdt>",
    ]
    styles = style("1", "Normal", "") + style("7", "caption", "1") + style("8", "Illustration", "7")
    found, _ = read(tmp_path / "a.docx", word("".join(body), styles + style("9", "Object Caption", "1")))
    assert found == [("text", f"{PROSE}\n\nMine."), ("boilerplate", "One 9\n\nA boat.\n\nA gull.")]


def test_footnotes_of_a_rich_text_are_notes(tmp_path: Path) -> None:
    note = r"{\super\chftn}{\*\footnote\pard\plain {\super\chftn} Caf\'e9 {\i says}.}"
    data = rf"{{\rtf1\ansi {PROSE}{note} More.\par {PROSE} \{{\\Scrv_fn=an aside\\end_Scrv_fn\}}End.\par}}"
    apart = "an aside\n\nCafé says."
    found, told = read(tmp_path / "a.rtf", data)
    assert found == [("text", f"{PROSE} More.\n\n{PROSE} End."), ("boilerplate", apart)]
    assert told["footnotes"] == "2 paragraphs in 1 essays"
    assert read(tmp_path / "a.rtf", data, footnotes="keep")[0][0][1].endswith(apart)
    assert len(read(tmp_path / "b.rtf", r"{\rtf1 " + PROSE + r"{\footnote x " * 20)[0]) > 0


def bare(body: str) -> bytes:
    """A document without a list of its styles."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word(body))) as whole, zipfile.ZipFile(out, "w") as archive:
        for name in whole.namelist():
            if name != "word/styles.xml":
                archive.writestr(name, whole.read(name))
    return out.getvalue()


def field(instruction: str, shown: str) -> str:
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    half = len(instruction) // 2
    told = "".join(
        f'<w:r><w:instrText xml:space="preserve">{part}</w:instrText></w:r>'
        for part in (instruction[:half], instruction[half:])
    )
    return f"{begin}{told}{middle}{shown}{end}"


MADE_STYLES = [
    "TOC1", "TOCHeading", "Caption", "Contents2", "Verzeichnis1", "Inhaltsverzeichnisberschrift", "Beschriftung",
    "Abbildungsverzeichnis", "TM1", "Lgende", "TDC2", "Epgrafe", "Sommario1", "Didascalia", "Inhopg1", "Bijschrift",
    "Spistreci1", "Obsah1", "Titulek", "Innehll3", "Beskrivning", "INNH1", "Sisluet1", "Kuvaotsikko", "TJ1", "Sumrio1",
]  # fmt: skip


@pytest.mark.parametrize("style", MADE_STYLES)
def test_styles_of_contents_and_captions_are_known_by_their_ids_in_many_languages(tmp_path: Path, style: str) -> None:
    body = paragraph(run(PROSE)) + paragraph(run("A boat 3"), style=style) + paragraph(run("Mine."), style="Brdtext")
    found, _ = read(tmp_path / "a.docx", bare(body))
    assert found == [("text", f"{PROSE}\n\nMine."), ("boilerplate", "A boat 3")]


MADE_FIELDS = [
    paragraph(run("Inhalt")) + paragraph(field(' TOC \\o "1-3" ', run("One 1"))),
    paragraph(run("Inhalt")) + f'<w:p><w:fldSimple w:instr="TOC \\o">{run("One 1")}</w:fldSimple></w:p>',
    paragraph(run("Inhalt"))
    + field(' TOC \\h ', f'</w:p><w:p>{run("One ")}{field(" PAGEREF _Toc1 ", run("1"))}</w:p><w:p>').join(("<w:p>", "</w:p>")),
    paragraph(run("Inhalt")) + f'<w:p><w:hyperlink w:anchor="_Toc12">{run("One 1")}</w:hyperlink></w:p>',
]  # fmt: skip


@pytest.mark.parametrize("made", MADE_FIELDS)
def test_contents_that_a_field_made_are_no_text(tmp_path: Path, made: str) -> None:
    found, _ = read(tmp_path / "a.docx", bare(made + paragraph(run(PROSE))))
    assert found[0] == ("text", PROSE)
    assert sorted(found[1][1].split("\n\n")) == ["Inhalt", "One 1"]


@pytest.mark.parametrize("text", ["Figure {}: a boat", "{}. figure. A boat", "Figure\t{} A boat"])
def test_captions_that_a_field_numbers_are_no_text(tmp_path: Path, text: str) -> None:
    before, after = text.split("{}")
    told = field(" SEQ figure \\* ARABIC ", run("3"))
    simple = f'<w:fldSimple w:instr=" SEQ figure ">{run("3")}</w:fldSimple>'
    for number in (told, simple):
        found, _ = read(tmp_path / "a.docx", bare(paragraph(run(PROSE)) + paragraph(run(before), number, run(after))))
        assert found == [("text", PROSE), ("boilerplate", text.format(3))]


@pytest.mark.parametrize(
    "body",
    [
        paragraph(run("I saw "), field(" HYPERLINK a ", run("it")), run(" there.")),
        paragraph(run("I saw "), field(" REF _Ref1 ", run("it")), run(" there.")),
        paragraph(run("I saw "), field(" SEQ thing ", run("it")), run(" there.")),
        paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>', run("I saw it there.")),
        paragraph(run("I saw it there."), style="Kapitel1"),
    ],
)  # fmt: skip
def test_words_in_other_fields_and_styles_are_their_authors(tmp_path: Path, body: str) -> None:
    found, _ = read(tmp_path / "a.docx", bare(paragraph(run(PROSE)) + body))
    assert found == [("text", f"{PROSE}\n\nI saw it there.")]


def test_fields_in_fields_take_time_linear_in_their_number(tmp_path: Path) -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    start = time.process_time()
    found, _ = read(tmp_path / "a.docx", bare(paragraph(begin * 8000, run(PROSE), end * 8000)))
    # Quadratic, it took 12 seconds.
    assert (found, time.process_time() - start < 5) == ([("text", PROSE)], True)


LISTED = r"One\tab 1\par Two\tab 2"


def rich(instruction: str, shown: str) -> str:
    return rf"{{\field{{\*\fldinst {{{instruction}}}}}{{\fldrslt {shown}}}}}"


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (rf"\pard{rich('TOC o', LISTED)}\par", "One\t1\nTwo\t2"),
        (rf"\pard Figure {rich(' SEQ Figure * ARABIC ', '1')}: A boat\par", "Figure 1: A boat"),
        (r"\pard\plain\s7 A boat\par", "A boat"),
        (r"\pard\plain\s8 {\b One}\tab 1\par", "One\t1"),
    ],
)
def test_contents_and_captions_of_a_rich_text_are_no_text(tmp_path: Path, made: str, told: str) -> None:
    styles = r"{\stylesheet{\s0 Normal;}{\s7\sbasedon0 caption;}{\s8\sbasedon0\snext0 toc 1;}{\s9 Kapitel;}}"
    own = rf"\pard\plain\s9 I saw {rich('HYPERLINK a', 'it')} as {rich(' SEQ thing ', 'one')}.\par"
    found, _ = read(tmp_path / "a.rtf", rf"{{\rtf1\ansi{styles}\pard {PROSE}\par {made}{own}}}")
    assert found == [("text", f"{PROSE}\n\nI saw it as one."), ("boilerplate", told)]


def test_a_field_of_a_rich_text_that_is_closed_nowhere_takes_no_words_along(tmp_path: Path) -> None:
    found, _ = read(tmp_path / "a.rtf", rf"{{\rtf1\ansi \pard {{\field{{\*\fldinst TOC}}{{\fldrslt One\par {PROSE}\par")
    assert PROSE in found[0][1]


def test_what_simple_fields_show_is_text_and_what_is_to_be_filled_in_is_not(tmp_path: Path) -> None:
    box = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    link = '<w:hyperlink xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="gone">{}</w:hyperlink>'
    body = paragraph(
        run(f"{PROSE} See "),
        f'<w:fldSimple w:instr=" REF weir ">{run("the weir")}</w:fldSimple>',
        run(", "),
        link.format(run("the lock")),
        box.format("<w:showingPlcHdr/>", run(" Click to enter text.")),
        box.format("", run(" and the mill.")),
    )
    found, _ = read(tmp_path / "a.docx", word(body))
    assert found == [
        ("text", f"{PROSE} See the weir, the lock and the mill."),
        ("boilerplate", "Click to enter text."),
    ]


def test_line_breaks_of_the_xml_of_opendocument_are_blanks(tmp_path: Path) -> None:
    text = PROSE.replace(" and ", "\n      and <text:placeholder>name</text:placeholder><text:span>\n  </text:span>")
    data = (
        f'<?xml version="1.0"?><office:document {OPEN} office:mimetype="application/vnd.oasis.opendocument.text">'
        f'<office:body><office:text><text:p>\n    {text}<text:s text:c="2"/>Yes.</text:p></office:text></office:body>'
        "</office:document>"
    )
    ((_, words),), _ = read(tmp_path / "a.fodt", data)
    assert words.split("Yes.")[0].split() == PROSE.split()
    assert "\n" not in words
    assert words.endswith("why.  Yes.")


STYLES = [
    ("1", "heading 1", "", "text", ""),
    ("a3", "Quote", "", "quote", ""),
    ("a4", "Meins", "a3", "quote", ""),
    ("a5", "Schrift", "", "quote", "Zitat eng,Quote"),
    ("a6", "Citation intense", "", "quote", ""),
    ("a7", "HTML Preformatted", "", "quote", ""),
    ("a8", "caption", "", "boilerplate", ""),
    ("a9", "toc 2", "", "boilerplate", ""),
    ("Quote", "plain words", "", "text", ""),
    ("Caption", "body words", "", "text", ""),
    ("Heading1", "Fließtext", "", "text", ""),
]


def test_styles_are_known_by_their_names_and_not_by_their_ids(tmp_path: Path) -> None:
    listed = "".join(
        f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/>'
        + (f'<w:aliases w:val="{others}"/>' if others else "")
        + (f'<w:basedOn w:val="{base}"/>' if base else "")
        + "</w:style>"
        for id, name, base, _, others in [("0", "Название", "", "", ""), *STYLES]
    )
    body = paragraph(run("On ropes"), style="0")
    body += "".join(paragraph(run(f"{PROSE} {id}"), style=id) for id, *_ in STYLES)
    (tmp_path / "ropes.docx").write_bytes(word(body, listed))
    (chat,) = EssaysImporter().read(Source([tmp_path / "ropes.docx"]))
    told = {part: message.kind for message in chat.messages for part in message.text.split("\n\n")}
    assert chat.title == "On ropes"
    assert told == {f"{PROSE} {id}": kind for id, _, _, kind, _ in STYLES}
