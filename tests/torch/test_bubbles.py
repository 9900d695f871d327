"""A model that was trained with bubbles writes them, and its merged folder renders them as they were trained on."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from transformers import AutoTokenizer

from simulacrum_core import Manifest
from simulacrum_core.chat.chat import Chat
from simulacrum_core.chat.generation import TrainedModel
from simulacrum_core.chat.speaker import Sampling
from simulacrum_core.models import Turn
from simulacrum_core.rendering.bubbles import turns_of
from simulacrum_core.rendering.render import prompt
from simulacrum_core.training.merging import merge

from ..conftest import chat_text
from .conftest import simulacrum, train

SAID = ["Ben: are you there?", "Ada: yes\nreally", "Ada: fine", "Ben: ok?", "Ben: how are you?", "Ada: no sea today"]
SAID += ["Ben: so?", "Ada: ok"]
GREEDY = Sampling(temperature=0, repetition_penalty=1, max_tokens=40)


@pytest.fixture(scope="module")
def apart(base: Path) -> Path:
    """A dataset with bubbles and the adapter that has learnt it by heart."""
    folder, chat = base.parent / "apart", base.parent / "apart.txt"
    chat.write_text(chat_text(*SAID * 12), encoding="utf-8")
    options = ["--me", "Ada", "--base-model", "tiny", "--budget", 128, "--bubbles", "--max-messages", 4]
    with contextlib.chdir(base.parent):
        simulacrum("convert", chat, "--from", "whatsapp", *options, "-o", folder)
    train(folder, base)
    return folder


def test_it_writes_the_messages_that_it_saw_and_chat_tells_them_apart(apart: Path) -> None:
    talk = Chat(Manifest.load(apart), TrainedModel(apart, Manifest.load(apart)), GREEDY)
    assert talk.say("are you there?") == "yes\nreally\nfine"
    assert talk.bubbles == ["yes\nreally", "fine"]
    shown = simulacrum("chat", apart, "--temperature", 0, "--repetition-penalty", 1, input="are you there?\n").stdout
    assert shown == "Ada: yes\nreally\nAda: fine\n\n"


def test_several_messages_of_one_role_are_rendered_as_in_training(apart: Path) -> None:
    template = Manifest.load(apart).template
    said = [Turn("Ben", False, "ok?"), Turn("Ben", False, "how?"), Turn("Ada", True, "yes\nreally")]
    said += [Turn("Ada", True, "fine"), Turn("Ben", False, "so?")]
    roles = [{"role": "assistant" if one.persona else "user", "content": one.text} for one in said]
    tokenizer = AutoTokenizer.from_pretrained(merge(apart))
    text = tokenizer.apply_chat_template(roles, tokenize=False, add_generation_prompt=True)
    assert text == prompt(template, turns_of(template, said))
