"""The Modelfile: where the weights lie, the prompt as a Go template, the strings that end the persona's turn."""

from __future__ import annotations

from simulacrum_core import Template, system_prompt

from .persona import Persona


def modelfile(persona: Persona, weights: str) -> str:
    """A Modelfile for talking to the persona; `weights` is a path as seen from it.

    Stop strings that it cannot hold are left out.
    """
    usual = persona.sampling
    lines = [
        f"FROM {weights}",
        f'TEMPLATE """{go_template(persona.template, persona.other)}"""',
        *(f'PARAMETER stop """{text}"""' for text in persona.stop if is_printable(text)),
        f"PARAMETER num_ctx {persona.context}",
        f"PARAMETER num_predict {usual.max_tokens}",
        f"PARAMETER temperature {usual.temperature}",
        f"PARAMETER top_p {usual.top_p}",
        "PARAMETER top_k 0",
        "PARAMETER min_p 0",
        f"PARAMETER repeat_penalty {usual.repetition_penalty}",
        f"PARAMETER repeat_last_n {persona.context}",
    ]
    return "\n".join(lines) + "\n"


def go_template(template: Template, other: str) -> str:
    """The renderer's prompt in Go's template language, in ASCII; BOS is not in it, as Ollama adds the model's own.

    A system message replaces the dataset's prompt. What the model writes begins with the space after its name, and
    comes back like that; typed in by hand it has none.
    """
    prompt = system_prompt(template, [other])
    own = _literal(f"{prompt}\n") if prompt else ""
    space = '{{ if ne (slice .Content 0 1) " " }} {{ end }}'
    return (
        f'{{{{ if .System }}}}{{{{ .System }}}}{{{{ "\\n" }}}}{{{{ else }}}}{own}{{{{ end }}}}'
        "{{ range .Messages }}{{ if .Content }}"
        f'{{{{ if eq .Role "user" }}}}{_literal(f"{other}: ")}{{{{ .Content }}}}{{{{ "\\n" }}}}{{{{ end }}}}'
        f'{{{{ if eq .Role "assistant" }}}}{{{{ if ne .Content " " }}}}{_literal(f"{template.name}:")}{space}'
        '{{ .Content }}{{ "\\n" }}{{ end }}{{ end }}'
        f"{{{{ end }}}}{{{{ end }}}}{_literal(f'{template.name}:')}"
    )


def is_printable(text: str) -> bool:
    """Whether a Modelfile can hold a text: its reader drops invisible characters, but for newlines."""
    return all(char == "\n" or char.isprintable() for char in text)


def _literal(text: str) -> str:
    """Text as a string of Go; whatever could mean something to Go, to a template or to a Modelfile is an escape."""
    return '{{ "' + "".join(map(_escaped, text)) + '" }}'


def _escaped(char: str) -> str:
    if char == " " or (char.isascii() and char.isalnum()):
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
