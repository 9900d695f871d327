"""Why a conversion is refused, told so that the user can act."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from itertools import islice

from ..config.persona import Persona, fold_name
from ..config.recipe import Recipe
from ..conversations.duplicates import Duplicates
from ..conversations.participants import Survey
from ..dataset.manifest import Manifest
from ..errors import DatasetError, UsageError
from ..sources.findings import Findings
from ..terminal import printable

_TOLD = 20


def check_excluded(names: Sequence[str], survey: Survey) -> None:
    """Raise UsageError where a name that must be excluded is nobody's: a slip here would train on somebody."""
    for name in names:
        if fold_name(name) not in survey.known:
            people = ", ".join(repr(author) for author, _ in survey.messages.most_common(20))
            raise UsageError(f"--exclude {name!r} matches no person and no chat", remedy=f"The authors are {people}")


def check_sources(recipe: Recipe, survey: Survey) -> None:
    """Raise UsageError where a weight or a cap is for a source that is not there."""
    for name in (*recipe.weights, *recipe.caps):
        if name not in survey.sources:
            known = " and ".join(sorted(survey.sources))
            raise UsageError(f"no source is {name!r}, which has a weight or a cap", remedy=f"There is {known}")


def check_persona(survey: Survey, persona: Persona) -> None:
    """Raise UsageError where the persona is nobody, or only the author of unsigned texts beside chats."""
    found = survey.found.total()
    if not found or (found == survey.unsigned and survey.chats):
        raise unknown_persona(survey, persona)


def tell_findings(findings: Findings, survey: Survey, copies: Duplicates) -> None:
    """Add what was decided over all sources: where the persona is not, and which chats are in there twice."""
    for source, count in survey.sources.items():
        if not survey.found[source]:
            findings.decide(
                f"the persona in {source}",
                "nobody",
                f"none of its {count:,} conversations has an author of that name",
                option="--me, or [accounts] in the persona file",
                certain=False,
            )
    for worse, better, shift in islice(copies.pairs(), _TOLD):
        one, other, apart = survey.sketches[worse], survey.sketches[better], shift.told()
        findings.decide(
            f"{printable(one.name)} and {printable(other.name)}",
            "the same, used once",
            f"what they say in the time that both cover is the same{apart and f', {apart}'} "
            f"({one.messages:,} and {other.messages:,} messages)",
            option="--keep-copies",
            certain=False,
        )


def unknown_persona(survey: Survey, persona: Persona) -> UsageError:
    """The error that lists who is there."""
    if not survey.messages and survey.total:
        return UsageError("nobody is named with --me", remedy="Pass --me with your name: the texts bear none")
    people = ", ".join(f"{name!r} ({count:,})" for name, count in survey.messages.most_common(20)) or "nobody"
    more = f" and {len(survey.messages) - 20} more" if len(survey.messages) > 20 else ""
    who = " or ".join(repr(name) for name in persona.me) or "the persona"
    what = f"{who} wrote none of the {survey.total:,} messages" if persona.is_known() else "nobody is named with --me"
    return UsageError(what, remedy=f"{_meant(survey, persona)}Pass --me with one of the authors: {people}{more}")


def _meant(survey: Survey, persona: Persona) -> str:
    """A question about the author whose name holds one of the names that were given, or is spelled like one."""
    wanted = [fold_name(name) for name in persona.me]
    near = [name for name in survey.messages if any(part in fold_name(name) for part in wanted)]
    if not near:
        near = [name for name in survey.messages if get_close_matches(fold_name(name), wanted, 1, 0.75)]
    return f"Did you mean {near[0]!r}? " if len(near) == 1 else ""


def refuse_empty(manifest: Manifest, survey: Survey, persona: Persona) -> None:
    """Raise DatasetError where no example came of the sources, with the reasons."""
    if sum(manifest.statistics.examples.values()):
        return
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in manifest.ledger.left_out.most_common(4))
    people = ", ".join(f"{name!r} ({count:,})" for name, count in survey.messages.most_common(5))
    raise DatasetError(
        f"no training example came of {manifest.ledger.read:,} messages: {reasons or 'there are none'}",
        remedy=f"{persona.called!r} must answer somebody; the authors are {people}. See `simulacrum inspect`",
    )
