"""PDFs: letters that a font only numbers, lines of verse, and scripts from right to left."""

from __future__ import annotations

import ctypes
import itertools
import math
from pathlib import Path

import pytest

from simulacrum_core import Source
from simulacrum_essays import EssaysImporter
from simulacrum_essays.pdf.allowance import Allowance
from simulacrum_essays.pdf.ligatures import with_letters
from simulacrum_essays.pdf.lines import Chars, Line, lines_of
from simulacrum_essays.pdf.pages import chars_of, opened
from simulacrum_essays.pdf.paragraphs import paragraphs

from ..doubling.costs import calls
from .test_essays import pdf_of


def chars(text: str) -> Chars:
    places = [10.0 * place for place in range(len(text))]
    return Chars(list(text), places, [100.0] * len(text), [place + 9 for place in places], [12.0] * len(text))


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
    assert "".join(with_letters(chars(written)).text) == shown


def test_forms_of_arabic_letters_are_letters_in_reading_order() -> None:
    # Written from left to right as they are seen: heh, lam with alef, alef.
    (line,) = lines_of(with_letters(chars("\ufee9\ufefb\ufe8d")), 1)
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


DRAWN = [
    "(One line.) Tj T* (And \\223another\\224 one, with a hy-) Tj T* (phen in it.) Tj",
    "[(The) -333 (har) 20 (bour) -250 (of) -149 ( the) 40 ( town)] TJ T* [(goes) -5000 (far)] TJ",
    "1.5 Tc 3 Tw (Letters apart) Tj 0 Tc -2 Tw ( and words together) Tj 80 Tz ( and narrow) Tj",
    "(A mark) Tj /F 6 Tf 4 Ts (12) Tj 0 Ts /F 11 Tf ( is raised, ) Tj -20 0 Td (over it) Tj",
    "0 1 -1 0 100 30 Tm (Up along the edge of it) Tj 0 -1 1 0 90 280 Tm (and down again) Tj",
    ".7 .7 -.7 .7 100 100 Tm (Aslant) Tj 1 0 .3 1 100 80 Tm (and leaning) Tj -1 0 0 -1 250 200 Tm (on its head) Tj",
    "(a\\002b\\tc\\r\\nd\\240e \\034) Tj T* ( ) Tj T* () Tj (f) Tj (g) Tj (h) Tj ( i ) Tj",
]


@pytest.mark.parametrize("drawn", DRAWN)
def test_places_are_those_that_pdfium_tells_of_each_character(drawn: str) -> None:
    pdfium = pytest.importorskip("pypdfium2.raw")
    document, _ = opened(pdf_of(f"BT /F 11 Tf 13 TL 20 250 Td {drawn} ET"))
    found = chars_of(document, 0, Allowance(100, 1000))
    page = document[0]
    text = page.get_textpage()
    told = text.raw
    x, y, box, matrix = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    expected = []
    for index in range(pdfium.FPDFText_CountChars(told)):
        sign = pdfium.FPDFText_GetUnicode(told, index)
        if sign in (0, 10) or pdfium.FPDFText_IsGenerated(told, index) == 1:
            continue
        pdfium.FPDFText_GetLooseCharBox(told, index, box)
        pdfium.FPDFText_GetCharOrigin(told, index, x, y)
        pdfium.FPDFText_GetMatrix(told, index, matrix)
        size = pdfium.FPDFText_GetFontSize(told, index) * math.hypot(matrix.c, matrix.d)
        place = (x.value, y.value, box.right)
        if abs(matrix.b) > abs(matrix.a):
            place = (y.value, -x.value, box.top) if matrix.b > 0 else (-y.value, x.value, -box.bottom)
        expected.append(("-" if sign in (2, 0xFFFE) else chr(sign), *place, size))
    signs, *places = zip(*expected, strict=True)
    assert found.text == list(signs)
    for column, told_of_each in zip((found.x, found.y, found.end, found.size), places, strict=True):
        assert column == pytest.approx(told_of_each, abs=0.001)


def test_a_page_costs_few_calls() -> None:
    """Nearly as many for long lines as for short ones: each character is asked for out of C."""
    pytest.importorskip("pypdfium2")

    def cost(line: str) -> int:
        document, _ = opened(pdf_of("BT /F 4 Tf 5 TL 20 290 Td " + f"({line}) Tj T* " * 50 + "ET"))
        return calls(lambda: lines_of(with_letters(chars_of(document, 0, Allowance(1000, 10_000))), 1))

    cost("warm")
    short, long = cost("Boats and sails"), cost("All the boats went out at night and nobody in town has counted them.")
    assert long <= short * 1.3
    assert long < 50 * 90


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


@pytest.mark.parametrize(
    ("cut", "elsewhere", "read"),
    [
        (("exam-", "ple"), "", "example"),
        (("exam-", "ple"), "An exam-ple of it.", "exam-ple"),
        (("exam-", "ple"), "An exam-ple, the example of it.", "example"),
        (("mother-in-", "law"), "A mother-in-law of it.", "mother-in-law"),
        (("well-estab-", "lished"), "", "well-established"),
        (("Anglo-", "Saxon"), "", "Anglo-Saxon"),
        (("CONSTI-", "TUTION"), "", "CONSTI-TUTION"),
        (("CONSTI-", "TUTION"), "The constitution of it.", "CONSTITUTION"),
        (("COVID-", "19"), "", "COVID-19"),
        (("1990-", "95"), "", "1990-95"),
        (("north-", "and south-bound"), "", "north- and south-bound"),
        (("thous-", "and times"), "A thousand of it.", "thousand times"),
        (("exam\u00ad", "ple"), "An exam-ple of it.", "example"),
        (("end -", "so it was"), "", "end - so it was"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_stays_where_the_document_has_the_word_with_it(
    cut: tuple[str, str], elsewhere: str, read: str
) -> None:
    page = set_lines(
        [f"They wrote of {cut[0]}", f"{cut[1]} it was, and of more", "", *([elsewhere] if elsewhere else [])]
    )
    first = paragraphs([page])[0].text
    assert first == f"They wrote of {read} it was, and of more"
