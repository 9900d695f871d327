"""What a model is trained on: examples that the product makes of the same messages in several ways, of equal size."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

import msgspec

from simulacrum_core import Conversation, Participant, Recipe, Tokenizer, tokenized, training_examples
from simulacrum_core.models import Message
from simulacrum_core.rendering.template import Template
from simulacrum_core.tokens.counting import IGNORED

from ..corpus import Log
from ..metrics import clusters
from .held_out import split

WAYS: dict[str, dict[str, object]] = {
    "file order": {"session_gap": 3.2e9, "threads": "off", "replies": "off"},
    "file order, short": {"session_gap": 3.2e9, "threads": "off", "replies": "off", "max_messages": 3},
    "an hour's gap": {"session_gap": "1h", "threads": "off"},
    "fitted gap": {"threads": "off"},
    "fitted gap and talks": {},
    "replies at the start": {"replies": "start"},
    "fitted gap, replies at the start": {"threads": "off", "replies": "start"},
    "fitted gap, no replies": {"threads": "off", "replies": "off"},
    "annotated talks": {"session_gap": 3.2e9, "threads": "off"},
}
"""Options of the product for each way. The short one reads about as much as talks do, so that lengths alone explain no
difference; the last one gets each talk that people annotated as a chat of its own."""
USUAL = ("file order", "an hour's gap", "fitted gap", "fitted gap and talks")

Row = tuple[list[int], list[int]]
"""Token ids and labels of an example."""


class TrainingSet(msgspec.Struct, frozen=True):
    """The rows of a way in a random order, of which no more is trained on than of the other ways."""

    rows: list[Row]

    @property
    def trained(self) -> int:
        """Tokens that are trained on."""
        return sum(map(trained, self.rows))

    @property
    def digest(self) -> str:
        """The same for the same rows."""
        return hashlib.sha256(json.dumps(self.rows).encode()).hexdigest()[:16]

    def batches(self, steps: int) -> list[list[Row]]:
        """The rows in about equal parts of the tokens that are trained on, none of them empty."""
        parts: list[list[Row]] = [[]]
        sum_of, whole = 0, self.trained
        for row in self.rows:
            if sum_of >= len(parts) * whole / steps:
                parts.append([])
            parts[-1].append(row)
            sum_of += trained(row)
        return parts


def trained(row: Row) -> int:
    """Tokens of a row that are trained on."""
    return sum(label != IGNORED for label in row[1])


def training_sets(
    logs: Sequence[Log], speaker: str, ways: Sequence[str], *, base_model: Path, seed: int, budget: int, tokens: int
) -> tuple[dict[str, TrainingSet], Template, Tokenizer]:
    """A set for each way, all with as many trained tokens as the smallest, and `tokens` at most."""
    made: dict[str, list[Row]] = {}
    for way in ways:
        recipe = Recipe.model_validate({"validation": 0.0, "budget": budget, "seed": seed} | WAYS[way])
        chats = [chat for log in logs for chat in _chats(log, speaker, by_talk=way == "annotated talks")]
        made[way], template, tokenizer = _made(chats, speaker, recipe, base_model)
    size = min(tokens, *(sum(map(trained, rows)) for rows in made.values()))
    return {way: TrainingSet(_sample(rows, size, seed)) for way, rows in made.items()}, template, tokenizer


def _made(
    chats: Sequence[Conversation], speaker: str, recipe: Recipe, base_model: Path
) -> tuple[list[Row], Template, Tokenizer]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "chats.jsonl"
        file.write_bytes(b"\n".join(map(msgspec.json.encode, chats)) + b"\n")
        examples = training_examples(
            file, importer="conversations", to="raw", me=speaker, recipe=recipe, base_model=str(base_model)
        )
        rows = [tokenized(example.segments, examples.tokenizer, joint=True) for example in examples]
    return rows, examples.manifest.template, examples.tokenizer


def _chats(log: Log, speaker: str, *, by_talk: bool) -> list[Conversation]:
    """The part of a log that is trained on, as one chat, or as one for each talk of those that people annotated."""
    said, start = split(log, speaker)
    if not by_talk:
        return [_chat(log.name, said.messages[:start])]
    talks = clusters({line: befores for line, befores in said.answers.items() if line < start})
    return [_chat(f"{log.name}-{min(talk)}", [said.messages[line] for line in sorted(talk)]) for talk in talks]


def _chat(name: str, messages: list[Message]) -> Conversation:
    people = dict.fromkeys(message.author for message in messages if message.author)
    return Conversation("irc", name, name, tuple(Participant(one, one) for one in people), False, messages)


def _sample(rows: Sequence[Row], size: int, seed: int) -> list[Row]:
    """Rows in a random order up to `size` trained tokens; of the last one only the first tokens are trained on."""
    sample: list[Row] = []
    left = size
    for ids, labels in Random(seed).sample(rows, len(rows)):
        if left <= 0:
            break
        numbers = [place for place, label in enumerate(labels) if label != IGNORED]
        over = set(numbers[left:])
        sample.append((ids, [IGNORED if place in over else label for place, label in enumerate(labels)]))
        left -= len(numbers)
    return sample
