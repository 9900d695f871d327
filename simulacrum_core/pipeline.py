"""From a source to a dataset: the whole product, one step after the other.

    source ─ read ─► spool ─ survey ─► plan
                     spool ─ roles ─ selection ─ sessions ─ runs ─ lines ─ budget ─► examples ─ write ─► dataset

The source is read once; its conversations are walked once to plan and once to build. The steps of the second line are
those of `examples.build`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

import msgspec

from .config.persona import Persona
from .config.recipe import Recipe
from .conversations.read import Parts, read
from .conversations.spool import Spool
from .dataset.folder import finished, staged
from .dataset.manifest import Manifest
from .dataset.provenance import Origin, OriginLine, ProvenanceFile
from .dataset.row_blocks import MakeRow, RowBlock
from .dataset.statistics import Figures, write_statistics
from .errors import DatasetError
from .examples.build import build
from .examples.context import Context, context_of, controls_of
from .examples.manifests import completed, counted, drafted, with_canaries
from .examples.plan import Plan
from .examples.refusals import check_plan, check_prompt
from .examples.results import SessionResult
from .examples.survey import Ask, survey
from .inspection.report import write_report
from .models import Split, TrainingExample
from .plugin.contracts import Examples, Exporter, Recognizer
from .rendering.control_tokens import ControlTokens
from .sources.findings import Findings
from .tokens.tokenizers import Tokenizer

R = TypeVar("R", bound=AbstractContextManager[Any])


class Engine(Protocol[R]):
    """What does the work of a conversion, in this process or elsewhere; what comes of it is the same."""

    def read(self, parts: Parts, tz: str | None, findings: Findings, folder: Path | None, persona: Persona) -> R:
        """The conversations of all parts, which are not read yet; what is found then is added to `findings`."""

    def survey(self, reading: R, persona: Persona, recipe: Recipe, controls: ControlTokens, ask: Ask | None) -> Plan:
        """The plan of all conversations, which are read for it."""

    def build(self, reading: R, plan: Plan, context: Context) -> Iterator[SessionResult]:
        """The results of all conversations in the order of the reading."""


class OneProcess:
    """Does all in this process."""

    def read(self, parts: Parts, tz: str | None, findings: Findings, folder: Path | None, persona: Persona) -> Spool:
        return Spool(read(parts, tz, findings, persona), folder)

    def survey(
        self, reading: Spool, persona: Persona, recipe: Recipe, controls: ControlTokens, ask: Ask | None
    ) -> Plan:
        return survey(reading, persona, recipe, controls, ask, kept=True)

    def build(self, reading: Spool, plan: Plan, context: Context) -> Iterator[SessionResult]:
        for conversation, its_plan in plan.paired(reading):
            yield from build(conversation, its_plan, context)


HERE = OneProcess()


def convert(
    parts: Parts,
    exporter: Exporter,
    folder: Path,
    persona: Persona,
    recipe: Recipe,
    tokenizer: Tokenizer,
    *,
    base_model: str | None = None,
    must_exclude: Sequence[str] = (),
    force: bool = False,
    ask: Ask | None = None,
    on_plan: Callable[[Plan], None] = lambda _: None,
    on_session: Callable[[int], None] = lambda _: None,
    recognizer: Recognizer | None = None,
    engine: Engine[Any] = HERE,
    report: bool = True,
) -> tuple[Manifest, Findings]:
    """Read the sources once, plan, and write; the dataset appears whole or not at all.

    Each part is read by its importer. Names in `must_exclude` have to match somebody. `ask` names the persona where
    `persona` does not, when it is known who is there. `on_plan` is told the plan, `on_session` the messages of every
    few sessions that are done; the `engine` does the work. A page to look at is written beside the dataset unless
    `report` is false. Raises SimulacrumError where nothing can be made of the sources; then no folder is left.
    """
    provenance, figures = ProvenanceFile(), Figures()
    examples, findings, save_pseudonyms = examples_of(
        parts,
        exporter,
        persona,
        recipe,
        tokenizer,
        base_model=base_model,
        folder=folder,
        must_exclude=must_exclude,
        ask=ask,
        on_plan=on_plan,
        on_session=on_session,
        on_origin=provenance.add,
        on_rows=provenance.add_lines,
        figures=figures,
        recognizer=recognizer,
        engine=engine,
    )
    with staged(folder, force=force) as partial:
        with provenance.beside(partial):
            written = exporter.write(examples, partial)
        if not examples.is_over:
            raise DatasetError(f"the exporter {exporter.name} did not take all examples")
        finished(examples.manifest, partial, written)
        write_statistics(figures, partial)
        if report:
            # Read back, the decisions on 20,000 chats take a hundred megabytes.
            write_report(partial, examples.manifest)
    save_pseudonyms()
    return examples.manifest, findings


def examples_of(
    parts: Parts,
    exporter: Exporter,
    persona: Persona,
    recipe: Recipe,
    tokenizer: Tokenizer,
    *,
    base_model: str | None = None,
    folder: Path | None = None,
    must_exclude: Sequence[str] = (),
    ask: Ask | None = None,
    on_plan: Callable[[Plan], None] = lambda _: None,
    on_session: Callable[[int], None] = lambda _: None,
    on_origin: Callable[[Split, Origin], None] = lambda *_: None,
    on_rows: Callable[[Iterable[OriginLine]], None] = lambda _: None,
    figures: Figures | None = None,
    recognizer: Recognizer | None = None,
    engine: Engine[Any] = HERE,
) -> tuple[Examples, Findings, Callable[[], None]]:
    """What `convert` gives to the exporter; what the importers find, complete with the last example; saves pseudonyms.

    Nothing is written. A dataset of them would lie in `folder`, from which its manifest names a model that lies here.
    What a report shows is added to `figures`.
    """
    parts, findings = list(parts), Findings(recipe.tz)
    sums = Figures() if figures is None else figures
    check_prompt(persona, recipe, controls_of(tokenizer))
    reading = engine.read(parts, recipe.tz, findings, folder, persona)
    try:
        plan = engine.survey(reading, persona, recipe, controls_of(tokenizer), ask)
        on_plan(plan)
        check_plan(plan, recipe, must_exclude)
    except BaseException:
        reading.__exit__(None, None, None)
        raise
    context = context_of(plan, recipe, tokenizer, exporter, recognizer)
    manifest = drafted(plan, context, exporter, base_model, folder or Path())

    def made(row: MakeRow | None) -> Iterator[TrainingExample | RowBlock]:
        asked = msgspec.structs.replace(context, row=row)
        with reading:
            yield from counted(engine.build(reading, plan, asked), manifest, sums, on_session, on_origin, on_rows)
        yield from with_canaries(manifest, context, on_origin)
        completed(manifest, findings, plan, context)

    # Without a way to make rows there are none.
    examples = Examples(cast(Iterator[TrainingExample], made(None)), manifest, tokenizer, made)
    return examples, findings, context.wording.anonymizer.save_names
