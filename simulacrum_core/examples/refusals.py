"""Why a conversion is refused, told so that the user can act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches

from ..config.persona import Persona, fold_name
from ..config.recipe import Recipe
from ..conversations.participants import People
from ..conversations.persona_accounts import tell_accounts
from ..dataset.manifest import Manifest
from ..errors import DatasetError, UsageError, did_you_mean
from ..rendering.control_tokens import ControlTokens
from ..sources.findings import Findings
from ..terminal import printable
from .advice import lost_answers
from .plan import Plan

_TOLD = 20
_OPTIONS = {
    "excluded_person": "--exclude",
    "excluded_word": "--exclude-word",
    "excluded_days": "--exclude-dates",
    "excluded_talk": "--exclude-talk",
    "excluded_conversation": "--exclude",
    "out_of_range": "--since and --until",
    "other_language": "--languages",
    "near_duplicate": "--near-duplicates",
    "over_cap": "--cap",
    "over_partner_cap": "--cap-per-partner",
    "older": "--recency",
    "thinned_out": "--weight",
    "control_token": "--control-tokens",
}
"""What the user can choose otherwise, by the reason for which messages are left out."""


def check_prompt(persona: Persona, recipe: Recipe, controls: ControlTokens) -> None:
    """Raise UsageError where the system prompt holds what no message may hold."""
    if recipe.control_tokens != "keep" and controls.found(persona.system_prompt):
        raise UsageError("the system prompt holds a control token", remedy="Take it out, or pass --control-tokens keep")


def check_plan(plan: Plan, recipe: Recipe, must_exclude: Sequence[str]) -> None:
    """Raise UsageError where an option names a person, chat or source that is not there."""
    check_excluded(must_exclude, plan.people, plan.persona)
    check_sources(recipe, plan)


def check_excluded(names: Sequence[str], people: People, persona: Persona) -> None:
    """Raise UsageError where a name that must be excluded is nobody's: a slip here would train on somebody.

    One that the persona does not exclude is that of a chat of which single talks are excluded.
    """
    for name in names:
        is_whole = name in persona.exclude.names
        if fold_name(name) in (people.known if is_whole else people.chats):
            continue
        authors = ", ".join(repr(author) for author, _ in people.messages.most_common(20))
        remedy = f"{did_you_mean(name, people.messages)}The authors are {authors}"
        if not is_whole:
            remedy = "`simulacrum inspect` names the chats"
        what = (
            f"--exclude {name!r} matches no person and no chat" if is_whole else f"--exclude-talk: no chat is {name!r}"
        )
        raise UsageError(what, remedy=remedy)


def check_sources(recipe: Recipe, plan: Plan) -> None:
    """Raise UsageError where a weight or a cap is for a source that is not there."""
    sources = {conversation.source for conversation in plan.conversations}
    for name in (*recipe.weights, *recipe.caps):
        if name not in sources:
            remedy = f"{did_you_mean(name, sources)}There is {' and '.join(sorted(sources))}"
            raise UsageError(f"no source is {name!r}, which has a weight or a cap", remedy=remedy)


def check_persona(found: int, unsigned: int, chats: int, people: People, persona: Persona) -> None:
    """Raise UsageError where the persona is in no conversation, or is only the author of unsigned texts beside chats.

    `found` conversations have the persona in them, of which `unsigned` ones name no author.
    """
    if not found or (found == unsigned and chats):
        raise unknown_persona(people, persona)


def tell_findings(findings: Findings, plan: Plan) -> None:
    """Add what was decided over all sources: where the persona is not, and which chats are in there twice."""
    sources = Counter(conversation.source for conversation in plan.conversations)
    found = Counter(conversation.source for conversation in plan.conversations if conversation.mine)
    tell_accounts(findings, plan.accounts, plan.people)
    for source, count in sources.items():
        if not found[source]:
            findings.decide(
                f"the persona in {source}",
                "nobody",
                f"none of its {count:,} conversations has an author of that name",
                option="--me, or [accounts] in the persona file",
                certain=False,
            )
    for copy in plan.copies[:_TOLD]:
        apart = copy.shift.worded()
        findings.decide(
            f"{printable(copy.name)} and {printable(copy.better)}",
            "the same, used once",
            f"what they say in the time that both cover is the same{apart and f', {apart}'} "
            f"({copy.messages:,} and {copy.better_messages:,} messages)",
            option="--keep-copies",
            certain=False,
        )


def unknown_persona(people: People, persona: Persona) -> UsageError:
    """The error that lists who is there."""
    if not people.messages and people.total:
        return UsageError("nobody is named with --me", remedy="Pass --me with your name: the texts name no author")
    authors = ", ".join(f"{name!r} ({count:,})" for name, count in people.messages.most_common(20)) or "nobody"
    more = f" and {len(people.messages) - 20} more" if len(people.messages) > 20 else ""
    who = " or ".join(repr(name) for name in persona.me) or "the persona"
    what = f"{who} wrote none of the {people.total:,} messages" if persona.is_known() else "nobody is named with --me"
    return UsageError(what, remedy=f"{_meant(people, persona)}Pass --me with one of the authors: {authors}{more}")


def _meant(people: People, persona: Persona) -> str:
    """A question about the author whose name holds one of the names that were given, or is spelled like one."""
    wanted = [fold_name(name) for name in persona.me]
    near = [name for name in people.messages if any(part in fold_name(name) for part in wanted)]
    if not near:
        near = [name for name in people.messages if get_close_matches(fold_name(name), wanted, 1, 0.75)]
    return f"Did you mean {near[0]!r}? " if len(near) == 1 else ""


def refuse_empty(manifest: Manifest, plan: Plan, recipe: Recipe) -> None:
    """Raise DatasetError where no example came of the sources, with the reasons."""
    if sum(manifest.statistics.examples.values()):
        return
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in manifest.ledger.worded()[:4])
    authors = ", ".join(f"{name!r} ({count:,})" for name, count in plan.people.messages.most_common(5))
    remedy = _chosen(manifest) or lost_answers(plan, recipe)
    raise DatasetError(
        f"no training example was made from {manifest.ledger.read:,} messages: {reasons or 'there are none'}",
        remedy=remedy
        or f"{plan.persona.called!r} must answer somebody; the authors are {authors}. See `simulacrum inspect`",
    )


def _chosen(manifest: Manifest) -> str:
    """Which option leaves out most of the messages, if one does."""
    for reason, count in manifest.ledger.left_out.most_common(1):
        option = _OPTIONS.get(reason.partition(":")[0])
        return f"Most of them are left out by {option}" if option and count > manifest.ledger.read / 2 else ""
    return ""
