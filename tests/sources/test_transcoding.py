"""Files that were saved again in an encoding of more than one byte a character."""

from __future__ import annotations

import io
from pathlib import Path
from random import Random

import pytest

from simulacrum_core import Importer, Source, SourceFile
from simulacrum_core.sources import as_utf8, decoded
from simulacrum_core.sources.wide_text import decode_wide
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


@pytest.mark.parametrize("wide", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("narrow", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("lines", [1, 300, 30_000])
def test_what_follows_in_utf8_is_read_as_such(wide: str, narrow: str, lines: int) -> None:
    before = "\u7d19 {é\N{GRINNING FACE} \u6d6a\u6d6a\n" * lines
    after = "1. Äpfel, und noch mehr davon: \u6f22\u5b57, dann ist es aus.\n" * lines
    data = ("{ " + before).encode(wide) + after.encode(narrow)
    with as_utf8(SourceFile("a", len(data), lambda: io.BytesIO(data))).open() as stream:
        assert stream.read().decode() == "{ " + before + after
    if wide == "utf-16":
        assert decoded(data)[0] == "{ " + before + after


@pytest.mark.parametrize("wide", ["utf-16-le", "utf-16-be"])
def test_utf8_that_goes_on_as_utf16_is_refused_with_a_reason(wide: str) -> None:
    with pytest.raises(ValueError, match="goes on as UTF-16"):
        decoded(b"The tide came in, and nobody minded.\n" + ("The ebb did not. " * 40).encode(wide))


def test_text_in_utf16_of_any_language_stays_so() -> None:
    signs = [chr(code) for code in (*range(0x20, 0xD800), *range(0xE000, 0xFFFD))]
    dice = Random(7)
    for _ in range(100):
        text = "{ " + "".join(dice.choices(signs[dice.randrange(len(signs)) :][:3000], k=2000)) + "\n"
        assert decode_wide(text.encode("utf-16-le"), "utf-16-le") == text


def test_kana_in_utf16_are_no_ascii_wherever_the_text_ends() -> None:
    dice = Random(7)
    signs = [chr(code) for code in range(0x3041, 0x307F)] + ["、", "。", "漏", "水", "\u2026"]
    for count in range(1, 400):
        text = "古い。\n" + "".join(dice.choices(signs, k=count))
        for name in ("utf-16-le", "utf-16-be"):
            assert decode_wide(text.encode(name), name) == text
            assert decoded(text.encode("utf-16"))[0] == text


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
