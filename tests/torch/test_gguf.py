"""The road to llama.cpp: a merged model as a GGUF file, and the real llama.cpp that runs it as it was trained."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

from simulacrum_core import Manifest
from simulacrum_core.models import Turn
from simulacrum_core.rendering.bubbles import turns_of
from simulacrum_core.rendering.render import prompt
from simulacrum_core.training.merging import merge

from ..conftest import chat_text
from ..real.environment import tokenizer_folders
from .conftest import TALK, simulacrum, train

Post = Callable[[str, dict[str, Any]], Any]


@pytest.fixture(scope="module")
def ada(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset with a merged model that learned the talk by heart, its others' lines too; llama.cpp knows the tokenizer."""
    folder = tmp_path_factory.mktemp("road")
    base = folder / "tiny"
    shutil.copytree(tokenizer_folders() / "qwen3", base)
    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    LlamaForCausalLM(LlamaConfig(vocab_size=151_936, max_position_embeddings=512, **sizes)).save_pretrained(base)
    chat = folder / "chat.txt"
    chat.write_text(chat_text(*(line for _ in range(12) for pair in TALK for line in pair)), encoding="utf-8")
    options = ["--me", "Ada", "--base-model", base, "--budget", 128, "--system-prompt", "{me} and {other}."]
    simulacrum("convert", chat, "--from", "whatsapp", *options, "--threads", "off", "-o", folder / "ada")
    train(folder / "ada", base)
    merge(folder / "ada")
    return folder / "ada"


@pytest.fixture(scope="module")
def post(ada: Path) -> Post:
    """Asks llama.cpp's own server, started by the line of `simulacrum deploy` on the file that it made."""
    import xllamacpp

    def deploy(front_end: str, *options: str) -> str:
        command = [sys.executable, "-m", "simulacrum_core", "deploy", ada, "--for", front_end, *options]
        done = subprocess.run([*command, "--gguf", ada / "ada.gguf"], check=True, capture_output=True, encoding="utf-8")
        return done.stdout

    deploy("ollama", "--quantize", "f32")
    assert (ada / "Modelfile").read_text().startswith("FROM ./ada.gguf\n")
    words = shlex.split(deploy("llama-server"))
    values = {word: words[i + 1] for i, word in enumerate(words[:-1]) if word.startswith("-")}
    parameters = xllamacpp.CommonParams()
    parameters.model.path, parameters.n_ctx, parameters.n_parallel = values["-m"], int(values["-c"]), int(values["-np"])
    parameters.n_predict = int(values["-n"])
    # `llama-server` itself replaces the escapes.
    parameters.antiprompt = [words[i + 1].replace("\\n", "\n") for i, word in enumerate(words) if word == "-r"]
    parameters.use_jinja, parameters.cpuparams.n_threads = "--jinja" in words, 1
    server = xllamacpp.Server(parameters)

    def ask(path: str, body: dict[str, Any]) -> Any:
        sent = urllib.request.Request(
            server.listening_address + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(sent, timeout=60) as answer:
            return json.load(answer)

    return ask


def roles(turns: list[Turn], space: str) -> list[dict[str, str]]:
    said = {True: "assistant", False: "user"}
    return [{"role": said[t.persona], "content": space * t.persona + t.text, "name": t.name} for t in turns]


@pytest.mark.parametrize("space", ["", " "])
@pytest.mark.parametrize("system", ["", "Talk."])
def test_llama_cpp_and_transformers_render_a_history_as_the_training_text(
    ada: Path, post: Post, space: str, system: str
) -> None:
    template = Manifest.load(ada).template
    turns = [Turn("Ben", False, "hi"), Turn("Ada", True, 'fine "x"\n{{ no }}'), Turn("Cy", False, "a")]
    turns += [Turn("Cy", False, "b"), Turn("Ada", True, "ok"), Turn("Ada", True, "so"), Turn("Ben", False, "é 👍")]
    messages = [{"role": "system", "content": system}] * bool(system) + roles(turns, space)
    expected = prompt(
        template.model_copy(update={"system_prompt": system} if system else {}), turns_of(template, turns)
    )
    assert system or "Ada and Ben, Cy.\n" in expected
    assert post("/apply-template", {"messages": messages})["prompt"] == expected
    tokenizer = AutoTokenizer.from_pretrained(ada / "merged")
    assert tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True) == expected


@pytest.mark.parametrize("sent", ["by the client", "by nobody"])
def test_twenty_answers_of_llama_cpp_speak_for_nobody_else(ada: Path, post: Post, sent: str) -> None:
    # A client that sends no stop strings gets those of the server's command line.
    stop = Manifest.load(ada).stop if sent == "by the client" else []
    asks = [ask.partition(": ")[2] for ask, _ in TALK]
    answers = []
    for number in range(20):
        turns = [
            Turn("Ben", False, asks[(number + i) % 3]) if i % 2 == 0 else Turn("Ada", True, "ok") for i in range(5)
        ]
        body = {
            "messages": roles(turns, ""),
            "max_tokens": 60,
            "temperature": number / 10,
            "seed": number,
            "stop": stop,
        }
        answers.append(post("/v1/chat/completions", body)["choices"][0])
    assert [one["finish_reason"] for one in answers] == ["stop"] * 20
    assert not any(re.search(r"(?:^|\n)(?:Ada|Ben|Cy)\s*:", one["message"]["content"]) for one in answers)
    assert any(one["message"]["content"] for one in answers)
