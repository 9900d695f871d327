"""`simulacrum ollama`: a merged model as Ollama takes it, with the template-free prompt."""

from __future__ import annotations

import click

from simulacrum_core import hookimpl

from .command import ollama


@hookimpl
def register_commands(cli: click.Group) -> None:
    cli.add_command(ollama)
