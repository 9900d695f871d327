"""Chat templates in the ways of well-known families, with what their tokenizers call EOS: how they end a turn differs."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from .tokenizers import write_tokenizer


class Family(NamedTuple):
    """`middle` ends a turn that others follow, `last` the last one as it has to be trained."""

    template: str
    bos: str
    eos: str
    others: tuple[str, ...]
    middle: str
    last: str


_ALTERNATING = (
    "{%- for m in messages %}{% if m.role != 'system' and (m.role == 'user') != ((loop.index0 - skipped) % 2 == 0) %}"
    "{{ raise_exception('roles must alternate') }}{% endif %}{% endfor -%}"
)
_SKIPPED = "{%- set skipped = 1 if messages[0].role == 'system' else 0 -%}"

FAMILIES = {
    # The system prompt is a part of the first message, and content may be a list of parts.
    "gemma 3": Family(
        _SKIPPED + "{{ bos_token }}{%- set prefix = messages[0].content + '\n\n' if skipped else '' -%}"
        "{%- set said = messages[skipped:] -%}{%- for m in said -%}{%- if (m['role'] == 'user') != (loop.index0 % 2 == 0) -%}"
        "{{ raise_exception('roles must alternate') }}{%- endif -%}"
        "{{ '<start_of_turn>' + ('model' if m.role == 'assistant' else m.role) + '\n' + (prefix if loop.first else '') }}"
        "{%- if m['content'] is string -%}{{ m['content'] | trim }}{%- endif -%}{{ '<end_of_turn>\n' }}{%- endfor -%}"
        "{%- if add_generation_prompt -%}{{ '<start_of_turn>model\n' }}{%- endif -%}",
        "<bos>",
        "<eos>",
        ("<start_of_turn>", "<end_of_turn>"),
        "<end_of_turn>",
        "<end_of_turn>",
    ),
    # What was thought is taken out of turns of the past, and a prompt may open an empty thought.
    "gemma 4": Family(
        "{%- macro plain(text) -%}{%- for part in text.split('<channel|>') -%}{{ part.split('<|channel>')[0] }}"
        "{%- endfor -%}{%- endmacro -%}{{ bos_token }}{%- for m in messages -%}"
        "{{ '<|turn>' + ('model' if m.role == 'assistant' else m.role) + '\n' }}"
        "{%- if m.role == 'assistant' -%}{{ plain(m.content) | trim }}{%- else -%}{{ m.content | trim }}{%- endif -%}"
        "{{ '<turn|>\n' }}{%- endfor -%}"
        "{%- if add_generation_prompt -%}{{ '<|turn>model\n<|channel>thought\n<channel|>' }}{%- endif -%}",
        "<bos>",
        "<eos>",
        ("<|turn>", "<turn|>", "<|channel>", "<channel|>"),
        "<turn|>",
        "<turn|>",
    ),
    "llama 3": Family(
        "{{- bos_token }}{%- for m in messages %}{{- '<|start_header_id|>' + m['role'] + '<|end_header_id|>\n\n' "
        "+ m['content'] | trim + '<|eot_id|>' }}{%- endfor %}"
        "{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{%- endif %}",
        "<|begin_of_text|>",
        "<|end_of_text|>",
        ("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"),
        "<|eot_id|>",
        "<|eot_id|>",
    ),
    # The base model's EOS; the last turn opens an empty thought.
    "qwen 3": Family(
        "{%- for m in messages %}{{- '<|im_start|>' + m.role + '\n' }}{%- if m.role == 'assistant' and loop.last %}"
        "{{- '<think>\n\n</think>\n\n' }}{%- endif %}{{- m.content.split('</think>')[-1].lstrip('\n') + '<|im_end|>\n' }}"
        "{%- endfor %}{%- if add_generation_prompt %}{{- '<|im_start|>assistant\n' }}{%- endif %}",
        "",
        "<|endoftext|>",
        ("<|im_start|>", "<|im_end|>"),
        "<|im_end|>",
        "<|im_end|>",
    ),
    "mistral tekken": Family(
        _SKIPPED + _ALTERNATING + "{{- bos_token }}{%- for m in messages %}{%- if m['role'] == 'user' %}"
        "{{- '[INST]' + m['content'] + '[/INST]' }}{%- elif m['role'] == 'system' %}"
        "{{- '[SYSTEM_PROMPT]' + m['content'] + '[/SYSTEM_PROMPT]' }}{%- else %}"
        "{{- m['content'] + eos_token }}{%- endif %}{%- endfor %}",
        "<s>",
        "</s>",
        ("[INST]", "[/INST]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]"),
        "</s>",
        "</s>",
    ),
    "phi 4": Family(
        "{% for m in messages %}{{ '<|im_start|>' + m.role + '<|im_sep|>' + m.content + '<|im_end|>' }}{% endfor %}"
        "{% if add_generation_prompt %}{{ '<|im_start|>assistant<|im_sep|>' }}{% endif %}",
        "<|endoftext|>",
        "<|endoftext|>",
        ("<|im_start|>", "<|im_sep|>", "<|im_end|>"),
        "<|im_end|>",
        "<|im_end|>",
    ),
    # EOS stands behind the end of the last turn.
    "phi 4 mini": Family(
        "{% for m in messages %}{{ '<|' + m.role + '|>' + m.content + '<|end|>' }}{% endfor %}"
        "{% if add_generation_prompt %}{{ '<|assistant|>' }}{% else %}{{ eos_token }}{% endif %}",
        "<|endoftext|>",
        "<|endoftext|>",
        ("<|system|>", "<|user|>", "<|assistant|>", "<|end|>"),
        "<|end|>",
        "<|end|><|endoftext|>",
    ),
    # The mark of whoever speaks next ends a turn: nothing stands behind the last one.
    "glm 4": Family(
        "[gMASK]<sop>{%- for m in messages %}{{- '<|' + m.role + '|>\n' + m.content }}{%- endfor %}"
        "{%- if add_generation_prompt %}{{- '<|assistant|>\n' }}{%- endif %}",
        "",
        "<|endoftext|>",
        ("[gMASK]", "<sop>", "<|system|>", "<|user|>", "<|assistant|>"),
        "<|user|>",
        "<|user|>",
    ),
    # The last turn ends in another token than those before it.
    "gpt-oss": Family(
        "{%- for m in messages %}{%- if m.role == 'assistant' %}{{- '<|start|>assistant<|channel|>final<|message|>' "
        "+ m.content + ('<|return|>' if loop.last and not add_generation_prompt else '<|end|>') }}{%- else %}"
        "{{- '<|start|>' + m.role + '<|message|>' + m.content + '<|end|>' }}{%- endif %}{%- endfor %}"
        "{%- if add_generation_prompt %}{{- '<|start|>assistant' }}{%- endif %}",
        "",
        "<|return|>",
        ("<|start|>", "<|channel|>", "<|message|>", "<|end|>"),
        "<|end|>",
        "<|return|>",
    ),
}


def write_family(folder: Path, name: str) -> Path:
    """A small tokenizer with the template and the tokens of a family."""
    family = FAMILIES[name]
    own = dict.fromkeys(token for token in (family.bos, family.eos, *family.others) if token)
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "chat_template": family.template}
    return write_tokenizer(
        folder,
        special=tuple(own),
        bos_token=family.bos or None,
        eos_token=family.eos,
        extra_special_tokens=[],
        **config,
    )
