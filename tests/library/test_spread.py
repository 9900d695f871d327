"""Files that are read side by side give what one reading gives: on all samples together, and on any small chats."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulacrum_axolotl.exporter import AxolotlExporter
from simulacrum_core import Importer, Persona, Recipe, Source
from simulacrum_core.execution import looking
from simulacrum_core.execution.processes import Processes
from simulacrum_core.execution.sections import Sections
from simulacrum_core.pipeline import HERE, Engine, examples_of
from simulacrum_core.tokens.tokenizers import ByteTokenizer
from simulacrum_discord.importer import DiscordImporter
from simulacrum_whatsapp.importer import WhatsAppImporter

CORPORA = Path(__file__).parents[1] / "corpora"


class Alone(Processes):
    """Several processes of which this one does all the work, as they would: groups apart, packed, put together."""

    def __init__(self) -> None:
        super().__init__(1)

    def _is_large(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sections, "are_many", lambda self: any(one.groups is not None for one in self.sections))
    monkeypatch.setattr(Processes, "task_size", 500)


def made(importer: Importer, folder: Path, me: list[str], engine: Engine[Any]) -> tuple[object, ...]:
    """All examples with the manifest and what was found."""
    source, recipe = Source([folder]), Recipe(session_gap="1h")
    try:
        examples, findings, _ = examples_of(
            [(importer, source)], AxolotlExporter(), Persona(me=me), recipe, ByteTokenizer(), engine=engine
        )
        rows = [msgspec.json.encode(example) for example in examples]
    except Exception as error:
        return type(error), str(error)
    return rows, examples.manifest.model_dump_json(), findings.decisions, findings.problems


@pytest.mark.parametrize("least", [0, 8 << 20], ids=["read again", "packed"])
@pytest.mark.parametrize(
    ("importer", "me"), [(WhatsAppImporter(), ["Ada", "Ada Lind", "You"]), (DiscordImporter(), ["Ada", "ada"])]
)
def test_all_samples_together_give_the_same(
    importer: Importer, me: list[str], least: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "_MOST", least)
    folder = tmp_path / "all"
    for path in _samples(importer.name):
        place = folder / path.parent.name / path.name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)
    people = sorted(_authors(importer, folder))
    expected = made(importer, folder, [*me, *people[:3]], HERE)
    assert made(importer, folder, [*me, *people[:3]], Alone()) == expected
    assert len(expected) == 4, expected


def _samples(name: str) -> Iterator[Path]:
    """Files that can be read apart: chats, and channels in JSON."""
    ending = ".txt" if name == "whatsapp" else ".json"
    return (path for path in sorted((CORPORA / name).rglob(f"*{ending}")) if ".expected" not in path.name)


def _authors(importer: Importer, folder: Path) -> set[str]:
    return {person.name for conversation in importer.read(Source([folder])) for person in conversation.participants[:1]}


_LINES = st.lists(
    st.one_of(
        st.builds(
            "{:02}/{:02}/2024, {:02}:{:02} - {}: {}".format,
            st.integers(1, 31),
            st.integers(1, 12),
            st.integers(0, 25),
            st.integers(0, 59),
            st.sampled_from(["Ada", "Ben", "Cy"]),
            st.sampled_from(["ok", "so I said", "<Media omitted>", "\u200e", "a.txt (file attached)", "😂"]),
        ),
        st.sampled_from(["", "more of it", "01/02/2024, 10:00 - Ben left", "[01/02/2024, 10:00] Ada: copied"]),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_LINES, min_size=2, max_size=5))
def test_any_small_chats_give_the_same(tmp_path_factory: pytest.TempPathFactory, chats: list[list[str]]) -> None:
    folder = tmp_path_factory.mktemp("chats")
    for number, lines in enumerate(chats):
        (folder / f"{'abcde'[number]}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    importer = WhatsAppImporter()
    assert made(importer, folder, ["Ada"], Alone()) == made(importer, folder, ["Ada"], HERE)
