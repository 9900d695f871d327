"""`simulacrum push` and `simulacrum pull`: datasets, adapters and merged models on the Hugging Face Hub."""

from __future__ import annotations

from pathlib import Path

import click

from simulacrum_core import hookimpl

from .command import fetch, pull, push
from .exporter import HubExporter


@hookimpl
def register_commands(cli: click.Group) -> None:
    cli.add_command(push)
    cli.add_command(pull)


@hookimpl
def register_exporters() -> list[type[HubExporter]]:
    return [HubExporter]


@hookimpl
def fetch_dataset(repo: str, folder: Path) -> Path:
    return fetch(repo, folder)
