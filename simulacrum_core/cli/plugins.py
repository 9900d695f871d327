"""`simulacrum plugins` and `simulacrum schema`."""

from __future__ import annotations

import inspect as introspection
import json
from collections.abc import Mapping
from typing import Any

import click
from pydantic.errors import PydanticInvalidForJsonSchema

from ..errors import UsageError, did_you_mean
from ..evaluation.schema import NAMES
from ..evaluation.schema import schema as schema_of
from ..plugin.contracts import Plugin
from ..plugin.lazy_group import LazyGroup
from ..plugin.registry import Registry
from .options import as_json

_TYPES = {"integer": "a whole number", "number": "a number", "string": "text"}
_BOUNDS = {
    "minimum": "at least",
    "exclusiveMinimum": "above",
    "maximum": "at most",
    "exclusiveMaximum": "below",
}


@click.command()
@as_json
@click.pass_context
def plugins(ctx: click.Context, as_json: bool) -> None:
    """Show what is installed, and what is broken and why.

    \b
    Example:
      simulacrum plugins
    """
    registry, group = ctx.find_object(Registry) or Registry.installed(), ctx.find_root().command
    if isinstance(group, LazyGroup) and not group.complete:
        # What is wrong with the commands of a plugin is known when they are added.
        registry.add_commands(group)
    rows = [_row(offer.kind, offer.plugin, offer.cls) for offer in registry.offers]
    broken = [{"plugin": item.plugin, "error": item.error} for item in registry.broken]
    if as_json:
        click.echo(json.dumps({"plugins": rows, "broken": broken}, indent=2, ensure_ascii=False, default=str))
        return
    for row in sorted(rows, key=lambda row: (str(row["kind"]), str(row["name"]))):
        click.echo(f"{row['kind']:<9} {row['name']:<14} {row['about']}  [{row['plugin']}]")
        for key, option in row["options"].items():
            click.echo(f"{'':<9}   {key}: {_described(option)}")
    for item in broken:
        click.echo(f"broken    {item['plugin']}: {item['error']}")


@click.command()
@click.argument("name", required=False)
def schema(name: str | None) -> None:
    """Print the JSON Schema of NAME, or the names of all.

    \b
    Example:
      simulacrum schema conversation
    """
    if name is None:
        click.echo("\n".join(sorted(NAMES)))
    elif name in NAMES:
        click.echo(json.dumps(schema_of(name), indent=2, ensure_ascii=False))
    else:
        remedy = f"{did_you_mean(name, NAMES)}There are: {', '.join(sorted(NAMES))}"
        raise UsageError(f"there is no schema {name!r}", remedy=remedy)


def _row(kind: str, plugin: str, cls: type[Plugin]) -> dict[str, Any]:
    about = " ".join((introspection.getdoc(cls) or "").partition("\n\n")[0].split())
    return {"kind": kind, "name": cls.name, "about": about, "plugin": plugin, "options": options_of(cls)}


def options_of(cls: type[Plugin]) -> dict[str, dict[str, Any]]:
    """What each option is about, which values it takes, and its default: None where nothing is chosen."""
    try:
        fields = cls.model_json_schema()["properties"]
    except (PydanticInvalidForJsonSchema, KeyError):
        # A plugin's own type, which has no schema.
        fields = {}
    return {
        key: {"about": field.description or "", "values": _values(fields.get(key, {})), "default": field.default}
        for key, field in cls.model_fields.items()
    }


def _values(field: Mapping[str, Any]) -> list[str]:
    """The values of an option in words, out of its JSON Schema."""
    if "anyOf" in field:
        return [value for one in field["anyOf"] for value in _values(one)]
    if "enum" in field or "const" in field:
        return [str(value) for value in field.get("enum", [field.get("const")])]
    if field.get("type") == "boolean":
        return ["true", "false"]
    name = _TYPES.get(field.get("type", ""), "")
    if field.get("format", "").endswith("path"):
        name = "a path"
    bounds = [f"{word} {field[key]}" for key, word in _BOUNDS.items() if key in field]
    return [", ".join([name, *bounds])] if name else []


def _described(option: Mapping[str, Any]) -> str:
    match option["values"]:
        case []:
            values = ""
        case ["true", "false"]:
            values = " True or false."
        case [value]:
            values = f" {value.capitalize()}."
        case several:
            values = f" One of {', '.join(several)}."
    default = option["default"]
    shown = str(default).lower() if isinstance(default, bool) else str(default)
    return f"{option['about']}{values}" + ("" if default in (None, "") else f" Default: {shown.removesuffix('.')}.")
