"""The tables of a data request, told by the names of their columns, and whose they are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

import msgspec

from simulacrum_core import Findings, Participant, SourceFile
from simulacrum_core.sources import Limits, date_of

from ..monologues import Writer
from ..tables import Row, columns_of, rows

NAME = "reddit"
UNKNOWN = "me"
_NEEDED: dict[str, frozenset[str]] = {
    "posts": frozenset("id permalink date subreddit title body".split()),
    "comments": frozenset("id permalink date subreddit link parent body".split()),
    "messages": frozenset("id date from to subject body".split()),
    "chat": frozenset("message_id created_at username message".split()),
    "statistics": frozenset("statistic value".split()),
    "drafts": frozenset("id kind title body".split()),
}
_BY_NAME = {"statistics": "statistics.csv", "drafts": "drafts.csv"}
"""Tables of other programs have such columns too."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_PREFIX, _LINK = re.compile(r"t\d_"), re.compile(r"/comments/(\w{1,20})")
GONE = ("[deleted]", "[removed]", "[ Removed by Reddit ]", "[deleted by user]")


class Request(msgspec.Struct, frozen=True):
    """The tables of a source by what they hold, and what is told while they are read."""

    tables: dict[str, list[SourceFile]]
    findings: Findings
    limits: Limits

    def rows(self, kind: str, *, tell: bool = True) -> Iterator[tuple[Row, str]]:
        """The rows of all tables of a kind, each with its place."""
        for file in self.tables.get(kind, ()):
            for number, row in rows(file, self.findings, self.limits, tell=tell):
                yield row, f"{file.name}:{number}"


def table_of(file: SourceFile) -> str | None:
    """What a file holds by its header; None of what is no such table."""
    columns = set(columns_of(file)) if file.base.lower().endswith(".csv") else set()
    found = next((kind for kind, needed in _NEEDED.items() if needed <= columns), None)
    return found if file.base.lower() == _BY_NAME.get(found or "", file.base.lower()) else None


def requests_of(files: Sequence[SourceFile], findings: Findings, limits: Limits) -> list[tuple[Writer, Request]]:
    """The data requests of a source, one a folder: two that lie side by side may be two people's.

    Those of one account are one.
    """
    found: dict[str, dict[str, list[SourceFile]]] = {}
    for file in files:
        if (kind := table_of(file)) is not None:
            folder = file.name[: len(file.name) - len(file.base)]
            found.setdefault(folder, {}).setdefault(kind, []).append(file)
    owners: dict[str, tuple[Writer, Request]] = {}
    for request in (Request(tables, findings, limits) for tables in found.values()):
        writer = writer_of(request)
        _, whole = owners.setdefault(writer.person.id, (writer, Request({}, findings, limits)))
        for kind, tables in request.tables.items():
            whole.tables.setdefault(kind, []).extend(tables)
    return list(owners.values())


def writer_of(request: Request) -> Writer:
    """Whose data it is, as the statistics tell."""
    for row, _ in request.rows("statistics", tell=False):
        if row["statistic"].strip().lower() == "account name" and (name := row["value"].strip()):
            return Writer(NAME, Participant(name, name, (f"u/{name}",)), is_known=True)
    return Writer(NAME, Participant(UNKNOWN, UNKNOWN), is_known=False)


def moment_of(text: str) -> dt.datetime | None:
    """A moment such as `2024-01-01 00:00:00 UTC`."""
    text = text.strip().removesuffix(" UTC")
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        moment = date_of(text)  # type: ignore[assignment]
    return moment.replace(tzinfo=dt.UTC) if moment is not None and moment.tzinfo is None else moment


def key_of(moment: dt.datetime | None) -> int:
    """What messages are ordered by."""
    return 0 if moment is None else (moment - _EPOCH) // dt.timedelta(milliseconds=1)


def parent_of(row: Row) -> str | None:
    """The id of the comment, or else of the post, that a comment answers."""
    if parent := _PREFIX.sub("", row["parent"].strip(), count=1):
        return parent
    match = _LINK.search(row["link"])
    return match[1] if match else row["link"].strip() or None


def is_gone(text: str) -> bool:
    """Whether a text says that there is none any more."""
    return text.strip() in GONE
