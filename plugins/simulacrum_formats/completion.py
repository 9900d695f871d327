"""The exporter `completion`: the template-free text as plain text, all of which is trained on."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import msgspec

from simulacrum_core import Examples, RowLayout, Segment, Template, TemplateOverhead, TrainingExample
from simulacrum_core.dataset import dataset_card, write_rows, write_texts
from simulacrum_core.training import LoraExporter, axolotl_config

from .configs import completion_rows

_TEXT = """\
Each row is `{"text": ...}`: the system prompt, then lines of `NAME: what they said`, the person's last. BOS and EOS are
not in it, as trainers put them around it.

**All of the text is trained on, what other people said as well as what the person said.** The model learns to write for
everybody. Where it should learn from the person alone, make the dataset with `--to axolotl` instead.

A text over the budget is in several rows; trainers end each of them as if it were whole."""

_TRAIN = """\
- **axolotl**: `axolotl preprocess axolotl.yml`, then `axolotl train axolotl.yml`, in this folder.
- **TRL**: `SFTConfig(dataset_text_field="text", max_length={budget})`."""


class CompletionExporter(LoraExporter):
    """Plain text for any trainer, everything trained on: train.jsonl, axolotl.yml, and a dataset card."""

    name: ClassVar[str] = "completion"

    @property
    def layout(self) -> RowLayout:
        """Room for a BOS and an EOS, should a trainer's tokenizer add them though its config says otherwise."""
        return RowLayout(template_free=False, trains_on_all=True, joint=True, overhead=TemplateOverhead(2))

    def write(self, examples: Examples, folder: Path) -> list[Path]:
        """Rows while they come, then the config and the card; raises DatasetError where there are too few."""
        manifest = examples.manifest
        totals = self.totals(examples.tokenizer)
        files = write_rows(examples, folder, lambda example: _Row(_text(example, manifest.template)), totals=totals)
        totals.replace(manifest.statistics)
        train = _TRAIN.format(budget=manifest.recipe.budget)
        rows = completion_rows(manifest)
        numbers = self.numbers(manifest, folder, rows.default_model)
        texts = {
            "axolotl.yml": axolotl_config(numbers, manifest, files, rows),
            "README.md": dataset_card(manifest, files.rows, ["completion", "template-free"], _TEXT, train),
        }
        return [*files.paths, *write_texts(folder, texts)]

    def segments(self, row: bytes) -> tuple[Segment, ...]:
        """The whole text, all of it trained on."""
        return (Segment(True, _ROWS.decode(row).text),)


class _Row(msgspec.Struct, frozen=True):
    text: str


_ROWS = msgspec.json.Decoder(_Row)


def _text(example: TrainingExample, template: Template) -> str:
    whole = "".join(segment.text for segment in example.segments)
    return whole.removeprefix(template.bos).removesuffix(template.eos)
