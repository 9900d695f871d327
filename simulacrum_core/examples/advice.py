"""Advice: what a conversion loses of the persona's messages, and which option would keep it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from ..config.recipe import Recipe
from ..dataset.manifest import Statistics
from ..ledger import Ledger
from ..sources.findings import Decision, Findings
from ..terminal import length_of, printable
from .plan import LeftOut, Plan

_ENOUGH, _SHARE, _CHATS = 20, 0.75, 8
_FEW, _MISSING = 5, 0.05
_SECOND_LOOK = 9e-5
"""Seconds that looking at a message twice takes more (`python -m bench.threads.cost`)."""

NAMELESS = (
    "hardly any message names somebody or is a reply: who answers whom is not certain there, so that few messages "
    "stand before an answer (of annotated busy chat, 42 of 100 contexts are clean without names, 76 with them)"
)
"""What is said of a busy group; the figures are those of `python -m bench.threads.examples`."""


def advice(plan: Plan, recipe: Recipe) -> Iterator[str]:
    """A line on what the persona says unanswered, where that is much, and one for each chat that is left out whole."""
    if line := lost_answers(plan, recipe):
        yield line
    if line := not_held_out(plan, recipe):
        yield line
    for chat in plan.left_out[:_CHATS]:
        yield _left_out(chat)
    if rest := plan.left_out[_CHATS:]:
        total = sum(chat.messages for chat in rest)
        yield f"{total:,} messages of {len(rest):,} more chats are left out: none of your names is in them"


def tell_gaps(findings: Findings, plan: Plan, recipe: Recipe) -> None:
    """Add by which silence the sessions of each source's chats end, where it is fitted to them."""
    if recipe.session_gap != "auto":
        return
    gaps: dict[str, list[float]] = {}
    for conversation in plan.conversations:
        if conversation.mine and conversation.gap < math.inf:
            gaps.setdefault(conversation.source, []).append(conversation.gap)
    for source, each in gaps.items():
        least, most = length_of(min(each)), length_of(max(each))
        findings.decide(
            f"the silence that ends a session in {source}",
            least if least == most else f"{least} to {most}",
            f"fitted to each chat, {len(each):,} in all; `simulacrum inspect` shows their silences",
            option="--session-gap",
        )


def tell_talks(findings: Findings, counts: Statistics) -> None:
    """Add how the crossing talks of busy groups were taken apart, where there are any."""
    if not counts.taken_apart:
        return
    how = f"a quick look at {counts.quick:,} of them, two looks at the others" if counts.quick else "two looks at each"
    findings.decide(
        "crossing talks of busy groups", "taken apart", f"{counts.taken_apart:,} messages: {how}", option="--threads"
    )


def taken_apart(counts: Statistics) -> str:
    """How many messages were taken apart into talks, and what looks at each twice; "" where none were."""
    if not counts.taken_apart:
        return ""
    told = f"{counts.taken_apart:,} messages of busy groups are taken apart into talks"
    if not counts.quick:
        return f"{told}, each with two looks"
    longer = length_of(max(counts.quick * _SECOND_LOOK, 1))
    return (
        f"{told}, {counts.quick:,} of them with a quick look; with --threads careful, each is looked at twice (about "
        f"{longer} more)"
    )


def lost_answers(plan: Plan, recipe: Recipe) -> str:
    """How many messages of the persona answer somebody, and what other options would give; "" where most do."""
    said = plan.said
    if said.usable < _ENOUGH or said.answers >= _SHARE * said.usable or recipe.openers == "keep":
        return ""
    # Those that answer what the source does not hold are left out by another rule.
    ways = [f"with --openers keep: up to {said.usable:,}"]
    best = max((count for _, count in said.by_gap), default=0)
    for gap, count in said.by_gap:
        if count >= 0.95 * best and count > said.answers + 0.05 * said.usable:
            ways.insert(0, f"with --session-gap {gap / 3600:.0f}h: {count:,}")
            break
    ways_told = "; ".join(ways)
    return f"{said.answers:,} of {said.usable:,} messages of the persona answer somebody in their session; {ways_told}"


def not_held_out(plan: Plan, recipe: Recipe) -> str:
    """That nothing is held out though it was to be, as all stands in one session; "" where something is."""
    if not recipe.validation or plan.said.answers < _ENOUGH or any(one.held_out for one in plan.conversations):
        return ""
    return (
        "no session is held out, as all or most of what the persona answers is of one: `evaluate` will have nothing to "
        "measure with; a shorter --session-gap gives more sessions"
    )


def missing_questions(ledger: Ledger, recipe: Recipe, decided: Iterable[Decision] = ()) -> str:
    """How many messages are left out as what they answer is in no example, and how to keep them; "" where few are.

    What an importer left out as bots' is one reason, and its option another way.
    """
    count = ledger.left_out["answered_is_missing"]
    if recipe.replies == "off" or count < _FEW or count < _MISSING * (count + ledger.trained):
        return ""
    ways = dict.fromkeys(one.option for one in decided if one.subject in ("bots", "webhooks"))
    bots = (
        f"; answers to bots or webhooks have their questions with {' or '.join(filter(None, ways))}"
        if any(ways)
        else ""
    )
    return (
        f"{count:,} messages of the persona answer what is in no example, such as posts of others that an archive does "
        f"not hold{bots}; with --replies off they are trained on, behind whatever stands before them"
    )


def _left_out(chat: LeftOut) -> str:
    name = printable(chat.name)
    told = f"{chat.messages:,} messages of {name!r} ({chat.source}) are left out: none of your names is in it"
    if not chat.likely:
        return told
    likely = printable(chat.likely)
    return f"{told}; {likely!r} ({chat.likely_messages:,} messages) may be you: add --me {likely!r}"
