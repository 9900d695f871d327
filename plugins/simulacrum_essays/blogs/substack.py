"""Substack: the posts that `posts.csv` tells of, each in a page of its own beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence

from simulacrum_core import SourceError, SourceFile
from simulacrum_core.sources import Block, date_of, html_blocks, markup_text

from ..essay import Essay, Reading, text_of

_COLUMNS = frozenset("post_id post_date is_published title".split())
_TEXTS = frozenset("newsletter podcast thread page post".split())
_LONGEST, _SHORT = 1 << 20, 300


def is_substack(head: bytes) -> bool:
    """Whether a file begins like the table of Substack's posts."""
    first = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf-8", "replace")
    return {name.strip().strip('"') for name in first.split(",")} >= _COLUMNS


def tables(files: Sequence[SourceFile], head_of: Callable[[SourceFile], bytes]) -> list[SourceFile]:
    """The tables of posts, which may have another name and ending by now: each has a folder of pages beside it."""
    folders = {file.name.rpartition("posts/")[0] for file in files if "posts/" in file.name}
    return [file for file in files if folders and _folder(file) in folders and is_substack(head_of(file))]


def beside_table(table: SourceFile, files: Sequence[SourceFile]) -> set[str]:
    """The names of the pages that belong to a table."""
    folder = f"{_folder(table)}posts/"
    return {file.name for file in files if file.name.startswith(folder)}


def substack_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The posts in the order of the table; a post without a page is reported."""
    pages = {other.name: other for other in reading.files if other.name not in reading.read}
    for line, row in _rows(file):
        name = f"{_folder(file)}posts/{row.get('post_id') or ''}.html"
        page = pages.pop(name, None)
        is_page = row.get("type") == "page"
        if is_page and not reading.choices.pages:
            reading.tally["type page"] += 1
        elif page is None:
            what = "was read already" if name in reading.read else "is not in the export"
            reading.findings.report(file.name, line, f"left out: the page of this post {what}")
        elif (essay := _essay(row, page, reading)).blocks:
            reading.read.add(name)
            yield essay
        else:
            reading.tally["type empty post"] += 1
    for page in _orphans(file, pages):
        reading.findings.report(page.name, None, "not read: it is not in the table of posts")


def _orphans(table: SourceFile, pages: dict[str, SourceFile]) -> list[SourceFile]:
    names = beside_table(table, list(pages.values()))
    return [page for name, page in pages.items() if name in names and name.endswith(".html")]


def _essay(row: dict[str, str], page: SourceFile, reading: Reading) -> Essay:
    blocks = html_blocks(markup_text(text_of(page, reading)), page.name)
    if _slug(row) == "coming-soon" and sum(len(block.text) for block in blocks) < _SHORT:
        # Substack writes it into every new newsletter.
        blocks = [Block("boilerplate", block.text, block.line) for block in blocks]
    return Essay(
        id=page.name,
        title=row.get("title") or None,
        author=None,
        date=date_of(row.get("post_date")),
        blocks=blocks,
        file=page.name,
        draft=(row.get("is_published") or "true").lower() == "false",
        key=f"substack {row.get('post_id')}",
    )


def _slug(row: dict[str, str]) -> str:
    return (row.get("post_id") or "").partition(".")[2]


def _rows(file: SourceFile) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table as far as it is one, and the line where each ends."""
    with file.open() as stream:
        lines = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
        reader = csv.DictReader(_short(lines, file.name))
        try:
            for row in reader:
                yield reader.line_num, {key: value for key, value in row.items() if isinstance(value, str) and key}
        except csv.Error as error:
            raise SourceError(f"damaged table ({error})", file=file.name, line=reader.line_num) from error


def _short(lines: io.TextIOWrapper, name: str) -> Iterator[str]:
    while line := lines.readline(_LONGEST):
        yield line


def _folder(file: SourceFile) -> str:
    return file.name[: len(file.name) - len(file.base)]
