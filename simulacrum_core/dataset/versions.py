"""From each version of the manifest to the next one. Whoever changes its shape adds a step."""

from __future__ import annotations

import json
from typing import Any

from ..config.versions import Step
from ..ledger import REASONS


def _from_version_1(content: dict[str, Any]) -> dict[str, Any]:
    """Version 1 has the reasons of the ledger in words; no `row_version`; of a source only its messages, at first."""
    ledger = content.get("ledger")
    if not isinstance(ledger, dict):
        return content
    reasons, sources = ledger.get("left_out"), ledger.get("sources")
    if isinstance(reasons, dict):
        ledger = ledger | {"left_out": {_reason_of(words): count for words, count in reasons.items()}}
    if isinstance(sources, dict):
        shares = {name: {"read": share} if isinstance(share, int) else share for name, share in sources.items()}
        ledger = ledger | {"sources": shares}
    return content | {"ledger": ledger}


def _reason_of(words: str) -> str:
    """The id of a reason; words that are not known stay as they are."""
    for id, known in REASONS.items():
        start, of_source, _ = known.partition("{}")
        if words == known or (of_source and words.startswith(start)):
            return f"{id}:{words.removeprefix(start)}" if of_source else id
    return words


def _from_version_2(content: dict[str, Any]) -> dict[str, Any]:
    """Version 2 has each decision of each of many files by itself, with its `file`."""
    decisions = content.get("decisions")
    if not isinstance(decisions, list) or not all(isinstance(one, dict) for one in decisions):
        return content
    alike: dict[str, dict[str, Any]] = {}
    for one in decisions:
        file, rest = one.get("file"), {key: value for key, value in one.items() if key != "file"}
        found = alike.setdefault(json.dumps([rest, file is None], sort_keys=True), rest | {"files": []})
        found["files"] += [] if file is None else [file]
    return content | {"decisions": list(alike.values())}


STEPS: tuple[Step, ...] = (_from_version_1, _from_version_2)
VERSION = len(STEPS) + 1
