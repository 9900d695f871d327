"""The token that ends an assistant's turn: one that is not trained on leaves a model that never stops."""

from __future__ import annotations

import json

import msgspec

from simulacrum_core import Tokenizer

from .templates import rendered

CHATML_END = "<|im_end|>"
PLAIN = (
    "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + eos_token + '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'assistant:' }}{% endif %}"
)
"""For a model that has no template and not the tokens of ChatML: roles as words, and its EOS at the end of a turn."""
_CLOSING = (
    "{{%- if not add_generation_prompt and messages[-1]['role'] == 'assistant' %}}{{{{ {token} }}}}{{%- endif %}}"
)
"""Behind a template that writes nothing after the last turn: what ends the other ones."""
_MARKS = ("first-words-of-the-assistant", "last-words-of-the-assistant")


class TurnEnd(msgspec.Struct, frozen=True):
    """What the trainer's chat template writes behind the last turn: `token`, None where it could not be worked out.

    `is_eos`: it is the tokenizer's EOS, which trainers know. `template` is one to be used in the place of the model's.
    `between` is what ends the turns before the last one, where that is another token and not EOS.
    """

    token: str | None
    is_eos: bool
    template: str = ""
    between: str = ""

    @property
    def named(self) -> list[str]:
        """The tokens that a trainer has to be told, as they are not EOS."""
        own = [self.token] if self.token is not None and not self.is_eos else []
        return [*own, *([self.between] if self.between else [])]


def turn_end(tokenizer: Tokenizer) -> TurnEnd:
    """The end of an assistant's turn under the chat template of a tokenizer, else under ChatML where it has its tokens.

    Raises MissingExtraError where the template cannot be rendered for want of a library.
    """
    if not tokenizer.chat_template:
        if tokenizer.spec == "bytes" or CHATML_END in tokenizer.special:
            return TurnEnd(CHATML_END, tokenizer.spec == "bytes" or tokenizer.eos == CHATML_END)
        return TurnEnd(tokenizer.eos, True, PLAIN)
    behind = _behind_words(tokenizer)
    between, last = (_token_at(text, tokenizer) for text in behind)
    if last is None and between not in (None, tokenizer.bos) and not behind[-1]:
        # GLM: the mark of whoever speaks next ends a turn.
        closing = _CLOSING.format(token=json.dumps(between, ensure_ascii=False))
        return TurnEnd(between, between == tokenizer.eos, tokenizer.chat_template + closing)
    other = between if between not in (None, last, tokenizer.bos, tokenizer.eos) else ""
    return TurnEnd(last, last == tokenizer.eos, between=other or "") if last else TurnEnd(None, False)


def missing(end: TurnEnd, config: str) -> str:
    """What a config lacks to train on the end of each turn; empty where it lacks nothing.

    A line that is a comment says nothing.
    """
    lines = [line for line in config.split("\n") if not line.lstrip().startswith("#")]
    for token in end.named:
        if not any(token in line for line in lines if not line.startswith("chat_template")):
            return f"the chat template ends a turn with {token!r}, which is neither EOS nor among eot_tokens"
    if end.template and not any(line.startswith("chat_template_jinja:") for line in lines):
        return "the model has no chat template that ends the last turn, and chat_template_jinja names none"
    return ""


def _token_at(text: str, tokenizer: Tokenizer) -> str | None:
    """The token with which a text begins, the longest one."""
    tokens = [token for token in {*tokenizer.special, tokenizer.eos} - {""} if text.startswith(token)]
    return max(tokens, key=len, default=None)


def _behind_words(tokenizer: Tokenizer) -> tuple[str, str]:
    """What the template writes behind the assistant's words, with more messages behind and at the end.

    Both are empty where it fails.
    """
    messages = [
        {"role": role, "content": content}
        for words in _MARKS
        for role, content in (("user", "hi"), ("assistant", words))
    ]
    before, found, last = rendered(tokenizer, [messages])[0].text.rpartition(_MARKS[1])
    return (before.rpartition(_MARKS[0])[2].lstrip(), last.lstrip()) if found else ("", "")
