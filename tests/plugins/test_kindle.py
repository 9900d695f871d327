"""Kindle: what a reader marked in books is its authors', what the reader noted is the reader's."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulacrum_core import Source
from simulacrum_essays import EssaysImporter

MARKED = "The sea which lies before me as I write glows rather than sparkles."
NOTED = "I want to write one sentence like this before I die."
RULE = "==========\n"
BOOK = "The Sea (Iris Murdoch)"


def read(path: Path, text: str) -> list[list[tuple[str, str, bool]]]:
    path.write_text(text, encoding="utf-8", newline="")
    found = list(EssaysImporter().read(Source([path])))
    return [[(message.kind, message.text, message.author is not None) for message in book.messages] for book in found]


def entry(head: str, text: str, book: str = BOOK) -> str:
    return f"{book}\n- {head}\n\n{text}\n{RULE}"


@pytest.mark.parametrize(
    ("highlight", "note"),
    [
        ("Your Highlight on page 12 | location 180-182 | Added on Friday, March 1, 2024", "Your Note on page 12 | x"),
        (
            "Ihre Markierung auf Seite 12 | bei Position 180 | Hinzugefügt am",
            "Ihre Notiz auf Seite 12 | bei Position 182",
        ),
        (
            "Votre surlignement sur la page 12 | emplacement 180 | Ajouté le",
            "Votre note sur la page 12 | emplacement 182",
        ),
        ("Tu subrayado en la página 12 | posición 180 | Añadido el", "Tu nota en la página 12 | posición 182"),
        ("La tua evidenziazione a pagina 12 | posizione 180", "La tua nota a pagina 12 | posizione 182"),
        ("位置No. 180-182のハイライト |作成日: 2024年3月1日金曜日 22:10:10", "メモ: 位置No. 182 |作成日: 2024年3月1日"),
        ("您在位置 #180-182的标注 | 添加于 2024年3月1日星期五", "您的笔记 位置 #182 | 添加于 2024年3月1日星期五"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_note_is_the_readers_and_what_is_marked_is_not(tmp_path: Path, highlight: str, note: str, end: str) -> None:
    text = (
        "\ufeff" + entry(highlight, MARKED) + "\ufeff" + entry(note, NOTED) + entry(highlight, MARKED, "Waves (Woolf)")
    )
    assert read(tmp_path / "My Clippings.txt", text.replace("\n", end)) == [
        [("quote", MARKED, False), ("text", NOTED, True)],
        [("quote", MARKED, False)],
    ]


def test_a_bookmark_has_no_words_and_a_note_on_notes_is_one_mark(tmp_path: Path) -> None:
    marked = entry("Your Bookmark on page 3 | Added on Friday", "") + entry(
        "Your Highlight on page 3 (Note 7) | x", MARKED
    )
    assert read(tmp_path / "a.txt", marked + entry("Your Note on page 3 | x", NOTED)) == [
        [("quote", MARKED, False), ("text", NOTED, True)]
    ]


def test_a_page_of_a_notebook_is_read_like_the_file(tmp_path: Path) -> None:
    page = (
        '<html><body><div class="bookTitle">The Sea</div><div class="authors">Murdoch, Iris</div>'
        '<div class="sectionHeading">One</div>'
        '<div class="noteHeading">Highlight (<span class="highlight_yellow">yellow</span>) - Page 3</div>'
        f'<div class="noteText">{MARKED}</div><div class="noteHeading">Note - Page 3</div>'
        f'<div class="noteText">{NOTED}</div></body></html>'
    )
    assert read(tmp_path / "notebook.html", page) == [[("quote", MARKED, False), ("text", NOTED, True)]]


def test_a_text_with_rules_and_bars_is_an_essay(tmp_path: Path) -> None:
    text = f"On boats\n- one | two | three\n\n{NOTED} {NOTED}\n\n=====\n\n{NOTED}\n"
    assert [[kind for kind, *_ in book] for book in read(tmp_path / "a.txt", text)] == [["text"]]
