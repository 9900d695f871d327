"""The account of every message: trained on, context, or left out and why. The sums are equal, always."""

from __future__ import annotations

from collections import Counter

from pydantic import BaseModel, Field

from .errors import DatasetError


class Ledger(BaseModel):
    """Counts of messages; `read = trained + context + sum(left_out)`."""

    read: int = 0
    trained: int = Field(default=0, description="Messages of the persona that are trained on, each exactly once.")
    context: int = Field(default=0, description="Messages of others that stand in an example.")
    left_out: Counter[str] = Field(default_factory=Counter, description="Messages in no example, by reason.")
    cut: int = Field(default=0, description="Messages that were cut because they exceed the budget.")
    defused: int = Field(default=0, description="Messages in which a control token was made harmless.")
    repaired: int = Field(default=0, description="Messages in which halves of characters became U+FFFD.")
    unreadable: int = Field(default=0, description="Places in the source that could not be read as they should be.")
    sources: dict[str, int] = Field(default_factory=dict, description="Messages read, by kind of source.")

    def leave_out(self, reason: str, count: int = 1) -> None:
        """Count messages that are in no example."""
        if count:
            self.left_out[reason] += count

    def verify(self) -> None:
        """Raise DatasetError where a message is missing from the account."""
        told = self.trained + self.context + self.left_out.total()
        if told != self.read:
            raise DatasetError(f"the ledger does not add up: {self.read} messages read, {told} accounted for")
