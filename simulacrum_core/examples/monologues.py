"""Monologues: an essay or a journal entry as examples in which the persona writes on, all of it trained on once."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import UsageError
from ..models import Segment, TrainingExample, Turn
from ..rendering.render import merged, monologue_opening
from ..rendering.template import Template
from .budget import Budget, Fitted
from .cutting import FEW, head, reach, tail

BORDER = "\n\n"
"""What stands between two passages."""


def fit_monologue(heading: str, passages: Sequence[Turn], budget: Budget) -> Fitted:
    """The examples of one monologue, whose passages are the persona's own words or, as nobody's turns, quotations.

    An example begins with the heading. One that goes on where another ended shows a little of what came before, which
    is not trained on; only the last one ends in EOS. Quotations after the persona's last word are forgotten.
    """
    end = max((i for i, passage in enumerate(passages, 1) if passage.persona), default=0)
    draft = _Draft(budget, _lead(heading, budget))
    for i, passage in enumerate(passages[:end], 1):
        text = passage.text if i == end else passage.text + BORDER
        if passage.persona:
            draft.write(text, budget.template.eos if i == end else "")
        else:
            draft.quote(text)
    draft.turn()
    return Fitted(draft.examples, forgotten=tuple(passages[end:]), cut=draft.cut)


def _lead(heading: str, budget: Budget) -> str:
    """What every example begins with; a heading that would take half of the budget is left out."""
    lead = monologue_opening(budget.template, heading)
    fits = budget.counter.tokenizer.count(lead) <= budget.size // 2
    return lead if fits else monologue_opening(budget.template, "")


def _example(segments: Sequence[Segment], budget: Budget) -> TrainingExample:
    """The example of these segments, tokenized as the trainer does."""
    whole = merged(segments)
    return TrainingExample(whole, turns=_turns(whole, budget.template), tokens=budget.counter.counts(whole))


def _turns(segments: Sequence[Segment], template: Template) -> tuple[Turn, ...]:
    """The words without the system prompt, BOS and EOS; what is only read is nobody's."""
    texts = [segment.text for segment in segments]
    if texts:
        texts[0] = texts[0].removeprefix(monologue_opening(template, ""))
        texts[-1] = texts[-1].removesuffix(template.eos)
    turns = zip(segments, texts, strict=True)
    return tuple(Turn(template.name if segment.label else "", segment.label, text) for segment, text in turns)


def _tokens(segments: Sequence[Segment], budget: Budget) -> int:
    example = _example(segments, budget)
    return budget.counter.of_example(example.tokens, len(example.turns))


class _Draft:
    """The examples that were written so far, the one that is being written, and the end of what stands before it."""

    def __init__(self, budget: Budget, lead: str) -> None:
        self._budget, self._size, self._lead = budget, budget.size, lead
        self._page = [Segment(False, lead)]
        self._seen = ""
        self.examples: list[TrainingExample] = []
        self.cut = 0

    def write(self, text: str, end: str) -> None:
        """Add the persona's words, and turn the page wherever they are too many for it."""
        start = 0
        while not self._fits_from(text, start, end):
            part = self._beginning(text, start, end)
            if not part and self._page == [Segment(False, self._lead)]:
                raise self._too_small(text[start : start + 1])
            self._page.append(Segment(True, part))
            self._see(part)
            start += len(part)
            self.turn(carry=bool(part) or self._is_trained())
        self.cut += start > 0
        self._page.append(Segment(True, text[start:] + end))
        self._see(text[start:])

    def quote(self, text: str) -> None:
        """Add somebody else's words; where they leave no room for an answer, only their end is shown."""
        self._see(text)
        if self._tokens(Segment(False, text)) <= self._size * 3 // 4:
            self._page.append(Segment(False, text))
        else:
            self.cut += 1
            self.turn()

    def turn(self, *, carry: bool = True) -> None:
        """Close the example, if the persona says anything in it, and begin one that carries on."""
        page = self._page
        while page and not (page[-1].label and page[-1].text):
            page = page[:-1]
        if page:
            self.examples.append(_example(page, self._budget))
        self._page = [Segment(False, self._lead + (self._before() if carry else ""))]

    def _beginning(self, text: str, start: int, end: str) -> str:
        """So much of the text from `start` on as still fits; nothing where that is too little to be worth a cut."""
        room = self._size - self._tokens()
        if self._is_trained() and room < self._size // 4:
            return ""
        ahead, left = text[start : start + reach(room) + 1], len(text) - start
        tokenizer = self._budget.counter.tokenizer
        part = head(ahead, room, tokenizer, lambda part: self._fits(part + end * (len(part) == left)))
        # A space belongs to the word after it, as tokenizers have it.
        words = part.rstrip(" ")
        return words if words and len(part) < left and self._fits(words) else part

    def _before(self) -> str:
        """The end of what was written so far, so much as an eighth of the budget takes."""
        tokenizer = self._budget.counter.tokenizer
        limit = max(self._size // 2, tokenizer.count(self._lead))

        def fits(part: str) -> bool:
            return _tokens([Segment(False, self._lead + part)], self._budget) <= limit

        return tail(self._seen, self._size // 8, tokenizer, fits)

    def _see(self, text: str) -> None:
        self._seen = (self._seen + text)[-reach(self._size // 8) :]

    def _is_trained(self) -> bool:
        return any(segment.label and segment.text for segment in self._page)

    def _tokens(self, *more: Segment) -> int:
        return _tokens([*self._page, *more], self._budget)

    def _fits(self, text: str) -> bool:
        return self._tokens(Segment(True, text)) <= self._size

    def _fits_from(self, text: str, start: int, end: str) -> bool:
        """Whether all that is left fits; of a book only so much is tokenized as shows that it does not."""
        for length in (self._size * FEW, reach(self._size)):
            if len(text) - start > length and not self._fits(text[start : start + length]):
                return False
        return self._fits(text[start:] + end)

    def _too_small(self, text: str) -> UsageError:
        needed = self._tokens(Segment(True, text))
        return UsageError(
            f"a budget of {self._size} tokens has no room for a text: "
            f"the system prompt and one character of it take {needed}",
            remedy="Pass a larger --budget or a shorter --system-prompt",
        )
