"""How a trainer tokenizes: whole texts are tokenized once, and every token of them has one owner."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulacrum_core.examples.budget import Budget, fit
from simulacrum_core.examples.monologues import fit_monologue
from simulacrum_core.models import Segment, Turn
from simulacrum_core.rendering.render import merged
from simulacrum_core.rendering.template import Template
from simulacrum_core.tokens.counter import TokenCounter
from simulacrum_core.tokens.counting import IGNORED, token_counts, token_ids, tokenized
from simulacrum_core.tokens.overhead import TemplateOverhead
from simulacrum_core.tokens.tokenizers import ByteTokenizer, Tokenizer

from ..tokenizers import reaching_tokenizer, tiny_tokenizer

TOKENIZERS: list[Tokenizer] = [ByteTokenizer(), tiny_tokenizer(), reaching_tokenizer()]
TEXT = st.text(st.sampled_from(list("ab .!\n:。中文é😀\u200d")), max_size=30)
SEGMENTS = st.lists(st.builds(Segment, st.booleans(), TEXT), min_size=1, max_size=6).map(merged).filter(len)
MESSAGE = st.text(st.sampled_from(list("ab .!\n。中文😀")), min_size=1, max_size=200).filter(str.strip)
LINES = st.lists(st.tuples(st.sampled_from(["Bo", "Cy", "Me"]), MESSAGE), max_size=8)


def template(style: str) -> Template:
    return Template(style=style, train_name=True, bos="<s>", eos="</s>", name="Me", system_prompt="P")


def trained(tokenizer: Tokenizer, *segments: tuple[bool, str]) -> list[str]:
    """The texts of the tokens that are trained on, where the text is tokenized in one piece."""
    parts = [Segment(label, text) for label, text in segments]
    _, labels = tokenized(parts, tokenizer, joint=True)
    text, start, found = "".join(text for _, text in segments), 0, []
    for end, label in zip(tokenizer.ends(text), labels, strict=True):
        found += [text[start:end]] if label != IGNORED else []
        start = end
    return found


@settings(max_examples=300, deadline=None)
@given(segments=SEGMENTS, tokenizer=st.sampled_from(TOKENIZERS))
def test_the_ids_of_a_whole_text_are_those_of_the_text_and_every_token_is_counted_once(
    segments: tuple[Segment, ...], tokenizer: Tokenizer
) -> None:
    text = "".join(segment.text for segment in segments)
    parts = token_ids(segments, tokenizer, joint=True)
    assert [token for part in parts for token in part] == tokenizer.encode(text)
    assert tuple(map(len, parts)) == token_counts(segments, tokenizer, joint=True)
    ids, labels = tokenized(segments, tokenizer, joint=True)
    assert ids == tokenizer.encode(text)
    assert all(label in (token, IGNORED) for token, label in zip(ids, labels, strict=True))


@settings(max_examples=300, deadline=None)
@given(segments=SEGMENTS, tokenizer=st.sampled_from(TOKENIZERS))
def test_a_token_within_a_segment_has_its_label_and_words_decide_about_one_that_reaches_across(
    segments: tuple[Segment, ...], tokenizer: Tokenizer
) -> None:
    text = "".join(segment.text for segment in segments)
    mine = [segment.label for segment in segments for _ in segment.text]
    _, labels = tokenized(segments, tokenizer, joint=True)
    start = 0
    for end, label in zip(tokenizer.ends(text), labels, strict=True):
        owners, words = mine[start:end], [i for i in range(start, end) if not text[i].isspace()]
        if owners and all(owners) == any(owners):
            assert (label != IGNORED) == owners[0]
        elif owners:
            assert (label != IGNORED) == mine[words[-1] if words else start]
        start = end


@given(segments=SEGMENTS, tokenizer=st.sampled_from(TOKENIZERS))
def test_segment_by_segment_each_is_a_text_of_its_own(segments: tuple[Segment, ...], tokenizer: Tokenizer) -> None:
    parts = token_ids(segments, tokenizer, joint=False)
    assert parts == [tokenizer.encode(segment.text) for segment in segments]
    assert token_counts(segments, tokenizer, joint=False) == tuple(map(len, parts))


@pytest.mark.parametrize(
    ("segments", "token", "is_trained"),
    [
        ([(False, "hi!"), (True, "\nab")], "!\n", False),
        ([(True, "中"), (False, "文")], "中文", False),
        ([(False, "中"), (True, "文")], "中文", True),
        ([(True, "no\n"), (False, " b")], "\n ", True),
        ([(True, "a\n\n"), (False, "\nb")], "\n\n\n", True),
    ],
    ids=["another's last", "a quotation's first", "the persona's first", "the end of a turn", "the end of a passage"],
)
def test_what_the_persona_wrote_is_trained_on_and_nothing_of_others(
    segments: list[tuple[bool, str]], token: str, is_trained: bool
) -> None:
    tokenizer = reaching_tokenizer()
    text = "".join(text for _, text in segments)
    ends = tokenizer.ends(text)
    assert token in [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    assert (token in trained(tokenizer, *segments)) == is_trained


@settings(max_examples=200, deadline=None)
@given(
    lines=LINES,
    size=st.integers(48, 200),
    style=st.sampled_from(["seamless", "origin"]),
    tokenizer=st.sampled_from(TOKENIZERS),
)
def test_a_budget_of_whole_texts_is_exact(
    lines: list[tuple[str, str]], size: int, style: str, tokenizer: Tokenizer
) -> None:
    run = [Turn("Bo", False, "hi"), *(Turn(name, name == "Me", text) for name, text in lines), Turn("Me", True, "end")]
    for example in fit(run, Budget(size, template(style), TokenCounter(tokenizer, joint=True))).examples:
        assert tokenizer.count("".join(segment.text for segment in example.segments)) == sum(example.tokens) <= size
        assert any(count for count, segment in zip(example.tokens, example.segments, strict=True) if segment.label)


@settings(max_examples=200, deadline=None)
@given(
    passages=st.lists(
        st.builds(lambda text, mine: Turn("Me" if mine else "", mine, text), MESSAGE, st.booleans()), max_size=6
    ),
    size=st.integers(70, 300),
    tokenizer=st.sampled_from(TOKENIZERS),
)
def test_a_monologue_of_whole_texts_is_within_the_budget_and_trained_on(
    passages: list[Turn], size: int, tokenizer: Tokenizer
) -> None:
    budget = Budget(size, template("seamless"), TokenCounter(tokenizer, joint=True))
    for example in fit_monologue("On rain\n\n", passages, budget).examples:
        assert tokenizer.count("".join(segment.text for segment in example.segments)) == sum(example.tokens) <= size
        assert any(count for count, segment in zip(example.tokens, example.segments, strict=True) if segment.label)


@pytest.mark.parametrize("joint", [True, False])
def test_one_counter_tells_ids_counts_and_what_a_template_adds(joint: bool) -> None:
    segments = [Segment(False, "Bo: hi!\n"), Segment(True, "Me: ho")]
    counter = TokenCounter(reaching_tokenizer(), joint, TemplateOverhead(example=2, turn=3, words=5))
    counts = counter.counts(segments)
    assert counts == tuple(map(len, counter.ids(segments)))
    assert counter.of_row(counts) == sum(counts) + 2 + 2 * 3
    assert counter.of_example(counts, turns=2) == counter.of_row(counts) + 5
