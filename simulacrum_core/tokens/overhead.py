"""The overhead: tokens of the budget that are kept free for what is added to an example's template-free text."""

from __future__ import annotations

import msgspec


class TemplateOverhead(msgspec.Struct, frozen=True):
    """Tokens that a trainer's own template adds at most, to an example and to each of its turns.

    `words` are tokens of what the exporter itself adds to an example, such as an instruction; a row has them already.
    """

    example: int = 0
    turn: int = 0
    words: int = 0

    @property
    def wraps_turns(self) -> bool:
        """Whether a trainer puts its own marks around every turn, as a chat template does."""
        return self.turn > 0

    def of(self, turns: int) -> int:
        """Tokens that are added to an example of so many turns."""
        return self.words + self.of_row(turns)

    def of_row(self, turns: int) -> int:
        """Tokens that a trainer adds to a row of so many turns."""
        return self.example + self.turn * turns
