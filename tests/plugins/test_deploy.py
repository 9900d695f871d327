"""What front ends are given: the renderer's prompt in their language, the same stop strings, weights that are there."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core import Manifest, Turn
from simulacrum_core.rendering.render import prompt
from simulacrum_core.rendering.template import Template
from simulacrum_deploy.modelfile import go_template

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
        '{{ if eq .Role "assistant" }}{{ if ne .Content " " }}{{ "Ada\\u003a" }}{{ if ne (slice .Content 0 1) " " }} {{ end }}'
        '{{ .Content }}{{ "\\n" }}{{ end }}{{ end }}{{ end }}{{ end }}{{ "Ada\\u003a" }}"""\n'
        'PARAMETER stop """</s>"""\n'
        'PARAMETER stop """\nBen Kowal:"""\n'
        'PARAMETER stop """\nAda:"""\n'
        'PARAMETER stop """\nBen:"""\n'
        "PARAMETER num_ctx 2048\n"
        "PARAMETER num_predict 200\n"
        "PARAMETER temperature 0.8\n"
        "PARAMETER top_p 0.95\n"
        "PARAMETER top_k 0\n"
        "PARAMETER min_p 0\n"
        "PARAMETER repeat_penalty 1.05\n"
        "PARAMETER repeat_last_n 2048\n"
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


@pytest.mark.parametrize("adds", [True, None])
def test_a_gguf_file_begins_with_bos_where_the_merged_model_does(
    simulacrum: Simulacrum, dataset: Path, adds: bool | None
) -> None:
    # The converter says no for SmolLM2, and programs that lay out the text themselves leave BOS to llama.cpp.
    key = b"tokenizer.ggml.add_bos_token"
    written = b"GGUF" + len(key).to_bytes(8, "little") + key + (7).to_bytes(4, "little") + b"\0rest"
    (dataset / "merged" / "tokenizer_config.json").write_text(json.dumps({"add_bos_token": adds} if adds else {}))
    (dataset.parent / "llama.cpp").mkdir()
    script = f"import sys; open(sys.argv[3], 'wb').write({written!r})"
    (dataset.parent / "llama.cpp" / "convert_hf_to_gguf.py").write_text(script)
    made = simulacrum("ollama", "ada", "--gguf", "ada.gguf", "--llama-cpp", "llama.cpp")
    assert made.exit_code == 0
    assert (dataset.parent / "ada.gguf").read_bytes() == (written.replace(b"\0rest", b"\1rest") if adds else written)


def test_ollama_is_short_for_deploy(simulacrum: Simulacrum, dataset: Path) -> None:
    assert simulacrum("ollama", "ada", "-o", "short").exit_code == 0
    long = simulacrum("deploy", "ada", "--for", "ollama", "-o", "long")
    assert (long.exit_code, long.stdout) == (0, "long\n")
    assert (dataset.parent / "short").read_bytes() == (dataset.parent / "long").read_bytes()
    assert "Next: ollama create NAME -f long" in long.stderr


TALK = [
    Turn("Ben Kowal", False, "hi"),
    Turn("Ada", True, 'fine "x"\nand {y}'),
    Turn("Ben Kowal", False, "so?"),
]


def in_silly_tavern(templates: dict[str, Any], turns: list[Turn], user: str, char: str) -> str:
    """The prompt that SillyTavern makes for text completion: the story string, the messages, the line that is begun."""
    context, instruct = templates["context"], templates["instruct"]
    separator = "\n" if instruct["wrap"] else ""

    def filled(text: str) -> str:
        return text.replace("{{char}}", char).replace("{{user}}", user).replace("{{newline}}", "\n")

    story = filled(context["story_string"]).lstrip("\n")
    if story and not story.endswith("\n") and instruct["wrap"]:
        story += "\n"
    chat = f"{filled(context['chat_start'])}\n" if context["chat_start"] else ""
    for turn in turns:
        kind = "output" if turn.persona else "input"
        prefix, suffix = filled(instruct[f"{kind}_sequence"]), filled(instruct[f"{kind}_suffix"])
        if not suffix and instruct["wrap"]:
            suffix = "\n"
        said = f"{turn.name}: {turn.text}" if instruct["names_behavior"] == "always" else turn.text
        chat += separator.join(part for part in (prefix, said + suffix) if part)
    start = filled(instruct["last_output_sequence"] or instruct["output_sequence"])
    last = f"{separator}{start}{separator}" + (f"{char}:" if instruct["names_behavior"] == "always" else "")
    return instruct["story_string_prefix"] + story + instruct["story_string_suffix"] + chat + last


def stops_of_silly_tavern(templates: dict[str, Any], user: str, char: str) -> list[str]:
    """What ends an answer there: names, then each line of the sequences."""
    context, instruct = templates["context"], templates["instruct"]
    names = [f"\n{user}:"] if context["names_as_stop_strings"] else []
    sequences = [instruct[name] for name in ("stop_sequence", "input_sequence", "output_sequence", "system_sequence")]
    lines = [line for line in "\n".join(sequences).split("\n") if line.strip()]
    wrapped = [f"\n{line}" if instruct["wrap"] else line for line in lines]
    filled = [line.replace("{{newline}}", "\n").replace("{{char}}", char).replace("{{user}}", user) for line in wrapped]
    return list(dict.fromkeys([*names, *filled]))


@pytest.fixture
def weights(dataset: Path) -> Path:
    """The dataset with something that looks like a GGUF file."""
    (dataset / "model.gguf").write_bytes(b"GGUF")
    return dataset


@pytest.mark.parametrize("user", ["Ben Kowal", "Cleo"])
def test_silly_tavern_makes_our_prompt_and_stops_where_we_do(simulacrum: Simulacrum, weights: Path, user: str) -> None:
    made = simulacrum("deploy", "ada", "--for", "sillytavern", "--as", user)
    assert (made.exit_code, made.stdout) == (0, "ada/sillytavern.json\n")
    templates = json.loads((weights / "sillytavern.json").read_text(encoding="utf-8"))
    # By these keys it knows an instruct and a context template.
    assert {"name", "input_sequence", "output_sequence"} <= templates["instruct"].keys()
    assert {"name", "story_string"} <= templates["context"].keys()
    manifest = Manifest.load(weights)
    turns = [msgspec.structs.replace(turn, name=user) if not turn.persona else turn for turn in TALK]
    # BOS is the server's to add.
    expected = prompt(manifest.template, turns).removeprefix(manifest.template.bos)
    assert in_silly_tavern(templates, turns, user, "Ada") == expected
    assert set(stops_of_silly_tavern(templates, user, "Ada")) == {*manifest.stop, f"\n{user}:"}
    assert f"Call your persona {user}, and make a character Ada" in made.stderr
    # SillyTavern itself listens on 8000.
    assert "--port 8001" in made.stderr
    assert "llama.cpp, http://127.0.0.1:8001" in made.stderr


def test_silly_tavern_sends_numbers_of_its_own_which_are_ours(simulacrum: Simulacrum, weights: Path) -> None:
    assert simulacrum("deploy", "ada", "--for", "sillytavern").exit_code == 0
    preset = json.loads((weights / "sillytavern.json").read_text(encoding="utf-8"))["preset"]
    # By these keys it knows a preset for text completion.
    assert {"temp", "top_k", "top_p", "rep_pen"} <= preset.keys()
    usual = (preset["temp"], preset["top_p"], preset["rep_pen"], preset["genamt"], preset["max_length"])
    assert usual == (0.8, 0.95, 1.05, 200, 2048)
    assert (preset["top_k"], preset["min_p"], preset["rep_pen_range"]) == (0, 0, 2048)


def test_silly_tavern_reads_braces_as_its_own_which_is_told(simulacrum: Simulacrum, weights: Path) -> None:
    manifest = json.loads((weights / "simulacrum.json").read_text())
    manifest["template"]["system_prompt"] = "{{me}}"
    (weights / "simulacrum.json").write_text(json.dumps(manifest))
    assert "holds {{, which SillyTavern reads" in simulacrum("deploy", "ada", "--for", "sillytavern").stderr


def test_lm_studio_gets_the_stop_strings_and_numbers(simulacrum: Simulacrum, weights: Path) -> None:
    made = simulacrum("deploy", "ada", "--for", "lmstudio")
    assert (made.exit_code, made.stdout) == (0, "ada/lmstudio.preset.json\n")
    assert "lms import ada/model.gguf" in made.stderr
    preset = json.loads((weights / "lmstudio.preset.json").read_text(encoding="utf-8"))
    assert (preset["identifier"], preset["name"]) == ("@local:simulacrum-ada", "Ada")
    fields = {field["key"]: field["value"] for field in preset["operation"]["fields"]}
    assert fields["llm.prediction.stopStrings"] == Manifest.load(weights).stop
    assert fields["llm.prediction.temperature"] == 0.8
    assert fields["llm.prediction.topPSampling"] == {"checked": True, "value": 0.95}
    assert fields["llm.prediction.minPSampling"] == {"checked": True, "value": 0}
    assert preset["load"]["fields"] == [{"key": "llm.load.contextLength", "value": 2048}]
    assert "llm.prediction.promptTemplate" not in fields
    assert simulacrum("deploy", "ada", "--for", "lmstudio", "--as", "Cleo", "--force").exit_code == 0
    fields = {
        field["key"]: field["value"]
        for field in json.loads((weights / "lmstudio.preset.json").read_text(encoding="utf-8"))["operation"]["fields"]
    }
    renamed = fields["llm.prediction.promptTemplate"]["jinjaPromptTemplate"]["template"]
    assert ('"Cleo"' in renamed, "Ben" in renamed) == (True, False)
    assert "\nCleo:" in fields["llm.prediction.stopStrings"]


def test_llama_server_is_started_with_all_stop_strings(simulacrum: Simulacrum, weights: Path) -> None:
    made = simulacrum("deploy", "ada", "--for", "llama-server")
    (line,) = made.stdout.splitlines()
    words = shlex.split(line)
    assert words[:4] == ["llama-server", "-m", "ada/model.gguf", "--alias"]
    stops = [words[i + 1].replace("\\n", "\n") for i, word in enumerate(words) if word == "-r"]
    assert stops == Manifest.load(weights).stop
    assert "--chat-template-file" not in words
    assert (words[words.index("--top-k") + 1], words[words.index("--min-p") + 1]) == ("0", "0")
    assert words[-2:] == ["--port", "8000"]
    assert not (weights / "chat_template.jinja").exists()
    other = shlex.split(simulacrum("deploy", "ada", "--for", "llama-server", "--as", "Cleo").stdout)
    assert other[other.index("--chat-template-file") + 1] == "ada/chat_template.jinja"
    assert "Cleo" in (weights / "chat_template.jinja").read_text(encoding="utf-8")


def test_a_backslash_in_a_name_is_none_of_llama_cpps(simulacrum: Simulacrum, weights: Path) -> None:
    line = simulacrum("deploy", "ada", "--for", "llama-server", "--as", "Be\\n").stdout
    assert "\\nBe\\\\n:" in shlex.split(line)


def test_open_webui_is_given_our_server_or_llama_cpps(simulacrum: Simulacrum, weights: Path) -> None:
    own = simulacrum("deploy", "ada", "--for", "openwebui").stdout.splitlines()
    assert own[0] == "simulacrum serve ada --port 8000"
    assert own[1].startswith("OPENAI_API_BASE_URL=http://127.0.0.1:8000/v1 ")
    assert own[1].endswith(" open-webui serve")
    assert "ENABLE_TITLE_GENERATION=False" in own[1]
    other = simulacrum("deploy", "ada", "--for", "openwebui", "--gguf", "ada/model.gguf").stdout.splitlines()
    assert (other[0].partition(" ")[0], other[1]) == ("llama-server", own[1])


@pytest.mark.parametrize(
    ("front_end", "seen"),
    [
        ("ollama", "on a line that begins with 'Ada:'"),
        ("lmstudio", "on a line that begins with 'Ada:'"),
        ("llama-server", "on a line that begins with 'Ada:'"),
        ("sillytavern", "takes 'Ada:' before them away"),
        ("openwebui", "each of its lines counts as a message"),
    ],
)
def test_what_a_front_end_makes_of_bubbles_is_told(
    simulacrum: Simulacrum, weights: Path, front_end: str, seen: str
) -> None:
    assert "--bubbles" not in simulacrum("deploy", "ada", "--for", front_end).stderr
    manifest = json.loads((weights / "simulacrum.json").read_text())
    manifest["template"]["bubbles"] = True
    (weights / "simulacrum.json").write_text(json.dumps(manifest))
    told = simulacrum("deploy", "ada", "--for", front_end, "--force").stderr
    assert f"--bubbles, which {front_end} does not split" in told
    assert seen in told


def test_what_was_written_is_kept_before_weights_are_made(simulacrum: Simulacrum, dataset: Path) -> None:
    (dataset / "sillytavern.json").write_text("mine")
    refused = simulacrum("deploy", "ada", "--for", "sillytavern")
    assert refused.exit_code == 2
    assert "Pass --force" in refused.stderr


def test_a_gguf_file_of_an_older_merged_model_is_told(simulacrum: Simulacrum, weights: Path) -> None:
    assert "older than the merged model" not in simulacrum("deploy", "ada", "--for", "llama-server").stderr
    os.utime(weights / "model.gguf", (1, 1))
    assert "model.gguf is older than the merged model" in simulacrum("deploy", "ada", "--for", "llama-server").stderr
