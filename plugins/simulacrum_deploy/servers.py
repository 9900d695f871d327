"""Command lines for servers: llama.cpp's with the numbers and stop strings of the dataset, and Open WebUI's."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence

from .persona import Persona

MOST_STOPS = 500
"""Stop strings on a command line; Windows takes no line of more than 32,767 characters."""
# Not 8080, where Open WebUI itself listens; SillyTavern listens on 8000.
PORT, BESIDE_SILLY_TAVERN, KEY = 8000, 8001, "simulacrum"
# Open WebUI asks the model itself for titles, tags and what to say next: a persona answers that as itself.
_WITHOUT_TASKS = {
    f"ENABLE_{task}": "False"
    for task in ("TITLE_GENERATION", "TAGS_GENERATION", "FOLLOW_UP_GENERATION", "AUTOCOMPLETE_GENERATION")
}


def llama_server(persona: Persona, weights: str, template: str | None = None, port: int = PORT) -> list[str]:
    """The arguments of `llama-server`, whose defaults for requests are the dataset's then, and as few others as ours.

    `template` is a file with a chat template in the place of the one in the weights.
    """
    usual = persona.sampling
    stops = (part for text in persona.stop[:MOST_STOPS] for part in ("-r", _escaped(text)))
    return [
        *("llama-server", "-m", weights, "--alias", persona.name, "--jinja"),
        *(["--chat-template-file", template] if template else []),
        # One conversation at once has all of the context.
        *("-c", str(persona.context), "-np", "1", "-n", str(usual.max_tokens)),
        *("--temp", str(usual.temperature), "--top-p", str(usual.top_p)),
        *("--top-k", "0", "--min-p", "0"),
        *("--repeat-penalty", str(usual.repetition_penalty), "--repeat-last-n", str(persona.context)),
        *stops,
        *("--port", str(port)),
    ]


def serve(folder: str, other: str | None, port: int = PORT) -> list[str]:
    """The arguments of our own server."""
    return ["simulacrum", "serve", folder, "--port", str(port), *(["--as", other] if other else [])]


def open_webui(port: int = PORT) -> str:
    """The line that starts Open WebUI with the model on `port` of this machine as its only one."""
    variables = {
        "OPENAI_API_BASE_URL": f"http://127.0.0.1:{port}/v1",
        "OPENAI_API_KEY": KEY,
        "ENABLE_OLLAMA_API": "False",
        **_WITHOUT_TASKS,
    }
    if os.name == "nt":
        return "\n".join([*(f'set "{name}={value}"' for name, value in variables.items()), "open-webui serve"])
    return " ".join([*(f"{name}={value}" for name, value in variables.items()), "open-webui serve"])


def on_a_line(arguments: Sequence[str]) -> str:
    """A command line for the shell of this machine."""
    return subprocess.list2cmdline(arguments) if os.name == "nt" else shlex.join(arguments)


def _escaped(text: str) -> str:
    """A text as `llama-server` reads it: it replaces escapes in what it is given."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")
