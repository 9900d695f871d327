"""The numbers of a run, as its user gives them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field

from ..dataset.manifest import Manifest
from ..plugin.contracts import Trainer
from .numbers import RANK, hidden_size, suited
from .schedule import Schedule, schedule


class LoraOptions(Trainer):
    """Fields of a trainer of LoRA that the run itself reads."""

    base_model: str | None = Field(default=None, description="The model to start from, where not the dataset's own.")
    download: bool = Field(default=False, description="Get the base model from the Hub if it is not on this machine.")
    epochs: float | None = Field(
        default=None, gt=0, le=1000, description="Passes over the data; 2, or more of few, by default."
    )
    max_steps: int | None = Field(default=None, gt=0, description="Stop after so many steps, however many epochs.")
    learning_rate: float | None = Field(
        default=None, ge=1e-9, le=1, description="Peak of the cosine schedule; by default from the model's width."
    )
    warmup: float = Field(default=0.03, ge=0, le=1, description="Share of the steps in which the rate rises.")
    lora_r: int = Field(default=RANK, gt=0, description="Rank of the adapter.")
    lora_alpha: int | None = Field(default=None, gt=0, description="Scale of the adapter; twice the rank by default.")
    lora_dropout: float = Field(default=0.05, ge=0, lt=1, description="Dropout, against memorizing a small dataset.")
    batch: int = Field(default=2, gt=0, description="Examples that are computed at once; padded to the longest.")
    accumulation: int | None = Field(
        default=None, gt=0, description="Batches before the weights change; by default so many that 4 examples do it."
    )
    quantize: Literal["4", "8"] | None = Field(
        default=None, description="Hold the base model in so many bits while it is trained over (QLoRA): less memory."
    )
    replay: Path | None = Field(
        default=None, description="A file of general text that is trained on as well, against forgetting."
    )
    replay_share: float = Field(default=0.1, gt=0, le=10, description="Tokens of it for each token of the person's.")
    eval_steps: int | None = Field(
        default=None, gt=0, description="Steps between evaluations, each with a checkpoint; by default 4 an epoch."
    )
    patience: int = Field(
        default=3, ge=0, description="Evaluations without a lower loss before it stops early; 0 never does."
    )
    keep: int = Field(default=2, ge=2, description="Checkpoints that are kept, for `evaluate` to choose from.")
    gradient_checkpointing: bool | None = Field(
        default=None, description="Less memory for more time; by default on a GPU only."
    )

    @property
    def bits(self) -> int | None:
        """Bits of a weight of the base model; None leaves it as it is."""
        return int(self.quantize) if self.quantize else None

    @property
    def alpha(self) -> int:
        """The scale of the adapter."""
        return self.lora_alpha or 2 * self.lora_r

    @property
    def rows(self) -> int:
        """Examples that change the weights once."""
        return self.batch * (self.accumulation or 1)

    def schedule(self, rows: int) -> Schedule:
        """The steps for so many examples."""
        every, accumulation, epochs = self.eval_steps, self.accumulation or 1, self.epochs or 1
        return schedule(rows, self.batch, accumulation, epochs, self.max_steps, self.warmup, every)

    def filled(self, manifest: Manifest, base: str | Path) -> Self:
        """With the numbers that suit the dataset and the base model, where the user gave none."""
        statistics = manifest.statistics
        numbers = suited(statistics.examples.get("train", 0), statistics.trained_tokens, hidden_size(base))
        found = {
            "epochs": numbers.epochs,
            "learning_rate": numbers.rate,
            "accumulation": max(numbers.rows // self.batch, 1),
        }
        return self.model_copy(update={name: value for name, value in found.items() if getattr(self, name) is None})

    def reasons(self, manifest: Manifest, base: str | Path) -> str:
        """Why the numbers are these, as far as nobody gave them."""
        count, width = manifest.statistics.examples.get("train", 0), hidden_size(base)
        found = {
            "accumulation": f"{count:,} examples to train on, so few change the weights at once",
            "epochs": "few epochs, as more learn the text by heart",
            "learning_rate": f"the rate is that of an adapter on a model {width:,} wide",
        }
        return "; ".join(why for name, why in found.items() if getattr(self, name) is None)
