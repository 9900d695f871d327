"""The engine on Dask: several machines look at the conversations and build their examples, in tasks that can be redone.

This is all that knows of Dask. Where the importer reads files apart, workers read them; else this process reads, and
hands out what it has read.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import logging
import pickle
import platform
import threading
import time
import uuid
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import ExitStack
from pathlib import Path
from typing import Any, ClassVar, Self

import msgspec
from pydantic import Field

from ..config.persona import Persona
from ..config.recipe import Recipe
from ..conversations.groups import Group, GroupPart, groups_of
from ..conversations.participants import People
from ..conversations.persona_accounts import persona_accounts
from ..conversations.read import Parts
from ..conversations.spool import Spool
from ..errors import MissingExtraError, SimulacrumError
from ..examples.borders import Border, Stretch
from ..examples.build import SessionResult
from ..examples.context import Context
from ..examples.plan import ConversationPlan, Plan
from ..examples.survey import Ask, call_of, concluded, misjudged, survey
from ..examples.surveyed import Call, Surveyed, looked_at
from ..models import Conversation
from ..pipeline import HERE
from ..plugin.contracts import Plugin
from ..rendering.control_tokens import ControlTokens
from ..sources.findings import Findings
from ..sources.source import Source
from ..version import __version__
from . import started
from .workers import Answer, Task, batches, built, cores, portable, result_of, tasks

RANGE = 250_000
"""Messages of a task at least, where a conversation is parted: what stands before them in the file is read as well."""
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


class Groups:
    """What the workers read: groups of files, and what each conversation of them is, once it was looked at."""

    def __init__(self, groups: Sequence[Group], source: Source, findings: Findings) -> None:
        self.groups, self.source, self.findings = groups, source, findings
        self.places: list[tuple[int, int]] = []
        """For every conversation the group, and its number among those of the group."""
        self.counts: list[int] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def part(self, place: int, skipped: int, count: int) -> GroupPart:
        """Some messages of the conversation at a place of the reading."""
        group, number = self.places[place]
        return GroupPart(self.groups[group], number, skipped, count)

    def among(self, places: Set[int]) -> Iterator[tuple[int, Conversation]]:
        """Some conversations, read once more in this process."""
        return ((place, self.part(place, 0, self.counts[place]).conversation()) for place in sorted(places))


class Look(msgspec.Struct, frozen=True):
    """What a worker saw in a group: each conversation, who is in it; what its importer found, and counted."""

    conversations: list[tuple[Surveyed, People]]
    findings: Findings
    tally: Any


class DaskEngine:
    """Does the work on a Dask cluster, or on one of `workers` processes here, None for as many as there are cores.

    A context: the cluster is asked when the block begins. Raises SimulacrumError where it does not answer, or is
    another version.
    """

    def __init__(self, options: DaskOptions, workers: int | None = None) -> None:
        self._options, self._workers, self._stack = options, workers, ExitStack()
        self._client: Any = None

    def __enter__(self) -> Self:
        try:
            self._client = _client(self._options, self._workers, self._stack)
            _check_versions(self._client)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def read(
        self, parts: Parts, tz: str | None, findings: Findings, folder: Path | None, persona: Persona
    ) -> Spool | Groups:
        """Groups of files where there is one importer that reads them apart."""
        parts = list(parts)
        if len(parts) == 1:
            importer, source = parts[0][0], parts[0][1].again()
            source.names = persona.words(importer.name)
            groups = groups_of(importer, source, tz)
            if groups is not None and all(map(_is_portable, groups)):
                return Groups(groups, source, findings)
        return HERE.read(parts, tz, findings, folder, persona)

    def survey(
        self, reading: Spool | Groups, persona: Persona, recipe: Recipe, controls: ControlTokens, ask: Ask | None
    ) -> Plan:
        """The plan, of what the workers saw; a group is looked at again where its accounts were misjudged."""
        if isinstance(reading, Spool):
            return survey(reading, persona, recipe, controls, ask, is_parted=True)
        call = call_of(persona, recipe, controls, is_parted=True)
        people, found = People(), list[Surveyed]()
        looks = list(self._looked_at(range(len(reading.groups)), reading, call))
        for place, look in enumerate(looks):
            for number, (one, who) in enumerate(look.conversations):
                found.append(one)
                people.add(who)
                reading.places.append((place, number))
                reading.counts.append(one.sketch.messages)
        _tell(reading, looks)
        if not persona.is_known() and ask is not None:
            call = msgspec.structs.replace(call, persona=ask(people))
        call = msgspec.structs.replace(call, accounts=persona_accounts(call.persona, people))
        assert call.accounts is not None
        wrong = misjudged(found, call.accounts.places(people))
        again = sorted({reading.places[place][0] for place in wrong})
        seen = dict(zip(again, self._looked_at(again, reading, call), strict=True))
        for place in wrong:
            group, number = reading.places[place]
            found[place] = seen[group].conversations[number][0]
        return concluded(found, people, call, reading.among)

    def build(self, reading: Spool | Groups, plan: Plan, context: Context) -> Iterator[SessionResult]:
        """The results of all tasks in their order; a few are under way at a time, so that memory stays flat."""
        work = tasks(reading, plan) if isinstance(reading, Spool) else _tasks(reading, plan)
        name = f"simulacrum-context-{uuid.uuid4()}"
        kept = _quietly(self._client.submit, _kept, portable(context), key=name)
        for answer, _ in self._done(_build, ((batch, 0) for batch in batches(work)), name, kept):
            yield result_of(answer)

    def _looked_at(self, places: Iterable[int], reading: Groups, call: Call) -> Iterator[Look]:
        """What is seen in the groups at some places, in their order."""
        some = _together([reading.groups[place] for place in places])
        for looks, size in self._done(_look, ((groups, sum(one.size for one in groups)) for groups in some), call):
            reading.source.tell_read(size * reading.groups[0].importer.readings)
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


def _client(options: DaskOptions, workers: int | None, stack: ExitStack) -> Any:
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
            stack.callback(cluster.close)
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


def _is_portable(group: Group) -> bool:
    """Whether other machines can open the files of a group."""
    try:
        pickle.dumps(group.files)
    except (pickle.PicklingError, TypeError, AttributeError):
        return False
    return True


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


def _tell(reading: Groups, looks: Sequence[Look]) -> None:
    """Add what was found in all groups, in the order of the reading."""
    found, importer = reading.source.findings, reading.groups[0].importer
    for look in looks:
        found.extend(look.findings)
    importer.tell([look.tally for look in looks], found)
    reading.findings.extend(found)


def _tasks(reading: Groups, plan: Plan) -> Iterator[Task]:
    """All conversations in the order of the reading, very long ones in parts."""
    for place, one in enumerate(plan.conversations):
        plain, count = msgspec.structs.replace(one, borders=()), reading.counts[place]
        starts = _apart(one)
        for start, end in zip(starts, (*starts[1:], None), strict=True):
            # The message behind a part is heard as well: its words may say what the last one of the part is.
            stop = count if end is None else end.place + 1
            yield Task(reading.part(place, start.lead, stop - start.lead), plain, Stretch(start, end))


def _apart(plan: ConversationPlan) -> list[Border]:
    """The borders at which tasks begin, the first one included."""
    found = [Border()]
    for border in plan.borders:
        if border.place - found[-1].place >= RANGE:
            found.append(border)
    return found


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
    reading, found = group.read(), list[tuple[Surveyed, People]]()
    for conversation in reading.conversations:
        people = People()
        found.append((looked_at(conversation, people, call), people))
    return Look(found, reading.findings, reading.tally)


def _build(data: bytes, name: str, context: bytes) -> Answer:
    """The examples of some tasks."""
    with _busy:
        if name not in _contexts:
            _contexts.clear()
            _contexts[name] = pickle.loads(context)
        return built(_unpacked(data), _contexts[name])
