"""As much of a history as a prompt has room for, counted from its end: a long one costs no more than a short one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from ..models import Turn


def newest(
    backwards: Iterable[Turn], room: int, count: Callable[[str], int], rendered: Callable[[Sequence[Turn]], str]
) -> list[Turn]:
    """The newest messages whose rendered text has at most `room` tokens, oldest first, at least the very newest one.

    `backwards` gives the newest first and is not read to its end. Where older ones are left out the persona does not
    begin, as in training; a history that begins with their words is kept as it is, as in every other front end.
    """
    taken = list(_about(backwards, room, count))[::-1]
    turns = [turn for turn, _ in taken]
    start = 0
    while (excess := count(rendered(turns[start:])) - room) > 0 and start < len(turns) - 1:
        while excess > 0 and start < len(turns) - 1:
            excess -= taken[start][1]
            start += 1
        start = _after_persona(turns, start)
    return turns[start:]


def _about(backwards: Iterable[Turn], room: int, count: Callable[[str], int]) -> Iterator[tuple[Turn, int]]:
    """Messages, until there are certainly enough, with the most tokens that the prompt may lose with each.

    A name stands before a run of messages only, and once in the system prompt. A tokenizer may count one more for a
    text that stands alone.
    """
    total, names = 0, dict[str, int]()
    for turn in backwards:
        if turn.name not in names:
            names[turn.name] = count(f"{turn.name}: ") + count(f", {turn.name}")
        size = count(f"{turn.text}\n")
        yield turn, size + names[turn.name]
        total += max(size - 1, 1)
        if total > room:
            return


def _after_persona(turns: Sequence[Turn], start: int) -> int:
    """The first message from `start` on that is not the persona's, or the last one."""
    while start < len(turns) - 1 and turns[start].persona:
        start += 1
    return start
