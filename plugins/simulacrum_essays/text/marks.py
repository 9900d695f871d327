"""What apps for notes keep in a text beside its words: pictures, link definitions, properties, clocks, tasks' marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

REMOVED = "\ufdd0"
"""A line on which nothing is left, no blank line either; no text may hold this character (Unicode, 23.7)."""
_DEFINITION = re.compile(
    r" {0,3}\[(?!\^)[^\[\]\n]{1,300}\]:[ \t]*(?:<[^<>\n]*+>|[^\s<]\S*+)"
    r"(?:[ \t]+(?:\"[^\"\n]*+\"|'[^'\n]*+'|\([^()\n]*+\)))?[ \t]*"
)
_ADDRESS = re.compile(r"[^\]\n]*+\]:[ \t]*(?:<|\S{0,400}?[/.:#@])")
_DRAWER = re.compile(r"[ \t]*:(?:logbook|properties):[ \t]*", re.IGNORECASE)
_END = re.compile(r"[ \t]*:end:[ \t]*", re.IGNORECASE)
_PROPERTY = re.compile(
    r"[ \t]*(?:[-*+] )?\*{0,2}[^\W\d_][\w.-]{0,40}(?:::\*{0,2}(?:[ \t]|\Z)|(?: [\w.-]{1,40}){1,2}::\*{0,2}[ \t]+\S)"
)
PLANNING = re.compile(r"[ \t]*(?:(?:SCHEDULED|DEADLINE|CLOSED):[ \t]*[<\[]\d|CLOCK:[ \t]*\[)")
_NAVIGATION = re.compile(r"[ \t]*<<[^<>\n]{0,400}>>[ \t]*")
_PICTURE = re.compile(
    r"(?<![\\!])!\[(?:[^\[\]\n]|\[[^\[\]\n]*+\])*+\](?:\((?:<[^<>\n]*+>|[^()<>\n]|\([^()\n]*+\))*+\)|\[[^\[\]\n]*+\])"
    r"(?:\{[^{}\n]{0,300}\})?|!\[\[[^\[\]\n]{0,300}\]\]"
)
_FRAMED = re.compile(r"\[[ \t]*\]\((?:<[^<>\n]*+>|[^()<>\n]|\([^()\n]*+\))*+\)")
_MACRO = re.compile(
    r"\(\([0-9a-f]{8}-[0-9a-f-]{27}\)\)|\[[\w-]{1,40}:: [^\[\]\n]{0,300}\]|\([\w-]{1,40}:: [^()\n]{0,300}\)",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"([ \t]*(?:[-*+]|\d{1,3}[.)]) )"
    r"(?:\[[ xX/>-]\] |(?:TODO|DOING|LATER|NOW|DONE|WAITING|CANCELL?ED)[ \t]+(?:\[#[A-C]\] )?)"
)
_DUE = re.compile(
    r"[ \t]?(?:[📅⏳🛫✅➕❌]\ufe0f?[ \t]?\d{4}-\d\d-\d\d|🔁\ufe0f?[ \t]?every[a-z0-9 ]{1,60}"
    r"|[⏫🔼🔽🔺⏬]\ufe0f?)(?![^\W_])"
)
_BLOCK = re.compile(r"([ \t]*)(?:[-*+] )?#\+(begin|end)_(\w{1,20})\b.{0,200}", re.IGNORECASE)
_CALLOUT = re.compile(
    r"([ \t]*(?:[-*+] )?)>[ \t]?\[!(?P<type>[\w-]{1,30})"
    r"(?:\|[^\]\n]{0,60})?\][+-]?[ \t]*(?P<title>.{0,300})",
    re.DOTALL,
)
_QUOTED = re.compile(r"[ \t]*>[ \t]?")
_QUOTATIONS = frozenset("quote cite".split())
_NOTHING = " \t#*+->|"


def without_marks(lines: Sequence[str], counts: Counter[str]) -> list[str]:
    """As many lines, of which some are now blank or REMOVED; what is left out is counted."""
    done = list(_lines(lines, counts))
    return [_settled(done, number) for number in range(len(done))]


def _settled(lines: list[str], number: int) -> str:
    """A removed line is a blank one where one stands beside it, so that it joins no paragraphs."""
    if lines[number] != REMOVED:
        return lines[number]
    is_inside = 0 < number < len(lines) - 1 and lines[number - 1].strip() and lines[number + 1].strip()
    return REMOVED if is_inside else ""


def _lines(lines: Sequence[str], counts: Counter[str]) -> Iterator[str]:
    # A drawer that is closed nowhere is a line like any other.
    closed = max((number for number, line in enumerate(lines) if _END.fullmatch(line)), default=-1)
    is_drawer = is_callout = False
    for number, line in enumerate(lines):
        if is_drawer or (number < closed and _DRAWER.fullmatch(line)):
            counts["properties and clocks"] += 1
            is_drawer = _END.fullmatch(line) is None
            yield REMOVED
            continue
        if callout := _callout(line):
            is_callout, line = True, callout
        elif is_callout and (quoted := _QUOTED.match(line)):
            line = line[quoted.end() :]
        else:
            is_callout = False
        yield _kept(line, counts)


def _callout(line: str) -> str | None:
    """What the first line of a note in a box says; None for any other, and for a quotation in one."""
    match = _CALLOUT.fullmatch(line) if "[!" in line else None
    if match is None or match["type"].lower() in _QUOTATIONS:
        return None
    return f"{match[1]}{match['title']}" if match["title"].strip() else " "


def _kept(line: str, counts: Counter[str]) -> str:
    """What stays of a line."""
    if _PROPERTY.match(line) or PLANNING.match(line):
        counts["properties and clocks"] += 1
        return REMOVED
    if "]:" in line and _DEFINITION.fullmatch(line) and _ADDRESS.match(line):
        counts["link definitions"] += 1
        return REMOVED
    if "<<" in line and _NAVIGATION.fullmatch(line):
        counts["tags of templates"] += 1
        return REMOVED
    kept, removed = _words(line, counts)
    return REMOVED if removed and line.strip() and not kept.strip(_NOTHING) else kept


def _words(line: str, counts: Counter[str]) -> tuple[str, int]:
    """A line without pictures, macros and the marks of tasks, and how many of the first two there were."""
    task = _TASK.match(line)
    if task:
        counts["marks of tasks"] += 1
        line = task[1] + _DUE.sub("", line[task.end() :])
    pieces = line.split("`")
    # Between backticks is code, where nothing is a mark.
    total = Counter[str]()
    for number in range(0, len(pieces), 2) if len(pieces) % 2 else range(len(pieces)):
        pieces[number] = _cut(pieces[number], total)
    counts.update(total)
    return "`".join(pieces), total.total()


def _cut(text: str, counts: Counter[str]) -> str:
    if "![" in text:
        text, pictures = _PICTURE.subn("", text)
        counts["pictures"] += pictures
        # The link around a picture shows nothing without it.
        text = _FRAMED.sub("", text) if pictures else text
    if "((" in text or ":: " in text:
        text, macros = _MACRO.subn("", text)
        counts["properties and clocks"] += macros
    return text


def with_org_blocks(text: str) -> str:
    """Org's blocks in a note as Markdown has them, quotations and code; as many lines."""
    if "#+" not in text:
        return text
    lines, inside = list[str](), ""
    for line in text.split("\n"):
        if found := _BLOCK.fullmatch(line):
            inside = found[3].lower() if found[2].lower() == "begin" else ""
            lines.append("```" if found[3].lower() in ("src", "example", "export", "comment") else "")
        else:
            lines.append(f"> {line.strip()}" if inside == "quote" and line.strip() else line)
    return "\n".join(lines)
