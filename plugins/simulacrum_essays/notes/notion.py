"""Notion: a page is a file of Markdown or HTML with an id in its name, a database a table beside its pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from simulacrum_core import Kind, SourceError, SourceFile
from simulacrum_core.sources import (
    Block,
    decoded,
    html_tree,
    markup_text,
    notion_facts,
    notion_html,
    notion_id,
    notion_page,
    stem_of,
    suffix_of,
    tell_doubt,
    without_notion_id,
    without_notion_marks,
)

from ..essay import Essay, Reading, count_marks, text_of
from ..people import person
from ..text.markdown import markdown, same

_PAGES = frozenset((".md", ".html"))
_TABLE = ".csv"
_INDEX = "index.html"
_WELCOME = re.compile(
    r"(?:👋 ?)?(?:getting started(?: on mobile)?|welcome to notion!?|erste schritte|zu beginn"
    r"|willkommen (?:bei|in) notion!?"
    r"|(?:prise en main|premiers pas|pour commencer)|bienvenue dans notion ?!?|(?:primeros pasos|empezar|introducción)"
    r"|¡?bienvenid[oa]s? a notion!?|primeiros passos|guida introduttiva|aan de slag"
    r"|はじめに|시작하기|快速入门|入门指南)",
    re.IGNORECASE,
)


def is_notion_file(file: SourceFile) -> bool:
    """Whether a file is called like a page of Notion's."""
    return suffix_of(file.name) in _PAGES and notion_id(file.name) is not None


def is_notion_table(file: SourceFile) -> bool:
    """Whether a file is called like the table of a database, whose rows are pages."""
    return "/" in file.name and suffix_of(file.name) == _TABLE and notion_id(file.name) is not None


def is_notion_index(name: str, head: bytes) -> bool:
    """Whether a file is the list of pages that Notion adds to an export, whatever its language."""
    return name.rpartition("/")[2] == _INDEX and re.search(rb"[0-9a-f]{32}\.html\"", head) is not None


def notion_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The page of a file."""
    data = text_of(file, reading)
    essay = _html(file, data, reading) if suffix_of(file.name) == ".html" else _markdown(file, data, reading)
    if essay.blocks:
        yield essay
    else:
        reading.tally["type empty page"] += 1


def _markdown(file: SourceFile, data: bytes, reading: Reading) -> Essay:
    try:
        text, _ = decoded(data, reading.choices.encoding)
    except (ValueError, LookupError) as error:
        raise SourceError(f"not text that can be read ({error})", file=file.name, remedy="Export it again") from error
    if "\ufffd" in text:
        reading.findings.report(file.name, None, "bytes that are not text, shown as \N{REPLACEMENT CHARACTER}")
    page = notion_page(
        text.replace("\r\n", "\n").replace("\r", "\n"),
        reading.properties.known(file.name) if reading.properties else None,
    )
    tell_doubt(page, file.name, reading.findings)
    found = markdown(without_notion_marks(page.text, marks := Counter[str]()), 1, unwrap="no")
    marks["properties and clocks"] += page.rows
    marks.update(found.removed)
    count_marks(marks, reading)
    facts = notion_facts(page.properties)
    title = found.title or stem_of(without_notion_id(file.name))
    blocks = [block for block in found.blocks if not (block.kind == "heading" and same(title, block.text))]
    blocks += [Block("boilerplate", page.written, 3)] if page.written else []
    return Essay(
        file.name,
        title,
        person(facts.author),
        facts.date,
        blocks,
        file.name,
        key=_key(file),
        saved=facts.saved,
        kind=_kind(title, blocks),
    )


def _html(file: SourceFile, data: bytes, reading: Reading) -> Essay:
    page = notion_html(html_tree(markup_text(data), file.name))
    if page is None:
        raise SourceError("a page of Notion that is damaged", file=file.name, remedy="Export it again")
    count_marks(page.removed, reading)
    title = page.title or stem_of(without_notion_id(file.name))
    facts = page.facts
    return Essay(
        file.name,
        title,
        person(facts.author),
        facts.date,
        page.blocks,
        file.name,
        key=_key(file),
        saved=facts.saved,
        kind=_kind(title, page.blocks),
    )


def _key(file: SourceFile) -> str | None:
    """What a page is called in all exports."""
    id = notion_id(file.name)
    return f"notion {id}" if id else None


def _kind(title: str, blocks: list[Block]) -> Kind:
    """What Notion writes into a new workspace is nobody's."""
    is_welcome = _WELCOME.fullmatch(title.strip()) and any("Notion" in block.text for block in blocks)
    return "boilerplate" if is_welcome else "text"
