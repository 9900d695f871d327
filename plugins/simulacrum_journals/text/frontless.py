"""A note without the fields that stand before it."""

from __future__ import annotations

import datetime as dt

from simulacrum_core.sources import moment_of, read_stamp, split_front_matter

Fields = dict[str, object]


def body_of(text: str) -> tuple[str, Fields, int]:
    """The text after the fields, the fields by names in small letters, and the line at which the text begins."""
    fields, body, line = split_front_matter(text)
    return body, {key.lower(): value for key, value in fields.items()}, line


def written_moment(value: object) -> tuple[dt.datetime | None, bool]:
    """The moment that a field names, and whether it has a time."""
    if isinstance(value, dt.datetime):
        return value, True
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time()), False
    stamp = read_stamp(value.strip()) if isinstance(value, str) else None
    if stamp is None or not stamp.known or not isinstance(value, str) or stamp.end < len(value.strip()):
        return None, False
    return moment_of(stamp), stamp.time is not None
