"""Looking at what is there, a source or a dataset: `inspect`, `report` and `preview`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from ..config.persona import Persona
from ..dataset.manifest import MANIFEST, Manifest
from ..dataset.rows import read_rows, sound_rows
from ..inspection.report import dataset_page, source_page
from ..inspection.summary import Report, inspect_conversations
from ..models import Conversation, TrainingExample
from ..plugin.contracts import Importer
from ..plugin.registry import Registry
from ..sources.findings import Findings
from .checking import check
from .reading import Place, Reading, read


def inspect(
    source: Place | Reading,
    *,
    importer: str | Importer | None = None,
    tz: str | None = None,
    registry: Registry | None = None,
    figures: bool = False,
    me: Sequence[str] = (),
) -> Report:
    """What is in a source: people, days, media, what was decided on which evidence, what could not be read.

    With `figures` it is counted how people write, and `me` says who is "you" there, if not who probably is; texts in
    which several speak are read where one of them is.
    """
    reading = read(source, importer=importer, tz=tz, registry=registry)
    reading = reading.named(Persona(me=[*me])) if me else reading
    findings = Findings()
    return inspect_conversations(_with_findings(reading, findings), findings, me, figures=figures)


def report(
    source: Place | Reading,
    *,
    me: Sequence[str] = (),
    pseudonyms: bool = False,
    importer: str | Importer | None = None,
    tz: str | None = None,
    registry: Registry | None = None,
) -> str:
    """A page to look at, as HTML without scripts that asks nobody for anything: what is in a source, read once.

    Of a folder that is a dataset it is the page of `dataset_report`. With `pseudonyms` numbers stand for names.
    """
    if isinstance(source, str | Path) and (Path(source) / MANIFEST).is_file():
        return dataset_report(source, pseudonyms=pseudonyms, registry=registry)
    found = inspect(source, importer=importer, tz=tz, registry=registry, figures=True, me=me)
    return source_page(found, pseudonyms=pseudonyms)


def dataset_report(
    folder: str | Path,
    *,
    pseudonyms: bool = False,
    checked: bool = True,
    tokenizer: str | None = None,
    registry: Registry | None = None,
    on_row: Callable[[], None] = lambda: None,
) -> str:
    """The page of a dataset: what came of every message, what was trained; with `checked` also what `check` finds."""
    place = Path(folder)
    found = check(place, tokenizer=tokenizer, registry=registry, on_row=on_row) if checked else None
    return dataset_page(place, found, pseudonyms=pseudonyms)


def _with_findings(reading: Reading, findings: Findings) -> Iterator[Conversation]:
    yield from reading
    findings.extend(reading.findings)


def preview(
    folder: str | Path, count: int | None = 3, *, registry: Registry | None = None
) -> Iterator[TrainingExample]:
    """The first `count` examples of a dataset, all of them where it is None; raises DatasetError for a broken row."""
    place = Path(folder)
    manifest = Manifest.load(place)
    exporter = (registry or Registry.installed()).exporter_of(manifest)
    rows = sound_rows(read_rows(place, manifest, exporter.segments), place)
    return (example for _, example in islice(rows, count))
