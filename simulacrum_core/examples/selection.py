"""Which messages can be trained on or read as context, and why every other one is left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set

import msgspec

from ..config.excluded_talks import Talk
from ..config.exclusions import Exclusions
from ..config.persona import Persona, fold_name
from ..config.recipe import Recipe
from ..models import Conversation, Message
from ..rendering.control_tokens import ControlTokens
from .roles import is_excluded

_KINDS = frozenset(
    "system call deleted poll location bot machine boilerplate trash superseded insertion omitted".split()
)
"""Kinds of messages that are no words of anybody; each is its own reason."""


class Selection(msgspec.Struct, frozen=True):
    """What is asked of every message of a conversion; `controls` where a message with a control token is left out.

    `is_choosy` where anything is asked that most conversions do not ask. `talks` are those that are left out of the
    conversation at hand.
    """

    since: dt.date | None
    until: dt.date | None
    exclusions: Exclusions
    controls: ControlTokens | None
    is_choosy: bool = True
    talks: tuple[Talk, ...] = ()


def selection_of(recipe: Recipe, persona: Persona, controls: ControlTokens) -> Selection:
    """The selection that recipe and persona ask for."""
    drops, exclude = recipe.control_tokens == "drop-message", persona.exclude
    is_choosy = bool(drops or recipe.since or recipe.until or exclude.words or exclude.dates)
    return Selection(recipe.since, recipe.until, exclude, controls if drops else None, is_choosy)


def selection_in(conversation: Conversation, selection: Selection) -> Selection:
    """What is asked of the messages of one conversation."""
    if not selection.exclusions.talks:
        return selection
    names = {fold_name(conversation.id), fold_name(conversation.title or conversation.id)}
    talks = tuple(one for one in selection.exclusions.talks if fold_name(one.conversation) in names)
    return msgspec.structs.replace(selection, talks=talks, is_choosy=True) if talks else selection


def reason_against(message: Message, selection: Selection, excluded: Set[str], *, monologue: bool) -> str | None:
    """The id of the reason why a message is not used; None for words of somebody who takes part, within the dates."""
    if message.kind in _KINDS:
        return message.kind
    if not message.text.strip():
        return "media" if message.attachments or message.kind != "text" else "empty"
    if message.author is None and not (monologue and message.kind == "quote"):
        return "no_author"
    if message.author in excluded:
        return "excluded_person"
    return _chosen_against(message, selection) if selection.is_choosy else None


def used_of(block: list[Message], selection: Selection, excluded: Set[str], *, monologue: bool) -> list[Message]:
    """The messages of a block that are used."""
    if selection.is_choosy:
        return [one for one in block if reason_against(one, selection, excluded, monologue=monologue) is None]
    # Without a call for each of nearly all messages: 0.05 µs in the place of 0.16.
    skipped = {None, *excluded}
    return [
        one
        for one in block
        if (one.kind == "text" and one.author not in skipped and one.text.strip())
        or reason_against(one, selection, excluded, monologue=monologue) is None
    ]


def _chosen_against(message: Message, selection: Selection) -> str | None:
    if reason := selection.exclusions.reason(message.text, message.sent_at):
        return reason
    if selection.talks and any(talk.holds(message.sent_at) for talk in selection.talks):
        return "excluded_talk"
    if (selection.since or selection.until) and not _is_in_range(message.sent_at, selection):
        return "out_of_range"
    if selection.controls is not None and selection.controls.found(message.text):
        return "control_token"
    return None


def reason_against_all(conversation: Conversation, mine: Set[str], persona: Persona) -> str | None:
    """The id of the reason why nothing of a conversation is used, None where some of it may be."""
    if is_excluded(conversation, persona):
        return "excluded_conversation"
    return None if mine else "no_persona"


def _is_in_range(sent_at: dt.datetime | None, selection: Selection) -> bool:
    if sent_at is None:
        return False
    day = sent_at.date()
    return (selection.since is None or day >= selection.since) and (selection.until is None or day <= selection.until)
