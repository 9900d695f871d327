"""Text that is not UTF-8: short ones are read by the letters and the small words of languages."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from simulacrum_core import Source
from simulacrum_core.sources.encodings import decoded, judged
from simulacrum_core.sources.legacy_text import legacy_encoding
from simulacrum_essays import EssaysImporter

SENTENCES = {
    "cp1254": ["Bugün hava çok güzeldi, bahçede oturduk ve çay içtik.", "Güneş doğdu, kuşlar öttü.", "Işık söndü."],
    "cp1250": [
        "Wczoraj padał deszcz i nie wyszłam z domu.",
        "Včera pršelo a já jsem zůstala doma.",
        "Łódź stała na brzegu.",
    ],
    "iso8859_2": ["Mama powiedziała, że jutro będzie lepiej.", "Żółw śpi pod łóżkiem."],
    "cp1253": ["Χθες έβρεχε και δεν βγήκα από το σπίτι.", "Η θάλασσα ήταν ήσυχη."],
    "cp1251": [
        "Вчера шёл дождь, и я никуда не ходила.",
        "Море было спокойным.",
        "Вчора йшов дощ, і я нікуди не ходила.",
    ],
    "koi8_r": ["Вчера шёл дождь, и я никуда не ходила.", "Бабушка пекла пироги."],
    "cp1257": ["Vakar lijo, ir aš niekur nėjau."],
    "cp1255": ["אתמול ירד גשם ולא יצאתי מהבית."],
    "cp1252": [
        "Gestern hat es geregnet, und ich blieb für mich.",
        "L’été s’achève.",
        "“It’s late,” she said — and left…",
    ],
    "cp850": ["Über den Dächern lag Schnee.", "Åsen låg över älven."],
    "mac_roman": ["Hier il a plu, et je suis restée à la maison.", "Älgen gick över vägen."],
}
PAIRS = [(encoding, text) for encoding, texts in SENTENCES.items() for text in texts]


@pytest.mark.parametrize(("encoding", "text"), PAIRS)
def test_a_sentence_is_read_in_its_encoding(encoding: str, text: str) -> None:
    assert decoded(text.encode(encoding))[0] == text


@pytest.mark.parametrize(("encoding", "text"), PAIRS)
def test_what_is_certain_is_right(encoding: str, text: str) -> None:
    guess = legacy_encoding(text.encode(encoding))
    assert guess is not None
    assert not guess.is_certain or text.encode(encoding).decode(guess.encoding) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp932", "昨日は雨が降っていたので、家にいました。"),
        ("gb18030", "昨天下雨了，我没有出门。"),
        ("cp949", "어제 비가 와서 집에 있었다."),
    ],
)
def test_a_text_in_two_bytes_a_sign_is_in_none_of_single_bytes(encoding: str, text: str) -> None:
    assert legacy_encoding(text.encode(encoding)) is None


def test_any_bytes_have_an_answer() -> None:
    rng = random.Random(3)
    for _ in range(200):
        legacy_encoding(bytes(rng.randrange(256) for _ in range(rng.randrange(60))))


def test_a_short_file_is_read_as_those_beside_it_and_told_where_it_is_alone(tmp_path: Path) -> None:
    short = "Őszi szél fújt, és őszi szél fújt a réten, amíg sétáltam a kertben."
    ambiguous = "Őszi szél fújt. Rét, kert, szél, tél."
    assert not judged(ambiguous.encode("cp1250")).is_certain
    for name, text in (("a.txt", ambiguous), ("b.txt", short), ("c.txt", "Tegnap esett az eső, és nem mentem sehova.")):
        (tmp_path / name).write_bytes((text + "\n\n" + text.upper()).encode("cp1250") * 2)
    source = Source([tmp_path])
    texts = [message.text for essay in EssaysImporter().read(source) for message in essay.messages]
    assert all("Õ" not in text and "õ" not in text for text in texts)
    assert all(one.certain for one in source.findings.decisions)
    alone = Source([tmp_path / "a.txt"])
    assert [*EssaysImporter().read(alone)]
    assert any(one.subject == "encoding" and not one.certain for one in alone.findings.decisions)
