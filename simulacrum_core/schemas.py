"""JSON Schemas of what comes in and what goes out, rendered from the models."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import msgspec

from .config.persona import Persona
from .dataset.manifest import Manifest
from .dataset.provenance import Provenance
from .dataset.statistics import Figures
from .models import Conversation, Message, TrainingExample

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BOUNDS = frozenset(("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"))


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema called `name`; raises KeyError where there is none."""
    return rendered(SCHEMAS[name])


def rendered(make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """A schema as it is written, of whatever room made it."""
    return {"$schema": DIALECT, **_settled(make())}


def _settled(value: Any) -> Any:
    """The schema as every release of the libraries has it: some leave docstrings indented, or write bounds as 1.0."""
    if isinstance(value, list):
        return [_settled(part) for part in value]
    if not isinstance(value, dict):
        return value
    return {key: _settled_entry(key, part) for key, part in value.items()}


def _settled_entry(key: str, value: Any) -> Any:
    if key == "description" and isinstance(value, str):
        return inspect.cleandoc(value)
    if key in _BOUNDS and isinstance(value, float) and value.is_integer():
        return int(value)
    return _settled(value)


def _conversation() -> dict[str, Any]:
    fields = [
        (field.name, list[Message] if field.name == "messages" else field.type, field.default)
        for field in msgspec.structs.fields(Conversation)
    ]
    whole = msgspec.defstruct("Conversation", fields, namespace={"__doc__": Conversation.__doc__})
    return msgspec.json.schema(whole)


SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "conversation": _conversation,
    "training-example": lambda: msgspec.json.schema(TrainingExample),
    "manifest": lambda: Manifest.model_json_schema(mode="serialization"),
    "persona": Persona.model_json_schema,
    "statistics": lambda: msgspec.json.schema(Figures),
    "provenance": lambda: msgspec.json.schema(Provenance),
}
