"""The weights that come with the package, and the examples that they are made of."""

from __future__ import annotations

from importlib.resources import files

import pytest

from bench.privacy_model import of_talk
from simulacrum_core.privacy.finder import Finder
from simulacrum_core.privacy.recognizers import scoring
from simulacrum_core.privacy.recognizers.candidates import candidates

from .privacy_corpus import PARTS as OLDER
from .talks_corpus import PARTS, Talk


def test_the_weights_are_well_formed_and_made_of_the_corpora_that_are_here() -> None:
    text = files(scoring.__package__).joinpath("learned.txt").read_text(encoding="ascii")
    remarks = [line[1:].split() for line in text.split("\n") if line.startswith("#")]
    assert [*PARTS, *OLDER] in remarks, "a part was added: run bench.privacy_model"
    model = scoring.parsed(text)
    assert len(model.weights) == scoring.MASK + 1
    assert max(map(abs, model.weights)) == 127
    assert model.unit > 0


def test_what_is_marked_is_secret_in_the_examples_and_a_part_of_it_is_in_none() -> None:
    talk = Talk("en", ("shed?", "try QX-4471-K then", "saw 3920 people at 7314"), ((), ((4, 13),), ()))
    examples = list(of_talk(talk))
    assert [one.secret for one in examples].count(True) == 1
    assert any(not one.secret for one in examples)
    assert all(one.before and one.own for one in examples)


@pytest.mark.parametrize(
    "line",
    ["to je 2840 zł", "5083 stappen", "6172 miles today", "कुल 5813 का बिल", "order number 93004341", "共 4417 块"],
)
def test_what_counts_or_is_the_number_of_an_order_is_no_candidate(line: str) -> None:
    assert not [one for one in candidates(line, line.lower()) if one.kind in "dDgG"]


@pytest.mark.parametrize(
    "text",
    [
        "mail naar piet punt de boer apenstaartje kpnpost punt nl",
        "اكتب على سمير نقطة حداد ات بريدي دوت كوم",
        "यहाँ भेजो मीना डॉट राव ऐट मेलबॉक्स डॉट कॉम",
    ],
)
def test_addresses_that_are_spelled_in_other_languages_are_found(text: str) -> None:
    assert [span.category for span in Finder(["email"]).find(text)] == ["email"]


@pytest.mark.parametrize("text", ["dob 3rd feb 91", "nací el 22 de julio del 79"])
def test_a_birthdate_may_have_a_short_year(text: str) -> None:
    assert [span.category for span in Finder(["birthdate"]).find(text)] == ["birthdate"]


@pytest.mark.parametrize("text", ["2024-02-12.md", "it is in boats.md", "all of 2023-W05", "see 2023-W05-2 again"])
def test_names_of_files_and_weeks_are_no_passwords(text: str) -> None:
    assert Finder().find(text) == ()


# Many messages are nothing but such a word.
JOINED = """state-of-the-art | day-to-day | back-to-back-to-back | no-one | twenty-one | kind-of | check-in | semi-final | co-op | he_she
| peut-être | rendez-vous-nous-demain | Schwarz-Rot-Gold | nach-dem-Spiel | quinta-feira | mal-humorado | как-нибудь | всё-таки
| по-моему | it sings canary-of-the-old-pump | it was very so-so-la-la | listen to songs-for-the-deaf | out-of-the-box idea
| lol.nice | Bxf3 | Nf3# | Qxd5+ | Nbd2 | node.js | snake_case | hello!there | so@so"""


@pytest.mark.parametrize("text", [text.strip() for text in JOINED.split("|")])
def test_words_that_are_joined_are_no_passwords(text: str) -> None:
    assert Finder().find(text) == ()


@pytest.mark.parametrize("word", ["7", "4471", "123456789012", "x7kp2", "9a", "a1b2c3d4e5f6", "４４", "1984er"])
def test_a_value_weighs_what_its_shape_does(word: str) -> None:
    for role in scoring.GROUPS:
        assert scoring._weight(word, role, "d0") == scoring._summed(word, role, scoring._places(word, role, "d0"))
