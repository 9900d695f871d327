"""Secrets without a form of their own: dials, pieces, sentences, Japanese; and what a network is called, which is none."""

from __future__ import annotations

import pytest

from simulacrum_core.privacy.finder import Finder

FINDER = Finder()


def found(*texts: str) -> list[str]:
    """What is found in a talk."""
    spans = FINDER.find_in_talk(texts)
    return [text[span.start : span.end] for text, each in zip(texts, spans, strict=True) for span in each]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the safe goes left 14, right 52, left 9", "left 14, right 52, left 9"),
        ("Tresor: 14 links, 52 rechts, 9 links", "14 links, 52 rechts, 9 links"),
        ("pay it to NL44 ABNA 0712 3345 96 please", "NL44 ABNA 0712 3345 96"),
        ("seed words: lantern puffin gravel thimble brambles walnut", "lantern puffin gravel thimble brambles walnut"),
        ("le mdp du wifi c'est brioche81", "brioche81"),
        ("la contraseña de la red es lluvia2024", "lluvia2024"),
        ("玄関の暗証番号は4827です", "4827"),
        ("新居は青葉町2-17-6、三階です", "青葉町2-17-6"),
        ("暗証番号はゴヨンキュウナナ", "ゴヨンキュウナナ"),
        ("生年月日は昭和58年11月3日です", "昭和58年11月3日"),
    ],
)
def test_it_is_found_in_one_message(text: str, value: str) -> None:
    assert found(text) == [value]


def test_pieces_of_a_code_are_found_over_messages() -> None:
    assert found("first two digits are 58", "and the last two", "04") == ["58", "04"]


@pytest.mark.parametrize(
    "text",
    [
        "turn left in 200 m, right after 3 km and left in 5 km",
        "first half was 2-1",
        "we were 14 and then 9",
    ],
)
def test_distances_and_scores_are_left(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("login lager7, Passwort Regen#Tonne4", "Regen#Tonne4"),
        ("ağın adı Pansiyon_Incir, şifresi kirazlik61", "kirazlik61"),
    ],
)
def test_what_a_user_or_a_network_is_called_beside_its_password_is_left(text: str, value: str) -> None:
    assert found(text) == [value]
