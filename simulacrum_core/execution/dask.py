"""The engine on Dask: several machines look at the conversations and build their examples, in tasks that can be redone.

This is all that knows of Dask. Where an importer reads files apart, or a large one in chunks, workers read; else this
process does, and hands out what it has read.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import logging
import os
import pickle
import platform
import signal
import threading
import time
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Self

from pydantic import Field

from ..config.persona import Persona
from ..config.recipe import Recipe
from ..conversations.read import Parts, named
from ..conversations.spool import Spool
from ..errors import MissingExtraError, SimulacrumError
from ..examples.context import Context
from ..examples.plan import Plan
from ..examples.results import SessionResult
from ..examples.survey import Ask, survey
from ..plugin.contracts import Plugin
from ..rendering.control_tokens import ControlTokens
from ..sources.findings import Findings
from ..version import __version__
from . import started
from .chunked import in_chunks
from .cores import cores
from .sections import Sections
from .spread import Spread
from .workers import Answer, Task, batches, built, portable, result_of, tasks

_PIECES = 16
"""Chunks of a file that a task reads: of one alone, a third of the time would be the scheduler's."""
_AHEAD, _TRIES, _PATIENCE = 3, 3, 60
"""Tasks under way for each thread; times that one is tried; seconds without a worker until it is given up."""
_SAME = ("my-simulacrum", "msgspec", "pydantic", "tokenizers", "tiktoken")
"""Distributions that decide what a dataset's bytes are."""


class DaskOptions(Plugin):
    """Where the work is done; `-g KEY VALUE` on the command line."""

    name: ClassVar[str] = "dask"

    scheduler: str | None = Field(default=None, description="Address of a cluster, tcp://HOST:PORT or tls://HOST:PORT.")
    tls_ca: Path | None = Field(default=None, description="With tls://, the certificate of who signed the others.")
    tls_cert: Path | None = Field(default=None, description="With tls://, the certificate of this client.")
    tls_key: Path | None = Field(default=None, description="With tls://, the key of this client.")
    wait: int = Field(default=_PATIENCE, ge=1, description="Seconds to wait for a worker where there is none.")


class DaskEngine(Spread):
    """Does the work on a Dask cluster, or on one of `workers` processes here, None for as many as there are cores.

    A context: the cluster is asked when the block begins. Raises SimulacrumError where it does not answer, or is
    another version.
    """

    task_size: ClassVar[int] = 8 << 20

    def __init__(self, options: DaskOptions, workers: int | None = None) -> None:
        self._options, self._workers, self._stack = options, workers, contextlib.ExitStack()
        self._client: Any = None

    def __enter__(self) -> Self:
        try:
            self._client = _client(self._options, self._workers, self._stack)
            _check_versions(self._client)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.__exit__(*error)

    def read(
        self, parts: Parts, tz: str | None, findings: Findings, folder: Path | None, persona: Persona
    ) -> Spool | Sections:
        """Files that are read apart later on; or one large file, which is read in chunks, and kept here."""
        parts = list(parts)
        sections = Sections(named(parts, persona), tz, findings, folder)
        found = None
        if len(parts) == 1 and tz is None and not sections.are_many():
            found = in_chunks(self._mapped, *named(parts, persona)[0], findings)
        return sections if found is None else Spool(found, folder)

    def survey(
        self, reading: Spool | Sections, persona: Persona, recipe: Recipe, controls: ControlTokens, ask: Ask | None
    ) -> Plan:
        if isinstance(reading, Sections):
            return super().survey(reading, persona, recipe, controls, ask)
        return survey(reading, persona, recipe, controls, ask, is_parted=True, alone=True)

    def build(self, reading: Spool | Sections, plan: Plan, context: Context) -> Iterator[SessionResult]:
        """The results of all tasks in their order; a few are under way at a time, so that memory stays flat."""
        name = f"simulacrum-context-{uuid.uuid4()}"
        kept = _quietly(self._client.submit, _kept, portable(context), key=name)
        work = tasks(reading, plan.conversations) if isinstance(reading, Spool) else reading.tasks(plan)
        for answers, _ in self._done(_build, ((batch, 0) for batch in batches(work)), name, kept):
            yield from map(result_of, answers)

    def _mapped(self, do: Callable[..., Any], given: tuple[Any, ...], pieces: Iterable[Any]) -> Iterator[Any]:
        """What `do` gives for what is `given` and each piece, in their order; a task is several pieces."""
        walk = iter(pieces)
        several = iter(lambda: list(islice(walk, _PIECES)), [])
        for found, _ in self._done(_do_each, ((some, 0) for some in several), pickle.dumps((do, given))):
            yield from found

    def _done(self, do: Callable[..., Any], work: Iterable[tuple[Any, int]], *more: Any) -> Iterator[tuple[Any, int]]:
        """What comes of each piece of work, in its order; a piece whose worker ends is done again elsewhere.

        Each result is taken once, whoever made it, so that nothing is there twice.
        """
        running: deque[tuple[Any, int]] = deque()
        ahead = _AHEAD * max(sum(self._client.nthreads().values()), 1)
        try:
            for what, size in work:
                data = pickle.dumps((__version__, what))
                future = _quietly(self._client.submit, _run, data, do, *more, pure=False, retries=_TRIES - 1)
                running.append((future, size))
                if len(running) >= ahead:
                    yield self._result(running[0][0]), running.popleft()[1]
                    ahead = _AHEAD * max(sum(self._client.nthreads().values()), 1)
            while running:
                yield self._result(running[0][0]), running.popleft()[1]
        finally:
            if running and self._client.status == "running":
                self._client.cancel([future for future, _ in running])

    def _result(self, future: Any) -> Any:
        """What a task gave; raises SimulacrumError where it cannot be had."""
        last = time.monotonic()
        while True:
            try:
                return future.result(timeout=5)
            except SimulacrumError:
                raise
            except TimeoutError:
                pass
            except Exception as error:
                raise _told(error) from error
            last = time.monotonic() if self._client.nthreads() else last
            if time.monotonic() - last > self._options.wait:
                raise _no_workers(self._options)


def _client(options: DaskOptions, workers: int | None, stack: contextlib.ExitStack) -> Any:
    """A client of a cluster, both closed by the stack; raises SimulacrumError where no cluster answers."""
    distributed = _distributed()
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        if options.scheduler is None:
            with started.shielded():
                cluster = distributed.LocalCluster(
                    n_workers=workers or cores(),
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
            stack.push(lambda kind, *_: _close(cluster, is_done=kind is None))
            client = distributed.Client(cluster)
        else:
            keys = options.tls_ca, options.tls_cert, options.tls_key
            ca, cert, key = (str(path) if path else None for path in keys)
            security = None
            if any(keys):
                security = distributed.Security(tls_ca_file=ca, tls_client_cert=cert, tls_client_key=key)
            client = distributed.Client(options.scheduler, timeout=options.wait, security=security)
        stack.callback(client.close)
        client.wait_for_workers(1, timeout=options.wait)
    except SimulacrumError:
        raise
    except Exception as error:
        raise _unreachable(options, error) from error
    return client


def _close(cluster: Any, *, is_done: bool) -> None:
    """Close a cluster of this machine; where the work is not done, without waiting for what its workers do."""
    for nanny in () if is_done else cluster.workers.values():
        nanny.auto_restart = False
        with contextlib.suppress(OSError, TypeError):
            os.kill(nanny.pid, signal.SIGTERM)
    cluster.close()


def _distributed() -> Any:
    """The library; without types, which it has in part."""
    try:
        return importlib.import_module("dask.distributed")
    except ImportError:
        raise MissingExtraError("distributed", "dask") from None


def _unreachable(options: DaskOptions, error: Exception) -> SimulacrumError:
    if options.scheduler is None:
        return SimulacrumError(f"no cluster can be started here ({type(error).__name__}: {error})")
    why = " ".join(str(error).split())[:200]
    what = f"no cluster with workers answers ({type(error).__name__}: {why})"
    remedy = "Start `dask scheduler` there and `dask worker` with its address, or correct -g scheduler"
    return SimulacrumError(what, file=options.scheduler, remedy=remedy)


def _no_workers(options: DaskOptions) -> SimulacrumError:
    return SimulacrumError(
        "the cluster has no workers any more", file=options.scheduler, remedy="Start some, and again"
    )


def _check_versions(client: Any) -> None:
    """Raise SimulacrumError where a worker has other versions of what decides the bytes."""
    for name in _SAME:
        _compare(name, _version(name), client.run(importlib.metadata.version, name, on_error="return"))
    _compare("Python", platform.python_version(), client.run(platform.python_version, on_error="return"), parts=2)


def _compare(name: str, here: str | None, there: dict[str, Any], parts: int = 9) -> None:
    for worker, found in sorted(there.items()):
        version = found if isinstance(found, str) else None
        if here is not None and (version or "").split(".")[:parts] != here.split(".")[:parts]:
            what = f"this worker has {name} {version}" if version else f"this worker has no {name}"
            remedy = "Install the same versions on all machines, or datasets would differ"
            raise SimulacrumError(f"{what}, and this machine {here}", file=worker, remedy=remedy)


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _told(error: Exception) -> Exception:
    """An error of a task as it is shown; one that nobody expects keeps its traceback."""
    if isinstance(error, _distributed().KilledWorker):
        what = "several workers ended while they did one task, perhaps for want of memory"
        return SimulacrumError(what, remedy="Give each worker more, or start fewer on a machine")
    if isinstance(error, ModuleNotFoundError):
        return SimulacrumError(f"a worker lacks what this machine has ({error})", remedy="Install the same on both")
    if isinstance(error, FileNotFoundError | PermissionError):
        remedy = "Hand in a path that all machines share, or a URL such as s3://bucket/folder"
        return SimulacrumError(f"a worker cannot read it ({error.strerror})", file=str(error.filename), remedy=remedy)
    if isinstance(error, OSError) or type(error).__name__ in ("FutureCancelledError", "CancelledError"):
        why = " ".join(str(error).split())[:200]
        return SimulacrumError(f"the cluster or its storage failed ({type(error).__name__}: {why})", remedy="Try again")
    return error


def _quietly(do: Callable[..., Any], *what: Any, **how: Any) -> Any:
    """A tokenizer has megabytes, of which Dask would warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return do(*what, **how)


# What follows runs on the workers.
_busy = threading.Lock()
"""A worker with several threads does one task at a time: the interpreter has one lock for all of them anyway."""
_contexts: dict[str, Context] = {}
"""What this worker builds with, loaded once."""


def _unpacked(data: bytes) -> Any:
    version, what = pickle.loads(data)
    if version != __version__:
        here = f"this worker has my-simulacrum {__version__}"
        raise SimulacrumError(f"{here}, and who asks it {version}", remedy="Install the same version on all machines")
    return what


def _kept(context: bytes) -> bytes:
    return context


def _run(data: bytes, do: Callable[..., Any], *more: Any) -> Any:
    """What `do` gives for a piece of work."""
    with _busy:
        return do(_unpacked(data), *more)


def _do_each(pieces: Sequence[Any], data: bytes) -> list[Any]:
    do, given = pickle.loads(data)
    return [do(*given, piece) for piece in pieces]


def _build(batch: Sequence[Task], name: str, context: bytes) -> list[Answer]:
    """The examples of some tasks."""
    if name not in _contexts:
        _contexts.clear()
        _contexts[name] = pickle.loads(context)
    return list(built(batch, _contexts[name]))
