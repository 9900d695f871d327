"""The chat template of a merged model: what transformers, vLLM or llama.cpp make of messages is our prompt."""

from __future__ import annotations

import json
from collections.abc import Sequence

from .render import system_prompt
from .template import Template

_USER = "User"


def chat_template(template: Template, others: Sequence[str]) -> str:
    """A Jinja template that renders messages as the training text: names and lines, without roles.

    The persona's turns are the assistant's; a message's `name` is who said it, else the first of `others`.
    System messages are left out, as the dataset brings its own prompt.
    """
    other = others[0] if others else _USER
    prompt = system_prompt(template, [other])
    return (
        f"{{{{- {_literal(template.bos + (prompt and prompt + chr(10)))} -}}}}"
        "{%- for message in messages if message['role'] in ['user', 'assistant'] -%}"
        "{%- if message['role'] == 'assistant' -%}"
        f"{{{{- {_literal(template.name)} -}}}}"
        "{%- else -%}"
        f"{{{{- message['name'] or {_literal(other)} -}}}}"
        "{%- endif -%}"
        "{{- ': ' + message['content'] + '\\n' -}}"
        "{%- endfor -%}"
        f"{{%- if add_generation_prompt -%}}{{{{- {_literal(template.name + ':')} -}}}}{{%- endif -%}}"
    )


def _literal(text: str) -> str:
    """A string of Jinja; JSON's escapes are among its own, and its tags mean nothing inside."""
    return json.dumps(text, ensure_ascii=False)
