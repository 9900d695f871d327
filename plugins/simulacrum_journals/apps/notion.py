"""Notion's pages that are called by a day: what Notion puts around their words, as Markdown and as HTML."""

from __future__ import annotations

from collections.abc import Iterator

from simulacrum_core.sources import (
    NotionFacts,
    html_tree,
    is_notion_page,
    markup_text,
    notion_facts,
    notion_html,
    notion_id,
    notion_page,
    tell_doubt,
    without_notion_marks,
)

from ..entries import Entry
from ..sheets import Job, Sheet, WithoutStamps
from ..text.frontless import Fields
from .pages import block_pieces
from .values import version_of


def without_notion(text: str, sheet: Sheet, job: Job) -> tuple[str, Fields, str]:
    """A note's text without what is Notion's, the moments that its properties tell, and these; any other as it is."""
    if notion_id(sheet.name) is None:
        return text, {}, ""
    page = notion_page(text, sheet.known)
    job.marks["properties and clocks"] += page.rows
    tell_doubt(page, sheet.name, job.findings)
    return without_notion_marks(page.text, job.marks), told(notion_facts(page.properties)), page.written


def told(facts: NotionFacts) -> Fields:
    """The moments of a page as fields."""
    found = {"created": facts.date, "modified": facts.saved}
    return {name: moment for name, moment in found.items() if moment}


def notion_version(sheet: Sheet, fields: Fields) -> tuple[str, int]:
    """What a page is called in all exports, and when it was changed last."""
    id, saved = notion_id(sheet.name), fields.get("modified")
    return (f"notion {id}" if id else ""), version_of(str(saved)) if id and saved else 0


class NotionDay(WithoutStamps):
    """A page of HTML that is called by a day."""

    label = "Notion"

    def takes(self, sheet: Sheet) -> bool:
        return sheet.day is not None and is_notion_page(sheet.head)

    def entries(self, sheet: Sheet, job: Job) -> Iterator[Entry]:
        page = notion_html(html_tree(markup_text(sheet.entry()), sheet.name))
        day = sheet.day.moment(job.order) if sheet.day else None
        if page is None:
            job.findings.report(sheet.name, None, "a page of Notion that is damaged")
            return
        job.marks.update(page.removed)
        made = page.facts.date
        moment = made if made and day and made.date() == day.date() else day
        uuid, version = notion_version(sheet, told(page.facts))
        pieces = block_pieces(page.blocks)
        yield Entry(sheet.name, moment, pieces, None, sheet.name, uuid=uuid, version=version)
