"""What others said is none of a post's author's words, on whatever platform it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulacrum_core import Participant, Source
from simulacrum_platforms.mastodon.importer import MastodonImporter
from simulacrum_platforms.monologues import Passage, Writer, monologue

OWN = "The tide took my left boot today, and I let it, as it was the wrong one anyway."
ME = Writer("x", Participant("7", "Ada Lind", ("ada",)), True)


def kinds(*texts: str) -> list[tuple[str, str]]:
    found = monologue(ME, "1", None, None, [Passage(text, "a:1") for text in texts])
    return [(message.kind, message.text) for message in found.messages]


@pytest.mark.parametrize("motto", ["“The sea is a road.” — Joseph Conrad", '"A kettle is a bell."\n-- Bo Ek'])
def test_a_motto_is_a_quotation(motto: str) -> None:
    assert kinds(motto) == [("quote", motto)]
    assert kinds(f"{OWN}\n\n{motto}\n\n{OWN}") == [("text", OWN), ("quote", motto), ("text", OWN)]
    assert kinds(OWN, motto) == [("text", OWN), ("quote", motto)]


def test_a_letter_to_the_author_and_a_list_of_literature_are_others() -> None:
    letter = "Dear Ada,\n\nthank you for the jam, which was gone by Monday.\n\nLove,\nIngrid"
    assert kinds(f"{OWN * 4}\n\n{letter}\n\n{OWN}") == [("text", OWN * 4), ("quote", letter), ("text", OWN)]
    books = "# References\n\n- Ek, B. (2019). *On rope*.\n- Orr, C. (2001). Kettles."
    assert [kind for kind, _ in kinds(f"{OWN * 4}\n\n{books}")] == ["text", "boilerplate"]


@pytest.mark.parametrize(
    "own",
    [
        "“The sea is a road.” — and I believe it.",
        "“The sea is a road.” — Ada Lind",
        "“Knots are lies”, says Bo - and he should know.",
        f"{OWN}\n\n{OWN}\n\n{OWN * 6}",
    ],
)
def test_what_the_author_says_stays_in_one_piece(own: str) -> None:
    assert kinds(own) == [("text", own)]


def test_a_post_of_an_archive_that_is_a_motto_is_not_trained_on(tmp_path: Path) -> None:
    me, public = "https://m.example/users/ada", "https://www.w3.org/ns/activitystreams#Public"
    posts = [
        {
            "id": f"{me}/{number}/activity",
            "type": "Create",
            "actor": me,
            "published": "2024-03-01T10:00:00Z",
            "to": [public],
            "object": {"id": f"{me}/{number}", "type": "Note", "attributedTo": me, "to": [public], "content": content},
        }
        for number, content in enumerate((f"<p>{OWN}</p>", "<p>“The sea is a road.” — Joseph Conrad</p>"))
    ]
    (tmp_path / "outbox.json").write_text(json.dumps({"type": "OrderedCollection", "orderedItems": posts}))
    (tmp_path / "actor.json").write_text(json.dumps({"id": me, "type": "Person", "preferredUsername": "ada"}))
    found = MastodonImporter().read(Source([tmp_path]))
    assert [message.kind for chat in found for message in chat.messages] == ["text", "quote"]
