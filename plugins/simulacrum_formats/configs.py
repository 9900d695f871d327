"""What `axolotl.yml` says of rows that are not axolotl's own segments: messages under a chat template, plain text."""

from __future__ import annotations

from simulacrum_core import Manifest
from simulacrum_core.training import RowKeys, yaml_string

from .turn_ends import PLAIN, TurnEnd

CHAT_MODEL = "Qwen/Qwen3.5-9B"
"""A chat model whose template is ChatML, as counting in bytes takes it."""
_TEXT_MODEL = "mistralai/Mistral-7B-v0.3"
_CHAT_TEMPLATE = """\
    type: chat_template
    field_messages: messages
    message_property_mappings:
      role: role
      content: content
    # Only the person's words are trained on, and the token that ends each of their messages.
    roles_to_train: [assistant]
    train_on_eos: turn
"""
_COMPLETION = """\
    type: completion
    field: text
"""
_TEMPLATE_OF_CHAT = """\
# The model's own template, ChatML where it has none. Take a chat model: a template's marks are new to a base model.
chat_template: tokenizer_default_fallback_chatml
"""
_CLOSED_TEMPLATE = """\
# The model's own template, which writes nothing behind the last turn: what ends the other ones is added there.
chat_template: jinja
chat_template_jinja: {template}
"""
_OWN_TEMPLATE = """\
# The model has no template and not the tokens of ChatML: roles are words, and its EOS ends a turn. Use the same one to
# talk with it. A chat model has learned more of this already.
chat_template: jinja
chat_template_jinja: {template}
"""
_END_OF_TURN = """\
# The template ends a turn with what stands here, which is not EOS: without the line it is not trained on, and the model
# never learns to stop.
eot_tokens: [{tokens}]
"""
_UNKNOWN_END = """\
# The token with which the template ends a turn could not be worked out. If it is not EOS, name it here, or the model
# never learns to stop:
# eot_tokens: ["..."]
"""


def chat_rows(manifest: Manifest, end: TurnEnd) -> RowKeys:
    """Messages; `end` is that of a turn under the chat template."""
    about = "Messages with roles, which axolotl puts into the model's chat template."
    return RowKeys(_CHAT_TEMPLATE, about, _counted(manifest), CHAT_MODEL, _chat_template(end))


def completion_rows(manifest: Manifest) -> RowKeys:
    """Plain text."""
    about = "Plain text, all of which is trained on."
    return RowKeys(_COMPLETION, about, _counted(manifest), _TEXT_MODEL)


def _counted(manifest: Manifest) -> str:
    counted = "bytes" if manifest.tokenizer.spec == "bytes" else "the tokenizer in simulacrum.json"
    return f"Tokens were counted with {counted}."


def _chat_template(end: TurnEnd) -> str:
    """The keys that say which template is used, and what ends a turn in it."""
    if end.template == PLAIN:
        return _OWN_TEMPLATE.format(template=yaml_string(end.template))
    template = _CLOSED_TEMPLATE.format(template=yaml_string(end.template)) if end.template else _TEMPLATE_OF_CHAT
    if end.token is None:
        return template + _UNKNOWN_END
    tokens = ", ".join(map(yaml_string, end.named))
    return template + (_END_OF_TURN.format(tokens=tokens) if tokens else "")
