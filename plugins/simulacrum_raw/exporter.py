"""The exporter: readable rows of segments, and beside them the token ids and labels that a trainer gets."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

from pydantic import Field

from simulacrum_core import Examples, Exporter, RowLayout, TrainingExample, UsageError, tokenized
from simulacrum_core.dataset import dataset_card, write_rows, write_texts

from .arrow import ArrowFolder
from .parquet import ParquetFolder

TOKENS = "tokens"
"""The folder in a dataset that holds token ids; as Arrow, `datasets.load_from_disk` opens it."""

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
or, {loading}"""
_LOADING = {
    "arrow": 'with a trainer of your own: `datasets.load_from_disk("tokens")`.',
    "parquet": "with a service that takes token ids with labels, such as Together: `tokens/train.parquet` and "
    "`tokens/validation.parquet`, for the base model that they were made for and no other. It takes your conversations "
    "to their machines.",
}


class RawExporter(Exporter):
    """Token ids and labels for transformers, TRL and PEFT, as an Arrow dataset beside readable rows."""

    name: ClassVar[str] = "raw"

    format: Literal["arrow", "parquet"] = Field(
        default="arrow",
        description="Of the token ids: arrow for datasets.load_from_disk, parquet for services that take ids.",
    )

    @property
    def layout(self) -> RowLayout:
        """The trainer gets a text as it is when the model talks: tokenized in one piece."""
        return RowLayout(joint=True)

    def write(self, examples: Examples, folder: Path) -> list[Path]:
        """Rows while they come, readable and as tokens; raises UsageError where there is no tokenizer of a model."""
        tokenizer, template = examples.tokenizer, examples.manifest.template
        if tokenizer.spec == "bytes":
            raise UsageError("raw writes token ids, and bytes are not", remedy="Pass --base-model or --tokenizer")
        folder_of_tokens = ParquetFolder if self.format == "parquet" else ArrowFolder
        with folder_of_tokens(folder / TOKENS) as tokens:

            def row(example: TrainingExample) -> object:
                tokens.add(example.split, *tokenized(example.segments, tokenizer, joint=True))
                return {"segments": example.segments}

            files = write_rows(examples, folder, row)
        text = _TEXT.format(bos=template.bos or "none", eos=template.eos)
        train = _TRAIN.format(loading=_LOADING[self.format])
        card = dataset_card(examples.manifest, files.rows, ["template-free"], text, train)
        return [*files.paths, *tokens.paths, *write_texts(folder, {"README.md": card})]
