"""The account of every message: trained on, context, or left out and why. The sums are equal, always."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator

from pydantic import BaseModel, Field, model_validator

from .errors import DatasetError

_TOTALS = ("read", "trained", "context", "left_out")


class Share(BaseModel):
    """What one kind of source gives: messages as in the ledger, and the examples made of them."""

    read: int = 0
    trained: int = 0
    context: int = 0
    left_out: int = 0
    examples: int = 0
    tokens: int = 0
    trained_tokens: int = 0

    @model_validator(mode="before")
    @classmethod
    def _from_count(cls, value: object) -> object:
        """Datasets of 0.1 told only how many messages were read."""
        return {"read": value} if isinstance(value, int) else value


class Ledger(BaseModel):
    """Counts of messages; `read = trained + context + sum(left_out)`."""

    read: int = 0
    trained: int = Field(default=0, description="Messages of the persona that are trained on, each exactly once.")
    context: int = Field(default=0, description="Messages of others that stand in an example.")
    left_out: Counter[str] = Field(default_factory=Counter, description="Messages in no example, by reason.")
    cut: int = Field(default=0, description="Messages that were cut because they exceed the budget.")
    defused: int = Field(default=0, description="Messages in which a control token was made harmless.")
    imitations: int = Field(default=0, description="Messages in which another speaker's line was made harmless.")
    redacted: Counter[str] = Field(
        default_factory=Counter, description="Places in messages in which private data was replaced, by category."
    )
    repaired: int = Field(default=0, description="Messages in which halves of characters became U+FFFD.")
    unreadable: int = Field(default=0, description="Places in the source that could not be read as they should be.")
    sources: dict[str, Share] = Field(default_factory=dict, description="The account of each kind of source.")

    def share(self, source: str) -> Share:
        """The account of a kind of source."""
        return self.sources.setdefault(source, Share())

    @contextlib.contextmanager
    def counting(self, share: Share) -> Iterator[None]:
        """What the ledger counts inside the block is counted in `share` too."""
        before = self._totals()
        yield
        for field, old, new in zip(_TOTALS, before, self._totals(), strict=True):
            setattr(share, field, getattr(share, field) + new - old)

    def _totals(self) -> tuple[int, ...]:
        return self.read, self.trained, self.context, self.left_out.total()

    def leave_out(self, reason: str, count: int = 1) -> None:
        """Count messages that are in no example."""
        if count:
            self.left_out[reason] += count

    def verify(self) -> None:
        """Raise DatasetError where a message is missing from the account."""
        told = self.trained + self.context + self.left_out.total()
        if told != self.read:
            raise DatasetError(f"the ledger does not add up: {self.read} messages read, {told} accounted for")
