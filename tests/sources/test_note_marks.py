"""What apps for notes keep in a text beside its words is the same for every importer."""

from __future__ import annotations

from collections import Counter

import pytest

from simulacrum_core.sources import REMOVED, with_org_blocks, without_addresses, without_marks, without_references


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        ("mood:: 3\nIt rained.", f"{REMOVED}\nIt rained.", {"properties and clocks": 1}),
        ("- TODO mend the keel", "- mend the keel", {"marks of tasks": 1}),
        (
            ":LOGBOOK:\nCLOCK: [2024-03-05]\n:END:\nx",
            f"{REMOVED}\n{REMOVED}\n{REMOVED}\nx",
            {"properties and clocks": 3},
        ),
        (":LOGBOOK:\nnever closed", ":LOGBOOK:\nnever closed", {}),
        ("std::vector is fast", "std::vector is fast", {}),
    ],
)
def test_what_is_no_word_is_removed_and_counted(text: str, words: str, told: dict[str, int]) -> None:
    counts = Counter[str]()
    kept = without_marks(text.split("\n"), counts, lambda line: (line, 0))
    assert ("\n".join(kept), dict(counts)) == (words, told)


def test_a_line_of_which_nothing_is_left_is_removed() -> None:
    lines = without_marks(["- ((65e4a1b2-0000-4000-8000-000000000001))", "said"], Counter(), without_references)
    assert list(lines) == [REMOVED, "said"]


def test_blocks_of_org_are_as_many_lines_of_markdown() -> None:
    text = "#+BEGIN_QUOTE\nsaid\n#+END_QUOTE\n#+begin_src c\nint a;\n#+end_src"
    assert with_org_blocks(text) == "\n> said\n\n```\nint a;\n```"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See [the yard](https://example.org/a_(b)?x=1) now.", "See the yard now."),
        ('[Two](<a b.md> "Title") and [three](#top)', "Two and three"),
        ("A note[1](#fn1) here[↩](#fnref1).", "A note here."),
        ("[laughs](quietly) and [sic] (so.)", "[laughs](quietly) and [sic] (so.)"),
        ("<https://example.org> and https://example.org/[x](y", "<https://example.org> and https://example.org/[x](y"),
        ("[https://example.org](https://example.org)", "https://example.org"),
        ("![A boat](boat.png)", "![A boat](boat.png)"),
    ],
)
def test_a_link_is_its_words_and_no_aside_is_a_link(text: str, shown: str) -> None:
    assert without_addresses(text)[0] == shown
