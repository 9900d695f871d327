"""Blocks of messages: a part of them is what a part of the messages is, however they are cut."""

from __future__ import annotations

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from simulacrum_core import Message
from simulacrum_core.sources.message_blocks import part_of


@given(st.lists(st.integers(0, 4), max_size=6), st.integers(0, 20), st.integers(0, 20))
def test_a_part_of_blocks_has_the_messages_of_that_part(sizes: list[int], skipped: int, count: int) -> None:
    messages = [Message(str(number), "ben", None, "hi") for number in range(sum(sizes))]
    left = iter(messages)
    blocks = [list(islice(left, size)) for size in sizes]
    found = list(part_of(iter(blocks), skipped, count))
    assert [message for block in found for message in block] == messages[skipped : skipped + count]
    assert all(found)
