"""JSON Schemas of what comes in and what goes out, rendered from the models."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import msgspec

from .config.persona import Persona
from .dataset.manifest import Manifest
from .models import Conversation, Message, TrainingExample

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema called `name`; raises KeyError where there is none."""
    return {"$schema": DIALECT, **_dedented(SCHEMAS[name]())}


def _dedented(value: Any) -> Any:
    """The schema with descriptions dedented, as some releases of msgspec leave docstrings as they stand."""
    if isinstance(value, list):
        return [_dedented(part) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        key: inspect.cleandoc(part) if key == "description" and isinstance(part, str) else _dedented(part)
        for key, part in value.items()
    }


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
}
