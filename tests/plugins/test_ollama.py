"""The Modelfile: the prompt of the renderer in Go's template language, stop strings, and weights that are there."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core.rendering.template import Template
from simulacrum_ollama.modelfile import go_template

from ..conftest import Simulacrum, chat_text

HOSTILE = ['Ben "the" {{.Prompt}}', "Mü\\n`x`", '"""', "👨\u200d👩\u200d👧 }}", "FROM x"]


def template(name: str = "Ada", prompt: str = "") -> Template:
    return Template(style="seamless", train_name=True, bos="<s>", eos="</s>", name=name, system_prompt=prompt)


@pytest.fixture
def dataset(simulacrum: Simulacrum, tmp_path: Path) -> Path:
    """A dataset with something that looks like a merged model."""
    (tmp_path / "chat.txt").write_text(chat_text(*["Ben Kowal: hi", "Ada: yo"] * 9), encoding="utf-8")
    prompt = ("--system-prompt", "{me} talks to {other}.")
    assert simulacrum("convert", "chat.txt", "--me", "Ada", "-o", "ada", *prompt).exit_code == 0
    (tmp_path / "ada" / "merged").mkdir()
    (tmp_path / "ada" / "merged" / "config.json").write_text('{"architectures": ["LlamaForCausalLM"]}')
    return tmp_path / "ada"


def test_the_modelfile_is_this(simulacrum: Simulacrum, dataset: Path) -> None:
    made = simulacrum("ollama", "ada")
    assert made.stdout == "ada/Modelfile\n"
    assert (dataset / "Modelfile").read_text(encoding="utf-8") == (
        "FROM ./merged\n"
        'TEMPLATE """{{ if .System }}{{ .System }}{{ "\\n" }}'
        '{{ else }}{{ "Ada talks to Ben Kowal\\u002e\\u000a" }}{{ end }}'
        "{{ range .Messages }}{{ if .Content }}"
        '{{ if eq .Role "user" }}{{ "Ben Kowal\\u003a " }}{{ .Content }}{{ "\\n" }}{{ end }}'
        '{{ if eq .Role "assistant" }}{{ "Ada\\u003a" }}{{ if ne (slice .Content 0 1) " " }} {{ end }}{{ .Content }}'
        '{{ "\\n" }}{{ end }}{{ end }}{{ end }}{{ "Ada\\u003a" }}"""\n'
        'PARAMETER stop """</s>"""\n'
        'PARAMETER stop """\nBen Kowal:"""\n'
        'PARAMETER stop """\nAda:"""\n'
        'PARAMETER stop """\nBen:"""\n'
        "PARAMETER num_ctx 2048\n"
        "PARAMETER num_predict 200\n"
        "PARAMETER temperature 0.8\n"
        "PARAMETER top_p 0.95\n"
        "PARAMETER repeat_penalty 1.05\n"
    )


def test_with_bubbles_the_name_of_the_persona_stops_nothing(simulacrum: Simulacrum, dataset: Path) -> None:
    plain = simulacrum("ollama", "ada", "-o", "plain")
    manifest = json.loads((dataset / "simulacrum.json").read_text())
    manifest["template"]["bubbles"] = True
    manifest["stop"].remove("\nAda:")
    (dataset / "simulacrum.json").write_text(json.dumps(manifest))
    assert simulacrum("ollama", "ada", "-o", "apart").exit_code == plain.exit_code == 0
    made = (dataset.parent / "plain").read_text().replace('PARAMETER stop """\nAda:"""\n', "")
    assert (dataset.parent / "apart").read_text() == made
    assert 'stop """\nAda:' not in (dataset.parent / "apart").read_text()


@given(name=st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), min_size=1)))
def test_a_name_means_nothing_to_go_or_to_the_modelfile(name: str) -> None:
    text = go_template(template(name, "{me} and {other}"), "Ben")
    # Python reads these escapes as Go does.
    strings = [ast.literal_eval(f'"{inner}"') for inner in re.findall(r'\{\{ "((?:[^"\\]|\\.)*)" \}\}', text)]
    assert f"{name} and Ben\n" in strings
    assert strings[-1] == f"{name}:"
    assert text.isascii()
    assert '"""' not in text
    assert "\n" not in text


def test_one_may_be_somebody_else_but_not_the_persona(simulacrum: Simulacrum, dataset: Path) -> None:
    assert simulacrum("ollama", "ada", "--as", "Cleo", "-o", "there").exit_code == 0
    text = (dataset.parent / "there").read_text(encoding="utf-8")
    assert text.startswith("FROM ./ada/merged\n")
    assert 'PARAMETER stop """\nCleo:"""' in text
    assert "Ada talks to Cleo" in text
    assert "is the persona" in simulacrum("ollama", "ada", "--as", "Ada", "--force").stderr


def test_a_stop_string_that_no_modelfile_can_hold_is_left_out_and_told(simulacrum: Simulacrum, dataset: Path) -> None:
    made = simulacrum("ollama", "ada", "--as", "Ben\u200d")
    assert "1 names hold invisible characters" in made.stderr
    assert "Ben\u200d" not in (dataset / "Modelfile").read_text(encoding="utf-8")


def test_an_existing_modelfile_is_kept(simulacrum: Simulacrum, dataset: Path) -> None:
    (dataset / "Modelfile").write_text("mine")
    assert simulacrum("ollama", "ada").exit_code == 2
    assert (dataset / "Modelfile").read_text() == "mine"
    assert simulacrum("ollama", "ada", "--force").exit_code == 0


def test_without_a_merged_model_the_command_that_makes_one_is_named(simulacrum: Simulacrum, dataset: Path) -> None:
    (dataset / "merged" / "config.json").unlink()
    refused = simulacrum("ollama", "ada")
    assert refused.exit_code == 2
    assert "simulacrum merge ada" in refused.stderr


def test_an_architecture_that_ollama_may_not_know_is_told(simulacrum: Simulacrum, dataset: Path) -> None:
    (dataset / "merged" / "config.json").write_text(json.dumps({"architectures": ["MambaForCausalLM"]}))
    assert "may not import MambaForCausalLM" in simulacrum("ollama", "ada").stderr


def test_without_a_converter_the_line_that_converts_is_named(simulacrum: Simulacrum, dataset: Path) -> None:
    refused = simulacrum("ollama", "ada", "--gguf", "ada.gguf", "--quantize", "f16")
    assert refused.exit_code == 2
    assert "convert_hf_to_gguf.py ada/merged --outfile ada.gguf --outtype f16" in refused.stderr
    assert "--quantize is for a GGUF file" in simulacrum("ollama", "ada", "--quantize", "f16").stderr


def test_a_gguf_file_that_is_there_is_used(simulacrum: Simulacrum, dataset: Path) -> None:
    (dataset.parent / "ada.gguf").write_bytes(b"GGUF")
    assert simulacrum("ollama", "ada", "--gguf", "ada.gguf").exit_code == 0
    assert (dataset / "Modelfile").read_text(encoding="utf-8").startswith("FROM ../ada.gguf\n")


@pytest.mark.parametrize("ends", ["well", "badly"])
def test_a_converter_that_fails_leaves_nothing(simulacrum: Simulacrum, dataset: Path, ends: str) -> None:
    script = "import sys; open(sys.argv[3], 'wb').write(b'GGUF')"
    if ends == "badly":
        script += "; sys.exit('unknown pre-tokenizer')"
    (dataset.parent / "llama.cpp").mkdir()
    (dataset.parent / "llama.cpp" / "convert_hf_to_gguf.py").write_text(script)
    made = simulacrum("ollama", "ada", "--gguf", "ada.gguf", "--llama-cpp", "llama.cpp")
    assert made.exit_code == (0 if ends == "well" else 1)
    assert ("converter failed: unknown pre-tokenizer" in made.stderr) == (ends == "badly")
    assert [path.name for path in dataset.parent.glob("*.gguf*")] == (["ada.gguf"] if ends == "well" else [])
