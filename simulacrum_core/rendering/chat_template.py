"""The chat template of a merged model: what transformers, vLLM or llama.cpp make of messages is our prompt."""

from __future__ import annotations

import json
from collections.abc import Sequence

from .template import Template

_USER = "User"


def chat_template(template: Template, others: Sequence[str]) -> str:
    """A Jinja template that renders messages as the training text: names and lines, without roles.

    The persona's turns are the assistant's; a message's `name` is who said it, else the first of `others`. System
    messages replace the dataset's own prompt. What the model wrote begins with the space that follows its name, and
    comes back like that or without; either gives one. Without bubbles, messages in a row of one speaker are one turn.
    """
    other = others[0] if others else _USER
    who = f"(message['name'] or {_literal(other)})"
    # A variable that is set inside of a loop keeps its value behind it only in a namespace.
    return (
        "{%- set seen = namespace(system='', last='', others=[]) -%}"
        "{%- for message in messages if message['role'] in ['system', 'developer'] and message['content'] -%}"
        "{%- set seen.system = seen.system + ('\\n\\n' if seen.system else '') + message['content'] -%}"
        "{%- endfor -%}"
        f"{_prompt(template, other, who)}"
        f"{{{{- {_literal(template.bos)} + (system + '\\n' if system else '') -}}}}"
        "{%- for message in messages if message['role'] in ['user', 'assistant'] and message['content'] -%}"
        "{%- set is_own = message['role'] == 'assistant' -%}"
        f"{{%- set name = {_literal(template.name)} if is_own else {who} -%}}"
        "{%- set text = message['content'] -%}"
        "{%- if is_own and text.startswith(' ') -%}{%- set text = text[1:] -%}{%- endif -%}"
        f"{{%- if text -%}}{{{{- {_head(template)} + text + '\\n' -}}}}"
        "{%- set seen.last = name -%}{%- endif -%}"
        "{%- endfor -%}"
        f"{{%- if add_generation_prompt -%}}{{{{- {_literal(template.name + ':')} -}}}}{{%- endif -%}}"
    )


def _prompt(template: Template, other: str, who: str) -> str:
    """Sets `system`: what the front end sends, else the dataset's prompt, which may name all who speak."""
    first, *rest = template.system_prompt.replace("{me}", template.name).split("{other}")
    if not rest:
        return f"{{%- set system = seen.system or {_literal(first)} -%}}"
    told = f"(seen.others | join(', ') if seen.others else {_literal(other)})"
    own = " + ".join([_literal(first), *(f"{told} + {_literal(part)}" for part in rest)])
    return (
        "{%- for message in messages if message['role'] == 'user' and message['content'] -%}"
        f"{{%- if {who} not in seen.others -%}}{{%- set seen.others = seen.others + [{who}] -%}}{{%- endif -%}}"
        "{%- endfor -%}"
        f"{{%- set system = seen.system or ({own}) -%}}"
    )


def _head(template: Template) -> str:
    """What stands before a message: the name, but where a turn goes on without bubbles."""
    return "name + ': '" if template.bubbles else "('' if name == seen.last else name + ': ')"


def _literal(text: str) -> str:
    """A string of Jinja; JSON's escapes are among its own, and its tags mean nothing inside."""
    return json.dumps(text, ensure_ascii=False)
