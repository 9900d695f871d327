"""The app: all of it without a terminal, on a page that only this machine can open."""

from __future__ import annotations

import click

from simulacrum_core import hookimpl

from .command import app


@hookimpl
def register_commands(cli: click.Group) -> None:
    cli.add_command(app)
