"""The figures of a dataset: sums that are true, the same for any number of processes, private, and never pushed."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from simulacrum_core import DatasetError, convert
from simulacrum_core.dataset.statistics import (
    MOST_CONVERSATIONS,
    ConversationCounts,
    Figures,
    read_statistics,
    write_statistics,
)
from simulacrum_core.examples import borders
from simulacrum_core.schemas import schema

from ..conftest import Simulacrum, chat_text

VERSION_1 = """{"version": 1, "you": {"messages": 2, "capitals": 1, "words": {"3": 2}}, "months": {"whatsapp": {"2024-01": [2, 3]}},
"silences": {"60": 4}, "cuts": {"3600": 1}, "lengths": {"4": 2}, "partners": {"Ben": 9},
"conversations": {"0": {"source": "whatsapp", "title": "Ben", "read": 5, "trained": 2, "context": 3}}}"""


def chat(folder: Path, count: int = 20) -> Path:
    path = folder / "chat.txt"
    path.write_text(chat_text(*["Ben: Hi there.", "Ada: yo"] * count), encoding="utf-8")
    return path


def test_the_sums_are_those_of_the_ledger(tmp_path: Path) -> None:
    made = convert(chat(tmp_path), me="Ada", folder=tmp_path / "out")
    figures, ledger = read_statistics(tmp_path / "out"), made.manifest.ledger
    assert figures
    (one,) = figures.conversations.values()
    assert (one.read, one.trained, one.context, one.own) == (ledger.read, ledger.trained, ledger.context, 20)
    assert (figures.you.messages, figures.you.capitals, figures.others.capitals) == (20, 0, 20)
    assert (figures.others.full_stops, figures.others.words, figures.you.words) == (20, {2: 20}, {1: 20})
    assert (figures.you.in_a_row, figures.months) == ({1: 20}, {"whatsapp": {"2024-01": [20, 20]}})
    assert sum(figures.silences.values()) == 39
    assert sum(figures.cuts.values()) == 4
    assert sum(figures.lengths.values()) == sum(made.manifest.statistics.examples.values())
    assert figures.partners == {"Ben": made.manifest.statistics.trained_tokens}


def test_figures_that_were_changed_or_are_of_another_dataset_are_told(simulacrum: Simulacrum, tmp_path: Path) -> None:
    convert(chat(tmp_path), me="Ada", folder=tmp_path / "out")
    place = tmp_path / "out" / "statistics.json"
    assert "statistics.json" not in simulacrum("check", "out").output
    for text in (place.read_text().replace('"trained": 20', '"trained": 19'), VERSION_1, "{"):
        place.write_text(text)
        done = simulacrum("check", "out")
        assert (done.exit_code, "statistics.json" in done.output) == (0, True)
    place.unlink()
    assert "statistics.json" not in simulacrum("check", "out").output


def test_any_number_of_processes_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(borders, "STRETCH", 16)
    source = chat(tmp_path, 60)
    for workers in (1, 2):
        convert(source, me="Ada", folder=tmp_path / f"out{workers}", workers=workers)
    for name in ("statistics.json", "report.html"):
        assert (tmp_path / "out1" / name).read_bytes() == (tmp_path / "out2" / name).read_bytes()


def test_they_are_private_and_never_pushed(simulacrum: Simulacrum, tmp_path: Path) -> None:
    chat(tmp_path)
    for force in ((), ("--force",)):
        assert simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "out", *force).exit_code == 0
    told = json.loads((tmp_path / "out" / "simulacrum.json").read_text(encoding="utf-8"))["files"]
    for name in ("statistics.json", "report.html"):
        assert (tmp_path / "out" / name).stat().st_mode & 0o777 == 0o600
        # What is pushed is what the manifest names.
        assert name not in [info["path"] for info in told]


def test_invented_names_are_invented_there_too(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "WhatsApp Chat with Mira Holt.txt").write_text(
        chat_text(*["Mira Holt: hi", "Ada: yo"] * 20), encoding="utf-8"
    )
    done = simulacrum("convert", "WhatsApp Chat with Mira Holt.txt", "--me", "Ada", "--pseudonyms", "-o", "out")
    assert done.exit_code == 0
    for name in ("statistics.json", "report.html"):
        text = (tmp_path / "out" / name).read_text(encoding="utf-8")
        assert "Mira" not in text
        assert "Holt" not in text


def test_what_is_written_is_valid(tmp_path: Path) -> None:
    convert(chat(tmp_path), me="Ada", folder=tmp_path / "out")
    jsonschema.validate(json.loads((tmp_path / "out" / "statistics.json").read_bytes()), schema("statistics"))


def test_a_file_of_the_first_version_is_read(tmp_path: Path) -> None:
    (tmp_path / "statistics.json").write_text(VERSION_1, encoding="utf-8")
    figures = read_statistics(tmp_path)
    assert figures
    assert figures.conversations["0"].title == "Ben"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"version": 99}', "newer Simulacrum"),
        ("{", "damaged"),
        ('{"you": 3}', "damaged"),
        ('{"a":' * 100_000, "damaged"),
    ],
)
def test_a_file_that_is_damaged_or_newer_is_refused(tmp_path: Path, content: str, told: str) -> None:
    (tmp_path / "statistics.json").write_text(content, encoding="utf-8")
    with pytest.raises(DatasetError, match=told):
        read_statistics(tmp_path)
    (tmp_path / "statistics.json").unlink()
    assert read_statistics(tmp_path) is None


def test_many_conversations_and_people_make_no_large_file(tmp_path: Path) -> None:
    figures = Figures()
    for i in range(5_000):
        one = ConversationCounts("telegram", f"chat {i}", read=i)
        figures += Figures(partners={f"person {i}": 1}, conversations={f"telegram:{i}": one})
    write_statistics(figures, tmp_path)
    kept = read_statistics(tmp_path)
    assert kept
    assert len(kept.conversations) == MOST_CONVERSATIONS + 1
    assert sum(one.read for one in kept.conversations.values()) == sum(range(5_000))
    assert sum(one.conversations for one in kept.conversations.values()) == 5_000
    assert sum(kept.partners.values()) == 5_000
    assert (tmp_path / "statistics.json").stat().st_size < 100_000


def test_the_order_of_the_parts_does_not_matter(tmp_path: Path) -> None:
    parts = [
        Figures(silences={i: 1}, months={f"s{i}": {f"2024-0{i}": [1, 0]}}, partners={f"p{i}": 1}) for i in (1, 2, 3)
    ]
    texts = set()
    for order in (parts, parts[::-1]):
        total = Figures()
        for part in order:
            total += msgspec.json.decode(msgspec.json.encode(part), type=Figures)
        write_statistics(total, tmp_path)
        texts.add((tmp_path / "statistics.json").read_bytes())
    assert len(texts) == 1
