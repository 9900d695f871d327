"""Control tokens in what people wrote: made harmless, so that a message cannot steer the model's format."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from .confusables import beyond_ascii

# Tokens of the common model families; the tokenizer's own are added to them. What people write as well is left alone:
# elements of HTML, and placeholders such as [USER], <filename> and <response>.
FAMILIES = (
    r"<\|[^|<>\s]{1,64}\|>"  # ChatML, Llama, Phi, GPT, GLM, Granite, Command R, Kimi
    r"|<｜[^｜<>\s]{1,64}[｜>]|｜DSML｜|</?dsml:"  # DeepSeek, Hunyuan
    r"|</?s>|<(?:pad|unk|bos|eos|mask|sop|eop|eod|sep|cls|eo[ahm])>|<mask:\d{1,3}>"
    r"|\[/?(?:INST|THINK|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|SYSTEM_PROMPT|MODEL_SETTINGS|IMG|PREFIX|SUFFIX"
    r"|MIDDLE|ARGS|CALL_ID|AUDIO|BEGIN_AUDIO|IMG_BREAK|IMG_END|TRANSCRIBE|TEXT_TO_AUDIO|AUDIO_TO_TEXT|REPEAT_AUDIO_TEXT"
    r"|NEXT_AUDIO_TEXT|STREAMING_PAD|STREAMING_WORD)\]|\[control_\d{1,4}\]|<</?SYS>>"  # Mistral, Tekken
    r"|<(?:start|end|begin)_of_(?:turn|image|audio|video|speech|text)>|<\|?turn\|?>"  # Gemma
    r"|<\|[a-z_]{2,20}>|<[a-z_]{2,20}\|>|<unused\d{1,4}>|\[@BOS@\]|<2mass>|<escape>"
    r"|\[multimodal\]|\[(?:gMASK|sMASK|MASK|UNK|PAD|BOS|EOS|CLS|SEP|EOT|start_header_id|end_header_id)\]"  # GLM, Kimi
    r"|\[(?:UNUSED_TOKEN_|unused|extra_id_)\d{1,4}\]|/nothink\b|<osagent_mode>"  # InternLM, EXAONE, Pangu, GLM, Kimi
    r"|\[\|[^|\[\]\s]{1,40}\|\]"  # EXAONE
    r"|<(?:start|end)_function_(?:call|response|declaration)>|<(?:image|audio|video)_soft_token>|<ctrl\d{1,3}>"
    r"|\u25c1[^\u25c1\u25b7<>\s]{1,40}\u25b7|<\[[^\[\]<>\s]{1,40}\]>"  # Kimi, Seed
    r"|<(?:BOS|EOS|EOP|EOT|EOD|PAD|UNK|CLS|SEP|MASK|SUF|MID|FILL_ME|IMG_CONTEXT)(?:_TOKEN)?>"  # Command R, Code Llama
    r"|<end_of_utterance>|<fake_token_around_image>|<global-img>|<row_\d{1,2}_col_\d{1,2}>"  # SmolVLM
    r"|<image>|<im_(?:start|end|patch|col)>"
    r"|<(?:image|video|audio)_placeholder>|</?(?:box|quad)>|<tts_[a-z_]{2,30}>"  # Llava, Qwen
    r"|\]~!?b\[|\]~b\]|\[e~\[|\]![a-z]~\[|\]<\][a-z ]{1,30}\[>\["  # MiniMax
    r"|</?(?:minimax|mm|seed|hy|longcat)[:_][^<>\s]{1,40}>"
    r"|<(?:SPECIAL_|extra_id_|reserved_|custom_token_|TOKENS_UNUSED_)\d{1,6}>"
    r"|</?(?:think|thought|tool_calls?|tool_response|tools|arg_key|arg_value|function_calls?|functions|invoke|answer|role)>"
    r"|</?(?:TOOLCALL|AVAILABLE_TOOLS|TOOL_RESPONSE)>"  # Nemotron
    r"|<fim_(?:prefix|middle|suffix|pad|hole|begin|end)>|<(?:jupyter|issue|commit)_[a-z_]{3,10}>"
    r"|<(?:file_sep|gh_stars|repo_name|repo_struct|empty_output|code_interpreter)>"  # StarCoder, MiniMax
    r"|\|\|\|[A-Z_]{4,20}\|\|\||\|(?:ENDOFTEXT|SPEAKER|NEWLINE)\|"  # OLMo, Persimmon
    r"|>>(?:UNUSED_\d{1,4}|TITLE|ABSTRACT|INTRODUCTION|SUMMARY|COMMENT|ANSWER|QUESTION|DOMAIN|PREFIX|SUFFIX|MIDDLE)<<"
    r"|<_[a-z]{2,20}>|<用户>"  # Falcon, TeleChat, MiniCPM
)
_FAMILY = re.compile(FAMILIES)
SIGNS = frozenset("<[|]>/\uff5c\u25c1")
"""What tokens of the families begin with: where none of it is in a text, no token is, at a tenth of a search's cost."""
# What compatibility forms make into a sign that tokens have; some tokenizers put them so before they look for tokens.
_COMPATIBLE = re.compile("[\u2024\u207b-\u207e\u208b-\u208e\ufe13-\ufe19\ufe31-\ufe6b\uff01-\uff5e]")


class ControlTokens:
    """Finds control tokens in text and puts a space after their first character, until none is left."""

    def __init__(self, special: Iterable[str] = ()) -> None:
        # What the families have anyway is not tried again: a tokenizer may have tens of thousands of tokens.
        further = {token for token in special if token.strip() and not _FAMILY.fullmatch(token)}
        own = sorted(further, key=lambda token: (-len(token), token))
        self._pattern = re.compile("|".join([*map(re.escape, own), FAMILIES]))
        self._signs = tuple(sorted(SIGNS | {token[0] for token in own}))

    def found(self, text: str) -> bool:
        """Whether `text` holds a control token, as it is or in compatibility forms of its signs (`＜/s＞`)."""
        if self._is_in(text):
            return True
        return _COMPATIBLE.search(beyond_ascii(text)) is not None and next(self._disguised(text), None) is not None

    def defused(self, text: str) -> str:
        """`text` without control tokens; the same object where there was none."""
        while self._is_in(text):
            text = self._pattern.sub(_spaced, text)
        while _COMPATIBLE.search(beyond_ascii(text)) and (starts := list(self._disguised(text))):
            ends = [start + 1 for start in starts]
            text = " ".join(text[start:end] for start, end in pairwise([0, *ends, len(text)]))
        return text

    def _is_in(self, text: str) -> bool:
        return any(map(text.__contains__, self._signs)) and self._pattern.search(text) is not None

    def _disguised(self, text: str) -> Iterator[int]:
        """Where the tokens begin that appear once all signs are in their plain form."""
        plain = [unicodedata.normalize("NFKC", sign) for sign in text]
        places = [place for place, signs in enumerate(plain) for _ in signs]
        return (places[match.start()] for match in self._pattern.finditer("".join(plain)))


def _spaced(match: re.Match[str]) -> str:
    token = match.group()
    return f"{token[0]} {token[1:]}" if len(token) > 1 else " "
