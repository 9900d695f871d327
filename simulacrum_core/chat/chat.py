"""A chat with the persona: the history, the prompt that the renderer makes of it, and the model's next turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import msgspec

from ..dataset.manifest import Manifest
from ..errors import UsageError
from ..models import Turn
from ..rendering.control_tokens import ControlTokens
from ..rendering.impersonation import ImpersonationGuard
from ..rendering.names import shown_name
from ..rendering.render import prompt, stop_strings
from .turn_end import TurnEnd, spoken

SOMEBODY = "User"
_TRIES = 3


class Sampling(msgspec.Struct, frozen=True):
    """How the next token is drawn; at temperature 0 it is the likeliest one. `max_tokens` end a turn at the latest."""

    temperature: float = 0.8
    top_p: float = 0.95
    repetition_penalty: float = 1.05
    max_tokens: int = 200
    seed: int | None = None


class Speaker(Protocol):
    """A language model that goes on with a text."""

    def count(self, text: str) -> int:
        """Tokens of `text`."""

    def speak(self, text: str, sampling: Sampling, attempt: int = 0) -> Iterator[str]:
        """What the model writes after `text`, piece by piece, without control tokens; closing it ends the writing."""


class Chat:
    """What was said so far; `other` is the name under which one talks to the persona."""

    def __init__(self, manifest: Manifest, speaker: Speaker, sampling: Sampling, other: str | None = None) -> None:
        if manifest.template.wrapped:
            raise UsageError(
                f"the dataset was made with --to {manifest.exporter}: its model talks in a chat template",
                remedy="Talk with it in a program that applies the base model's template",
            )
        self._template, self._budget = manifest.template, manifest.recipe.budget
        self._speaker, self._sampling = speaker, sampling
        self._controls = ControlTokens({self._template.bos, self._template.eos} - {""})
        self._known = list(manifest.others)
        self.turns: list[Turn] = []
        self.set_user(other or (self._known[0] if self._known else SOMEBODY))

    @property
    def name(self) -> str:
        """What the persona is called."""
        return self._template.name

    def set_user(self, name: str) -> None:
        """Talk under another name from now on; raises UsageError where it is the persona's own."""
        shown = shown_name(name, self._controls)
        if shown == self._template.name:
            raise UsageError(f"{shown} is the persona; be somebody else")
        self.other = shown

    def reset(self) -> None:
        """Forget what was said."""
        self.turns.clear()

    def add_user_message(self, text: str, name: str | None = None) -> None:
        """Somebody says something, the one who talks unless a name is given."""
        self._add(Turn(name or self.other, False, self._defused(text)))

    def add_persona_message(self, text: str) -> None:
        """The persona said something, as a history that comes from elsewhere tells."""
        self._add(Turn(self.name, True, self._defused(text)))

    def reply(self) -> Iterator[str]:
        """The persona's next turn, piece by piece; at its end it is part of the history."""
        text = ""
        for attempt in range(_TRIES):
            for piece in _trimmed(self._turn(attempt)):
                text += piece
                yield piece
            if text:
                break
        self._add(Turn(self.name, True, text))

    def say(self, text: str) -> str:
        """Say something and get the whole answer, one bubble a line."""
        self.add_user_message(text)
        return "".join(self.reply())

    def prompt(self) -> str:
        """The text that the model goes on with: as much of the history as the budget takes, the newest last."""
        room = self._budget - min(self._sampling.max_tokens, self._budget // 2)
        turns = list(self.turns)
        while len(turns) > 1 and self._speaker.count(prompt(self._template, turns)) > room:
            turns.pop(0)
            while len(turns) > 1 and turns[0].persona:
                turns.pop(0)
        return prompt(self._template, turns)

    def _defused(self, text: str) -> str:
        """What is typed or comes from elsewhere holds no control token and no line of another speaker."""
        return ImpersonationGuard(self._names()).defused(self._controls.defused(text))

    def _names(self) -> set[str]:
        return {*self._known, self.other, self.name, *(turn.name for turn in self.turns)}

    def _turn(self, attempt: int) -> Iterator[str]:
        names = self._names()
        end = TurnEnd(stop_strings(self._template, names), names)
        return spoken(self._speaker.speak(self.prompt(), self._sampling, attempt), end)

    def _add(self, turn: Turn) -> None:
        """Add what was said; messages of one author in a row are one turn, as in training."""
        last = self.turns[-1] if self.turns else None
        if last is not None and (last.name, last.persona) == (turn.name, turn.persona):
            self.turns[-1] = Turn(turn.name, turn.persona, f"{last.text}\n{turn.text}")
        elif turn.text:
            self.turns.append(turn)


def _trimmed(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces without white space around the whole."""
    space, begun = "", False
    for piece in pieces:
        text = space + piece if begun else piece.lstrip()
        kept = text.rstrip()
        space = text[len(kept) :]
        if kept:
            begun = True
            yield kept


def bubbles(text: str) -> Sequence[str]:
    """The messages of a turn: its lines that are not empty."""
    return [line for line in text.split("\n") if line.strip()]
