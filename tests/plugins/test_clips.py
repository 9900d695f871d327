"""Pages that were kept without a field, and letters that are quoted paragraph by paragraph, are not their keeper's."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulacrum_core import Findings, Source
from simulacrum_core.sources import words_of_others
from simulacrum_essays import EssaysImporter

from ..doubling.costs import calls

PAGE = (
    "Rail services across the region were suspended on Tuesday as drivers walked out over pay.\n\n"
    "A spokesman for the operator said passengers should not travel unless they had to, and gave no date."
)
ODD = (
    "Der Zugverkehr in der Region ruhte am Dienstag, weil die Fahrer für höhere Löhne streikten.\n\n"
    "Ein Sprecher des Betreibers sagte, Reisende sollten zu Hause bleiben, und nannte kein Datum für das Ende davon."
)
OWN = (
    "I walked to the old bridge with my brother and we threw sticks in, as we do each year in May, and mine lost again."
)
LINK = "https://paper.example/2023/05/rail-strike-stops-trains"


def read(path: Path, **files: str) -> tuple[dict[str, str], Findings]:
    """The kind of each text by its file's name, and what was found out."""
    files["notes/mine.md"] = OWN
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, "utf-8")
    source = Source([path])
    source.names = ("Ada Lind",)
    found = {essay.id: next(iter(essay.messages)).kind for essay in EssaysImporter().read(source)}
    return {name.partition("/")[2]: kind for name, kind in found.items()}, source.findings


def is_doubted(findings: Findings) -> bool:
    return any(one.subject == "copies of pages" and not one.certain for one in findings.decisions)


@pytest.mark.parametrize(
    "folder",
    ["Clippings", "Web Clips", "Read later", "Später lesen", "notes/Lire plus tard", f"Read later {'0a' * 16}"],
)
@pytest.mark.parametrize("page", [PAGE, ODD, f"# Rail strike\n\n{PAGE}"])
def test_a_page_in_a_folder_for_pages_is_a_copy(folder: str, page: str, tmp_path: Path) -> None:
    kinds, findings = read(tmp_path / "vault", **{f"{folder}/a.md": page})
    assert kinds == {f"{folder}/a.md": "quote", "notes/mine.md": "text"}
    assert not is_doubted(findings)


@pytest.mark.parametrize(
    "own", [OWN, f"{PAGE}\n\nI do not believe a word of it.", f"{ODD}\n\nIch glaube davon nichts."]
)
def test_a_text_in_which_somebody_says_i_is_kept_there_and_told(own: str, tmp_path: Path) -> None:
    kinds, findings = read(tmp_path / "vault", **{"Clippings/a.md": own})
    assert set(kinds.values()) == {"text"}
    assert is_doubted(findings)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Paper clips/a.md", PAGE),
        ("notes/Clippings.md", PAGE),
        ("Clippings of hedges/a.md", PAGE),
        ("Clippings/a.md", "Ask Ben for the book on bridges."),
        ("Clippings/a.md", f"---\nauthor: Ada Lind\n---\n{PAGE}"),
        ("notes/a.md", f"{LINK}\n\n{OWN}"),
        ("notes/a.md", f"{LINK}\n\nA good one. The union is right."),
        ("notes/a.md", f"{OWN}\n\n{LINK}\n\n{PAGE}"),
        ("notes/a.md", f"See {LINK}\n\n{PAGE}"),
    ],
)
def test_other_notes_are_the_authors(name: str, text: str, tmp_path: Path) -> None:
    kinds, findings = read(tmp_path / "vault", **{name: text})
    assert set(kinds.values()) == {"text"}
    assert not is_doubted(findings)


@pytest.mark.parametrize("link", [LINK, f"<{LINK}>", f"{LINK}?utm=1", f"{LINK}.html"])
@pytest.mark.parametrize(
    "head", ["# Rail strike stops trains", "Rail strike stops all trains", "RAIL STRIKE STOPS TRAINS"]
)
def test_a_page_below_its_address_is_a_copy_where_its_headline_is_the_addresses(
    link: str, head: str, tmp_path: Path
) -> None:
    kinds, _ = read(tmp_path / "vault", **{"notes/a.md": f"{link}\n\n{head}\n\n{PAGE}"})
    assert kinds["notes/a.md"] == "quote"


def test_a_text_below_a_link_alone_is_told_where_nobody_says_i(tmp_path: Path) -> None:
    kinds, findings = read(tmp_path / "vault", **{"notes/a.md": f"{LINK}\n\n{PAGE}"})
    assert set(kinds.values()) == {"text"}
    assert is_doubted(findings)


def quoted(*paragraphs: str) -> list[str]:
    told = words_of_others([("text", text) for text in paragraphs], ["Ada Lind"])
    return [paragraphs[number] for number in sorted(told)]


LETTER = ("“The house is empty now.”", "“I have sold the piano.”", "“Come in June.”")


@pytest.mark.parametrize(
    ("above", "letter"),
    [
        ("Here is what Marta wrote to me:", LETTER),
        ("I found it in a drawer. Her letter was short:", LETTER),
        ("I found the letter that Marta wrote:", LETTER),
        ("I still have her letter:", LETTER),
        ("Das schrieb mir Marta im Mai:", ("„Das Haus ist leer.“", "„Ich habe das Klavier verkauft.“")),
        ("Voici ce que Marta m'a écrit :", ("« La maison est vide. »", "« J'ai vendu le piano. »")),
        ("Esto me escribió Marta:", ("«La casa está vacía.»", "«He vendido el piano.»")),
        ("Marta napisała do mnie:", ("„Dom jest pusty.”", "„Sprzedałam pianino.”")),
        ("Вот что мне написала Марта:", ("«Дом пуст.»", "«Я продала пианино.»")),
        ("Marta's mail came at night:", ("“The house is empty now.", "“I have sold the piano.", "“Come in June.”")),
        ("Marta's mail came at night:", ("“The house is empty now.", "I have sold the piano.", "Come in June.”")),
    ],
)
def test_a_letter_that_is_quoted_paragraph_by_paragraph_is_who_wrote_its(above: str, letter: tuple[str, ...]) -> None:
    assert quoted(OWN, above, *letter, OWN) == [*letter]


@pytest.mark.parametrize(
    ("above", "letter"),
    [
        ("I wrote to her:", LETTER),
        ("Then I sat down and wrote:", LETTER),
        ("This was my answer:", LETTER),
        ("What Ada wrote back:", LETTER),
        ("Ich habe ihr noch am selben Tag geschrieben:", ("„Das Haus ist leer.“", "„Ich komme.“")),
        ("J'ai écrit à Marta :", ("« La maison est vide. »", "« Je viens. »")),
        ("Ben schrieb mir gestern, und ich antwortete ihm so:", ("„Lieber Ben, nein.“", "„Noch einmal: nein.“")),
        ("Marta wrote, and I told her so in a postcard:", LETTER),
        ("Le escribí:", ("«La casa.»", "«Voy.»")),
        ("Я написала ей:", ("«Дом пуст.»", "«Еду.»")),
        ("She looked up and said:", LETTER),
        ("Marta wrote to me.", LETTER),
        ("Marta wrote to me:", LETTER[:1]),
        ("Marta wrote to me:", ("“Come,” she said, and “bring the dog,” she added.", "“So” is not what I would say.")),
        ("Marta wrote to me:", ("“The house is empty now.", "I went there on the next day, and it was.")),
    ],
)
def test_what_the_author_wrote_or_makes_somebody_say_is_theirs(above: str, letter: tuple[str, ...]) -> None:
    assert quoted(OWN, above, *letter, OWN) == []


def test_letters_cost_what_the_length_of_a_text_warrants() -> None:
    def cost(seed: tuple[str, ...], count: int) -> int:
        return calls(lambda: words_of_others([("text", text) for text in seed * count], ["Ada"]))

    for seed in (("Marta wrote:", "“a"), ("Marta wrote:", "“a”", "“b”")):
        once, twice = cost(seed, 300), cost(seed, 600)
        assert twice <= 2.3 * once + 100
