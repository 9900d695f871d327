"""Hostile documents cost what their length warrants: functions are called at most twice as often when it doubles."""

from __future__ import annotations

import random
import zipfile
from collections import Counter
from pathlib import Path
from typing import BinaryIO

import msgspec
import pytest

import simulacrum_core
from bench.folders import write_small_chats
from simulacrum_core import Registry, SimulacrumError, Source, SourceFile
from simulacrum_core.conversations.choice import choose
from simulacrum_essays import EssaysImporter
from simulacrum_essays.blogs.wordpress_markup import as_html
from simulacrum_essays.text import parsed
from simulacrum_essays.text.simple import simple

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


def write_notes(folder: Path, count: int) -> None:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        text = f"# Note {number} of {folder.name}\n\n{PROSE * 3}\n\n- one\n- two\n\n> A quotation.\n"
        (folder / f"note {number}.md").write_text(text, "utf-8")


def test_a_note_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, parse = list[str](), parsed._parsed
    monkeypatch.setattr(parsed, "_parsed", lambda body, is_board: found.append(body) or parse(body, is_board))
    write_notes(tmp_path / "once", 5)
    assert sum(1 for chat in simulacrum_core.read(tmp_path / "once") for _ in chat.messages) == 10
    assert len(found) == len(set(found)) == 5


def test_a_note_of_many_is_opened_twice_while_it_is_read(tmp_path: Path) -> None:
    """To find others of its id, and to be looked at and read."""
    write_notes(tmp_path / "notes", 5)
    (tmp_path / "notes" / "long.md").write_text(f"# Long\n\n{PROSE * 1000}\n", "utf-8")
    opened = Counter[str]()

    def counted(file: SourceFile) -> SourceFile:
        def stream() -> BinaryIO:
            opened[file.base] += 1
            return file.open()

        return msgspec.structs.replace(file, opener=stream)

    source = Source.of([counted(file) for file in Source([tmp_path / "notes"]).files()], [tmp_path / "notes"])
    texts = [message.text for chat in EssaysImporter().read(source) for message in chat.messages]
    assert len(texts) == 11
    assert max(map(len, texts)) > 64_000
    assert opened == {**{f"note {number}.md": 2 for number in range(5)}, "long.md": 3}


def test_a_note_costs_few_calls_to_be_identified_and_read(tmp_path: Path) -> None:
    """2,560 calls of functions, of those in C too, where it took 9,400."""

    def cost(name: str, count: int) -> int:
        write_notes(tmp_path / name, count)
        return calls(lambda: sum(1 for chat in simulacrum_core.read(tmp_path / name) for _ in chat.messages))

    cost("warm", 3)
    assert (cost("more", 40) - cost("few", 10)) / 30 < 2_800


def test_a_parser_without_rules_that_find_nothing_finds_the_same() -> None:
    marks = (
        "- |* |*|1. |2) |> |#| |    |\t|\n|\n\n|```|~~~|---|- - -|===|-|+|)|a|word |[x]: y|]:|<div>|<!--|-->|\0|\u00a0"
    )
    pieces = [*marks.split("|"), "|", "| --- |", "\u2028"]
    rng, whole = random.Random(7), parsed._parser(())
    for _ in range(1500):
        text = "".join(rng.choices(pieces, k=rng.randint(1, 25)))
        assert parsed._tokens(text) == whole.parse(text), text


def test_a_simple_text_is_what_a_parser_finds_in_it() -> None:
    marks = (
        "word|and more of it|# head|## head ##|###|#|# a # b #|#no|- item|-|* star|+ plus|> quote|>|> - a|> # h|> ***|>x|>> two"
        "|- (x)|- [ ] task| one|  two in|   # in|  - in| ||**bold** x|*em*|***|* * *|_u_|__|1984 was|3.5 x|3. three|3) t|\u201cq\u201d"
        "|(paren)|[a](b)|![p](q)|\u2014|--|---|===|=|a-b|:x|\u00e9|`code`|&amp;|\\# esc|\u00a0nb|\u2028|\x0c|- *em*|- 1|-  two|{x}"
        "|#\u00a0x|# |# #|# x#|# x \\#|# *x* [y](z) {#id}|\u2764\ufe0f up|- \U0001f602 x|\u2022 dot|\u3000wide|\u4f60 x|- \u00a0|> \U0001f602"
    )
    pieces, breaks = marks.split("|"), ["\n", "\n\n", "\n\n\n", "\n \n"]
    rng, whole, found = random.Random(11), parsed._parser(()), 0
    for _ in range(6000):
        text = "".join(rng.choice(pieces) + rng.choice(breaks) for _ in range(rng.randint(1, 6)))
        text = text.rstrip("\n") if rng.random() < 0.5 else text
        if simple(text) is not None:
            found += 1
            assert parsed._structure(text) == parsed._told(whole.parse(text)), text
    assert found > 500


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


def test_whose_a_chat_of_a_phone_backup_is_costs_few_calls(tmp_path: Path) -> None:
    registry = Registry.installed()

    def cost(count: int) -> int:
        folder = tmp_path / str(count)
        if not folder.exists():
            write_small_chats(folder, count)
        return calls(lambda: choose(registry, [str(folder)], None))

    cost(20)
    assert cost(60) - cost(20) <= 40 * 890
