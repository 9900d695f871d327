"""The turns of a dataset's rows, read back from their text: who said what, after what, held out or trained on."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from ..dataset.manifest import Manifest
from ..dataset.provenance import Provenance, read_provenance
from ..dataset.rows import read_rows, sound_rows
from ..errors import DatasetError
from ..models import Segment, Split, TrainingExample, Turn
from ..plugin.contracts import Exporter
from ..rendering.bubbles import bubbles_of
from ..rendering.template import Template


class Line(msgspec.Struct, frozen=True):
    """A turn in a row, and what stands before it; `own` where the persona said it and it counts as theirs.

    `group` is the session, by which a bootstrap draws, `hour` that in which it began, where that is known. After
    `prompt` the persona's words follow, a space first. A `monologue` has no turns before it, but perhaps a heading in
    its prompt.
    """

    split: Split
    place: str
    group: str
    source: str
    name: str
    own: bool
    opening: str
    before: tuple[Turn, ...]
    prompt: str
    text: str
    partner: str = ""
    monologue: bool = False
    hour: int | None = None

    @property
    def scored(self) -> str:
        """The words as they stand behind the prompt."""
        return self.text if self.monologue else f" {self.text}"

    @property
    def bytes(self) -> int:
        """Bytes of what is scored."""
        return len(self.scored.encode("utf-8", "surrogatepass"))


class Parser:
    """Reads turns out of a row's text by the names of those who speak in the dataset."""

    def __init__(self, manifest: Manifest) -> None:
        self._template = manifest.template
        names = sorted({self._template.name, *manifest.others}, key=lambda name: (-len(name), name))
        self._head = re.compile(rf"^(?:{'|'.join(map(re.escape, names))}): ", re.MULTILINE)

    def lines(self, example: TrainingExample, place: str, origin: Provenance | None) -> Iterator[Line]:
        """The turns of a row in their order."""
        segments, template = example.segments, self._template
        text = "".join(segment.text for segment in segments)
        whole = text.removesuffix(template.eos) if template.eos else text
        start = len(template.bos) if whole.startswith(template.bos) else 0
        heads = list(self._head.finditer(whole[start:]))
        source = origin.source if origin else ""
        group = f"{origin.source}/{origin.conversation}/{origin.session}" if origin else place
        facts = (example.split, place, group, source)
        hour = origin.first.hour if origin and origin.first else None
        if not heads:
            yield from _monologue(segments, template, facts, hour)
            return
        mask = _Mask(segments)
        opening = whole[: start + heads[0].start()]
        turns = list(_turns(whole, start, heads, template.name))
        before: list[Turn] = []
        partner = ", ".join(dict.fromkeys(turn.name for turn, _, _ in turns if not turn.persona))
        for turn, begin, end in turns:
            own = turn.persona and mask.is_trained(begin, end, whole)
            prompt = prompt_of(opening, before, template.name)
            yield Line(*facts, turn.name, own, opening, tuple(before), prompt, turn.text, partner, hour=hour)
            before.append(turn)


def prompt_of(opening: str, before: Iterable[Turn], name: str) -> str:
    """The text after which the persona's words are expected."""
    lines = "".join(f"{turn.name}: {turn.text}\n" for turn in before)
    return f"{opening}{lines}{name}:"


def read_lines(folder: Path, manifest: Manifest, exporter: Exporter, split: Split) -> Iterator[Line]:
    """All turns of a split, row by row."""
    parser, origins = Parser(manifest), _origins(folder, split)
    for row, example in sound_rows(read_rows(folder, manifest, exporter.segments), folder):
        if row.split == split:
            yield from parser.lines(example, f"{row.file}:{row.line}", next(origins, None))


def words(line: Line, template: Template) -> str:
    """What was said as a person reads it, a newline between two bubbles."""
    return "\n".join(bubbles_of(template, line.text, line.name))


def _turns(whole: str, start: int, heads: Sequence[re.Match[str]], persona: str) -> Iterator[tuple[Turn, int, int]]:
    """Turns with where their words begin and end; further bubbles of an author belong to the turn."""
    place = 0
    while place < len(heads):
        name, last = heads[place].group()[:-2], place
        while last + 1 < len(heads) and heads[last + 1].group()[:-2] == name:
            last += 1
        begin = start + heads[place].end()
        end = start + heads[last + 1].start() - 1 if last + 1 < len(heads) else len(whole)
        yield Turn(name, name == persona, whole[begin:end]), begin, end
        place = last + 1


def _monologue(
    segments: Sequence[Segment], template: Template, facts: tuple[Split, str, str, str], hour: int | None
) -> Iterator[Line]:
    """What is trained on first in a row that is no chat."""
    place = next((i for i, segment in enumerate(segments) if segment.label), None)
    if place is not None:
        prompt = "".join(segment.text for segment in segments[:place])
        text = segments[place].text.removesuffix(template.eos).rstrip("\n")
        if text:
            yield Line(*facts, template.name, True, prompt, (), prompt, text, "", True, hour)


class _Mask:
    """Which characters of a row are trained on."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._borders: list[tuple[int, int]] = []
        place = 0
        for segment in segments:
            if segment.label:
                self._borders.append((place, place + len(segment.text)))
            place += len(segment.text)

    def is_trained(self, begin: int, end: int, text: str) -> bool:
        """Whether all words between two offsets are."""
        return any(low <= begin and end <= high for low, high in self._borders) and bool(text[begin:end].strip())


def _origins(folder: Path, split: Split) -> Iterator[Provenance]:
    """Where the rows of a split come from; nothing of a dataset that was pulled."""
    with contextlib.suppress(DatasetError):
        yield from (origin for origin in read_provenance(folder) if origin.split == split)
