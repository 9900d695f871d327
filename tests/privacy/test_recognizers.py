"""Secrets and personal data: what is found, what is written instead, and that no line takes long."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import simulacrum_core.privacy as privacy
from simulacrum_core.config.categories import CATEGORIES
from simulacrum_core.privacy.finder import Finder
from simulacrum_core.privacy.recognizers import identities
from simulacrum_core.privacy.recognizers.checksums import luhn, mod97
from simulacrum_core.privacy.recognizers.later import Later
from simulacrum_core.privacy.recognizers.phones import guessed_regions
from simulacrum_core.privacy.recognizers.spans import is_grave
from simulacrum_core.privacy.redactor import Redactor
from simulacrum_core.privacy.stand_ins import Standins, is_standin

from .privacy_corpus import PARTS, REGIONS, Line, lines, measured, total

# What the held-out lines gave; a change that finds less is a step back.
FLOOR = 0.95
KEY = b"a key of the tests"
EVERYWHERE = Redactor(Finder(regions=("US", "GB", "DE", "FR", "ES", "IT", "RU")), KEY)
PIECES = [
    *(line.text for part in PARTS for line in lines(part) if line.marks),
    *"is my password code pin call me +49 171 3920019 4453331478932885 a@b.example 1234 Amselweg 3 :".split(" "),
]


def all_lines() -> list[Line]:
    return [line for part in PARTS for line in lines(part)]


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern of the package that is matched with texts."""
    for module in pkgutil.iter_modules(privacy.__path__):
        room = importlib.import_module(f"{privacy.__name__}.{module.name}")
        for name, value in vars(room).items():
            found = value.compiled() if isinstance(value, Later) else value
            if isinstance(found, re.Pattern) and isinstance(found.pattern, str):
                yield f"{module.name}.{name}", found


@pytest.mark.parametrize("part", PARTS)
def test_precision_and_recall_stay_above_the_floor(part: str) -> None:
    tallies, faults = measured(lines(part))
    assert total(tallies).precision >= FLOOR, faults
    assert total(tallies).recall >= FLOOR, faults


def test_half_of_the_corpus_is_clean_and_every_language_is_in_it() -> None:
    clean = sum(not line.marks for line in all_lines())
    assert 0.4 < clean / len(all_lines()) < 0.6
    for part in ("chat1", "chat2", "chat3"):
        assert {line.language for line in lines(part)} == REGIONS.keys()


def test_redacting_twice_changes_nothing_more_and_leaves_no_marked_value() -> None:
    for line in all_lines():
        redactor = Redactor(Finder(regions=REGIONS[line.language]), KEY)
        text, spans = redactor.redacted(line.text)
        assert redactor.redacted(text) == (text, ())
        assert [span for span in spans if line.text[span.start : span.end] in text] == []


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=5).map(" ".join))
@example("il PIN del telefono è 2906 553018 ist dein code für die anmeldung")
@example("Позвони мне +7 912 345-67-89 6184")
def test_whatever_is_put_together_is_redacted_once_and_for_all(text: str) -> None:
    redacted, spans = EVERYWHERE.redacted(text)
    assert EVERYWHERE.redacted(redacted) == (redacted, ())
    assert (redacted is text) == (spans == ())


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([line.text for line in all_lines()]), min_size=1, max_size=8))
@example(["https://deploy:hunter2hunter2@git.acme.example/repo.git clone that"])
@example(["le mot de passe est tournevis", "sk-8er boi"])
def test_nothing_is_left_where_what_was_redacted_stands_among_other_messages(said: list[str]) -> None:
    told = [f"Ben Kowal: {EVERYWHERE.redacted(text, EVERYWHERE.asked(said, i))[0]}" for i, text in enumerate(said)]
    finder = Finder(["credential", "password", "card", "bank"], regions=("US", "GB", "DE", "FR", "ES", "IT", "RU"))
    assert finder.find_in_lines("\n".join(told)) == ()


@settings(deadline=None)
@given(st.text(max_size=200))
def test_spans_lie_in_the_text_in_its_order_without_overlaps(text: str) -> None:
    spans = Finder(own_words=["a", "0"]).find(text)
    ends = [0, *(place for span in spans for place in (span.start, span.end)), len(text)]
    assert ends == sorted(ends)
    assert all(span.start < span.end for span in spans)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("call me on +49 171 3920031", "ruf mal 0171/3920031 an"),
        ("card 4453 3314 7893 2885", "4453331478932885!"),
        ("Ada.Lind@Fernmail.org", "mail to ada.lind@fernmail.org"),
    ],
)
def test_the_same_value_gets_the_same_stand_in_however_it_is_written(first: str, second: str) -> None:
    redactor = Redactor(Finder(regions=["DE"]), KEY)
    made = [redactor.replacements(text)[0].standin for text in (first, second)]
    plain = [re.sub(r"\W", "", value)[-7:] for value in made]
    assert plain[0] == plain[1]


def test_another_key_gives_other_stand_ins() -> None:
    text = "mail nora.quill@fastpost.example or call 07700 900418"
    made = {Redactor(Finder(regions=["GB"]), bytes([number]) * 8).redacted(text)[0] for number in range(8)}
    assert len(made) > 4


def test_stand_ins_have_the_shape_of_what_they_stand_for_and_are_known() -> None:
    standins = Standins(KEY, ["DE"])
    card = standins.standin("card", "4453 3314 7893 2885")
    account = standins.standin("bank", "DE38 3157 9972 6762 2000 20")
    assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", card)
    assert luhn(card.replace(" ", ""))
    assert re.fullmatch(r"DE\d\d( \d{4}){4} \d\d", account)
    assert mod97(account.replace(" ", "")) == 1
    assert re.fullmatch(r"[a-z]+\.[xyz]{4}@example\.com", standins.standin("email", "a@b.example"))
    assert re.fullmatch(r"[XYZ][xyz]{3}[09]{2}!", standins.standin("password", "Qume42!"))
    assert is_standin("card", card)
    assert is_standin("bank", account)


def test_numbers_of_films_and_examples_are_replaced_like_any_other() -> None:
    finder = Finder(regions=["US", "GB"])
    for text in ("anna@example.com", "call 07700 900123", "(415) 555-0132", "ip 203.0.113.45", "4111 1111 1111 1111"):
        assert len(finder.find(text)) == 1, text


def test_only_the_wanted_categories_are_found() -> None:
    text = "password: Rowboat!19, mail a@b.example, call +44 7700 900418"
    assert [span.category for span in Finder(["email"]).find(text)] == ["email"]
    assert {span.category for span in Finder().find(text)} == {"password", "email", "phone"}
    assert Finder([]).find(text) == ()


def test_own_words_are_found_in_any_case_at_the_borders_of_words() -> None:
    finder = Finder(own_words=["Projekt Falke", "Nestor", ""])
    text = "PROJEKT FALKE und nestor, aber Nestors nicht, auch Unnestor nicht"
    assert [text[span.start : span.end] for span in finder.find(text)] == ["PROJEKT FALKE", "nestor"]
    redacted, _ = Redactor(finder, KEY).redacted(text)
    assert re.match(r"[XYZ]{7} [XYZ]{5} und [xyz]{6}, ", redacted)


def test_what_opens_an_account_is_grave() -> None:
    text = "pw: Rowboat!19 / iban NL40INGB8959898224 / a@b.example / gate code 4471"
    assert [(span.category, is_grave(span)) for span in Finder().find(text)] == [
        ("password", True),
        ("bank", True),
        ("email", False),
        ("code", False),
    ]


def test_no_repr_tells_a_value() -> None:
    text = "mail nora.quill@fastpost.example"
    redactor = Redactor(Finder(), KEY)
    change = redactor.replacements(text)[0]
    assert repr(change.span) == "Span(email, 27 characters)"
    for value in (change, redactor, redactor.redacted(text)[1]):
        assert "nora" not in repr(value)
        assert change.standin not in repr(value)


def test_a_mention_of_digits_and_a_bare_number_are_the_same_phone_as_anywhere() -> None:
    redactor = Redactor(Finder(regions=["DE"]), KEY)
    lines = ["ask @4917634567890", "ask 4917634567890", "or +49 176 34567890", "or 0176 34567890"]
    made = [redactor.redacted(line)[0] for line in lines]
    assert {re.sub(r"\D", "", line).removeprefix("49").removeprefix("0") for line in made} == {
        re.sub(r"\D", "", made[3]).removeprefix("0")
    }
    assert "34567890" not in " ".join(made)
    for harmless in ("order 4917634567890", "ean 4006381333931", "@ada 12", "1700000000000", "see @1234567890123"):
        assert redactor.redacted(harmless)[0] == harmless


@pytest.mark.parametrize(
    ("text", "has_number"),
    [
        ("wa.me/4917634567890", True),
        ("schreib ihm: https://wa.me/+4917634567890?text=hi", True),
        ("https://api.whatsapp.com/send?phone=4917634567890&text=hi", True),
        ("https://api.whatsapp.com/send/?phone=4917634567890", True),
        ("wa.me/qr/ABCDEF", False),
        ("https://wa.me/message/491763456789", False),
        ("https://wa.me/c/4917", False),
        ("https://chat.whatsapp.com/491763456789", False),
        ("https://shop.example/4917634567890", False),
        ("https://lama.me/4917634567890", False),
        ("llamame a la 1", False),
    ],
)
def test_a_link_that_opens_a_chat_holds_a_phone_number(text: str, has_number: bool) -> None:
    redacted, _ = Redactor(Finder(["phone"]), KEY).redacted(text)
    assert (redacted != text, "34567890" in redacted) == (has_number, not has_number and "34567890" in text)


def test_the_regions_are_those_of_the_participants_own_numbers() -> None:
    numbers = ["+49 171 3920019", "+4930 23125417", "+44 7911 123456", "Ada Lind", "12", ""]
    assert guessed_regions(numbers) == ("DE", "GB")


def test_grave_things_are_found_without_any_extra() -> None:
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['phonenumbers', 'mnemonic', 'stdnum']))\n"
        "from simulacrum_core.privacy.finder import Finder\n"
        "finder = Finder(['password', 'card', 'bank'])\n"
        "print(len(finder.find('pw: Rowboat!19, card 4453331478932885, iban NL40INGB8959898224')))\n"
        "from simulacrum_core import MissingExtraError\n"
        "try: Finder().find('call 020 7946 0815')\n"
        "except MissingExtraError as error: print(error)\n"
        "try: Finder(['identity']).find('le mie cose: BTCTLB87R25E247X')\n"
        "except MissingExtraError as error: print(error)\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    remedy = "Install it: pip install 'my-simulacrum[privacy]', or 'my-simulacrum[full]' for everything but PyTorch and training"
    assert result.stdout.split("\n") == [
        "3",
        f"phonenumbers is not installed. {remedy}",
        f"python-stdnum is not installed. {remedy}",
        "",
    ]


# Made up, each with the check digits that its office would give it.
NUMBERS = [
    "412-65-9087",
    "BTCTLB87R25E247X",
    "CEMP630505HDFFDR03",
    "756.3047.1186.31",
    "313-978-150 89",
    "48.207.316/0001-85",
    "347.915.076-49",
    "65884897V",
    "X7820024R",
    "2 84 02 2A 168 544 01",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_of_an_office_is_found_by_its_check_digits_alone(number: str) -> None:
    finder = Finder(["identity"])
    assert [span.evidence for span in finder.find(f"das ist {number} gewesen")] == ["checksum"]
    if number != NUMBERS[0]:
        wrong = number[:-1] + ("1" if number[-1] == "0" else "0" if number[-1].isdigit() else chr(ord(number[-1]) ^ 1))
        assert all(span.evidence == "context" for span in finder.find(f"das ist {wrong} gewesen"))
        # Somebody may have mistyped what they call so.
        assert len(finder.find(f"meine steuer id ist {wrong}")) == 1


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_has_the_form_of_a_number_is_looked_at_without_a_fault(data: st.DataObject) -> None:
    pattern, _ = data.draw(st.sampled_from(identities.FORMS))
    bare = re.compile(re.sub(r"\(\?<?[!=][^)]*\)", "", pattern.pattern))
    Finder(["identity"]).find(data.draw(st.from_regex(bare, fullmatch=True)))


def test_categories_are_the_documented_ones() -> None:
    marked = {mark[0] for line in all_lines() for mark in line.marks}
    assert marked == set(CATEGORIES) - {"own"}


def test_every_repeat_in_a_pattern_is_bounded_or_of_single_signs() -> None:
    for name, pattern in patterns():
        loops = re.findall(r"\)(?:[*+]|\{\d*,\})", re.sub(r"\\.|\[(?:\\.|[^\]])+\]", "", pattern.pattern))
        assert loops == [] or name.endswith((".WORD", ".CYRILLIC")), name


HOSTILE = """a 1 A @ a@ a. 1. : a: / - _ ( " é И 0x 1- 1_ a_ +1_( 12_A_ A_ password_ password_is_ code_ code:_1 door_ it's_ is_ no_
token_ sk- eyJaaaaaaaa. -----BEGIN_PRIVATE_KEY----- ://a:a@ Rua_da_A_ Am_Alten_ ул._А calle_de_la_ 12_rue_de_ use_1234_
login_a_/ from_aaaa_to_ 1_Main_St_ Haupt straße_ DE89_3704_ 1234_ konto_ wifi:_ x1, ab, zoo_""".split()


@pytest.mark.parametrize("piece", [piece.replace("_", " ") if len(piece) > 1 else piece for piece in HOSTILE])
def test_no_pattern_hangs_on_a_hostile_line(piece: str) -> None:
    text = (piece * 2_000)[:2_000]
    for _, pattern in patterns():
        for _ in pattern.finditer(text):
            pass
    Finder(own_words=["falke"]).find(piece * (100_000 // len(piece)))
