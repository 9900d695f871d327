"""Why a conversion is refused, told so that the user can act."""

from __future__ import annotations

from collections.abc import Sequence

from .errors import DatasetError, UsageError
from .manifest import Manifest
from .persona import Persona, fold_name
from .survey import Survey


def check_excluded(names: Sequence[str], survey: Survey) -> None:
    """Raise UsageError where a name that must be excluded is nobody's: a slip here would train on somebody."""
    for name in names:
        if fold_name(name) not in survey.known:
            people = ", ".join(repr(author) for author, _ in survey.messages.most_common(20))
            raise UsageError(f"--exclude {name!r} matches no person and no chat", remedy=f"The authors are {people}")


def unknown_persona(survey: Survey, persona: Persona) -> UsageError:
    """The error that lists who is there."""
    people = ", ".join(f"{name!r} ({count:,})" for name, count in survey.messages.most_common(20)) or "nobody"
    more = f" and {len(survey.messages) - 20} more" if len(survey.messages) > 20 else ""
    who = " or ".join(repr(name) for name in persona.me) or "the persona"
    what = f"{who} wrote none of the {survey.total:,} messages" if persona.is_known() else "nobody is named with --me"
    return UsageError(what, remedy=f"{_meant(survey, persona)}Pass --me with one of the authors: {people}{more}")


def _meant(survey: Survey, persona: Persona) -> str:
    """A question about the author whose name holds one of the names that were given."""
    wanted = [fold_name(name) for name in persona.me]
    near = [name for name in survey.messages if any(part in fold_name(name) for part in wanted)]
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
