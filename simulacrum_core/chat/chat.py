"""A chat with the persona: the history, the prompt that the renderer makes of it, and the model's next turn."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from ..config.persona import fold_name
from ..dataset.manifest import Manifest
from ..errors import UsageError
from ..models import Turn
from ..rendering.bubbles import boundary, bubbles_of, turns_of
from ..rendering.control_tokens import ControlTokens
from ..rendering.impersonation import ImpersonationGuard
from ..rendering.names import shown_name
from ..rendering.render import prompt, stop_strings
from .bubbles import Piece, joined, lines_of, pieces_of
from .history import newest
from .speaker import DEFAULT_SAMPLING, Sampling, Speaker, Written
from .turn_end import TurnEnd, spoken

SOMEBODY = "User"
_TRIES = 3


class Chat:
    """What was said so far, a turn a message; `other` is the name under which one talks to the persona.

    `written` tells of the answer that was given last, once it has ended. With `has_bubbles` the persona was trained to
    tell its messages apart.
    """

    def __init__(self, manifest: Manifest, speaker: Speaker, sampling: Sampling, other: str | None = None) -> None:
        if manifest.template.wrapped:
            raise UsageError(
                f"the dataset was made with --to {manifest.exporter}: its model talks in a chat template",
                remedy="Talk with it in a program that applies the base model's template",
            )
        self._template, self._budget = manifest.template, manifest.recipe.budget
        self._manifest, self._speaker, self._sampling = manifest, speaker, sampling
        self._controls = ControlTokens({self._template.bos, self._template.eos} - {""})
        self._known = list(manifest.others)
        self._stopped = threading.Event()
        self._system_prompt = ""
        self.has_bubbles = self._template.bubbles
        self._boundary = boundary(self.name) if self.has_bubbles else ""
        self._said: list[str] = []
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
        from .loading import load_speaker

        manifest = Manifest.load(Path(folder))
        return cls(manifest, load_speaker(Path(folder), manifest, Path(model) if model else None), sampling, other)

    @property
    def name(self) -> str:
        """What the persona is called."""
        return self._template.name

    def anew(self, sampling: Sampling) -> Chat:
        """A chat with the same model that has heard nothing."""
        return Chat(self._manifest, self._speaker, sampling)

    @property
    def sampling(self) -> Sampling:
        """How its words are drawn."""
        return self._sampling

    @property
    def known(self) -> Sequence[str]:
        """The other people of the dataset."""
        return self._known

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

    def set_system_prompt(self, text: str) -> None:
        """A system prompt in place of the dataset's, as it is, names in braces too; the dataset's where it is empty."""
        self._system_prompt = text

    def add_user_message(self, text: str, name: str | None = None) -> None:
        """Somebody says something, the one who talks unless a name is given; UsageError where it is the persona's."""
        self._add(Turn(self.other if name is None else self._called(name), False, text))

    def add_persona_message(self, text: str) -> None:
        """The persona said something, as a history that comes from elsewhere tells; one or several bubbles.

        Front ends that run the model send back the space that stands before its words.
        """
        for bubble in bubbles_of(self._template, text.removeprefix(" ")):
            self._add(Turn(self.name, True, bubble))

    def is_parted(self, text: str) -> bool:
        """Whether a text of the persona's holds several bubbles as training text does."""
        return len(bubbles_of(self._template, text)) > 1

    def reply(self) -> Iterator[str]:
        """The persona's next turn, piece by piece, a newline between two bubbles; at its end it is in the history."""
        with closing(self.pieces()) as pieces:
            yield from joined(pieces)

    def pieces(self) -> Generator[Piece, None, None]:
        """The same as pieces of bubbles; where the persona does not tell them apart, all of it is one."""
        names, asked = self._names(), self.prompt()
        self._said = []
        for attempt in range(_TRIES):
            with closing(self._turn(asked, names, attempt)) as words:
                for piece in pieces_of(words, self._boundary):
                    if piece.bubble == len(self._said):
                        self._said.append("")
                    self._said[-1] += piece.text
                    yield piece
            if self._said or self._stopped.is_set():
                break
        for bubble in self._said:
            self._add(Turn(self.name, True, bubble))

    @property
    def bubbles(self) -> Sequence[str]:
        """What was said of the answer that was given last or is being given; without bubbles, line by line."""
        return [*self._said] if self.has_bubbles else lines_of("".join(self._said))

    def say(self, text: str) -> str:
        """Say something and get the whole answer, a newline between two bubbles; `bubbles` has them apart."""
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
        end = TurnEnd(stop_strings(self._template, self._strangers(self._names())), (), self._boundary)
        yield from spoken(self._written_after(text, 0), end)

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
        return guard.defused(self._controls.defused(text), opens=self.has_bubbles)

    def _checked(self, text: str) -> str:
        if (count := self._speaker.count(text)) > self._budget:
            raise UsageError(
                f"the message makes a prompt of {count:,} tokens, and the dataset's budget is {self._budget:,}",
                remedy="Send a shorter one",
            )
        return text

    def _rendered(self, turns: Sequence[Turn]) -> str:
        turns = turns_of(self._template, turns)
        if not self._system_prompt:
            return prompt(self._template, turns)
        bos = self._template.bos
        told = self._defused(self._system_prompt, ImpersonationGuard([self.name]))
        bare = self._template.model_copy(update={"system_prompt": ""})
        return f"{bos}{told}\n{prompt(bare, turns).removeprefix(bos)}"

    def _names(self) -> set[str]:
        return {*self._known, self.other, self.name, *(turn.name for turn in self.turns)}

    def _turn(self, asked: str, names: set[str], attempt: int) -> Generator[str, None, None]:
        names = self._strangers(names)
        end = TurnEnd(stop_strings(self._template, names), names, self._boundary)
        return spoken(self._written_after(asked, attempt), end)

    def _strangers(self, names: set[str]) -> set[str]:
        """The names whose line ends the persona's turn; with bubbles its own begins the next one."""
        return names - {self.name} if self.has_bubbles else names

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
