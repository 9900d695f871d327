"""Values of a wrong type that an importer makes: named with importer and field, not by where they break something.

To look at every value would cost more than to read it. So the first messages of a source are looked at, then a few of
the others; where something breaks all the same, the source is read once more to find out whether a value is at fault.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, get_type_hints

import msgspec

from ..errors import PluginError, SimulacrumError
from ..models import Conversation, Message
from ..sources.source import Source
from ..terminal import printable
from .contracts import Importer

FIRST, STEP = 1000, 64
"""Messages of a source that are all looked at, and of how many later ones one is."""
_KEPT = (dt.datetime,)
_FAULTS = (TypeError, AttributeError, ValueError, LookupError, msgspec.MsgspecError)
_END = object()


def validated(importer: Importer, conversations: Iterable[Conversation], step: int = STEP) -> Iterator[Conversation]:
    """The conversations of an importer; raises PluginError where a value that is looked at has a wrong type."""
    if not isinstance(conversations, Iterable):
        raise _error(importer, f"read gives {_type(conversations)}, not conversations")
    checks = _Checks(importer, step)
    for number, conversation in enumerate(conversations, 1):
        checks.check(conversation, Conversation, f"conversation {number}")
        yield msgspec.structs.replace(conversation, messages=_Validated(conversation.messages, checks, number))


@contextmanager
def naming_faults(parts: Sequence[tuple[Importer, Source]]) -> Iterator[None]:
    """Where the block fails because an importer made a value of a wrong type, PluginError says which."""
    try:
        yield
    except SimulacrumError:
        raise
    except _FAULTS as error:
        for importer, source in parts:
            _look_at_all(importer, source.again(), error)
        raise


def _look_at_all(importer: Importer, source: Source, error: Exception) -> None:
    try:
        for conversation in validated(importer, importer.read(source), step=1):
            for _ in conversation.messages:
                pass
    except PluginError as fault:
        raise fault from error
    except Exception:
        # The importer itself fails, as it did before.
        return


class _Checks:
    """Looks at values, at fewer when the first ones were sound."""

    def __init__(self, importer: Importer, step: int) -> None:
        self._importer, self.step, self.left = importer, step, FIRST

    def check(self, value: object, kind: type[msgspec.Struct], place: str) -> None:
        """Raise PluginError where the value is of another kind, or one of its fields."""
        self.left -= 1
        if not isinstance(value, kind):
            raise _error(self._importer, f"{place} is {_type(value)}, not {kind.__name__}")
        if isinstance(value, Conversation):
            if not isinstance(value.messages, Iterable):
                raise _error(self._importer, f"{place}, field messages: {_type(value.messages)}")
            value = msgspec.structs.replace(value, messages=())
        if _fault(value, kind) is not None:
            for name, hint in get_type_hints(kind).items():
                if (fault := _fault(getattr(value, name), hint)) is not None and name != "messages":
                    what, _, inner = fault.partition(" - at `$")
                    raise _error(self._importer, f"{place}, field {name}{inner.rstrip('`')}: {what}")


class _Validated:
    """Messages, walked as often as those that they are."""

    def __init__(self, messages: Iterable[Message], checks: _Checks, conversation: int) -> None:
        self._messages, self._checks, self._conversation = messages, checks, conversation

    def __iter__(self) -> Iterator[Message]:
        messages, checks, number = iter(self._messages), self._checks, 1
        while (message := next(messages, _END)) is not _END:
            checks.check(message, Message, f"message {number} of conversation {self._conversation}")
            yield message  # type: ignore[misc]
            number += 1
            if checks.left < 0 and checks.step > 1:
                yield from islice(messages, checks.step - 1)
                number += checks.step - 1


def _fault(value: object, kind: Any) -> str | None:
    """What of a value does not fit its type; None where all does."""
    try:
        msgspec.convert(msgspec.to_builtins(value, builtin_types=_KEPT), kind, builtin_types=_KEPT)
    except (msgspec.MsgspecError, TypeError, ValueError) as error:
        return str(error)
    return None


def _type(value: object) -> str:
    return f"a value of type {type(value).__name__}"


def _error(importer: Importer, what: str) -> PluginError:
    return PluginError(
        f"the importer {importer.name} is at fault: {printable(what, 200)}", remedy="Tell those who made it"
    )
