"""GGUF files, made by llama.cpp's own converter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from simulacrum_core import SimulacrumError, UsageError

CONVERTER = "convert_hf_to_gguf.py"
QUANTIZATIONS = ("f32", "f16", "bf16", "q8_0")


def convert_to_gguf(model: Path, file: Path, llama_cpp: Path | None, quantization: str) -> None:
    """Convert a model folder with the script in a checkout of llama.cpp; the file appears whole or not at all.

    Raises UsageError where there is no such script, SimulacrumError where it fails.
    """
    script = llama_cpp / CONVERTER if llama_cpp else None
    if script is None or not script.is_file():
        raise UsageError(
            f"there is no {CONVERTER} in {llama_cpp}" if llama_cpp else "there is no such GGUF file",
            file=str(file),
            remedy=f"Get the source of llama.cpp, install its requirements/requirements-{CONVERTER[:-3]}.txt, and pass "
            f"--llama-cpp FOLDER, or run: python {CONVERTER} {model} --outfile {file} --outtype {quantization}",
        )
    partial = file.with_name(f".{file.name}.partial")
    command = [sys.executable, str(script), str(model), "--outfile", str(partial), "--outtype", quantization]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode or not partial.is_file():
            printed = done.stdout.decode("utf-8", "replace").split("\n")
            why = next((line.strip() for line in reversed(printed) if line.strip()), f"exit code {done.returncode}")
            raise SimulacrumError(f"llama.cpp's converter failed: {why}", file=str(model))
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
