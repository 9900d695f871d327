"""Front matter of Markdown files."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from simulacrum_core.sources.front_matter import split_front_matter


def test_yaml_fields_and_the_line_where_the_text_begins() -> None:
    text = "---\ntitle: Lists\ntags:\n  - books\ncreated: 2026-01-14\n---\n\nStarted.\n"
    assert split_front_matter(text) == (
        {"title": "Lists", "tags": ["books"], "created": dt.date(2026, 1, 14)},
        "\nStarted.\n",
        7,
    )


def test_toml_fields() -> None:
    text = '+++\r\ntitle = "Lists"\r\ndate = 2026-01-14\r\n+++\r\nText'
    assert split_front_matter(text) == ({"title": "Lists", "date": dt.date(2026, 1, 14)}, "Text", 5)


@pytest.mark.parametrize("close", ["---", "...", "---  "])
def test_fields_may_end_with_three_dots_and_at_the_end_of_the_file(close: str) -> None:
    assert split_front_matter(f"---\na: 1\n{close}") == ({"a": 1}, "", 4 - 1)


@pytest.mark.parametrize(
    "block",
    [
        "title:\tx\n\t- y\n",
        "date: {{date}}\n",
        "up: [[2024-01-01]]]\n",
        "title: a: b\n",
        "a: &x [1]\nb: *x\n",
        "a: 2024-13-45\n",
        "a: " + "[" * 5000 + "\n",
        "a: " + "9" * 5000 + "\n",
        "? {a: 1}\n: 2\nb: 1\n",
    ],
)
def test_fields_that_cannot_be_read_are_none_and_no_text_either(block: str) -> None:
    assert split_front_matter(f"---\n{block}---\nText\n") == ({}, "Text\n", block.count("\n") + 3)


@pytest.mark.parametrize(
    "text",
    [
        "Text\n---\nmore\n---\n",
        "---\ntitle: never closed\n",
        "---\nIt rained all day.\n---\nThen it stopped.\n",
        "----\na: 1\n----\n",
        "\n---\na: 1\n---\n",
        "---\n- a\n- b\n---\n",
        "",
    ],
)
def test_a_text_without_fields_is_left_as_it_is(text: str) -> None:
    assert split_front_matter(text) == ({}, text, 1)


def test_empty_fields() -> None:
    assert split_front_matter("---\n---\nText") == ({}, "Text", 3)
    assert split_front_matter("---\n# nothing\n---\nText") == ({}, "Text", 4)


def test_aliases_do_not_grow() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
    start = time.monotonic()
    assert split_front_matter(f"---\n{bomb}---\nText") == ({}, "Text", 33)
    assert time.monotonic() - start < 2
