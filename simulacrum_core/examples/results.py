"""Results: what comes of the sessions of a conversation, of several in one value as long as they are short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from ..dataset.manifest import Statistics
from ..dataset.provenance import Origin
from ..dataset.row_blocks import RowBlock, row_block
from ..dataset.statistics import Figures
from ..ledger import Ledger, Share
from ..models import Conversation, TrainingExample
from ..rendering.bubbles import boundaries
from .context import Context
from .figures import Gathering
from .plain import Plain

_MANY = 500
"""Messages of a result, or more: what each costs, by whoever adds it up as well, is what twenty messages do."""


class SessionResult(msgspec.Struct, frozen=True, gc=False):
    """What came of sessions, or of a use of one: examples, and counts that add up with those of all others.

    `others` are the names of other people who speak in the examples, `origins` where each example comes from; where
    rows are asked for, these are in their place. The last result of a conversation has its `figures`.
    """

    examples: Sequence[TrainingExample]
    ledger: Ledger
    statistics: Statistics
    others: frozenset[str] = frozenset()
    origins: Sequence[Origin] = ()
    figures: Figures | None = None
    rows: RowBlock | None = None


class Together:
    """Gathers what comes of the sessions of a conversation, in their order, until it is much."""

    def __init__(self, conversation: Conversation, context: Context, gathering: Gathering) -> None:
        self._conversation, self._context, self._gathering = conversation, context, gathering
        self._clear()

    def _clear(self) -> None:
        self.ledger = Ledger()
        self._examples: list[TrainingExample] = []
        self._origins: list[Origin] = []
        self._others: frozenset[str] = frozenset()
        self._again = False

    def leave_out(self, reasons: Counter[str]) -> None:
        """Count messages that are in no session, of which nothing is left to count."""
        self.ledger += Ledger(read=reasons.total(), left_out=reasons)
        reasons.clear()

    def account(self, plain: Plain) -> None:
        """Count the messages of a plain session."""
        ledger = self.ledger
        ledger.trained += plain.trained
        ledger.context += plain.read - plain.trained
        ledger.read += plain.read
        for reason, messages in plain.left_out.items():
            if count := len(messages):
                ledger.left_out[reason] += count
                ledger.read += count

    def is_full(self) -> bool:
        """Whether it is time to ask for the result."""
        return self.ledger.read >= _MANY

    def takes(self, others: frozenset[str], *, again: bool) -> bool:
        """Whether a session's examples have a place in this result: what is said to one person is counted apart."""
        if not (self._examples or self._others):
            return True
        held = self._others
        return again == self._again and (held == others or 1 not in (len(held), len(others)))

    def add(
        self, examples: Sequence[TrainingExample], origins: Sequence[Origin], others: frozenset[str], *, again: bool
    ) -> None:
        """Take in the examples of a session, but not its account; `again` where it has been used before."""
        self._examples += examples
        self._origins += origins
        self._others = self._others | others if self._others else others
        self._again = again

    def result(self) -> SessionResult:
        """What was gathered since the last result."""
        context, examples, ledger, others = self._context, self._examples, self.ledger, self._others
        numbers = Statistics.of(examples, trains_on_all=context.trains_on_all)
        if self._again:
            numbers.repeated_tokens, numbers.repeated_trained_tokens = numbers.tokens, numbers.trained_tokens
        numbers.monologues = len(examples) if self._conversation.monologue else 0
        if context.recipe.bubbles:
            numbers.boundaries = sum([boundaries(example.turns) for example in examples])
        ledger.sources[self._conversation.source] = Share(
            read=ledger.read,
            trained=ledger.trained,
            context=ledger.context,
            left_out=ledger.left_out.total(),
            examples=len(examples),
            tokens=numbers.tokens,
            trained_tokens=numbers.trained_tokens,
        )
        self._gathering.add_result(ledger, numbers, others)
        self._gathering.add_examples(examples, self._origins if len(others) > 1 else ())
        if context.row is None or not examples:
            found = SessionResult(examples, ledger, numbers, others, self._origins)
        else:
            rows = row_block(examples, self._origins, context.row)
            found = SessionResult((), ledger, numbers, others, rows=rows)
        self._clear()
        return found
