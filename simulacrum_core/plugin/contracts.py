"""What a plugin implements: an importer, an exporter, a trainer, a recognizer. Their fields are their options."""

from __future__ import annotations

import functools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from ..dataset.manifest import Manifest
from ..dataset.row_blocks import MakeRow, RowBlock
from ..dataset.row_files import RowTotals
from ..dataset.rows import rewritten_row, row_segments
from ..errors import SourceError, UsageError
from ..models import Conversation, Message, Segment, TrainingExample
from ..sources.findings import Findings
from ..sources.source import Source, SourceFile
from ..tokens.counter import TokenCounter
from ..tokens.overhead import TemplateOverhead
from ..tokens.tokenizers import Tokenizer
from .one_walk import walked_in_order


class Plugin(BaseModel, ABC):
    """Base of all kinds: `name` is the word on the command line, the docstring is the help."""

    # Of most classes there never is an instance, and what makes some of one takes a millisecond to make.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    name: ClassVar[str]


class Groups(msgspec.Struct, frozen=True):
    """Files of a source that can be read apart, on other machines too: those of each group in the order of the reading.

    `shared` is what every group has to know of the others. It is pickled, once for each group. Where the importer
    `learns`, how a group is read depends on what is in the others.
    """

    files: Sequence[Sequence[SourceFile]]
    shared: Any = None
    learns: bool = False


class Chunks(msgspec.Struct, frozen=True):
    """A source that is one conversation, in chunks that are read apart: `walk` gives them, whenever it is called.

    `shared` is what each has to know to be learned; both are pickled. `whole` is handed to who puts together what was
    learned.
    """

    walk: Callable[[], Iterator[Any]]
    whole: Any
    shared: Any


ReadBlocks = tuple[Iterable[list[Message]], Any]
"""Messages in blocks, and a tally of them."""


class Importer(Plugin):
    """Turns a source into conversations.

    `documents` marks an importer of texts that stand alone, such as essays: it does not get documents that a chat
    beside them names, as somebody sent them there. `readings` is how often `read` goes over the bytes of a source, for
    the progress that is shown. Where two importers identify one file, the one with more `evidence` reads it: 0 where
    any prose will do, 1 where dates are needed, 2 where a program's format is.
    """

    documents: ClassVar[bool] = False
    readings: ClassVar[int] = 1
    evidence: ClassVar[int] = 2

    def __init_subclass__(cls, **options: Any) -> None:
        """Guard `read` of every importer: conversations that are gathered in a list are complete, or an error."""
        super().__init_subclass__(**options)
        if "read" in vars(cls):
            cls.read = _guarded(cls.read)  # type: ignore[method-assign, assignment]

    @abstractmethod
    def identify(self, source: Source) -> bool:
        """Whether the source is this importer's format, judged by contents; never raises for what it cannot read."""

    @abstractmethod
    def read(self, source: Source) -> Iterator[Conversation]:
        """The conversations in the order of the export; each one's messages are walked before the next is asked for.

        Raises SourceError where nothing can be read; what is unreadable in part goes to `source.findings`. Messages
        that are an iterator raise UsageError where they are walked twice, or after the next conversation was asked for.
        """

    def groups(self, source: Source) -> Groups | None:
        """The files that can be read apart, so that an engine reads them side by side; None where all hang together.

        What `read` finds out before its first conversation goes to `source.findings`. The conversations of all groups,
        one after the other, are those of `read`, and so is what they report.
        """
        return None

    def learn_group(self, source: Source, shared: Any) -> Any:
        """What is to be known of one group before any is read, picklable; asked where the importer `learns`."""

    def settle(self, source: Source, learned: Sequence[Any]) -> Sequence[Any]:
        """By what was learned of all groups, what `read_group` is handed for each; None for one that is not read.

        What is found out goes to `source.findings`; raises SourceError as `read` does.
        """
        return learned

    def read_group(self, source: Source, shared: Any) -> tuple[Iterator[Conversation], Any]:
        """The conversations of one group, and a picklable tally that is complete when all of them are walked."""
        return self.read(source), None

    def chunks(self, source: Source) -> Chunks | None:
        """The one conversation of a source in chunks, so that an engine reads them side by side; None where it is not.

        Its messages are those of `read`, and so is what they report. Where it turns out while chunks are learned that
        one reading is needed, a SourceError says so, and `read` is asked.
        """
        return None

    def learn_chunk(self, chunk: Any, shared: Any) -> Any:
        """What is to be known of one chunk before any is read, picklable."""

    def settle_chunks(self, source: Source, whole: Any, learned: Iterator[Any]) -> tuple[Conversation, Any] | None:
        """By what was learned of all chunks, the conversation without messages, and what `read_chunk` is handed.

        None where one reading is needed. What is found out goes to `source.findings`.
        """
        return None

    def read_chunk(self, chunk: Any, shared: Any, findings: Findings) -> ReadBlocks:
        """The messages of one chunk, in blocks, and a picklable tally that is complete when all are walked.

        What was handed to read others may be handed again. Where it raises SourceError, `read_rest` goes on there.
        """
        return (), None

    def read_rest(self, chunk: Any, shared: Any, tallies: Sequence[Any], findings: Findings) -> ReadBlocks:
        """The same of a chunk that could not be read apart and of all behind it; `tallies` are of those before."""
        raise SourceError("the source changed while it was read", remedy="Try again when nothing writes into it")

    def tell(self, tallies: Sequence[Any], findings: Findings) -> None:
        """Record what `read` finds out after its last conversation, by the tallies of all groups, or chunks."""


Read = Callable[[Any, Source], Iterator[Conversation]]


def _guarded(read: Read) -> Read:
    @functools.wraps(read)
    def guarded(self: Importer, source: Source) -> Iterator[Conversation]:
        def again() -> Iterator[Conversation]:
            fresh = source.again()
            yield from read(self, fresh)
            source.findings.replace(fresh.findings)

        return walked_in_order(read(self, source), again)

    return guarded


class Examples:
    """The stream of training examples that an exporter writes, walked once; `manifest` tells how they were made.

    While the stream is walked, the ledger, the statistics, `others` and `stop` of the manifest grow; at its end they
    are final, and `is_over` is true. `tokenizer` is the one that counts the examples. `make` gives them as rows.
    """

    def __init__(
        self,
        examples: Iterator[TrainingExample],
        manifest: Manifest,
        tokenizer: Tokenizer,
        make: Callable[[MakeRow], Iterator[TrainingExample | RowBlock]] | None = None,
    ) -> None:
        self._examples, self.manifest, self.tokenizer, self._make = examples, manifest, tokenizer, make
        self._is_walked = self.is_over = False

    def __iter__(self) -> Iterator[TrainingExample]:
        self._begin()
        return chain(self._examples, self._end())

    def blocks(self, row: MakeRow) -> Iterator[TrainingExample | RowBlock]:
        """The same, as rows that are made where the examples are, with some examples between them."""
        self._begin()
        return chain(self._examples if self._make is None else self._make(row), self._end())

    def _begin(self) -> None:
        if self._is_walked:
            raise UsageError("the examples were walked already", remedy="Keep them in a list, or make them again")
        self._is_walked = True

    def _end(self) -> Iterator[Any]:
        self.is_over = True
        yield from ()


class RowLayout(msgspec.Struct, frozen=True):
    """What an exporter's rows are to the trainer that reads them; the default is axolotl's `input_output`.

    `template_free`: the text of a row is the template's, which `check` verifies word for word. `trains_on_all`: rows
    have no labels, all of their text is trained on, not only the persona's. `joint`: the trainer tokenizes the text of
    an example in one piece, not segment by segment. `overhead`: tokens of the budget that are kept free for a template
    of the trainer's own, and for words that the exporter adds. `version` rises when the layout changes, so that rows of
    another version are refused and not misread.
    """

    template_free: bool = True
    trains_on_all: bool = False
    joint: bool = False
    overhead: TemplateOverhead = TemplateOverhead()
    version: int = 1


class Exporter(Plugin):
    """Turns training examples into the files of a dataset."""

    @property
    def layout(self) -> RowLayout:
        """What its rows are to a trainer; by it the budget is counted and the dataset is checked."""
        return RowLayout()

    @abstractmethod
    def write(self, examples: Examples, folder: Path) -> list[Path]:
        """Write into `folder`, which exists and is empty; returns the files, `simulacrum.json` is added by the core.

        Rows of a split stand in `train.jsonl` and `validation.jsonl`, one a line, in the order of the examples.
        """

    def segments(self, row: bytes) -> tuple[Segment, ...]:
        """The text of a row, and what of it is trained on; raises ValueError where it is no row of this exporter."""
        return row_segments(row)

    def totals(self, tokenizer: Tokenizer) -> RowTotals:
        """Counts rows as `check` does; for exporters whose rows are not the text of the examples, see `write_rows`."""
        return RowTotals(self.segments, counter_of(self, tokenizer))

    def faults(self, folder: Path, tokenizer: Tokenizer) -> Iterable[tuple[str, str]]:
        """Files of a dataset, and what in them would break a promise in the trainer's hands; `check` tells it."""
        return ()

    def rewritten(self, row: bytes, change: Callable[[str], str]) -> bytes:
        """A row with `change` applied to each of its texts: to words and names, not to what tells a role."""
        return rewritten_row(row, change)


class UploadExporter(Exporter):
    """Has another exporter write the dataset, and carries it elsewhere when it lies whole in its folder."""

    @property
    def pseudonyms(self) -> bool:
        """Whether other people get invented names even if nobody asks for it."""
        return False

    @abstractmethod
    def writer(self, find: Callable[[str], type[Exporter]]) -> Exporter:
        """The exporter of the rows, asked for before a source is read; `find` gives an exporter by its name.

        Raises SimulacrumError for what would stand in the way of `upload`.
        """

    @abstractmethod
    def upload(self, folder: Path, writer: Exporter) -> None:
        """Carry the dataset in `folder` elsewhere; raises SimulacrumError where that fails, the folder stays."""

    def write(self, examples: Examples, folder: Path) -> list[Path]:
        raise UsageError(f"{self.name} writes nothing itself", remedy="Convert with the exporter of its rows")


def counter_of(exporter: Exporter, tokenizer: Tokenizer) -> TokenCounter:
    """The counter of what an exporter writes."""
    return TokenCounter(tokenizer, exporter.layout.joint, exporter.layout.overhead)


MODEL = "model"
"""The folder in a dataset that holds what was trained on it: an adapter, its checkpoints, the loss curve."""


class Trainer(Plugin):
    """Turns a dataset into a model; the dataset's manifest tells the template, the tokenizer and the budget."""

    resume: bool = Field(default=False, description="Go on from the last checkpoint.")
    verbose: bool = Field(default=False, description="Show all that is printed while it trains.")
    allow_config: bool = Field(default=False, description="Run a config that asks for more than training.")

    @classmethod
    def suits(cls, manifest: Manifest) -> bool:
        """Whether this machine is what the trainer is made for, and it can train on the dataset.

        It is then taken where no trainer is named.
        """
        return False

    def output(self, dataset: Path) -> Path:
        """The folder that `train` fills: the result, and checkpoints as transformers' Trainer writes them."""
        return dataset / MODEL

    @abstractmethod
    def train(self, dataset: Path) -> Path:
        """Train on a dataset folder; returns the folder of the result: a PEFT adapter or a whole model.

        Raises SimulacrumError where it cannot train. On KeyboardInterrupt the last checkpoint stays.
        """

    def plan(self, dataset: Path) -> list[str]:
        """What `train` would run or do, line by line, without doing it."""
        return [f"{self.name} trains on {dataset}"]

    def require(self, dataset: Path) -> None:
        """Raise SimulacrumError where `train` would not start, as what it needs is not here; nothing is downloaded."""

    def script(self, dataset: Path) -> str:
        """A shell script that trains on a bare machine with a GPU; raises UsageError where there is none."""
        raise UsageError(f"the trainer {self.name} has no script", remedy=f"Run `simulacrum train {dataset}` there")

    def notebook(self, dataset: Path) -> str:
        """A Jupyter notebook that trains on a rented machine; raises UsageError where there is none."""
        raise UsageError(f"the trainer {self.name} has no notebook", remedy=f"Run `simulacrum train {dataset}` there")

    def setup(self, dataset: Path) -> Path:
        """Make an environment for `train` beside the dataset; raises UsageError where it needs none of its own."""
        raise UsageError(f"the trainer {self.name} runs in the environment that is there")


class Recognizer(Plugin):
    """Finds names of people in a text, whoever they are: of people who are only talked about no source knows."""

    def prepare(self) -> None:
        """Load what it needs, called before a source is read; raises SimulacrumError where it cannot work."""

    @abstractmethod
    def find(self, text: str) -> Iterable[tuple[int, int]]:
        """Where a person is named in a message: start and end in characters, in order, without overlaps.

        The same text always gives the same places, whatever came before, or two runs would not give the same dataset.
        """
