"""The manifest of a conversion: drafted before the first example, counted with each, completed after the last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ..dataset.folder import reference
from ..dataset.manifest import Manifest, Statistics, TokenizerInfo
from ..dataset.provenance import Origin, OriginLine
from ..dataset.row_blocks import RowBlock
from ..dataset.statistics import Figures
from ..ledger import Ledger
from ..models import Split, TrainingExample
from ..plugin.contracts import Exporter
from ..sources.findings import Findings
from ..version import __version__
from .advice import advice, missing_questions, tell_gaps, tell_talks
from .canaries import planted
from .context import Context
from .plan import Plan
from .refusals import refuse_empty, tell_findings
from .results import SessionResult


def drafted(plan: Plan, context: Context, exporter: Exporter, base_model: str | None, folder: Path) -> Manifest:
    """The manifest of a dataset that will lie in `folder`; its counts grow while the examples are made."""
    tokenizer = context.budget.counter.tokenizer
    return Manifest(
        made_by=f"my-simulacrum {__version__}",
        exporter=exporter.name,
        row_version=exporter.layout.version,
        exporter_options={
            key: str(value) for key, value in exporter.model_dump(mode="json", exclude_none=True).items()
        },
        template=context.budget.template,
        stop=[],
        tokenizer=TokenizerInfo(
            spec=reference(tokenizer.spec, folder),
            fingerprint=tokenizer.fingerprint,
            bos=tokenizer.bos,
            eos=tokenizer.eos,
        ),
        base_model=base_model and reference(base_model, folder),
        recipe=context.recipe,
        ledger=Ledger(),
        answers=plan.said.counts(),
    )


def counted(
    results: Iterable[SessionResult],
    manifest: Manifest,
    figures: Figures,
    on_session: Callable[[int], None],
    on_origin: Callable[[Split, Origin], None],
    on_rows: Callable[[Iterable[OriginLine]], None],
) -> Iterator[TrainingExample | RowBlock]:
    """The examples of all results, or their rows.

    What the results count is added to manifest and figures, which are complete at their end.
    """
    others = set[str]()
    for result in results:
        if result.figures is not None:
            figures += result.figures
        manifest.ledger += result.ledger
        manifest.statistics += result.statistics
        others |= result.others
        for example, origin in zip(result.examples, result.origins, strict=True):
            on_origin(example.split, origin)
            yield example
        if result.rows is not None:
            on_rows(result.rows.origins)
            yield result.rows
        on_session(result.ledger.read)
    manifest.name_others(others)


def with_canaries(
    manifest: Manifest, context: Context, on_origin: Callable[[Split, Origin], None]
) -> Iterator[TrainingExample]:
    """The canaries that are asked for, behind all other examples; they are counted, and no messages of the ledger."""
    for example in planted(manifest, context.budget.counter):
        manifest.statistics += Statistics.of([example], trains_on_all=context.trains_on_all)
        on_origin(example.split, Origin("canary", "canary", None, 0, None, None, (manifest.others[0],)))
        yield example


def completed(manifest: Manifest, findings: Findings, plan: Plan, context: Context) -> None:
    """Add what was found and decided when all is read; raises DatasetError where no example came of it."""
    tell_findings(findings, plan)
    tell_gaps(findings, plan, context.recipe)
    tell_talks(findings, manifest.statistics)
    findings.remarks += advice(plan, context.recipe)
    findings.remarks += filter(None, [missing_questions(manifest.ledger, context.recipe, findings.decided)])
    manifest.ledger.unreadable = findings.problem_count
    # Without what was left out by one session, and stands in an example of a later one.
    manifest.ledger.left_out = +manifest.ledger.left_out
    manifest.ledger.verify()
    refuse_empty(manifest, plan, context.recipe)
    manifest.add_decisions(findings, context.wording.anonymizer.anonymized)
