"""Building anywhere: parts of conversations, and what comes of them as it is sent back."""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import msgspec

from ..conversations.spool import Spool
from ..dataset.manifest import Statistics
from ..dataset.provenance import Origin
from ..dataset.statistics import Figures
from ..errors import UsageError
from ..examples.borders import STRETCH, Border, Stretch
from ..examples.build import SessionResult, build
from ..examples.context import Context
from ..examples.plan import ConversationPlan
from ..ledger import Ledger
from ..models import Conversation, TrainingExample

_MOST = 2_000
"""Examples that are sent back in one piece."""


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


def tasks(spool: Spool, plans: Sequence[ConversationPlan]) -> Iterator[Task]:
    """All conversations in the order of the reading, long ones in parts."""
    for place, one in enumerate(plans):
        yield from tasks_of(spool, place, one)


def tasks_of(spool: Spool, place: int, plan: ConversationPlan) -> Iterator[Task]:
    """A conversation, in parts where it is long."""
    stretches = [Stretch(*ends) for ends in zip((Border(), *plan.borders), (*plan.borders, None), strict=True)]
    # The message behind a part is heard as well: its words may say what the last one of the part is.
    reaches = [(each.start.lead, None if each.end is None else each.end.place + 1) for each in stretches]
    plain = msgspec.structs.replace(plan, borders=())
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


def portable(context: Context) -> bytes:
    try:
        return pickle.dumps(context)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        what = f"what it is converted with cannot be handed to other processes ({error})"
        raise UsageError(what, remedy="Pass --workers 1") from error


Answer = tuple[bytes, Ledger, Statistics, frozenset[str], Figures]


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
