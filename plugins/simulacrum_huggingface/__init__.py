"""`simulacrum push` and `simulacrum pull`: datasets, adapters and merged models on the Hugging Face Hub."""

from __future__ import annotations

import click

from simulacrum_core import hookimpl

from .command import pull, push


@hookimpl
def register_commands(cli: click.Group) -> None:
    cli.add_command(push)
    cli.add_command(pull)
