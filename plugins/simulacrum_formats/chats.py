"""What the exporters of chat layouts share: options, the budget for a chat template, names that fit the dataset."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from pydantic import Field

from simulacrum_core import Examples, RowLayout, TemplateOverhead, TrainingExample
from simulacrum_core.dataset import RowFiles, write_rows
from simulacrum_core.training import LoraExporter

from .roles import Layout, Names, Talk, talk

# What chat templates add at most, of those whose marks are tokens of the model: Llama 3.2 tells dates, Qwen 3 an empty
# thought; a turn has four or five marks, and its first word may be another token where no name stands before it.
EXAMPLE, TURN = 32, 8
_PLACES = {
    "prefix": "Names of others stand before their words.",
    "field": "Names of others stand in the field `name`.",
    "both": "Names of others stand before their words and in the field `name`.",
    "none": "Names of others are not told.",
}
_EXAMPLES = msgspec.json.Decoder(TrainingExample)


class ChatExporter(LoraExporter):
    """Base of exporters whose rows a trainer wraps in a chat template."""

    instruction: str = Field(
        default="Write what comes next.",
        min_length=1,
        max_length=400,
        description="What the user says before an essay or a journal entry, in front of its heading.",
    )

    @property
    def layout(self) -> RowLayout:
        """Room for the marks of a chat template; no token is shorter than a byte, so the words' bytes are enough."""
        overhead = TemplateOverhead(EXAMPLE, TURN, words=len(self.instruction.encode()) + 2)
        return RowLayout(template_free=False, overhead=overhead)

    def _write(
        self, examples: Examples, folder: Path, names: Names, alternate: bool, row: Callable[[Talk], object]
    ) -> RowFiles:
        """Rows of all examples; where names are to be found out, only after the last one it is known who speaks."""
        template, totals = examples.manifest.template, self.totals(examples.tokenizer)

        def written(walked: Iterable[TrainingExample], place: Names) -> RowFiles:
            layout = Layout(place, alternate, self.instruction)
            return write_rows(walked, folder, lambda example: row(talk(example.turns, template, layout)), totals=totals)

        if names == "auto":
            with _spooled(examples, folder) as again:
                files = written(again, _fitting(examples))
        else:
            files = written(examples, names)
        totals.replace(examples.manifest.statistics)
        return files


def place_of_names(names: Names, examples: Examples) -> str:
    """Where the rows tell who else speaks, in a sentence for the card; known with the last example."""
    return _PLACES[_fitting(examples) if names == "auto" else names]


def _fitting(examples: Examples) -> Names:
    """With one other speaker a name would tell nothing; of several, the model must know who is talking to it."""
    return "prefix" if len(examples.manifest.others) > 1 else "none"


@contextmanager
def _spooled(examples: Examples, folder: Path) -> Iterator[Iterator[TrainingExample]]:
    """All examples, kept in a nameless file of the folder until the last one has come."""
    encoder = msgspec.json.Encoder()
    with tempfile.TemporaryFile(dir=folder) as spool:
        for example in examples:
            spool.write(encoder.encode(TrainingExample((), example.split, example.turns)) + b"\n")
        spool.seek(0)
        yield map(_EXAMPLES.decode, spool)
