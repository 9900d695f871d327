"""What an importer worked out and what it could not read, told to the user with the evidence."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from operator import itemgetter

import msgspec

from ..terminal import printable

_NAMED, _FIRST = 10, 3
"""Files that are named one by one where something is told of several; of more, the first few."""
_NAME = 300
_ZONE = "--tz"
_VALUES = {"-i order": "dmy, mdy or ymd", "--tz": "ZONE", "--me": "NAME", "--from": "NAME"}
"""What follows an option where it is told; a decision names the option alone, for programs."""
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


Decided = tuple[Decision, Iterable[str | None]]
"""What was decided, and of which files; None is all that is read."""


def doubts(decided: Iterable[Decided], mark: str = " (not certain)") -> Iterator[str]:
    """What is not certain, in words with `mark` behind the answer; what is alike for many files is told once.

    Evidence may count what is in a file: of many, that of the first is told.
    """
    alike: dict[tuple[str, str, str | None], list[Decided]] = {}
    for one, files in decided:
        if not one.certain:
            alike.setdefault((one.subject, one.answer, one.option), []).append((one, files))
    for several in alike.values():
        places = [(one, file) for one, files in several for file in files]
        if len(places) > _FIRST:
            evidence = several[0][0].evidence + (" (in the first of them)" if len(several) > 1 else "")
            yield _doubt(several[0][0], f"{mark} in {_listed([file or 'all' for _, file in places])}", evidence)
        else:
            yield from (
                (f"{printable(file, _NAME)}: " if file else "") + _doubt(one, mark, one.evidence)
                for one, file in places
            )


def _doubt(one: Decision, where: str, evidence: str) -> str:
    remedy = f". Override it: {' '.join([one.option, _VALUES.get(one.option, '')]).rstrip()}" if one.option else ""
    return printable(f"{one.subject}: {one.answer}") + where + printable(f": {evidence}{remedy}")


def _listed(files: list[str]) -> str:
    named = [printable(file, _NAME) for file in files[: _NAMED if len(files) <= _NAMED else _FIRST]]
    first = "" if len(named) == len(files) else "the first "
    return f"{len(files):,} files, {first}{', '.join(named[:-1])} and {named[-1]}"


class Findings:
    """Collects decisions and problems while a source is read; the user named `zone` for times that have none."""

    def __init__(self, zone: str | None = None) -> None:
        self._zone = zone
        self.decided: dict[Decision, dict[str | None, int]] = {}
        """What was decided, without its file, and of which files: of thousands of chats in a folder, most is alike.

        The numbers tell in which order all of it was decided.
        """
        self.problems: list[Problem] = []
        self.counts: Counter[str] = Counter()
        self.remarks: list[str] = []
        """What the user is to see: whom the sources call by the persona's names, and what may be done otherwise."""
        self._places: dict[str | None, int] = {}
        self._taken = 0

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
        subject, answer, evidence = sys.intern(subject), sys.intern(answer), sys.intern(evidence)
        self._add(Decision(subject, answer, evidence, option, None, certain), file)

    def report(self, file: str, line: int | None, what: str) -> None:
        """Record a place that could not be read."""
        self.counts[what] += 1
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(Problem(file, line, what))

    def extend(self, other: Findings) -> None:
        """Add what another reading found."""
        for file in other._places:
            self._places.setdefault(file, len(self._places))
        found = [(number, one, file) for one, files in other.decided.items() for file, number in files.items()]
        for _, decision, file in sorted(found, key=itemgetter(0)):
            self._add(decision, file)
        self.problems = (self.problems + other.problems)[:KEPT_PROBLEMS]
        self.counts.update(other.counts)
        self.remarks += other.remarks

    def replace(self, other: Findings) -> None:
        """Hold what another reading of the same source found, and nothing else."""
        vars(self).update(vars(other))

    def _add(self, decision: Decision, file: str | None) -> None:
        if self._zone and decision.option == _ZONE:
            # What a source does not say is not left open where the user said it.
            decision = msgspec.structs.replace(decision, answer=self._zone, evidence=f"named by {_ZONE}", certain=True)
        self._places.setdefault(file, len(self._places))
        files = self.decided.setdefault(decision, {})
        if file not in files:
            files[file] = self._taken
            self._taken += 1

    @property
    def files(self) -> Collection[str | None]:
        """Those of which something was decided, in their order; None is all that is read."""
        return self._places.keys()

    def apart(self) -> Iterator[Decided]:
        """What was decided, of all that is read apart from what was decided of files."""
        for one, files in self.decided.items():
            if None in files:
                yield one, (None,)
            if any(files):
                yield one, filter(None, files)

    @property
    def decisions(self) -> list[Decision]:
        """Every decision about every file, file by file, in the order in which they were taken."""
        all_of = [
            (self._places[file], number, file, one)
            for one, files in self.decided.items()
            for file, number in files.items()
        ]
        all_of.sort(key=itemgetter(0, 1))
        return [msgspec.structs.replace(one, file=file) if file else one for _, _, file, one in all_of]

    @property
    def problem_count(self) -> int:
        """How many problems there were, those not kept included."""
        return self.counts.total()
