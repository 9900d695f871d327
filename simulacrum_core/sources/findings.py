"""What an importer worked out and what it could not read, told to the user with the evidence."""

from __future__ import annotations

import sys
from collections import Counter

import msgspec

KEPT_PROBLEMS = 1000
"""Problems beyond this number are counted but not kept one by one."""


class Decision(msgspec.Struct, frozen=True, gc=False):
    """Something the source does not say: what was decided, on which evidence, and the option that overrides it.

    Where it is not `certain`, the user is told of it by every command.
    """

    subject: str
    answer: str
    evidence: str
    option: str | None = None
    file: str | None = None
    certain: bool = True


class Problem(msgspec.Struct, frozen=True):
    """A place in a source that could not be read as it should be; `line` counts from 1."""

    file: str
    line: int | None
    what: str


def shown_answer(decision: Decision) -> str:
    """The answer of a decision as it is shown."""
    return decision.answer if decision.certain else f"{decision.answer} (not certain)"


class Findings:
    """Collects decisions and problems while a source is read."""

    def __init__(self) -> None:
        self.decisions: list[Decision] = []
        self.problems: list[Problem] = []
        self.counts: Counter[str] = Counter()
        self.remarks: list[str] = []
        """What the user is to see: whom the sources call by the persona's names, and what may be done otherwise."""
        self._known: set[Decision] = set()

    def decide(
        self,
        subject: str,
        answer: str,
        evidence: str,
        *,
        option: str | None = None,
        file: str | None = None,
        certain: bool = True,
    ) -> None:
        """Record a decision; the same one twice is kept once. The user is told of what is not `certain`."""
        # Of thousands of chats in a folder, most is decided alike.
        subject, answer, evidence = sys.intern(subject), sys.intern(answer), sys.intern(evidence)
        self._add(Decision(subject, answer, evidence, option, file, certain))

    def report(self, file: str, line: int | None, what: str) -> None:
        """Record a place that could not be read."""
        self.counts[what] += 1
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(Problem(file, line, what))

    def extend(self, other: Findings) -> None:
        """Add what another reading found."""
        for decision in other.decisions:
            self._add(decision)
        self.problems = (self.problems + other.problems)[:KEPT_PROBLEMS]
        self.counts.update(other.counts)
        self.remarks += other.remarks

    def replace(self, other: Findings) -> None:
        """Hold what another reading of the same source found, and nothing else."""
        vars(self).update(vars(other))

    def _add(self, decision: Decision) -> None:
        if decision not in self._known:
            self._known.add(decision)
            self.decisions.append(decision)

    @property
    def problem_count(self) -> int:
        """How many problems there were, those not kept included."""
        return self.counts.total()
