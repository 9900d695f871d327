"""One text is used once, in its latest version, and whoever wrote it is one account."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulacrum_core import Participant, Source
from simulacrum_essays import EssaysImporter
from simulacrum_essays.people import author_names

from .test_essay_blogs import blog, item

PROSE = "The boat lay on its side all winter, and nobody in the village asked me why."
LATER = "It went back to the water in spring, and nobody in the village saw it go."


def read(*paths: Path, **options: object) -> tuple[list[str], dict[str, str]]:
    source = Source(list(paths))
    essays = EssaysImporter.model_validate(options).read(source)
    texts = ([message for message in essay.messages if message.kind != "superseded"] for essay in essays)
    found = ["\n\n".join(message.text for message in messages) for messages in texts if messages]
    return found, {decision.subject: decision.evidence for decision in source.findings.decisions}


def post(text: str, saved: str, status: str = "publish", number: int = 9) -> str:
    return item(text, number, guid="https://b.example/?p=9", post_modified_gmt=saved, status=status).replace(
        "wp:guid", "guid"
    )


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_a_post_in_two_exports_is_read_once_in_its_newest_version(tmp_path: Path, order: tuple[str, str]) -> None:
    for name, text, saved in zip(order, (PROSE, LATER), ("2022-03-01 10:00:00", "2023-03-01 10:00:00"), strict=True):
        (tmp_path / f"{name}.xml").write_text(blog(post(text, saved)))
    found, told = read(tmp_path / "a.xml", tmp_path / "b.xml")
    assert found == [LATER]
    assert told["other versions"].startswith("1 texts are another version of the same text")


def test_a_post_of_ghost_in_two_exports_is_read_once(tmp_path: Path) -> None:
    for number, text in enumerate((PROSE, LATER)):
        posts = [{"id": "1", "uuid": "u-1", "title": "x", "html": f"<p>{text}</p>", "updated_at": f"202{number}-01-01"}]
        data = {"db": [{"meta": {"exported_on": 1, "version": "4"}, "data": {"posts": posts}}]}
        (tmp_path / f"{9 - number}.json").write_text(json.dumps(data))
    assert read(tmp_path)[0] == [LATER]


@pytest.mark.parametrize(
    ("draft_saved", "used"), [("2022-02-01 10:00:00", f"{PROSE}\n\n{LATER}"), ("2024-02-01 10:00:00", PROSE)]
)
def test_a_draft_and_the_post_that_it_became_are_one_text(tmp_path: Path, draft_saved: str, used: str) -> None:
    published = item(f"<p>{PROSE}</p><p>{LATER}</p>", 9, post_modified_gmt="2022-03-01 10:00:00")
    draft = item(PROSE, 10, status="draft", post_modified_gmt=draft_saved)
    (tmp_path / "a.xml").write_text(blog(draft, published))
    assert read(tmp_path / "a.xml")[0] == [used]
    assert read(tmp_path / "a.xml", drafts=False)[0] == [f"{PROSE}\n\n{LATER}"]


def test_a_draft_of_its_own_stays(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(blog(item(LATER, 10, status="draft"), item(PROSE, 9)))
    assert read(tmp_path / "a.xml")[0] == [LATER, PROSE]


def test_a_note_with_the_same_id_is_read_once_and_a_draft_beside_its_post(tmp_path: Path) -> None:
    for name, text, day in (("a", PROSE, "05"), ("b", LATER, "02")):
        (tmp_path / f"{name}.md").write_text(f"---\nid: 65e4a1b2c3d4\nupdated: 2024-03-{day}\n---\n{text}\n")
    (tmp_path / "_drafts").mkdir()
    (tmp_path / "_drafts" / "c.md").write_text(f"---\ntitle: c\n---\n{PROSE}\n")
    found, told = read(tmp_path)
    assert found == [PROSE]
    assert told["other versions"].startswith("2 texts")


@pytest.mark.parametrize(
    ("told", "name", "words"),
    [
        ("[[Ada Lind]]", "Ada Lind", ()),
        ("[[people/Ada Lind|Ada]]", "Ada Lind", ("Ada",)),
        ("Ada Lind <ada@example.org>", "Ada Lind", ("ada@example.org",)),
        ("ada@example.org", "ada@example.org", ()),
        ("Ada Lind and Ben Kowal", "Ada Lind and Ben Kowal", ("Ada Lind", "Ben Kowal")),
        ("Ada Lind, Ben Kowal", "Ada Lind, Ben Kowal", ("Ada Lind", "Ben Kowal")),
        ("Andy Sand", "Andy Sand", ()),
        ("", "", ()),
    ],
)
def test_an_author_is_a_name_and_other_words_for_the_account(told: str, name: str, words: tuple[str, ...]) -> None:
    assert author_names(told) == (name, words)


def test_one_name_in_small_letters_and_capitals_is_one_account(tmp_path: Path) -> None:
    for number, author in enumerate(('"[[Ada Lind]]"', "[[Ada Lind]]", "ada lind", "\n  - Ada LIND")):
        (tmp_path / f"{number}.md").write_text(f"---\nauthor: {author}\n---\n{PROSE}\n")
    people = {essay.participants for essay in EssaysImporter().read(Source([tmp_path]))}
    assert people == {(Participant("Ada Lind", "Ada Lind"),)}


def test_a_short_response_on_medium_is_its_authors_text(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "2024-06-03_No-a1b2c3d4e5f6.html").write_text(
        '<html><body><article class="h-entry"><h1 class="p-name">No.</h1><section data-field="body" class="e-content">'
        '<h3 class="graf">No.</h3></section><time class="dt-published" datetime="2024-06-03T09:41:57Z"></time></article>'
    )
    (essay,) = EssaysImporter().read(Source([tmp_path]))
    assert [(essay.title, message.kind, message.text) for message in essay.messages] == [(None, "text", "No.")]


@pytest.mark.parametrize(
    "name",
    [
        "Boat (conflicted copy 2024-03-04).md", "Boat (Ada's conflicted copy 2024-03-04).md",
        "Boat.sync-conflict-20240304-080000-ABCDEFG.md", "Boat (In Konflikt stehende Kopie von Ada 2024-03-04).md",
        "Boat (Copie en conflit de Ada 2024-03-04).md",
    ],
)  # fmt: skip
def test_a_copy_that_two_devices_left_is_counted_and_the_other_is_read(name: str, tmp_path: Path) -> None:
    (tmp_path / "Boat.md").write_text(f"{PROSE}\n\n{LATER}\n")
    (tmp_path / name).write_text(f"{PROSE}\n")
    found, told = read(tmp_path)
    assert found == [f"{PROSE}\n\n{LATER}"]
    assert told["other versions"].startswith("1 texts are another version of the same text")
    (tmp_path / "Boat.md").unlink()
    assert read(tmp_path)[0] == [PROSE]


def test_a_title_that_speaks_of_a_conflict_is_no_copy(tmp_path: Path) -> None:
    (tmp_path / "Boat.md").write_text(f"{PROSE}\n")
    (tmp_path / "Boat and conflict.md").write_text(f"{LATER}\n")
    assert len(read(tmp_path)[0]) == 2
