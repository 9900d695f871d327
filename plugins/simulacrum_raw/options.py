"""The numbers of a run, as its user gives them."""

from __future__ import annotations

from pydantic import Field

from simulacrum_core import Trainer


class Options(Trainer):
    """Fields of the trainer that the run itself reads."""

    base_model: str | None = Field(default=None, description="The model to start from, where not the dataset's own.")
    download: bool = Field(default=False, description="Get the base model from the Hub if it is not on this machine.")
    epochs: float = Field(default=2, gt=0, le=1000, description="Passes over the data.")
    max_steps: int | None = Field(default=None, gt=0, description="Stop after so many steps, however many epochs.")
    learning_rate: float = Field(default=2e-4, ge=1e-9, le=1, description="Peak of the cosine schedule.")
    warmup: float = Field(default=0.03, ge=0, le=1, description="Share of the steps in which the rate rises.")
    lora_r: int = Field(default=32, gt=0, description="Rank of the adapter.")
    lora_alpha: int | None = Field(default=None, gt=0, description="Scale of the adapter; half the rank by default.")
    lora_dropout: float = Field(default=0.05, ge=0, lt=1, description="Dropout, against memorizing a small dataset.")
    batch: int = Field(default=2, gt=0, description="Examples that are computed at once; padded to the longest.")
    accumulation: int = Field(default=4, gt=0, description="Batches before the weights change.")
    eval_steps: int | None = Field(
        default=None, gt=0, description="Steps between evaluations, each with a checkpoint; by default 4 an epoch."
    )
    patience: int = Field(
        default=3, ge=0, description="Evaluations without a lower loss before it stops early; 0 never does."
    )
    keep: int = Field(default=2, ge=2, description="Checkpoints that are kept, for `evaluate --checkpoints` to choose.")
    gradient_checkpointing: bool | None = Field(
        default=None, description="Less memory for more time; by default on a GPU only."
    )

    @property
    def alpha(self) -> int:
        """The scale of the adapter."""
        return self.lora_alpha or max(self.lora_r // 2, 1)
