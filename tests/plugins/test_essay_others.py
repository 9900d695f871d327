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


def test_a_letter_may_end_in_a_name_alone(tmp_path: Path) -> None:
    letter, answer = ("Dear Ada,", "Mine has sunk.", "Ben"), ("Dear Ben,", MORE, "Ada")
    found = read(tmp_path / "a.md", *letter, *answer, *letter)
    assert [kind for kind, _ in found] == ["quote", "text", "quote"]
    assert read(tmp_path / "a.md", "Dear Ada,", PROSE, "Thanks")[0][0] == "text"
    assert read(tmp_path / "a.md", "Dear Ada,", PROSE, "Thanks.", MORE) == [
        ("text", "\n\n".join(("Dear Ada,", PROSE, "Thanks.", MORE)))
    ]


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


@pytest.mark.parametrize(
    "quotes",
    [
        '- "The sea is a road." — Joseph Conrad\n- "A kettle is a bell." - Bo Ek',
        "1. “The sea is a road.” — Joseph Conrad\n2. “A kettle is a bell.” (Bo Ek)\n3. “No.” – Virginia Woolf",
        "- „Das Meer ist ein Weg.“ — Bo Ek\n- „Nein.“ — Jules de la Mer",
    ],
)
def test_a_list_of_quotations_is_others(tmp_path: Path, quotes: str) -> None:
    assert read(tmp_path / "a.md", PROSE, quotes, MORE) == [("text", PROSE), ("quote", quotes), ("text", MORE)]


@pytest.mark.parametrize(
    "own",
    [
        '- "The sea is a road." — and I believe it.\n- "A kettle is a bell." — so do I.',
        '- "One" is a number.\n- "Two" is another.',
        '- "The sea is a road." — Ada\n- "A kettle is a bell." — Ada Lind',
        '- "The sea is a road." — Joseph Conrad\n- I do not think so.',
    ],
)
def test_a_list_with_words_of_the_authors_stays(tmp_path: Path, own: str) -> None:
    assert read(tmp_path / "a.md", PROSE, own, MORE) == [("text", f"{PROSE}\n\n{own}\n\n{MORE}")]


def test_a_book_of_the_project_gutenberg_is_no_text_of_its_readers(tmp_path: Path) -> None:
    start, end = (f"*** {mark} OF THE PROJECT GUTENBERG EBOOK THE TIDE ***" for mark in ("START", "END"))
    assert [kind for kind, _ in read(tmp_path / "a.txt", "The Tide", start, PROSE, MORE, end)] == ["quote"]


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ("Harbour Song\nArtist: The Reed Kettles\nAlbum: Low Tide", "The Reed Kettles"),
        ("Harbour Song\nLyrics: Bo Ek", "Bo Ek"),
        ("Hafenlied\nText und Musik: Bo Ek", "Bo Ek"),
        ("Harbour Song\nWords: many", ""),
        ("Harbour Song\nAlbum: Low Tide", ""),
    ],
)
def test_who_made_a_song_stands_above_it(tmp_path: Path, head: str, author: str) -> None:
    (tmp_path / "a.txt").write_text(f"{head}\n\n{PROSE}\n\n{MORE}\n")
    (song,) = EssaysImporter().read(Source([tmp_path / "a.txt"]))
    assert song.participants[0].name == author


@pytest.mark.parametrize("field", ["citekey: ek2019", "isbn13: 9780000000000", "ISBN: 978"])
def test_the_author_of_a_work_did_not_write_a_note_on_it(tmp_path: Path, field: str) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: On rope\nauthor: Bo Ek\n{field}\n---\n{PROSE}\n\n{MORE}\n")
    (note,) = EssaysImporter().read(Source([tmp_path / "a.md"]))
    assert note.participants[0].name == ""


@pytest.mark.parametrize(
    "line",
    [
        "*This is a guest post by Bo Ek, who knows more of knots than I do.*",
        "Guest post by Bo Ek",
        "Today we have a guest article by **Bo Ek**.",
        "Ein Gastbeitrag von Bo Ek",
        "Voici un article invité par Bo Ek.",
        "Dit is een gastblog door Bo Ek.",
    ],
)
@pytest.mark.parametrize("is_last", [False, True])
def test_a_guest_post_is_its_guests(tmp_path: Path, line: str, is_last: bool) -> None:
    parts = [PROSE, MORE, PROSE, MORE, line] if is_last else [line, PROSE, MORE]
    (tmp_path / "a.md").write_text("---\nauthor: Ada Lind\n---\n" + "\n\n".join(parts))
    (post,) = EssaysImporter().read(Source([tmp_path / "a.md"]))
    assert [one.name for one in post.participants] == ["Bo Ek"]


@pytest.mark.parametrize(
    "line",
    [
        "I read a guest post by Bo Ek on knots, and do not agree.",
        "This is a guest post by Ada, as I wrote it for the yard.",
        "A guest post for Bo Ek took me all of March.",
        "My guest post by the sea was written in a day.",
        "Guest posts by Bo Ek are what I like best.",
    ],
)
def test_what_an_author_says_of_guest_posts_is_the_authors(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.md").write_text(f"---\nauthor: Ada Lind\n---\n{line}\n\n{PROSE}\n\n{MORE}")
    (post,) = EssaysImporter().read(Source([tmp_path / "a.md"]))
    assert [one.name for one in post.participants] == ["Ada Lind"]


VERSE = "Two boats went out on a yellow day,\nAnd I could not be in both,\nAnd stood on the quay in my boots and looked"


@pytest.mark.parametrize(
    ("parts", "theirs"),
    [
        ((PROSE, VERSE, "— Bo Ekman", MORE), 2),
        ((PROSE, VERSE, VERSE, "– Virginia Woolf, *The Waves*", MORE), 3),
        (("The sea is a road.\n        — Joseph Conrad", MORE), 1),
        (("The sea is a road,\nand it is long.\n-- Virginia Woolf, The Waves", MORE), 1),
        (("Das Meer ist ein Weg.\n— Johann Wolfgang von Goethe (1799)", MORE), 1),
    ],
)
def test_a_poem_and_an_epigraph_with_a_full_name_below_are_quotations(
    tmp_path: Path, parts: tuple[str, ...], theirs: int
) -> None:
    found = read(tmp_path / "a.md", *parts)
    assert [kind for kind, _ in found] == (["text", "quote", "text"] if parts[0] == PROSE else ["quote", "text"])
    (told,) = (text for kind, text in found if kind == "quote")
    assert len(told.split("\n\n")) == theirs


@pytest.mark.parametrize(
    "own",
    [
        f"{VERSE}\n\n— A. L.",
        f"{VERSE}\n\n— Ada Lind",
        f"{VERSE}\n\n— and so I went on, and on.",
        f"{VERSE}\n\n— Nightingale",
        "Он вошёл.\n— Иван Петрович, это вы?",
        "Books that I like\n— Moby Dick\n— Jane Eyre",
        "My favourite of all:\n— Jane Eyre",
        "Tea that I drink\n- Earl Grey",
        "I met her twice.\n- Clara Roth sold me a painting.",
        "Kind regards,\n— Ben Kowal",
        "See you there.\n— Ada",
    ],
)
def test_verses_lists_and_talk_of_the_authors_stay(tmp_path: Path, own: str) -> None:
    assert read(tmp_path / "a.md", PROSE, own, MORE) == [("text", f"{PROSE}\n\n{own}\n\n{MORE}")]


@pytest.mark.parametrize(
    "letter",
    [
        "Dear Ms Lind,\n\nYour shed is red.\n\nYours sincerely,\nH. Brandt\nPlanning Department",
        "Sehr geehrte Frau Dr. Lind,\n\nleider nein.\n\nMit freundlichen Grüßen\nH. Brandt",
        "Estimada Ada:\n\nGracias.\n\nAtentamente,\nBo Ek",
        "Dear Mrs. Lind,\n\nThank you for Monday.\n\nKind regards,\nJo Marsh\nEditor, The Reed",
    ],
)
def test_a_letter_of_an_office_to_the_author_is_a_quotation(tmp_path: Path, letter: str) -> None:
    assert read(tmp_path / "a.md", PROSE, letter, MORE) == [("text", PROSE), ("quote", letter), ("text", MORE)]


@pytest.mark.parametrize(
    "letter",
    [
        "Dear Ms Roth,\n\nYour shed is red.\n\nYours sincerely,\nAda Lind",
        "Sehr geehrte Damen und Herren,\n\nnein.\n\nHochachtungsvoll\nAda Lind",
        "Dear Ms Lind,\n\nI write to myself.\n\nYours,\nAda Lind",
    ],
)
def test_a_letter_by_the_author_stays(tmp_path: Path, letter: str) -> None:
    assert read(tmp_path / "a.md", PROSE, letter, MORE) == [("text", f"{PROSE}\n\n{letter}\n\n{MORE}")]


def test_a_thread_whose_parts_are_numbered_is_a_text(tmp_path: Path) -> None:
    parts = ["1/ I have tied one knot for years.", "2/ It has never let me down.", "3/ That is all I know of knots."]
    assert read(tmp_path / "a.md", *parts) == [("text", "\n\n".join(parts))]


def whole(path: Path, text: str) -> tuple[set[str], str]:
    """The kinds of what is in a file, and who its author is."""
    path.write_text(text)
    source = Source([path])
    source.names = ("Ada Lind",)
    essays = [(essay, list(essay.messages)) for essay in EssaysImporter().read(source)]
    return {message.kind for _, messages in essays for message in messages}, essays[0][0].participants[0].name


LEASE = (
    "This agreement is made between Bo Ek (the Landlord) and Ada Lind (the Tenant).\n\n1. The Tenant shall pay the rent each month."
    "\n\n2. Either party may terminate it with three months' notice in writing.\n"
)
LEASE_DE = (
    "Zwischen Bo Ek (Vermieter) und Ada Lind (Mieterin) wird dieser Vertrag geschlossen.\n\n§ 1 Die Kündigung bedarf der Schriftform."
    "\n\n§ 2 Die Haftung des Vermieters bleibt unberührt. Die Mieterin verpflichtet sich zur Reinigung.\n"
)
TERMS = (
    "Please read these terms before using our service. By accessing the service you agree to be bound by these terms.\n\nWe may"
    " terminate access without prior notice or liability, for any reason whatsoever.\n"
)
LICENCE = (
    "Permission is hereby granted, free of charge, to any person obtaining a copy of this software.\n\nTHE SOFTWARE IS PROVIDED"
    ' "AS IS", WITHOUT WARRANTY OF ANY KIND, AND THE COPYRIGHT HOLDERS SHALL NOT BE LIABLE.\n'
)
VERSES = "Along the harbour wall\nNobody was there at all\n\nOh the boats go home\nOh the boats go home\n"


@pytest.mark.parametrize(
    "text",
    [
        f"# Lease\n\n{LEASE}",
        f"# Mietvertrag\n\n{LEASE_DE}",
        f"# Terms of Service\n\n{TERMS}",
        f"# Licence\n\n{LICENCE}",
        f"# Harbour Wall Lyrics\n\n{VERSES}",
        f"# My favourite song\n\n{VERSES}",
        f"# Home\n\n[Verse 1: The Herons]\n{VERSES}",
        f"# The council\n\n{PROSE}\n\nClipped from: https://news.example/harbour\n",
        f"---\ntitle: Boats\nurl: https://news.example/a\ntags: [clippings]\n---\n{PROSE}\n",
        f"---\ntitle: Boats\nurl: https://news.example/a\nsite: The Herald\n---\n{PROSE}\n",
        f"---\ntitle: Boats\ncategory: '[[Clippings]]'\n---\n{PROSE}\n",
        f"---\ntitle: Boats\ngenerated_by: gpt-4\n---\n{PROSE}\n",
        f"---\ntitle: Boats\nsource: ChatGPT\n---\n{PROSE}\n",
        f"---\ntitle: Boats\nai_generated: true\n---\n{PROSE}\n",
    ],
)
def test_a_whole_text_that_was_copied_is_a_quotation(tmp_path: Path, text: str) -> None:
    assert whole(tmp_path / "a.md", text)[0] == {"quote"}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (f"# Boats\n\n*By Jane Doe, The Herald*\n\n{PROSE}\n\nI was there.\n", "Jane Doe"),
        (f"# Boats\n\nby **Jane Doe** | The Herald\n\n{PROSE}\n", "Jane Doe"),
        (f"# Boote\n\nVon Bo Ek, Hafenblatt, 5. März 2024\n\n{PROSE}\n", "Bo Ek"),
        (
            "# Soup\n\n- 200 g lentils, and an onion of a good size\n\nBoil them for ten minutes.\n\nRecipe by Jane Doe, https://a.example\n",
            "Jane Doe",
        ),
    ],
)
def test_a_line_that_names_who_wrote_a_text_tells_whose_it_is(tmp_path: Path, text: str, who: str) -> None:
    assert whole(tmp_path / "a.md", text)[1] == who


@pytest.mark.parametrize(
    "text",
    [
        f"# On my landlord\n\nI read: {LEASE}",
        "# Leases\n\nA lease is a promise between two who do not trust each other. The landlord writes it, the tenant signs it, and"
        " nobody reads it. In the old town, where houses lean on each other like drunks, the terms were simple.\n",
        f"# My lyrics\n\n{VERSES}",
        f"# Home\n\n[Verse 1: Ada Lind]\n{VERSES}",
        f"# Home\n\n[Verse 1]\n{VERSES}",
        f"# Home\n\n[Verse 2: slower]\n{VERSES}",
        f"# On lyrics\n\n{PROSE}\n",
        f"# Boats\n\nBy Ada Lind\n\n{PROSE}\n",
        f"# Boats\n\nBy Train From Ulm\n\n{PROSE}\n",
        f"# Boats\n\nBy Candle Light\n\n{PROSE}\n",
        f"# Boats\n\nBy Old Habit\n\n{PROSE} I like it.\n",
        f"# Soup\n\nI made it twice, and burned it once.\n\n{PROSE}\n\nRecipe by Jane Doe\n",
        f"---\ntitle: Boats\nurl: https://ada.example/boats\ntags: [hedges, eclipse]\n---\n{PROSE}\n",
        f"# Boats\n\n{PROSE}\n\nSaved from: the flood.\n",
        f"---\ntitle: Boats\nsource: Claude\nmodel: a red one\ngenerator: Hugo 0.120\n---\n{PROSE}\n",
    ],
)
def test_what_the_author_says_of_contracts_songs_and_papers_is_the_authors(tmp_path: Path, text: str) -> None:
    kinds, who = whole(tmp_path / "a.md", text)
    assert kinds == {"text"}
    assert who in ("", "Ada Lind")


def test_what_a_program_says_of_a_meeting_is_no_text(tmp_path: Path) -> None:
    told = "Ada Lind is inviting you to a scheduled Zoom meeting.\n\nJoin Zoom Meeting\nhttps://zoom.example/j/1\n\nMeeting ID: 1"
    found = read(tmp_path / "a.md", PROSE, told, "## Later", MORE)
    assert found == [("text", f"{PROSE}\n\n## Later\n\n{MORE}"), ("boilerplate", told)]
    own = "I had to join a Zoom meeting, and Microsoft Teams meetings are worse."
    assert read(tmp_path / "a.md", PROSE, own) == [("text", f"{PROSE}\n\n{own}")]


@pytest.mark.parametrize("page", ["(p. 12)", "(S. 12)", "(pp. 12-13)", "[loc. 1200]", "(pág. 3)", "(стр. 7)"])
def test_words_that_were_marked_in_a_book_are_the_books(tmp_path: Path, page: str) -> None:
    marked = f'- "The sea was glass." {page}\n- "He had no opinion of ships." {page}'
    assert read(tmp_path / "a.md", PROSE, marked, MORE) == [("text", PROSE), ("quote", marked), ("text", MORE)]


@pytest.mark.parametrize(
    "own",
    [
        '- "The sea was glass."\n- "He had no opinion of ships."',
        "- I liked the sea (p. 12)\n- and the ships (p. 40)",
        '- "Glass" is a good word (p. 12)\n- "Ships" is not (p. 40), I think',
    ],
)
def test_notes_on_pages_are_the_authors(tmp_path: Path, own: str) -> None:
    assert read(tmp_path / "a.md", PROSE, own, MORE) == [("text", f"{PROSE}\n\n{own}\n\n{MORE}")]
