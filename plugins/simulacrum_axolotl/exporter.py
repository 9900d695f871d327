"""The exporter: rows as axolotl reads them, one file a split."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

import msgspec
from pydantic import Field

from simulacrum_core import Examples, Exporter, Manifest, UsageError
from simulacrum_core.dataset import write_rows, write_texts
from simulacrum_core.training import RANK, suited

from .card import card
from .config import DEFAULT_MODEL, config
from .memory import ASSUMED_SIZE, Shape, model_shape
from .presets import DEFAULT, Gpu, Preset, fitted, needed, with_rows

OF_CARD = ("adapter", "batch", "accumulation")
"""Options that the card decides where they are not given."""


class AxolotlExporter(Exporter):
    """axolotl: train.jsonl and validation.jsonl of type input_output, axolotl.yml, and a dataset card."""

    name: ClassVar[str] = "axolotl"

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

    def write(self, examples: Examples, folder: Path) -> list[Path]:
        """Rows while they come, then the config and the card; raises DatasetError where axolotl could not train."""
        files = write_rows(examples, folder, lambda example: {"segments": example.segments})
        texts = {
            "axolotl.yml": self.config(examples.manifest, folder, files.content),
            "README.md": card(examples.manifest, files.rows),
        }
        return [*files.paths, *write_texts(folder, texts)]

    def config(self, manifest: Manifest, folder: Path, content: str) -> str:
        """The text of `axolotl.yml` for a dataset whose rows have these digits; UsageError where no card takes it."""
        statistics = manifest.statistics
        shape, known = model_shape(manifest.base_model or DEFAULT_MODEL, folder)
        numbers = suited(statistics.examples.get("train", 0), statistics.trained_tokens, shape.hidden)
        preset, memory = self._preset(manifest, shape, known, numbers.rows)
        options = self.model_dump()
        options["epochs"] = self.epochs or numbers.epochs
        options["learning_rate"] = self.learning_rate or numbers.rate
        return config(options, preset, memory, manifest, content, shape.hidden)

    def _preset(self, manifest: Manifest, shape: Shape, known: str, rows: int) -> tuple[Preset, str]:
        """The numbers that depend on the card, and what they take; an option that was given wins.

        Raises UsageError where the model is known not to fit the card.
        """
        statistics, budget = manifest.statistics, manifest.recipe.budget
        preset = with_rows(DEFAULT, rows)
        if self.gpu is not None:
            preset = fitted(self.gpu, shape, self.lora_r, statistics.longest, budget, statistics.tokens, rows)
        chosen = {name: getattr(self, name) for name in OF_CARD if name in self.model_fields_set}
        given = {name: value for name, value in chosen.items() if value is not None}
        if "batch" in given:
            given = {"accumulation": max(rows // self.batch, 1)} | given
        preset = msgspec.structs.replace(preset, **given)
        need = needed(preset, shape, self.lora_r, budget if preset.packing else statistics.longest)
        size = f"{shape.parameters / 1e9:.1f} billion parameters"
        if self.gpu and need.total > int(self.gpu) and known != ASSUMED_SIZE:
            raise UsageError(
                f"a model of {size} does not fit a GPU of {self.gpu} GB: it needs {need}",
                remedy="Take a smaller --base-model or --budget, or a larger -e gpu",
            )
        card = f" on a GPU of {self.gpu} GB" if self.gpu else ""
        return preset, f"Memory{card}: {need}.\n# An estimate for {size} ({known}); the guide has the formula."
