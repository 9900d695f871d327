"""The survey in another process: it looks at what this one reads, as it lies in the spool, and sends back the plan."""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any

from ..config.persona import Persona
from ..config.recipe import Recipe
from ..conversations.spool import Spool, conversation_of
from ..errors import SimulacrumError
from ..examples.plan import Plan
from ..examples.survey import survey
from ..models import Conversation
from ..rendering.control_tokens import ControlTokens
from . import started

_HEAD, _BLOCK, _END = b"h", b"b", b"e"
_WALK = None
"""What the other process asks for: all conversations once more."""


def surveyed_elsewhere(spool: Spool, persona: Persona, recipe: Recipe, controls: ControlTokens) -> Plan:
    """The plan of all conversations; reading them takes this process longer than looking at them takes the other."""
    context = started.context()
    here, there = context.Pipe()
    process = context.Process(target=_survey, args=(there, persona, recipe, controls), daemon=True)
    with started.shielded():
        process.start()
    there.close()
    try:
        while (told := _told(here)) is _WALK:
            for record, is_head in spool.records():
                _send(here, (_HEAD if is_head else _BLOCK) + record)
            _send(here, _END)
    finally:
        here.close()
        process.terminate()
        process.join()
    if isinstance(told, BaseException):
        raise told
    plan: Plan = told
    return plan


def _told(here: Connection) -> Any:
    try:
        return here.recv()
    except (EOFError, OSError):
        raise _ended() from None


def _send(here: Connection, record: bytes) -> None:
    try:
        here.send_bytes(record)
    except OSError:
        raise _ended() from None


def _ended() -> SimulacrumError:
    what = "the process that looks at the messages has ended by itself, perhaps for want of memory"
    return SimulacrumError(what, remedy="Try again with --workers 1")


class _Received:
    """The conversations that the other process sends whenever they are walked."""

    def __init__(self, there: Connection) -> None:
        self._there = there
        self._next = _END

    def __iter__(self) -> Iterator[Conversation]:
        self.drain()
        self._there.send(_WALK)
        self._next = self._there.recv_bytes()
        while self._next[:1] == _HEAD:
            blocks = self._blocks()
            yield conversation_of(self._next[1:], blocks)
            for _ in blocks:
                pass

    def _blocks(self) -> Iterator[bytes]:
        self._next = self._there.recv_bytes()
        while self._next[:1] == _BLOCK:
            yield self._next[1:]
            self._next = self._there.recv_bytes()

    def drain(self) -> None:
        """Take what is still sent, which whoever sends it waits for."""
        while self._next[:1] != _END:
            self._next = self._there.recv_bytes()


def _survey(there: Connection, persona: Persona, recipe: Recipe, controls: ControlTokens) -> None:
    started.end_with_parent()
    conversations = _Received(there)
    # Whatever happens is the other process's to tell; where that has ended, nobody waits for it.
    with contextlib.suppress(EOFError, OSError):
        try:
            found: Plan | Exception = survey(conversations, persona, recipe, controls, is_parted=True)
        except Exception as error:
            conversations.drain()
            if not isinstance(error, SimulacrumError):
                error.add_note(traceback.format_exc())
            found = error
        there.send(found)
