"""Which lines of a message are quoted, and that a text is its parts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core.rendering.quotations import is_only_quoted, may_quote, own_words, parts, quotes

PARTS = {
    "> as you said\nno": [(True, "> as you said"), (False, "no")],
    "> as you said\n\nno\nreally": [(True, "> as you said\n"), (False, "no\nreally")],
    "see\n> this\n> and this\nfunny": [(False, "see"), (True, "> this\n> and this"), (False, "funny")],
    "well\n>>> all of\nit": [(False, "well"), (True, ">>> all of\nit")],
    "> > deeper\nno": [(True, "> > deeper"), (False, "no")],
    "> as you said\n\n": [(True, "> as you said\n\n")],
    "> 8pm at the pier\nfine": [(True, "> 8pm at the pier"), (False, "fine")],
}
OWN = ["a > b", "3> 2", ">_<", "-> there", "no quote\n->> here", ">:(", "a\n  > b", "<3 > all", "> 20\nmany", "x\n>5"]
STORIES = ["> be me\n> go out\n> see dog", "> walk in\n> nobody there\n> mfw", ">be me\n> see dog"]
CODE = ["```\n> not quoted\n```\nhm", "so\n```diff\n> a line\n```"]


@pytest.mark.parametrize("text", PARTS)
def test_quoted_lines_are_told_from_the_others(text: str) -> None:
    assert list(parts(text)) == PARTS[text]
    assert quotes(text) == (len(PARTS[text]) > 1)
    assert is_only_quoted(text) == (len(PARTS[text]) == 1)
    assert own_words(text) == "\n".join(part for is_quoted, part in PARTS[text] if not is_quoted)


@pytest.mark.parametrize("text", [*OWN, *STORIES, *CODE])
def test_other_signs_stories_and_code_quote_nothing(text: str) -> None:
    assert not quotes(text)
    assert not is_only_quoted(text)


def test_one_line_before_a_number_compares() -> None:
    assert not is_only_quoted("> 20 people")
    assert is_only_quoted("> 20 people\n> came")


@given(st.lists(st.sampled_from(["> a", ">>> b", "", "c", "```", ">", "> 1", " > d", "> be me"]), max_size=9))
def test_a_text_is_its_parts(lines: list[str]) -> None:
    text = "\n".join(lines)
    found = list(parts(text))
    assert "\n".join(part for _, part in found) == text
    assert all(one != other for (one, _), (other, _) in pairwise(found))
    assert may_quote(text) or not any(is_quoted for is_quoted, _ in found)
