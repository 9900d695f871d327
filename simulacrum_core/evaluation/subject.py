"""The model that is measured, as the metrics see it: it scores, it writes, and its base model does the same."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from ..chat.devices import Device
from ..chat.scoring import Asked, Scored
from ..chat.speaker import Sampling
from ..chat.turn_end import TurnEnd, spoken
from ..dataset.folder import located
from ..dataset.manifest import Manifest
from ..errors import SimulacrumError
from ..rendering.bubbles import boundary, bubbles_of
from ..rendering.render import stop_strings
from .scores import Scores

Ending = Literal["stopped", "spoke on", "cut"]
Which = Literal["tuned", "base"]
_KEPT_AT_ONCE = 512
"""Scores that are lost at most where a run is killed."""
TUNED: Which = "tuned"
BASE: Which = "base"


class Written(msgspec.Struct, frozen=True):
    """A reply that a model wrote, as `chat` shows it, and how it ended.

    `stopped` by EOS; `spoke on` where a line of somebody else began, at which `chat` ends the turn; `cut` at the most
    tokens.
    """

    text: str
    ending: Ending


class Model(Protocol):
    """One model that scores and speaks."""

    @property
    def device(self) -> str:
        """Where it computes."""

    def score(self, asked: Sequence[Asked], on_row: Callable[[], None] = lambda: None) -> list[Scored]:
        """How likely the words are behind the prompts."""

    def cut(self, text: str, tokens: int) -> tuple[str, str] | None:
        """The text of the first so many tokens, and the rest."""

    def write(
        self,
        prompts: Sequence[str],
        seeds: Sequence[int],
        sampling: Sampling,
        is_over: Callable[[str], bool],
        on_text: Callable[[], None],
    ) -> list[tuple[str, bool]]:
        """What it writes behind each prompt, and whether that was cut."""


class Subject:
    """The tuned model, and its base where that is at hand: below the adapter, or loaded beside a whole model."""

    def __init__(
        self,
        manifest: Manifest,
        tuned: Model,
        base: Callable[[], AbstractContextManager[Model]] | None,
        sampling: Sampling,
    ) -> None:
        self._manifest, self._tuned, self._base, self.sampling = manifest, tuned, base, sampling
        template = manifest.template
        names = [template.name, *manifest.others]
        self._end = TurnEnd(
            stop_strings(template, manifest.others), names, boundary(template.name) if template.bubbles else ""
        )
        self._known: dict[tuple[Which, Asked], Scored] = {}
        self.on_row: Callable[[], None] = lambda: None
        self.scores: Scores | None = None

    @property
    def has_base(self) -> bool:
        """Whether the base model can be compared."""
        return self._base is not None

    @property
    def device(self) -> str:
        """Where the model computes."""
        return self._tuned.device

    def cut(self, text: str, tokens: int) -> tuple[str, str] | None:
        """The text of the first so many tokens, and the rest; None where there is no rest."""
        return self._tuned.cut(text, tokens)

    def score(self, asked: Sequence[Asked], which: Which = TUNED) -> list[Scored]:
        """The scores in their order; what several metrics ask for is computed once.

        Raises SimulacrumError where the model computes no numbers.
        """
        new = [one for one in dict.fromkeys(asked) if (which, one) not in self._known and not self._read(which, one)]
        with self._model(which) as model:
            for start in range(0, len(new), _KEPT_AT_ONCE):
                part = new[start : start + _KEPT_AT_ONCE]
                found = model.score(part, self.on_row)
                if any(math.isnan(one.bits) for one in found):
                    raise SimulacrumError(
                        "the model computes no numbers (NaN): its training came apart",
                        remedy="Train again with a lower learning rate",
                    )
                self._known.update({(which, one): result for one, result in zip(part, found, strict=True)})
                if self.scores is not None:
                    self.scores.add(which, part, found)
        return [self._known[which, one] for one in asked]

    def seconds_of(self, asked: Sequence[Asked], which: Which = TUNED) -> float:
        """How long the texts take, whatever is known of them."""
        with self._model(which) as model:
            started = time.monotonic()
            model.score(asked)
            return time.monotonic() - started

    def _read(self, which: Which, one: Asked) -> bool:
        """Whether an earlier run knew the score."""
        found = self.scores.known(which, one) if self.scores is not None else None
        if found is not None:
            self._known[which, one] = found
            self.on_row()
        return found is not None

    def write(self, prompts: Sequence[str], seeds: Sequence[int], which: Which = TUNED) -> list[Written]:
        """A reply to each prompt, drawn with the sampling of `chat`; always the same one for a prompt and its seed."""
        with self._model(which) as model:
            found = model.write(prompts, seeds, self.sampling, self._is_over, self.on_row)
        return [self._written(raw, is_cut) for raw, is_cut in found]

    def _is_over(self, raw: str) -> bool:
        return self._end.find(raw) is not None

    def _written(self, raw: str, is_cut: bool) -> Written:
        said = "".join(spoken([raw], self._end)).strip()
        end, eos = self._end.find(raw), self._manifest.template.eos
        # An EOS that is no token of the model's is written as text.
        if end is not None and not (eos and raw.startswith(eos, end)):
            ended: Ending = "spoke on"
        else:
            ended = "cut" if is_cut and end is None else "stopped"
        return Written("\n".join(bubbles_of(self._manifest.template, said)), ended)

    @contextlib.contextmanager
    def _model(self, which: Which) -> Iterator[Model]:
        if which == TUNED:
            yield self._tuned
        elif self._base is None:
            raise ValueError("there is no base model")
        else:
            with self._base() as model:
                yield model


def load_subject(
    folder: Path,
    manifest: Manifest,
    path: Path | None,
    sampling: Sampling,
    *,
    base_alone: bool = False,
    device: Device = "auto",
) -> tuple[Subject, str]:
    """The model of a dataset, or `path`, or only its base model; and a remark where there is nothing to compare with.

    Raises SimulacrumError where it cannot be loaded.
    """
    from ..chat.generation import TrainedModel

    source = located(manifest.base_model, folder) if manifest.base_model else None
    if base_alone:
        if source is None:
            raise SimulacrumError("the dataset names no base model", file=str(folder), remedy="Pass --model")
        model = TrainedModel(folder, manifest, untrained=source, device=device)
        return Subject(manifest, model, None, sampling), "This is the base model itself."
    model = TrainedModel(folder, manifest, path, device=device)
    if model.has_adapter:

        @contextlib.contextmanager
        def below() -> Iterator[Model]:
            with model.without_adapter():
                yield model

        return Subject(manifest, model, below, sampling), ""
    if source is None:
        return Subject(manifest, model, None, sampling), "Without --base-model in the dataset there is no floor."
    try:
        whole = TrainedModel(folder, manifest, untrained=source, device=device)
    except SimulacrumError as error:
        return Subject(manifest, model, None, sampling), f"The base model is not compared: {error}"
    return Subject(manifest, model, lambda: contextlib.nullcontext(whole), sampling), ""
