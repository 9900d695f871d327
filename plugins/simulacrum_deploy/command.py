"""`simulacrum deploy`, and `simulacrum ollama`, which is one case of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from simulacrum_core import Manifest, UsageError

from . import bubbles
from .front_ends import FRONT_ENDS, Deployment, Wish
from .gguf import QUANTIZATIONS
from .persona import persona
from .weights import Weights

_PATH = click.Path(path_type=Path)
_OPTIONS = (
    click.argument("folder", type=_PATH, metavar="DIR"),
    click.option("-o", "--output", type=_PATH, metavar="FILE", help="The file to write; one in DIR by default."),
    click.option("--model", type=_PATH, metavar="FOLDER", help="A merged model; by default the one in DIR."),
    click.option("--gguf", type=_PATH, metavar="FILE", help="Start from this GGUF file, which is made if missing."),
    click.option(
        "--llama-cpp",
        type=_PATH,
        metavar="FOLDER",
        help="The source of llama.cpp; by default the extra gguf's converter.",
    ),
    click.option("--quantize", type=click.Choice(QUANTIZATIONS), help="Precision of a new GGUF file; q8_0 by default."),
    click.option("--as", "other", metavar="NAME", help="Who you are; the first person in the dataset by default."),
    click.option("--force", is_flag=True, help="Replace what was written before."),
)


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command()
@_options
@click.option("--for", "front_end", required=True, type=click.Choice(list(FRONT_ENDS)), help="The program to talk in.")
def deploy(front_end: str, **options: Any) -> None:
    """Write what a front end needs to talk with a merged model as it was trained, or the lines that start it.

    ollama: a Modelfile. lmstudio: a preset. sillytavern: context and instruct templates. llama-server and openwebui:
    command lines. Stop strings, prompt and numbers are the dataset's in all of them; what to do next is told.

    \b
    Example:
      simulacrum merge ada
      simulacrum deploy ada --for lmstudio
      simulacrum deploy ada --for openwebui
    """
    _deploy(front_end, **options)


@click.command()
@_options
def ollama(**options: Any) -> None:
    """Write a Modelfile, with which Ollama talks to a merged model as it was trained: without a chat template.

    It is short for `simulacrum deploy DIR --for ollama`.

    \b
    Example:
      simulacrum merge ada
      simulacrum ollama ada
      ollama create ada -f ada/Modelfile
      ollama run ada
    """
    _deploy("ollama", **options)


def _deploy(
    front_end: str,
    folder: Path,
    output: Path | None,
    model: Path | None,
    gguf: Path | None,
    llama_cpp: Path | None,
    quantize: str | None,
    other: str | None,
    force: bool,
) -> None:
    manifest = Manifest.load(folder)
    if manifest.template.wrapped:
        raise UsageError(
            f"the dataset was made with --to {manifest.exporter}: its model talks in a chat template",
            remedy=f"Load it in {front_end} as any chat model: the base model's template is in the merged one",
        )
    weights = Weights(folder, model, gguf, llama_cpp, quantize)
    wish = Wish(persona(manifest, other), weights, output, other, force)
    made = FRONT_ENDS[front_end](wish)
    for file, text in made.files.items():
        file.write_text(text, encoding="utf-8", newline="\n")
    _tell(made, bubbles.remark(front_end, wish.persona, is_served=front_end == "openwebui" and not gguf))


def _tell(made: Deployment, remark: str) -> None:
    for line in made.lines:
        click.echo(line)
    for note in [*made.notes, *([remark] if remark else [])]:
        click.echo(f"Note: {note}", err=True)
    for step in made.steps:
        click.echo(f"Next: {step}", err=True)
