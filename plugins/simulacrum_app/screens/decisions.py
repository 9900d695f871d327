"""What was decided about a source, in plain words, each with a way to change it."""

from __future__ import annotations

import re
import types
from collections.abc import Mapping, Sequence
from typing import Literal, Union, get_args, get_origin

from simulacrum_core import Decision, Report

from ..decided import (
    COPIES,
    FLAGS,
    IMPORTER,
    OF_MAKING,
    READ_AS,
    REPLIES,
    THREADS,
    ZONE,
    Decided,
    Fields,
    importers_in,
    named_in,
)
from .markup import YOU, hint, kept, safe, source_name

_ORDERS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}
_ORDER, _NAME = re.compile(r"\bas (dmy|mdy|ymd)\b(?! or )"), re.compile(r"\b(?:dmy|mdy|ymd)\b")
_FLAGS = {"true": "yes", "false": "no"}
_MOST_LINES = 12
_FOUND_OUT = "as the program finds out"
_CALLED = {ZONE: "time zone", IMPORTER: "read as", REPLIES: "answers"}
_LABELS = {
    ZONE: "Time zone of times that have none, such as Europe/Berlin",
    IMPORTER: "Read it as",
    REPLIES: "What answers something that is not in it",
    COPIES: "A chat that two exports hold",
    THREADS: "Talks that cross in a busy group",
}
_VALUES = {
    REPLIES: {"off": "keep, without what it answers", "start": "leave out; what is answered from afar stands first"},
    COPIES: {"true": "use it twice"},
    THREADS: {"careful": "take apart, each message looked at twice", "off": "leave in the order of the file"},
}
_EMPTY = {THREADS: "take apart, with a quick look"}
"""What an option does that nobody has decided, where that can be told."""
_HOLDS_FOR_ALL = (
    "It holds for all sources here that have such an option: one command reads them all, and takes an option once."
)
_AGAIN = f" The dataset that is here stays as it is, until it is made again on {YOU}."
_HOLDS = {
    IMPORTER: "It holds for all sources here: one command reads them all, and this names what reads them. "
    "Remove those of another kind first.",
    REPLIES: f"It holds for all sources here, as the examples of all of them are made in one way.{_AGAIN}",
    COPIES: f"It holds for all chats here that two exports hold.{_AGAIN}",
    THREADS: "Two looks at each message tell more often rightly what answers what, and take about a second more for 10,000 "
    f"messages. It holds for all busy groups here.{_AGAIN}",
}


def decisions(found: Report | str, fields: Fields, decided: Decided) -> str:
    """What was decided of a source; what has an option can be changed, also where the source could not be read."""
    lines, changeable = dict[str, None](), dict[str, str]()
    readers: list[str] = []
    for told, line in _told(found):
        name = named_in(told, fields)
        if name:
            changeable.setdefault(name, line or f"{name}: not as it should be")
        elif line and isinstance(found, Report):
            lines[line + hint(told)] = None
        if name == IMPORTER:
            readers += importers_in(f"{told} {line}")
    for name in [*decided.options, *(name for name in FLAGS if decided.value(name))]:
        # What was decided is shown where it could be undone, whatever came of it.
        if name in fields or (name in (ZONE, REPLIES) and fields) or name == IMPORTER:
            changeable.setdefault(name, f"{safe(_CALLED.get(name, name))}: {safe(decided.value(name))}, as you said")
    more = f"<br>and {len(lines) - _MOST_LINES:,} more" if len(lines) > _MOST_LINES else ""
    shown = "<br>".join(list(lines)[:_MOST_LINES]) + more
    return (f"<small>{shown}</small>" if shown else "") + "".join(
        change(name, line, decided, fields, readers) for name, line in changeable.items()
    )


def _told(found: Report | str) -> list[tuple[str, str]]:
    """What names an option, and the words for it."""
    if isinstance(found, str):
        return [(found, READ_AS)]
    problems = [(one.what, safe(one.what, 300)) for one in found.problems if "-i " in one.what or "--from" in one.what]
    return [*((one.option or "", _words(one)) for one in found.decisions), *problems]


def _words(one: Decision) -> str:
    """What was decided, for somebody who knows no options; nothing where it changes nothing that is made here."""
    answer = safe(str(one.answer))
    if one.option is None:
        return ""
    if one.subject == "time zone":
        in_it = "times are read as they stand: their zone is not in it"
        return in_it if one.answer == "unknown" else f"times without a zone are read as those of {answer}"
    if one.subject == "me":
        return f"the export of {answer}"
    if one.subject == "author" and one.answer == "the persona":
        return "no author is named: all of it counts as yours"
    if one.subject == "importer":
        return f"read as {answer}: {safe(one.evidence, 300)}"
    if one.subject == "order of day and month":
        why = safe(_worded(one.evidence.removeprefix("a guess: "), one.answer), 300)
        return f"dates are read as {_ORDERS.get(answer, answer)}{': ' if one.certain else ', which is a guess: '}{why}"
    return f"{safe(one.subject)}: {answer}, as {safe(one.evidence)}"


def _worded(evidence: str, answer: str) -> str:
    """Evidence of an order without the words of the option; the order that was decided is "that way" in it."""
    told = _ORDER.sub(lambda found: "that way" if found[1] == answer else f"as {_ORDERS[found[1]]}", evidence)
    return _NAME.sub(lambda found: _ORDERS[found[0]], told)


def change(name: str, line: str, decided: Decided, fields: Fields | None = None, readers: Sequence[str] = ()) -> str:
    """A line that unfolds to what changes it."""
    known, words = fields or {}, _VALUES.get(name)
    if name == IMPORTER:
        words = {one: source_name(one) for one in (readers if len(set(readers)) > 1 else importers_in(""))}
    label = _LABELS.get(name) or safe(known[name].description or name, 300).rstrip(".")
    button = "Keep" if name in OF_MAKING else "Read again"
    filled = entry(name, known, decided.value(name), _EMPTY.get(name, _FOUND_OUT), "value", words)
    return (
        f'<details class="change"><summary>{line} <b>Change</b></summary><form data-post="/change">'
        f'<input type="hidden" name="option" value="{kept(name)}"><p><label>{label} {filled}</label> '
        f"<button>{button}</button></p><p>{_HOLDS.get(name, _HOLDS_FOR_ALL)}</p></form></details>"
    )


def _choices_of(name: str, fields: Fields) -> Mapping[str, str]:
    """The values of an option with the words for them; none where it takes any text."""
    annotation = fields[name].annotation if name in fields else str
    kinds = [annotation]
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
    if kinds == [bool]:
        return _FLAGS
    if len(kinds) == 1 and get_origin(kinds[0]) is Literal:
        values = [str(value) for value in get_args(kinds[0]) if value != "auto"]
        return {value: _ORDERS.get(value, value) for value in values}
    return {}


def entry(
    name: str, fields: Fields, value: str, empty: str, called: str = "", words: Mapping[str, str] | None = None
) -> str:
    """A field for an option: a list where it has few values, else a line of text; `empty` is told of an empty one."""
    called, choices = called or name, words or _choices_of(name, fields)
    if not choices:
        return f'<input name="{called}" value="{kept(value)}" placeholder="{kept(empty)}" autocomplete="off">'
    options = "".join(
        f'<option value="{kept(one)}"{" selected" if one == value else ""}>{safe(words)}</option>'
        for one, words in {"": empty, **choices}.items()
    )
    return f'<select name="{called}">{options}</select>'
