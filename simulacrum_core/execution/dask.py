"""The engine on Dask: several machines look at the conversations and build their examples, in tasks that can be redone.

This is all that knows of Dask. Where an importer reads files apart, workers read them; else this process reads, and
hands out what it has read.
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
from pathlib import Path
from typing import Any, ClassVar, Self

import msgspec
from pydantic import Field

from ..config.persona import Persona
from ..config.recipe import Recipe
from ..conversations.groups import Group
from ..conversations.participants import People
from ..conversations.persona_accounts import persona_accounts
from ..conversations.read import Failures, Parts, named
from ..errors import MissingExtraError, SimulacrumError, SourceError
from ..examples.build import SessionResult
from ..examples.context import Context
from ..examples.plan import Plan
from ..examples.survey import Ask, call_of, concluded, misjudged
from ..examples.surveyed import Call, Surveyed
from ..plugin.contracts import Plugin
from ..rendering.control_tokens import ControlTokens
from ..sources.findings import Findings
from ..version import __version__
from . import started
from .sections import Look, Section, Sections, Seen, seen
from .workers import Answer, batches, built, cores, portable, result_of

_LOOKED_AT, _MOST_GROUPS = 8 << 20, 100
"""Bytes of the files, and groups, that one task looks at."""
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


class DaskEngine:
    """Does the work on a Dask cluster, or on one of `workers` processes here, None for as many as there are cores.

    A context: the cluster is asked when the block begins. Raises SimulacrumError where it does not answer, or is
    another version.
    """

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

    def read(self, parts: Parts, tz: str | None, findings: Findings, folder: Path | None, persona: Persona) -> Sections:
        return Sections(named(parts, persona), tz, findings, folder)

    def survey(
        self, reading: Sections, persona: Persona, recipe: Recipe, controls: ControlTokens, ask: Ask | None
    ) -> Plan:
        """The plan, of what was seen in all sections; what was looked at for other accounts is looked at again."""
        call = call_of(persona, recipe, controls, is_parted=True)
        people, found = People(), list[Surveyed]()
        failures = Failures() if len(reading.sections) > 1 else None
        for section in reading.sections:
            for one, who in self._seen_in(section, call, failures):
                found.append(one)
                people.add(who)
            reading.ended(len(found))
        if failures is not None and failures.first is not None and failures.is_empty:
            raise failures.first
        if not persona.is_known() and ask is not None:
            call = msgspec.structs.replace(call, persona=ask(people))
        accounts = persona_accounts(call.persona, people)
        call = msgspec.structs.replace(call, accounts=accounts)
        wrong = misjudged(found, accounts.places(people))
        again = (([part], part.count) for part in map(reading.part, wrong))
        for place, (looked, _) in zip(wrong, self._done(_look_again, again, call), strict=True):
            found[place] = looked
        return concluded(found, people, call, reading.among)

    def build(self, reading: Sections, plan: Plan, context: Context) -> Iterator[SessionResult]:
        """The results of all tasks in their order; a few are under way at a time, so that memory stays flat."""
        name = f"simulacrum-context-{uuid.uuid4()}"
        kept = _quietly(self._client.submit, _kept, portable(context), key=name)
        for answers, _ in self._done(_build, ((batch, 0) for batch in batches(reading.tasks(plan))), name, kept):
            yield from map(result_of, answers)

    def _seen_in(self, section: Section, call: Call, failures: Failures | None) -> Iterator[Seen]:
        """What is seen in a section; where a group cannot be read to its end, this process finds out what can."""
        if section.groups is not None:
            try:
                looks = list(self._looked_at(section.groups, section, call))
            except SourceError:
                if failures is None:
                    raise
            else:
                if failures is not None:
                    failures.is_empty = False
                return section.took(looks)
        return section.read_here(call, failures)

    def _looked_at(self, groups: Sequence[Group], section: Section, call: Call) -> Iterator[Look]:
        """What is seen in the groups, in their order."""
        work = ((some, sum(one.size for one in some)) for some in _together(groups))
        for looks, size in self._done(_look, work, call):
            section.source.tell_read(size * section.importer.readings)
            yield from looks

    def _done(self, do: Callable[..., Any], work: Iterable[tuple[Any, int]], *more: Any) -> Iterator[tuple[Any, int]]:
        """What comes of each piece of work, in its order; a piece whose worker ends is done again elsewhere.

        Each result is taken once, whoever made it, so that nothing is there twice.
        """
        running: deque[tuple[Any, int]] = deque()
        ahead = _AHEAD * max(sum(self._client.nthreads().values()), 1)
        try:
            for what, size in work:
                data = pickle.dumps((__version__, what))
                future = _quietly(self._client.submit, do, data, *more, pure=False, retries=_TRIES - 1)
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


def _together(groups: Iterable[Group]) -> Iterator[list[Group]]:
    """Groups that are enough for a task."""
    some: list[Group] = []
    for group in groups:
        some.append(group)
        if sum(one.size for one in some) >= _LOOKED_AT or len(some) >= _MOST_GROUPS:
            yield some
            some = []
    if some:
        yield some


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


def _look(data: bytes, call: Call) -> list[Look]:
    """What is seen in some groups."""
    with _busy:
        return [_seen(group, call) for group in _unpacked(data)]


def _seen(group: Group, call: Call) -> Look:
    reading = group.read()
    found = [seen(conversation, call) for conversation in reading.conversations]
    return Look(found, reading.findings, reading.tally)


def _look_again(data: bytes, call: Call) -> Surveyed:
    """What is known of a conversation, of which the persona's accounts are known."""
    with _busy:
        (part,) = _unpacked(data)
        return seen(part.conversation(), call)[0]


def _build(data: bytes, name: str, context: bytes) -> list[Answer]:
    """The examples of some tasks."""
    with _busy:
        if name not in _contexts:
            _contexts.clear()
            _contexts[name] = pickle.loads(context)
        return list(built(_unpacked(data), _contexts[name]))
