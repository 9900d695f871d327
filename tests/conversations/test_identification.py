"""Every sample is identified by its own importer and by no other one."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulacrum_core import Registry, Source

CORPORA = Path(__file__).parents[1] / "corpora"
EXPECTED = ".expected.jsonl"
SAMPLES = sorted(path.with_name(path.name.removesuffix(EXPECTED)) for path in CORPORA.glob(f"*/*{EXPECTED}"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_sample_is_one_importers_alone(sample: Path, registry: Registry) -> None:
    names = [cls.name for cls in registry.importers() if cls().identify(Source([sample]))]
    assert names == [sample.parent.name]
