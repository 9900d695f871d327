"""Why messages are left out, in plain words, and what would change it."""

from __future__ import annotations

from ...ledger import worded
from .markup import safe

REASONS = {
    "system": ("Written by the app", "“Messages are encrypted”, “added”"),
    "call": ("Calls", "they have no words"),
    "deleted": ("Deleted messages", "what was written is not in the export"),
    "poll": ("Polls", ""),
    "location": ("Places on a map", ""),
    "bot": ("Written by a bot", ""),
    "machine": ("Machine text", "keys, data, logs, program code"),
    "boilerplate": ("Templates, captions, footnotes, comments", "what stands beside a text, or is an app's own"),
    "trash": ("Deleted, archived or never sent", ""),
    "superseded": ("Another version of the same text", "the last one is used"),
    "omitted": ("Left out by an option of the importer", "-i quotes leave-out, -i code leave-out"),
    "media": ("Pictures, voice, stickers without words", ""),
    "empty": ("Empty messages", ""),
    "no_author": ("Nobody is named as author", ""),
    "excluded_person": ("People whom you left out", "--exclude"),
    "excluded_word": ("Words that you left out", "--exclude-word"),
    "excluded_days": ("Days that you left out", "--exclude-dates"),
    "excluded_talk": ("Single talks that you left out", "--exclude-talk"),
    "excluded_conversation": ("Talks that you left out", "--exclude"),
    "forwarded": ("Forwarded by you", "not your words; --train forwarded uses them"),
    "links": ("Only links", "--train links uses them"),
    "quoted": ("Only quoted lines", "not your words; --train quoted uses them"),
    "out_of_range": ("Outside of the dates", "--since, --until"),
    "control_token": ("Holds a sign that steers the model", "--control-tokens"),
    "no_persona": ("Chats in which you do not write", "if one is yours, add your name there: --me"),
    "in_another_export": ("Also in another export", "each message is used once; --keep-copies"),
    "near_duplicate": ("Nearly the same as another one", "--near-duplicates"),
    "other_language": ("In another language", "--languages"),
    "over_partner_cap": ("More than your limit with one person", "--cap-per-partner"),
    "older": ("Older", "--recency"),
    "opens_session": ("You spoke first", "an example needs somebody to answer; --openers keep"),
    "answered_is_missing": ("Answers what no example shows", "--replies"),
    "silent_talk": ("Talks beside yours", "you say nothing in them"),
    "not_answered": ("You did not answer", "others spoke last before a long silence; --session-gap"),
    "too_few": ("Too few messages in a row", "--min-messages"),
    "too_far": ("Too far before your answer", "only the nearest are kept: --max-messages"),
    "over_budget": ("No room in the budget", "--budget"),
    "not_continued": ("Quotations at the end of a text", "nothing of yours follows"),
}
"""By the ledger's id, a short line, and a second one with the option that would change it."""


def explained(reason: str) -> tuple[str, str]:
    """A reason in a short line, and what would change it, as HTML."""
    id, _, source = reason.partition(":")
    if id in ("over_cap", "thinned_out"):
        option = "--cap" if id == "over_cap" else "--weight"
        return f"More than {option} lets in of {safe(source, 40)}", option
    return REASONS.get(id, (safe(worded(reason).capitalize()), ""))
