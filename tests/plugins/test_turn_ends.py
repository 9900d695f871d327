"""What ends a turn under a chat template is trained on, whatever the tokenizer calls EOS."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from simulacrum_core import load_tokenizer
from simulacrum_formats.turn_ends import PLAIN, TurnEnd, turn_end

from ..chat_templates import FAMILIES, write_family
from ..conftest import Simulacrum, chat_text
from ..tokenizers import write_tokenizer

TURNS = "{% for m in messages %}<|a|>{{ m['role'] }}\n{{ m['content'] | trim }}<|b|>\n{% endfor %}"
TOKENS = ("<s>", "</s>", "<|a|>", "<|b|>", "<|b|>>")
CHATML = ("<s>", "</s>", "<|im_start|>", "<|im_end|>")


def end(folder: Path, template: object, special: tuple[str, ...] = TOKENS, **config: object) -> TurnEnd:
    model = write_tokenizer(folder / "base", special=special, chat_template=template, **config)
    return turn_end(load_tokenizer(str(model)))


@pytest.mark.parametrize(
    ("template", "token"),
    [
        (TURNS, "<|b|>"),
        ([{"name": "tools", "template": "x"}, {"name": "default", "template": TURNS}], "<|b|>"),
        ("{%- for m in messages -%}{% generation %}{{ m.content }}{% endgeneration %}  <|b|>>{% endfor %}", "<|b|>>"),
        ("{% for m in messages %}{{ m.content }}{{ eos_token }}{% endfor %}", "</s>"),
        ("{{ strftime_now('%Y') }}{% for m in messages %}{% if loop.last %}{% break %}{% endif %}{% endfor %}", None),
        ("{{ raise_exception('no') }}", None),
        ("{% for m in messages %}{{ m.content }} and so on{% endfor %}", None),
        ("{% if", None),
        ("{{ 'x' * 10 ** 12 }}", None),
        ("{{ cycler.__init__.__globals__ }}", None),
    ],
)
def test_the_end_of_a_turn_is_what_the_template_writes_behind_the_words(
    tmp_path: Path, template: object, token: str | None
) -> None:
    assert end(tmp_path, template) == TurnEnd(token, token == "</s>")


@pytest.mark.parametrize("name", FAMILIES)
def test_the_ends_of_turns_of_well_known_families_are_found(tmp_path: Path, simulacrum: Simulacrum, name: str) -> None:
    family, base = FAMILIES[name], write_family(tmp_path / "base", name)
    found = turn_end(load_tokenizer(str(base)))
    assert family.last.startswith(found.token or "none")
    assert (found.between or found.token) == family.middle
    assert set(found.named) == {family.middle, found.token} - {family.eos}
    assert bool(found.template) == (name == "glm 4")
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben: hi", "Ada: yo"] * 9), encoding="utf-8")
    made = simulacrum("convert", "chat.txt", "--me", "Ada", "--to", "messages", "--base-model", "base", "-o", "ada")
    assert made.exit_code == 0, made.output
    assert "Every promise holds." in simulacrum("check", "ada").output
    config = yaml.safe_load((tmp_path / "ada" / "axolotl.yml").read_text(encoding="utf-8"))
    assert config.get("eot_tokens", []) == found.named
    assert config.get("chat_template_jinja", "") == found.template


@pytest.mark.parametrize("name", FAMILIES)
def test_llama_factory_is_told_its_own_template_where_it_reads_no_end_of_a_turn(
    tmp_path: Path, simulacrum: Simulacrum, name: str
) -> None:
    named = {"gemma 3": "gemma", "gemma 4": "gemma4", "glm 4": "glm4", "gpt-oss": "gpt_oss"}
    write_family(tmp_path / "base", name)
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben: hi", "Ada: yo"] * 9), encoding="utf-8")
    made = simulacrum("convert", "chat.txt", "--me", "Ada", "--to", "sharegpt", "--base-model", "base", "-o", "ada")
    assert made.exit_code == 0, made.output
    config = tmp_path / "ada" / "llamafactory.yml"
    assert yaml.safe_load(config.read_text(encoding="utf-8")).get("template") == named.get(name)
    assert "Every promise holds." in simulacrum("check", "ada").output
    config.write_text(config.read_text(encoding="utf-8").replace("template:", "# template:"), encoding="utf-8")
    told = simulacrum("check", "ada")
    assert (told.exit_code, "cannot read what ends a turn" in told.output) == (int(name in named), name in named)


def test_check_misses_what_ends_the_last_turn_where_the_template_does_not(
    simulacrum: Simulacrum, tmp_path: Path
) -> None:
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben: hi", "Ada: yo"] * 9), encoding="utf-8")
    write_family(tmp_path / "base", "glm 4")
    simulacrum("convert", "chat.txt", "--me", "Ada", "--to", "messages", "--base-model", "base", "-o", "ada")
    config = tmp_path / "ada" / "axolotl.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("chat_template_jinja:", "# jinja:"), encoding="utf-8")
    told = simulacrum("check", "ada")
    assert (told.exit_code, "chat_template_jinja names none" in told.output) == (1, True)


def test_a_template_in_a_file_of_its_own_wins(tmp_path: Path) -> None:
    write_tokenizer(tmp_path / "base", special=TOKENS, chat_template="{{ messages[1].content }}</s>")
    (tmp_path / "base" / "chat_template.jinja").write_text(TURNS, encoding="utf-8")
    assert turn_end(load_tokenizer(str(tmp_path / "base"))).token == "<|b|>"


def test_a_template_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulacrum_formats.templates._SECONDS", 1)
    loops = "".join(f"{{% for {name} in range(99999) %}}" for name in "abcd") + "{% endfor %}" * 4
    assert end(tmp_path, loops) == TurnEnd(None, False)


def test_without_a_template_it_is_chatml_where_its_tokens_are_there_else_words_and_eos(tmp_path: Path) -> None:
    assert end(tmp_path, None, CHATML) == TurnEnd("<|im_end|>", False)
    assert end(tmp_path, None, CHATML, eos_token="<|im_end|>") == TurnEnd("<|im_end|>", True)
    assert end(tmp_path, None) == TurnEnd("</s>", True, PLAIN)


def test_the_config_names_it_and_check_says_where_it_is_missing(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben: hi", "Ada: yo"] * 9), encoding="utf-8")
    write_tokenizer(tmp_path / "base", special=TOKENS, chat_template=TURNS)
    made = simulacrum("convert", "chat.txt", "--me", "Ada", "--to", "messages", "--base-model", "base", "-o", "ada")
    assert made.exit_code == 0, made.output
    config = tmp_path / "ada" / "axolotl.yml"
    text = config.read_text(encoding="utf-8")
    assert yaml.safe_load(text)["eot_tokens"] == ["<|b|>"]
    assert "Every promise holds." in simulacrum("check", "ada").output
    config.write_text(text.replace("eot_tokens:", "# eot_tokens:"), encoding="utf-8")
    told = simulacrum("check", "ada")
    assert told.exit_code == 1
    assert "axolotl.yml: the chat template ends a turn with '<|b|>', which is neither EOS nor among" in told.output


def test_a_model_without_template_gets_one_whose_turns_end_with_its_eos(simulacrum: Simulacrum, tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben: hi", "Ada: yo"] * 9), encoding="utf-8")
    write_tokenizer(tmp_path / "base")
    made = simulacrum("convert", "chat.txt", "--me", "Ada", "--to", "messages", "--base-model", "base", "-o", "ada")
    assert made.exit_code == 0, made.output
    config = yaml.safe_load((tmp_path / "ada" / "axolotl.yml").read_text(encoding="utf-8"))
    assert (config["chat_template"], config["chat_template_jinja"]) == ("jinja", PLAIN)
