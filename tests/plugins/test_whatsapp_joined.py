"""Exports that were joined, saved again, indented and pasted: no word under another name, unless that is told."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from simulacrum_core import Message, Source
from simulacrum_whatsapp.importer import WhatsAppImporter

from .whatsapp_chats import NAMES, PHONES, SAVED, Phone, Said, spaced, talk, written

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "40"))
_WORD = re.compile(r"([äbcd])\d{6}q")
_AUTHORS = dict(zip("äbcd", NAMES, strict=True))
_START = dt.datetime(2021, 2, 13, 9, 0)
_PREFACES = ["", "", "", "WhatsApp Chat with Ben\n", "From: Ben <ben@example.org>\nSubject: our chat\n\n"]
fuzzed = settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.generate], database=None, derandomize=True)


def read(path: Path, data: bytes) -> tuple[list[Message], list[int]]:
    """The messages of a file, and the lines that were told of."""
    path.write_bytes(data)
    source = Source([path])
    messages = [message for chat in WhatsAppImporter().read(source) for message in chat.messages]
    return messages, [problem.line for problem in source.findings.problems if problem.line]


def strays(messages: Sequence[Message]) -> int:
    """Characters of words that stand under another name than their author's."""
    return sum(
        len(match.group())
        for message in messages
        for match in _WORD.finditer(message.text)
        if _is_stray(message, match)
    )


def _is_stray(message: Message, match: re.Match[str]) -> bool:
    return message.author != _AUTHORS[match[1]]


def words(said: Sequence[Said]) -> set[str]:
    return {word for one in said for line in one.lines for word in line.split()}


def kept(messages: Sequence[Message]) -> set[str]:
    return {match.group() for message in messages if message.author for match in _WORD.finditer(message.text)}


def joined(rng: Random) -> tuple[bytes, list[Said]]:
    """One to three exports in one file, each saved in its own way, and what was said."""
    start, parts, truth = _START + dt.timedelta(days=rng.randrange(200)), [], list[Said]()
    direction = rng.choice(["later", "later", "the same time", "earlier"])
    for _ in range(rng.choice([1, 2, 2, 3])):
        said = talk(rng, start, rng.choice([3, 4, 8, 30, 100]), NAMES[: rng.choice([2, 4])])
        truth += said
        write = spaced if rng.random() < 0.1 else written
        parts.append(SAVED[rng.choice(list(SAVED))](write(said, rng.choice(PHONES))))
        start = {
            "later": said[-1].moment + dt.timedelta(days=rng.choice([0, 3, 40])),
            "earlier": start - dt.timedelta(days=400),
        }.get(direction, start)
    encoding = rng.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
    return (rng.choice(_PREFACES) + "".join(parts)).encode(encoding), truth


@fuzzed
@given(st.randoms(use_true_random=False))
def test_no_word_stands_under_another_name_or_it_is_told(tmp_path_factory: pytest.TempPathFactory, rng: Random) -> None:
    data, truth = joined(rng)
    messages, told = read(tmp_path_factory.mktemp("joined") / "chat.txt", data)
    assert told or (strays(messages) == 0 and kept(messages) == words(truth))
    assert len({message.id for message in messages}) == len(messages)


def _two(one: str, other: str) -> tuple[Phone, Phone]:
    phones = {phone.name: phone for phone in PHONES}
    return phones[one], phones[other]


@pytest.mark.parametrize("saved", ["as it is", "LF", "CRLF", "CRCRLF", "CR", "indented", "without the last break"])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("en-US", "en-US 24"),
        ("en-GB", "en-US"),
        ("de", "fi"),
        ("en-US", "iPhone en-US"),
        ("iPhone de", "de"),
        ("ar", "en-GB"),
        ("iPhone fr", "ko"),
        ("old iPhone", "iPhone vi"),
    ],
)
def test_two_exports_in_one_file_are_both_read(tmp_path: Path, one: str, other: str, saved: str) -> None:
    first, second = _two(one, other)
    rng = Random(f"{one}{other}{saved}")
    old = talk(rng, dt.datetime(2024, 5, 13, 9, 0), 12)
    new = talk(rng, dt.datetime(2025, 5, 13, 9, 0), 12)
    text = SAVED[saved](written(old, first)) + SAVED["as it is"](written(new, second))
    messages, _ = read(tmp_path / "chat.txt", text.encode())
    assert strays(messages) == 0
    assert len(messages) == len(old) + len(new)
    assert kept(messages) == words([*old, *new])
    assert not any("\r" in message.text or message.text.endswith("\n") for message in messages)


@fuzzed
@given(st.randoms(use_true_random=False))
def test_lines_that_somebody_quotes_are_no_messages_and_are_told(
    tmp_path_factory: pytest.TempPathFactory, rng: Random
) -> None:
    phone, other = rng.sample([phone for phone in PHONES if phone.name not in ("ar", "en-IN", "es-MX")], 2)
    said = talk(rng, _START, rng.choice([6, 30, 100]))
    at, count = rng.randrange(1, len(said)), rng.choice([1, 2, 3, 6])
    then = said[at].moment - dt.timedelta(days=rng.choice([0, 1, 30, 900]), minutes=90)
    quoted = [f"{other.header(then + dt.timedelta(minutes=i))}{NAMES[i % 2]}: so they said" for i in range(count)]
    said[at] = said[at]._replace(lines=(*said[at].lines, *quoted))
    text = SAVED[rng.choice(["as it is", "CRLF", "CRCRLF"])](written(said, phone))
    messages, told = read(tmp_path_factory.mktemp("quoted") / "chat.txt", text.encode())
    assert len(messages) == len(said)
    assert len(told) >= count
