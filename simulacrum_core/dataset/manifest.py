"""`simulacrum.json`: what a dataset is made of, and all that training and chat need to agree with it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, Field, TypeAdapter, computed_field

from ..config.recipe import Recipe
from ..config.versions import upgraded
from ..errors import DatasetError
from ..ledger import Ledger, worded
from ..models import Split, TrainingExample
from ..rendering.render import stop_strings
from ..rendering.template import Template
from ..sources.findings import Decided, Decision, Findings
from .versions import STEPS, VERSION

MANIFEST = "simulacrum.json"
_MOST_BYTES = 64 << 20


class TokenizerInfo(BaseModel):
    """The tokenizer that the budget was counted with."""

    spec: str = Field(description="As it was given: a folder, a file, a Hub repo id, `tiktoken:NAME` or `bytes`.")
    fingerprint: str = Field(description="SHA-256 of its definition, so that another one is noticed.")
    bos: str = Field(description="Text that begins an example; empty where the model has none.")
    eos: str = Field(description="Text that ends an example.")


class FileInfo(BaseModel):
    """A file of the dataset; `rows` are training examples."""

    path: str
    sha256: str
    size: int
    split: Split | None = None
    rows: int | None = None


class DecisionInfo(BaseModel):
    """Something the sources do not say: what was decided, and on which evidence."""

    subject: str
    answer: str
    evidence: str
    option: str | None = Field(default=None, description="The option that overrides it.")
    certain: bool = True
    files: list[str] = Field(
        default_factory=list, description="Those it was decided of, all alike; none where it is of all that was read."
    )


@dataclass(slots=True)
class Statistics:
    """Sizes of the dataset: examples by split, tokens as the tokenizer counts them. They are added up with `+`.

    How many `people` there are is known of a whole dataset only: the same ones speak in several of its conversations.
    """

    examples: dict[str, int] = field(default_factory=dict)
    tokens: int = 0
    trained_tokens: int = 0
    longest: int = 0
    conversations: int = 0
    monologues: Annotated[int, Field(description="Examples that are a piece of an essay or of a journal entry.")] = 0
    people: Annotated[int, Field(description="Other people who speak in the examples.")] = 0
    boundaries: Annotated[int, Field(description="Places between two messages of one turn that --bubbles marks.")] = 0
    taken_apart: Annotated[int, Field(description="Messages of busy groups whose talks were taken apart.")] = 0
    quick: Annotated[int, Field(description="Those of them that had the quick look: most are looked at once.")] = 0
    nameless: Annotated[int, Field(description="Messages of busy groups in which hardly any names somebody.")] = 0
    repeated_tokens: Annotated[int, Field(description="Tokens of what --weight and --splits use once more.")] = 0
    repeated_trained_tokens: Annotated[int, Field(description="Those of them that are trained on.")] = 0

    @classmethod
    def of(cls, examples: Sequence[TrainingExample], *, trains_on_all: bool = False) -> Statistics:
        """The sizes of some examples; with `trains_on_all` all of their text is trained on."""
        totals = [sum(example.tokens) for example in examples]
        tokens = trained = sum(totals)
        if not trains_on_all:
            # Of all examples at once: .12 µs a message, where `trained_tokens` of each takes .14.
            labels = [part.label for example in examples for part in example.segments]
            trained = sum(compress(chain.from_iterable([example.tokens for example in examples]), labels))
        return cls(
            examples=_counted([example.split for example in examples]),
            tokens=tokens,
            trained_tokens=trained,
            longest=max(totals, default=0),
        )

    def __add__(self, other: Statistics) -> Statistics:
        total = Statistics()
        total += self
        total += other
        return total

    def __iadd__(self, other: Statistics) -> Self:
        for split, count in other.examples.items():
            self.examples[split] = self.examples.get(split, 0) + count
        self.tokens += other.tokens
        self.trained_tokens += other.trained_tokens
        self.longest = max(self.longest, other.longest)
        self.conversations += other.conversations
        self.monologues += other.monologues
        self.boundaries += other.boundaries
        self.taken_apart += other.taken_apart
        self.quick += other.quick
        self.nameless += other.nameless
        self.repeated_tokens += other.repeated_tokens
        self.repeated_trained_tokens += other.repeated_trained_tokens
        return self


def _counted(splits: Sequence[Split]) -> dict[str, int]:
    # A session is of one split; a Counter takes a microsecond.
    if len(set(splits)) == 1:
        return {splits[0]: len(splits)}
    return dict(Counter(splits))


def trained_tokens(example: TrainingExample) -> int:
    """Tokens of an example that are trained on."""
    return sum(compress(example.tokens, [part.label for part in example.segments]))


class Manifest(BaseModel):
    """The file `simulacrum.json` of a dataset."""

    version: int = Field(default=VERSION, description="Of the shape of this file.")
    made_by: str
    exporter: str
    row_version: int = Field(default=1, description="Of the layout of the exporter's rows.")
    exporter_options: dict[str, str] = Field(default_factory=dict)
    template: Template
    stop: list[str] = Field(description="Strings that end the persona's turn when the model talks.")
    others: list[str] = Field(default_factory=list, description="Other people in the text.")
    tokenizer: TokenizerInfo
    base_model: str | None = None
    recipe: Recipe
    ledger: Ledger
    statistics: Statistics = Field(default_factory=Statistics)
    answers: dict[str, int] = Field(
        default_factory=dict,
        description="Messages of the persona that could be used (`said`), those that answer somebody in their session,"
        " and those that would where more silence ended a session, by its hours (`12h`).",
    )
    decisions: list[DecisionInfo] = Field(default_factory=list)
    remarks: list[str] = Field(
        default_factory=list, description="Who was taken for the persona, and chats that were left out whole."
    )
    files: list[FileInfo] = Field(default_factory=list)

    @computed_field(description="What the ids of the ledger's reasons stand for.")  # type: ignore[prop-decorator]
    @property
    def reasons(self) -> dict[str, str]:
        """The wording of every reason why messages are left out."""
        return {reason: worded(reason) for reason in self.ledger.left_out}

    def name_others(self, others: Iterable[str]) -> None:
        """Say who else speaks in the text, and so what ends the persona's turn."""
        self.others = sorted(others)
        self.statistics.people = len(self.others)
        self.stop = stop_strings(self.template, self.others)

    def add_decisions(self, findings: Findings, anonymized: Callable[[str], str]) -> None:
        """Keep what was decided, with its evidence, and what was remarked, as `anonymized` writes it."""
        self.remarks = [anonymized(line) for line in findings.remarks]
        # Several things are decided of each of thousands of chats, whose names are held once.
        names = {file: file and anonymized(file) for file in findings.files}
        self.decisions = [
            DecisionInfo(
                subject=anonymized(one.subject),
                answer=anonymized(one.answer),
                evidence=anonymized(one.evidence),
                option=one.option,
                certain=one.certain,
                files=[name for name in map(names.get, files) if name],
            )
            for one, files in findings.apart()
        ]

    def decided(self) -> Iterator[Decided]:
        """What was decided, and of which files."""
        for one in self.decisions:
            told = Decision(one.subject, one.answer, one.evidence, one.option, None, one.certain)
            yield told, one.files or [None]

    def save(self, folder: Path) -> Path:
        """Write the manifest into `folder`."""
        path = folder / MANIFEST
        with path.open("wb") as stream:
            # Of thousands of chats it has megabytes, of which there is one copy.
            stream.write(TypeAdapter(Manifest).dump_json(self, indent=2))
            stream.write(b"\n")
        return path

    @classmethod
    def load(cls, folder: Path) -> Manifest:
        """Read a dataset's manifest, of this version or an older one.

        Raises DatasetError where there is none, it is damaged, or a newer Simulacrum wrote it.
        """
        path = folder / MANIFEST
        if not path.is_file():
            raise DatasetError(
                "this is not a dataset folder",
                file=str(folder),
                remedy=f"It has no {MANIFEST}: run `simulacrum convert`",
            )
        try:
            if (size := path.stat().st_size) > _MOST_BYTES:
                raise ValueError(f"{size:,} bytes, more than {_MOST_BYTES:,}")
            content = json.loads(path.read_bytes())
            if not isinstance(content, dict):
                raise ValueError("no object")
            return cls.model_validate(upgraded(content, STEPS, str(path), DatasetError))
        except (ValueError, OSError, RecursionError) as error:
            raise DatasetError(f"damaged ({str(error).splitlines()[0]})", file=str(path)) from None
