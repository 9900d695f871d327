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
from ..dataset.row_blocks import RowBlock, joined
from ..dataset.statistics import Figures
from ..errors import UsageError
from ..examples.borders import STRETCH, Border, Stretch
from ..examples.build import build
from ..examples.context import Context
from ..examples.plan import ConversationPlan
from ..examples.results import SessionResult
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
    count = 0
    for task in work:
        batch.append(task)
        count += task.piece.count
        if count >= STRETCH or len(batch) >= STRETCH:
            yield batch
            batch, count = [], 0
    if batch:
        yield batch


def portable(context: Context) -> bytes:
    """The context for other processes; where its row cannot be made there, they send back examples."""
    try:
        return pickle.dumps(context)
    except _NOT_PICKLED as error:
        if context.row is not None:
            return portable(msgspec.structs.replace(context, row=None))
        what = f"what it is converted with cannot be handed to other processes ({error})"
        raise UsageError(what, remedy="Pass --workers 1") from error


_NOT_PICKLED = (pickle.PicklingError, TypeError, AttributeError)
Answer = tuple[bytes | RowBlock, Ledger, Statistics, frozenset[str], Figures]


class _Sum:
    """What some sessions give together."""

    def __init__(self) -> None:
        self._made, self._rows = _Built([], []), list[RowBlock]()
        self._ledger, self._numbers, self._figures = Ledger(), Statistics(), Figures()
        self._others, self.count = set[str](), 0

    def add(self, result: SessionResult) -> None:
        self._made.examples.extend(result.examples)
        self._made.origins.extend(result.origins)
        self.count += len(result.examples)
        if result.rows is not None:
            self._rows.append(result.rows)
            self.count += sum([count for _, count in result.rows.lines.values()])
        self._ledger += result.ledger
        self._numbers += result.statistics
        self._others |= result.others
        if result.figures is not None:
            self._figures += result.figures

    def answer(self) -> Answer:
        made = _packed(self._made) if self._made.examples else joined(self._rows)
        return made, self._ledger, self._numbers, frozenset(self._others), self._figures


def built(batch: Sequence[Task], context: Context) -> Iterator[Answer]:
    """The examples of some tasks or their rows, and the sums of what they count, in pieces that memory can hold."""
    total = _Sum()
    for task in batch:
        for result in build(task.piece.conversation(), task.plan, context, task.stretch):
            total.add(result)
            if total.count >= _MOST:
                yield total.answer()
                total = _Sum()
    yield total.answer()


def result_of(answer: Answer) -> SessionResult:
    """What was sent back, as a result."""
    data, ledger, numbers, others, figures = answer
    if isinstance(data, RowBlock):
        return SessionResult([], ledger, numbers, others, [], figures, data)
    made = pickle.loads(data) if data.startswith(_PICKLE) else msgspec.json.decode(data, type=_Built)
    return SessionResult(made.examples, ledger, numbers, others, made.origins, figures)


_PICKLE = pickle.dumps(None)[:1]


def _packed(made: _Built) -> bytes:
    """As JSON, a third of what pickle costs, where the names of a conversation can be written so."""
    with contextlib.suppress(UnicodeEncodeError):
        return msgspec.json.encode(made)
    return pickle.dumps(made)
