"""What apps for notes keep in a text beside its words: properties, clocks, tasks' marks, references to blocks."""

from __future__ import annotations

import bisect
import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

REMOVED = "\ufdd0"
"""A line on which nothing is left, no blank line either; no text may hold this character (Unicode, 23.7)."""
_DRAWER = re.compile(r"[ \t]*:(?:logbook|properties):[ \t]*", re.IGNORECASE)
_END = re.compile(r"[ \t]*:end:[ \t]*", re.IGNORECASE)
_PROPERTY = re.compile(
    r"[ \t]*(?:[-*+] )?\*{0,2}[^\W\d_][\w.-]{0,40}(?:::\*{0,2}(?:[ \t]|\Z)|(?: [\w.-]{1,40}){1,2}::\*{0,2}[ \t]+\S)"
)
_PLANNING = re.compile(r"[ \t]*(?:(?:SCHEDULED|DEADLINE|CLOSED):[ \t]*[<\[][\d%]|CLOCK:[ \t]*\[)")
_HICCUP = re.compile(r"[ \t]*(?:[-*+] )?\[:[a-z][\w.#-]{0,40}[ \t].{0,2000}\][ \t]*")
"""Markup of pages as Clojure writes it, in notes of Logseq."""
_REFERENCE = re.compile(
    r"\(\([0-9a-f]{8}-[0-9a-f-]{27}\)\)|\[[\w-]{1,40}:: [^\[\]\n]{0,300}\]|\([\w-]{1,40}:: [^()\n]{0,300}\)",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"([ \t]*(?:[-*+]|\d{1,3}[.)]) )"
    r"(?:\[[ xX/>-]\] |(?:TODO|DOING|LATER|NOW|DONE|WAITING|CANCELL?ED)[ \t]+(?:\[#[A-C]\] )?)"
)
_DUE = re.compile(
    r"[ \t]?(?:[📅⏳🛫✅➕❌]\ufe0f?[ \t]?\d{4}-\d\d-\d\d|🔁\ufe0f?[ \t]?every[a-z0-9 ]{1,60}"
    r"|[⏫🔼🔽🔺⏬]\ufe0f?|🆔\ufe0f?[ \t]?[\w-]{1,40}|⛔\ufe0f?[ \t]?[\w-]{1,40}(?:,[ \t]?[\w-]{1,40}){0,9}"
    r"|🏁\ufe0f?[ \t]?(?:delete|keep))(?![^\W_])"
)
_BLOCK = re.compile(r"([ \t]*(?:[-*+] )?)#\+(begin|end)_(\w{1,20})\b.{0,200}", re.IGNORECASE)
_FORMULA = re.compile(r"[ \t]{0,9}\$\$[ \t]*")
_LONGEST_FORMULA = 60
"""Lines of a formula at most; signs around more are no marks of one."""
_INLINE = re.compile(
    r"(?<![\\!\]])\[((?:[^\[\]\n\\]|\\.|\[[^\[\]\n]{0,100}\]){1,400})\]"
    r"\((<[^<>\n]{0,2000}>|(?:[^()\s<>]|\([^()\s]{0,200}\)){1,2000})(?:[ \t]+(?:\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'))?\)"
)
_ADDRESS, _LETTER = re.compile(r"[./:#@%\\]"), re.compile(r"[^\W\d_]")
_SPAN = re.compile(r"(`[^`\n]+`)")
_TAG_OF_BREAK = r"</?br(?:[ \t][^<>\n]{0,100})?/?>"
_BREAK = re.compile(rf"[ \t]{{0,40}}{_TAG_OF_BREAK}[ \t]{{0,40}}", re.IGNORECASE)
_LAST_BREAKS = re.compile(rf"(?:[ \t]{{0,9}}{_TAG_OF_BREAK}){{1,20}}[ \t]{{0,9}}\Z", re.IGNORECASE)
_MAY_BREAK = re.compile(r"</?br[ \t/>]", re.IGNORECASE)
_FORMATTING = re.compile(
    r"<(/?)(u|kbd|span|font|mark|sub|sup|small|big|center|ins|abbr|tt|b|i|em|strong|s|strike)(?:[ \t][^<>\n]{0,300})?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_CODE = frozenset("src example export comment query".split())
_NOTHING = " \t#*+->|"

Cut = Callable[[str], tuple[str, int]]
"""Takes a line and gives what stays of it, and how many things were removed."""


def without_marks(lines: Sequence[str], counts: Counter[str], cut: Cut) -> Iterator[str]:
    """As many lines, of which those that an app keeps for itself are REMOVED; what is left out is counted.

    `cut` removes what else is no word of a line, and counts that itself; where nothing is left, the line is REMOVED.
    """
    # A drawer that is closed nowhere is a line like any other.
    closed = max((number for number, line in enumerate(lines) if ":" in line and _END.fullmatch(line)), default=-1)
    is_drawer = False
    for number, line in enumerate(lines):
        if is_drawer or (number < closed and _DRAWER.fullmatch(line)):
            counts["properties and clocks"] += 1
            is_drawer = _END.fullmatch(line) is None
            yield REMOVED
        elif not line:
            yield line
        elif "[:" in line and _HICCUP.fullmatch(line):
            counts["macros"] += 1
            yield REMOVED
        elif ("::" in line and _PROPERTY.match(line)) or (":" in line and is_planning(line)):
            counts["properties and clocks"] += 1
            yield REMOVED
        else:
            yield _words(line, counts, cut)


def _words(line: str, counts: Counter[str], cut: Cut) -> str:
    """What stays of a line, without the mark of a task."""
    task = _TASK.match(line)
    if task:
        counts["marks of tasks"] += 1
        line = task[1] + _DUE.sub("", line[task.end() :])
    kept, removed = cut(line)
    if removed and line.strip() and not kept.strip(_NOTHING):
        return REMOVED
    return kept.rstrip() if task or removed else kept


def is_planning(line: str) -> bool:
    """Whether a line is Org's or Logseq's plan or clock of a task."""
    return _PLANNING.match(line) is not None


def without_references(text: str) -> tuple[str, int]:
    """A text without references to blocks and properties inside of lines, and how many there were."""
    return _REFERENCE.subn("", text) if "((" in text or ":: " in text else (text, 0)


def without_addresses(text: str) -> tuple[str, int]:
    """A text whose links in Markdown are their words, and how many addresses that were not the words are gone."""
    if "](" not in text:
        return text, 0
    shown = _INLINE.sub(lambda link: _words_of_link(link[1], link[2]) or link[0], text)
    return shown.replace(REMOVED, ""), text.count("](") - shown.count("](")


def _words_of_link(words: str, address: str) -> str:
    """What is shown of a link; "" where it is none, but an aside behind brackets."""
    address = address.strip("<>")
    if not _ADDRESS.search(address):
        return ""
    return REMOVED if address.startswith("#") and not _LETTER.search(words) else words


def with_line_breaks(text: str) -> str:
    """A text of Markdown as its HTML is shown; code stays.

    Tags `<br>` are line breaks, in rows of tables blanks, pairs of tags for the look of words are nothing, entities
    are their signs.
    """
    if _MAY_BREAK.search(text):
        text = "\n".join(_broken(line) if _MAY_BREAK.search(line) else line for line in text.split("\n"))
    if "</" not in text and ";" not in text:
        return text
    return "\n".join(_shown(line) if "</" in line or "&" in line else line for line in text.split("\n"))


def _shown(line: str) -> str:
    """A line without pairs of tags, and with the signs that entities stand for."""
    parts = _SPAN.split(line)
    return "".join(
        part if number % 2 else _ENTITY.sub(_sign, _without_pairs(part) if "</" in part else part)
        for number, part in enumerate(parts)
    )


def _sign(entity: re.Match[str]) -> str:
    shown = html.unescape(entity[0])
    return " " if shown == "\u00a0" else "" if shown == "\u200b" else shown


def _without_pairs(text: str) -> str:
    """A text without tags that are opened and closed; one that stands alone is somebody's word."""
    found = list(_FORMATTING.finditer(text))
    waiting: dict[str, list[int]] = {}
    paired: set[int] = set()
    for number, tag in enumerate(found):
        name = tag[2].lower()
        if not tag[1]:
            waiting.setdefault(name, []).append(number)
        elif waiting.get(name):
            paired |= {number, waiting[name].pop()}
    kept, position = list[str](), 0
    for number in sorted(paired):
        kept.append(text[position : found[number].start()])
        position = found[number].end()
    return "".join([*kept, text[position:]])


def _broken(line: str) -> str:
    shown = " " if line.lstrip().startswith("|") else "\n"
    parts = _SPAN.split(_LAST_BREAKS.sub("", line))
    return "".join(part if number % 2 else _BREAK.sub(shown, part) for number, part in enumerate(parts))


def with_org_blocks(text: str) -> str:
    """Org's blocks in a note as Markdown has them, quotations and code, and formulas as code; as many lines."""
    if "$$" in text:
        text = _with_formulas(text)
    if "#+" not in text:
        return text
    lines, inside = list[str](), ""
    for line in text.split("\n"):
        if found := _BLOCK.fullmatch(line):
            kind, is_begin = found[3].lower(), found[2].lower() == "begin"
            inside = kind if is_begin else ""
            # A bullet stays, as what lies below it would be code without it.
            bullet = found[1] if is_begin and found[1].strip() else ""
            indent = found[1] if kind in _CODE else bullet
            lines.append(indent + ("```" if kind in _CODE else ">" if bullet and kind == "quote" else ""))
        elif inside == "quote" and line.strip():
            indent = line[: len(line) - len(line.lstrip())]
            lines.append(f"{indent if _is_below_bullet(lines) else ''}> {line.strip()}")
        else:
            lines.append(line)
    return "\n".join(lines)


def _is_below_bullet(lines: Sequence[str]) -> bool:
    """Whether the quotation that goes on hangs from a bullet."""
    return lines[-1][:1].isspace() or lines[-1].lstrip()[:2] in ("- ", "* ", "+ ")


def _with_formulas(text: str) -> str:
    """Formulas that stand between lines of `$$` as fenced code."""
    lines = text.split("\n")
    marks = [number for number, line in enumerate(lines) if _FORMULA.fullmatch(line)]
    fence = ""
    for mark in marks:
        if fence:
            fence = ""
            lines[mark] = "```"
        elif (end := _next(marks, mark)) and not any("```" in line for line in lines[mark:end]):
            fence = lines[mark] = "```"
    return "\n".join(lines)


def _next(marks: Sequence[int], mark: int) -> int:
    """The mark that closes one; 0 where none does."""
    place = bisect.bisect_right(marks, mark)
    return marks[place] if place < len(marks) and marks[place] - mark <= _LONGEST_FORMULA else 0
