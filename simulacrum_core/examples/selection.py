"""Which messages can be trained on or read as context; every other one goes to the ledger with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..config.exclusions import Exclusions
from ..config.recipe import Recipe
from ..ledger import Ledger
from ..models import Conversation, Message
from ..rendering.control_tokens import ControlTokens
from .roles import Roles

_KINDS = {
    "system": "system message",
    "call": "call",
    "deleted": "deleted",
    "poll": "poll",
    "location": "location",
    "bot": "written by a bot",
}


class Selection:
    """Lets messages pass or counts why not."""

    def __init__(self, recipe: Recipe, exclusions: Exclusions, controls: ControlTokens, ledger: Ledger) -> None:
        self._since, self._until = recipe.since, recipe.until
        self._drop_controls = recipe.control_tokens == "drop-message"
        self._exclusions, self._controls, self._ledger = exclusions, controls, ledger

    def select(self, conversation: Conversation, roles: Roles) -> Iterator[Message]:
        """The messages that have words of somebody who takes part, within the dates."""
        read = 0
        try:
            for message in conversation.messages:
                read += 1
                reason = self._reason(message, roles, conversation.monologue)
                if reason is None:
                    yield message
                else:
                    self._ledger.leave_out(reason)
        finally:
            self._ledger.read += read

    def _reason(self, message: Message, roles: Roles, monologue: bool) -> str | None:
        if message.kind in _KINDS:
            return _KINDS[message.kind]
        if not message.text.strip():
            return "media without words" if message.attachments or message.kind != "text" else "empty"
        if message.author is None and not (monologue and message.kind == "quote"):
            return "no author"
        if message.author in roles.excluded:
            return "excluded person"
        if excluded := self._exclusions.reason(message.text, message.sent_at):
            return excluded
        if message.forwarded_from is not None and message.author in roles.mine:
            return "forwarded by the persona, not their own words"
        if (self._since or self._until) and not self._in_range(message.sent_at):
            return "outside --since and --until"
        if self._drop_controls and self._controls.found(message.text):
            return "holds a control token"
        return None

    def _in_range(self, sent_at: dt.datetime | None) -> bool:
        if sent_at is None:
            return False
        day = sent_at.date()
        return (self._since is None or day >= self._since) and (self._until is None or day <= self._until)
