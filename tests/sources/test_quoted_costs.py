"""To tell others' words in a text costs what its length warrants."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulacrum_core.sources import assistant_parts, quoted_parts

from ..doubling.costs import calls

ASSISTANTS = [
    "**ChatGPT's answer**\n\nIt is.\n\n",
    "## Claude's reply\n\nNo.\n\n",
    "AI Summary\n\nx\n\n",
    "**Summary by Claude:** x\n\n",
]
MAILS = [
    "[quote]x",
    "[quote=a]x[/quote]\n",
    "[/quote][quote]\n",
    "> x\n",
    "On 5 Mar 2024 at 10:12, Ben <b@c.de> wrote:\n\nx\n\n",
    "On 5 Mar 2024 at 10:12, Ben <b@c.de>\nwrote:\n> x\n",
    "From: a@b.de\nDate: 5 Mar 2024\nSubject: x\n\n",
    "-----Original Message-----\n",
    "From: a\n\n",
]


def told(texts: list[str]) -> object:
    return assistant_parts(texts)


def quoted(texts: list[str]) -> object:
    return quoted_parts([("text", text) for text in texts], ["Ada Lind"])


@pytest.mark.parametrize(
    ("work", "seed"), [*((told, seed) for seed in ASSISTANTS), *((quoted, seed) for seed in MAILS)]
)
@pytest.mark.parametrize("is_one", [True, False])
def test_a_text_that_is_twice_as_long_costs_twice_as_much(
    work: Callable[[list[str]], object], seed: str, is_one: bool
) -> None:
    def cost(count: int) -> int:
        text = f"Before.\n\n{seed * count}"
        return calls(lambda: work([text] if is_one else text.split("\n\n")))

    cost(10)
    once, twice = cost(300), cost(600)
    assert twice <= 2.3 * once + 200
