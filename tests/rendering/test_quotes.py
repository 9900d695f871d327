"""A quoted message is a turn like any other, and the last one that is forgotten."""

from __future__ import annotations

import pytest

from simulacrum_core.examples.budget import Budget, fit
from simulacrum_core.models import Turn
from simulacrum_core.rendering.bubbles import turns_of
from simulacrum_core.rendering.quotes import quoted
from simulacrum_core.rendering.render import prompt, render
from simulacrum_core.tokens.counter import TokenCounter
from simulacrum_core.tokens.tokenizers import ByteTokenizer

from .test_bubbles import template

NEAR = [Turn("Ben", False, "rain again"), Turn("Cy", False, "all week")]
ANSWER = Turn("Ada", True, "on the boat")


@pytest.mark.parametrize("bubbles", [False, True])
@pytest.mark.parametrize("style", ["seamless", "origin"])
def test_it_stands_before_the_answer_untrained_as_what_is_said_last_in_a_chat(style: str, bubbles: bool) -> None:
    made = template(bubbles, style=style)
    question = quoted(made, "Ben", "where is the pump?\nthe old one")
    assert question is not None
    turns = turns_of(made, [*NEAR, question, ANSWER])
    segments = render(made, turns)
    assert [segment.label for segment in segments] == [False, True]
    assert prompt(made, turns[:-1]) + " on the boat</s>" == "".join(segment.text for segment in segments)
    assert segments[0].text.rstrip("\n").endswith("\nCy: all week\nBen: where is the pump?\nthe old one")


def test_behind_a_message_of_the_same_author_only_bubbles_tell_it_apart() -> None:
    for bubbles, text in ((False, "rain again\nwhere?"), (True, "rain again\nBen: where?")):
        question = quoted(template(bubbles), "Ben", "where?")
        assert question is not None
        assert turns_of(template(bubbles), [NEAR[0], question])[0].text == text


def test_it_is_the_last_to_be_forgotten() -> None:
    question = quoted(template(), "Ben", "where is the pump?")
    assert question is not None
    found = fit([*NEAR, question, ANSWER], Budget(60, template(), TokenCounter(ByteTokenizer())))
    (example,) = found.examples
    assert found.forgotten == 2
    assert example.segments[0].text == "<s>A chat.\nBen: where is the pump?\n"


def test_what_the_persona_said_itself_is_not_quoted() -> None:
    assert quoted(template(), "Ada", "I am late") is None
