"""The budget: never exceeded, and nothing of the persona lost to it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulacrum_core import UsageError, load_tokenizer
from simulacrum_core.examples.budget import Budget, Fitted, fit
from simulacrum_core.examples.cutting import head, tail
from simulacrum_core.models import TrainingExample, Turn
from simulacrum_core.rendering.template import Template
from simulacrum_core.tokens.counter import TokenCounter
from simulacrum_core.tokens.tokenizers import ByteTokenizer, Tokenizer

from ..tokenizers import tiny_tokenizer

TEXT = st.text(st.sampled_from(list("ab .!\n\u200d👨👩🏽é한中,")), min_size=1, max_size=300).filter(str.strip)
LINES = st.lists(st.tuples(st.sampled_from(["Bo", "Cy", "Me"]), TEXT), min_size=1, max_size=8)
TOKENIZERS: list[Tokenizer] = [ByteTokenizer(), tiny_tokenizer()]


def template(style: str = "seamless", bubbles: bool = False) -> Template:
    return Template(style=style, train_name=True, bos="<s>", eos="</s>", name="Me", system_prompt="P", bubbles=bubbles)


def fitted(
    lines: list[Turn], size: int, tokenizer: Tokenizer, style: str = "seamless", bubbles: bool = False
) -> Fitted:
    return fit(lines, Budget(size, template(style, bubbles), TokenCounter(tokenizer)))


def said(examples: list[TrainingExample]) -> str:
    """What is trained on, without names, newlines between turns and EOS; white space aside."""
    texts = [segment.text for example in examples for segment in example.segments if segment.label]
    return "".join(re.sub(r"^\n?Me: |\nMe: |\n$|</s>$", "", text) for text in texts).replace("\n", "")


@settings(max_examples=150, deadline=None)
@given(
    lines=LINES,
    size=st.integers(48, 200),
    style=st.sampled_from(["seamless", "origin"]),
    tokenizer=st.sampled_from(TOKENIZERS),
    bubbles=st.booleans(),
)
def test_every_example_is_within_the_budget_and_the_persona_says_everything_once(
    lines: list[tuple[str, str]], size: int, style: str, tokenizer: Tokenizer, bubbles: bool
) -> None:
    run = [Turn("Bo", False, "hi"), *(Turn(name, name == "Me", text) for name, text in lines), Turn("Me", True, "end")]
    found = fitted(run, size, tokenizer, style, bubbles)
    for example in found.examples:
        recount = sum(tokenizer.count(segment.text) for segment in example.segments)
        assert recount == sum(example.tokens) <= size
        assert example.segments[0].text.startswith("<s>P\n")
        assert example.segments[-1].text.endswith("</s>")
        assert not example.segments[0].label
        assert example.segments[-1].label
    mine = "".join(line.text for line in run if line.persona)
    assert said(found.examples) == mine.replace("\n", "")
    assert 0 <= len(found.forgotten) < sum(not line.persona for line in run)


def test_a_budget_without_room_is_an_error_that_says_so() -> None:
    with pytest.raises(UsageError, match="budget of 12 tokens has no room"):
        fitted([Turn("Bo", False, "hi"), Turn("Me", True, "ho")], 12, ByteTokenizer())


def test_context_far_from_the_answer_goes_first() -> None:
    lines = [Turn("Bo", False, "far " * 30), Turn("Cy", False, "near"), Turn("Me", True, "yes")]
    found = fitted(lines, 60, ByteTokenizer())
    assert [segment.text for segment in found.examples[0].segments] == ["<s>P\nCy: near\n", "Me: yes</s>"]
    assert len(found.forgotten) == 1


def test_what_stands_beside_an_answer_stays_while_the_rest_is_forgotten() -> None:
    lines = [Turn("Bo", False, "named"), Turn("Cy", False, "between " * 9), Turn("Me", True, "yes")]
    found = fit(lines, Budget(60, template(), TokenCounter(ByteTokenizer())), {2: 0})
    assert [segment.text for segment in found.examples[0].segments] == ["<s>P\nBo: named\n", "Me: yes</s>"]
    assert len(found.forgotten) == 1


def test_what_is_answered_at_the_start_of_a_run_stands_before_both_halves() -> None:
    lines = [Turn("Bo", False, "named"), *[Turn("Cy", False, "x " * 9), Turn("Me", True, "yes")] * 4]
    found = fit(lines, Budget(90, template(), TokenCounter(ByteTokenizer())), dict.fromkeys((2, 4, 6, 8), 0))
    assert len(found.examples) > 1
    assert all("Bo: named\n" in example.segments[0].text for example in found.examples)
    assert not found.forgotten


@pytest.mark.parametrize("at_start", [False, True])
def test_in_every_part_of_a_run_an_answer_stands_behind_what_it_answers(at_start: bool) -> None:
    said = ("Bo one", "Cy two", "Bo three", "Me four", "Me five", "Bo six", "Me seven", "Cy eight", "Me nine")
    lines = [Turn(line[:2], line.startswith("Me"), f"{line[3:]} " * 3) for line in said]
    answers = {3: 1, 4: 0, 6: 2, 8: 0}
    for size in (64, 80, 120, 160):
        found = fit(lines, Budget(size, template(), TokenCounter(ByteTokenizer())), answers, at_start=at_start)
        wholes = ["".join(segment.text for segment in example.segments) for example in found.examples]
        for place, answered in answers.items():
            (there,) = [whole for whole in wholes if lines[place].text.strip() in whole]
            assert lines[answered].text.strip() in there.partition(lines[place].text.strip())[0], size
        assert not {lines[0], lines[1], lines[2]} & {*found.forgotten}


def test_a_message_that_is_cut_to_stand_before_each_part_of_an_answer_counts_once() -> None:
    answer = [Turn("Me", True, f"{word} " * 30) for word in ("one", "two", "three")]
    lines = [Turn("Bo", False, "why " * 30), *answer]
    found = fitted(lines, 120, ByteTokenizer())
    assert len(found.examples) > len(answer)
    assert found.cut == len(lines)
    again = fit(lines, Budget(120, template(), TokenCounter(ByteTokenizer())), repeated={0})
    assert again.cut == len(answer), "it was counted in another run"


def test_a_long_message_is_cut_at_the_best_border_there_is() -> None:
    text = "One two three. Four five six seven.\n\nEight nine ten eleven. Twelve thirteen fourteen"
    found = fitted([Turn("Bo", False, "hi"), Turn("Me", True, text)], 64, ByteTokenizer())
    pieces = [example.segments[-1].text.removeprefix("Me: ").removesuffix("</s>") for example in found.examples]
    assert pieces == ["One two three. Four five six seven.\n\n", "Eight nine ten eleven. ", "Twelve thirteen fourteen"]
    assert found.cut == 1


@settings(max_examples=200, deadline=None)
@given(text=TEXT, room=st.integers(1, 60), tokenizer=st.sampled_from(TOKENIZERS))
def test_heads_and_tails_are_parts_of_the_text_that_fit(text: str, room: int, tokenizer: Tokenizer) -> None:
    def fits(part: str) -> bool:
        return tokenizer.count(part) <= room

    begin, end = head(text, room, tokenizer, fits), tail(text, room, tokenizer, fits)
    assert text.startswith(begin)
    assert text.endswith(end)
    assert fits(begin) or not begin
    assert fits(end) or not end


def test_an_answer_is_parted_between_two_bubbles_first() -> None:
    answer = [Turn("Me", True, text) for text in ("one two\nthree", "four five six", "seven", "eight nine")]
    found = fitted([Turn("Bo", False, "hi"), *answer], 60, ByteTokenizer(), bubbles=True)
    pieces = [example.segments[-1].text for example in found.examples]
    assert pieces == ["Me: one two\nthree\nMe: four five six</s>", "Me: seven\nMe: eight nine</s>"]
    assert [turn.messages for example in found.examples for turn in example.turns] == [1, 2, 1, 2]
    assert found.cut == 0


def test_what_is_seen_as_one_character_is_not_parted() -> None:
    family = "👨\u200d👩\u200d👧\u200d👦"
    tokenizer = ByteTokenizer()
    part = head(family * 3, 60, tokenizer, lambda part: tokenizer.count(part) <= 60)
    assert part == family * 2


def test_the_byte_tokenizer_counts_at_least_what_others_count() -> None:
    for text in ("hello", "\n", "한국어 😀", " a  b\t\n\n"):
        assert load_tokenizer("bytes").count(text) >= tiny_tokenizer().count(text)


def test_a_huge_message_is_not_tokenized_in_one_piece() -> None:
    """The tokenizers' library holds about two hundred bytes for each character of a text."""
    from simulacrum_core.examples.budget import Budget, fit
    from simulacrum_core.models import Turn
    from simulacrum_core.tokens.counter import TokenCounter
    from simulacrum_core.tokens.tokenizers import ByteTokenizer

    class Watching(ByteTokenizer):
        longest = 0

        def count(self, text: str) -> int:
            self.longest = max(self.longest, len(text))
            return super().count(text)

    tokenizer = Watching()
    budget = Budget(256, template(), TokenCounter(tokenizer))
    words = "pond water " * 50_000
    fitted = fit([Turn("Ben", False, words), Turn("Ada", True, words)], budget)
    assert tokenizer.longest < 10_000
    assert len(fitted.examples) > 1000
