"""The engine that works in several processes of this machine."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Self

from ..config.persona import Persona
from ..config.recipe import Recipe
from ..conversations.read import Parts, named
from ..conversations.spool import Spool
from ..examples.build import build
from ..examples.context import Context
from ..examples.plan import Plan
from ..examples.results import SessionResult
from ..examples.survey import Ask, survey
from ..models import Conversation
from ..pipeline import HERE
from ..rendering.control_tokens import ControlTokens
from ..sources.findings import Findings
from . import started
from .chunked import in_chunks
from .cores import LARGE, LARGE_SIZE, QUICKER, cores
from .mapped import mapped
from .pool import Pool
from .sections import Sections
from .spread import Spread
from .surveying import surveyed_elsewhere
from .workers import Answer, Task, batches, built, portable, result_of, tasks


class Processes(Spread):
    """Does the work with `workers` processes, None for as many as there are cores where there is much to do.

    A context: the processes end with it. `size` are the bytes that will be read. Many files are read side by side; of
    one large file, this process reads what another one looks at.
    """

    task_size: ClassVar[int] = 1 << 20

    def __init__(self, workers: int | None = None, size: int = 0) -> None:
        self._workers = workers
        share = QUICKER if started.is_quick() else 1
        self._is_much, self._fewest = size >= LARGE_SIZE // share, LARGE // share
        self._pool, self._is_chunked = Pool(workers or cores()), False

    def __enter__(self) -> Self:
        if self._is_large() and not started.is_quick():
            # They import what they need while this process looks at the source.
            self._pool.helpers()
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    def read(
        self, parts: Parts, tz: str | None, findings: Findings, folder: Path | None, persona: Persona
    ) -> Spool | Sections:
        parts = list(parts)
        if self._is_large():
            sections = Sections(named(parts, persona), tz, findings, folder, keeps=True)
            if sections.are_many():
                return sections
            if (found := self._in_chunks(parts, tz, findings, persona)) is not None:
                self._is_chunked = True
                return Spool(found, folder)
        return HERE.read(parts, tz, findings, folder, persona)

    def _in_chunks(
        self, parts: Parts, tz: str | None, findings: Findings, persona: Persona
    ) -> Iterator[Conversation] | None:
        """The conversation of the only part; where it is put into a zone, every time depends on the one before."""
        fresh = named(parts, persona)
        return in_chunks(partial(mapped, self._pool), *fresh[0], findings) if len(fresh) == 1 and tz is None else None

    def survey(
        self, reading: Spool | Sections, persona: Persona, recipe: Recipe, controls: ControlTokens, ask: Ask | None
    ) -> Plan:
        """While this process reads one file, another one looks at what is read, unless somebody is to be asked.

        Where others read as well, this one looks at it.
        """
        if isinstance(reading, Sections):
            return super().survey(reading, persona, recipe, controls, ask)
        if self._is_large() and not self._is_chunked and (persona.is_known() or ask is None):
            return surveyed_elsewhere(self._pool.helpers(1)[0], reading, persona, recipe, controls)
        return survey(reading, persona, recipe, controls, ask, is_parted=True, alone=self._is_chunked)

    def build(self, reading: Spool | Sections, plan: Plan, context: Context) -> Iterator[SessionResult]:
        """The results in the order of the reading; this process makes examples as well."""
        is_here = (self._workers is None and plan.people.total < self._fewest) or self._pool.count == 1
        if isinstance(reading, Spool) and is_here:
            return HERE.build(reading, plan, context)
        work = tasks(reading, plan.conversations) if isinstance(reading, Spool) else reading.tasks(plan)
        return self._built(batches(work), context)

    def _built(self, work: Iterable[Sequence[Task]], context: Context) -> Iterator[SessionResult]:
        data = portable(context)
        for helper in self._pool.helpers():
            helper.ask(_prepare, data)
        for results in self._pool.done(_build, partial(_build_here, context), work):
            yield from map(result_of, results) if results and isinstance(results[0], tuple) else results

    def _is_large(self) -> bool:
        return self._pool.count > 1 and (self._workers is not None or self._is_much)

    def _done(self, do: Callable[..., Any], work: Iterable[tuple[Any, int]], *more: Any) -> Iterator[tuple[Any, int]]:
        do_it = partial(_measured, do, more)
        return self._pool.done(do_it, do_it, work)


def _measured(do: Callable[..., Any], more: Sequence[Any], work: tuple[Any, int]) -> tuple[Any, int]:
    what, size = work
    return do(what, *more), size


def _build_here(context: Context, batch: Sequence[Task]) -> list[SessionResult]:
    return [result for task in batch for result in build(task.piece.conversation(), task.plan, context, task.stretch)]


# What follows runs in helpers.
_packed: list[bytes] = []
_context: list[Context] = []
"""What this process builds with; it is too much to come with every task."""


def _prepare(context: bytes) -> None:
    _packed[:], _context[:] = [context], []


def _build(batch: Sequence[Task]) -> list[Answer]:
    if not _context:
        _context.append(pickle.loads(_packed.pop()))
    return list(built(batch, _context[0]))
