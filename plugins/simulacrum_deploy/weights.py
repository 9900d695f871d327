"""The weights that a front end loads: a merged model's folder, or a GGUF file that is made of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
import msgspec

from simulacrum_core import UsageError

from .gguf import convert_to_gguf

GGUF = "model.gguf"
"""The file in a dataset's folder that is taken, or made, where no other one is named."""
_MERGED = ("merged", "model/merged")
# What Ollama imports from safetensors, by its own documentation; llama.cpp converts many more.
_FAMILIES = ("Llama", "Mistral", "Mixtral", "Gemma", "Phi3", "Qwen2", "Qwen3", "Cohere")


class Weights(msgspec.Struct, frozen=True):
    """Where to look for weights, as the command line says."""

    folder: Path
    model: Path | None = None
    gguf: Path | None = None
    llama_cpp: Path | None = None
    quantize: str | None = None

    def gguf_file(self) -> Path:
        """The GGUF file, made where it is missing; UsageError where it cannot be, or is there in another precision."""
        file = self.gguf or self.folder / GGUF
        if not file.is_file():
            convert_to_gguf(self.merged(), file, self.llama_cpp, self.quantize or "q8_0")
        elif self.quantize:
            raise UsageError("is there already, as it is quantized", file=str(file), remedy="Leave out --quantize")
        elif self._is_older_than_merged(file):
            click.echo(f"Note: {file} is older than the merged model; delete it to have it made again", err=True)
        return file

    @property
    def _places(self) -> list[Path]:
        return [self.model] if self.model else [self.folder / name for name in _MERGED]

    def _is_older_than_merged(self, file: Path) -> bool:
        made = [config.stat().st_mtime for place in self._places if (config := place / "config.json").is_file()]
        return bool(made) and file.stat().st_mtime < max(made)

    def for_ollama(self) -> Path:
        """The GGUF file that was named, else the merged model, which Ollama imports itself."""
        if self.gguf:
            return self.gguf_file()
        if self.quantize:
            raise UsageError(
                "--quantize is for a GGUF file",
                remedy=f"Pass --gguf FILE, or let Ollama do it: ollama create NAME -q {self.quantize}",
            )
        found = self.merged()
        kinds = json.loads((found / "config.json").read_bytes()).get("architectures") or ["an unknown architecture"]
        if not kinds[0].startswith(_FAMILIES):
            click.echo(f"Note: Ollama may not import {kinds[0]} as it is; then make a GGUF file with --gguf", err=True)
        return found

    def merged(self) -> Path:
        """The folder of the whole model; raises UsageError where there is none."""
        places = self._places
        found = next((place for place in places if (place / "config.json").is_file()), None)
        if found is None:
            raise UsageError(
                "there is no merged model here", file=str(places[0]), remedy=f"Make it: simulacrum merge {self.folder}"
            )
        return found


def seen_from(folder: Path, file: Path) -> str:
    """A path as a file in `folder` names it."""
    path = Path(os.path.relpath(file, folder)).as_posix()
    return path if path.startswith("..") else f"./{path}"
