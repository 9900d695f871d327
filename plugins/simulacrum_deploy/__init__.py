"""`simulacrum deploy`: a merged model in the front ends that people use, with the template-free prompt."""

from __future__ import annotations

import click

from simulacrum_core import hookimpl

from .command import deploy, ollama


@hookimpl
def register_commands(cli: click.Group) -> None:
    cli.add_command(deploy)
    cli.add_command(ollama)
