"""`simulacrum plugins` and `simulacrum schema`."""

from __future__ import annotations

import inspect as introspection
import json
from typing import Any

import click

from ..errors import UsageError
from ..plugin.contracts import Plugin
from ..plugin.registry import Registry
from ..schemas import SCHEMAS
from ..schemas import schema as schema_of
from .options import as_json


@click.command()
@as_json
@click.pass_obj
def plugins(registry: Registry, as_json: bool) -> None:
    """Show what is installed, and what is broken and why.

    \b
    Example:
      simulacrum plugins
    """
    rows = [_row(offer.kind, offer.plugin, offer.cls) for offer in registry.offers]
    broken = [{"plugin": item.plugin, "error": item.error} for item in registry.broken]
    if as_json:
        click.echo(json.dumps({"plugins": rows, "broken": broken}, indent=2, ensure_ascii=False))
        return
    for row in sorted(rows, key=lambda row: (str(row["kind"]), str(row["name"]))):
        click.echo(f"{row['kind']:<9} {row['name']:<14} {row['about']}  [{row['plugin']}]")
        for key, about in row["options"].items():
            click.echo(f"{'':<9}   {key}: {about}")
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
        click.echo("\n".join(sorted(SCHEMAS)))
    elif name in SCHEMAS:
        click.echo(json.dumps(schema_of(name), indent=2, ensure_ascii=False))
    else:
        raise UsageError(f"there is no schema {name!r}", remedy=f"There are: {', '.join(sorted(SCHEMAS))}")


def _row(kind: str, plugin: str, cls: type[Plugin]) -> dict[str, Any]:
    options = {key: f"{field.description or ''} Default: {field.default}." for key, field in cls.model_fields.items()}
    about = (introspection.getdoc(cls) or "").partition("\n")[0]
    return {"kind": kind, "name": cls.name, "about": about, "plugin": plugin, "options": options}
