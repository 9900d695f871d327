"""A talk as roles: the persona is the assistant, whoever else speaks is the user."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal

import msgspec

from simulacrum_core import Segment, Template, Turn, bubbles_of, is_trained, system_prompt

Names = Literal["auto", "prefix", "field", "both", "none"]
Role = Literal["system", "user", "assistant"]
_ROLES: tuple[Role, Role] = ("user", "assistant")
_LONGEST_NAME = 64
_NOT_IN_A_NAME = re.compile(r"[^\w-]+")


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one role says; `name` tells who it is where the layout has a field for that."""

    role: Role
    content: str
    name: str | None = None


class Layout(msgspec.Struct, frozen=True):
    """How turns become roles: where names stand, whether roles alternate, and what asks for a monologue."""

    names: Names
    alternate: bool
    instruction: str


class Talk(msgspec.Struct, frozen=True):
    """A system prompt, empty where there is none, and what was said; it begins with the user, the assistant ends it."""

    system: str
    said: tuple[Said, ...]


def talk(turns: Sequence[Turn], template: Template, layout: Layout) -> Talk:
    """The turns of an example as a talk of two roles."""
    if not any(turn.name for turn in turns if not turn.persona):
        return Talk(system_prompt(template, ()), tuple(_monologue(turns, layout.instruction)))
    others = dict.fromkeys(turn.name for turn in turns if not turn.persona)
    return Talk(system_prompt(template, others), tuple(_chat(turns, template, layout)))


def without_system(talk: Talk) -> Talk:
    """The same with the system prompt before the first message."""
    first, *rest = talk.said
    content = f"{talk.system}\n\n{first.content}" if talk.system else first.content
    return Talk("", (Said(first.role, content, first.name), *rest))


def segments(said: Sequence[Said], system: str, *, alternate: bool, show_names: bool) -> tuple[Segment, ...]:
    """A talk as labelled text, one segment a message; raises ValueError where it is none that a trainer takes."""
    roles = [one.role for one in said]
    if not roles or roles[0] != "user" or roles[-1] != "assistant":
        raise ValueError("it does not begin with the user and end with the assistant")
    if alternate and roles != [_ROLES[i % 2] for i in range(len(roles))]:
        raise ValueError("user and assistant do not alternate")
    texts = [f"{one.name}: {one.content}\n" if show_names and one.name else f"{one.content}\n" for one in said]
    texts[0] = f"{system}\n{texts[0]}" if system else texts[0]
    return tuple(Segment(role == "assistant", text) for role, text in zip(roles, texts, strict=True))


def field_name(name: str) -> str:
    """A name as APIs take it: letters, digits, `_` and `-`, at most 64 of them."""
    return _NOT_IN_A_NAME.sub("_", name)[:_LONGEST_NAME]


def _chat(turns: Iterable[Turn], template: Template, layout: Layout) -> Iterator[Said]:
    turns = list(turns)
    if is_trained(turns[0]):
        # The persona speaks first, where the user would.
        yield Said("user", layout.instruction)
    for trained, run in groupby(turns, key=is_trained):
        if trained:
            yield from (Said("assistant", turn.text) for turn in run)
        elif layout.alternate:
            yield _user(list(run), template, layout.names)
        else:
            yield from (_user([turn], template, layout.names) for turn in run)


def _user(turns: Sequence[Turn], template: Template, names: Names) -> Said:
    """Turns of others in a row as one message; of several speakers, only the text can tell who says what.

    Where names do not stand in the text, they do not stand between the messages of a turn either. What the persona
    sends without writing it is not the assistant's, which is trained on; it bears their name here.
    """
    sent = any(turn.persona for turn in turns)
    several = sent or len({turn.name for turn in turns}) > 1
    prefix = sent or names in ("prefix", "both") or (names == "field" and several)
    lines = [
        f"{turn.name}: {turn.text}" if prefix else "\n".join(bubbles_of(template, turn.text, turn.name))
        for turn in turns
    ]
    name = field_name(turns[0].name) if names in ("field", "both") and not several else None
    return Said("user", "\n".join(lines), name)


def _monologue(turns: Sequence[Turn], instruction: str) -> Iterator[Said]:
    """The instruction, then the heading or what comes before; a quotation is the user's, who answers nothing."""
    if is_trained(turns[0]):
        yield Said("user", instruction)
    for i, turn in enumerate(turns):
        # The empty lines between passages are the template's.
        text = turn.text.strip("\n") or turn.text
        if is_trained(turn):
            yield Said("assistant", text)
        elif i:
            yield Said("user", text)
        else:
            yield Said("user", f"{instruction}\n\n{text}" if text else instruction)
