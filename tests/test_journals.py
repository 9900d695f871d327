"""Journals: every format's samples, decoys, options, and damaged versions of the samples."""

from __future__ import annotations

import datetime as dt
import json
import random
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulacrum_core import Conversation, Message, SimulacrumError, Source, SourceError
from simulacrum_core.testing import ImporterTests, expected_file, options_of, samples
from simulacrum_journals import JournalsImporter

CORPUS = Path(__file__).parent / "corpora" / "journals"
SAMPLES = [path for path in samples(CORPUS) if expected_file(path).exists()]
FILES = [
    path
    for sample in SAMPLES
    for path in ([sample] if sample.is_file() else sorted(sample.rglob("*")))
    if path.is_file()
]


class TestJournalsImporter(ImporterTests):
    importer = JournalsImporter
    corpus = CORPUS


def read(path: Path, **options: object) -> list[tuple[Conversation, list[Message]]]:
    return read_source(Source([path]), **options)


def read_source(source: Source, **options: object) -> list[tuple[Conversation, list[Message]]]:
    importer = JournalsImporter.model_validate(options)
    return [(conversation, list(conversation.messages)) for conversation in importer.read(source)]


def read_text(
    folder: Path, name: str, text: str | bytes, **options: object
) -> list[tuple[Conversation, list[Message]]]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(path, **options)


def survive(path: Path) -> None:
    """Identify and read, whatever it is; only errors that a user can act on may come out."""
    source = Source([path])
    JournalsImporter().identify(source)
    try:
        for conversation, messages in read_source(source):
            assert conversation.monologue
            assert messages
    except SimulacrumError as error:
        assert str(error)


def damaged(data: bytes) -> Iterator[bytes]:
    chance = random.Random(len(data))
    for _ in range(12):
        yield data[: chance.randrange(len(data) + 1)]
    for _ in range(12):
        at = chance.randrange(max(len(data), 1))
        yield data[:at] + chance.randbytes(chance.choice([1, 1, 8])) + data[at + 1 :]


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(CORPUS)))
def test_damage_is_told_and_never_a_traceback(file: Path, tmp_path: Path) -> None:
    path = tmp_path / file.name
    for data in damaged(file.read_bytes()):
        path.write_bytes(data)
        survive(path)
