"""A chat that was copied into a document is a chat, and never an essay or a diary of the persona's."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from simulacrum_core import Message, Source, SourceError
from simulacrum_essays import EssaysImporter
from simulacrum_journals import JournalsImporter

from ..conftest import Simulacrum

CHAT = [
    "02.03.24, 18:01 - Mira Holt: hast du den schluessel",
    "02.03.24, 18:02 - Ada Lind: nein, der haengt bei dir",
    "02.03.24, 18:02 - Mira Holt: dann stehe ich jetzt draussen",
    "02.03.24, 18:05 - Ada Lind: ich komme",
]
SPOKEN = [
    f"{name}: {text}"
    for name, text in (
        ("Mira Holt", "hast du den schluessel, oder haengt er wieder bei den Booten am Steg?"),
        ("+49 171 1234567", "nein, der haengt bei dir, und ich bin schon lange auf dem Weg nach Hause."),
    )
    * 3
]
PROSE = "The harbour is quiet in winter, and the boats lie so close that one can walk across them."

JOURNALS = {
    "Org": ("chat.org", "* <2024-03-02 Sat 18:{}> {}: {}\n"),
    "Org with names as headlines": ("chat.org", "* {1}\n[2024-03-02 Sat 18:{0}]\n{2}\n"),
    "Markdown": ("chat.md", "## 2024-03-02 18:{}\n{}: {}\n\n"),
    "dates above": ("chat.txt", "2024-03-02 18:{}\n{}\n{}\n\n"),
    "jrnl": ("chat.txt", "[2024-03-02 06:{}:00 PM] {}\n{}\n\n"),
    "Day One": ("chat.txt", "\tDate:\t2 March 2024 at 18:{}\n\n{}: {}\n\n"),
    "a day": ("2024-03-02.md", "**{1}** (18:{0})\n{2}\n\n"),
}


def rtf(lines: list[str]) -> bytes:
    return ("{\\rtf1\\ansi " + "\\par ".join(lines) + "}").encode()


def html(lines: list[str]) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<!DOCTYPE html><html><head><title>Saved</title></head><body><article>{body}</article></body></html>".encode()
    )


def flat_odt(lines: list[str]) -> bytes:
    spaces = ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    spaces += ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    mime = ' office:mimetype="application/vnd.oasis.opendocument.text"'
    body = "".join(f"<text:p>{line}</text:p>" for line in lines)
    start = f'<?xml version="1.0"?><office:document{spaces}{mime}><office:body><office:text>'
    return f"{start}{body}</office:text></office:body></office:document>".encode()


def write_docx(path: Path, lines: list[str]) -> None:
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'officeDocument" Target="word/document.xml"/></Relationships>'
    )
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", relations)
        archive.writestr("word/document.xml", document)


def written(folder: Path, kind: str, lines: list[str]) -> Path:
    path = folder / f"Saved.{kind}"
    makers: dict[str, Callable[[list[str]], bytes]] = {"rtf": rtf, "html": html, "fodt": flat_odt}
    if kind == "docx":
        write_docx(path, lines)
    else:
        path.write_bytes(makers[kind](lines))
    return path


def essay(path: Path) -> list[Message]:
    return [message for conversation in EssaysImporter().read(Source([path])) for message in conversation.messages]


@pytest.mark.parametrize("kind", ["rtf", "html", "fodt", "docx"])
def test_a_document_that_holds_a_chat_is_refused(kind: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="a chat"):
        essay(written(tmp_path, kind, CHAT))


@pytest.mark.parametrize("kind", ["rtf", "html", "fodt", "docx"])
def test_a_document_in_which_people_take_turns_is_refused(kind: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="take turns"):
        essay(written(tmp_path, kind, SPOKEN))


@pytest.mark.parametrize("kind", JOURNALS)
def test_dated_entries_of_people_who_take_turns_are_no_journal(kind: str, tmp_path: Path) -> None:
    name, entry = JOURNALS[kind]
    path = tmp_path / name
    path.write_text("".join(entry.format(minute, *line.split(": ")) for minute, line in enumerate(SPOKEN, 10)))
    assert not JournalsImporter().identify(Source([path]))
    assert not EssaysImporter().identify(Source([path]))


@pytest.mark.parametrize("kind", ["rtf", "html", "fodt", "docx"])
def test_lines_of_a_chat_inside_an_essay_are_context_and_all_else_is_the_authors(kind: str, tmp_path: Path) -> None:
    messages = essay(written(tmp_path, kind, [PROSE] * 6 + CHAT[:2] + [PROSE] * 6))
    own = "\n".join(message.text for message in messages if message.kind == "text")
    quoted = "\n".join(message.text for message in messages if message.kind == "quote")
    assert own.count(PROSE) == 12
    assert "Mira" not in own
    assert CHAT[0] in quoted
    assert {message.author for message in messages if message.kind == "quote"} == {None}


def test_a_paragraph_beside_a_quoted_line_stays_the_authors(tmp_path: Path) -> None:
    path = tmp_path / "gulls.md"
    path.write_text(f"# Gulls\n\nMy phone once wrote:\n\n{CHAT[0]}\n\n{PROSE}\n{PROSE}\n", encoding="utf-8")
    texts = [(message.kind, message.text) for message in essay(path)]
    assert texts == [("text", "My phone once wrote:"), ("quote", CHAT[0]), ("text", f"{PROSE}\n{PROSE}")]


def test_a_chat_beside_essays_is_reported_and_the_essays_are_read(tmp_path: Path) -> None:
    (tmp_path / "gulls.md").write_text(f"# Gulls\n\n{PROSE}\n\n{PROSE}\n", encoding="utf-8")
    write_docx(tmp_path / "copy.docx", CHAT)
    source = Source([tmp_path])
    assert [conversation.title for conversation in EssaysImporter().read(source)] == ["Gulls"]
    assert [problem.file for problem in source.findings.problems] == [f"{tmp_path.name}/copy.docx"]


def test_lines_of_a_chat_in_a_diary_are_context(tmp_path: Path) -> None:
    path = tmp_path / "2024-03-02.md"
    path.write_text(f"{PROSE}\n{PROSE}\n{PROSE}\n\n{CHAT[0]}\n{CHAT[1]}\n\n{PROSE}\n", encoding="utf-8")
    source = Source([path])
    (entry,) = JournalsImporter().read(source)
    texts = [(message.kind, message.text) for message in entry.messages]
    own = "\n".join([PROSE] * 3)
    assert texts == [("text", own), ("quote", f"{CHAT[0]}\n{CHAT[1]}"), ("text", PROSE)]
    assert "lines of chats" in [decision.subject for decision in source.findings.decisions]


TURNS = ["## You", "Why does my kettle leak, and what is it worth?", "## ChatGPT", "Great question! Let me explain it."]


def test_what_an_assistant_answers_in_an_essay_is_context(tmp_path: Path) -> None:
    path = tmp_path / "Kettles.md"
    path.write_text("\n\n".join([PROSE, *TURNS, *TURNS]))
    source = Source([path])
    (essay,) = EssaysImporter().read(source)
    kinds = [(message.kind, message.author, message.text) for message in essay.messages]
    assert [kind for kind, _, _ in kinds] == ["text", "quote", "text", "quote", "text", "quote"]
    assert [text for kind, _, text in kinds if kind == "text"] == [PROSE, TURNS[1], TURNS[1]]
    assert "answers of an assistant" in [decision.subject for decision in source.findings.decisions]


def test_what_an_assistant_answers_in_a_diary_is_context(tmp_path: Path) -> None:
    path = tmp_path / "2024-03-02.md"
    lines = ["You said:", TURNS[1], "ChatGPT said:", TURNS[3], "- a list"]
    path.write_text("\n\n".join([PROSE, *lines]))
    (entry,) = JournalsImporter(quotes="keep").read(Source([path]))
    own = [message.text for message in entry.messages if message.kind == "text"]
    assert own == [PROSE, TURNS[1]]


@pytest.mark.parametrize(
    "answer",
    [
        '<div data-message-author-role="assistant"><p>{}</p></div>',
        '<div class="font-claude-response"><p>{}</p></div>',
        "<model-response><p>{}</p></model-response>",
    ],
)
def test_what_an_assistant_answers_in_a_saved_page_is_context(answer: str, tmp_path: Path) -> None:
    turns = f"<div><p>{TURNS[1]}</p></div>{answer.format(TURNS[3])}" * 2
    path = tmp_path / "talk.html"
    path.write_text(f"<!DOCTYPE html><html><head><title>Talk</title></head><body><main>{turns}</main></body></html>")
    (essay,) = EssaysImporter().read(Source([path]))
    assert [message.text for message in essay.messages if message.kind == "text"] == [TURNS[1]] * 2


def _diary(path: Path, entries: list[str]) -> list[str]:
    path.write_text("".join(f"# 2024-03-{day:02d}\n\n{text}\n\n" for day, text in enumerate(entries, 1)))
    own = [m.text for entry in JournalsImporter().read(Source([path])) for m in entry.messages if m.kind == "text"]
    return [text for part in own for text in part.split("\n\n")]


TALK = "**You:** why does it leak?\n\n**ChatGPT:** Great question!"


@pytest.mark.parametrize(
    "inside",
    ["> quoted", "```\ncode\n```", "---", "### 1. The lid", "| a | b |\n|---|---|\n| c | d |", "> a\n\nand\n\n> b"],
)
def test_an_answer_in_a_diary_goes_on_behind_what_is_quoted_in_it(inside: str, tmp_path: Path) -> None:
    talk = f"{PROSE}\n\n{TALK}\n\n{inside}\n\nIn other words, it leaks."
    own = _diary(tmp_path / "diary.md", [PROSE, PROSE, talk])
    assert "In other words, it leaks." not in own
    assert own.count(PROSE) == 3


@pytest.mark.parametrize(
    "heading", ["## Evening", "What went well?", "**Grateful for:**", "### Abend", "Today I learned:"]
)
def test_a_line_of_most_entries_ends_an_answer_in_a_diary(heading: str, tmp_path: Path) -> None:
    days = [f"{PROSE}\n\n{heading}\n\nSoup number {day}." for day in range(5)]
    own = _diary(tmp_path / "diary.md", [*days, f"{PROSE}\n\n{TALK}\n\n{heading}\n\nNo soup at all."])
    assert [text for text in own if "oup" in text] == [*(f"Soup number {day}." for day in range(5)), "No soup at all."]
    assert not any("Great" in text for text in own)


@pytest.mark.parametrize(
    ("me", "it"),
    [("## You", "## ChatGPT"), ("**Me**", "**Claude**"), ("You said:", "Gemini said:"), ("# Prompt", "# Response")],
)
def test_a_talk_with_an_assistant_on_each_day_is_no_line_of_most_entries(me: str, it: str, tmp_path: Path) -> None:
    answer = f"{it}\n\nSure!\n\n### Takeaways\n\nIt is so."
    days = [f"{PROSE}\n\n{me}\n\nWhy {day}?\n\n{answer}\n\n{me}\n\nAnd {day}?\n\n{it}\n\nNo." for day in range(6)]
    own = _diary(tmp_path / "diary.md", days)
    assert [text for text in own if text != PROSE] == [
        text for day in range(6) for text in (f"Why {day}?", f"And {day}?")
    ]


@pytest.mark.parametrize("count", [2, 9])
@pytest.mark.parametrize(
    ("me", "it"),
    [
        ("## You\n\n", "## ChatGPT\n\n"),
        ("**You:**\n\n", "**ChatGPT:**\n\n"),
        ("You said:\n", "ChatGPT said:\n"),
        ("Me: ", "Gemini: "),
        ("**Me**\n\n", "**Claude**\n\n"),
        ("User:\n", "Assistant:\n"),
        ("Du: ", "KI: "),
    ],
)
def test_a_text_that_is_a_talk_with_an_assistant_is_read(me: str, it: str, count: int, tmp_path: Path) -> None:
    path = tmp_path / "kettles.md"
    path.write_text("".join(f"{me}Why does my kettle leak, {n}?\n\n{it}Sure! It is {n}.\n\n" for n in range(count)))
    assert EssaysImporter().identify(Source([path]))
    own = "\n".join(message.text for message in essay(path) if message.kind == "text")
    assert own.count("Why does my kettle leak") == count
    assert "Sure" not in own


@pytest.mark.parametrize(("one", "other"), [("**Ben:**", "**Claude:**"), ("## Ada", "## Gemini"), ("Ben:", "Claude:")])
def test_a_person_with_a_name_who_talks_to_a_namesake_of_an_assistant_is_not_read(
    one: str, other: str, tmp_path: Path
) -> None:
    path = tmp_path / "kettles.md"
    path.write_text("".join(f"{one}\n\nWhy does it leak?\n\n{other}\n\nNo idea.\n\n" for _ in range(9)))
    assert not EssaysImporter().identify(Source([path]))


@pytest.mark.parametrize("name", ["note.md", "note.txt"])
def test_a_note_that_tells_of_a_chat_and_shows_a_piece_of_it_is_its_authors(name: str, tmp_path: Path) -> None:
    above, below = f"{PROSE} {PROSE} {PROSE} Then this came:", f"So I went home. {PROSE}"
    text = "\n\n".join(["Winter", above, "\n".join(CHAT), below, PROSE]) + "\n"
    (tmp_path / name).write_text(text)
    found = [message for note in EssaysImporter().read(Source([tmp_path / name])) for message in note.messages]
    assert [message.kind for message in found] == ["text", "quote", "text"]
    assert found[0].text.endswith(above)
    assert found[1].text == "\n".join(CHAT)
    assert found[2].text == f"{below}\n\n{PROSE}"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("Winter", PROSE * 6),
        ("I kept this:", f"{PROSE}\n\n{PROSE}"),
        (f"{PROSE} Then this came:", PROSE * 12),
        ("Messages and calls are end-to-end encrypted. No one outside of this chat can read them.", PROSE * 4),
    ],
)
def test_a_chat_with_a_few_words_above_it_is_a_chat(above: str, below: str, tmp_path: Path) -> None:
    text = "\n\n".join([above, "\n".join(CHAT), below]) + "\n"
    (tmp_path / "chat.md").write_text(text)
    assert not EssaysImporter().identify(Source([tmp_path / "chat.md"]))


@pytest.mark.parametrize("below", [f"So I went home. {PROSE}", f"So I went home. {PROSE}\n\n{PROSE}"])
@pytest.mark.parametrize("name", ["note.md", "note.txt"])
def test_no_importer_of_chats_takes_a_note_that_tells_of_a_chat(
    name: str, below: str, tmp_path: Path, simulacrum: Simulacrum
) -> None:
    above = f"{PROSE} {PROSE} {PROSE} Then this came:"
    (tmp_path / name).write_text("\n\n".join(["Winter", above, "\n".join(CHAT), below]) + "\n")
    (note,) = [json.loads(line) for line in simulacrum("read", str(tmp_path / name)).stdout.splitlines()]
    assert note["source"] == "essays"
    assert [message["kind"] for message in note["messages"]] == ["text", "quote", "text"]
