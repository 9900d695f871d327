"""What programs write in a chat of WhatsApp is nobody's: answers of a business account, and assistants."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulacrum_core import Conversation, Findings, Message, Source
from simulacrum_whatsapp.importer import WhatsAppImporter

from ..conftest import Simulacrum

GERMAN = "Vielen Dank für deine Nachricht. Wir sind gerade nicht da, melden uns aber so bald wie möglich."
ENGLISH = "Thank you for contacting Lind Boats! Please let us know how we can help you."
JAPANESE = "お問い合わせありがとうございます。ただいま営業時間外です。後ほどご連絡いたします。"


def android(day: int, time: str, name: str, text: str) -> str:
    return f"{day:02}.03.24, {time} - {name}: {text}\n"


def iphone(day: int, time: str, name: str, text: str) -> str:
    return f"[{day:02}.03.24, {time}] {name}: {text}\r\n"


def days(line, automatic: str, count: int, seconds: tuple[str, str] = ("", "")) -> str:  # type: ignore[no-untyped-def]
    """A chat in which the text comes at once on each day, and Ada answers later."""
    return "".join(
        line(day, f"09:00{seconds[0]}", "Ben", f"hallo, zur {day}.?")
        + line(day, f"09:00{seconds[1]}", "Ada", automatic)
        + line(day, f"09:20{seconds[0]}", "Ada", f"ja klar, am {day}. bin ich da")
        for day in range(1, count + 1)
    )


def read(path: Path, **options: object) -> tuple[list[tuple[Conversation, list[Message]]], Findings]:
    source = Source([path])
    importer = WhatsAppImporter.model_validate(options)
    return [(chat, list(chat.messages)) for chat in importer.read(source)], source.findings


def kinds(path: Path, automatic: str, **options: object) -> list[str]:
    return [one.kind for _, messages in read(path, **options)[0] for one in messages if one.text == automatic]


@pytest.mark.parametrize("automatic", [GERMAN, ENGLISH, JAPANESE, f"{ENGLISH}\nMo-Fr 9-17"])
@pytest.mark.parametrize(("line", "seconds"), [(android, ("", "")), (iphone, (":05", ":07"))])
def test_the_same_text_at_once_each_day_is_a_programs(  # type: ignore[no-untyped-def]
    automatic: str, line, seconds: tuple[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "WhatsApp Chat mit Ben.txt"
    for count, kind in ((2, "text"), (3, "bot"), (9, "bot")):
        path.write_bytes(days(line, automatic, count, seconds).encode())
        assert kinds(path, automatic) == [kind] * count
        assert kinds(path, automatic, bots=True) == ["text"] * count
    told = [one for one in read(path)[1].decisions if one.subject == "automatic messages"]
    assert [one.option for one in told] == ["-i bots true"]


def test_it_is_known_in_all_chats_of_a_phone(tmp_path: Path) -> None:
    for who in ("Ben", "Cleo", "Dan"):
        text = f"{android(1, '08:59', who, 'hi')}{android(1, '08:59', 'Ada', ENGLISH)}{android(1, '09:30', 'Ada', who)}"
        (tmp_path / f"WhatsApp Chat with {who}.txt").write_text(text, "utf-8")
    assert kinds(tmp_path, ENGLISH) == ["bot"] * 3


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Good morning, my love!", ("", "")),
        ("haha haha haha haha haha haha haha haha haha", ("", "")),
        (ENGLISH, (":05", ":45")),
        ("哈" * 40, ("", "")),
    ],
)
def test_what_people_type_is_theirs(text: str, seconds: tuple[str, str], tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Ben.txt"
    path.write_bytes(days(iphone if seconds[0] else android, text, 9, seconds).encode())
    assert kinds(path, text) == ["text"] * 9


def test_what_comes_at_once_behind_few_of_many_silences_is_theirs(tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Ben.txt"
    days = range(1, 29)
    rows = [
        android(day, f"{hour:02}:00", who, text)
        for day in days
        for hour in range(0, 24, 2)
        for who, text in (
            ("Ben", "hi"),
            ("Ada", ENGLISH if hour == 8 and day < 5 else f"{'so it goes ' * 9}{day} {hour}"),
        )
    ]
    path.write_text("".join(rows), "utf-8")
    assert kinds(path, ENGLISH) == ["text"] * 4
    # Of the first days, every twelfth silence ends so.
    path.write_text("".join(rows[: 24 * 5]), "utf-8")
    assert kinds(path, ENGLISH) == ["bot"] * 4


def test_what_is_said_late_again_and_again_is_theirs(tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Ben.txt"
    rows = (android(day, "09:00", "Ben", "hi") + android(day, "09:02", "Ada", ENGLISH) for day in range(1, 9))
    path.write_text("".join(rows), "utf-8")
    assert kinds(path, ENGLISH) == ["text"] * 8


def test_it_is_known_behind_several_messages_and_after_a_silence_on_the_same_day(tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Ben.txt"
    said = [
        ("10:00", "Ada", "so it goes"),
        ("21:00", "Ben", "hi"),
        ("21:00", "Ben", "there?"),
        ("21:00", "Ada", ENGLISH),
    ]
    path.write_text("".join(android(day, *one) for day in range(1, 5) for one in said), "utf-8")
    assert kinds(path, ENGLISH) == ["bot"] * 4
    talk = [("20:59", "Ada", "so it goes"), *said[1:]]
    path.write_text("".join(android(day, *one) for day in range(1, 5) for one in talk), "utf-8")
    assert kinds(path, ENGLISH) == ["text"] * 4


@pytest.mark.parametrize("size", [0, 3000])
def test_any_number_of_workers_gives_the_same(size: int, tmp_path: Path, simulacrum: Simulacrum) -> None:
    filler = "".join(
        f"{1 + i // 300:02}.04.2023, {i // 60 % 24:02}:{i % 60:02} - {('Ben', 'Ada')[i % 2]}: {'so it goes ' * 9}{i}\n"
        for i in range(size)
    )
    rows = days(android, GERMAN, 9).replace(".03.24,", ".05.2024,")
    (tmp_path / "chat.txt").write_text(filler + rows, "utf-8")
    found = []
    for workers in (1, 2):
        result = simulacrum("convert", "chat.txt", "--me", "Ada", "--workers", workers, "-o", f"out{workers}")
        assert result.exit_code == 0, result.output
        assert (
            json.loads((tmp_path / f"out{workers}" / "simulacrum.json").read_text())["ledger"]["left_out"]["bot"] == 9
        )
        found.append((tmp_path / f"out{workers}" / "train.jsonl").read_bytes())
    assert found[0] == found[1]
    assert GERMAN[:30] not in found[0].decode()


def test_an_assistant_makes_no_group_of_a_chat_of_two(tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Ben.txt"
    rows = [
        ("Ben", "@Meta AI what is the capital of Peru"),
        ("Meta AI", "The capital of Peru is Lima."),
        ("Ada", "told you"),
    ]
    path.write_text("".join(android(1, "09:00", *row) for row in rows), "utf-8")
    ((chat, messages),), findings = read(path)
    assert [person.name for person in chat.participants] == ["Ben", "Ada"]
    assert [(one.author, one.kind) for one in messages] == [("Ben", "text"), (None, "bot"), ("Ada", "text")]
    assert [one.answer for one in findings.decisions if one.subject == "bots"] == ["Meta AI left out"]
    ((chat, messages),), _ = read(path, bots=True)
    assert [person.name for person in chat.participants] == ["Ben", "Meta AI", "Ada"]
    assert messages[1].author == "Meta AI"
