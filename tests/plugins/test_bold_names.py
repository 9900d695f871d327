"""A page or a document in which names are set apart by their look is a talk; bold words in prose make none."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from simulacrum_core import Message, Source, SourceError
from simulacrum_essays import EssaysImporter

SAID = (
    "the tide is in|where did you put the rope|no idea, ask Kevin|I am on the boat|ok|haha yes, that was a bad idea|"
    "come over when you can|we could eat at eight then|not before nine, the pump is broken again|fine"
).split("|")
PEOPLE = {
    "two": ["Ada", "Ben"],
    "three": ["Ada Lind", "Ben Kowal", "Cem"],
    "an initial": ["Ada Lind", "Ben K."],
    "a number": ["+49 170 1111111", "Ada"],
}
PAGES = {
    "b": "<p><b>{}</b> {}</p>",
    "strong": "<p><strong>{}</strong>&nbsp;{}</p>",
    "div": "<div><b>{}</b> {}</div>",
    "class": '<div class="m"><span class="who">{}</span> <span class="what">{}</span></div>',
    "style": '<p><span style="font-weight:700">{}</span><span> {}</span></p>',
    "break": "<p><b>{}</b><br>{}</p>",
    "item": "<li><b>{}</b> {}</li>",
    "cell": "<tr><td><b>{}</b></td><td>{}</td></tr>",
    "definition": "<dl><dt>{}</dt><dd>{}</dd></dl>",
    "slanted": "<p><em>{}</em> {}</p>",
    "coloured": '<p><font color="red">{}</font> {}</p>',
    "link": '<p><a href="/user">{}</a> {}</p>',
    "time behind": "<p><b>{}</b> <time>12:03</time> {}</p>",
    "without a blank": "<p><b>{}</b>{}</p>",
    "nested": "<div><p><b><span>{}</span></b> {}</p></div>",
    "lines of one paragraph": "<b>{}</b> {}<br>\n",
    "dash": "<p><b>{}</b> &ndash; {}</p>",
    "above": "<p><b>{}</b></p><p>{}</p>",
    "class above": '<div class="user-name">{}</div><div class="text">{}</div>',
    "quoted": "<p><b>{}</b></p><blockquote>{}</blockquote>",
}


def _talk(people: list[str], line: str, count: int = 14) -> str:
    draw = random.Random(1)
    named = people if len(people) == 2 else [draw.choice(people) for _ in range(count)]
    return "".join(line.format(named[number % len(named)], draw.choice(SAID)) for number in range(count))


def _page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>Saved</title></head><body>{body}</body></html>".encode()


@pytest.mark.parametrize("people", PEOPLE)
@pytest.mark.parametrize("shape", PAGES)
def test_a_page_with_names_that_are_set_apart_is_a_talk(shape: str, people: str, tmp_path: Path) -> None:
    path = tmp_path / "Saved.html"
    path.write_bytes(_page(_talk(PEOPLE[people], PAGES[shape])))
    assert not EssaysImporter().identify(Source([path]))
    with pytest.raises(SourceError, match="chat"):
        _read(path)


def _read(path: Path) -> list[Message]:
    return [message for found in EssaysImporter().read(Source([path])) for message in found.messages]


def _docx(path: Path, body: str) -> None:
    space = "http://schemas.openxmlformats.org"
    types = f'<?xml version="1.0"?><Types xmlns="{space}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    relations = f'<?xml version="1.0"?><Relationships xmlns="{space}/package/2006/relationships"><Relationship Id="r1" Type="{space}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", relations)
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?><w:document xmlns:w="{space}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>',
        )


def _fodt(path: Path, body: str) -> None:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    path.write_text(
        f'<?xml version="1.0"?><office:document xmlns:office="{space}:office:1.0" xmlns:text="{space}:text:1.0"'
        f' office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>{body}</office:text>'
        "</office:body></office:document>"
    )


def _rtf(path: Path, body: str) -> None:
    path.write_text("{\\rtf1\\ansi " + body + "}")


_BOLD_RUN = '<w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r><w:r><w:t xml:space="preserve"> {}</w:t></w:r>'
DOCUMENTS: dict[str, tuple[str, Callable[[Path, str], None]]] = {
    "docx": (f"<w:p>{_BOLD_RUN}</w:p>", _docx),
    "fodt": ('<text:p><text:span text:style-name="T1">{}</text:span> {}</text:p>', _fodt),
    "rtf": ("{{\\b {}}} {}\\par ", _rtf),
    "word.rtf": ("\\b\\f0\\fs24 {}\\b0  {}\\par\n", _rtf),
}


@pytest.mark.parametrize("people", PEOPLE)
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_document_with_bold_names_is_a_talk(kind: str, people: str, tmp_path: Path) -> None:
    line, write = DOCUMENTS[kind]
    path = tmp_path / f"Saved.{kind}"
    write(path, _talk(PEOPLE[people], line))
    with pytest.raises(SourceError, match="chat"):
        _read(path)


PROSE = "The harbour is quiet in winter, and the boats lie so close that one can walk across them."
OWN = {
    "terms": "".join(f"<p><b>{word}</b> is what {PROSE}</p>" for word in ("A quay", "A buoy", "A keel", "A hull")),
    "first words": "".join(f"<p><b>{word}.</b> {PROSE}</p>" for word in ("Morning", "Noon", "Morning", "Noon") * 2),
    "one bold word again": "".join(f"<p><b>Boats</b> {PROSE}</p>" for _ in range(6)),
    "stressed": "".join(f"<p>{PROSE} And <b>nobody</b> {PROSE} <i>Ada</i> knew.</p>" for _ in range(6)),
    "spans of an editor": "".join(f"<p><span>{PROSE[:9]}</span><span>{PROSE[9:]}</span></p>" for _ in range(6)),
    "changes": "".join(f"<li><b>{word}</b> {PROSE}</li>" for word in ("Added", "Fixed", "Added", "Fixed")),
    "pros": "".join(f"<p><b>{word}:</b> {PROSE}</p>" for word in ("Pros", "Cons") * 4),
    "titles": "".join(f"<p><b>{word}</b></p><p>{PROSE}</p><p>{PROSE}</p>" for word in ("The boat", "The rope") * 2),
    "capital": "".join(f'<p><span class="dropcap">{word[0]}</span>{word[1:]}</p>' for word in [PROSE] * 6),
    "a byline": f'<div class="author">Ada Lind</div><p>{PROSE}</p><p>{PROSE}</p><div class="author">Ada Lind</div>',
}


@pytest.mark.parametrize("kind", OWN)
def test_bold_words_of_an_author_make_no_talk(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "Saved.html"
    path.write_bytes(_page(f"<article>{OWN[kind]}</article>"))
    assert EssaysImporter().identify(Source([path]))
    assert PROSE[9:] in "\n".join(message.text for message in _read(path) if message.kind == "text")


HEADS = {
    "heading": "## {}\n\n{}\n\n",
    "heading with a colon": "### {}:\n{}\n\n",
    "bold": "**{}**\n\n{}\n\n",
    "line break": "**{}**  \n{}\n\n",
}
THREE = ["Ben", "Clara", "Ada"]


def _read_as_ada(path: Path) -> list[Message]:
    source = Source([path])
    source.names = ("Ada Lind",)
    return [message for found in EssaysImporter().read(source) for message in found.messages]


@pytest.mark.parametrize("people", [THREE, ["Ben Kowal", "Clara Roth", "Ada Lind"], ["Ada", "Ben"]])
@pytest.mark.parametrize("shape", HEADS)
def test_few_turns_below_names_are_a_talk_where_the_author_is_one_of_them(
    shape: str, people: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "kitchen.md"
    path.write_text(
        "# In the kitchen\n\n" + "".join(HEADS[shape].format(people[n % len(people)], SAID[n]) for n in range(6))
    )
    with pytest.raises(SourceError, match="chat"):
        _read_as_ada(path)


@pytest.mark.parametrize("shape", HEADS)
@pytest.mark.parametrize(
    "heads",
    [
        ["Squat", "Bench", "Press"] * 2,
        ["Kiel", "Visby", "Faro"] * 2,
        ["Slept", "Ate", "Felt"] * 2,
        ["Ben", "Clara", "Ingrid"] * 2,
        ["Day 1", "Ada", "Ben", "Day 2", "Ada", "Ben", "Day 3", "Ada", "Ben"],
        ["Ada", "Ben", "Clara", "Dan", "Eve", "Finn"],
    ],
)
def test_headings_that_come_again_are_the_authors(shape: str, heads: list[str], tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# Of spring\n\n" + "".join(HEADS[shape].format(head, PROSE) for head in heads))
    assert {message.kind for message in _read_as_ada(path)} == {"text"}


def test_chapters_below_names_are_a_text(tmp_path: Path) -> None:
    path = tmp_path / "novel.md"
    path.write_text("".join(f"## {name}\n\n{PROSE * 7}\n\n" for name in THREE * 2))
    assert {message.kind for message in _read_as_ada(path)} == {"text"}
