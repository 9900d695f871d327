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


INNOCENT = [
    *("a < b", "<3", "<b>bold</b>", "[1]", "1 <| 2 |> 3", "</sub>", "<<", "s>", "x|y", "[x]", "[INS]", "[ ]", "[sic]"),
    *(
        "[image]",
        "[photo]",
        "[edit]",
        "<Media omitted>",
        "<attached: 1.jpg>",
        "<your_name>",
        "<_<",
        ">_>",
        "<->",
        "</3",
    ),
    *("||spoiler||", "|||", ">> hm", "<<a>>", ">>a<<", "/no", "and/nothing", "]!", "[||]", "<stdio.h>", "List<String>"),
    *("<Ben>", "<@123>", "<#45>", "<:smile:12>", "<t:160000>", "<!here>", "<http://a.example>", "<12:30>", "<html>"),
]
# What some family has as a token, and people write: told in SECURITY.md.
WRITTEN = [
    "[USER]",
    "[BOT]",
    "<filename>",
    "<filepath>",
    "<reponame>",
    "<response>",
    "<img>",
    "<ref>",
    "<code>",
    "<table>",
]


@pytest.mark.parametrize("text", INNOCENT + WRITTEN)
def test_innocent_text_stays_byte_for_byte(text: str) -> None:
    assert ControlTokens({"<s>", "</s>"}).defused(text) is text


RECENT = """
◁think▷ ◁/think▷ <BOS_TOKEN> <EOP_TOKEN> <PAD> <[begin▁of▁sentence]> <[end▁of▁sentence]> <start_function_call>
<end_function_response> <start_function_declaration> <image_soft_token> <ctrl99> <end_of_utterance> <global-img>
<|turn> <turn|> <|channel> <|think|> <|tool_call> <end_of_audio> [THINK] [/THINK] [ARGS] [CALL_ID] [MODEL_SETTINGS]
[/INST] <|im_middle|> [BOS] [EOT] [start_header_id] [|user|] [|endofturn|] [gMASK] <sop> <arg_key> </arg_value>
<|start_of_role|> ]~b] [e~[ <minimax:tool_call> </minimax:tool_call> <seed:think> <functions> </function_calls>
<SPECIAL_12> <extra_id_0> <｜hy_User｜> <|START_OF_TURN_TOKEN|> <tool_response> </answer> <bos> <eos> <pad> <unk> <mask>
[multimodal] <unused0> <unused6241> <start_of_turn> <end_of_turn> <start_of_image> <end_of_image> [@BOS@] <2mass>
<channel|> <|tool> <tool|> <tool_call|> <|tool_response> <tool_response|> <|"|> <|image> <image|> <|image|> <|audio>
<audio|> <|video|> <escape> <end_function_call> [INST] [AVAILABLE_TOOLS] [/AVAILABLE_TOOLS] [TOOL_RESULTS]
[/TOOL_RESULTS] [TOOL_CALLS] [IMG] [IMG_BREAK] [IMG_END] [PREFIX] [MIDDLE] [SUFFIX] [SYSTEM_PROMPT] [/SYSTEM_PROMPT]
[TOOL_CONTENT] [AUDIO] [BEGIN_AUDIO] [TRANSCRIBE] [/MODEL_SETTINGS] [control_8] [control_768] <SPECIAL_20>
[NEXT_AUDIO_TEXT] [REPEAT_AUDIO_TEXT] [TEXT_TO_AUDIO] [AUDIO_TO_TEXT] [STREAMING_PAD] [STREAMING_WORD] [EOS] [UNK]
[PAD] [end_header_id] <|im_user|> <|im_assistant|> <|im_system|> <|tool_calls_section_begin|>
<|tool_call_argument_begin|> <|media_begin|> <|end_of_msg|> <osagent_mode> [|system|] [|assistant|] [|tool|] <thought>
</thought> [extra_id_0] [sMASK] [MASK] <eop> <|observation|> <|begin_of_box|> </arg_key> <arg_value> /nothink
<|begin_of_video|> <|code_middle|> <|reminder|> </functions> <function_calls> |||IP_ADDRESS||| |||EMAIL_ADDRESS|||
|||PHONE_NUMBER||| <|extra_id_0|> ]~!b[ ]!p~[ ]!d~[ ]<]image[>[ ]<]speech[>[ ]<]minimax[>[ <fim_prefix> <fim_middle>
<fim_suffix> <fim_pad> <gh_stars> <issue_start> <issue_comment> <issue_closed> <jupyter_start> <jupyter_output>
<empty_output> <commit_before> <commit_msg> <commit_after> <function_call> <code_interpreter> <file_sep> <mm:think>
<think> </think> <｜begin▁of▁sentence｜> <｜User｜> <｜Assistant｜> <｜tool▁calls▁begin｜> <｜fim▁hole｜>
<|EOT|> <|end_of_role|> <|tool_call|> <|start_of_cite|> <repo_name> <|start_of_plugin|> <|SYSTEM_TOKEN|>
<EOS_TOKEN> <MASK_TOKEN> <UNK> <CLS> <SEP> <|START_THINKING|> <|CHATBOT_TOKEN|> <|im_sep|> <|dummy_0|> <|endofprompt|>
<|/tool|> <|placeholder1|> <|begin_of_text|> <|header_start|> <|header_end|> <|eot|> <|eom|> <|python_start|>
<|tile_x_separator|> <|text_post_train_reserved_special_token_14|> <|finetune_right_pad_id|> <|im_start|> <|im_end|>
<|vision_start|> <|box_end|> <tool_call> </tool_call> <tts_pad> <tts_text_bos> <tts_text_bos_single> <|audio_bos|>
<box> </quad> <IMG_CONTEXT> <image> <|start|> <|channel|> <|message|> <|call|> <|return|> <|constrain|>
<|reserved_200013|> <|startoftext|> <｜hy_place▁holder▁no▁2｜> <answer> <|extra_0|> <hy_think> <seed:bos> <seed:eos>
</seed:think> <seed:cot_budget_reflect> <seed:tool_call> <[PLHD12_never_used]> <SPECIAL_10> <extra_id_1> <TOOLCALL>
</TOOLCALL> <AVAILABLE_TOOLS> <TOOL_RESPONSE> >>TITLE<< >>QUESTION<< >>UNUSED_12<< >>SUFFIX<< <|pad|> <longcat_think>
<longcat_s> <role> </role> <|role_end|> [UNUSED_TOKEN_145] [unused9] <_user> <_bot> <_end> <用户> <row_1_col_2> <mask:1>
<|CLS|> <reserved_106> <eoa> <custom_token_12> <im_patch> <SUF> <EOT> <FILL_ME> <<SYS>> </s> <s> |ENDOFTEXT|
""".split()


@pytest.mark.parametrize("token", RECENT)
def test_families_of_recent_models_are_defused_without_their_tokenizer(token: str) -> None:
    controls = ControlTokens()
    assert controls.defused(f"x {token} y") == f"x {token[0]} {token[1:]} y"
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in token)
    assert controls.found(wide)
    assert not controls.found(controls.defused(wide))
    assert controls.defused(wide).replace(" ", "") == wide


@pytest.mark.parametrize(
    "token", ["]<]start of image[>[", "</｜DSML｜invoke>", "<｜DSML｜function_calls>", "<｜/table>｜"]
)
def test_tokens_with_blanks_and_those_inside_of_others_are_defused(token: str) -> None:
    assert not ControlTokens().found(ControlTokens().defused(f"x {token} y"))


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
