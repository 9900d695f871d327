"""Exporters that write a training config: their options, and the numbers that follow from the card and the dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec
from pydantic import Field

from ..dataset.manifest import Manifest
from ..errors import UsageError
from ..plugin.contracts import Exporter
from .memory import ASSUMED_SIZE, model_shape
from .numbers import RANK, suited
from .presets import DEFAULT, Gpu, Preset, fitted, needed, with_rows

OF_CARD = ("adapter", "batch", "accumulation")
"""Options that the card decides where they are not given."""
EVALUATIONS = 4
"""How often an epoch is validated, and saved as often, so that the best step is kept."""
PATIENCE = 3
"""Evaluations without a lower loss before a training stops."""


class Numbers(msgspec.Struct, frozen=True):
    """The numbers of a training config for a model of a hidden size; `memory` is a remark on what they take."""

    preset: Preset
    memory: str
    rank: int
    epochs: float
    learning_rate: float
    hidden: int

    @property
    def alpha(self) -> int:
        return 2 * self.rank

    @property
    def between(self) -> str:
        """Steps between two evaluations, as a share of all: what trainers take a number below 1 for."""
        return f"{min(1 / (EVALUATIONS * self.epochs), 0.5):.6f}".rstrip("0")

    @property
    def rate(self) -> str:
        """The learning rate without an exponent, which YAML 1.1 would read as text."""
        return f"{self.learning_rate:.12f}".rstrip("0")


class LoraExporter(Exporter):
    """Base of exporters that write a config for LoRA beside their rows."""

    gpu: Gpu | None = Field(default=None, description="Memory of the GPU in GB: sets adapter, batch and optimizer.")
    adapter: Literal["lora", "qlora"] = Field(default="lora", description="qlora halves the memory on NVIDIA cards.")
    epochs: float | None = Field(
        default=None, gt=0, le=1000, description="Passes over the data; 2, or more of few, by default."
    )
    learning_rate: float | None = Field(
        default=None, ge=1e-9, le=1, description="Peak of the cosine schedule; by default from the model's width."
    )
    lora_r: int = Field(default=RANK, gt=0, description="Rank of the adapter.")
    batch: int = Field(default=2, gt=0, description="Examples that are on the GPU at once.")
    accumulation: int | None = Field(
        default=None, gt=0, description="Batches before the weights change; by default so many that 4 examples do it."
    )

    def numbers(self, manifest: Manifest, folder: Path, default_model: str) -> Numbers:
        """The numbers for a dataset in `folder`; of those that depend on the card, an option that was given wins.

        Raises UsageError where the model is known not to fit the card.
        """
        statistics, budget = manifest.statistics, manifest.recipe.budget
        shape, known = model_shape(manifest.base_model or default_model, folder)
        suits = suited(statistics.examples.get("train", 0), statistics.trained_tokens, shape.hidden)
        preset = with_rows(DEFAULT, suits.rows)
        if self.gpu is not None:
            preset = fitted(self.gpu, shape, self.lora_r, statistics.longest, budget, statistics.tokens, suits.rows)
        chosen = {name: getattr(self, name) for name in OF_CARD if name in self.model_fields_set}
        given = {name: value for name, value in chosen.items() if value is not None}
        if "batch" in given:
            given = {"accumulation": max(suits.rows // self.batch, 1)} | given
        preset = msgspec.structs.replace(preset, **given)
        need = needed(preset, shape, self.lora_r, budget if preset.packing else statistics.longest)
        size = f"{shape.parameters / 1e9:.1f} billion parameters"
        if self.gpu and need.total > int(self.gpu) and known != ASSUMED_SIZE:
            raise UsageError(
                f"a model of {size} does not fit a GPU of {self.gpu} GB: it needs {need}",
                remedy="Take a smaller --base-model or --budget, or a larger -e gpu",
            )
        card = f" on a GPU of {self.gpu} GB" if self.gpu else ""
        memory = f"Memory{card}: {need}.\n# An estimate for {size} ({known}); the guide has the formula."
        epochs, rate = self.epochs or suits.epochs, self.learning_rate or suits.rate
        return Numbers(preset, memory, self.lora_r, epochs, rate, shape.hidden)
