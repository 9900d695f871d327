"""Interviews and letters in which the author speaks are told apart turn by turn; chats and others' talks are not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulacrum_core import Source
from simulacrum_core.sources import exchange_parts, interview_parts, is_exchange, takes_turns_below_names
from simulacrum_essays import EssaysImporter

ASKED = (
    "You have written about kettles for ten years now. How did that begin, and when was it a book?",
    "And the boats? They turn up in the second half as if somebody had left a door open for them.",
)
TOLD = (
    "I began with kettles, because nobody listens to them, and I had one that whistled in two voices.",
    "Boats came later. My neighbour lent me a bucket, and I never gave it back, so I wrote about it.",
)
SHAPES = ["**{}:** {}", "{}: {}", "## {}\n\n{}", "**{}**\n\n{}", "From: {}\n\n{}", "### Letter from {}\n\n{}"]


def talk(shape: str, other: str = "Jane Doe", author: str = "Ada Lind") -> str:
    return "\n\n".join(
        shape.format(name, said)
        for asked, told in zip(ASKED, TOLD, strict=True)
        for name, said in ((other, asked), (author, told))
    )


def own(text: str) -> str:
    told = exchange_parts(text.split("\n\n"), ["Ada Lind"])
    return "\n\n".join(words for each in told or [] for words, is_theirs in each if not is_theirs)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("author", ["Ada Lind", "Ada"])
def test_the_authors_turns_are_the_authors(shape: str, author: str) -> None:
    text = talk(shape, author=author)
    assert is_exchange(text)
    assert own(text) == "\n\n".join(TOLD)


def shown(title: str, *paragraphs: str) -> list[str]:
    told = interview_parts(["\n\n".join(paragraphs)], title, ["Ada Lind"])
    return (
        [*paragraphs]
        if told is None
        else [part for words, theirs in told[0] for part in words.split("\n\n") if not theirs]
    )


BOLD = [part for asked, told in zip(ASKED, TOLD, strict=True) for part in (f"**{asked}**", told)]


@pytest.mark.parametrize(
    "title", ["Interview with {}", "A conversation with {}", "Im Gespräch mit {}", "Entrevista con {}"]
)
def test_of_an_interview_whose_questions_are_bold_the_title_says_who_answers(title: str) -> None:
    met = "I met her at four, when the ovens were hot already."
    assert shown(title.format("Ada Lind"), met, *BOLD) == [*TOLD]
    own = [met, *(part for part in BOLD if part.startswith("**"))]
    assert shown(title.format("Jane Doe"), met, *BOLD, "## Afterwards", met) == [*own, "## Afterwards", met]


@pytest.mark.parametrize("title", ["Questions I ask", "A talk with my mother", "Interview tips", "The interview"])
def test_bold_questions_below_another_title_are_the_authors(title: str) -> None:
    assert shown(title, *BOLD) == BOLD


def test_bold_words_that_ask_nothing_are_no_interview() -> None:
    text = ["**Kettles**", TOLD[0], "**Boats**", TOLD[1]]
    assert shown("Interview with Jane Doe", *text) == text
    assert shown("Interview with Jane Doe", *TOLD) == [*TOLD]


def test_initials_are_the_authors_where_people_take_turns() -> None:
    texts = talk("{}: {}", "JD", "AL").split("\n\n")
    told = exchange_parts(texts, ["Ada Lind"])
    assert [words for each in told or [] for words, theirs in each if not theirs] == [*TOLD]
    assert exchange_parts(talk("{}: {}", "JD", "AK").split("\n\n"), ["Ada Lind"]) is None


@pytest.mark.parametrize("shape", SHAPES[:4])
@pytest.mark.parametrize("me", ["Me", "Ich", "Moi", "Yo", "Я"])
def test_who_asks_may_be_called_me(shape: str, me: str, tmp_path: Path) -> None:
    text = f"I met her at four, when the ovens were hot already.\n\n{talk(shape, me, 'Jane Doe')}"
    (tmp_path / "a.md").write_text(f"# A talk\n\n{text}\n", "utf-8")
    source = Source([tmp_path / "a.md"])
    source.names = ("Ada Lind",)
    messages = [message for essay in EssaysImporter().read(source) for message in essay.messages]
    own = [part for message in messages if message.kind == "text" for part in message.text.split("\n\n")]
    assert own == [text.partition("\n")[0], *ASKED]


def test_a_first_name_is_the_authors_where_no_other_is_given() -> None:
    texts = talk(SHAPES[0]).split("\n\n")
    assert exchange_parts(texts, ["Ada"]) == exchange_parts(texts, ["Ada Lind"])
    assert exchange_parts(texts, ["Ada Ek"]) is None
    assert exchange_parts(talk(SHAPES[0], "Ada Ek").split("\n\n"), ["Ada"]) is None


@pytest.mark.parametrize(
    "text",
    [
        talk("**{}:** {}", author="Bo Ek"),
        "Jane: hi\n\nAda: yes\n\nJane: boat?\n\nAda: wet\n\nJane: so\n\nAda: no",
        talk("Pros: {1}"),
        talk("## {}\n\n{}") + "\n\n## What came of it\n\nNothing.",
        "\n\n".join(TOLD * 3),
        talk("[05.03.2024, 10:12] {}: {}"),
    ],
)
def test_a_chat_and_a_talk_of_others_have_no_turns_of_the_author(text: str) -> None:
    assert own(text) == ""


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize("shape", SHAPES[:2] + SHAPES[4:5])
def test_an_interview_is_read_and_told(tmp_path: Path, name: str, shape: str) -> None:
    (tmp_path / name).write_text(f"On kettles and boats\n\n{talk(shape)}\n")
    source = Source([tmp_path / name])
    source.names = ("Ada Lind",)
    (essay,) = EssaysImporter().read(source)
    assert [message.text for message in essay.messages if message.kind == "text"] == list(TOLD)
    assert "exchanges" in [one.subject for one in source.findings.decisions]


def below(*pairs: tuple[str, str]) -> list[str]:
    return "\n\n".join(f"## {name}\n\n{said}" for name, said in pairs).split("\n")


def test_three_who_address_each_other_below_headings_are_a_talk() -> None:
    said = [
        ("Ben", "shall we go?"),
        ("Kim", "you said no"),
        ("Ola", "i can't, can you?"),
        ("Ben", "well"),
        ("Kim", "ok"),
        ("Ola", "you too?"),
    ]
    assert takes_turns_below_names(below(*said))
    assert not takes_turns_below_names(below(*said, ("What came of it", "Nothing.")))
    assert not takes_turns_below_names(below(*((name, "I slept.") for name, _ in said)))
    assert not takes_turns_below_names(below(*((name, f"{text} {TOLD[0] * 9}") for name, text in said)))
    labels = {"Ben": "Morning", "Kim": "Noon", "Ola": "Evening"}
    assert not takes_turns_below_names(below(*((labels[name], text) for name, text in said)))


def test_four_turns_below_letters_headings_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        f"# Letters\n\n{talk('### Letter from {}' + chr(10) * 2 + '{}', other='Ben Kowal')}\n"
    )
    source = Source([tmp_path / "a.md"])
    source.names = ("Ada Lind",)
    (essay,) = EssaysImporter().read(source)
    assert [message.text for message in essay.messages if message.kind == "text"] == list(TOLD)


@pytest.mark.parametrize(
    "text",
    [
        f"## Ada\n\n{TOLD[0]}\n\n## Ben\n\n{TOLD[1]}\n",
        f"Ada: {TOLD[0]}\n\n{TOLD[1]}\n\nMy name is Ada, and I like it.\n",
        f"{TOLD[0]}\n\nAda Lind\n",
    ],
)
def test_a_text_that_names_its_author_is_the_authors(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.md").write_text(text)
    source = Source([tmp_path / "a.md"])
    source.names = ("Ada Lind",)
    (essay,) = EssaysImporter().read(source)
    assert {message.kind for message in essay.messages} == {"text"}
