"""`simulacrum ollama`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from simulacrum_core import Manifest, UsageError

from .gguf import QUANTIZATIONS, convert_to_gguf
from .modelfile import Modelfile, is_printable, modelfile

_MERGED = ("merged", "model/merged")
_SOMEBODY = "User"
# What Ollama imports from safetensors, by its own documentation; llama.cpp converts many more.
_FAMILIES = ("Llama", "Mistral", "Mixtral", "Gemma", "Phi3", "Qwen2", "Qwen3", "Cohere")
_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("folder", type=_PATH, metavar="DIR")
@click.option("-o", "--output", type=_PATH, metavar="FILE", help="The Modelfile; DIR/Modelfile by default.")
@click.option("--model", type=_PATH, metavar="FOLDER", help="A merged model; by default the one in DIR.")
@click.option("--gguf", type=_PATH, metavar="FILE", help="Start from this GGUF file, which is made if missing.")
@click.option(
    "--llama-cpp", type=_PATH, metavar="FOLDER", help="The source of llama.cpp; by default the extra gguf's converter."
)
@click.option("--quantize", type=click.Choice(QUANTIZATIONS), help="Precision of a new GGUF file; q8_0 by default.")
@click.option("--as", "other", metavar="NAME", help="Who you are; the first person in the dataset by default.")
@click.option("--force", is_flag=True, help="Replace the Modelfile.")
def ollama(
    folder: Path,
    output: Path | None,
    model: Path | None,
    gguf: Path | None,
    llama_cpp: Path | None,
    quantize: str | None,
    other: str | None,
    force: bool,
) -> None:
    """Write a Modelfile, with which Ollama talks to a merged model as it was trained: without a chat template.

    \b
    Example:
      simulacrum merge ada
      simulacrum ollama ada
      ollama create ada -f ada/Modelfile
      ollama run ada
    """
    manifest = Manifest.load(folder)
    output = output or folder / "Modelfile"
    _check(manifest, output, force)
    weights = _gguf(folder, model, gguf, llama_cpp, quantize) if gguf else _safetensors(folder, model, quantize)
    text = modelfile(manifest, _seen_from(output.parent, weights), _name(manifest, other))
    output.write_text(text.text, encoding="utf-8", newline="\n")
    click.echo(output)
    _tell(text, output)


def _check(manifest: Manifest, output: Path, force: bool) -> None:
    if manifest.template.wrapped:
        raise UsageError(
            f"the dataset was made with --to {manifest.exporter}: its model talks in a chat template",
            remedy="Ollama reads the base model's template from the model; run `ollama create` with FROM alone",
        )
    if output.exists() and not force:
        raise UsageError("is there already", file=str(output), remedy="Pass --force to replace it")


def _gguf(folder: Path, model: Path | None, gguf: Path, llama_cpp: Path | None, quantize: str | None) -> Path:
    if not gguf.is_file():
        convert_to_gguf(_merged(folder, model), gguf, llama_cpp, quantize or "q8_0")
    elif quantize:
        raise UsageError("is there already, as it is quantized", file=str(gguf), remedy="Leave out --quantize")
    return gguf


def _safetensors(folder: Path, model: Path | None, quantize: str | None) -> Path:
    if quantize:
        raise UsageError(
            "--quantize is for a GGUF file",
            remedy=f"Pass --gguf FILE, or let Ollama do it: ollama create NAME -q {quantize}",
        )
    found = _merged(folder, model)
    names = json.loads((found / "config.json").read_bytes()).get("architectures") or ["a model of unknown architecture"]
    if not names[0].startswith(_FAMILIES):
        click.echo(f"Note: Ollama may not import {names[0]} as it is; then make a GGUF file with --gguf", err=True)
    return found


def _merged(folder: Path, model: Path | None) -> Path:
    """The folder of the whole model; raises UsageError where there is none."""
    places = [model] if model else [folder / name for name in _MERGED]
    found = next((place for place in places if (place / "config.json").is_file()), None)
    if found is None:
        raise UsageError(
            "there is no merged model here", file=str(places[0]), remedy=f"Make it: simulacrum merge {folder}"
        )
    return found


def _name(manifest: Manifest, other: str | None) -> str:
    name = " ".join((other or next(iter(manifest.others), _SOMEBODY)).split())
    if name == manifest.template.name:
        raise UsageError(f"{name} is the persona; use another name")
    return name


def _seen_from(folder: Path, weights: Path) -> str:
    path = Path(os.path.relpath(weights, folder)).as_posix()
    if not is_printable(path) or "\n" in path:
        raise UsageError("a Modelfile cannot name this path", file=str(weights), remedy="Rename it")
    return path if path.startswith("..") else f"./{path}"


def _tell(text: Modelfile, output: Path) -> None:
    if text.left_out:
        count = len(text.left_out)
        click.echo(f"Note: {count:,} names hold invisible characters; no stop string in a Modelfile can", err=True)
    click.echo(f"Next: ollama create NAME -f {output}", err=True)
