"""A message that is answered from afar, shown directly before its answer."""

from __future__ import annotations

from ..models import Turn
from .template import Template


def quoted(template: Template, name: str, text: str) -> Turn | None:
    """The line `NAME: text` of an answered message, to stand right before the answer; it is not trained on.

    That is where the message that a model is to answer stands when one talks with it, so that a chat needs nothing
    else. None where the persona answers itself: an untrained line of its own would be a form that no chat has. `text`
    has to be made harmless as in any message.
    """
    return None if name == template.name else Turn(name, False, text)
