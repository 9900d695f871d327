"""`simulacrum.json`: what a dataset is made of, and all that training and chat need to agree with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..config.recipe import Heading, Recipe
from ..errors import DatasetError
from ..ledger import Ledger, Share
from ..models import Counted, Split
from ..sources.findings import Decision

MANIFEST = "simulacrum.json"


class TokenizerInfo(BaseModel):
    """The tokenizer that the budget was counted with."""

    spec: str = Field(description="As it was given: a folder, a file, a Hub repo id, `tiktoken:NAME` or `bytes`.")
    fingerprint: str = Field(description="SHA-256 of its definition, so that another one is noticed.")
    bos: str = Field(description="Text that begins an example; empty where the model has none.")
    eos: str = Field(description="Text that ends an example.")


class Template(BaseModel):
    """What the text looks like; the renderer of training text, chat prompt and stop strings reads nothing else."""

    model_config = ConfigDict(frozen=True)

    style: str
    train_name: bool
    bos: str
    eos: str
    name: str = Field(description="What the persona is called in the text.")
    system_prompt: str = Field(description="May hold {me} and {other}.")
    heading: Heading = Field(default="title-date", description="What stands before an essay or a journal entry.")
    wrapped: bool = Field(
        default=False, description="Whether the rows are turns that a trainer puts into a chat template of its own."
    )


class FileInfo(BaseModel):
    """A file of the dataset; `rows` are training examples."""

    path: str
    sha256: str
    size: int
    split: Split | None = None
    rows: int | None = None


class Statistics(BaseModel):
    """Sizes of the dataset: examples by split, tokens as the tokenizer counts them."""

    examples: dict[str, int] = Field(default_factory=dict)
    tokens: int = 0
    trained_tokens: int = 0
    longest: int = 0
    conversations: int = 0
    monologues: int = Field(default=0, description="Examples that are a piece of an essay or of a journal entry.")
    people: int = Field(default=0, description="Other people who speak in the examples.")

    def add(self, split: Split, example: Counted, share: Share, trains_on_all: bool = False) -> None:
        """Count an example, and in the share of its source; with `trains_on_all` all of its text is trained on."""
        self.examples[split] = self.examples.get(split, 0) + 1
        total = sum(example.tokens)
        pairs = zip(example.tokens, example.segments, strict=True)
        trained = sum(count for count, segment in pairs if segment.label or trains_on_all)
        self.tokens += total
        self.trained_tokens += trained
        self.longest = max(self.longest, total)
        share.examples += 1
        share.tokens += total
        share.trained_tokens += trained


class Manifest(BaseModel):
    """The file `simulacrum.json` of a dataset."""

    version: int = 1
    made_by: str
    exporter: str
    exporter_options: dict[str, str] = Field(default_factory=dict)
    template: Template
    stop: list[str] = Field(description="Strings that end the persona's turn when the model talks.")
    others: list[str] = Field(default_factory=list, description="Other people in the text.")
    tokenizer: TokenizerInfo
    base_model: str | None = None
    recipe: Recipe
    ledger: Ledger
    statistics: Statistics = Field(default_factory=Statistics)
    decisions: list[dict[str, str | bool | None]] = Field(default_factory=list)
    files: list[FileInfo] = Field(default_factory=list)

    def add_decisions(self, decisions: list[Decision], told: Callable[[str], str]) -> None:
        """Keep what the importers decided, with its evidence, as `told` writes it."""
        self.decisions = [
            {
                "subject": told(d.subject),
                "answer": told(d.answer),
                "evidence": told(d.evidence),
                "option": d.option,
                "file": d.file and told(d.file),
                "certain": d.certain,
            }
            for d in decisions
        ]

    def save(self, folder: Path) -> Path:
        """Write the manifest into `folder`."""
        path = folder / MANIFEST
        path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8", newline="\n")
        return path

    @classmethod
    def load(cls, folder: Path) -> Manifest:
        """Read a dataset's manifest; raises DatasetError where there is none or it is damaged."""
        path = folder / MANIFEST
        if not path.is_file():
            raise DatasetError(
                "this is not a dataset folder",
                file=str(folder),
                remedy=f"It has no {MANIFEST}: run `simulacrum convert`",
            )
        try:
            return cls.model_validate_json(path.read_bytes())
        except (ValidationError, OSError) as error:
            raise DatasetError(f"damaged ({str(error).splitlines()[0]})", file=str(path)) from None
