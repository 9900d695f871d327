"""The foot of a newsletter or a page is no word of its author's."""

from __future__ import annotations

import pytest

from simulacrum_core.sources import words_of_others

OWN = "The kiln is cold and I am glad of it, as I have been warm for weeks."


def told(*parts: str) -> dict[int, str]:
    return {**words_of_others([("text", part) for part in parts], ["Ada Lind"])}


@pytest.mark.parametrize(
    "foot",
    [
        "You are receiving this email because you signed up at reed.example. Unsubscribe",
        "[Unsubscribe](https://reed.example/u) | Unsubscribe here",
        "Sie erhalten diesen Newsletter, weil Sie sich angemeldet haben.",
        "Vous recevez cet e-mail parce que vous êtes inscrit. Se désabonner",
        "© 2024 Reed, Hafenweg 3, Kiel",
        "Copyright © 2019-2024 Ada Lind. All rights reserved.",
    ],
)
def test_a_foot_at_the_end_is_no_text(foot: str) -> None:
    assert told(OWN, OWN, foot) == {2: "boilerplate"}
    assert told(OWN, foot, "Reed Letter, Kiel") == {1: "boilerplate"}


@pytest.mark.parametrize(
    "own",
    [
        "I wanted to unsubscribe from all of it, the tide included, and could not find the button.",
        "Copyright is what the lawyer talked about all of 2024, and I looked at his tie.",
        "© is a sign that I have always liked.",
        "Everybody can unsubscribe from a newsletter, and nobody from a family.",
    ],
)
def test_sentences_about_lists_and_rights_are_the_authors(own: str) -> None:
    assert told(OWN, OWN, own) == {}


def test_a_foot_in_the_middle_or_alone_stays() -> None:
    foot = "© 2024 Reed, Kiel"
    assert told(foot) == {}
    assert told(OWN, foot, *[OWN] * 5) == {}
