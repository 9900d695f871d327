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
COPIED = {
    "[10/03, 10:00] Cleo: hi": [(True, "[10/03, 10:00] Cleo: hi")],
    "look\n[3/10, 10:00 AM] Cleo Ek: hi\nand more": [(False, "look"), (True, "[3/10, 10:00 AM] Cleo Ek: hi\nand more")],
    "[10/03/2026, 10:00:00] Cleo: hi\n[10/03/2026, 10:01:00] Ada: so\n\nhm?": [
        (True, "[10/03/2026, 10:00:00] Cleo: hi\n[10/03/2026, 10:01:00] Ada: so\n"),
        (False, "hm?"),
    ],
    "Cleo Ek, [10.03.2026 10:00]\nhi\n\nweird": [(True, "Cleo Ek, [10.03.2026 10:00]\nhi\n"), (False, "weird")],
    "[10/03, 10:00] Cleo: hi\nwhat does Cleo want now": [
        (True, "[10/03, 10:00] Cleo: hi"),
        (False, "what does Cleo want now"),
    ],
    "[10/03, 10:00] Cleo: hi\nyou there?\n^^ lol": [
        (True, "[10/03, 10:00] Cleo: hi\nyou there?"),
        (False, "^^ lol"),
    ],
    "[10/03, 10:00] Cleo: hi\nthis is Cleo from work": [(True, "[10/03, 10:00] Cleo: hi\nthis is Cleo from work")],
    "[10/03, 10:00] Cleo: hi\nsee you\nyours, Cleo": [(True, "[10/03, 10:00] Cleo: hi\nsee you\nyours, Cleo")],
    "[10/03, 10:00] Al: hi\nAl dente is not for me": [(True, "[10/03, 10:00] Al: hi\nAl dente is not for me")],
    "Cleo — Today at 10:00 AM\nhi": [(True, "Cleo — Today at 10:00 AM\nhi")],
}
BRACKETS = ["I think [sic] this — is fine", "array[1]: 2", "[10:00] tea", "the plan [10/03]: meet", "a [x] — at 10:00"]
OWN = ["a > b", "3> 2", ">_<", "-> there", "no quote\n->> here", ">:(", "a\n  > b", "<3 > all", "> 20\nmany", "x\n>5"]
STORIES = ["> be me\n> go out\n> see dog", "> walk in\n> nobody there\n> mfw", ">be me\n> see dog"]
CODE = ["```\n> not quoted\n```\nhm", "so\n```diff\n> a line\n```"]


@pytest.mark.parametrize("text", [*PARTS, *COPIED])
def test_quoted_lines_are_told_from_the_others(text: str) -> None:
    told = PARTS.get(text) or COPIED[text]
    assert list(parts(text)) == told
    assert quotes(text) == (len(told) > 1)
    assert is_only_quoted(text) == (len(told) == 1)
    assert own_words(text) == "\n".join(part for is_quoted, part in told if not is_quoted)


@pytest.mark.parametrize("text", [*OWN, *STORIES, *CODE, *BRACKETS])
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
