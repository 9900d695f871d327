"""Whatever becomes of an export: it is read to good conversations and a true ledger, or refused in a sentence."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from simulacrum_core import Registry

from .cases import Case, made, scratched
from .finds import again, tried
from .losses import check_losses
from .material import IMPORTERS
from .running import BrokenLawError
from .traces import invented
from .zips import packed

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "5"))
CHATS = ["discord", "telegram", "whatsapp"]
"""A byte may make a comment of half a page of writing, and a damaged line of conversations may take the next one in."""
HARMLESS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.mark.parametrize("importer", IMPORTERS)
def test_a_damaged_export_is_read_or_refused(importer: str, registry: Registry) -> None:
    hold(importer, lambda rng: tried(made(importer, rng), registry))


@pytest.mark.parametrize("importer", CHATS)
def test_what_a_damaged_byte_costs_is_told(importer: str, registry: Registry) -> None:
    hold(importer, lambda rng: tried(scratched(importer, rng), registry, check_losses))


def hold(importer: str, law: Callable[[Random], str]) -> None:
    """Try a law on many cases, and print how they ended, for `make fuzz` to count."""
    outcomes = Counter[str]()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        # A find is kept as files, which say more than the choices that led to it.
        phases=[Phase.generate],
        database=None,
        suppress_health_check=HARMLESS,
        derandomize="FUZZ_EXAMPLES" not in os.environ,
    )
    @given(st.randoms(use_true_random=False))
    def holds(rng: Random) -> None:
        outcomes[law(rng)] += 1

    try:
        holds()
    finally:
        for outcome, count in outcomes.items():
            print(f"\nfuzz {importer} {outcome} {count}")


@pytest.mark.parametrize(
    "data",
    [
        b"the zander swam",
        b'"the \\u007aander"',
        b"the z<b class=x>an</b>der",
        b"&amp;#122;ander",
        b'["the zan", {"text": "der"}]',
        "zander".encode("utf-16"),
        packed({"a.txt": b"the zander swam"}),
    ],
    ids=["plain", "escape", "tag", "entity", "pieces", "utf-16", "zip"],
)
def test_a_word_is_traced_however_it_is_written(data: bytes) -> None:
    assert invented(said("a zander"), {"file": data}) is None
    assert invented(said("a zandre"), {"file": data}) == "zandre"


def test_a_word_that_is_said_more_often_than_it_is_written_is_invented() -> None:
    assert invented(said("zander", "pike"), {"file": b"zander, pike"}) is None
    assert invented(said("zander", "zander"), {"file": b"zander, pike"}) == "zander"


def test_what_breaks_a_law_is_kept_and_can_be_tried_again(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.fuzzing.finds.FINDS", tmp_path / "finds")
    case = Case("whatsapp", {"lake.txt": b"no chat"}, ("lake.txt",), "whatsapp", "whatsapp")

    def breaks(case: Case, folder: Path, registry: Registry) -> str:
        raise BrokenLawError("traceback", "KeyError: 0")

    with pytest.raises(BrokenLawError, match="--again"):
        tried(case, registry, breaks)
    (kept,) = (tmp_path / "finds").iterdir()
    assert kept.name.startswith("whatsapp-traceback-")
    assert again(kept, registry) == "refused"
    assert (kept / "source" / "lake.txt").read_bytes() == b"no chat"


def said(*texts: str) -> list[dict[str, str]]:
    return [{"author": "Ada", "kind": "text", "text": text} for text in texts]
