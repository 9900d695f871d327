"""The one renderer: training text, chat prompt and stop strings, all from the same template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from ..models import Segment, Turn, is_trained
from .template import Template


def render(template: Template, turns: Sequence[Turn]) -> tuple[Segment, ...]:
    """Segments of a training example: the persona's turns are trained on, everything else is only read.

    `seamless` borders stand after a newline, or between `NAME:` and the space that follows; `origin` borders stand
    before the newline on both sides of the persona's turn. The text is the same.
    """
    if template.style == "seamless" and template.train_name and not template.bubbles:
        return _lines_as_segments(template, turns)
    pieces = [Segment(False, opening(template, turns))]
    last = len(turns) - 1
    for i, turn in enumerate(turns):
        end = "\n" if i < last else template.eos
        if turn.persona and i and turns[i - 1].persona:
            # Beside what the persona wrote stands what they sent without writing it: the same turn, in several parts.
            name = f"{turn.name}: " if template.bubbles and not turn.continues else ""
            pieces.append(Segment(is_trained(turn), name + turn.text + end))
        elif turn.persona:
            pieces.extend(_persona_pieces(template, turn, end, opens=not i))
        else:
            pieces.extend(_other_pieces(template, turns, i))
    return merged(pieces)


def _lines_as_segments(template: Template, turns: Sequence[Turn]) -> tuple[Segment, ...]:
    """The segments where each turn is a line that is trained on or not: the default, in half the time."""
    segments: list[Segment] = []
    text, label, by_persona = opening(template, turns), False, False
    last = len(turns) - 1
    for i, turn in enumerate(turns):
        is_label = turn.persona and not turn.untrained
        if is_label != label:
            if text:
                segments.append(Segment(label, text))
            text, label = "", is_label
        # What the persona sends without writing it goes on with their turn.
        name = "" if by_persona and turn.persona else f"{turn.name}: "
        text += f"{name}{turn.text}" + (template.eos if i == last and turn.persona else "\n")
        by_persona = turn.persona
    if text:
        segments.append(Segment(label, text))
    return tuple(segments)


def opening(template: Template, turns: Sequence[Turn]) -> str:
    """What stands before the first turn: BOS, then the system prompt and a newline where there is one."""
    if not template.system_prompt:
        return template.bos
    prompt = system_prompt(template, dict.fromkeys(turn.name for turn in turns if not turn.persona))
    return f"{template.bos}{prompt}\n" if prompt else template.bos


def system_prompt(template: Template, others: Iterable[str]) -> str:
    """The system prompt with the names of the persona and of the other speakers filled in.

    One that speaks of {other} is left out where there is nobody, as before an essay.
    """
    others = list(others)
    if not others and "{other}" in template.system_prompt:
        return ""
    return template.system_prompt.replace("{me}", template.name).replace("{other}", ", ".join(others))


def heading(template: Template, title: str | None, day: dt.date | None) -> str:
    """What the writer knew before writing: the title, the day, or both, each on a line, and an empty line."""
    told = [
        title if "title" in template.heading else None,
        day and day.isoformat() if "date" in template.heading else None,
    ]
    lines = [line for line in told if line]
    return "\n".join(lines) + "\n\n" if lines else ""


def monologue_opening(template: Template, heading: str) -> str:
    """What stands before a monologue."""
    alone = system_prompt(template, ())
    return f"{template.bos}{alone}\n{heading}" if alone else template.bos + heading


def prompt(template: Template, turns: Sequence[Turn]) -> str:
    """The text after which the model writes the persona's next turn; a space comes first in what it writes."""
    lines = "".join(f"{turn.name}: {turn.text}\n" for turn in turns)
    return f"{opening(template, turns)}{lines}{template.name}:"


def stop_strings(template: Template, others: Iterable[str]) -> list[str]:
    """What ends the persona's turn: EOS, or a line that somebody begins, by the whole name or by its first word.

    A line of the persona's own ends it as well, but where it begins the next bubble.
    """
    names = list(others) if template.bubbles else [*others, template.name]
    short = [name.split()[0] for name in names if len(name.split()) > 1]
    labels = dict.fromkeys([*names, *(word for word in short if len(word) > 1 and word[0].isalpha())])
    bubble = f"{template.name}:" if template.bubbles else None
    return [template.eos, *(f"\n{label}:" for label in labels if f"{label}:" != bubble)]


def merged(pieces: Iterable[Segment]) -> tuple[Segment, ...]:
    """Neighbours of one label as one segment, none of them empty."""
    runs: list[tuple[bool, list[str]]] = []
    for piece in pieces:
        if not piece.text:
            continue
        if runs and runs[-1][0] == piece.label:
            runs[-1][1].append(piece.text)
        else:
            runs.append((piece.label, [piece.text]))
    return tuple(Segment(label, "".join(texts)) for label, texts in runs)


def _persona_pieces(template: Template, turn: Turn, end: str, *, opens: bool) -> list[Segment]:
    """The persona's turn; one that opens an example stands on its own line already."""
    before = "\n" if template.style == "origin" and not opens else ""
    if template.train_name or turn.untrained:
        return [Segment(is_trained(turn), f"{before}{turn.name}: {turn.text}{end}")]
    return [Segment(False, f"{before}{turn.name}:"), Segment(True, f" {turn.text}{end}")]


def _other_pieces(template: Template, turns: Sequence[Turn], i: int) -> list[Segment]:
    persona_next = i + 1 < len(turns) and turns[i + 1].persona
    end = "" if persona_next and template.style == "origin" else "\n"
    return [Segment(False, f"{turns[i].name}: {turns[i].text}{end}")]
