"""Names as they are shown in the text."""

from __future__ import annotations

from .control_tokens import ControlTokens


def shown_name(name: str, controls: ControlTokens) -> str:
    """A name as it stands before a colon: one line, whole characters, no control token."""
    whole = name.encode("utf-8", "replace").decode()
    return controls.defused(" ".join(whole.split())) or "?"
