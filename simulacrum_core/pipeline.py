"""From a source to a dataset: the whole product, one step after the other.

    source ─ read ─► conversation ─ survey ─► plan
                     conversation ─ roles ─ selection ─ sessions ─ runs ─ lines ─ budget ─► examples ─ write ─► dataset

The source is read once to plan and once to build; the steps of the second line are those of `examples.build`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from .config.persona import Persona
from .config.recipe import Recipe
from .conversations.read import Parts, read
from .dataset.folder import finished, staged
from .dataset.manifest import Manifest
from .examples import refusals
from .examples.build import SessionResult, build
from .examples.context import context_of, controls_of, drafted
from .examples.survey import Ask, survey
from .models import TrainingExample
from .plugin.contracts import Examples, Exporter
from .privacy.names.names_file import save_names
from .sources.findings import Findings
from .tokens.tokenizers import Tokenizer


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
    on_session: Callable[[int], None] = lambda _: None,
) -> tuple[Manifest, Findings]:
    """Read the sources twice, once to plan and once to write; the dataset appears whole or not at all.

    Each part is read by its importer. Names in `must_exclude` have to match somebody. `ask` names the persona where
    `persona` does not, when it is known who is there. `on_session` is told of the messages of every session that is
    done. Raises SimulacrumError where nothing can be made of the sources; then no folder is left.
    """
    parts, findings = list(parts), Findings()
    refusals.check_prompt(persona, recipe, controls_of(tokenizer))
    plan = survey(parts, persona, recipe, controls_of(tokenizer), ask)
    refusals.check_excluded(must_exclude, plan.people)
    refusals.check_sources(recipe, plan)
    context = context_of(plan, recipe, tokenizer, exporter)
    with staged(folder, force=force) as partial:
        manifest = drafted(context, exporter, base_model, folder)
        results = (
            result
            for conversation, its_plan in plan.paired(read(parts, recipe.tz, findings))
            for result in build(conversation, its_plan, context)
        )
        written = exporter.write(Examples(counted(results, manifest, on_session), manifest, tokenizer), partial)
        refusals.tell_findings(findings, plan)
        manifest.ledger.unreadable = findings.problem_count
        manifest.ledger.verify()
        refusals.refuse_empty(manifest, plan)
        manifest.add_decisions(findings.decisions, context.wording.anonymizer.told)
        finished(manifest, partial, written)
    if context.wording.anonymizer.pseudonyms is not None:
        save_names(context.wording.anonymizer.pseudonyms.map)
    return manifest, findings


def counted(
    results: Iterator[SessionResult], manifest: Manifest, on_session: Callable[[int], None]
) -> Iterator[TrainingExample]:
    """The examples of all results; what the results count is added to the manifest, which is complete at their end."""
    others = set[str]()
    for result in results:
        manifest.ledger += result.ledger
        manifest.statistics += result.statistics
        others |= result.others
        yield from result.examples
        on_session(result.ledger.read)
    manifest.name_others(others)
