"""The counter: tokens of an example exactly as its trainer will count them, for whoever has to know."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ..models import Segment
from .counting import token_counts, token_ids
from .overhead import TemplateOverhead
from .tokenizers import Tokenizer


class TokenCounter(msgspec.Struct, frozen=True):
    """Counts with the trainer's tokenizer: each segment on its own, or with `joint` the whole text at once.

    `overhead` is what is added to the text: by the trainer's own template, and by the exporter.
    """

    tokenizer: Tokenizer
    joint: bool = False
    overhead: TemplateOverhead = TemplateOverhead()

    def counts(self, segments: Sequence[Segment]) -> tuple[int, ...]:
        """How many tokens each segment holds."""
        return token_counts(segments, self.tokenizer, joint=self.joint)

    def ids(self, segments: Sequence[Segment]) -> list[list[int]]:
        """The token ids that each segment holds."""
        return token_ids(segments, self.tokenizer, joint=self.joint)

    def of_example(self, counts: Sequence[int], turns: int) -> int:
        """Tokens of an example of so many turns whose segments have these, with all that is added to them."""
        return sum(counts) + self.overhead.of(turns)

    def of_row(self, counts: Sequence[int]) -> int:
        """Tokens of a row whose segments have these; what the exporter adds is among them already."""
        return sum(counts) + self.overhead.of_row(len(counts))
