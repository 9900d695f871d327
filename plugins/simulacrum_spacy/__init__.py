"""Names of people who take no part, found by a spaCy pipeline that the user has."""

from __future__ import annotations

from collections.abc import Sequence

from simulacrum_core import Recognizer, hookimpl

from .recognizer import SpacyRecognizer


@hookimpl
def register_recognizers() -> Sequence[type[Recognizer]]:
    return [SpacyRecognizer]
