"""Hostile documents cost what their length warrants: functions are called at most twice as often when it doubles."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from simulacrum_core import SimulacrumError, Source
from simulacrum_essays import EssaysImporter
from simulacrum_essays.blogs.wordpress_markup import as_html
from simulacrum_essays.text.markdown import _cleaned

from ..doubling.costs import calls

SEEDS = [
    '[gallery id="',
    "[code]",
    "[caption]x",
    "<pre>",
    "[a b=c ",
    "[x]",
    "[tab][/tab]",
    "[quote]",
    "<script>",
    "[/x]\n",
]
PROSE = " Hello there, all of you who read this text about the harbour and its boats."


def read(path: Path) -> int:
    try:
        return sum(1 for chat in EssaysImporter().read(Source([path])) for _ in chat.messages)
    except SimulacrumError:
        return 0


@pytest.mark.parametrize("seed", SEEDS)
def test_a_post_of_wordpress_costs_no_more_than_its_length_warrants(seed: str) -> None:
    once, twice = (calls(lambda count=count: as_html(PROSE + seed * count)) for count in (400, 800))
    assert twice <= 2.3 * once + 100


@pytest.mark.parametrize("body", ["{\\f1 Arial;}", "\\f1 x", "{", "{\\footnote x"])
def test_a_rich_text_costs_no_more_than_its_length_warrants(body: str, tmp_path: Path) -> None:
    path = tmp_path / "text.rtf"

    def cost(count: int) -> int:
        path.write_text(f"{{\\rtf1\\ansi {{\\fonttbl{body * count}}}{PROSE}}}", encoding="ascii")
        return calls(lambda: read(path))

    cost(10)
    once, twice = cost(400), cost(800)
    assert twice <= 2.3 * once + 100


def test_a_note_is_parsed_once(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"note {number}.md").write_text(f"# Note {number}\n\n{PROSE * 3}\n\n> A quotation.\n", "utf-8")
    _cleaned.cache_clear()
    assert read(tmp_path) == 10
    assert _cleaned.cache_info().misses == 5


def test_a_book_names_a_chapter_once_by_whatever_id(tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    items = "".join(f'<item id="c{n}" href="one.xhtml" media-type="application/xhtml+xml"/>' for n in range(300))
    refs = "".join(f'<itemref idref="c{n}"/>' for n in range(300))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/>'
        f"<manifest>{items}</manifest><spine>{refs}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    chapter = f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{PROSE * 3}</p></body></html>'
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", container)
        book.writestr("book.opf", package)
        book.writestr("one.xhtml", chapter)
    source = Source([path])
    assert [len(list(chat.messages)) for chat in EssaysImporter().read(source)] == [1]
    assert "299" in " ".join(decision.evidence for decision in source.findings.decisions)


@pytest.mark.parametrize(
    "body",
    [
        "{",
        r"\label{",
        r"\(",
        "$ ",
        r"\footnote{x ",
        r"\newcommand{\a}{\a\a}\a ",
        r"\begin{quote}",
        r"\[[",
        r"\input{text}",
    ],
)
def test_latex_costs_no_more_than_its_length_warrants(body: str, tmp_path: Path) -> None:
    path = tmp_path / "text.tex"

    def cost(count: int) -> int:
        path.write_text(f"\\begin{{document}}\n{PROSE}\n\n{body * count}", encoding="ascii")
        return calls(lambda: read(path))

    cost(10)
    once, twice = cost(400), cost(800)
    assert twice <= 2.3 * once + 2000
