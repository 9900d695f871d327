"""The budget: every example within it as the trainer counts, nothing that the persona wrote lost."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set

import msgspec

from ..errors import UsageError
from ..models import TrainingExample, Turn, is_trained
from ..rendering.bubbles import turns_of
from ..rendering.quotations import QuotingLine, own_words
from ..rendering.render import render
from ..rendering.template import Template
from ..tokens.counter import TokenCounter
from .cutting import count_beyond, head, reach, tail


class Budget(msgspec.Struct, frozen=True):
    """How many tokens an example may have at most, how its text is rendered, and how its tokens are counted."""

    size: int
    template: Template
    counter: TokenCounter


class Fitted(msgspec.Struct, frozen=True, gc=False):
    """Examples within the budget; `forgotten` messages are in none of them, `cut` ones were parted.

    `used` are the places of a run's messages that are in them.
    """

    examples: list[TrainingExample]
    forgotten: tuple[Turn, ...] = ()
    cut: int = 0
    used: Collection[int] = ()


_NO_ANSWERS: Mapping[int, int] = {}


def fit(
    lines: Sequence[Turn],
    budget: Budget,
    answers: Mapping[int, int] = _NO_ANSWERS,
    *,
    at_start: bool = False,
    first: int = 0,
    repeated: Set[int] = frozenset(),
) -> Fitted:
    """The examples of a run whose messages are `lines`, of which those before `first` are used only where answered.

    `answers` gives places of messages and of what each answers: that stands before it in every part of the run, right
    before it or `at_start`. What is at a place in `repeated` is counted elsewhere.
    """
    if not first and (whole := fit_whole(lines, budget)) is not None:
        return whole
    parts = _Parts(lines, budget, answers, at_start)
    examples = parts.of(list(range(first, len(lines))))
    forgotten = (place for place in range(first, len(lines)) if place not in parts.used and place not in repeated)
    return Fitted(examples, tuple(lines[place] for place in forgotten), len(parts.cut - repeated), parts.used)


def fit_whole(lines: Sequence[Turn], budget: Budget, first: int = 0) -> Fitted | None:
    """The one example of the lines from `first` on, None where they are over the budget."""
    lines = lines[first:] if first else lines
    huge = 2 * reach(budget.size)
    for line in lines:
        if len(line.text) > huge and count_beyond(line.text, budget.size, budget.counter.tokenizer) > budget.size:
            # Its beginning tells: to tokenize all of it takes a hundred times its memory.
            return None
    example = _example(lines, budget)
    return Fitted([example], used=range(first, first + len(lines))) if _is_within(example, budget) else None


def _borders(lines: Sequence[Turn]) -> Iterator[tuple[int, int]]:
    """Where an answer ends and where somebody else goes on; between them is what the persona sends unwritten."""
    end = 0
    for i, line in enumerate(lines):
        if is_trained(line):
            end = i + 1
        elif not line.persona and end:
            yield end, i
            end = 0


class _Parts:
    """Parts a run; `used` are the places of messages that stand in examples, `cut` of those that were parted."""

    def __init__(self, lines: Sequence[Turn], budget: Budget, answers: Mapping[int, int], at_start: bool) -> None:
        self._lines, self._budget, self._answers, self._at_start = lines, budget, answers, at_start
        self.used: set[int] = set()
        self.cut: set[int] = set()

    def of(self, places: Sequence[int]) -> list[TrainingExample]:
        """The examples of the messages at these places, in halves as often as it takes."""
        places = self._with_answered(places)
        if (whole := self._whole(places)) is not None:
            return whole
        borders = list(_borders(self._at(places)))
        if not borders:
            return self._exchange(places)
        end, start = min(borders, key=lambda border: abs(border[0] - len(places) / 2))
        return self.of(places[:end]) + self.of(places[start:])

    def _at(self, places: Sequence[int]) -> list[Turn]:
        return [self._lines[place] for place in places]

    def _whole(self, places: Sequence[int]) -> list[TrainingExample] | None:
        whole = fit_whole(self._at(places), self._budget)
        if whole is None:
            return None
        self.used.update(places)
        return whole.examples

    def _with_answered(self, places: Sequence[int]) -> list[int]:
        """The places with what is answered, where that stands in another part."""
        missing: list[int] = []
        found: list[int] = []
        there = set[int]()
        for place in places:
            answered = self._answers.get(place)
            if answered is not None and answered not in there:
                (missing if self._at_start else found).append(answered)
                there.add(answered)
            if place not in there:
                found.append(place)
                there.add(place)
        return missing + found

    def _exchange(self, places: Sequence[int]) -> list[TrainingExample]:
        """One exchange over the budget: forget what is far from the answer, then part the answer, then cut messages."""
        lines = self._lines
        count = next(i for i, place in enumerate(places) if is_trained(lines[place]))
        before, answer = places[:count], places[count:]
        others = [place for place in before if not lines[place].persona]
        answered = {self._answers[place] for place in answer if place in self._answers}
        kept = [place for place in others if place in answered] or others[-1:]
        far = [place for place in before if place not in kept]
        for gone in range(1, len(far) + 1):
            left = [place for place in places if place not in far[:gone]]
            if lines[left[0]].persona and others:
                continue
            if (whole := self._whole(left)) is not None:
                return whole
        return self._part(kept[-1:], [place for place in answer if is_trained(lines[place])])

    def _part(self, asked: Sequence[int], answer: Sequence[int]) -> list[TrainingExample]:
        """An answer in parts, each behind what it answers, or behind what was `asked` last."""
        answered = dict.fromkeys(self._answers[place] for place in answer if place in self._answers)
        before = list(answered) or list(asked)
        if (whole := self._whole([*before, *answer])) is not None:
            return whole
        if len(answer) == 1:
            return self._cut(before, answer[0])
        half = len(answer) // 2
        return self._part(asked, answer[:half]) + self._part(asked, answer[half:])

    def _cut(self, before: Sequence[int], place: int) -> list[TrainingExample]:
        examples, shortened = _cut(self._at(before), self._lines[place], self._budget)
        self.used.update((*before, place))
        self.cut.add(place)
        if shortened:
            self.cut.update(before)
        return examples


def _cut(before: Sequence[Turn], line: Turn, budget: Budget) -> tuple[list[TrainingExample], bool]:
    """One message of another author, or none, and one of the persona: the end of the one, the other in pieces.

    And whether the first one was cut. What the persona quotes has no room.
    """
    if line.__class__ is QuotingLine:
        line = Turn(line.name, line.persona, own_words(line.text, line.quoted))
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
    return examples, short != list(before)


def _short(other: Turn, line: Turn, budget: Budget) -> Turn:
    """The other message, or so much of its end that at least half of the words' room is left for the answer."""
    tokenizer, silence = budget.counter.tokenizer, _saying(line, "")
    room = budget.size - _tokens([_saying(other, ""), silence], budget)
    answer = min(count_beyond(line.text, budget.size, tokenizer), max(room, 0) // 2)
    if answer + count_beyond(other.text, budget.size, tokenizer) <= room:
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
