"""The budget: every example within it as the trainer counts, nothing that the persona wrote lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..dataset.manifest import Template
from ..errors import UsageError
from ..ledger import Ledger
from ..models import Counted, Turn
from ..rendering.render import render
from ..tokens.counting import token_counts
from ..tokens.overhead import TemplateOverhead
from ..tokens.tokenizers import Tokenizer
from .cutting import head, reach, tail
from .runs import Run

OVER_BUDGET = "over the budget, before the answer"
Line = tuple[str, bool, str]
"""Name, whether it is the persona's, and text of one message."""


class Budget:
    """Cuts runs so that each example has at most `size` tokens as the trainer counts, the reserve included."""

    def __init__(
        self,
        size: int,
        template: Template,
        tokenizer: Tokenizer,
        ledger: Ledger,
        reserve: TemplateOverhead | None = None,
        *,
        joint: bool = False,
    ) -> None:
        self._size, self._template, self._tokenizer, self._ledger = size, template, tokenizer, ledger
        self._reserve, self._whole_text = reserve or TemplateOverhead(), joint

    def fit(self, lines: Sequence[Line], run: Run) -> Iterator[Counted]:
        """The examples of a run whose messages read as `lines`; counts every message of it in the ledger."""
        answers = sum(1 for _, persona, _ in lines if persona)
        self._ledger.trained += answers
        self._ledger.context += len(lines) - answers - run.repeated
        yield from self._split(list(lines), int(run.repeated))

    def _split(self, lines: list[Line], repeated: int) -> Iterator[Counted]:
        counted = self._fitting(lines)
        if counted is not None:
            yield counted
            return
        borders = [i for i in range(1, len(lines)) if lines[i - 1][1] and not lines[i][1]]
        if borders:
            middle = min(borders, key=lambda border: abs(border - len(lines) / 2))
            yield from self._split(lines[:middle], repeated)
            yield from self._split(lines[middle:], 0)
        else:
            yield from self._exchange(lines, repeated)

    def _exchange(self, lines: list[Line], repeated: int) -> Iterator[Counted]:
        """One exchange over the budget: forget what is far from the answer, then part the answer, then cut messages."""
        others = [line for line in lines if not line[1]]
        answer = [line for line in lines if line[1]]
        for i in range(1, len(others)):
            counted = self._fitting(others[i:] + answer)
            if counted is not None:
                self._forget(i, repeated)
                yield counted
                return
        self._forget(len(others) - 1, repeated)
        yield from self._part(others[-1], answer)

    def _part(self, other: Line, answer: list[Line]) -> Iterator[Counted]:
        counted = self._fitting([other, *answer])
        if counted is not None:
            yield counted
        elif len(answer) > 1:
            half = len(answer) // 2
            yield from self._part(other, answer[:half])
            yield from self._part(other, answer[half:])
        else:
            yield from self._cut(other, answer[0])

    def _cut(self, other: Line, line: Line) -> Iterator[Counted]:
        """One message of another author and one of the persona: the end of the one, all of the other in pieces."""
        name, persona, text = line
        short = self._short(other, line)
        self._ledger.cut += short != other
        room = self._size - self._tokens([short, (name, persona, "")])
        start = 0
        while start < len(text):
            ahead = text[start : start + reach(room) + 1]
            part = head(ahead, room, self._tokenizer, lambda part: self._fits([short, (name, persona, part)]))
            if not part:
                raise self._too_small([short, (name, persona, text[start : start + 1])])
            yield self._counted([short, (name, persona, part)])
            start += len(part)
        self._ledger.cut += 1

    def _short(self, other: Line, line: Line) -> Line:
        """The other message, or so much of its end that at least half of the words' room is left for the answer."""
        name, _, text = other
        silence = (line[0], line[1], "")
        room = self._size - self._tokens([(name, False, ""), silence])
        answer = min(self._tokenizer.count(line[2]), max(room, 0) // 2)
        if answer + self._tokenizer.count(text) <= room:
            return other
        start = (line[0], line[1], head(line[2], 1, self._tokenizer, lambda _: True))
        part = tail(
            text,
            room - answer,
            self._tokenizer,
            lambda part: (
                self._tokens([(name, False, part), silence]) + answer <= self._size
                and self._fits([(name, False, part), start])
            ),
        )
        if not part:
            raise self._too_small([(name, False, text[-1:]), start])
        return (name, False, part)

    def _forget(self, count: int, repeated: int) -> None:
        forgotten = max(count - repeated, 0)
        self._ledger.context -= forgotten
        self._ledger.leave_out(OVER_BUDGET, forgotten)

    def _fitting(self, lines: Sequence[Line]) -> Counted | None:
        counted = self._counted(lines)
        return counted if self._total(counted) <= self._size else None

    def _fits(self, lines: Sequence[Line]) -> bool:
        return self._fitting(lines) is not None

    def _tokens(self, lines: Sequence[Line]) -> int:
        return self._total(self._counted(lines))

    def _total(self, counted: Counted) -> int:
        return sum(counted.tokens) + self._reserve.of(len(counted.turns))

    def _counted(self, lines: Sequence[Line]) -> Counted:
        """The example of these lines, tokenized as the trainer does."""
        said = turns(lines)
        segments = render(self._template, said)
        return Counted(segments, token_counts(segments, self._tokenizer, joint=self._whole_text), tuple(said))

    def _too_small(self, lines: Sequence[Line]) -> UsageError:
        needed = self._tokens(lines)
        return UsageError(
            f"a budget of {self._size} tokens has no room for a message: "
            f"the system prompt, the names and one character of each take {needed}",
            remedy="Pass a larger --budget or a shorter --system-prompt",
        )


def turns(lines: Sequence[Line]) -> list[Turn]:
    """Messages of one author in a row as one turn, joined by newlines."""
    grouped: list[tuple[str, bool, list[str]]] = []
    for name, persona, text in lines:
        if grouped and grouped[-1][0] == name and grouped[-1][1] == persona:
            grouped[-1][2].append(text)
        else:
            grouped.append((name, persona, [text]))
    return [Turn(name, persona, "\n".join(texts)) for name, persona, texts in grouped]
