"""A story that is told in lines like quotations is its author's, and what is quoted beside it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulacrum_core import Source
from simulacrum_core.rendering.quotations import own_words
from simulacrum_core.sources import quoted_parts, tells_story
from simulacrum_core.sources.authorship.stories import story_lines
from simulacrum_essays import EssaysImporter

from ..doubling.costs import calls

STORY = "> be me\n> nineteen, no money\n> a goose stands on the pier"
TOLD = "I told this one on a board years ago, and people still ask me for it."
ENDED = ">walk to the harbour\n>a goose is there\n>mfw it says my name"
MAIL = "On 5 Mar 2024 at 10:12, Ben Kowal <ben@example.com> wrote:\n> I saw a goose at the pier.\n> Was that you?"


@pytest.mark.parametrize("story", [STORY, ENDED, ">be you\n>tired"])
@pytest.mark.parametrize("quoted", [MAIL, "> as you said\n> so often"])
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_a_story_beside_a_quotation_is_the_authors(story: str, quoted: str, name: str, tmp_path: Path) -> None:
    text = f"{TOLD}\n\n{story}\n\nNobody believed it.\n\n{quoted}\n\nIt was me."
    parts = quoted_parts([("text", text)], ["Ada Lind"])
    assert parts is not None
    assert [part.strip() for part, is_theirs in parts[0] if is_theirs] == [quoted]
    (tmp_path / name).write_text(text, "utf-8")
    read = [message for essay in EssaysImporter().read(Source([tmp_path / name])) for message in essay.messages]
    own = "\n\n".join(own_words(message.text) for message in read if message.kind == "text")
    assert own == f"{TOLD}\n\n{story}\n\nNobody believed it.\n\nIt was me."


def test_a_message_may_quote_and_tell_a_story() -> None:
    assert own_words(f"> as you said\nno\n{STORY}") == f"no\n{STORY}"
    assert own_words("> be me\n\n> go out\nso\n> no") == "> be me\n\n> go out\nso"
    assert own_words(f"{STORY}\nas Cleo said\n> we were there") == f"{STORY}\nas Cleo said"


@pytest.mark.parametrize(
    "text", ["> to be me is hard", "be me, he said", "> halfway there", "a > be me", "> before me"]
)
def test_other_quotations_are_no_stories(text: str) -> None:
    assert not tells_story(text)
    assert not story_lines(text.split("\n"))


def test_stories_cost_what_the_length_of_a_text_warrants() -> None:
    once, twice = (calls(lambda count=count: story_lines(["> be me", "", "x"] * count)) for count in (400, 800))
    assert twice <= 2.3 * once + 100
