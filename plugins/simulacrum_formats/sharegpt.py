"""The exporter `sharegpt`: conversations as LLaMA-Factory reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Literal

import msgspec
from pydantic import Field

from simulacrum_core import Examples, Segment, Tokenizer
from simulacrum_core.dataset import RowFiles, dataset_card, write_texts

from .chats import EXAMPLE, TURN, ChatExporter, place_of_names
from .configs import CHAT_MODEL
from .llama_factory import lacks_template, llama_factory_config, own_template
from .roles import Role, Said, Talk, segments, without_system
from .templates import takes_system
from .turn_ends import turn_end

CONFIG = "llamafactory.yml"

DATASETS = {"train": "simulacrum", "validation": "simulacrum_validation"}
"""What the splits are called in `dataset_info.json`."""
_SPEAKERS: dict[Role, Literal["human", "gpt"]] = {"user": "human", "assistant": "gpt"}

_TEXT = """\
Each row is `{{"conversations": [{{"from": "human" or "gpt", "value": ...}}], "system": ...}}`, which
LLaMA-Factory calls `sharegpt`: the person is `gpt`, whoever else speaks is `human`, and they take turns.
{names}

Only what `gpt` says is trained on; that is LLaMA-Factory's default (`train_on_prompt: false`, `mask_history: false`).
Tokens are counted without a chat template; {turn} more for every message and {example} for every row are kept free for
it.

Essays and journal entries: the human says "{instruction}" and the heading, `gpt` writes. A text over the budget is in
several rows, each with the end of what came before; trainers end each of them as if it were whole."""

_TRAIN = """\
`dataset_info.json` tells LLaMA-Factory what is in here, `llamafactory.yml` how to train on it. In this folder:
```
llamafactory-cli train llamafactory.yml
```"""


class ShareGPTExporter(ChatExporter):
    """LLaMA-Factory: ShareGPT conversations, dataset_info.json, llamafactory.yml, and a dataset card."""

    name: ClassVar[str] = "sharegpt"

    names: Literal["auto", "prefix", "none"] = Field(
        default="auto",
        description="Whether names of other people stand in the text; auto is yes where more than one other person "
        "speaks in the dataset.",
    )

    def write(self, examples: Examples, folder: Path) -> list[Path]:
        """Rows while they come, then the index and the card; raises DatasetError where there are too few."""
        manifest = examples.manifest
        template = own_template(examples.tokenizer, turn_end(examples.tokenizer))
        # LLaMA-Factory's own templates all have a place for it.
        has_place = template or not manifest.template.system_prompt or takes_system(examples.tokenizer)
        files = self._write(examples, folder, self.names, True, _row if has_place else _row_without_system)
        text = _TEXT.format(
            names=place_of_names(self.names, examples), instruction=self.instruction, turn=TURN, example=EXAMPLE
        )
        numbers = self.numbers(manifest, folder, CHAT_MODEL)
        config = llama_factory_config(numbers, manifest, CHAT_MODEL, DATASETS, template)
        texts = {
            "dataset_info.json": _index(files),
            CONFIG: config,
            "README.md": dataset_card(manifest, files.rows, ["sharegpt", "llama-factory"], text, _TRAIN),
        }
        return [*files.paths, *write_texts(folder, texts)]

    def faults(self, folder: Path, tokenizer: Tokenizer) -> Iterator[tuple[str, str]]:
        """A config under which the end of a turn is not trained on, by what LLaMA-Factory reads of the tokenizer."""
        path, end = folder / CONFIG, turn_end(tokenizer)
        if path.is_file() and lacks_template(tokenizer, end, path.read_text(encoding="utf-8", errors="replace")):
            what = "LLaMA-Factory cannot read what ends a turn, or a system message, from the chat template"
            yield CONFIG, f"{what} of the tokenizer: name its own template of the family, as in `template: glm4`"

    def segments(self, row: bytes) -> tuple[Segment, ...]:
        """One segment a message, the system prompt before the first."""
        talk = _ROWS.decode(row)
        said = [Said("assistant" if one.speaker == "gpt" else "user", one.value) for one in talk.conversations]
        return segments(said, talk.system, alternate=True, show_names=False)


class _Line(msgspec.Struct, frozen=True):
    speaker: Literal["human", "gpt"] = msgspec.field(name="from")
    value: str


class _Row(msgspec.Struct, frozen=True):
    conversations: list[_Line]
    system: str


_ROWS = msgspec.json.Decoder(_Row)


def _row(talk: Talk) -> _Row:
    return _Row([_Line(_SPEAKERS[one.role], one.content) for one in talk.said], talk.system)


def _row_without_system(talk: Talk) -> _Row:
    """The system prompt in the first message, for a template that has no place of its own for it."""
    return _row(without_system(talk))


def _index(files: RowFiles) -> str:
    entries = {
        DATASETS[path.stem]: {
            "file_name": path.name,
            "formatting": "sharegpt",
            "columns": {"messages": "conversations", "system": "system"},
        }
        for path in files.paths
    }
    return json.dumps(entries, indent=2) + "\n"
