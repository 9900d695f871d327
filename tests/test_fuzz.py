"""Whatever becomes of an export: it is read to good conversations and a true ledger, or refused in a sentence."""

from __future__ import annotations

import os
from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from simulacrum_core import Registry

from .fuzzing.cases import made
from .fuzzing.finds import tried
from .fuzzing.material import IMPORTERS

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "5"))
HARMLESS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.mark.parametrize("importer", IMPORTERS)
def test_a_damaged_export_is_read_or_refused(importer: str, registry: Registry) -> None:
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
        outcomes[tried(made(importer, rng), registry)] += 1

    try:
        holds()
    finally:
        for outcome, count in outcomes.items():
            print(f"\nfuzz {importer} {outcome} {count}")
