"""The front ends: what each of them is given, how it is started, and what it makes of several messages in a row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from simulacrum_core import UsageError

from . import lm_studio, servers, silly_tavern
from .modelfile import is_printable, modelfile
from .persona import Persona
from .weights import Weights, seen_from

_TEMPLATE = "chat_template.jinja"


class Deployment(msgspec.Struct, frozen=True):
    """What is written, if anything, as `file`; the lines that are the result; what to do next, and what to know."""

    files: dict[Path, str]
    lines: list[str]
    steps: list[str]
    notes: list[str]


class Wish(msgspec.Struct, frozen=True):
    """What was asked for; `output` is the file that the front end takes, where it takes one."""

    persona: Persona
    weights: Weights
    output: Path | None
    named: str | None
    """Who you are, where the command line says it."""
    force: bool

    def file(self, name: str) -> Path:
        """The file to write; raises UsageError where it is there and may not be replaced."""
        file = self.output or self.weights.folder / name
        if file.exists() and not self.force:
            raise UsageError("is there already", file=str(file), remedy="Pass --force to replace it")
        return file


def _ollama(wish: Wish) -> Deployment:
    output, persona = wish.file("Modelfile"), wish.persona
    weights = wish.weights.for_ollama()
    path = seen_from(output.parent, weights)
    if not is_printable(path) or "\n" in path:
        raise UsageError("a Modelfile cannot name this path", file=str(weights), remedy="Rename it")
    left_out = sum(not is_printable(text) for text in persona.stop)
    notes = [f"{left_out:,} names hold invisible characters; no stop string in a Modelfile can"] if left_out else []
    steps = [f"ollama create NAME -f {output}"]
    return Deployment({output: modelfile(persona, path)}, [str(output)], steps, notes)


def _lm_studio(wish: Wish) -> Deployment:
    output = wish.file("lmstudio.preset.json")
    steps = [
        f"lms import {wish.weights.gguf_file()}",
        f"In LM Studio, in a chat with this model, import {output} under Presets and choose it",
    ]
    return Deployment({output: lm_studio.preset(wish.persona)}, [str(output)], steps, [])


def _llama_server(wish: Wish) -> Deployment:
    files, template = {}, None
    if wish.persona.is_renamed:
        template = wish.file(_TEMPLATE)
        files[template] = wish.persona.chat_template
    weights = str(wish.weights.gguf_file())
    line = servers.on_a_line(servers.llama_server(wish.persona, weights, str(template) if template else None))
    steps = [f"Start that, and talk on http://127.0.0.1:{servers.PORT}, or in any program that takes such an address"]
    return Deployment(files, [line], steps, _too_many(wish.persona))


def _silly_tavern(wish: Wish) -> Deployment:
    output, persona = wish.file("sillytavern.json"), wish.persona
    port = servers.BESIDE_SILLY_TAVERN
    server = servers.on_a_line(servers.llama_server(persona, str(wish.weights.gguf_file()), port=port))
    steps = [
        f"Start the server: {server}",
        f"In SillyTavern under API Connections: Text Completion, llama.cpp, http://127.0.0.1:{port}, Connect",
        f"Under Advanced Formatting: Master Import, {output}, and Instruct Mode has to be on",
        f"Call your persona {persona.other}, and make a character {persona.name} with nothing else on its card",
    ]
    notes = _too_many(persona)
    if silly_tavern.is_altered(persona):
        notes.append("the system prompt or a name holds {{, which SillyTavern reads as a macro of its own")
    return Deployment({output: silly_tavern.templates(persona)}, [str(output)], steps, notes)


def _open_webui(wish: Wish) -> Deployment:
    """Our own server, which needs no other file of weights, unless a GGUF file was named."""
    made = _llama_server(wish) if wish.weights.gguf else None
    server = made.lines if made else [servers.on_a_line(servers.serve(str(wish.weights.folder), wish.named))]
    steps = [
        "Start both, each in a terminal of its own, and choose the model on http://localhost:8080 or where it says",
        "Leave the field System Prompt of the chat empty",
    ]
    return Deployment(made.files if made else {}, [*server, servers.open_webui()], steps, made.notes if made else [])


def _too_many(persona: Persona) -> list[str]:
    further = len(persona.stop) - servers.MOST_STOPS
    return [f"{further:,} stop strings do not fit on a command line, those of further people"] if further > 0 else []


FRONT_ENDS: dict[str, Callable[[Wish], Deployment]] = {
    "ollama": _ollama,
    "lmstudio": _lm_studio,
    "llama-server": _llama_server,
    "sillytavern": _silly_tavern,
    "openwebui": _open_webui,
}
