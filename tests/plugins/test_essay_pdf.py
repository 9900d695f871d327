"""PDFs: letters that a font only numbers, lines of verse, and scripts from right to left."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from msgspec.structs import replace

from simulacrum_core import Source
from simulacrum_essays import EssaysImporter
from simulacrum_essays.pdf.ligatures import with_letters
from simulacrum_essays.pdf.lines import Char, Line, lines_of
from simulacrum_essays.pdf.paragraphs import paragraphs

from .test_essays import pdf_of


def chars(text: str) -> list[Char]:
    return [Char(sign, 10.0 * place, 100.0, 10.0 * place + 9, 12.0) for place, sign in enumerate(text)]


def set_lines(texts: list[str], *, size: float = 6.0, x: float = 60.0) -> list[Line]:
    """Lines below each other, with a gap where a text is empty."""
    found, y = [], 700.0
    for text in texts:
        y -= 15.0 if text else 10.0
        found += [Line(text, 1, x, y, 12.0, x + len(text) * size)] if text else []
    return found


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("de\x1cne o\x1eer \x1duent bu\x1ber o\x1fine", "define offier fluent buffer offline"),
        ("de\x0cne \x0dow bu\x0ber \x1cl", "define flow buffer øl"),
        ("\x10so\x11 \x15 \x16", "“so” – —"),
        ("a\x03b", "a\ufffdb"),
    ],
)
def test_a_number_is_the_letter_that_tex_means(written: str, shown: str) -> None:
    assert "".join(char.text for char in with_letters(chars(written))) == shown


def test_forms_of_arabic_letters_are_letters_in_reading_order() -> None:
    # Written from left to right as they are seen: heh, lam with alef, alef.
    written = [
        replace(char, x=10.0 * place, end=10.0 * place + 9) for place, char in enumerate(chars("\ufee9\ufefb\ufe8d"))
    ]
    (line,) = lines_of(with_letters(written), 1)
    assert line.text == "\u0627\u0644\u0627\u0647"


def test_a_font_of_numbers_is_read_in_a_document(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    codes = "".join(f"\\{ord(sign):03o}" for sign in "Every captain must de\x1cne what dry means.")
    font = "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 500 700] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << /a 4 0 R >> "
    font += "/Encoding << /Type /Encoding /Differences [28 /a] >> /FirstChar 0 /LastChar 255 /Widths ["
    font += "520 " * 256 + "] /Resources << >> >>"
    data = pdf_of(f"BT /F 6 Tf 20 200 Td ({codes}) Tj ET").decode()
    path.write_text(data.replace("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", font))
    (essay,) = EssaysImporter().read(Source([path]))
    assert [message.text for message in essay.messages] == ["Every captain must define what dry means."]


STANZAS = [
    ["The boat is on its side tonight", "and nobody is at the rail", "the tide has taken half the light"],
    ["I count the gulls, I count the stones", "the harbour counts along with me", "and neither gets beyond the bones"],
]


def test_lines_of_verse_stay() -> None:
    page = set_lines([*STANZAS[0], "", *STANZAS[1]])
    assert [block.text for block in paragraphs([page], 595.0)] == ["\n".join(stanza) for stanza in STANZAS]


def test_a_poem_in_an_essay_stays_and_the_prose_is_joined() -> None:
    prose = [" ".join(["word"] * 15) + f" {number}" for number in range(8)]
    page = set_lines([*prose, "", *STANZAS[0], "", *prose])
    joined = " ".join(prose)
    assert [block.text for block in paragraphs([page], 595.0)] == [joined, "\n".join(STANZAS[0]), joined]


def test_a_narrow_column_of_prose_is_joined() -> None:
    lines = [
        "It lay there all the winter. I was",
        "told so by the man who owns the yard",
        "and I believe. It rained. I have not",
        "seen it.",
    ]
    page = set_lines([*lines, "", *lines])
    assert [block.text for block in paragraphs([page], 595.0)] == [" ".join(lines)] * 2


def test_the_last_line_of_a_paragraph_in_hebrew_is_no_new_one() -> None:
    texts = ["שלום לכולם כאן בחוף הים היום", "ואני סופר את השחפים על הגדר כל", "היום ואין איש"]
    page = [
        Line(text, 1, 500 - len(text) * 8.0, 700 - 15.0 * number, 12.0, 500.0)
        for number, text in enumerate(itertools.chain.from_iterable([texts] * 3))
    ]
    shown = " ".join(texts)
    assert shown in " ".join(block.text for block in paragraphs([page], 595.0))
    assert all(len(block.text) > 40 for block in paragraphs([page], 595.0))
