"""The exporter: rows as axolotl reads them, one file a split."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field

from simulacrum_core import Examples, Exporter
from simulacrum_core.rowfiles import write_rows, write_texts

from .card import card
from .config import config


class AxolotlExporter(Exporter):
    """axolotl: train.jsonl and validation.jsonl of type input_output, axolotl.yml, and a dataset card."""

    name: ClassVar[str] = "axolotl"

    adapter: Literal["lora", "qlora"] = Field(default="lora", description="qlora halves the memory on NVIDIA cards.")
    epochs: float = Field(default=2, gt=0, le=1000, description="Times the data is seen.")
    learning_rate: float = Field(default=2e-4, ge=1e-9, le=1, description="Peak of the cosine schedule.")
    lora_r: int = Field(default=32, gt=0, description="Rank of the adapter.")
    batch: int = Field(default=2, gt=0, description="Examples that are on the GPU at once.")
    accumulation: int = Field(default=4, gt=0, description="Batches before the weights change.")

    def write(self, examples: Examples, folder: Path) -> list[Path]:
        """Rows while they come, then the config and the card; raises DatasetError where axolotl could not train."""
        files = write_rows(examples, folder, lambda example: {"segments": example.segments})
        texts = {
            "axolotl.yml": config(self.model_dump(), examples.manifest, files.content, files.rows),
            "README.md": card(examples.manifest, files.rows),
        }
        return [*files.paths, *write_texts(folder, texts)]
