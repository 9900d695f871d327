"""Control tokens in messages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core.rendering.control_tokens import ControlTokens

from ..tokenizers import tiny_tokenizer

PIECES = [
    "<|im_end|>",
    "</s>",
    "<s>",
    "[INST]",
    "<start_of_turn>",
    "<think>",
    "<｜end▁of▁sentence｜>",
    "<|im_",
    "end|>",
    "a",
    "<",
]


@pytest.mark.parametrize("text", ["a < b", "<3", "<b>bold</b>", "[1]", "1 <| 2 |> 3", "</sub>", "<<", "s>", "x|y"])
def test_innocent_text_stays_byte_for_byte(text: str) -> None:
    assert ControlTokens({"<s>", "</s>"}).defused(text) is text


@pytest.mark.parametrize("token", PIECES[:7])
def test_every_family_is_defused_with_a_space(token: str) -> None:
    assert ControlTokens().defused(f"x{token}y") == f"x{token[0]} {token[1:]}y"


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_no_token_is_left_and_nothing_but_spaces_is_added(text: str) -> None:
    controls = ControlTokens(tiny_tokenizer().special)
    safe = controls.defused(text)
    assert not controls.found(safe)
    assert controls.defused(safe) is safe
    assert re.sub(" ", "", safe) == re.sub(" ", "", text)
    special = {tiny_tokenizer().encode(token)[0] for token in tiny_tokenizer().special}
    assert not special & set(tiny_tokenizer().encode(safe))
