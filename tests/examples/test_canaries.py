"""Canaries are planted as often as they say, break no promise of a dataset, and are never pushed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from simulacrum_core import Manifest, Registry
from simulacrum_core.dataset.provenance import read_provenance
from simulacrum_core.dataset.rows import read_rows
from simulacrum_core.examples.canaries import canaries, candidates

from ..conftest import Simulacrum, chat_text

CHAT = chat_text(*["Ben: are you there?", "Ada: yes", "Ben: how are you?", "Ada: fine, no sea today"] * 20)


def made(simulacrum: Simulacrum, folder: Path, *options: object) -> Path:
    (folder / "chat.txt").write_text(CHAT, encoding="utf-8")
    result = simulacrum("convert", "chat.txt", "--me", "Ada", "-o", folder / "out", *options)
    assert result.exit_code == 0, result.stderr
    return folder / "out"


@pytest.mark.parametrize("style", ["seamless", "origin"])
def test_each_stands_as_often_as_it_says_in_trained_text_or_only_read(
    simulacrum: Simulacrum, tmp_path: Path, style: str
) -> None:
    folder = made(simulacrum, tmp_path, "--canaries", 16, "--style", style, "--bubbles")
    manifest = Manifest.load(folder)
    found = canaries(16, manifest.recipe.seed)
    assert Counter((one.place, one.repeats) for one in found) == {
        (place, count): 2 for place in ("own", "context") for count in (1, 2, 4, 8)
    }
    rows = [row for row in read_rows(folder, manifest) if row.example]
    for canary in found:
        counts = Counter(
            (segment.label, row.split)
            for row in rows
            for segment in row.example.segments  # type: ignore[union-attr]
            if canary.text in segment.text
        )
        assert counts == {(canary.place == "own", "train"): canary.repeats}
    assert simulacrum("check", folder).exit_code == 0
    assert len(list(read_provenance(folder))) == len(rows)


def test_without_the_option_not_a_byte_changes_and_with_it_the_other_rows_stay(
    simulacrum: Simulacrum, tmp_path: Path
) -> None:
    plain = (made(simulacrum, tmp_path) / "train.jsonl").read_bytes()
    planted = (made(simulacrum, tmp_path, "--canaries", 8, "--force") / "train.jsonl").read_bytes()
    assert planted.startswith(plain)
    assert planted.count(b"\n") == plain.count(b"\n") + 2 * (1 + 2 + 4 + 8)
    assert (made(simulacrum, tmp_path, "--canaries", 8, "--force") / "train.jsonl").read_bytes() == planted


def test_a_dataset_with_canaries_is_not_pushed(simulacrum: Simulacrum, tmp_path: Path) -> None:
    folder = made(simulacrum, tmp_path, "--canaries", 8)
    for options in ((), ("--adapter",), ("--dry-run",)):
        result = simulacrum("push", folder, "--repo", "ada/ada", *options)
        assert result.exit_code == 1
        assert "8 canaries; nothing was sent" in result.stderr


def test_a_seed_gives_other_numbers_and_candidates_hold_the_right_one_first() -> None:
    assert {one.number for one in canaries(20, 0)} != {one.number for one in canaries(20, 1)}
    (canary,) = canaries(1, 0)
    found = candidates(canary, 255, 0)
    assert found[0] == canary.number
    assert len(set(found)) == 256
    planted = {one.frame for one in canaries(20, 0)}
    assert not planted & {one.frame for one in canaries(20, 0, absent=16)[20:]}


def test_too_many_and_nobody_to_tell_them_to(simulacrum: Simulacrum, tmp_path: Path, registry: Registry) -> None:
    (tmp_path / "chat.txt").write_text(CHAT, encoding="utf-8")
    assert "--canaries" in simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "out", "--canaries", 99).stderr
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("They lean where they are put. " * 40)
    (tmp_path / "notes" / "b.md").write_text("They sing before they boil. " * 40)
    result = simulacrum("convert", "notes", "--me", "Ada", "-o", "out", "--canaries", 9)
    assert (result.exit_code, "nobody else speaks" in result.stderr) == (2, True), result.stderr
