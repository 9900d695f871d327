"""The plan: what is to be done with each conversation of a source, and with each of its sessions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from ..config.persona import Persona, fold_name
from ..conversations.clock_offsets import ClockOffset
from ..conversations.participants import People
from ..conversations.persona_accounts import PersonaAccounts
from ..errors import SourceError
from ..models import Conversation, Split
from .borders import Border
from .mixture import UNUSED
from .times import Times


class SessionPlan(msgspec.Struct, frozen=True):
    """What is done with a session: its split, how often it is used, and where it is not, the ledger's reason."""

    split: Split = "train"
    uses: int = 1
    reason: str = ""


class ConversationPlan(msgspec.Struct, frozen=True):
    """What is done with a conversation: all that is needed to build it besides the context.

    `mine` are the ids of the persona's accounts in it. `copied` has a byte for each message, 1 where a better export of
    the same chat has it, or is empty. `repeated` are places of messages that a later one nearly says again, `foreign`
    those of messages in languages that are not asked for. Sessions end after more than `gap` seconds of silence, and
    are numbered from 0; see `session`. Each use of one is cut `splits` times at random. A long conversation may be
    parted at `borders`, and built part by part. `times` are only for who reads the figures. Without `has_replies` no
    message that is used replies to another one. The persona writes `often` where much of it is of theirs.
    `quiet` has a byte for each session, 1 where talks seldom cross, or is empty.
    """

    source: str
    id: str
    mine: tuple[str, ...]
    copied: bytes = b""
    held_out: frozenset[int] = frozenset()
    repeats: bytes = b""
    gap: float = math.inf
    repeated: frozenset[int] = frozenset()
    foreign: frozenset[int] = frozenset()
    splits: int = 1
    borders: tuple[Border, ...] = ()
    times: Times = msgspec.field(default_factory=Times)
    has_replies: bool = True
    often: bool = False
    quiet: bytes = b""

    def session(self, number: int) -> SessionPlan:
        """What is done with the session of this number."""
        uses = self.repeats[number] if self.repeats else 1
        if reason := UNUSED.get(uses):
            return SessionPlan(uses=0, reason=reason.format(self.source))
        return SessionPlan("validation", 1) if number in self.held_out else SessionPlan("train", uses * self.splits)


class Copy(msgspec.Struct, frozen=True):
    """A chat that is in there twice: the names of the worse and of the better export, and the messages of each."""

    name: str
    better: str
    messages: int
    better_messages: int
    shift: ClockOffset


class LeftOut(msgspec.Struct, frozen=True):
    """A conversation in which the persona is not: its name, its messages, and an account that may be the persona's."""

    source: str
    name: str
    messages: int
    likely: str = ""
    likely_messages: int = 0


class Said(msgspec.Struct, frozen=True):
    """Messages of the persona that could be used, those that answer somebody, and those that would by other gaps.

    `by_gap` has seconds of silence that would at least have to pass before a session ends, and how many messages would
    then answer somebody.
    """

    usable: int = 0
    answers: int = 0
    by_gap: tuple[tuple[float, int], ...] = ()

    def __add__(self, other: Said) -> Said:
        pairs = zip(self.by_gap, other.by_gap, strict=True) if self.by_gap and other.by_gap else ()
        return Said(
            self.usable + other.usable,
            self.answers + other.answers,
            tuple((gap, one + more) for (gap, one), (_, more) in pairs) or self.by_gap or other.by_gap,
        )

    def counts(self) -> dict[str, int]:
        """The numbers as the manifest has them."""
        longer = {f"{gap / 3600:.0f}h": count for gap, count in self.by_gap}
        return {"said": self.usable, "answers": self.answers, **longer} if self.usable else {}


class Plan(msgspec.Struct, frozen=True):
    """What is done with a source: whom to imitate, and the plan of every conversation in the order of the reading.

    `called` counts the names that the persona's accounts bear, `accounts` says how they are known. `said` counts what
    the persona says in chats.
    """

    persona: Persona
    people: People
    called: Counter[str]
    conversations: tuple[ConversationPlan, ...]
    copies: tuple[Copy, ...] = ()
    said: Said = Said()
    left_out: tuple[LeftOut, ...] = ()
    accounts: PersonaAccounts = PersonaAccounts()

    def paired(self, conversations: Iterable[Conversation]) -> Iterator[tuple[Conversation, ConversationPlan]]:
        """Each conversation of another reading with its plan; raises SourceError where they are not the same ones."""
        place = 0
        for place, conversation in enumerate(conversations, 1):
            plan = self.conversations[place - 1] if place <= len(self.conversations) else None
            if plan is None or (plan.source, plan.id) != (conversation.source, conversation.id):
                raise _changed()
            yield conversation, plan
        if place != len(self.conversations):
            raise _changed()

    def named(self) -> Persona:
        """The persona, called as the sources call them where no name is given."""
        return named(self.persona, self.called)


def named(persona: Persona, called: Counter[str]) -> Persona:
    """The persona, called by one of the names of its accounts where none is given: an id is no name for a text."""
    if persona.name or not called:
        return persona
    same = [name for name in called if fold_name(name) == fold_name(persona.called)]
    return persona.model_copy(update={"name": same[0] if same else called.most_common(1)[0][0]})


def _changed() -> SourceError:
    return SourceError("the source changed while it was read", remedy="Try again when nothing writes into it")
