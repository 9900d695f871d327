"""The exporter: rows as axolotl reads them, one file a split."""

from __future__ import annotations

import json
from pathlib import Path
from typing import ClassVar

from simulacrum_core import Examples, Manifest, TrainingExample
from simulacrum_core.dataset import write_rows, write_texts
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

    def write(self, examples: Examples, folder: Path) -> list[Path]:
        """Rows while they come, then the config and the card; raises DatasetError where axolotl could not train."""
        files = write_rows(examples, folder, _row, apart=True)
        texts = {
            "axolotl.yml": self.config(examples.manifest, folder, files.content),
            "README.md": card(examples.manifest, files.rows),
        }
        return [*files.paths, *write_texts(folder, texts)]

    def config(self, manifest: Manifest, folder: Path, content: str) -> str:
        """The text of `axolotl.yml` for a dataset whose rows have these digits; UsageError where no card takes it."""
        template = manifest.template
        bos = json.dumps(template.bos) if template.bos else "(it has none)"
        rows = RowKeys(_KEYS, _ABOUT, _BASE.format(bos=bos, eos=json.dumps(template.eos)), DEFAULT_MODEL)
        return axolotl_config(self.numbers(manifest, folder, DEFAULT_MODEL), manifest, content, rows)
