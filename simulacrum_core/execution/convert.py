"""Making a dataset of a source: in this process, in several, or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from .. import pipeline
from ..config.persona import Persona
from ..config.recipe import Recipe
from ..dataset.folder import as_absolute
from ..dataset.manifest import Manifest
from ..dataset.remote import local_folder
from ..examples.survey import Ask
from ..plugin.contracts import Examples, Exporter, Importer, Recognizer, UploadExporter
from ..plugin.registry import Registry, configured
from ..sources.findings import Findings
from ..sources.remote import is_url
from ..tokens.fast import DisagreementError
from ..tokens.loading import Engine as Counting
from ..tokens.loading import load_tokenizer, uses_reference
from ..tokens.tokenizers import Tokenizer
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
    `on_session` with those of every few sessions that are done, `on_made` before an exporter carries the dataset
    elsewhere. The work is done in `workers` processes, None for all cores where there is much to do: with more than
    one, a script needs `if __name__ == "__main__":`. With the `engine` dask, they are those of a cluster, which
    `engine_options` name (`scheduler`), or that is started here. With `report` a page to look at lies beside the
    dataset. Raises SimulacrumError where nothing can be made of the source, or something lies in `folder` already and
    `force` is not set.
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
