"""The survey in another process: it looks at what this one reads, as it lies in the spool, and sends back the plan."""

from __future__ import annotations

from collections.abc import Iterator

from ..config.persona import Persona
from ..config.recipe import Recipe
from ..conversations.spool import Spool, conversation_of
from ..examples.plan import Plan
from ..examples.survey import survey
from ..models import Conversation
from ..rendering.control_tokens import ControlTokens
from . import pool
from .pool import Helper

_WALK = None
"""What the other process asks for: all conversations once more."""
_END = b"", True
"""What is sent behind the last conversation."""


def surveyed_elsewhere(helper: Helper, spool: Spool, persona: Persona, recipe: Recipe, controls: ControlTokens) -> Plan:
    """The plan of all conversations; while this process reads them, the helper looks at them."""
    helper.talk(_survey, persona, recipe, controls)
    while (told := helper.receive()) is _WALK:
        for record in spool.records():
            helper.send(record)
        helper.send(_END)
    plan, error = told
    if error is not None:
        raise error
    found: Plan = plan
    return found


class _Received:
    """The conversations that the other process sends whenever they are walked."""

    def __init__(self) -> None:
        self._next = _END

    def __iter__(self) -> Iterator[Conversation]:
        self.drain()
        pool.line().send(_WALK)
        self._take()
        while self._next != _END:
            blocks = self._blocks()
            yield conversation_of(self._next[0], blocks)
            for _ in blocks:
                pass

    def _blocks(self) -> Iterator[bytes]:
        self._take()
        while not self._next[1]:
            yield self._next[0]
            self._take()

    def _take(self) -> None:
        self._next = pool.line().receive()

    def drain(self) -> None:
        """Take what is still sent, which whoever sends it waits for."""
        while self._next != _END:
            self._take()


def _survey(persona: Persona, recipe: Recipe, controls: ControlTokens) -> Plan:
    conversations = _Received()
    try:
        return survey(conversations, persona, recipe, controls, is_parted=True)
    finally:
        conversations.drain()
