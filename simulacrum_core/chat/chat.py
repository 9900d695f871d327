"""A chat with the persona: the history, the prompt that the renderer makes of it, and the model's next turn."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from ..config.persona import fold_name
from ..dataset.manifest import Manifest
from ..errors import UsageError
from ..models import Turn
from ..rendering.control_tokens import ControlTokens
from ..rendering.impersonation import ImpersonationGuard
from ..rendering.names import shown_name
from ..rendering.render import prompt, stop_strings
from .history import newest, turns_of
from .speaker import DEFAULT_SAMPLING, Sampling, Speaker, Written
from .turn_end import TurnEnd, spoken

SOMEBODY = "User"
_TRIES = 3


class Chat:
    """What was said so far, a turn a message; `other` is the name under which one talks to the persona.

    `written` tells of the answer that was given last, once it has ended.
    """

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
        self._stopped = threading.Event()
        self.turns: list[Turn] = []
        self.written = Written()
        self.set_user(other or (self._known[0] if self._known else SOMEBODY))

    @classmethod
    def load(
        cls,
        folder: str | Path,
        model: str | Path | None = None,
        sampling: Sampling = DEFAULT_SAMPLING,
        other: str | None = None,
    ) -> Chat:
        """A chat with what was trained on the dataset in `folder`, or with `model`: an adapter or a merged model.

        Raises MissingExtraError where the libraries that run a model are not installed.
        """
        from .generation import TrainedModel

        manifest = Manifest.load(Path(folder))
        return cls(manifest, TrainedModel(Path(folder), manifest, Path(model) if model else None), sampling, other)

    @property
    def name(self) -> str:
        """What the persona is called."""
        return self._template.name

    @property
    def budget(self) -> int:
        """The tokens of the longest text that the model was trained on."""
        return self._budget

    def set_user(self, name: str) -> None:
        """Talk under another name from now on; raises UsageError where it is the persona's own."""
        self.other = self._called(name)

    def reset(self) -> None:
        """Forget what was said."""
        self.turns.clear()

    def add_user_message(self, text: str, name: str | None = None) -> None:
        """Somebody says something, the one who talks unless a name is given; UsageError where it is the persona's."""
        self._add(Turn(self.other if name is None else self._called(name), False, text))

    def add_persona_message(self, text: str) -> None:
        """The persona said something, as a history that comes from elsewhere tells."""
        self._add(Turn(self.name, True, text))

    def reply(self) -> Iterator[str]:
        """The persona's next turn, piece by piece; at its end it is part of the history."""
        names, asked, text = self._names(), self.prompt(), ""
        for attempt in range(_TRIES):
            with closing(self._turn(asked, names, attempt)) as pieces:
                for piece in _trimmed(pieces):
                    text += piece
                    yield piece
            if text or self._stopped.is_set():
                break
        self._add(Turn(self.name, True, text))

    def say(self, text: str) -> str:
        """Say something and get the whole answer, one bubble a line."""
        self.add_user_message(text)
        return "".join(self.reply())

    def prompt(self) -> str:
        """The text that the model goes on with: as much of the history as the budget takes, the newest last.

        Raises UsageError where the newest message alone is longer than the budget.
        """
        room = self._budget - min(self._sampling.max_tokens, self._budget // 2)
        guard = ImpersonationGuard(self._names())
        defused = (Turn(turn.name, turn.persona, self._defused(turn.text, guard)) for turn in reversed(self.turns))
        turns = newest(defused, room, self._speaker.count, self._rendered)
        return self._checked(self._rendered(turns))

    def continued(self, text: str) -> Iterator[str]:
        """What the model writes after a text that somebody else laid out, up to where another speaker begins."""
        yield from spoken(self._written_after(text, 0), TurnEnd(stop_strings(self._template, self._names()), ()))

    def opened(self, text: str) -> str:
        """A text that somebody else laid out, as the model is to read it: BOS first, and no control token after it.

        Raises UsageError where it is longer than the budget.
        """
        bos = self._template.bos
        return self._checked(bos + self._controls.defused(text.removeprefix(bos)))

    def count(self, text: str) -> int:
        """Tokens of `text`."""
        return self._speaker.count(text)

    def stop(self) -> None:
        """End the answer that is being written, and any later one, at its next piece; another thread may call it."""
        self._stopped.set()

    def _called(self, name: str) -> str:
        """A name as training text has it; the persona's own is refused, one that begins like its line is spaced."""
        shown = shown_name(name, self._controls)
        if fold_name(shown) == fold_name(self.name):
            raise UsageError(f"{shown} is the persona; use another name")
        return ImpersonationGuard([self.name]).defused(shown)

    def _defused(self, text: str, guard: ImpersonationGuard) -> str:
        """What is typed or comes from elsewhere holds no control token and no line of another speaker."""
        return guard.defused(self._controls.defused(text))

    def _checked(self, text: str) -> str:
        if (count := self._speaker.count(text)) > self._budget:
            raise UsageError(
                f"the message makes a prompt of {count:,} tokens, and the dataset's budget is {self._budget:,}",
                remedy="Send a shorter one",
            )
        return text

    def _rendered(self, turns: Sequence[Turn]) -> str:
        return prompt(self._template, turns_of(turns))

    def _names(self) -> set[str]:
        return {*self._known, self.other, self.name, *(turn.name for turn in self.turns)}

    def _turn(self, asked: str, names: set[str], attempt: int) -> Generator[str, None, None]:
        end = TurnEnd(stop_strings(self._template, names), names)
        return spoken(self._written_after(asked, attempt), end)

    def _written_after(self, text: str, attempt: int) -> Iterator[str]:
        """What the speaker writes, until it ends or is stopped."""
        self.written = Written()
        with closing(self._speaker.speak(text, self._sampling, attempt)) as pieces:
            while not self._stopped.is_set():
                try:
                    piece = next(pieces)
                except StopIteration as end:
                    self.written = end.value or self.written
                    return
                yield piece

    def _add(self, turn: Turn) -> None:
        if turn.text:
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
