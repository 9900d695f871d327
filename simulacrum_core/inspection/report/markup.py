"""HTML by hand: text of strangers made safe, tables, and cards."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from ...terminal import printable

_LONGEST = 80


def safe(text: str, width: int = _LONGEST) -> str:
    """Text of ours or of strangers as HTML: no markup, no invisible or turning characters, not too long."""
    return html.escape(printable(text, width))


def name_of(text: str) -> str:
    """A name of a stranger, whose direction of writing is its own matter."""
    return f"<bdi>{safe(text)}</bdi>"


def number(count: float) -> str:
    """A number with its thousands apart."""
    return f"{count:,.0f}"


def percent(part: float, whole: float) -> str:
    """A share in whole percent; a small one is not nothing."""
    share = 100 * part / whole if whole else 0.0
    return "under 1 %" if 0 < share < 0.5 else f"{share:.0f} %"


def card(id: str, title: str, *parts: str) -> str:
    """A part of the page under its heading; nothing where there is nothing to show."""
    body = "\n".join(part for part in parts if part)
    return f'<section id="{id}" aria-labelledby="h-{id}"><h2 id="h-{id}">{title}</h2>\n{body}\n</section>'


def note(text: str) -> str:
    """A paragraph below a heading; `text` is HTML."""
    return f'<p class="note">{text}</p>'


def legend(*entries: tuple[str, str]) -> str:
    """What the colours stand for, as pairs of class and word."""
    found = "".join(f'<span><i class="key {kind}"></i>{word}</span>' for kind, word in entries)
    return f'<p class="legend">{found}</p>'


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """A table of HTML cells, of which the first one of a row is its heading; an empty last head is that of pictures."""
    last = len(heads) - 1
    top = "".join(
        f'<th scope="col"{_class(place, last, heads)}>{head}</th>' if head else f"<td{_class(place, last, heads)}></td>"
        for place, head in enumerate(heads)
    )
    lines = (
        '<tr><th scope="row">'
        + row[0]
        + "</th>"
        + "".join(f"<td{_class(place, last, heads)}>{cell}</td>" for place, cell in enumerate(row[1:], 1))
        + "</tr>"
        for row in rows
    )
    return f'<table class="{kind}"><thead><tr>{top}</tr></thead><tbody>{"".join(lines)}</tbody></table>'


def _class(place: int, last: int, heads: Sequence[str]) -> str:
    if place == last and not heads[last]:
        return ' class="picture"'
    return ' class="number"' if place else ""


def for_readers(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The numbers behind a picture, for those who hear the page."""
    found = table(heads, rows).replace("<thead>", f"<caption>{caption}</caption><thead>", 1)
    return f'<div class="heard">{found}</div>'
