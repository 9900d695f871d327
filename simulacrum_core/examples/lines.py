"""What of a message stands in the training text: its author's name and its words, made harmless, and what that counts.

Private data and names of others are replaced where the user asks for it; halves of characters, which no file can hold,
become U+FFFD; control tokens are made harmless; then lines that look like another speaker's. Nothing else is altered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from ..config.recipe import Untrained
from ..models import Message, Turn
from ..privacy.anonymizer import Anonymizer
from ..privacy.asked import NOTHING
from ..privacy.neighbours import Neighbours
from ..rendering.control_tokens import ControlTokens
from ..rendering.impersonation import ImpersonationGuard
from ..rendering.quotations import QuotingLine, may_quote, parts, quotes
from .kinds import is_all_written, untrained_kind
from .roles import Roles
from .runs import Run

_SURROGATE = re.compile("[\ud800-\udfff]")


class Wording(msgspec.Struct, frozen=True):
    """What is done to the words of a message, in this order; `controls` and `guard` where there is something to do.

    With `bubbles` every message comes right after its author's name, so that its first line imitates nobody. What the
    persona sends of a kind in `untrained` is not trained on. `neighbours` knows what the messages around it speak of.
    """

    anonymizer: Anonymizer
    controls: ControlTokens | None
    guard: ImpersonationGuard | None
    bubbles: bool = False
    untrained: frozenset[Untrained] = frozenset()
    neighbours: Neighbours | None = None


class Changes(msgspec.Struct):
    """How many messages were altered, by what was done to them; `redacted` counts places by category."""

    redacted: Counter[str] = msgspec.field(default_factory=Counter)
    repaired: int = 0
    defused: int = 0
    imitations: int = 0


class Replaced(msgspec.Struct, frozen=True, gc=False):
    """The words of a message, the kinds of what is replaced in them, and the numbers of lines that it quotes."""

    text: str
    kinds: Sequence[str] = ()
    quoted: tuple[int, ...] = ()


Hidden = dict[int, Replaced]
"""By the identities of messages in which something is replaced."""
Asked = tuple[list[Message], Hidden]
"""Messages of which it was asked what is replaced in them, and the answer."""


def hidden_in(messages: Sequence[Message], wording: Wording) -> Hidden:
    """What is replaced in messages of examples, in their order: in few of those that may hold something is anything."""
    anonymizer, neighbours = wording.anonymizer, wording.neighbours
    if anonymizer.is_idle:
        return {}
    if neighbours is not None:
        heard = neighbours.hear(messages)
        if anonymizer.pseudonyms is None:
            messages = [message for message in messages if id(message) in heard]
    found: dict[int, Replaced] = {}
    for message in messages:
        if message.quoted:
            replaced = _hidden_by_parts(message, wording)
            if replaced.kinds or replaced.text is not message.text:
                found[id(message)] = replaced
        else:
            text, kinds = anonymizer.hidden(message.text, NOTHING if neighbours is None else neighbours.of(message))
            if kinds or text is not message.text:
                found[id(message)] = Replaced(text, kinds)
    return found


def spoken_lines(
    runs: Sequence[Run], roles: Roles, wording: Wording, hidden: Hidden
) -> tuple[list[list[Turn]], Changes]:
    """For each run of a talk a turn for each message; one that begins like another speaker's line does so no more.

    `hidden` is what is replaced in them. The changes of a message that stands in several runs are counted once.
    """
    changes = Changes()
    # Nearly every session is harmless as a whole: what is asked of it once need not be asked of each of its messages.
    messages = [message for run in runs for message in run.messages]
    texts = "\n".join([message.text for message in messages])
    is_all_harmless = is_harmless(texts, wording)
    if (
        is_all_harmless
        and not hidden
        and not may_quote(texts)
        and is_all_written(messages, wording.untrained)
        and all(run.overlap == 0 for run in runs)
    ):
        names, mine = roles.names, roles.mine
        return [
            [
                Turn(names.get(author, author), author in mine, message.text)
                for message in run.messages
                for author in (message.author or "",)
            ]
            for run in runs
        ], changes
    return [_spoken(run, roles, wording, changes, hidden, is_all_harmless) for run in runs], changes


def _spoken(
    run: Run, roles: Roles, wording: Wording, changes: Changes, hidden: Hidden, is_all_harmless: bool
) -> list[Turn]:
    """The turns of a run; where `is_all_harmless` in its talk, only what is private in it is altered."""
    messages, persona, names = run.messages, roles.mine, roles.names
    texts = [message.text for message in messages]
    if not hidden.keys().isdisjoint(map(id, messages)) or not (
        is_all_harmless or is_harmless("\n".join(texts), wording)
    ):
        texts = _altered(run, wording, changes, hidden, is_all_harmless)
    lines = []
    for place, (message, text) in enumerate(zip(messages, texts, strict=True)):
        author = message.author or ""
        mine = author in persona
        sent = mine and (place < run.overlap or untrained_kind(message, wording.untrained) is not None)
        name, line = names.get(author, author), None
        if mine and not sent and "quoted" in wording.untrained:
            quoted = hidden[id(message)].quoted if message.quoted and id(message) in hidden else message.quoted
            line = QuotingLine(name, True, text, quoted=quoted) if quotes(text, quoted) else None
        lines.append(line or Turn(name, mine, text, 1, sent))
    return lines


def is_harmless(texts: str, wording: Wording) -> bool:
    """Whether nothing is to be altered in texts of which each begins a line, but for what is private."""
    controls, guard = wording.controls, wording.guard
    return (
        _is_writable(texts)
        and (controls is None or controls.defused(texts) is texts)
        and (guard is None or guard.defused(texts) is texts)
    )


def _is_writable(text: str) -> bool:
    """Whether a text holds no halves of characters: a fifth of what a search for them takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _altered(run: Run, wording: Wording, changes: Changes, hidden: Hidden, is_all_harmless: bool) -> list[str]:
    """The texts of a run, each made harmless, and counted where no other run counts it."""
    texts = []
    before: str | None = None
    for place, message in enumerate(run.messages):
        counts = Changes() if place in run.repeated else changes
        author, text, replaced = message.author or "", message.text, hidden.get(id(message))
        is_kept = is_all_harmless and replaced is None
        if replaced is not None:
            counts.redacted.update(replaced.kinds)
            text = replaced.text
        if not is_kept:
            text = _usable(text, wording, counts)
        if wording.guard is not None and not is_kept:
            safe = wording.guard.defused(text, opens=wording.bubbles or author != before)
            counts.imitations += safe is not text
            text = safe
        texts.append(text)
        before = author
    return texts


def passages(messages: Iterable[Message], roles: Roles, wording: Wording) -> tuple[list[Turn], Changes]:
    """A turn for each passage of a monologue, nobody's where the persona did not write it."""
    written, changes = [], Changes()
    for message in messages:
        author, asked = message.author or "", NOTHING if wording.neighbours is None else wording.neighbours.of(message)
        text, kinds = wording.anonymizer.hidden(message.text, asked)
        changes.redacted.update(kinds)
        mine = author in roles.mine and untrained_kind(message, wording.untrained) is None
        written.append(Turn(roles.name(author) if mine else "", mine, _usable(text, wording, changes)))
    return written, changes


def _hidden_by_parts(message: Message, wording: Wording) -> Replaced:
    """The words of a message that quotes with what is private in them replaced.

    A stand-in may have other line breaks than what it stands for.
    """
    asked, hide = NOTHING if wording.neighbours is None else wording.neighbours.of(message), wording.anonymizer.hidden
    texts: list[str] = []
    found: list[str] = []
    quoted: list[int] = []
    at = 0
    for is_quoted, part in parts(message.text, message.quoted):
        text, kinds = hide(part, asked)
        lines = text.count("\n") + 1
        quoted += range(at, at + lines) if is_quoted else ()
        at += lines
        texts.append(text)
        found += kinds
    whole = "\n".join(texts)
    return Replaced(message.text if whole == message.text else whole, found, tuple(quoted))


def _usable(text: str, wording: Wording, changes: Changes) -> str:
    """Words, made harmless."""
    if not text.isascii() and _SURROGATE.search(text):
        changes.repaired += 1
        text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    if wording.controls is not None and (safe := wording.controls.defused(text)) is not text:
        changes.defused += 1
        text = safe
    return text
