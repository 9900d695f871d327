"""Daylio's CSV export: a row for each entry, newest first."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator

from simulacrum_core.sources import moment_of, read_stamp

from ..entries import Entry, Ids, Piece
from ..sheets import Job, Sheet, WithoutStamps, told_encoding
from .pages import html_pieces, is_html

_NEEDED = {"date", "weekday", "time", "mood", "activities", "note"}


class Daylio(WithoutStamps):
    """Entries of Daylio; mood and activities are left out of the text."""

    label = "Daylio"

    def takes(self, sheet: Sheet) -> bool:
        names = _header(sheet.head_text.partition("\n")[0])
        return set(names) >= _NEEDED and bool({"full_date", "year"} & set(names))

    def entries(self, sheet: Sheet, job: Job) -> Iterator[Entry]:
        text = told_encoding(sheet, job)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text.partition("\n")[0]))
        ids = Ids()
        try:
            names = [name.strip().lower() for name in next(rows)]
            line = rows.line_num + 1
            for row in rows:
                if row:
                    yield _entry(dict(zip(names, row, strict=False)), sheet, line, ids, job)
                if row and len(row) != len(names):
                    job.findings.report(sheet.name, line, f"a row of {len(row)} columns instead of {len(names)}")
                line = rows.line_num + 1
        except csv.Error as error:
            job.findings.report(sheet.name, rows.line_num, f"the table cannot be read any further: {error}")


def _header(line: str) -> list[str]:
    return [name.strip().strip('"').strip().lower() for name in line.split(_delimiter(line))]


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


def _entry(row: dict[str, str], sheet: Sheet, line: int, ids: Ids, job: Job) -> Entry:
    moment = _moment(row)
    if moment is None:
        job.findings.report(sheet.name, line, "an entry without a date that can be read")
    note = row.get("note", "")
    body = html_pieces(note, sheet.name) if is_html(note) else (Piece(note),)
    id = ids.of(sheet.name, moment, line)
    return Entry(id, moment, body, row.get("note_title", "").strip() or None, f"{sheet.name}:{line}")


def _moment(row: dict[str, str]) -> dt.datetime | None:
    """Day and time; the day is all there is where the time is in words that are not known."""
    day = row.get("full_date", "") or f"{row.get('date', '')} {row.get('year', '')}"
    stamp = read_stamp(f"{day.strip()} {row.get('time', '').strip()}") or read_stamp(day.strip())
    return moment_of(stamp) if stamp else None
