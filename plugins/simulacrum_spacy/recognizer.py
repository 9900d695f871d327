"""The recognizer `spacy`: whatever entity recognizer a pipeline has, trained or made of rules."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, ClassVar

from pydantic import Field

from simulacrum_core import MissingExtraError, Recognizer, UsageError

_LONGEST = 1 << 31


class SpacyRecognizer(Recognizer):
    """Names of people, found by a spaCy pipeline of yours; nothing is downloaded."""

    name: ClassVar[str] = "spacy"

    model: str = Field(default="", description="Folder of a pipeline, or name of one that is installed.")
    labels: str = Field(default="PERSON,PER,PRS,persName", description="Labels that mean a person, with commas.")

    def prepare(self) -> None:
        """Load the pipeline, and see that it can find people."""
        pipeline, known = _pipeline(self.model), set[str]()
        for name in pipeline.pipe_names:
            known.update(getattr(pipeline.get_pipe(name), "labels", ()))
        if not known & self._wanted():
            told = ", ".join(sorted(known)) or "none"
            what = f"the spaCy pipeline {self.model!r} has no label among {self.labels}"
            raise UsageError(what, remedy=f"Pass -r labels LABEL; it has {told[:200]}")

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """The entities with one of the labels."""
        wanted = self._wanted()
        for entity in _pipeline(self.model)(text).ents:
            if entity.label_ in wanted:
                yield entity.start_char, entity.end_char

    def _wanted(self) -> set[str]:
        return {label.strip() for label in self.labels.split(",")} - {""}


@cache
def _pipeline(model: str) -> Any:
    """Raises UsageError where there is none."""
    if not model:
        raise UsageError("the recognizer spacy needs a pipeline", remedy="Pass -r model FOLDER, or the name of one")
    try:
        import spacy
    except ModuleNotFoundError as error:
        raise MissingExtraError("spacy", "ner") from error
    try:
        pipeline = spacy.load(model)
    except (OSError, ValueError, ImportError) as error:
        told = " ".join(str(error).split())[:200]
        raise UsageError(
            f"no spaCy pipeline can be loaded from {model!r}: {told}", remedy="Pass -r model FOLDER"
        ) from None
    pipeline.max_length = _LONGEST
    return pipeline
