"""The budget: every example within it as the trainer counts, nothing that the persona wrote lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

import msgspec

from ..errors import UsageError
from ..models import TrainingExample, Turn, is_trained
from ..rendering.bubbles import turns_of
from ..rendering.render import render
from ..rendering.template import Template
from ..tokens.counter import TokenCounter
from .cutting import head, reach, tail


class Budget(msgspec.Struct, frozen=True):
    """How many tokens an example may have at most, how its text is rendered, and how its tokens are counted."""

    size: int
    template: Template
    counter: TokenCounter


class Fitted(msgspec.Struct, frozen=True, gc=False):
    """Examples within the budget; `forgotten` messages are in none of them, `cut` ones were parted.

    `shortened` while the answer to one message is parted, where that message was cut to make room.
    """

    examples: list[TrainingExample]
    forgotten: tuple[Turn, ...] = ()
    cut: int = 0
    shortened: bool = False

    def __add__(self, other: Fitted) -> Fitted:
        return Fitted(
            self.examples + other.examples,
            self.forgotten + other.forgotten,
            self.cut + other.cut,
            self.shortened or other.shortened,
        )


def fit(lines: Sequence[Turn], budget: Budget, beside: Set[int] = frozenset()) -> Fitted:
    """The examples of a run whose messages are `lines`; those at the places `beside` stay with what answers them."""
    if (whole := fit_whole(lines, budget)) is not None:
        return whole
    borders = list(_borders(lines))
    if not borders:
        return _exchange(lines, budget, beside)
    end, start = min(borders, key=lambda border: abs(border[0] - len(lines) / 2))
    # What stands beside answers at the start of a run may be answered in either half.
    first = next((place for place in range(end) if place not in beside), 0)
    again = {place - start + first for place in beside if place >= start}.union(range(first))
    sent = Fitted([], tuple(lines[end:start]))
    one = fit(lines[:end], budget, {place for place in beside if place < end})
    return one + sent + fit([*lines[:first], *lines[start:]], budget, again)


def fit_whole(lines: Sequence[Turn], budget: Budget) -> Fitted | None:
    """The one example of these lines, None where they are over the budget."""
    example = _example(lines, budget)
    return Fitted([example]) if _is_within(example, budget) else None


def _borders(lines: Sequence[Turn]) -> Iterator[tuple[int, int]]:
    """Where an answer ends and where somebody else goes on; between them is what the persona sends unwritten."""
    end = 0
    for i, line in enumerate(lines):
        if is_trained(line):
            end = i + 1
        elif not line.persona and end:
            yield end, i
            end = 0


def _exchange(lines: Sequence[Turn], budget: Budget, beside: Set[int]) -> Fitted:
    """One exchange over the budget: forget what is far from the answer, then part the answer, then cut messages."""
    count = next(place for place, line in enumerate(lines) if is_trained(line))
    answer = lines[count:]
    others = [place for place in range(count) if not lines[place].persona]
    kept = set(beside).intersection(others) or set(others[-1:])
    far = [place for place in range(count) if place not in kept]
    for gone in range(1, len(far) + 1):
        left = [line for place, line in enumerate(lines) if place not in far[:gone]]
        if left[0].persona and others:
            continue
        if (whole := fit_whole(left, budget)) is not None:
            return whole + Fitted([], tuple(lines[place] for place in far[:gone]))
    forgotten = (*(lines[place] for place in far), *(line for line in answer if line.untrained))
    asked = [lines[max(kept)]] if kept else []
    parts = _part(asked, [line for line in answer if is_trained(line)], budget)
    # It stands before each of the parts, and is one message; one that is set there is counted where it stands.
    cut = parts.cut + (parts.shortened and not kept <= beside)
    return Fitted(parts.examples, forgotten, cut)


def _part(before: Sequence[Turn], answer: Sequence[Turn], budget: Budget) -> Fitted:
    """An answer in parts, each behind the message `before` it, if there is one."""
    example = _example([*before, *answer], budget)
    if _is_within(example, budget):
        return Fitted([example])
    if len(answer) == 1:
        return _cut(before, answer[0], budget)
    half = len(answer) // 2
    return _part(before, answer[:half], budget) + _part(before, answer[half:], budget)


def _cut(before: Sequence[Turn], line: Turn, budget: Budget) -> Fitted:
    """One message of another author, or none, and one of the persona: the end of the one, the other in pieces."""
    short = [_short(other, line, budget) for other in before]
    room = budget.size - _tokens([*short, _saying(line, "")], budget)
    examples: list[TrainingExample] = []
    start = 0
    while start < len(line.text):
        ahead = line.text[start : start + reach(room) + 1]
        part = head(ahead, room, budget.counter.tokenizer, lambda part: _fits([*short, _saying(line, part)], budget))
        if not part:
            raise _too_small([*short, _saying(line, line.text[start : start + 1])], budget)
        examples.append(_example([*short, _saying(line, part)], budget))
        start += len(part)
    return Fitted(examples, cut=1, shortened=short != list(before))


def _short(other: Turn, line: Turn, budget: Budget) -> Turn:
    """The other message, or so much of its end that at least half of the words' room is left for the answer."""
    tokenizer, silence = budget.counter.tokenizer, _saying(line, "")
    room = budget.size - _tokens([_saying(other, ""), silence], budget)
    answer = min(tokenizer.count(line.text), max(room, 0) // 2)
    if answer + tokenizer.count(other.text) <= room:
        return other
    start = _saying(line, head(line.text, 1, tokenizer, lambda _: True))

    def fits(part: str) -> bool:
        short = _saying(other, part)
        return _tokens([short, silence], budget) + answer <= budget.size and _fits([short, start], budget)

    part = tail(other.text, room - answer, tokenizer, fits)
    if not part:
        raise _too_small([_saying(other, other.text[-1:]), start], budget)
    return _saying(other, part)


def _saying(line: Turn, text: str) -> Turn:
    """The same speaker with another text."""
    return Turn(line.name, line.persona, text, untrained=line.untrained)


def _example(lines: Sequence[Turn], budget: Budget) -> TrainingExample:
    """The example of these lines, tokenized as the trainer does."""
    said = turns_of(budget.template, lines)
    segments = render(budget.template, said)
    return TrainingExample(segments, turns=tuple(said), tokens=budget.counter.counts(segments))


def _is_within(example: TrainingExample, budget: Budget) -> bool:
    return budget.counter.of_example(example.tokens, len(example.turns)) <= budget.size


def _fits(lines: Sequence[Turn], budget: Budget) -> bool:
    return _tokens(lines, budget) <= budget.size


def _tokens(lines: Sequence[Turn], budget: Budget) -> int:
    example = _example(lines, budget)
    return budget.counter.of_example(example.tokens, len(example.turns))


def _too_small(lines: Sequence[Turn], budget: Budget) -> UsageError:
    return UsageError(
        f"a budget of {budget.size} tokens has no room for a message: "
        f"the system prompt, the names and one character of each take {_tokens(lines, budget)}",
        remedy="Pass a larger --budget or a shorter --system-prompt",
    )
