"""What was decided about a source, in plain words, each with a way to change it."""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from typing import Literal, Union, get_args, get_origin

from simulacrum_core import Decision, Report

from ..decided import ZONE, Decided, Fields, named_in
from .markup import kept, safe

_ORDERS = {"dmy": "day, month, year", "mdy": "month, day, year", "ymd": "year, month, day"}
_ORDER, _NAME = re.compile(r"\bas (dmy|mdy|ymd)\b(?! or )"), re.compile(r"\b(?:dmy|mdy|ymd)\b")
_FLAGS = {"true": "yes", "false": "no"}
_MOST_LINES = 12
_FOUND_OUT = "as the program finds out"


def decisions(found: Report | str, fields: Fields, decided: Decided) -> str:
    """What was decided of a source; what has an option can be changed, also where the source could not be read."""
    lines, changeable = dict[str, None](), dict[str, str]()
    for told, line in _told(found):
        name = named_in(told, fields)
        if name:
            changeable.setdefault(name, line or f"{name}: not as it should be")
        elif line:
            lines[line] = None
    for name in [*decided.options, *([ZONE] if decided.tz else [])]:
        if name in fields or (name == ZONE and fields):
            changeable.setdefault(name, f"{safe(name)}: {safe(decided.value(name))}, as you said")
    more = f"<br>and {len(lines) - _MOST_LINES:,} more" if len(lines) > _MOST_LINES else ""
    shown = "<br>".join(list(lines)[:_MOST_LINES]) + more
    return (f"<small>{shown}</small>" if shown else "") + "".join(
        _change(name, line, fields, decided) for name, line in changeable.items()
    )


def _told(found: Report | str) -> list[tuple[str, str]]:
    """What names an option, and the words for it."""
    if isinstance(found, str):
        return [(found, "Read it in another way")]
    problems = [(one.what, safe(one.what, 300)) for one in found.problems if "-i " in one.what]
    return [*((one.option or "", _words(one)) for one in found.decisions), *problems]


def _words(one: Decision) -> str:
    """What was decided, for somebody who knows no options; nothing where it changes nothing that is made here."""
    answer = safe(str(one.answer))
    if one.option is None:
        return ""
    if one.subject == "time zone":
        return "times are read as they stand: their zone is not in it"
    if one.subject == "me":
        return f"the export of {answer}"
    if one.subject == "author" and one.answer == "the persona":
        return "no author is named: all of it counts as yours"
    if one.subject == "order of day and month":
        why = safe(_worded(one.evidence.removeprefix("a guess: "), one.answer), 300)
        return f"dates are read as {_ORDERS.get(answer, answer)}{': ' if one.certain else ', which is a guess: '}{why}"
    return f"{safe(one.subject)}: {answer}, as {safe(one.evidence)}"


def _worded(evidence: str, answer: str) -> str:
    """Evidence of an order without the words of the option; the order that was decided is "so" in it."""
    told = _ORDER.sub(lambda found: "so" if found[1] == answer else f"as {_ORDERS[found[1]]}", evidence)
    return _NAME.sub(lambda found: _ORDERS[found[0]], told)


def _change(name: str, line: str, fields: Fields, decided: Decided) -> str:
    if name == ZONE:
        label = "Time zone of times that have none, such as Europe/Berlin"
    else:
        label = safe(fields[name].description or name, 300).rstrip(".")
    return (
        f'<details class="change"><summary>{line} <b>Change</b></summary><form data-post="/change">'
        f'<input type="hidden" name="option" value="{kept(name)}"><p><label>{label} '
        f"{entry(name, fields, decided.value(name), _FOUND_OUT, 'value')}</label> <button>Read again</button></p>"
        "<p>It holds for all sources that have such an option.</p></form></details>"
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


def entry(name: str, fields: Fields, value: str, empty: str, called: str = "") -> str:
    """A field for an option: a list where it has few values, else a line of text; `empty` is told of an empty one."""
    called, choices = called or name, _choices_of(name, fields)
    if not choices:
        return f'<input name="{called}" value="{kept(value)}" placeholder="{kept(empty)}" autocomplete="off">'
    options = "".join(
        f'<option value="{kept(one)}"{" selected" if one == value else ""}>{safe(words)}</option>'
        for one, words in {"": empty, **choices}.items()
    )
    return f'<select name="{called}">{options}</select>'
