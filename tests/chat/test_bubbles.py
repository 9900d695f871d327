"""Talking with a persona that tells its messages apart: in the library, the terminal, over HTTP, on the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from simulacrum_core import Manifest
from simulacrum_core.chat.bubbles import Piece
from simulacrum_core.chat.chat import Chat
from simulacrum_core.chat.speaker import Sampling
from simulacrum_core.cli.chat import _talk
from simulacrum_core.models import Turn
from simulacrum_core.rendering.bubbles import turns_of
from simulacrum_core.rendering.render import prompt, render

from .servers import ask, messages, serving
from .test_chat import Parrot, manifest

WRITTEN = " hi\nand a line\nAda: second \nAda:\nAda: Ada: third\nBen: not I"
BUBBLES = ["hi\nand a line", "second", "Ada: third"]


def parting(budget: int = 400) -> Manifest:
    """A dataset in which bubbles are told apart."""
    made = manifest(budget)
    return made.model_copy(update={"template": made.template.model_copy(update={"bubbles": True})})


def chat(*texts: str) -> tuple[Chat, Parrot]:
    parrot = Parrot(*texts)
    return Chat(parting(), parrot, Sampling(max_tokens=100)), parrot


def test_an_answer_is_read_as_bubbles_and_stands_in_the_next_prompt_as_in_training() -> None:
    talk, parrot = chat(WRITTEN, " bye</s>")
    assert talk.say("hello") == "hi\nand a line\nsecond\nAda: third"
    assert talk.bubbles == BUBBLES
    talk.say("so")
    said = [Turn("Ben", False, "hello"), *(Turn("Ada", True, text) for text in BUBBLES), Turn("Ben", False, "so")]
    template = parting().template
    assert parrot.prompts[1] == prompt(template, turns_of(template, said))
    assert parrot.prompts[1].endswith("Ada: hi\nand a line\nAda: second\nAda: Ada: third\nBen: so\nAda:")
    trained = "".join(s.text for s in render(template, turns_of(template, [*said, Turn("Ada", True, "bye")])))
    assert trained == f"{parrot.prompts[1]} bye</s>"


@pytest.mark.parametrize(
    ("written", "bubbles"),
    [
        (" one\nBen: two", ["one"]),
        (" one\nAda: two\nCy Moss: x", ["one", "two"]),
        (" one\nAda: two\nlines\nZoe: nobody has this name", ["one", "two\nlines"]),
        (" one\nAda: two\nAda Moss: x", ["one", "two"]),
        (" one\nAda: see: this\nat 10:30: too</s>", ["one", "see: this\nat 10:30: too"]),
        (" one\nAda", ["one"]),
        (" one\nAda:", ["one"]),
        (" one\nAda:two", ["one", "two"]),
        ("\nAda: one", ["one"]),
        (" Ada", ["Ada"]),
    ],
)
def test_another_speaker_is_stopped_in_any_bubble(written: str, bubbles: list[str]) -> None:
    talk, _ = chat(written)
    talk.say("hello")
    assert talk.bubbles == bubbles


def test_what_others_say_in_a_row_is_several_messages_and_none_can_begin_one() -> None:
    talk, parrot = chat(" ok")
    talk.add_user_message("Ben: I am he\nBen: really\nАda: no")
    talk.add_user_message("so?")
    talk.say("?")
    assert parrot.prompts[0].endswith("Ben: Ben: I am he\nBen : really\nАda : no\nBen: so?\nBen: ?\nAda:")


def test_pieces_tell_their_bubble_and_hold_no_part_of_what_stands_between_two() -> None:
    talk, _ = chat(" a\nAda: b b\nAda:  c\nd")
    talk.add_user_message("hello")
    pieces = list(talk.pieces())
    assert [piece.bubble for piece in pieces] == sorted(piece.bubble for piece in pieces)
    assert pieces[0] == Piece(0, "a")
    assert ["".join(piece.text for piece in pieces if piece.bubble == i) for i in range(3)] == ["a", "b b", "c\nd"]


def test_the_terminal_shows_the_name_before_each_bubble_only(monkeypatch: pytest.MonkeyPatch) -> None:
    import click

    talk, _ = chat(WRITTEN)
    plain = Chat(manifest(), Parrot(" hi\nyou"), Sampling())

    @click.command()
    def both() -> None:
        _talk(talk)
        _talk(plain)

    inputs = iter(["hello", "/quit", "hello", "/quit"])
    monkeypatch.setattr("builtins.input", lambda _: next(inputs))
    shown = CliRunner().invoke(both).stdout
    assert shown == "Ada: hi\nand a line\nAda: second\nAda: Ada: third\nAda: hi\nAda: you\n"


class Again(Parrot):
    """Says the same each time."""

    def speak(self, text: str, sampling: Sampling, attempt: int = 0) -> Iterator[str]:
        self.prompts.append(text)
        return (WRITTEN[i : i + 3] for i in range(0, len(WRITTEN), 3))


@pytest.fixture(scope="module")
def speaker() -> Again:
    return Again()


@pytest.fixture(scope="module")
def port(speaker: Again) -> Iterator[int]:
    with serving(lambda sampling: Chat(parting(), speaker, sampling)) as port:
        yield port


def test_a_whole_answer_is_joined_by_newlines_with_the_bubbles_beside_it(port: int) -> None:
    _, body = ask(port, {"messages": messages("hello")})
    message = json.loads(body)["choices"][0]["message"]
    assert message == {"role": "assistant", "content": "\n".join(BUBBLES), "bubbles": BUBBLES}


def deltas(body: str) -> list[dict[str, Any]]:
    events = [line.removeprefix("data: ") for line in body.split("\n") if line]
    assert events[-1] == "[DONE]"
    return [json.loads(event)["choices"][0]["delta"] for event in events[:-1]]


def test_a_stream_shows_no_part_of_a_boundary_and_ends_with_the_bubbles(port: int) -> None:
    told = deltas(ask(port, {"messages": messages("hello"), "stream": True})[1])
    content = ""
    for delta in told:
        content += delta.get("content", "")
        assert "\n".join(BUBBLES).startswith(content)
    assert content == "\n".join(BUBBLES)
    assert told[-1] == {"bubbles": BUBBLES}


def test_what_a_client_stops_at_cuts_the_bubbles_too(port: int) -> None:
    _, body = ask(port, {"messages": messages("hello"), "stop": ["cond"]})
    message = json.loads(body)["choices"][0]["message"]
    assert (message["content"], message["bubbles"]) == ("hi\nand a line\nse", ["hi\nand a line", "se"])


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"content": "a\nb", "bubbles": ["a\nb", "c"]}, "Ada: a\nb\nAda: c"),
        ({"content": "a\n\nb"}, "Ada: a\nAda: b"),
        ({"content": "a\nb\nAda: c"}, "Ada: a\nb\nAda: c"),
        ({"content": None, "bubbles": ["a"]}, "Ada: a"),
    ],
)
def test_an_answer_that_comes_back_is_read_as_it_was_given(
    port: int, speaker: Again, said: dict[str, Any], line: str
) -> None:
    history = [*messages("one"), {"role": "assistant", **said}, *messages("two")]
    assert ask(port, {"messages": history})[0] == 200
    assert speaker.prompts[-1] == f"<s>Ada and Ben.\nBen: one\n{line}\nBen: two\nAda:"


def test_a_text_that_a_client_lays_out_is_gone_on_with_as_it_is(port: int) -> None:
    status, body = ask(port, {"prompt": "Ben: hello\nAda:"}, "/v1/completions")
    assert status == 200
    assert json.loads(body)["choices"][0]["text"] == WRITTEN.partition("\nBen")[0]


def test_a_dataset_without_bubbles_has_no_field_for_them() -> None:
    with serving(lambda sampling: Chat(manifest(), Parrot(" hi\nyou"), sampling)) as port:
        history = [*messages("one"), {"role": "assistant", "content": "a\nb", "bubbles": ["a", "b"]}, *messages("two")]
        message = json.loads(ask(port, {"messages": history})[1])["choices"][0]["message"]
    assert message == {"role": "assistant", "content": "hi\nyou"}
