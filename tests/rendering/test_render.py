"""The text that is trained on, and where its borders lie."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core.models import Turn
from simulacrum_core.rendering.render import opening, prompt, render, stop_strings
from simulacrum_core.rendering.template import Template

TURNS = [
    Turn("PERSON A NAME", False, "blah blah"),
    Turn("YOUR NAME", True, "foo"),
    Turn("PERSON A NAME", False, "ah, I see\nthis is a second line"),
    Turn("YOUR NAME", True, "mhm"),
]


def template(style: str = "seamless", train_name: bool = True, system_prompt: str = "SYSTEM PROMPT") -> Template:
    return Template(
        style=style, train_name=train_name, bos="<s>", eos="</s>", name="YOUR NAME", system_prompt=system_prompt
    )


def pairs(style: str, **options: bool) -> list[tuple[bool, str]]:
    return [(segment.label, segment.text) for segment in render(template(style, **options), TURNS)]


def test_origin_is_byte_for_byte_the_text_of_the_design() -> None:
    assert pairs("origin") == [
        (False, "<s>SYSTEM PROMPT\nPERSON A NAME: blah blah"),
        (True, "\nYOUR NAME: foo\n"),
        (False, "PERSON A NAME: ah, I see\nthis is a second line"),
        (True, "\nYOUR NAME: mhm</s>"),
    ]


def test_seamless_borders_stand_after_newlines() -> None:
    assert pairs("seamless") == [
        (False, "<s>SYSTEM PROMPT\nPERSON A NAME: blah blah\n"),
        (True, "YOUR NAME: foo\n"),
        (False, "PERSON A NAME: ah, I see\nthis is a second line\n"),
        (True, "YOUR NAME: mhm</s>"),
    ]


def test_without_trained_names_the_border_stands_between_the_colon_and_the_space() -> None:
    assert pairs("seamless", train_name=False) == [
        (False, "<s>SYSTEM PROMPT\nPERSON A NAME: blah blah\nYOUR NAME:"),
        (True, " foo\n"),
        (False, "PERSON A NAME: ah, I see\nthis is a second line\nYOUR NAME:"),
        (True, " mhm</s>"),
    ]


def test_no_system_prompt_leaves_no_empty_line() -> None:
    assert render(template(system_prompt=""), TURNS)[0].text.startswith("<s>PERSON A NAME:")


def test_the_prompt_knows_who_talks() -> None:
    spoken = template(system_prompt="{me} talks to {other}.")
    assert opening(spoken, [Turn("Bo", False, "x"), Turn("Cy", False, "y"), Turn("YOUR NAME", True, "z")]) == (
        "<s>YOUR NAME talks to Bo, Cy.\n"
    )


def test_stop_strings_are_eos_and_the_lines_of_everybody_by_name_and_first_name() -> None:
    assert stop_strings(template(), ["Bo", "Cy Lind", "~ Cy", "J. R. Lee"]) == [
        "</s>",
        *("\nBo:", "\nCy Lind:", "\n~ Cy:", "\nJ. R. Lee:", "\nYOUR NAME:", "\nCy:", "\nJ.:", "\nYOUR:"),
    ]


def test_with_bubbles_the_persona_line_ends_no_turn() -> None:
    short = template().model_copy(update={"name": "Ada", "bubbles": True})
    assert stop_strings(short, ["Ada Lind", "Bo"]) == ["</s>", "\nAda Lind:", "\nBo:"]


words = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)


@st.composite
def turn_lists(draw: st.DrawFn) -> list[Turn]:
    """Others and persona in turn: another one first, the persona last."""
    texts = draw(st.lists(st.tuples(words, words), min_size=1, max_size=5))
    return [
        turn
        for i, (theirs, mine) in enumerate(texts)
        for turn in (Turn(f"Other {i % 2}", False, theirs), Turn("YOUR NAME", True, mine))
    ]


@given(turns=turn_lists(), train_name=st.booleans())
def test_both_styles_compile_to_one_text_that_begins_with_the_chat_prompt(turns: list[Turn], train_name: bool) -> None:
    texts = {"".join(s.text for s in render(template(style, train_name), turns)) for style in ("seamless", "origin")}
    assert len(texts) == 1
    asked = prompt(template(system_prompt=""), turns[:1])
    text = "".join(segment.text for segment in render(template(system_prompt=""), turns))
    assert text == f"{asked} {text[len(asked) + 1 :]}"


@given(turns=turn_lists(), style=st.sampled_from(["seamless", "origin"]), train_name=st.booleans())
def test_labels_alternate_and_mark_the_persona_alone(turns: list[Turn], style: str, train_name: bool) -> None:
    segments = render(template(style, train_name), turns)
    assert [segment.label for segment in segments] == [False, True] * (len(segments) // 2)
    trained = [segment.text for segment in segments if segment.label]
    mine = [turn.text for turn in turns if turn.persona]
    assert len(trained) == len(mine)
    assert all(text in segment for text, segment in zip(mine, trained, strict=True))
    assert segments[-1].text.endswith("</s>")
