"""Invented names for other people."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulacrum_core.privacy.names.pseudonyms import Known, Pseudonyms

from .names_corpus import named, named_lines

KEY = b"a key of the tests"
PEOPLE = (
    Known(("Ada Lind", "user815", "491713920019")),
    Known(("Ben Kowal",)),
    Known(("Will",)),
    Known(("May Rowe",)),
    Known(("Wolf Stern",)),
    Known(("Анна Петрова",)),
    Known(("田中 太郎",)),
    Known(("민수",)),
    Known(("Tante Inge",)),
    Known(("fern_k99",)),
    Known(("Jean-Luc Roux",)),
)
NAMES = Pseudonyms(PEOPLE, ["Nora Quill", "nora.q"], KEY)
ADA, BEN, WILL, MAY, WOLF, ANNA, TARO, MINSU, INGE, FERN, LUC = (NAMES.name(person) for person in PEOPLE)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ada Lind and Ada, ADA, ada", f"{ADA} and {ADA}, {ADA}, {ADA}"),
        ("Ada's, Ada’s and Adas", f"{ADA}'s, {ADA}’s and {ADA}s"),
        ("@Ada @ada @AdaLind @Ada Lind @user815 @491713920019", " ".join([f"@{ADA}"] * 6)),
        ("Madagascar, adapt, canada, x_ada, adage", "Madagascar, adapt, canada, x_ada, adage"),
        ("kowal but Kowal", f"kowal but {BEN}"),
        ("tante inge, Inge, meine Tante", f"{INGE}, {INGE}, meine Tante"),
        ("с Анной и Анне", f"с {ANNA} и {ANNA}"),
        ("田中さんと太郎", f"{TARO}さんと{TARO}"),
        ("민수야 민수가", f"{MINSU}야 {MINSU}가"),
        ("fern_k99!", f"{FERN}!"),
        ("Jean-Luc, jean luc", f"{LUC}, {LUC}"),
    ],
)
def test_a_name_is_replaced_in_all_its_forms_and_never_inside_other_words(text: str, wanted: str) -> None:
    assert NAMES.renamed(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("adas rad, Adas Rad", f"{ADA}s rad, {ADA}s Rad"),
        ("Kowals Boot, kowals", f"{BEN}s Boot, kowals"),
        ("Wolfs Garten und Wolfs sind da", f"{WOLF}s Garten und Wolfs sind da"),
        ("fernk, Ingeszimmer, ingesfahrrad", f"fernk, {INGE}szimmer, {INGE}sfahrrad"),
        ("Wills are written, wills too, adagios", "Wills are written, wills too, adagios"),
    ],
)
def test_what_belongs_to_somebody_names_them_in_any_case(text: str, wanted: str) -> None:
    assert NAMES.renamed(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I will, you will", "I will, you will"),
        ("Will you come?", "Will you come?"),
        ("ask Will, will you", f"ask {WILL}, will you"),
        ("Will's here. Will is late", f"{WILL}'s here. {WILL} is late"),
        ("may I? in May, May 5, 3 May", "may I? in May, May 5, 3 May"),
        ("I saw May yesterday", f"I saw {MAY} yesterday"),
        ("Der Wolf heult, ein Stern", "Der Wolf heult, ein Stern"),
        ("ich frag Wolf mal", f"ich frag {WOLF} mal"),
    ],
)
def test_an_ordinary_word_is_a_name_only_where_it_is_written_like_one(text: str, wanted: str) -> None:
    assert NAMES.renamed(text) == wanted


@pytest.mark.parametrize("text", ["Nora and nora", "Nora Quill's", "@nora.q", "Quill"])
def test_the_personas_own_name_is_left_alone(text: str) -> None:
    assert NAMES.renamed(text) is text


def test_a_name_that_the_persona_bears_as_well_stays() -> None:
    names = Pseudonyms([Known(("Nora Lind",))], ["Nora Quill"], KEY)
    assert names.renamed("Nora") == "Nora"
    assert names.renamed("Nora Lind") == names.name(Known(("Nora Lind",)))


def test_nobody_shares_a_name_and_none_is_real() -> None:
    people = [Known((f"Person{number} Lind",)) for number in range(3000)]
    made = Pseudonyms(people, ["Nora"], KEY).map
    assert len({name.casefold() for name in made.values()}) == 3000
    real = Pseudonyms([Known((name,)) for name in made.values()], ["Nora"], KEY).map
    assert {name.casefold() for name in real.values()} & {name.casefold() for name in made.values()} == set()


def test_names_hang_on_the_key_and_not_on_the_order() -> None:
    again = Pseudonyms(reversed(PEOPLE), ["Nora Quill", "nora.q"], KEY)
    assert again.map == NAMES.map
    assert Pseudonyms(PEOPLE, ["Nora Quill"], b"another").map != NAMES.map


def test_a_saved_map_keeps_its_names_when_people_join() -> None:
    grown = Pseudonyms([*PEOPLE, Known(("Otto Rhys",))], ["Nora Quill"], KEY, known=NAMES.map)
    assert grown.map.items() > NAMES.map.items()


def test_no_repr_tells_a_name() -> None:
    assert repr(NAMES) == "Pseudonyms(11 people)"
    assert "Ada" not in repr(PEOPLE)


PIECES = [
    "Ada",
    "Lind",
    "ada",
    "Adas",
    "@",
    "Will",
    "May",
    "Wolf",
    "Анну",
    "田中",
    "太郎",
    "민수",
    "Nora",
    " ",
    ".",
    "_",
    "'s",
    "s",
    "x",
]


@settings(max_examples=400)
@given(st.lists(st.sampled_from([*PIECES, *NAMES.map.values()]), max_size=10).map("".join))
def test_renaming_twice_changes_nothing_more(text: str) -> None:
    once = NAMES.renamed(text)
    assert NAMES.renamed(once) == once


@given(st.text(max_size=100))
def test_text_without_a_name_is_the_same_object(text: str) -> None:
    assert Pseudonyms([], [], KEY).renamed(text) is text


def test_names_of_the_corpus_are_replaced_and_nothing_else() -> None:
    outcome = named()
    assert outcome.replaced / outcome.names >= 0.97, outcome.faults
    assert outcome.changed == 0, outcome.faults


def test_who_is_called_so_goes_before_who_could_be() -> None:
    names = Pseudonyms([Known(("Benjamin Roth",)), Known(("Ben",)), Known(("Anna",))], ["Nora Quill"], KEY)
    assert names.renamed("ask Ben") == f"ask {names.name(Known(('Ben',)))}"
    own = Pseudonyms([Known(("Alexander Horn",))], ["Alexandra Quill"], KEY)
    assert own.renamed("ask Alex") == "ask Alex"
    other = Pseudonyms([Known(("Alex",))], ["Alexandra Quill"], KEY)
    assert other.renamed("ask Alex") == f"ask {other.name(Known(('Alex',)))}"


def test_two_people_of_one_first_name_stay_two_where_the_surname_is_said() -> None:
    first, second = Known(("Ada Lind",)), Known(("Ada Moss",))
    names = Pseudonyms([first, second], ["Nora"], KEY)
    made = (names.name(first), names.name(second))
    assert names.renamed("Ada Lind, Ada Moss, Lind, Moss") == f"{made[0]}, {made[1]}, {made[0]}, {made[1]}"
    assert names.renamed("Ada") in made


def test_renaming_the_corpus_twice_changes_nothing_more() -> None:
    for names, marked in named_lines():
        pseudonyms = Pseudonyms([Known(names), Known(("Otto Rhys",))], ["Nora Quill"], KEY)
        renamed = pseudonyms.renamed(re.sub(r"[{}]", "", marked))
        assert pseudonyms.renamed(renamed) is renamed
