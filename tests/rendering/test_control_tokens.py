"""Control tokens in messages."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer as HuggingFaceTokenizer

from simulacrum_core import load_tokenizer
from simulacrum_core.rendering.control_tokens import ControlTokens

from ..tokenizers import tiny_tokenizer, write_tokenizer

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


RECENT = """
◁think▷ ◁/think▷ <BOS_TOKEN> <EOP_TOKEN> <PAD> <[begin▁of▁sentence]> <[end▁of▁sentence]> <start_function_call>
<end_function_response> <start_function_declaration> <image_soft_token> <ctrl99> <end_of_utterance> <global-img>
<|turn> <turn|> <|channel> <|think|> <|tool_call> <end_of_audio> [THINK] [/THINK] [ARGS] [CALL_ID] [MODEL_SETTINGS] [/INST]
<|im_middle|> [BOS] [EOT] [start_header_id] [|user|] [|endofturn|] [gMASK] <sop> <arg_key> </arg_value> <|start_of_role|>
]~b] [e~[ <minimax:tool_call> </minimax:tool_call> <seed:think> <functions> </function_calls> <SPECIAL_12> <extra_id_0>
<｜hy_User｜> <|START_OF_TURN_TOKEN|> <tool_response> </answer>
""".split()


@pytest.mark.parametrize("token", RECENT)
def test_families_of_recent_models_are_defused_without_their_tokenizer(token: str) -> None:
    controls = ControlTokens()
    assert controls.defused(f"x {token} y") == f"x {token[0]} {token[1:]} y"
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in token)
    assert controls.found(wide)
    assert not controls.found(controls.defused(wide))
    assert controls.defused(wide).replace(" ", "") == wide


def test_added_tokens_that_are_no_special_ones_are_defused_and_words_are_not(tmp_path: Path) -> None:
    folder = write_tokenizer(tmp_path / "base")
    definition = HuggingFaceTokenizer.from_file(str(folder / "tokenizer.json"))
    definition.add_tokens(["<my_call>", "Petunia", "<b>", "    "])
    definition.save(str(folder / "tokenizer.json"))
    controls = ControlTokens(load_tokenizer(str(folder)).special)
    assert controls.defused("a <my_call> b") == "a < my_call> b"
    assert controls.defused("Petunia <b>x</b>    y") == "Petunia <b>x</b>    y"


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


def test_very_many_disguised_tokens_are_defused_in_linear_time() -> None:
    text = "＜/s＞" * 100_000
    begun = time.process_time()
    defused = ControlTokens().defused(text)
    assert defused == "＜ /s＞" * 100_000
    assert time.process_time() - begun < 10
