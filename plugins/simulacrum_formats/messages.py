"""The exporter `messages`: chat messages as TRL, axolotl's chat_template and services that fine-tune read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import ClassVar

import msgspec
from pydantic import Field

from simulacrum_core import Examples, Segment, Tokenizer
from simulacrum_core.dataset import dataset_card, write_texts
from simulacrum_core.training import axolotl_config

from .chats import EXAMPLE, TURN, ChatExporter, place_of_names
from .configs import chat_rows
from .roles import Names, Said, Talk, segments, without_system
from .templates import is_rendered, rendered, takes_system
from .turn_ends import missing, turn_end

CONFIG = "axolotl.yml"
_TRAIN_ROWS, _FIRST_ROWS, _LONGEST_ROW = "train.jsonl", 20, 1 << 20
# A template that the owner chose, or the one that was chosen for a model without one.
_OTHER_TEMPLATE = re.compile(r"^chat_template(?:_jinja)?:(?! *tokenizer_default)", re.MULTILINE)
_TEXT = """\
Each row is `{{"messages": [{{"role": ..., "content": ...}}]}}`: the system prompt {system}, the person as
`assistant`, whoever else speaks as `user`. {names} {alternation}

**Only the assistant's words are to be trained on.** The rows do not say so, your trainer must: see below. Tokens are
counted without a chat template; {turn} more for every message and {example} for every row are kept free for it. A
template that adds a longer text of its own, such as gpt-oss's, needs a `sequence_len` above the budget by that much.

Essays and journal entries: the user says "{instruction}" and the heading, the assistant writes. A text over the budget
is in several rows, each with the end of what came before; trainers end each of them as if it were whole."""

_TRAIN = """\
- **axolotl**: `axolotl preprocess axolotl.yml`, then `axolotl train axolotl.yml`, in this folder. The config trains on
  the assistant's messages and the token that ends each of them (`roles_to_train`, `train_on_eos: turn`).
- **TRL**: `SFTConfig(assistant_only_loss=True, max_length={budget})`. It needs a chat template that marks the
  assistant's words (`{{% generation %}}`); TRL puts one in for the families that it knows, and stops for others.
- **A service that fine-tunes on chat messages**, such as Together: `train.jsonl` and `validation.jsonl` as they are. It
  takes your conversations to their machines. See there whether only the assistant's messages are trained on. OpenAI
  takes no new customers for fine-tuning since May 2026."""


class MessagesExporter(ChatExporter):
    """TRL, axolotl chat_template, services: rows of messages with roles, axolotl.yml, and a dataset card."""

    name: ClassVar[str] = "messages"

    names: Names = Field(
        default="auto",
        description="Where names of other people stand: in the text (prefix), in a field of their own, both, or none; "
        "auto is prefix where more than one other person speaks in the dataset, else none.",
    )
    alternate: bool = Field(
        default=True, description="Join neighbouring messages of others, as most chat templates demand."
    )

    def write(self, examples: Examples, folder: Path) -> list[Path]:
        """Rows while they come, then the config and the card; raises DatasetError where there are too few."""
        prompt = examples.manifest.template.system_prompt
        row = _row if not prompt or takes_system(examples.tokenizer) else _row_without_system
        files = self._write(examples, folder, self.names, self.alternate, row)
        manifest = examples.manifest
        text = _TEXT.format(
            system="as `system`"
            if row is _row
            else "before the first message, as the chat template has no role for it",
            names=place_of_names(self.names, examples),
            alternation="User and assistant take turns." if self.alternate else "Users may speak in a row.",
            instruction=self.instruction,
            turn=TURN,
            example=EXAMPLE,
        )
        train = _TRAIN.format(budget=manifest.recipe.budget)
        rows = chat_rows(manifest, turn_end(examples.tokenizer))
        numbers = self.numbers(manifest, folder, rows.default_model)
        texts = {
            CONFIG: axolotl_config(numbers, manifest, files, rows),
            "README.md": dataset_card(manifest, files.rows, ["messages", "chat-template"], text, train),
        }
        return [*files.paths, *write_texts(folder, texts)]

    def faults(self, folder: Path, tokenizer: Tokenizer) -> Iterator[tuple[str, str]]:
        """A config under which the end of a turn is not trained on, by the template that the trainer renders."""
        path = folder / CONFIG
        if not path.is_file():
            return
        config = path.read_text(encoding="utf-8", errors="replace")
        end = turn_end(tokenizer)
        if what := missing(end, config):
            yield CONFIG, f"{what}: it is not trained on, and the model never learns to stop"
        if tokenizer.chat_template and not _OTHER_TEMPLATE.search(config):
            if end.token is None and is_rendered(tokenizer):
                what = "the chat template of the tokenizer writes no token behind the assistant's words"
                yield CONFIG, f"{what}: the model never learns to stop; name another one, as in `chat_template: chatml`"
            yield from _refused(folder, tokenizer)

    def segments(self, row: bytes) -> tuple[Segment, ...]:
        """One segment a message, the system prompt before the first."""
        said = _ROWS.decode(row).messages
        system = [one.content for one in said[:1] if one.role == "system"]
        return segments(
            said[len(system) :], "".join(system), alternate=self.alternate, show_names=self.names == "field"
        )


class _Row(msgspec.Struct, frozen=True):
    messages: list[Said]


_ROWS = msgspec.json.Decoder(_Row)


def _row(talk: Talk) -> _Row:
    return _Row([*([Said("system", talk.system)] if talk.system else []), *talk.said])


def _row_without_system(talk: Talk) -> _Row:
    """The system prompt in the user's first message, for a template that has no place of its own for it."""
    return _row(without_system(talk))


def _refused(folder: Path, tokenizer: Tokenizer) -> Iterator[tuple[str, str]]:
    """What the template says against the first rows, which the trainer renders by it."""
    path = folder / _TRAIN_ROWS
    if not path.is_file():
        return
    with path.open("rb") as stream:
        lines = [line for line in islice(stream, _FIRST_ROWS) if len(line) < _LONGEST_ROW]
    try:
        rows = [[{"role": one.role, "content": one.content} for one in _ROWS.decode(line).messages] for line in lines]
    except msgspec.DecodeError:
        # What is no row is told with its line, by what reads all of them.
        return
    for error in dict.fromkeys(found.error for found in rendered(tokenizer, rows) if found.error):
        yield _TRAIN_ROWS, f"the chat template of the tokenizer refuses rows ({error.partition(chr(10))[0][:200]})"
