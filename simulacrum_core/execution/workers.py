"""Building in several processes: parts of conversations go out as they lie in the spool, results come back in order."""

from __future__ import annotations

import contextlib
import os
import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Protocol

import msgspec

from ..config.persona import Persona
from ..config.recipe import Recipe
from ..conversations.read import Parts
from ..conversations.spool import Spool
from ..dataset.manifest import Statistics
from ..dataset.provenance import Origin
from ..dataset.statistics import Figures
from ..errors import SimulacrumError, UsageError
from ..examples.borders import STRETCH, Border, Stretch
from ..examples.build import SessionResult, build
from ..examples.context import Context
from ..examples.plan import ConversationPlan, Plan
from ..examples.survey import Ask, survey
from ..ledger import Ledger
from ..models import Conversation, TrainingExample
from ..pipeline import HERE
from ..rendering.control_tokens import ControlTokens
from ..sources.findings import Findings
from . import started
from .surveying import surveyed_elsewhere

LARGE, LARGE_SIZE = 100_000, 20_000_000
"""Messages, and bytes, from which on more processes save more than their start costs, half a second."""
_MOST = 2_000
"""Examples that are sent back in one piece."""
_AHEAD = 3
"""Tasks for each process that are handed out before their results are asked for."""


class Part(Protocol):
    """A part of a conversation, wherever its messages come from; `count` is how many there are."""

    @property
    def count(self) -> int: ...

    def conversation(self) -> Conversation:
        """The conversation with these messages."""


class Task(msgspec.Struct, frozen=True):
    """A part of a conversation to be built."""

    piece: Part
    plan: ConversationPlan
    stretch: Stretch


class _Built(msgspec.Struct, frozen=True, gc=False):
    """What a process sends back as JSON: the examples, and where each comes from."""

    examples: list[TrainingExample]
    origins: list[Origin]


class Processes:
    """Does the work with `workers` processes, None for as many as there are cores where there is much to do.

    `size` are the bytes that will be read.
    """

    def __init__(self, workers: int | None = None, size: int = 0) -> None:
        self._workers, self._size = workers, size

    def read(self, parts: Parts, tz: str | None, findings: Findings, folder: Path | None, persona: Persona) -> Spool:
        return HERE.read(parts, tz, findings, folder, persona)

    def survey(
        self, reading: Spool, persona: Persona, recipe: Recipe, controls: ControlTokens, ask: Ask | None
    ) -> Plan:
        """While this process reads, another one looks at what is read, unless somebody is to be asked."""
        is_large = self._workers is not None or (self._size >= LARGE_SIZE and cores() > 1)
        if is_large and (persona.is_known() or ask is None):
            return surveyed_elsewhere(reading, persona, recipe, controls)
        return survey(reading, persona, recipe, controls, ask, is_parted=True)

    def build(self, reading: Spool, plan: Plan, context: Context) -> Iterator[SessionResult]:
        count = self._workers or (cores() if plan.people.total >= LARGE else 1)
        if count == 1:
            return HERE.build(reading, plan, context)
        return _built_by(count, batches(tasks(reading, plan.conversations)), context)


def cores() -> int:
    """The cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def tasks(spool: Spool, plans: Sequence[ConversationPlan]) -> Iterator[Task]:
    """All conversations in the order of the reading, long ones in parts."""
    for place, one in enumerate(plans):
        stretches = [Stretch(*ends) for ends in zip((Border(), *one.borders), (*one.borders, None), strict=True)]
        # The message behind a part is heard as well: its words may say what the last one of the part is.
        reaches = [(each.start.lead, None if each.end is None else each.end.place + 1) for each in stretches]
        plain = msgspec.structs.replace(one, borders=())
        for piece, stretch in zip(spool.pieces(place, reaches), stretches, strict=True):
            yield Task(piece, plain, stretch)


def batches(work: Iterable[Task]) -> Iterator[list[Task]]:
    """Tasks that are enough to be worth a message to another process."""
    batch: list[Task] = []
    for task in work:
        batch.append(task)
        if sum(one.piece.count for one in batch) >= STRETCH or len(batch) >= STRETCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _built_by(workers: int, work: Iterable[Sequence[Task]], context: Context) -> Iterator[SessionResult]:
    """The results of all batches in their order; a few are under way at a time, so that memory stays flat."""
    pool = ProcessPoolExecutor(workers, started.context(), initializer=_prepare, initargs=(portable(context),))
    running: deque[Future[list[Answer]]] = deque()
    try:
        for batch in work:
            with started.shielded():
                running.append(pool.submit(_build, batch))
            if len(running) >= workers * _AHEAD:
                yield from _results(running.popleft())
        while running:
            yield from _results(running.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def portable(context: Context) -> bytes:
    try:
        return pickle.dumps(context)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        what = f"what it is converted with cannot be handed to other processes ({error})"
        raise UsageError(what, remedy="Pass --workers 1") from error


Answer = tuple[bytes, Ledger, Statistics, frozenset[str], Figures]
_context: list[Context] = []
"""What this process builds with; it is too much to come with every task."""


def _prepare(context: bytes) -> None:
    started.end_with_parent()
    _context[:] = [pickle.loads(context)]


def _build(batch: Sequence[Task]) -> list[Answer]:
    return list(built(batch, _context[0]))


def built(batch: Sequence[Task], context: Context) -> Iterator[Answer]:
    """The examples of some tasks, and the sums of what they count, in pieces that can be held in memory."""
    made, ledger, numbers, others, figures = _nothing()
    for task in batch:
        for result in build(task.piece.conversation(), task.plan, context, task.stretch):
            made.examples.extend(result.examples)
            made.origins.extend(result.origins)
            ledger += result.ledger
            numbers += result.statistics
            others |= result.others
            if result.figures is not None:
                figures += result.figures
            if len(made.examples) >= _MOST:
                yield _packed(made), ledger, numbers, frozenset(others), figures
                made, ledger, numbers, others, figures = _nothing()
    yield _packed(made), ledger, numbers, frozenset(others), figures


def _nothing() -> tuple[_Built, Ledger, Statistics, set[str], Figures]:
    return _Built([], []), Ledger(), Statistics(), set(), Figures()


def _results(future: Future[list[Answer]]) -> Iterator[SessionResult]:
    try:
        yield from map(result_of, future.result())
    except BrokenProcessPool:
        what = "a process that builds examples has ended by itself, perhaps for want of memory"
        raise SimulacrumError(what, remedy="Try again with --workers 1") from None


def result_of(answer: Answer) -> SessionResult:
    """What was sent back, as a result."""
    data, ledger, numbers, others, figures = answer
    made = pickle.loads(data) if data.startswith(_PICKLE) else msgspec.json.decode(data, type=_Built)
    return SessionResult(made.examples, ledger, numbers, others, made.origins, figures)


_PICKLE = pickle.dumps(None)[:1]


def _packed(made: _Built) -> bytes:
    """As JSON, a third of what pickle costs, where the names of a conversation can be written so."""
    with contextlib.suppress(UnicodeEncodeError):
        return msgspec.json.encode(made)
    return pickle.dumps(made)
