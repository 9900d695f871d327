"""Rows of `messages` are rows that the chat template of the base model renders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from simulacrum_core import load_tokenizer
from simulacrum_formats.templates import rendered

from ..conftest import Simulacrum, chat_text
from ..tokenizers import write_tokenizer

TOKENS = ("<s>", "</s>", "<|a|>", "<|b|>")
ROLES = "{% for m in messages %}<|a|>{{ m.role }}\n{{ m.content }}<|b|>{% endfor %}"
REFUSES = "{% if messages[0].role == 'system' %}{{ raise_exception('No role for a system') }}{% endif %}" + ROLES
LEAVES_OUT = ROLES.replace("in messages", "in messages if m.role != 'system'")
ALTERNATES = (
    "{% for m in messages %}{% if loop.previtem and loop.previtem.role == m.role %}"
    "{{ raise_exception('Roles must alternate') }}{% endif %}{% endfor %}" + ROLES
)


def rows(simulacrum: Simulacrum, folder: Path, template: str, *options: str) -> list[list[dict[str, Any]]]:
    """The messages of the rows that are made for a model with a template."""
    (folder / "chat.txt").write_text(chat_text(*["Ben: hi", "Cy: so", "Ada: yo"] * 9), encoding="utf-8")
    write_tokenizer(folder / "base", special=TOKENS, chat_template=template)
    chosen = ("--me", "Ada", "--to", "messages", "--base-model", "base", "--system-prompt", "{me} talks.", *options)
    made = simulacrum("convert", "chat.txt", *chosen, "-o", "ada", "--force")
    assert made.exit_code == 0, made.output
    lines = (folder / "ada" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["messages"] for line in lines]


@pytest.mark.parametrize("template", [REFUSES, LEAVES_OUT])
def test_without_a_role_for_it_the_system_prompt_stands_in_the_first_message(
    simulacrum: Simulacrum, tmp_path: Path, template: str
) -> None:
    found = rows(simulacrum, tmp_path, template)
    assert all(one[0]["role"] == "user" and one[0]["content"].startswith("Ada talks.\n\n") for one in found)
    assert "as the chat template has no role for it" in (tmp_path / "ada" / "README.md").read_text(encoding="utf-8")
    assert "Every promise holds." in simulacrum("check", "ada").output
    texts = rendered(load_tokenizer(str(tmp_path / "base")), found)
    assert all("Ada talks." in one.text for one in texts)


def test_with_a_role_for_it_the_system_prompt_is_a_message(simulacrum: Simulacrum, tmp_path: Path) -> None:
    assert all(one[0] == {"role": "system", "content": "Ada talks."} for one in rows(simulacrum, tmp_path, ROLES))


def test_check_tells_what_a_template_says_against_the_rows(simulacrum: Simulacrum, tmp_path: Path) -> None:
    rows(simulacrum, tmp_path, ROLES)
    write_tokenizer(tmp_path / "base", special=TOKENS, chat_template=REFUSES)
    told = simulacrum("check", "ada")
    assert told.exit_code == 1
    assert "train.jsonl: the chat template of the tokenizer refuses rows (No role for a system)" in told.output
    rows(simulacrum, tmp_path, ALTERNATES, "-e", "alternate", "false", "--system-prompt", "", "--threads", "off")
    assert "refuses rows (Roles must alternate)" in simulacrum("check", "ada").output


def test_check_tells_that_a_template_ends_no_turn_with_a_token(simulacrum: Simulacrum, tmp_path: Path) -> None:
    rows(simulacrum, tmp_path, "{% for m in messages %}### {{ m.role }}:\n{{ m.content }}\n{% endfor %}")
    told = simulacrum("check", "ada")
    assert (told.exit_code, "axolotl.yml: the chat template of the tokenizer writes no token" in told.output) == (
        1,
        True,
    )
    config = tmp_path / "ada" / "axolotl.yml"
    text = config.read_text(encoding="utf-8").replace("tokenizer_default_fallback_chatml", "chatml")
    config.write_text(text, encoding="utf-8")
    assert "Every promise holds." in simulacrum("check", "ada").output


def shared(simulacrum: Simulacrum, folder: Path, template: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The first row and the config that LLaMA-Factory gets for a model with a template."""
    (folder / "chat.txt").write_text(chat_text(*["Ben: hi", "Ada: yo"] * 9), encoding="utf-8")
    write_tokenizer(folder / "base", special=TOKENS, chat_template=template)
    chosen = ("--me", "Ada", "--to", "sharegpt", "--base-model", "base", "--system-prompt", "{me} talks.")
    made = simulacrum("convert", "chat.txt", *chosen, "-o", "ada", "--force")
    assert made.exit_code == 0, made.output
    first = (folder / "ada" / "train.jsonl").read_text(encoding="utf-8").partition("\n")[0]
    return json.loads(first), yaml.safe_load((folder / "ada" / "llamafactory.yml").read_text(encoding="utf-8"))


def test_llama_factory_reads_no_template_that_refuses_a_system_message(simulacrum: Simulacrum, tmp_path: Path) -> None:
    row, config = shared(simulacrum, tmp_path, REFUSES.replace("<|a|>", "[INST]"))
    assert (row["system"], config["template"]) == ("Ada talks.", "mistral")
    assert "Every promise holds." in simulacrum("check", "ada").output
    _, config = shared(simulacrum, tmp_path, REFUSES)
    assert "template" not in config
    assert "or a system message, from the chat template" in simulacrum("check", "ada").output


def test_a_system_prompt_that_llama_factory_would_lose_stands_in_the_first_message(
    simulacrum: Simulacrum, tmp_path: Path
) -> None:
    row, _ = shared(simulacrum, tmp_path, LEAVES_OUT)
    assert (row["system"], row["conversations"][0]["value"]) == ("", "Ada talks.\n\nhi")
    assert "Every promise holds." in simulacrum("check", "ada").output
