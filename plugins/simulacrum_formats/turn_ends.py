"""The token that ends an assistant's turn: one that is not trained on leaves a model that never stops."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import msgspec

from simulacrum_core import MissingExtraError, Tokenizer

WORKER = Path(__file__).with_name("template_worker.py")
CHATML_END = "<|im_end|>"
PLAIN = (
    "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + eos_token + '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'assistant:' }}{% endif %}"
)
"""For a model that has no template and not the tokens of ChatML: roles as words, and its EOS at the end of a turn."""
_MARK = "words-of-the-assistant"
_SECONDS = 20


class TurnEnd(msgspec.Struct, frozen=True):
    """What the trainer's chat template writes behind a turn: `token`, None where it could not be worked out.

    `is_eos`: it is the tokenizer's EOS, which trainers know. `template` is one to be used in the place of the model's.
    """

    token: str | None
    is_eos: bool
    template: str = ""


def turn_end(tokenizer: Tokenizer) -> TurnEnd:
    """The end of an assistant's turn under the chat template of a tokenizer, else under ChatML where it has its tokens.

    Raises MissingExtraError where the template cannot be rendered for want of a library.
    """
    if not tokenizer.chat_template:
        if tokenizer.spec == "bytes" or CHATML_END in tokenizer.special:
            return TurnEnd(CHATML_END, tokenizer.spec == "bytes" or tokenizer.eos == CHATML_END)
        return TurnEnd(tokenizer.eos, True, PLAIN)
    behind = _behind_words(tokenizer)
    tokens = sorted((token for token in {*tokenizer.special, tokenizer.eos} if behind.startswith(token)), key=len)
    return TurnEnd(tokens[-1], tokens[-1] == tokenizer.eos) if tokens else TurnEnd(None, False)


def is_known(end: TurnEnd, config: str) -> bool:
    """Whether a config trains on the end of a turn: it is EOS, or a line that is no comment names it."""
    if end.token is None or end.is_eos:
        return end.token is not None
    lines = (line for line in config.split("\n") if not line.lstrip().startswith("#"))
    return any(end.token in line for line in lines)


def _behind_words(tokenizer: Tokenizer) -> str:
    """What the template writes behind the assistant's words; empty where it fails.

    It is a program from a stranger's model: it runs in a process of its own, within limits.
    """
    asked = {"template": tokenizer.chat_template, "bos": tokenizer.bos, "eos": tokenizer.eos, "words": _MARK}
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(WORKER)], input=json.dumps(asked).encode(), capture_output=True, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        return ""
    if done.returncode == 3:
        raise MissingExtraError("Jinja2", "tokenizers")
    rendered = done.stdout.decode("utf-8", "replace") if not done.returncode else ""
    return re.sub(r"\A\s+", "", rendered.rpartition(_MARK)[2]) if _MARK in rendered else ""
