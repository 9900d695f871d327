"""The exporter: rows that `simulacrum train` takes with their masks, and mlx-lm itself as plain text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import ClassVar

import msgspec

from simulacrum_core import Examples, Exporter, Manifest, RowLayout, Segment, Template, TrainingExample
from simulacrum_core.dataset import dataset_card, located, write_rows, write_texts
from simulacrum_core.training import hidden_size, suited

CONFIG = "mlx.yaml"
HELD_OUT = "valid"
"""What mlx-lm calls the file of the held-out rows."""

_TEXT = """\
Each row is `{{"segments": [{{"label": bool, "text": str}}], "text": str}}`. The segments are BOS, the system prompt,
then lines of `NAME: what they said`, without a chat template; those with `label: true` are what the person wrote, and
`simulacrum train` trains on them alone. `text` is the same in one piece, without BOS (`{bos}`) and EOS (`{eos}`), for
mlx-lm itself, **which trains on all of it, on what other people said as well**. Held-out rows are in `valid.jsonl`."""

_TRAIN = """\
On a Mac with Apple silicon:
```
pip install 'my-simulacrum[mlx]'
simulacrum train --with mlx .
```
or with mlx-lm itself, in this folder, on all of the text: `mlx_lm.lora --config mlx.yaml`."""

_CONFIG = """\
# For mlx-lm itself, run in this folder: mlx_lm.lora --config mlx.yaml
# It trains on the whole text, on what others said too. `simulacrum train --with mlx` trains on the person alone.
model: {model}
train: true
data: .
fine_tune_type: lora
# All layers.
num_layers: -1
lora_parameters: {{rank: 16, dropout: 0.05, scale: 2.0}}
# mlx-lm wants at least as many rows in each file.
batch_size: {batch}
# {epochs} passes over the data.
iters: {iters}
learning_rate: {rate}
val_batches: -1
steps_per_eval: {every}
save_every: {every}
max_seq_length: {budget}
mask_prompt: false
adapter_path: mlx-model
seed: {seed}
"""
_DEFAULT_MODEL = "mlx-community/Qwen3-4B-Base-bf16"


class MlxExporter(Exporter):
    """mlx-lm: train.jsonl and valid.jsonl, with masks for `train --with mlx` and as text for mlx_lm.lora, mlx.yaml."""

    name: ClassVar[str] = "mlx"

    @property
    def layout(self) -> RowLayout:
        """Both readers tokenize the text of a row in one piece."""
        return RowLayout(joint=True)

    def write(self, examples: Examples, folder: Path) -> list[Path]:
        """Rows while they come, then the config and the card; raises DatasetError where there are too few."""
        manifest = examples.manifest
        template = manifest.template
        files = write_rows(examples, folder, partial(_row, template), names={"validation": HELD_OUT}, apart=True)
        text = _TEXT.format(bos=template.bos or "none", eos=template.eos)
        texts = {
            CONFIG: _config(manifest, files.rows, folder),
            "README.md": dataset_card(
                manifest, files.rows, ["template-free", "mlx"], text, _TRAIN, names={"validation": HELD_OUT}
            ),
        }
        return [*files.paths, *write_texts(folder, texts)]


class _Row(msgspec.Struct, frozen=True):
    segments: tuple[Segment, ...]
    text: str


def _row(template: Template, example: TrainingExample) -> _Row:
    whole = "".join([segment.text for segment in example.segments])
    return _Row(example.segments, whole.removeprefix(template.bos).removesuffix(template.eos))


def _config(manifest: Manifest, rows: Mapping[str, int], folder: Path) -> str:
    fewest = min(count for count in rows.values() if count)
    model = manifest.base_model or _DEFAULT_MODEL
    numbers = suited(rows["train"], manifest.statistics.trained_tokens, hidden_size(located(model, folder)))
    batch = min(numbers.rows, fewest)
    iters = max(rows["train"] * numbers.epochs // batch, 1)
    return _CONFIG.format(
        model=json.dumps(model, ensure_ascii=False),
        batch=batch,
        epochs=numbers.epochs,
        iters=iters,
        every=max(iters // (4 * numbers.epochs), 1),
        rate=f"{numbers.rate:.12f}".rstrip("0"),
        budget=manifest.recipe.budget,
        seed=manifest.recipe.seed,
    )
