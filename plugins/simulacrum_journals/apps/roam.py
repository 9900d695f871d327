"""Roam Research: a graph as JSON most of whose pages are daily notes; its other pages are read beside them."""

from __future__ import annotations

from collections.abc import Iterator

from simulacrum_core.sources import is_roam, is_roam_diary, moment_of, roam_page

from ..entries import Entry
from ..sheets import Job, Sheet, WithoutStamps
from .pages import block_pieces
from .values import stream_objects, version_of


class Roam(WithoutStamps):
    """Pages of a graph: a daily note has its day, any other page the moment at which it was made."""

    label = "Roam"

    def takes(self, sheet: Sheet) -> bool:
        return is_roam(sheet.head) and is_roam_diary(sheet.head)

    def entries(self, sheet: Sheet, job: Job) -> Iterator[Entry]:
        for value, line in stream_objects(sheet, (), job):
            page = roam_page(value, line)
            if page is None:
                continue
            job.marks.update(page.removed)
            moment = moment_of(page.day) if page.day else page.created
            title = None if page.day else page.title
            if not page.blocks:
                job.marks["empty pages"] += 1
                continue
            yield Entry(
                f"{sheet.name}#{page.uid or page.title}",
                moment,
                block_pieces(page.blocks),
                title,
                f"{sheet.name}:{line}",
                uuid=f"roam {page.uid}" if page.uid else "",
                version=version_of(str(page.saved)) if page.saved else 0,
            )
