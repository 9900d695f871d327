"""Stand-ins: the same for the same value, of its shape, and nobody's."""

from __future__ import annotations

import re

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulacrum_core.privacy.finder import Finder
from simulacrum_core.privacy.recognizers.checksums import luhn, luhn_digit, mod97
from simulacrum_core.privacy.recognizers.dialling import COUNTRIES, FREE
from simulacrum_core.privacy.redactor import Redactor
from simulacrum_core.privacy.stand_ins import Standins, is_standin

LANDS = "US GB DE FR ES IT PT BR RU MX AT CH PL TR NL BE AU IN UA IE CL JP SG NZ ZA AE HK SE DK NO FI".split()
KINDS = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)
KEYS = st.binary(min_size=8, max_size=8)
DIGITS = st.text("0123456789", min_size=4, max_size=4)


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, phonenumbers.PhoneNumber]:
    """A valid number of a country, with its region."""
    land, kind, end = draw(st.sampled_from(LANDS)), draw(st.sampled_from(KINDS)), draw(DIGITS)
    example = phonenumbers.example_number_for_type(land, kind)
    number = phonenumbers.PhoneNumber()
    number.merge_from(example)
    number.national_number = int(str(example.national_number)[:-4] + end)
    return land, number if phonenumbers.is_valid_number(number) else example


def shape(text: str) -> str:
    return re.sub(r"\d", "9", text)


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


@settings(deadline=None)
@given(numbers(), KEYS)
def test_a_phone_number_keeps_its_shape_and_no_stand_in_is_anybodys(
    drawn: tuple[str, phonenumbers.PhoneNumber], key: bytes
) -> None:
    land, number = drawn
    standins = Standins(key, [land])
    redactor = Redactor(Finder(regions=[land]), key)
    for way in (phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.NATIONAL):
        value = phonenumbers.format_number(number, way)
        made = standins.standin("phone", value)
        assert shape(made) == shape(value)
        assert redactor.redacted(made)[0] == redactor.redacted(f"call {made} now")[0][5:-4] == made
        assert is_standin("phone", made)
        assert _is_free(made, land) or not _is_valid(made, land)


def _is_valid(made: str, land: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(made, land))
    except phonenumbers.NumberParseException:
        return False


def _is_free(made: str, land: str) -> bool:
    """Whether it is in a range that is kept free for fiction."""
    if land == "US":
        return "55501" in digits(made)
    national = digits(made).removeprefix(COUNTRIES.get(land, "?")).removeprefix("0")
    return any(national.startswith(tuple(ranges)) for ranges in FREE.get(land, {}).values())


@settings(deadline=None)
@given(numbers(), KEYS, st.sampled_from([" ", "-", ".", "/", ""]))
def test_a_phone_number_has_one_stand_in_however_it_is_written(
    drawn: tuple[str, phonenumbers.PhoneNumber], key: bytes, mark: str
) -> None:
    land, number = drawn
    standins = Standins(key, [land])
    ways = [
        phonenumbers.format_number(number, way)
        for way in (
            phonenumbers.PhoneNumberFormat.INTERNATIONAL,
            phonenumbers.PhoneNumberFormat.NATIONAL,
            phonenumbers.PhoneNumberFormat.E164,
        )
    ]
    ways += [re.sub(r"[ .()-]+", mark, ways[1]).strip(mark), ways[2].replace("+", "00")]
    made = {digits(standins.standin("phone", value))[-7:] for value in ways}
    assert len(made) == 1


@settings(deadline=None)
@given(st.text("0123456789", min_size=14, max_size=14), KEYS)
def test_cards_and_accounts_keep_shape_and_check_digits_and_belong_to_no_bank(body: str, key: bytes) -> None:
    standins = Standins(key)
    card = (plain := "4" + body) + luhn_digit(plain)
    made = standins.standin("card", card)
    assert luhn(made)
    assert made[4:8] == "0000"
    spaced = " ".join(card[place : place + 4] for place in range(0, 16, 4))
    assert standins.standin("card", spaced).replace(" ", "") == made
    account = "NL00ABNA" + body[:10]
    right = f"NL{98 - mod97(account):02}ABNA{body[:10]}"
    written = standins.standin("bank", right)
    assert mod97(written) == 1
    assert written[4:10] == "XXXX00"
    assert standins.standin("bank", right[:4] + " " + right[4:]).replace(" ", "") == written


@pytest.mark.parametrize(
    ("category", "first", "second"),
    [
        ("email", "Lucy.Hart@outlook.com", "lucy dot hart at outlook dot com"),
        ("email", "dana_k@yahoo.com", "dana_k [at] yahoo [dot] com"),
        ("code", "771204", "771 204"),
        ("identity", "538-21-4407", "538 21 4407"),
        ("crypto", "0x1B7fDE1fbe77d5dcbefc8cb3891ccf5b4d3ef129", "0x1b7fde1fbe77d5dcbefc8cb3891ccf5b4d3ef129"),
        ("address", "14 Larkspur Road", "14 larkspur  road"),
        ("ip", "2A02:8108:4540::1", "2a02:8108:4540::1"),
    ],
)
def test_what_is_the_same_has_the_same_stand_in(category: str, first: str, second: str) -> None:
    standins = Standins(b"a key of the tests")
    made = [re.sub(r"\W", "", standins.standin(category, value)).lower() for value in (first, second)]  # type: ignore[arg-type]
    assert made[0] == made[1]


def test_an_identity_number_starts_with_zeros_as_none_does() -> None:
    made = Standins(b"a key of the tests").standin("identity", "538-21-4407")
    assert re.fullmatch(r"000-00-[09]{4}", made)
