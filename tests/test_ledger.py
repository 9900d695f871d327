"""The ledger: reasons are ids that stay, and the first version of the manifest says the same in words."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from simulacrum_core.config.versions import upgraded
from simulacrum_core.dataset.versions import STEPS
from simulacrum_core.ledger import REASONS, Ledger, Share, worded

LEDGERS = TypeAdapter(Ledger)


def ledger(of_version_1: dict[str, object]) -> Ledger:
    """The ledger of a manifest of version 1."""
    return LEDGERS.validate_python(upgraded({"ledger": of_version_1}, STEPS, "simulacrum.json")["ledger"])


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_in_the_words_of_an_older_dataset_is_read_as_its_id(reason: str) -> None:
    id = f"{reason}:whatsapp" if "{}" in REASONS[reason] else reason
    old = ledger({"read": 2, "left_out": {worded(id): 2}})
    assert old.left_out == {id: 2}
    assert LEDGERS.validate_json(LEDGERS.dump_json(old)) == old


def test_what_is_no_known_reason_is_kept_and_shown_as_it_is() -> None:
    old = ledger({"read": 3, "left_out": {"eaten by the dog": 1, "system message": 2}})
    assert old.worded() == [("system message", 2), ("eaten by the dog", 1)]


def test_the_shares_of_an_older_dataset_may_be_numbers() -> None:
    old = ledger({"read": 3, "left_out": {"empty": 3}, "sources": {"chat": 3}})
    assert old.sources == {"chat": Share(read=3, left_out=0)}
