"""A dataset once more under invented names: what goes elsewhere need not tell who the other people are."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import msgspec

from ..dataset.folder import dataset_rows, finished
from ..dataset.manifest import Manifest, Statistics
from ..errors import DatasetError
from ..models import TrainingExample
from ..plugin.contracts import Exporter, counter_of
from ..rendering.impersonation import ImpersonationGuard
from ..rendering.render import stop_strings, system_prompt
from ..tokens.counter import TokenCounter
from ..tokens.tokenizers import Tokenizer
from .anonymizer import Pseudonyms, pseudonyms_of


def dataset_pseudonyms(manifest: Manifest) -> Pseudonyms:
    """The invented names of the other people in a dataset, drawn as a conversion with --pseudonyms draws them."""
    return pseudonyms_of(dict.fromkeys(manifest.others, ()), {manifest.template.name: ()})


def renamed_dataset(
    folder: Path,
    manifest: Manifest,
    exporter: Exporter,
    tokenizer: Tokenizer,
    pseudonyms: Pseudonyms,
    target: Path,
    on_row: Callable[[], None] = lambda: None,
) -> Manifest:
    """Write the dataset in `folder` into `target`, an empty folder, with the other people's names invented.

    Files that are no rows stay as they are. Raises DatasetError where a row is none, or is over the budget with its new
    names. `on_row` is called for every row.
    """
    renaming, counter = Renaming(manifest, pseudonyms), counter_of(exporter, tokenizer)
    fresh = renamed_manifest(manifest, renaming)
    numbers, over = Statistics(), 0
    for path, split in dataset_rows(folder, manifest):
        with path.open("rb") as old, _new(target / path.relative_to(folder)).open("wb") as new:
            for number, line in enumerate(old, 1):
                on_row()
                row, example = _rewritten(line, renaming, exporter, counter, (path, number))
                example = msgspec.structs.replace(example, split=split)
                new.write(row + b"\n")
                numbers += Statistics.of([example], trains_on_all=exporter.layout.trains_on_all)
                over += counter.of_row(example.tokens) > manifest.recipe.budget
    known = fresh.statistics
    numbers.conversations, numbers.monologues, numbers.people = known.conversations, known.monologues, known.people
    numbers.boundaries = known.boundaries
    fresh.statistics = numbers
    if over:
        what = f"{over:,} examples exceed the budget with invented names"
        raise DatasetError(what, file=str(folder), remedy="Convert again with --pseudonyms")
    for info in manifest.files:
        if info.split is None:
            _new(target / info.path).write_bytes((folder / info.path).read_bytes())
    finished(fresh, target, [target / info.path for info in manifest.files])
    return fresh


def _new(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _rewritten(
    line: bytes, renaming: Renaming, exporter: Exporter, counter: TokenCounter, place: tuple[Path, int]
) -> tuple[bytes, TrainingExample]:
    try:
        row = exporter.rewritten(line, renaming.text)
        segments = exporter.segments(row)
    except ValueError as error:
        raise DatasetError(f"not a training example: {error}", file=str(place[0]), line=place[1]) from None
    return row, TrainingExample(segments, tokens=counter.counts(segments))


class Renaming:
    """Changes texts of a dataset's rows: who speaks, what the system prompt tells, who is named in the words."""

    def __init__(self, manifest: Manifest, pseudonyms: Pseudonyms) -> None:
        self.names = {name: pseudonyms.named(name) for name in manifest.others}
        self._pseudonyms = pseudonyms
        self._before, self._persona = ImpersonationGuard(self.names), ImpersonationGuard({manifest.template.name})
        self._after = ImpersonationGuard({manifest.template.name, *self.names.values()})
        self._bos = manifest.template.bos
        told = system_prompt(manifest.template, ["{other}"]).split("{other}")
        self._prompt = re.compile("(.+?)".join(map(re.escape, told)) + r"(?:\n|\Z)") if any(told) else None
        # Of two names that begin alike the longer one is tried first.
        self._known = re.compile("|".join(map(re.escape, sorted(self.names, key=len, reverse=True))))

    def text(self, text: str) -> str:
        """A text of a row: somebody's name, a turn's words, or turns, maybe after BOS and the system prompt."""
        if text in self.names:
            return self.names[text]
        bos = self._bos if self._bos and text.startswith(self._bos) else ""
        text = text.removeprefix(bos)
        prompt = self._prompt.match(text) if self._prompt else None
        head = self._told(prompt) if prompt else ""
        lines = text[prompt.end() if prompt else 0 :].split("\n")
        return bos + head + "\n".join(map(self._line, lines))

    def words(self, text: str) -> str:
        """A text in which people are named as in a message."""
        return self._pseudonyms.renamed(text)

    def _told(self, prompt: re.Match[str]) -> str:
        """The system prompt; where it lists who speaks, also names that are ordinary words."""
        pieces, end = [], 0
        for group in range(1, prompt.re.groups + 1):
            pieces.append(self.words(prompt.string[end : prompt.start(group)]))
            pieces.append(self._known.sub(lambda match: self.names[match.group()], prompt.group(group)))
            end = prompt.end(group)
        return "".join([*pieces, self.words(prompt.string[end : prompt.end()])])

    def _line(self, line: str) -> str:
        speaker = self._before.speaker(line)
        if speaker is not None:
            return self.names[speaker] + self.words(line[len(speaker) :])
        head, defused, rest = line.partition(" :")
        if defused and head in self.names:
            # The line imitated a speaker until it was made harmless.
            return f"{self.names[head]} :{self.words(rest)}"
        # A name in somebody's words may be, or have become, that of a speaker.
        return self._after.defused(self.words(line), opens=self._persona.speaker(line) is not None)


def renamed_manifest(manifest: Manifest, renaming: Renaming) -> Manifest:
    """The manifest under invented names, without what importers decided and where."""
    fresh = manifest.model_copy(deep=True)
    fresh.template = fresh.template.model_copy(update={"system_prompt": renaming.words(fresh.template.system_prompt)})
    fresh.others = sorted(set(renaming.names.values()))
    fresh.stop = stop_strings(fresh.template, fresh.others)
    fresh.recipe = fresh.recipe.model_copy(update={"pseudonyms": True})
    fresh.decisions, fresh.remarks = [], []
    return fresh
