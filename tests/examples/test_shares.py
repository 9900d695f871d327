"""How much one partner, and how much the past, may fill of a dataset: drawn by seed, each message accounted for."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pydantic import ValidationError

from simulacrum_core import (
    Conversation,
    Importer,
    Manifest,
    Message,
    Participant,
    Persona,
    Recipe,
    Registry,
    Source,
    load_tokenizer,
)
from simulacrum_core.conversations.accounts import Account
from simulacrum_core.dataset.rows import read_rows
from simulacrum_core.examples.partners import partners
from simulacrum_core.examples.recency import newest_of, weight_of
from simulacrum_core.pipeline import convert

from ..conftest import Simulacrum, chat_text
from .test_pipeline import Ready

START = dt.datetime(2020, 1, 1, 8)
REGISTRY = Registry.installed()


def chat(id: str, others: str, days: range, source: str = "chat") -> Conversation:
    """A chat with one answer of the persona a day."""
    messages = []
    for day in days:
        moment = START + dt.timedelta(days=day)
        for i, author in enumerate([*others.split(), "me"]):
            messages.append(Message(f"{day}.{i}", author, moment + dt.timedelta(minutes=i), f"{id}{day}!"))
    people = tuple(Participant(name, name.title()) for name in ["me", *others.split()])
    return Conversation(source, id, None, people, False, messages)


CHATS = [chat("b", "bo", range(200)), chat("c", "cy", range(200, 240)), chat("g", "bo cy di", range(300, 360))]


def made(
    folder: Path, chats: list[Conversation], persona: Persona | None = None, **recipe: Any
) -> tuple[Manifest, str]:
    """The manifest of a dataset, and its trained text."""
    parts: list[tuple[Importer, Source]] = [(Ready(conversations=chats), Source([]))]
    exporter = REGISTRY.exporter("axolotl")()
    choices = Recipe.model_validate({"validation": 0, "session_gap": 3600, "threads": "off"} | recipe)
    whom = persona or Persona(me=["me"])
    manifest, _ = convert(parts, exporter, folder, whom, choices, load_tokenizer("bytes"), force=True)
    manifest.ledger.verify()
    texts = [
        part.text
        for row in read_rows(folder, manifest, exporter.segments)
        for part in (row.example.segments if row.example else ())
        if part.label
    ]
    return manifest, "".join(texts)


@pytest.mark.parametrize(("cap", "most"), [(50, 50), ("20%", 60), (0.1, 30), (1000, 200)])
def test_no_partner_has_more_than_the_cap(tmp_path: Path, cap: Any, most: int) -> None:
    manifest, text = made(tmp_path / "out", CHATS, cap_per_partner=cap)
    found = [sum(f"{id}{day}!" in text for day in range(400)) for id in "bcg"]
    assert found == [min(most, count) for count in (200, 40, 60)]
    assert manifest.ledger.trained == sum(found)
    left = 2 * (200 - found[0]) + 2 * (40 - found[1]) + 4 * (60 - found[2])
    assert manifest.ledger.left_out["over_partner_cap"] == left


def test_the_cap_draws_by_seed_and_whatever_the_order_of_the_chats(tmp_path: Path) -> None:
    texts = [
        made(tmp_path / "out", chats, cap_per_partner=20, seed=seed)[1]
        for chats, seed in ((CHATS, 1), (CHATS[::-1], 1), (CHATS, 2))
    ]
    assert sorted(texts[0]) == sorted(texts[1])
    assert sorted(texts[0]) != sorted(texts[2])


def test_one_person_in_two_chats_is_one_partner(tmp_path: Path) -> None:
    chats = [*CHATS[:2], chat("x", "bo", range(500, 600)), chat("y", "boris", range(700, 800), "other")]
    assert made(tmp_path / "out", chats, cap_per_partner=30)[0].ledger.trained == 30 + 30 + 30
    known = Persona(me=["me"], people={"Bo": ["bo", "boris"]})
    assert made(tmp_path / "out", chats, known, cap_per_partner=30)[0].ledger.trained == 30 + 30


def test_partners_of_a_group_are_the_group() -> None:
    accounts = {key: Account(*key) for key in (("chat", "me"), ("chat", "bo"), ("chat", "cy"))}
    for key, places in zip(accounts, ([0, 1, 2], [0, 1], [1]), strict=True):
        accounts[key].places.extend(places)
    chats = [("chat", "a"), ("chat", "b"), ("chat", "c")]
    found = partners(chats, accounts, {("chat", "me")}, Persona())
    assert found == [("account", "chat", "bo"), ("chat", "chat", "b"), ("chat", "chat", "c")]


def test_what_is_older_is_used_less(tmp_path: Path) -> None:
    long = chat("b", "bo", range(2000))
    manifest, text = made(tmp_path / "out", [long], recency="500d", validation=0.05)
    by_age = [sum(f"b{day}!" in text for day in range(start, start + 500)) for start in range(0, 2000, 500)]
    # Means of 2 ** -(age / 500) over the days of each.
    for found, wanted in zip(by_age, [45, 90, 180, 361], strict=True):
        assert abs(found - wanted) < 4 * math.sqrt(wanted)
    assert manifest.ledger.left_out == {"older": 2 * (2000 - sum(by_age))}
    assert made(tmp_path / "out", [long], recency="500d", validation=0.05)[1] == text


def test_recency_lowers_a_weight(tmp_path: Path) -> None:
    chats = [chat("b", "bo", range(400)), chat("n", "bo", range(400), "other")]
    manifest, text = made(tmp_path / "out", chats, recency="1y", weights={"chat": 3, "other": 0})
    assert text.count("b399!") == 3
    assert 1 <= text.count("b0!") <= 2
    assert manifest.ledger.left_out == {"thinned_out:other": 800}


def test_what_has_no_time_has_its_full_weight() -> None:
    newest = newest_of([-math.inf, 0.0, 86400.0])
    assert [weight_of(start, newest, 1) for start in (86400.0, 0.0, -math.inf)] == [1, 0.5, 1]
    assert weight_of(0.0, newest, None) == 1
    assert newest_of([]) == -math.inf


def test_all_choices_together_account_for_every_message(tmp_path: Path) -> None:
    notes = [msgspec.structs.replace(chat(f"n{i}", "", range(i, i + 1), "notes"), monologue=True) for i in range(30)]
    manifest, _ = made(
        tmp_path / "out",
        [*CHATS, *notes],
        recency="90d",
        cap_per_partner=0.2,
        near_duplicates="same",
        caps={"chat": 90},
        weights={"notes": 2.5},
        validation=0.1,
    )
    assert manifest.ledger.read == 400 + 80 + 240 + 30
    assert set(manifest.ledger.left_out) == {"older", "over_partner_cap", "over_cap:chat"}


@pytest.mark.parametrize(
    ("option", "value", "what"),
    [
        ("--cap-per-partner", "0", "--cap-per-partner: '0' is neither a number of messages such as 5000 nor a share"),
        ("--cap-per-partner", "1.5", "neither a number"),
        ("--cap-per-partner", "a%", "neither a number"),
        ("--recency", "soon", "--recency: 'soon' is not a length of time such as 180d, 26w or 2y"),
        ("--recency", "0d", "--recency: Input should be greater than 0"),
    ],
)
def test_a_slip_is_told(simulacrum: Simulacrum, tmp_path: Path, option: str, value: str, what: str) -> None:
    (tmp_path / "chat.txt").write_text(chat_text("Bo: hi", "Ada: yo"))
    result = simulacrum("convert", "chat.txt", "--me", "Ada", option, value, "-o", "out")
    assert result.exit_code == 2
    assert what in result.stderr


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1, "inf%", "100%"])
def test_no_number_is_no_cap(value: object) -> None:
    with pytest.raises(ValidationError):
        Recipe.model_validate({"cap_per_partner": value})


LONG = "that is the very same long message that is said over and over again"


def repeating(id: str, others: str) -> Conversation:
    """A chat in which the persona answers on 100 days, with the same long message on 60 of them."""
    one = chat(id, others, range(100))
    messages = [
        msgspec.structs.replace(message, text=LONG) if message.author == "me" and number % 10 > 3 else message
        for number, message in enumerate(one.messages)
    ]
    return msgspec.structs.replace(one, messages=messages)


@pytest.mark.parametrize("cap", [{"cap_per_partner": 30}, {"caps": {"chat": 30}}])
def test_a_cap_is_drawn_of_what_is_said_once(tmp_path: Path, cap: dict[str, Any]) -> None:
    manifest, _ = made(tmp_path / "out", [repeating("b", "bo")], near_duplicates="same", **cap)
    assert manifest.ledger.left_out["near_duplicate"] == 59
    assert manifest.ledger.trained == 30


def test_a_cap_is_drawn_of_what_is_not_too_old(tmp_path: Path) -> None:
    manifest, _ = made(tmp_path / "out", [chat("b", "bo", range(400))], recency="100d", cap_per_partner=60)
    assert manifest.ledger.left_out["older"] > 400
    assert manifest.ledger.trained == 60
