"""Datasets of an invented chat for several base models, and what the real axolotl makes of them; each is made once."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from copy import copy
from functools import cache, lru_cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner, Result

from simulacrum_core import Registry, Tokenizer
from simulacrum_core.cli import cli
from simulacrum_core.tokens import loading

from .environment import TOKENIZERS, axolotl_environment, axolotl_variables, tokenizer_folders
from .tiny import tiny_model

DRIVER = Path(__file__).with_name("preprocess.py")
BUDGET = 256
MODEL_TYPES = {
    "llama2": "llama",
    "llama3": "llama",
    "qwen3": "qwen3",
    "gemma3": "gemma3_text",
    "deepseek": "deepseek_v3",
}


class Case(NamedTuple):
    """A dataset to make: for which model, and with which options besides those that all share."""

    model: str
    options: tuple[str, ...] = ()


CASES = {
    **{model: Case(model) for model in ("tiny", *TOKENIZERS)},
    "llama2-origin": Case("llama2", ("--style", "origin", "-e", "adapter", "qlora")),
    "llama3-origin": Case("llama3", ("--style", "origin")),
    # A segment that begins with a space is the one that Llama 2's file and transformers part in two ways.
    "llama2-unnamed": Case("llama2", ("--no-train-name",)),
    "qwen3-unnamed": Case("qwen3", ("--no-train-name",)),
    "qwen3-bubbles": Case("qwen3", ("--bubbles",)),
}


class Prepared(NamedTuple):
    """A dataset folder, and what the driver reports of it."""

    case: Case
    folder: Path
    report: dict[str, Any]


def run_simulacrum(*arguments: object) -> Result:
    """The command line in this process; it must succeed."""
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments], obj=Registry.installed())
    assert result.exit_code == 0, f"simulacrum {' '.join(map(str, arguments))}\n{result.output}\n{result.exception!r}"
    return result


@pytest.fixture(scope="session", autouse=True)
def opened_once() -> Iterator[None]:
    """A published tokenizer takes a second or two to load, and the commands in this process would do it 170 times."""
    load = loading._load

    @lru_cache(maxsize=8)
    def loaded(spec: str, download: bool, files: frozenset[tuple[str, int, int]]) -> Tokenizer:
        return load(spec, download)

    def of_now(spec: str, download: bool) -> Tokenizer:
        found = [(path, path.stat()) for path in Path(spec).glob("*.json*")]
        files = frozenset((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in found)
        # A command sets what ends a text, and what counts, on its own one.
        return copy(loaded(spec, download, files)) if files else load(spec, download)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "_load", of_now)
        yield


@pytest.fixture(scope="session")
def axolotl() -> Path:
    """The virtual environment with axolotl."""
    return axolotl_environment()


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one folder a base model, holding as much of the model as preprocessing reads."""
    folder = tmp_path_factory.mktemp("models")
    for name, model_type in MODEL_TYPES.items():
        shutil.copytree(tokenizer_folders() / name, folder / name)
        write_config(folder / name, {"model_type": model_type})
    shutil.copytree(tiny_model(), folder / "tiny")
    return folder


def write_config(model: Path, config: dict[str, Any]) -> None:
    (model / "config.json").write_text(json.dumps(config), encoding="utf-8")


@pytest.fixture(scope="session")
def datasets(models: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The dataset folder of every case, all made of the same chat."""
    folder = tmp_path_factory.mktemp("datasets")
    chat = folder / "chat.txt"
    chat.write_text("".join(chat_lines(Random(7))), encoding="utf-8")
    source = [
        chat,
        "--from",
        "whatsapp",
        "--to",
        "axolotl",
        "--me",
        "Ada",
        "--system-prompt",
        "A chat of {me} and {other}.",
    ]
    recipe = ["--budget", BUDGET, "--seed", 1, "--validation", 0.1]
    for name, case in CASES.items():
        model = ["--base-model", models / case.model]
        run_simulacrum("convert", *source, *recipe, *model, *case.options, "-o", folder / name)
    return {name: folder / name for name in CASES}


@pytest.fixture(scope="session")
def prepared(axolotl: Path, models: Path, datasets: dict[str, Path]) -> dict[str, Prepared]:
    """Every case after `axolotl preprocess`."""
    reports = models / "reports.jsonl"
    options = [f"--control={text}" for text in CONTROLS]
    run_axolotl(axolotl, "python", DRIVER, *options, reports, *datasets.values())
    lines = reports.read_text(encoding="utf-8").splitlines()
    pairs = zip(datasets.items(), lines, strict=True)
    return {name: Prepared(CASES[name], folder, json.loads(line)) for (name, folder), line in pairs}


def run_axolotl(environment: Path, program: str, *arguments: object, cwd: Path | None = None, **variables: str) -> str:
    """What a program of axolotl's environment prints, with these variables; it must succeed."""
    command = [str(environment / "bin" / program), *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=cwd,
        env=axolotl_variables(environment) | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-8000:]}"
    return done.stdout


def counted(rows: Iterable[dict[str, Any]]) -> Counter[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Rows as a multiset, since axolotl shuffles them."""
    return Counter((tuple(row["input_ids"]), tuple(row["labels"])) for row in rows)


@cache
def previewed(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """What `simulacrum preview` shows of each split of a dataset that stays as it is, in the order of its file."""
    splits: dict[str, list[dict[str, Any]]] = {"train": [], "validation": []}
    for line in run_simulacrum("preview", folder, "--tokens", "--json", "--all").stdout.splitlines():
        row = json.loads(line)
        splits[row["split"]].append(row)
    return splits


CONTROLS = ("<s>", "</s>", "<|im_end|>", "<|eot_id|>", "[INST]", "<start_of_turn>", "<end_of_turn>", "<think>", "<bos>")
OTHERS = ("Ben Müller", "~\u202fعمر 🌵")
PHRASES = (
    "hello there",
    "how are you?",
    "  two  spaces  ",
    "it's 12345 o'clock!!!",
    "…",
    "naïve cafe\u0301",
    "😂",
    "👨‍👩‍👧‍👦❤️👍🏽",
    "🇩🇪🇺🇸",
    "مرحبا كيف حالك",
    "\u200fשלום\u200f עולם",
    "한국어",
    "日本語の文章。",
    "see you: tomorrow",
    "C:\\temp\\x",
    "tab\there",
    "https://example.org/?q=a&b=c#d",
    "(ok)",
    "\u200d\ufe0f",
    "Ada: no, you",
    "ᚠᛇᚻ",
    "ok\u00a0then\u202f!",
)


def chat_lines(rng: Random) -> Iterator[str]:
    """A WhatsApp chat of three people who write whatever makes life hard for a tokenizer."""
    moment = dt.datetime(2024, 1, 13, 9)
    for i in range(600):
        # Every thirtieth message comes hours later, which begins a session.
        moment += dt.timedelta(seconds=rng.randint(5, 300), hours=0 if i % 30 else 5)
        author = rng.choice(["Ada", "Ada", *OTHERS])
        yield f"{moment:%d/%m/%Y, %H:%M} - {author}: {message(rng, i)}\n"


def message(rng: Random, i: int) -> str:
    """An invented message; now and then one of many lines, one with literal control tokens, one beyond the budget."""
    text = " ".join(rng.choices(PHRASES, k=rng.randint(1, 4)))
    if i % 7 == 0:
        text += "\n" + "\n".join(rng.choices(PHRASES, k=rng.randint(1, 3)))
    if i % 11 == 0:
        text = f"{text}{rng.choice(CONTROLS)}{rng.choice(['', ' ', 'x'])}{rng.choice(CONTROLS)}"
    if i % 53 == 0:
        text = "\n\n".join(" ".join(rng.choices(PHRASES, k=25)) + "." for _ in range(8))
    return text
