"""The exporter: rows as axolotl reads them, one file a split."""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from simulacrum_core import Examples, Manifest, TrainingExample
from simulacrum_core.dataset import RowFiles, write_rows, write_texts
from simulacrum_core.training import LoraExporter, RowKeys, axolotl_config

from .card import card

DEFAULT_MODEL = "mistralai/Mistral-7B-v0.3"
"""A base model whose BOS and EOS are `<s>` and `</s>`, as counting in bytes writes them.

Mistral's newer ones of this size hold an image encoder, for which transformers has no causal language model.
"""
_ABOUT = "Text in segments; axolotl joins them as they are, without a chat template, and trains on those labelled true."
_KEYS = "    type: input_output\n"
_BASE = "The text was written with its BOS {bos} and EOS {eos}: another model needs another dataset."


def _row(example: TrainingExample) -> object:
    return {"segments": example.segments}


class AxolotlExporter(LoraExporter):
    """axolotl: train.jsonl and validation.jsonl of type input_output, axolotl.yml, and a dataset card."""

    name: ClassVar[str] = "axolotl"

    shard: int | None = Field(
        default=None, gt=0, description="Megabytes of a file of rows at most; of more there are several, numbered."
    )

    def write(self, examples: Examples, folder: Path) -> list[Path]:
        """Rows while they come, then the config and the card; raises DatasetError where axolotl could not train."""
        files = write_rows(examples, folder, _row, apart=True, shard=self.shard and self.shard * 1_000_000)
        texts = {
            "axolotl.yml": self.config(examples.manifest, folder, files),
            "README.md": card(examples.manifest, files),
        }
        return [*files.paths, *write_texts(folder, texts)]

    def config(self, manifest: Manifest, folder: Path, files: RowFiles) -> str:
        """The text of `axolotl.yml` for a dataset with these rows; UsageError where no card takes it."""
        template = manifest.template
        bos = json.dumps(template.bos) if template.bos else "(it has none)"
        rows = RowKeys(_KEYS, _ABOUT, _BASE.format(bos=bos, eos=json.dumps(template.eos)), DEFAULT_MODEL)
        return axolotl_config(self.numbers(manifest, folder, DEFAULT_MODEL), manifest, files, rows)
