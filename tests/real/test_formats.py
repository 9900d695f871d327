"""Other layouts before real chat templates and real trainers: every row within the budget, the persona's words alone trained on."""

from __future__ import annotations

import json
import shutil
import unicodedata
from pathlib import Path
from random import Random
from typing import Any

import pytest
from jinja2.sandbox import ImmutableSandboxedEnvironment

from simulacrum_core import Manifest, load_tokenizer

from ..chat_templates import FAMILIES, write_family
from ..conftest import chat_text
from .conftest import CONTROLS, chat_lines, run_axolotl, run_simulacrum
from .environment import tokenizer_folders

pytestmark = pytest.mark.slow

BUDGET = 256
DRIVER = Path(__file__).with_name("other_trainers.py")
CHATML = "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
# Llama 3's later templates tell two dates, and Llama 2's marks are many tokens each.
DATED = (
    "{{ bos_token }}<|start_header_id|>system<|end_header_id|>\n\nCutting Knowledge Date: December 2023\n"
    "Today Date: 26 Jul 2024\n\n{{ messages[0].content | trim if messages[0].role == 'system' }}<|eot_id|>"
    "{% for message in messages if message.role != 'system' %}<|start_header_id|>{{ message.role }}<|end_header_id|>\n\n"
    "{{ message.content | trim }}<|eot_id|>{% endfor %}"
)
LLAMA_2 = (
    "{% for message in messages %}{% if message.role == 'system' %}<<SYS>>\n{{ message.content }}\n<</SYS>>\n\n"
    "{% elif message.role == 'user' %}{{ bos_token }}[INST] {{ message.content | trim }} [/INST]"
    "{% else %} {{ message.content | trim }} {{ eos_token }}{% endif %}{% endfor %}"
)
TEMPLATES = [
    ("qwen3", None),
    ("qwen3", CHATML),
    ("llama3", None),
    ("llama3", DATED),
    ("gemma3", None),
    ("llama2", LLAMA_2),
]


def converted(folder: Path, model: Path, exporter: str, *options: object, budget: int = BUDGET) -> list[dict[str, Any]]:
    """The rows of both splits of a dataset of the hardest chat."""
    chat = folder / "chat.txt"
    chat.write_text("".join(chat_lines(Random(7))), encoding="utf-8")
    recipe = ["--budget", budget, "--seed", 1, "--validation", 0.1, "--system-prompt", "A chat of {me} and {other}."]
    source = [chat, "--from", "whatsapp", "--me", "Ada", "--base-model", model, "--to", exporter]
    run_simulacrum("convert", *source, *recipe, *options, "-o", folder / exporter, "--force")
    assert "Every promise holds." in run_simulacrum("check", folder / exporter).stdout
    files = [folder / exporter / f"{split}.jsonl" for split in ("train", "validation")]
    return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]


def messages(row: dict[str, Any]) -> list[dict[str, str]]:
    if "messages" in row:
        return row["messages"]
    roles = {"human": "user", "gpt": "assistant"}
    said = [{"role": roles[one["from"]], "content": one["value"]} for one in row["conversations"]]
    return [{"role": "system", "content": row["system"]}, *said]


def composed(text: str) -> str:
    """A text as Qwen's tokenizer reads it."""
    return unicodedata.normalize("NFC", text)


def refuse(message: str) -> None:
    raise AssertionError(message)


# The layouts differ in the names of keys: for the other one a template whose marks are tokens, and one whose are not.
@pytest.mark.parametrize(
    ("exporter", "model", "source"),
    [("messages", *template) for template in TEMPLATES]
    + [("sharegpt", *template) for template in (TEMPLATES[0], TEMPLATES[-1])],
)
def test_no_chat_template_makes_a_row_longer_than_the_budget(
    tmp_path: Path, exporter: str, model: str, source: str | None
) -> None:
    folder = tokenizer_folders() / model
    tokenizer = load_tokenizer(str(folder))
    config = json.loads((folder / "tokenizer_config.json").read_bytes())
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    environment.globals["raise_exception"] = refuse
    template = environment.from_string(source or config["chat_template"])
    rows = converted(tmp_path, folder, exporter)
    texts = [
        template.render(messages=messages(row), bos_token=tokenizer.bos, eos_token=tokenizer.eos, enable_thinking=False)
        for row in rows
    ]
    lengths = [tokenizer.count(text) for text in texts]
    assert len(rows) > 150
    # Close to the budget, so that the reserve is not a waste; cut messages fill it.
    assert BUDGET // 2 < max(lengths) <= BUDGET


@pytest.fixture(scope="module")
def reported(axolotl: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[list[Any], dict[str, Any]]]:
    """Rows of the three layouts, and what real trainers make of them."""
    folder = tmp_path_factory.mktemp("formats")
    model = shutil.copytree(tokenizer_folders() / "qwen3", folder / "model")
    (model / "config.json").write_text('{"model_type": "qwen3"}', encoding="utf-8")
    names = ("messages", "sharegpt", "completion")
    rows = {name: converted(folder, model, name) for name in names}
    reports = folder / "reports.jsonl"
    run_axolotl(axolotl, "python", DRIVER, reports, *(folder / name for name in names))
    lines = map(json.loads, reports.read_text(encoding="utf-8").splitlines())
    train = {name: Manifest.load(folder / name).statistics.examples["train"] for name in names}
    return {name: (rows[name][: train[name]], line) for name, line in zip(names, lines, strict=True)}


@pytest.mark.parametrize(("name", "trainer"), [("messages", "axolotl"), ("messages", "trl"), ("sharegpt", "axolotl")])
def test_trainers_train_on_the_personas_words_and_what_ends_them(reported: Any, name: str, trainer: str) -> None:
    rows, report = reported[name]
    assert len(rows) == len(report[trainer]) > 150
    for row, made in zip(rows, report[trainer], strict=True):
        said = [one["content"] for one in messages(row) if one["role"] == "assistant"]
        ended = [text.removeprefix("<think>\n\n</think>\n\n").removesuffix("\n") for text in made["trained"]]
        assert ended == [f"{composed(text)}<|im_end|>" for text in said]
        assert made["length"] <= BUDGET


# As the models' makers ship them: their templates end a turn with another token than the EOS of their tokenizers.
ENDS = [("llama3", "<|end_of_text|>", "<|eot_id|>"), ("gemma3", "<eos>", "<end_of_turn>"), ("llama2", "</s>", "</s>")]


@pytest.fixture(scope="module")
def ended(axolotl: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[list[Any], list[Any]]]:
    """The rows of models whose turns end in some other way, and what axolotl makes of them."""
    place, talk = tmp_path_factory.mktemp("ends"), ["Ben: are you there?", "Ada: yes", "Ben: hm", "Ada: ok\nso what"]
    (place / "chat.txt").write_text(chat_text(*talk * 12), encoding="utf-8")
    rows = {}
    for name, eos, _ in ENDS:
        model = shutil.copytree(tokenizer_folders() / name, place / name / "model")
        config = json.loads((model / "tokenizer_config.json").read_bytes())
        (model / "tokenizer_config.json").write_text(json.dumps({**config, "eos_token": eos}), encoding="utf-8")
        rows[name] = converted(place / name, model, "messages")
    for name in FAMILIES:
        out, model = place / name / "messages", write_family(place / name / "model", name)
        options = ["--me", "Ada", "--to", "messages", "--base-model", model, "--validation", 0, "-o", out]
        run_simulacrum("convert", place / "chat.txt", "--budget", BUDGET, *options)
        rows[name] = [json.loads(line) for line in (out / "train.jsonl").read_bytes().splitlines()]
    reports = place / "reports.jsonl"
    run_axolotl(axolotl, "python", DRIVER, reports, *(place / name / "messages" for name in rows), "--without-trl")
    lines = map(json.loads, reports.read_text(encoding="utf-8").splitlines())
    return {name: (rows[name], line["axolotl"]) for name, line in zip(rows, lines, strict=True)}


@pytest.mark.parametrize(("name", "end"), [(name, end) for name, _, end in ENDS])
def test_axolotl_trains_on_the_end_of_every_turn_whatever_eos_is(ended: Any, name: str, end: str) -> None:
    trained = [text for row in ended[name][1] for text in row["trained"]]
    assert len(trained) > 150
    assert all(text.rstrip("\n").endswith(end) for text in trained)


@pytest.mark.parametrize("name", FAMILIES)
def test_axolotl_trains_on_what_ends_the_turns_of_a_family_and_the_last_one(ended: Any, name: str) -> None:
    rows, made = ended[name]
    assert len(rows) == len(made) > 5
    for row, report in zip(rows, made, strict=True):
        said = [one["content"] for one in row["messages"] if one["role"] == "assistant"]
        ends = [*[FAMILIES[name].middle] * (len(said) - 1), FAMILIES[name].last]
        trained = [text.strip("\n").removeprefix("<think>\n\n</think>\n\n") for text in report["trained"]]
        assert trained == [text + end for text, end in zip(said, ends, strict=True)]


@pytest.mark.parametrize("trainer", ["axolotl", "trl"])
def test_trainers_train_on_all_of_a_plain_text_in_one_piece(reported: Any, trainer: str) -> None:
    rows, report = reported["completion"]
    assert len(rows) == len(report[trainer])
    for row, made in zip(rows, report[trainer], strict=True):
        (text,) = made["trained"]
        assert text.removesuffix("<|im_end|>") == composed(row["text"])
        assert made["length"] <= BUDGET


def test_no_control_token_is_in_what_anybody_says(reported: Any) -> None:
    for rows, _ in reported.values():
        assert not any(token in json.dumps(row, ensure_ascii=False) for row in rows for token in CONTROLS)
