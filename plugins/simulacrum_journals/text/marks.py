"""What Logseq and plugins of Obsidian keep in a note beside its words: properties, clocks, tasks' marks, macros."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

_DRAWER = re.compile(r"[ \t]*:(?:logbook|properties):[ \t]*\Z", re.IGNORECASE)
_END = re.compile(r"[ \t]*:end:[ \t]*\Z", re.IGNORECASE)
_PROPERTY = re.compile(r"[ \t]*(?:[-*+] )?[^\W\d_][\w.-]{0,40}::(?:[ \t]|\Z)")
_PLANNING = re.compile(r"[ \t]*(?:(?:SCHEDULED|DEADLINE|CLOSED):[ \t]*[<\[]|CLOCK:[ \t]*\[)")
_MACRO = re.compile(
    r"<%.{0,500}?%>|\{\{[^{}\n]{0,500}\}\}|\(\([0-9a-f]{8}-[0-9a-f-]{27}\)\)|(?<=\))\{:[a-z][^{}\n]{0,200}\}"
    r"|\[[\w-]{1,40}:: [^\[\]\n]{0,300}\]|\([\w-]{1,40}:: [^()\n]{0,300}\)",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"([ \t]*[-*+] )(?:\[[ xX/>-]\] |(?:TODO|DOING|LATER|NOW|DONE|WAITING|CANCELL?ED)[ \t]+(?:\[#[A-C]\] )?)"
)
_DUE = re.compile(
    r"[ \t]?(?:[📅⏳🛫✅➕❌]\ufe0f?[ \t]?\d{4}-\d\d-\d\d|🔁\ufe0f?[ \t]?every[a-z0-9 ]{1,60}|[⏫🔼🔽🔺⏬]\ufe0f?)"
    r"(?![^\W_])"
)
_QUOTE = re.compile(r"([ \t]*)(?:- )?#\+(begin|end)_quote[ \t]*\Z", re.IGNORECASE)


def without_marks(text: str, counts: Counter[str]) -> str:
    """The words of a text; what is left out is counted."""
    return "\n".join(_lines(text, counts))


def _lines(text: str, counts: Counter[str]) -> Iterator[str]:
    # A drawer that is closed nowhere is a line like any other.
    is_drawer, is_closed = False, ":end:" in text.lower()
    for line in text.split("\n"):
        if is_drawer or (is_closed and _DRAWER.match(line)):
            counts["properties and clocks"] += 1
            is_drawer = _END.match(line) is None
        elif _PROPERTY.match(line) or _PLANNING.match(line):
            counts["properties and clocks"] += 1
        elif (kept := _words(line, counts)) is not None:
            yield kept


def _words(line: str, counts: Counter[str]) -> str | None:
    """A line without macros and the marks of tasks; None where nothing else stood on it."""
    kept, macros = _MACRO.subn("", line)
    if task := _TASK.match(kept):
        kept = task[1] + _DUE.sub("", kept[task.end() :])
    counts["macros"] += macros
    counts["marks of tasks"] += task is not None
    if macros and not kept.strip("# \t-*+"):
        return None
    return kept.rstrip() if macros or task else kept


def with_quotes(text: str) -> str:
    """A text whose quotations in Org's way are marked as in Markdown."""
    if "#+" not in text:
        return text
    lines, is_quoted = list[str](), False
    for line in text.split("\n"):
        if found := _QUOTE.match(line):
            is_quoted = found[2].lower() == "begin"
            lines.append("")
        else:
            lines.append(f"> {line.strip()}" if is_quoted and line.strip() else line)
    return "\n".join(lines)
