"""Control tokens in what people wrote: made harmless, so that a message cannot steer the model's format."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Tokens of the common model families; the tokenizer's own special tokens are added to them.
FAMILIES = (
    r"<\|[^|<>\s]{1,40}\|>"  # ChatML, Llama 3, Phi, GPT
    r"|<｜[^｜<>\s]{1,40}｜>|｜DSML｜|</?dsml:"  # DeepSeek
    r"|</?s>|<(?:pad|unk|bos|eos|mask)>"
    r"|\[/?INST\]|<</?SYS>>|\[/?(?:AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|SYSTEM_PROMPT|IMG|PREFIX|SUFFIX|MIDDLE)\]"
    r"|<(?:start|end)_of_(?:turn|image)>|<\|?turn\|?>|<unused\d{1,4}>|\[multimodal\]"  # Gemma
    r"|</?(?:think|tool_call|tool_response|tools)>"
)


class ControlTokens:
    """Finds control tokens in text and puts a space after their first character, until none is left."""

    def __init__(self, special: Iterable[str] = ()) -> None:
        own = sorted({token for token in special if token.strip()}, key=lambda token: (-len(token), token))
        self._pattern = re.compile("|".join([*map(re.escape, own), FAMILIES]))

    def found(self, text: str) -> bool:
        """Whether `text` holds a control token."""
        return self._pattern.search(text) is not None

    def defused(self, text: str) -> str:
        """`text` without control tokens; the same object where there was none."""
        while self._pattern.search(text):
            text = self._pattern.sub(_spaced, text)
        return text


def _spaced(match: re.Match[str]) -> str:
    token = match.group()
    return f"{token[0]} {token[1:]}" if len(token) > 1 else " "
