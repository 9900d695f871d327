"""Files that were saved again in an encoding of more than one byte a character."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from simulacrum_core import Importer, Source, SourceFile
from simulacrum_core.sources import as_utf8
from simulacrum_discord.importer import DiscordImporter
from simulacrum_telegram.importer import TelegramImporter

CORPORA = Path(__file__).parents[1] / "corpora"
TEXT = "{é\N{GRINNING FACE}\r\n" * 40_000


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8"])
def test_a_file_is_read_as_utf8_whatever_it_was_saved_in(encoding: str) -> None:
    data = ("{ " + TEXT).encode(encoding)
    with as_utf8(SourceFile("a", len(data), lambda: io.BytesIO(data))).open() as stream:
        assert stream.read(1) == b"{"
        assert stream.read() == (" " + TEXT).encode()


def test_what_is_cut_off_costs_one_character() -> None:
    data = "{ab".encode("utf-16")[:-1]
    assert as_utf8(SourceFile("a", len(data), lambda: io.BytesIO(data))).open().read().decode() == "{a\ufffd"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    ("importer", "sample"),
    [
        (TelegramImporter, "telegram/personal_2024.json"),
        (TelegramImporter, "telegram/html_media.html"),
        (DiscordImporter, "discord/json-group-dm.json"),
        (DiscordImporter, "discord/html-2022-05.html"),
        (DiscordImporter, "discord/csv-de.csv"),
        (DiscordImporter, "discord/txt-dm.txt"),
    ],
)
def test_an_export_in_utf16_is_the_same_export(
    tmp_path: Path, importer: type[Importer], sample: str, encoding: str
) -> None:
    original = CORPORA / sample
    copy = tmp_path / original.name
    copy.write_bytes(original.read_bytes().decode("utf-8-sig").encode(encoding))

    def read(path: Path) -> list[tuple[object, ...]]:
        assert importer().identify(Source([path]))
        found = importer().read(Source([path]))
        return [(chat.id, chat.participants, chat.owner, list(chat.messages)) for chat in found]

    assert read(copy) == read(original)
