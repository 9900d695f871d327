"""Monologues: an essay or a journal entry as examples in which the persona writes on, all of it trained on once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from ..dataset.manifest import Template
from ..errors import UsageError
from ..ledger import Ledger
from ..models import Counted, Segment, Turn
from ..rendering.render import merged, monologue_opening
from ..tokens.counting import token_counts
from ..tokens.overhead import TemplateOverhead
from ..tokens.tokenizers import Tokenizer
from .cutting import FEW, head, reach, tail

BORDER = "\n\n"
"""What stands between two passages."""
NOTHING_FOLLOWS = "quotation after which the persona writes nothing"


class Passage(msgspec.Struct, frozen=True, gc=False):
    """A piece of a monologue: the persona's own words, or a quotation that is only read."""

    text: str
    mine: bool


class Monologues:
    """Cuts monologues so that each example has at most `size` tokens as the trainer counts.

    An example begins with the heading. One that goes on where another ended shows a little of what came before, which
    is not trained on; only the last one ends in EOS.
    """

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
        self.size, self.template, self.tokenizer, self._ledger = size, template, tokenizer, ledger
        self._reserve, self._whole_text = reserve or TemplateOverhead(), joint

    def fit(self, heading: str, passages: Sequence[Passage]) -> Iterator[Counted]:
        """The examples of one monologue; counts every passage of it in the ledger."""
        followed = self._followed(passages)
        draft = _Draft(self, self._lead(heading))
        for i, passage in enumerate(followed):
            is_last = i == len(followed) - 1
            text = passage.text if is_last else passage.text + BORDER
            if passage.mine:
                yield from draft.write(text, self.template.eos if is_last else "")
            else:
                yield from draft.quote(text)
        yield from draft.turn()
        self._ledger.cut += draft.cut

    def counted(self, segments: Sequence[Segment]) -> Counted:
        """The example of these segments, tokenized as the trainer does."""
        whole = merged(segments)
        return Counted(whole, token_counts(whole, self.tokenizer, joint=self._whole_text), self._turns(whole))

    def tokens(self, segments: Sequence[Segment]) -> int:
        """Tokens of the example of these segments, the reserve included."""
        counted = self.counted(segments)
        return sum(counted.tokens) + self._reserve.of(len(counted.turns))

    def _turns(self, segments: Sequence[Segment]) -> tuple[Turn, ...]:
        """The words without the system prompt, BOS and EOS; what is only read is nobody's."""
        template, opening = self.template, monologue_opening(self.template, "")
        texts = [segment.text for segment in segments]
        if texts:
            texts[0] = texts[0].removeprefix(opening)
            texts[-1] = texts[-1].removesuffix(template.eos)
        turns = zip(segments, texts, strict=True)
        return tuple(Turn(template.name if segment.label else "", segment.label, text) for segment, text in turns)

    def _followed(self, passages: Sequence[Passage]) -> Sequence[Passage]:
        """The passages up to the persona's last one."""
        end = max((i for i, passage in enumerate(passages, 1) if passage.mine), default=0)
        own = sum(1 for passage in passages if passage.mine)
        self._ledger.trained += own
        self._ledger.context += end - own
        self._ledger.leave_out(NOTHING_FOLLOWS, len(passages) - end)
        return passages[:end]

    def _lead(self, heading: str) -> str:
        """What every example begins with; a heading that would take half of the budget is left out."""
        lead = monologue_opening(self.template, heading)
        return lead if self.tokenizer.count(lead) <= self.size // 2 else monologue_opening(self.template, "")


class _Draft:
    """The example that is being written, and the end of what was written before it."""

    def __init__(self, monologues: Monologues, lead: str) -> None:
        self._all, self._size, self._lead = monologues, monologues.size, lead
        self._page = [Segment(False, lead)]
        self._seen = ""
        self.cut = 0

    def write(self, text: str, end: str) -> Iterator[Counted]:
        """Add the persona's words, and turn the page wherever they are too many for it."""
        start = 0
        while not self._fits_from(text, start, end):
            part = self._beginning(text, start, end)
            if not part and self._page == [Segment(False, self._lead)]:
                raise self._too_small(text[start : start + 1])
            self._page.append(Segment(True, part))
            self._see(part)
            start += len(part)
            yield from self.turn(carry=bool(part) or self._is_trained())
        self.cut += start > 0
        self._page.append(Segment(True, text[start:] + end))
        self._see(text[start:])

    def quote(self, text: str) -> Iterator[Counted]:
        """Add somebody else's words; where they leave no room for an answer, only their end is shown."""
        self._see(text)
        if self._all.tokens([*self._page, Segment(False, text)]) <= self._size * 3 // 4:
            self._page.append(Segment(False, text))
        else:
            self.cut += 1
            yield from self.turn()

    def turn(self, *, carry: bool = True) -> Iterator[Counted]:
        """Close the example, if the persona says anything in it, and begin one that carries on."""
        page = self._page
        while page and not (page[-1].label and page[-1].text):
            page = page[:-1]
        if page:
            yield self._all.counted(page)
        self._page = [Segment(False, self._lead + (self._before() if carry else ""))]

    def _beginning(self, text: str, start: int, end: str) -> str:
        """So much of the text from `start` on as still fits; nothing where that is too little to be worth a cut."""
        room = self._size - self._all.tokens(self._page)
        if self._is_trained() and room < self._size // 4:
            return ""
        ahead, left = text[start : start + reach(room) + 1], len(text) - start
        part = head(ahead, room, self._all.tokenizer, lambda part: self._fits(part + end * (len(part) == left)))
        # A space belongs to the word after it, as tokenizers have it.
        words = part.rstrip(" ")
        return words if words and len(part) < left and self._fits(words) else part

    def _before(self) -> str:
        """The end of what was written so far, so much as an eighth of the budget takes."""
        room = self._size // 8
        limit = max(self._size // 2, self._all.tokenizer.count(self._lead))
        return tail(
            self._seen,
            room,
            self._all.tokenizer,
            lambda part: self._all.tokens([Segment(False, self._lead + part)]) <= limit,
        )

    def _see(self, text: str) -> None:
        self._seen = (self._seen + text)[-reach(self._size // 8) :]

    def _is_trained(self) -> bool:
        return any(segment.label and segment.text for segment in self._page)

    def _fits(self, text: str) -> bool:
        return self._all.tokens([*self._page, Segment(True, text)]) <= self._size

    def _fits_from(self, text: str, start: int, end: str) -> bool:
        """Whether all that is left fits; of a book only so much is tokenized as shows that it does not."""
        for length in (self._size * FEW, reach(self._size)):
            if len(text) - start > length and not self._fits(text[start : start + length]):
                return False
        return self._fits(text[start:] + end)

    def _too_small(self, text: str) -> UsageError:
        needed = self._all.tokens([*self._page, Segment(True, text)])
        return UsageError(
            f"a budget of {self._size} tokens has no room for a text: "
            f"the system prompt and one character of it take {needed}",
            remedy="Pass a larger --budget or a shorter --system-prompt",
        )
