"""Forms that nothing else has: licences to drive, flats as they are written in Arabic and Hindi, phones in two groups."""

from __future__ import annotations

import pytest

from simulacrum_core.privacy.finder import Finder

FINDER = Finder()


@pytest.mark.parametrize(
    ("text", "value", "category"),
    [
        ("dl number KA05 20190034512 bhej do", "KA05 20190034512", "identity"),
        ("licence MH-1220150067345 for the scooter", "MH-1220150067345", "identity"),
        ("they want my licence, MORLE 803194 AB9XK", "MORLE 803194 AB9XK", "identity"),
        ("versicherungsnummer auf der karte: B234567890", "B234567890", "identity"),
        ("पता: मकान नं 31, गली 7, गांधी नगर, जयपुर", "मकान नं 31, गली 7, गांधी नगर, जयपुर", "address"),
        ("بيتنا بشارع النخيل، بناية 22، طابق 5", "شارع النخيل، بناية 22، طابق 5", "address"),
        ("العنوان شارع النيل، عمارة 8، شقة 3، الزمالك", "شارع النيل، عمارة 8، شقة 3، الزمالك", "address"),
        ("मेरा नंबर 81234 56789 है", "81234 56789", "phone"),
    ],
)
def test_what_has_such_a_form_is_found_whole(text: str, value: str, category: str) -> None:
    assert [(text[span.start : span.end], span.category) for span in FINDER.find(text)] == [(value, category)]
