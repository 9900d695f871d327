"""The JSON Schema of what `evaluate` writes, beside those of what `convert` reads and writes."""

from __future__ import annotations

from typing import Any

import msgspec

from ..schemas import SCHEMAS, rendered
from .figures import Evaluation

NAMES = (*SCHEMAS, "evaluation")


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema called `name`; raises KeyError where there is none."""
    return rendered(lambda: msgspec.json.schema(Evaluation)) if name == "evaluation" else rendered(SCHEMAS[name])
