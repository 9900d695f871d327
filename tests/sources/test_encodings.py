"""The text of files in any encoding."""

from __future__ import annotations

import codecs
import random

import pytest

from simulacrum_core.sources.encodings import decoded

GERMAN = "Heute war’s schön – größer, heißer.\r\nDann über die Brücke gefahren.\r\n"
POLISH = "Dziś był ładny dzień. Poszliśmy na spacer, żółta łódź.\n"
RUSSIAN = "Сегодня был хороший день. Мы пошли гулять.\n"
JAPANESE = "今日はとてもいい天気でした。散歩に行きました。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GERMAN, "utf-8"),
        (GERMAN, "cp1252"),
        ("Café à côté\n", "cp1252"),
        ("I’ve had a long day – really.\nIt rained.\n", "cp1252"),
        ("Aujourd'hui il a plu toute la journée, j'ai été fatigué.\n", "cp1252"),
        ("Heute schön\n", "cp1252"),
        ("Der Kauz saß früh im Gebälk, und ich hörte ihn.", "cp1252"),
        (POLISH, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "cp932"),
        ("今天天气很好，我们去散步了。\n", "gb18030"),
        ("오늘은 날씨가 좋았다. 산책을 갔다.\n", "cp949"),
        ("Bugün hava çok güzeldi, yürüyüşe çıktık. Ağaçlar yeşildi.\n", "cp1254"),
        (GERMAN, "utf-16-le"),
        (GERMAN, "utf-16-be"),
        ("a\u2028b\x0bc\u0085\n", "utf-8"),
        ("", "utf-8"),
    ],
)
def test_a_text_is_read_in_the_encoding_it_was_written_in(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding))[0] == text
    assert decoded(text.encode(encoding), encoding) == (text, encoding)


@pytest.mark.parametrize("mark", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_tells_the_encoding_and_is_no_text(mark: str) -> None:
    assert decoded(f"\ufeff{JAPANESE}".encode(mark)) == (JAPANESE, mark)
    assert decoded(f"\ufeff{JAPANESE}".encode(mark), mark) == (JAPANESE, mark)


def test_a_damaged_byte_does_not_make_utf_8_something_else() -> None:
    data = GERMAN.encode()
    for at in range(len(data)):
        text, name = decoded(data[:at] + b"\xff" + data[at + 1 :])
        assert name == "utf-8"
        assert "\ufffd" in text
    assert decoded(RUSSIAN.rstrip(".\n").encode()[:-1]) == (RUSSIAN.rstrip(".\n")[:-1] + "\ufffd", "utf-8")


@pytest.mark.parametrize(
    "data",
    [random.Random(0).randbytes(4096), b"\x89PNG\r\n\x1a\n" + bytes(99), b"\x7fELF" + bytes(range(32)) * 9, b"\0" * 64],
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not text"):
        decoded(data)


def test_an_unknown_encoding_is_a_lookup_error() -> None:
    with pytest.raises(LookupError):
        decoded(b"a", "utf-9")


def test_any_bytes_are_text_or_refused() -> None:
    chance = random.Random(1)
    for _ in range(200):
        data = chance.randbytes(chance.randrange(1, 60)) + chance.choice(
            [b"", codecs.BOM_UTF16_LE, b"plain words " * 9]
        )
        try:
            text, name = decoded(data)
        except ValueError:
            continue
        assert text == data.removeprefix(codecs.BOM_UTF16_LE).decode(name, "replace").removeprefix("\ufeff")
