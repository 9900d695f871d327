"""What a phone of any language gives says nothing odd to whoever hands it in for the first time."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..conftest import Simulacrum

PLACE = "https://maps.google.com/?q=52.1,13.2"
CHATS = {
    "German iPhone": "[{day:02}.03.24, 09:00:05] {who}: \u200eStandort: " + PLACE + "\r\n",
    "marked German iPhone": "\u200e[{day:02}.03.24, 09:00:05] {who}: \u200eStandort: " + PLACE + "\r\n",
    "French Android": "{day:02}/03/2024, 09:00 - {who}: position : " + PLACE + "\n",
    "English Android": "{day:02}/03/2024, 09:00 - {who}: location: " + PLACE + "\n",
}


@pytest.mark.parametrize("line", CHATS.values(), ids=CHATS)
def test_who_sends_places_raises_no_doubt_of_their_name(line: str, tmp_path: Path, simulacrum: Simulacrum) -> None:
    said = line.replace(line[line.index("{who}: ") + 7 :].rstrip("\r\n"), "so it is")
    rows = "".join(f"{line}{said}".format(day=day, who=who) for day in range(1, 28) for who in ("Ada", "Ben"))
    (tmp_path / "chat.txt").write_bytes(rows.encode())
    told = simulacrum("inspect", "chat.txt").output
    assert "People: Ada 54, Ben 54" in told
    assert "name: " not in told
    assert PLACE not in simulacrum("read", "chat.txt").output.replace(f'{PLACE}","kind":"location"', "")


SUBJECTS = [
    "Ben Ek endret gruppenavnet fra «Tur» til «Tur: nord»",
    'Ben Ek heeft het onderwerp gewijzigd van "Reis" naar "Reis: noord"',
    "Ben Ek heeft het onderwerp gewijzigd in 'Reis: noord'",
    "Ben Ek zmienił(a) temat z „Wyjazd” na „Wyjazd: północ”",
    'Ben Ek konuyu "Gezi" yerine "Gezi: kuzey" olarak değiştirdi',
    "Ben Ek изменил(а) тему с «Поход» на «Поход: север»",
    "Ben Ek ändrade ämnet från ”Resa” till ”Resa: norr”",
    "Ben Ek がグループ名を「旅」から「旅: 北」に変更しました",
    "Ben Ekがグループ名を「旅」から「旅: 北」に変更しました",
]


@pytest.mark.parametrize("told", SUBJECTS)
@pytest.mark.parametrize("times", [1, 5])
def test_a_subject_with_a_colon_makes_nobody(told: str, times: int, tmp_path: Path, simulacrum: Simulacrum) -> None:
    rows = [
        f"{day:02}/03/2024, 09:{minute:02} - {line}\n"
        for day in range(1, 6)
        for minute, line in enumerate(["Ben Ek: hi", "Ada: so", *[told] * (day <= times), "Ada: 'tis: fine"])
    ]
    (tmp_path / "WhatsApp Chat with Trip.txt").write_text("".join(rows), encoding="utf-8")
    shown = simulacrum("inspect", "WhatsApp Chat with Trip.txt").output
    assert "People: Ada 10, Ben Ek 5\n" in shown
    assert f"system {times}" in shown


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("сейчас приду, подожди меня у входа в метро", "cp1251"),
        ("سلام يا رجل كيف الحال انا في البيت", "cp1256"),
        ("où est la clé de la maison à côté", "cp1252"),
    ],
)
def test_of_another_encoding_the_likely_one_is_named_and_reads_it(
    text: str, encoding: str, tmp_path: Path, simulacrum: Simulacrum
) -> None:
    rows = "".join(f"{day:02}/03/2024, 09:00 - {who}: {text} {day}\n" for day in range(1, 9) for who in ("Ada", "Ben"))
    (tmp_path / "chat.txt").write_bytes(rows.encode(encoding))
    told = simulacrum("inspect", "chat.txt")
    assert told.exit_code == 1
    named = told.stderr.split("-i encoding ")[1].split()[0]
    assert text in simulacrum("read", "chat.txt", "-i", "encoding", named).output
