"""Mottos, letters to the author and lists of literature are none of the author's words, whatever file they stand in."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulacrum_core import Source
from simulacrum_essays import EssaysImporter
from simulacrum_journals import JournalsImporter

PROSE = "The harbour is quiet in winter, and the boats lie so close that one can walk across them."
MORE = "In summer nobody walks, as the boats are gone and the water is warm enough to swim in."


def read(path: Path, *paragraphs: str) -> list[tuple[str, str]]:
    path.write_text("\n\n".join(paragraphs) + "\n")
    source = Source([path])
    source.names = ("Ada Lind",)
    return [(message.kind, message.text) for essay in EssaysImporter().read(source) for message in essay.messages]


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize(
    "motto",
    [
        ("*The sea is a road.*\n— Joseph Conrad, *Typhoon*",),
        ('"The sea is a road."\n    -- Bo Ek, Harbour Songs (1902)',),
        ("“The sea is a road.” — Virginia Woolf",),
        ("«La mer est une route.»", "― Jules de la Mer, Les routes"),
        ("_The sea is a road._", "– W. B. Yeats"),
    ],
)
def test_a_paragraph_that_is_quoted_with_who_said_it_is_a_quotation(
    tmp_path: Path, motto: tuple[str, ...], name: str
) -> None:
    kinds = dict(read(tmp_path / name, PROSE, *motto, MORE))
    assert [kind for kind, _ in read(tmp_path / name, PROSE, *motto, MORE)] == ["text", "quote", "text"]
    assert "sea" in kinds["quote"] or "mer" in kinds["quote"]


@pytest.mark.parametrize(
    "own",
    [
        "— Ну что, пойдём? — спросил он.",
        "Love,\n— Ada",
        '"The sea is a road." — and I believe it.',
        '"The sea is a road." — That is what she said to me.',
        "*The sea is a road.*\n— Ada Lind",
        '"One." Then: "Two." — Bo Ek and I agreed on both, and went home.',
        "— Bo Ek",
    ],
)
def test_what_the_author_says_and_signs_stays(tmp_path: Path, own: str) -> None:
    assert read(tmp_path / "a.md", PROSE, own, MORE) == [("text", f"{PROSE}\n\n{own}\n\n{MORE}")]


def test_a_list_of_literature_is_no_text(tmp_path: Path) -> None:
    cited = ("## References", "- Ek, B. (2019). *On rope*.\n- Orr, C. (2001). Kettles. https://doi.org/1")
    found = read(tmp_path / "a.md", PROSE, *cited, "## After", MORE)
    assert found == [("text", f"{PROSE}\n\n## After\n\n{MORE}"), ("boilerplate", "\n\n".join(cited))]
    own = ("## References", "I asked everybody for references, and nobody gave me one.")
    assert read(tmp_path / "a.md", PROSE, *own) == [("text", "\n\n".join((PROSE, *own)))]


@pytest.mark.parametrize(
    "said",
    [
        "In 1847 it was written, and when I read it at school I was bored.",
        "Im Sommer 1999, als ich klein war, las ich viel.",
        "In Kettles (2001), which I read twice, nobody is happy.",
        "I was born in 1999.",
    ],
)
def test_what_an_author_says_of_books_is_the_authors(tmp_path: Path, said: str) -> None:
    parts = ("## Literature", said)
    assert read(tmp_path / "a.md", PROSE, *parts) == [("text", "\n\n".join((PROSE, *parts)))]


@pytest.mark.parametrize("farewell", ["Yours,\nBen", "Liebe Grüße\nBen Kowal", "Lots of love, \n— Ben"])
def test_a_letter_to_the_author_that_somebody_else_signs_is_a_quotation(tmp_path: Path, farewell: str) -> None:
    letter = ("Dear Ada,", "How is the boat? Mine has sunk.", farewell)
    answer = ("Dear Ben,", MORE, "Yours,\nAda")
    found = read(tmp_path / "a.md", PROSE, *letter, *answer)
    assert found == [("text", PROSE), ("quote", "\n\n".join(letter)), ("text", "\n\n".join(answer))]


@pytest.mark.parametrize("farewell", ["Yours,\nAda", "Your older self", "Love,\nAda Lind"])
def test_a_letter_to_oneself_is_the_authors(tmp_path: Path, farewell: str) -> None:
    letter = ("Dear Ada,", PROSE, farewell)
    assert read(tmp_path / "a.md", *letter) == [("text", "\n\n".join(letter))]


def test_a_motto_and_a_letter_in_a_diary_are_quotations(tmp_path: Path) -> None:
    path = tmp_path / "2024-03-02.md"
    motto, letter = "“The sea is a road.” — Marcus Aurelius", "Dear Ada,\n\nMine has sunk.\n\nYours,\nBen"
    path.write_text("\n\n".join((PROSE, motto, MORE, letter)) + "\n")
    source = Source([path])
    source.names = ("Ada Lind",)
    (entry,) = JournalsImporter().read(source)
    found = [(message.kind, message.text) for message in entry.messages]
    assert found == [("text", PROSE), ("quote", motto), ("text", MORE), ("quote", letter)]
