"""What a front end shows where a dataset tells the messages of a turn apart, and its reader sees the marks."""

from __future__ import annotations

from .persona import Persona

_SHOWN = "shows each further message of an answer on a line that begins with"
_STRIPPED = (
    "shows the messages of an answer as lines, and takes {name!r} before them away; to keep the borders in what the "
    "model is shown again, switch on `Show {{{{char}}}}: in responses` under User Settings; then the reader sees them"
)
_JOINED = "shows the messages of an answer as lines of one; sent back, each of its lines counts as a message"


def remark(front_end: str, persona: Persona, *, is_served: bool = False) -> str:
    """Whether a front end splits messages in a row, and what its reader sees where it does not.

    `is_served`: our own server stands behind it, which splits them itself and joins them by newlines.
    """
    if not persona.template.bubbles:
        return ""
    mark = f"{persona.name}:"
    shown = f"{_SHOWN} {mark!r}"
    if is_served:
        shown = _JOINED
    elif front_end == "sillytavern":
        shown = _STRIPPED.format(name=mark)
    return f"this dataset was made with --bubbles, which {front_end} does not split: it {shown}"
