"""Converting, and looking at what is there: the work of the commands, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from .. import pipeline
from ..checks.check import check_dataset
from ..checks.rows import Check
from ..config.persona import Persona
from ..config.recipe import Recipe
from ..dataset.folder import as_absolute, dataset_rows
from ..dataset.manifest import MANIFEST, Manifest
from ..dataset.remote import local_folder
from ..dataset.rows import dataset_tokenizer, read_rows, sound_rows
from ..errors import DatasetError, UsageError
from ..examples.survey import Ask
from ..inspection.report import dataset_page, source_page
from ..inspection.summary import Report, inspect_conversations
from ..models import Conversation, TrainingExample
from ..plugin.contracts import MODEL, Examples, Exporter, Importer, Recognizer, Trainer, UploadExporter
from ..plugin.registry import Registry, configured
from ..sources.findings import Findings
from ..sources.remote import is_url
from ..terminal import printable
from ..tokens.fast import DisagreementError
from ..tokens.loading import Engine as Counting
from ..tokens.loading import load_tokenizer, uses_reference
from ..tokens.tokenizers import Tokenizer
from ..training.losses import checkpoints
from ..training.model_folder import private_files
from ..training.one_run import one_run
from .checking import row_checks
from .engines import LOCAL, engine_of
from .reading import Place, Reading, read


class Conversion(msgspec.Struct, frozen=True):
    """What was made: the dataset's folder and manifest, and what the importers found.

    `unread` are names of files that no importer takes, `others` says what some of them are. `url` is where
    the folder lies if it is not on this machine.
    """

    folder: Path
    manifest: Manifest
    findings: Findings
    unread: Sequence[str] = ()
    others: Sequence[str] = ()
    url: str | None = None


def convert(
    source: Place | Reading,
    *,
    folder: str | Path,
    to: str | Exporter = "axolotl",
    me: str | Sequence[str] = (),
    persona: Persona | str | Path | None = None,
    recipe: Recipe | None = None,
    base_model: str | None = None,
    tokenizer: str | Tokenizer | None = None,
    importer: str | Importer | None = None,
    recognizer: str | Recognizer | None = None,
    tz: str | None = None,
    must_exclude: Sequence[str] = (),
    force: bool = False,
    workers: int | None = 1,
    engine: str = LOCAL,
    engine_options: Mapping[str, str] | None = None,
    report: bool = True,
    registry: Registry | None = None,
    ask: Ask | None = None,
    on_read: Callable[[int], None] = lambda _: None,
    on_session: Callable[[int], None] = lambda _: None,
    on_made: Callable[[Conversion], None] = lambda _: None,
) -> Conversion:
    """Make a dataset of a source; it appears in `folder` whole or not at all.

    `to`, `importer`, `recognizer` and `tokenizer` are names or objects, `persona` an object or a TOML file, to whose
    names those in `me` are added; `ask` names it where neither does, when it is known who is there. Names in
    `must_exclude` have to match somebody. `on_read` is called with the number of messages when all are read,
    `on_session` with those of every session that is done, `on_made` before an exporter carries the dataset elsewhere.
    The work is done in `workers` processes, None for all cores where there is much to do: with more than one, a script
    needs `if __name__ == "__main__":`. With the `engine` dask, they are those of a cluster, which `engine_options` name
    (`scheduler`), or that is started here. With `report` a page to look at lies beside the dataset. Raises
    SimulacrumError where nothing can be made of the source, or something lies in `folder` already and `force` is not
    set.
    """
    installed = registry or Registry.installed()
    target = installed.exporter(to)() if isinstance(to, str) else to
    names = recognizer_of(recognizer, recipe, installed)
    writer = target.writer(installed.exporter) if isinstance(target, UploadExporter) else target
    reading = read(source, importer=importer, tz=tz, registry=installed)
    counter = _tokenizer(tokenizer, base_model, "auto")
    if is_url(folder):
        counter.spec = as_absolute(counter.spec)
        base_model = base_model and as_absolute(base_model)
    with (
        engine_of(engine, engine_options or {}, workers, reading, names) as engine_there,
        local_folder(folder, force=force) as place,
    ):

        def made_there() -> tuple[Manifest, Findings]:
            return pipeline.convert(
                reading.parts,
                writer,
                place,
                persona_of(persona, me),
                _recipe(recipe, tz or reading.tz, target, names),
                counter,
                base_model=base_model,
                must_exclude=must_exclude,
                force=force,
                ask=ask,
                on_plan=lambda plan: on_read(plan.people.total),
                on_session=on_session,
                recognizer=names,
                engine=engine_there,
                report=report,
            )

        try:
            manifest, findings = made_there()
        except DisagreementError:
            if not uses_reference(counter):
                raise
            manifest, findings = made_there()
        url = folder if isinstance(folder, str) and is_url(folder) else None
        made = Conversion(Path(folder), manifest, findings, reading.unread, reading.others, url)
        if isinstance(target, UploadExporter):
            on_made(made)
            target.upload(place, writer)
            return made
    on_made(made)
    return made


def training_examples(
    source: Place | Reading,
    *,
    to: str | Exporter = "axolotl",
    me: str | Sequence[str] = (),
    persona: Persona | str | Path | None = None,
    recipe: Recipe | None = None,
    base_model: str | None = None,
    tokenizer: str | Tokenizer | None = None,
    importer: str | Importer | None = None,
    recognizer: str | Recognizer | None = None,
    tz: str | None = None,
    registry: Registry | None = None,
) -> Examples:
    """The examples that `convert` would write, walked once, and nothing is written.

    Their `manifest` says how they were made; its ledger and statistics are complete after the last one. By `to` it is
    known what the trainer adds to an example, for which the budget leaves room.
    """
    installed = registry or Registry.installed()
    names = recognizer_of(recognizer, recipe, installed)
    reading = read(source, importer=importer, tz=tz, registry=installed)
    target = installed.exporter(to)() if isinstance(to, str) else to
    examples, _, _ = pipeline.examples_of(
        reading.parts,
        target,
        persona_of(persona, me),
        _recipe(recipe, tz or reading.tz, target, names),
        _tokenizer(tokenizer, base_model),
        base_model=base_model,
        recognizer=names,
    )
    return examples


def persona_of(persona: Persona | str | Path | None, me: str | Sequence[str] = ()) -> Persona:
    """A persona or that of a file, the names in `me` before its own."""
    base = persona if isinstance(persona, Persona) else Persona.load(Path(persona)) if persona else Persona()
    names = [me] if isinstance(me, str) else [*me]
    return base.model_copy(update={"me": [*names, *(name for name in base.me if name not in names)]})


def recognizer_of(recognizer: str | Recognizer | None, recipe: Recipe | None, registry: Registry) -> Recognizer | None:
    """The recognizer that is given, or that the recipe names, ready to work."""
    name = recognizer or (recipe.recognizer if recipe else None)
    if name is None:
        return None
    options = list(recipe.recognizer_options.items()) if recipe else []
    found = configured(registry.recognizer(name), options) if isinstance(name, str) else name
    found.prepare()
    return found


def _recipe(recipe: Recipe | None, tz: str | None, target: Exporter, recognizer: Recognizer | None) -> Recipe:
    base = recipe or Recipe()
    renames = isinstance(target, UploadExporter) and target.pseudonyms
    update: dict[str, Any] = {"tz": tz or base.tz, "pseudonyms": base.pseudonyms or renames}
    if recognizer is not None:
        options = recognizer.model_dump(mode="json", exclude_none=True)
        update["recognizer"] = recognizer.name
        update["recognizer_options"] = {key: str(value) for key, value in options.items()}
    return base.model_copy(update=update)


def _tokenizer(tokenizer: str | Tokenizer | None, base_model: str | None, engine: Counting = "reference") -> Tokenizer:
    if tokenizer is None or isinstance(tokenizer, str):
        return load_tokenizer(tokenizer, base_model, engine=engine)
    return tokenizer


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

    With `figures` it is counted how people write, and `me` says who is "you" there, if not who probably is.
    """
    reading = read(source, importer=importer, tz=tz, registry=registry)
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


def check(
    folder: str | Path,
    *,
    tokenizer: str | None = None,
    workers: int | None = 1,
    registry: Registry | None = None,
    on_row: Callable[[], None] = lambda: None,
) -> Check:
    """Every promise about a dataset, verified with its tokenizer, which lies at `tokenizer` if it was moved.

    The rows are checked in `workers` processes, None for all cores where there are many; the result is the same.
    `on_row` is called for every row.
    """
    place = Path(folder)
    manifest = Manifest.load(place)
    counter = dataset_tokenizer(place, manifest.tokenizer, tokenizer)
    exporter = (registry or Registry.installed()).exporter_of(manifest)
    size = sum(path.stat().st_size for path, _ in dataset_rows(place, manifest))
    with row_checks(workers, size) as check_rows:
        return check_dataset(place, manifest, counter, exporter, on_row, check_rows)


def train(
    folder: str | Path,
    trainer: str | Trainer | None = None,
    *,
    options: Mapping[str, str] | None = None,
    tokenizer: str | None = None,
    registry: Registry | None = None,
    on_row: Callable[[], None] = lambda: None,
) -> Path:
    """Train on a dataset and return the folder of the model; `options` are those of a trainer that is named.

    Without `trainer` it is the one that suits the machine: mlx on a Mac that has it, else axolotl.

    Raises DatasetError where a promise about the dataset is broken, UsageError where a model is there already and the
    trainer is not to resume, or another training of it runs. On KeyboardInterrupt the last checkpoint stays.
    """
    place, installed = Path(folder), registry or Registry.installed()
    given = list((options or {}).items())
    trainer = trainer or installed.trainer_for(Manifest.load(place))
    runner = configured(installed.trainer(trainer), given) if isinstance(trainer, str) else trainer
    check_for_training(place, tokenizer=tokenizer, registry=installed, on_row=on_row)
    with one_run(place), private_files(place / MODEL):
        check_output(runner.output(place), resume=runner.resume)
        return runner.train(place)


def check_for_training(
    folder: Path,
    *,
    tokenizer: str | None = None,
    registry: Registry | None = None,
    on_row: Callable[[], None] = lambda: None,
) -> Check:
    """What `check` finds; raises DatasetError where a promise is broken, before anything is spent on training."""
    result = check(folder, tokenizer=tokenizer, registry=registry, on_row=on_row)
    if result.fault_count:
        first = result.faults[0]
        raise DatasetError(
            f"{result.fault_count:,} promises about this dataset are broken, the first: {first.what}",
            file=str(folder / first.file),
            line=first.line,
            remedy=f"See `simulacrum check {folder}`",
        )
    return result


def check_output(output: Path, *, resume: bool) -> None:
    """Neither mix a new run into the checkpoints of another one, nor go on from nothing."""
    kept = checkpoints(output)
    if kept and not resume:
        raise UsageError(
            f"there is a model already, trained for {max(kept):,} steps",
            file=printable(str(output)),
            remedy="Pass --resume to go on with it, or move it away to start again",
        )
    if resume and not kept:
        raise UsageError(
            "there is no checkpoint to go on from", file=printable(str(output)), remedy="Train without --resume"
        )
