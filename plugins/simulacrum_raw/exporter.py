"""The exporter: readable rows of segments, and beside them the token ids and labels that a trainer gets."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from simulacrum_core import Examples, Exporter, RowLayout, TrainingExample, UsageError, tokenized
from simulacrum_core.dataset import dataset_card, write_rows, write_texts

from .arrow import ArrowFolder

TOKENS = "tokens"
"""The folder in a dataset that `datasets.load_from_disk` opens."""

_TEXT = """\
Each row of the `.jsonl` files is `{{"segments": [{{"label": bool, "text": str}}]}}`: BOS, the system prompt, then lines
of `NAME: what they said`, without a chat template. Segments with `label: true` are what the person wrote; only they are
trained on. `tokens` holds the same rows as token ids (`input_ids`, `labels`, `attention_mask`) of one base model: the
text of a row is tokenized in one piece, as it is when the model talks. BOS is `{bos}`, EOS is `{eos}`."""

_TRAIN = """\
```
pip install 'my-simulacrum[raw]'
simulacrum train --with raw .
```
or, with a trainer of your own: `datasets.load_from_disk("tokens")`."""


class RawExporter(Exporter):
    """Token ids and labels for transformers, TRL and PEFT, as an Arrow dataset beside readable rows."""

    name: ClassVar[str] = "raw"

    @property
    def layout(self) -> RowLayout:
        """The trainer gets a text as it is when the model talks: tokenized in one piece."""
        return RowLayout(joint=True)

    def write(self, examples: Examples, folder: Path) -> list[Path]:
        """Rows while they come, readable and as tokens; raises UsageError where there is no tokenizer of a model."""
        tokenizer, template = examples.tokenizer, examples.manifest.template
        if tokenizer.spec == "bytes":
            raise UsageError("raw writes token ids, and bytes are not", remedy="Pass --base-model or --tokenizer")
        with ArrowFolder(folder / TOKENS) as arrow:

            def row(example: TrainingExample) -> object:
                arrow.add(example.split, *tokenized(example.segments, tokenizer, joint=True))
                return {"segments": example.segments}

            files = write_rows(examples, folder, row)
        text = _TEXT.format(bos=template.bos or "none", eos=template.eos)
        card = dataset_card(examples.manifest, files.rows, ["template-free"], text, _TRAIN)
        return [*files.paths, *arrow.paths, *write_texts(folder, {"README.md": card})]
