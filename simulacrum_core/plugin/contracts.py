"""What a plugin implements: an importer, an exporter, a trainer. Their fields are their options."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from ..dataset.manifest import Manifest
from ..dataset.rows import rewritten_row, row_segments
from ..errors import UsageError
from ..models import Conversation, Segment, TrainingExample
from ..sources.source import Source
from ..tokens.overhead import TemplateOverhead
from ..tokens.tokenizers import Tokenizer


class Plugin(BaseModel, ABC):
    """Base of all three kinds: `name` is the word on the command line, the docstring is the help."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: ClassVar[str]


class Importer(Plugin):
    """Turns a source into conversations.

    `documents` marks an importer of texts that stand alone, such as essays: it does not get documents that a chat
    beside them names, as somebody sent them there.
    """

    documents: ClassVar[bool] = False

    @abstractmethod
    def identify(self, source: Source) -> bool:
        """Whether the source is this importer's format, judged by contents; never raises for what it cannot read."""

    @abstractmethod
    def read(self, source: Source) -> Iterator[Conversation]:
        """The conversations in the order of the export; each one's messages are walked before the next is asked for.

        Raises SourceError where nothing can be read; what is unreadable in part goes to `source.findings`.
        """


class Examples:
    """The stream of training examples that an exporter writes, walked once; `manifest` tells how they were made.

    While the stream is walked, the ledger, the statistics, `others` and `stop` of the manifest grow; at its end they
    are final. `tokenizer` is the one that counts the examples.
    """

    def __init__(self, examples: Iterator[TrainingExample], manifest: Manifest, tokenizer: Tokenizer) -> None:
        self._examples, self.manifest, self.tokenizer = examples, manifest, tokenizer

    def __iter__(self) -> Iterator[TrainingExample]:
        return self._examples


class Exporter(Plugin):
    """Turns training examples into the files of a dataset.

    `template_free` says that a row's text is the template's, which `check` then verifies word for word. `trains_on_all`
    says that the rows have no labels: a trainer trains on all of their text, not only on the persona's. `joint`
    says that the trainer tokenizes the text of an example in one piece, not segment by segment.
    """

    template_free: ClassVar[bool] = True
    trains_on_all: ClassVar[bool] = False
    joint: ClassVar[bool] = False

    @property
    def reserve(self) -> TemplateOverhead:
        """Tokens of the budget that are kept free for a template of the trainer's own, and for the exporter's words."""
        return TemplateOverhead()

    @property
    def pseudonyms(self) -> bool:
        """Whether other people get invented names even if nobody asks for it, as in what is carried elsewhere."""
        return False

    def writer(self, find: Callable[[str], type[Exporter]]) -> Exporter:
        """The exporter that writes the rows, where this one carries a dataset elsewhere; asked before a source is read.

        `find` gives an exporter by its name. Raises SimulacrumError for what would stand in the way of `deliver`.
        """
        return self

    def deliver(self, folder: Path, writer: Exporter) -> None:
        """What is to be done with the dataset once it lies whole in its place: nothing, or carry it elsewhere."""

    @abstractmethod
    def write(self, examples: Examples, folder: Path) -> list[Path]:
        """Write into `folder`, which exists and is empty; returns the files, `simulacrum.json` is added by the core.

        Rows of a split stand in `train.jsonl` and `validation.jsonl`, one a line, in the order of the examples.
        """

    def segments(self, row: bytes) -> tuple[Segment, ...]:
        """The text of a row, and what of it is trained on; raises ValueError where it is no row of this exporter."""
        return row_segments(row)

    def rewritten(self, row: bytes, change: Callable[[str], str]) -> bytes:
        """A row with `change` applied to each of its texts: to words and names, not to what tells a role."""
        return rewritten_row(row, change)


MODEL = "model"
"""The folder in a dataset that holds what was trained on it: an adapter, its checkpoints, the loss curve."""


class Trainer(Plugin):
    """Turns a dataset into a model; the dataset's manifest tells the template, the tokenizer and the budget."""

    resume: bool = Field(default=False, description="Go on from the last checkpoint.")
    verbose: bool = Field(default=False, description="Show all that is printed while it trains.")
    allow_config: bool = Field(default=False, description="Run a config that asks for more than training.")

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

    def script(self, dataset: Path) -> str:
        """A shell script that trains on a bare machine with a GPU; raises UsageError where there is none."""
        raise UsageError(f"the trainer {self.name} has no script", remedy=f"Run `simulacrum train {dataset}` there")

    def setup(self, dataset: Path) -> Path:
        """Make an environment for `train` beside the dataset; raises UsageError where it needs none of its own."""
        raise UsageError(f"the trainer {self.name} runs in the environment that is there")
