"""One shell script that does all of it on a bare machine with a GPU, and goes on where it stopped when run again."""

from __future__ import annotations

import shlex
from pathlib import Path

from .environments import AXOLOTL, FOLDER, QUIET, TORCH
from .settings import CONFIG, Settings

_SCRIPT = """\
#!/usr/bin/env bash
# Trains {base_model} on the dataset in this folder with axolotl: installs it, prepares, trains, merges{pushes}.
# For a machine with Linux, Python and an NVIDIA GPU. Run it again after a cut connection: it goes on where it was.
#
#   AXOLOTL_ENV=/some/environment bash train.sh   uses (or makes) that Python environment, not ../{folder}
#   TORCH='torch==2.12.0' bash train.sh           installs another PyTorch
#
# Written by `simulacrum train --script`. Nothing is reported to anybody: see the variables below.
set -euo pipefail
# What is trained can repeat what was said: nobody else on that machine reads it.
umask 077
cd "$(dirname "${{BASH_SOURCE[0]}}")"
{variables}

config={config}
output={output}
environment="${{AXOLOTL_ENV:-$PWD/../{folder}}}"
export PATH="$environment/bin:$PATH"

say() {{ printf '\\n== %s\\n' "$*"; }}
fail() {{ printf 'Error: %s\\n' "$*" >&2; exit 1; }}

python_here() {{
    local name
    for name in python3.12 python3.13 python3.11 python3.10 python3; do
        if command -v "$name" > /dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 10))'; then
            echo "$name"
            return
        fi
    done
    fail "axolotl needs Python 3.10 or newer"
}}

install() {{
    local python
    python="$(python_here)"
    if ! "$python" -m venv "$environment" > /dev/null 2>&1; then
        # Debian and Ubuntu keep a part of venv in a package of its own.
        [ "$(id -u)" = 0 ] || fail "$python has no venv: run 'sudo apt-get install python3-venv' first"
        apt-get update -qq && apt-get install -y -qq python3-venv > /dev/null
        "$python" -m venv --clear "$environment"
    fi
    # PyTorch first and alone, or another package would choose its version.
    "$environment/bin/python" -m pip install --quiet "${{TORCH:-{torch}}}"
    "$environment/bin/python" -m pip install --quiet {axolotl}
}}

[ -f "$config" ] || fail "$config is not here: copy the whole folder of the dataset"
{base_check}if ! [ -x "$environment/bin/axolotl" ]; then
    say "Installing axolotl into $environment (some minutes, about 10 GB with CUDA)"
    install
fi
{login}
flags=()
if ! "$environment/bin/python" -c 'import sys, torch; sys.exit(not torch.cuda.is_available())'; then
    say "No GPU was found. On the CPU only a very small model can be trained."
    flags=(--no-lora-mlp-kernel --no-lora-qkv-kernel --no-lora-o-kernel --no-lora-embedding-kernel)
fi

mkdir -p "$output"
done_with() {{ [ -f "$output/.$1.done" ]; }}
is_done() {{ touch "$output/.$1.done"; }}

if ! done_with train; then
    say "Preparing"
    axolotl preprocess "$config"
    say "Training"
    launcher=python
    if [ "$("$environment/bin/python" -c 'import torch; print(torch.cuda.device_count())')" -gt 1 ]; then
        launcher=accelerate
    fi
    # With no checkpoint it begins, with one it goes on from there.
    axolotl train "$config" --launcher "$launcher" --auto-resume-from-checkpoints "${{flags[@]}}"
    is_done train
fi
{merge}{push}
say "Done. The result is in $PWD/$output"
"""

_BASE_CHECK = """\
[ -d {base} ] || fail "the base model is not in {base}: copy it there, or edit base_model in $config"
"""
_MERGE = """
if ! done_with merge; then
    say "Merging the adapter into the base model"
    axolotl merge-lora "$config"
    is_done merge
fi
"""
_LOGIN = """
# Before anything is spent: whether the Hub knows who uploads.
hf auth whoami > /dev/null || fail "no login for the Hub: run 'export HF_TOKEN=...', then this script again"
"""
_PUSH = """
if ! done_with push; then
    say "Uploading to {repo}, private"
    hf upload --private {repo} "{what}" .
    is_done push
fi
"""


def script(config: Settings, push_to: str | None) -> str:
    """The text of the script for a dataset; with `push_to` it uploads the result to that private Hub repository."""
    is_adapter = config.keys.get("adapter") in ("lora", "qlora")
    base = config.base_model
    is_path = config.local_base is not None or base.startswith((".", "/", "~"))
    return _SCRIPT.format(
        base_model=" ".join(base.split()),
        pushes=f", uploads to {push_to}" if push_to else "",
        folder=FOLDER,
        variables="\n".join(
            f"export {name}={value}" for name, value in {**QUIET, **_offline(is_path, push_to)}.items()
        ),
        config=shlex.quote(CONFIG),
        output=shlex.quote(_relative(config)),
        torch=TORCH,
        axolotl=shlex.quote(AXOLOTL),
        base_check=_BASE_CHECK.format(base=shlex.quote(base)) if is_path else "",
        login=_LOGIN if push_to else "",
        merge=_MERGE if is_adapter else "",
        push=_PUSH.format(repo=shlex.quote(push_to), what="$output/merged" if is_adapter else "$output")
        if push_to
        else "",
    )


def _relative(config: Settings) -> str:
    return str(Path(config.keys.get("output_dir") or "model-out"))


def _offline(is_local: bool, push_to: str | None) -> dict[str, str]:
    """A base model on the disk needs no hub."""
    return {"HF_HUB_OFFLINE": "1"} if is_local and not push_to else {}
