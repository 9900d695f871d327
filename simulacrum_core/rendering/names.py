"""Names as they are shown in the text."""

from __future__ import annotations

from .confusables import COLONS
from .control_tokens import ControlTokens

_ENDS = f"{COLONS} "


def shown_name(name: str, controls: ControlTokens) -> str:
    """A name as it stands before a colon: one line, whole characters, no colon at its end, no control token."""
    whole = " ".join(name.encode("utf-8", "replace").decode().split())
    return controls.defused(without_colon(whole)) or "?"


def without_colon(name: str) -> str:
    """A name without colons at its end, behind which the renderer writes its own."""
    return name.rstrip(_ENDS)
