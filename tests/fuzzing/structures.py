"""Accidents that know what they hit: values of JSON, lines of a log, cells of a table, elements of a page."""

from __future__ import annotations

import csv
import io
import re
from random import Random

from .accidents import ACCIDENTS, Accident
from .elements import with_another_element
from .trees import with_another_line_of_json, with_another_tree

_DIGITS = re.compile(rb"\d+")
_ENDS = [b"\r\n", b"\r", b"\n\n", b"\n\r", "\u2028".encode(), b"\x0b", b" \n", b""]
_MARKS = ["\u200e", "\u202a", "\ufeff", "\u202f", "\u2068", "\xa0", " ", "> ", "- "]
_DATES = [b"0", b"00", b"13", b"32", b"99", b"1970", b"0000", b"9999", b"24", b"60", b"2", b"29", b"31"]


def with_another_order_of_lines(data: bytes, rng: Random) -> bytes:
    """A line dropped, doubled, moved, joined to the next, or cut in two."""
    lines = data.split(b"\n")
    place, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    line, what = lines[place], rng.randrange(6)
    if what == 0:
        del lines[place : place + rng.randrange(1, 4)]
    elif what == 1:
        lines[other:other] = [line] * rng.choice([1, 1, 2, 40])
    elif what == 2:
        lines[place], lines[other] = lines[other], line
    elif what == 3:
        lines[place : place + 2] = [b"".join(lines[place : place + 2])]
    elif what == 4:
        middle = rng.randrange(len(line) + 1)
        lines[place : place + 1] = [line[:middle], line[middle:]]
    else:
        lines.insert(other, rng.choice([b"", b" ", line[: rng.randrange(len(line) + 1)]]))
    return b"\n".join(lines)


def with_another_end_of_lines(data: bytes, rng: Random) -> bytes:
    """Line ends as another program writes them, everywhere or in one place."""
    end = rng.choice(_ENDS)
    if rng.randrange(2):
        return data.replace(b"\n", end)
    places = [match.start() for match in re.finditer(b"\n", data)] or [len(data)]
    place = rng.choice(places)
    return data[:place] + end + data[place + 1 :]


def with_another_date(data: bytes, rng: Random) -> bytes:
    """A number in a line that begins with some, changed: in one line, or the same everywhere."""
    lines = data.split(b"\n")
    dated = [place for place, line in enumerate(lines) if _DIGITS.search(line[:60])] or [0]
    place, number = rng.choice(dated), rng.choice(_DATES)
    numbers = list(_DIGITS.finditer(lines[place][:60]))
    if not numbers:
        return data
    match = rng.choice(numbers)
    if rng.randrange(4) == 0:
        return data.replace(match.group(), number)
    lines[place] = lines[place][: match.start()] + number + lines[place][match.end() :]
    return b"\n".join(lines)


def with_a_mark(data: bytes, rng: Random) -> bytes:
    """Something invisible, or a sign of quoting, before a line or within it."""
    lines = data.split(b"\n")
    place = rng.randrange(len(lines))
    middle = rng.choice([0, rng.randrange(len(lines[place]) + 1)])
    lines[place] = lines[place][:middle] + rng.choice(_MARKS).encode() + lines[place][middle:]
    return b"\n".join(lines)


def with_another_cell(data: bytes, rng: Random) -> bytes:
    """A table with a cell more or less, two columns swapped, or other quoting."""
    try:
        text = data.decode("utf-8-sig")
        sign = max(",;\t", key=text.partition("\n")[0].count)
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign) if row]
    except (UnicodeDecodeError, csv.Error):
        return data
    if not rows:
        return data
    row = rng.choice([rows[0], rng.choice(rows)])
    place, other, what = rng.randrange(len(row)), rng.randrange(len(row)), rng.randrange(6)
    if what == 0:
        del row[place]
    elif what == 1:
        row.insert(other, row[place])
    elif what == 2:
        row[place], row[other] = row[other], row[place]
    elif what == 3:
        row[place] = rng.choice(["", '"', "\n", "a,b;c\td", "0", rng.choice(rng.choice(rows) or [""]), "\x00", "=1+1"])
    elif what == 4:
        rows[rng.randrange(len(rows)) :] = rows[: rng.randrange(len(rows))]
    else:
        sign = rng.choice(",;\t|")
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if text.startswith('"') != (rng.randrange(5) == 0) else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=sign, quoting=quoting).writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


_LINES: list[Accident] = [
    *(with_another_order_of_lines, with_another_order_of_lines, with_another_date, with_another_date),
    *(with_another_end_of_lines, with_a_mark),
]


def fitting(name: str, data: bytes) -> list[Accident]:
    """The accidents that can happen to a file: those of its kind three times as likely as blind ones."""
    head = data[:200].lstrip(b" \t\r\n\xef\xbb\xbf")
    if name.endswith((".csv", ".tsv")):
        own: list[Accident] = [with_another_cell, with_another_cell, *_LINES]
    elif name.endswith(".jsonl"):
        own = [with_another_line_of_json, with_another_line_of_json, with_another_line_of_json, *_LINES]
    elif head[:1] in (b"{", b"["):
        own = [with_another_tree]
    elif head[:1] == b"<":
        own = [with_another_element, with_another_element, with_another_element, *_LINES]
    else:
        own = _LINES if b"\x00" not in data[:500] else []
    return own * (3 * len(ACCIDENTS) // max(len(own), 1)) + ACCIDENTS
