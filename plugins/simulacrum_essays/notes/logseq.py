"""Logseq: a page is a file of Markdown in the folder `pages`, all of it bullets, with properties above them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import unquote

from simulacrum_core import SourceError, SourceFile
from simulacrum_core.sources import date_of, decoded, shown_links, stem_of

from ..essay import Essay, Reading, count_marks, text_of
from ..people import person
from ..text.markdown import markdown

_NAME = re.compile(r"(?:^|/)pages/[^/]+\.(?:md|markdown)\Z")
_PROPERTY = re.compile(r"([^\W\d_][\w.-]{0,40})::[ \t]*(.*)")
_BULLET = re.compile(r"[ \t]*-(?:[ \t]|\Z)")
_MILLISECONDS = re.compile(r"1\d{12}")
_CREATED = ("created-at", "date", "created")
_TEMPLATE = "template::"


def is_logseq_page(name: str, head: bytes) -> bool:
    """Whether a file lies where pages do, and is nothing but properties and bullets, or empty."""
    if _NAME.search(name) is None:
        return False
    lines = head.decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")
    body = [line for line in lines[: len(lines) - (len(lines) > 1)] or lines if line.strip()]
    while body and _PROPERTY.fullmatch(body[0]):
        body.pop(0)
    # What goes on in a block is indented below its bullet.
    return all(_BULLET.match(line) or line[0] in " \t" for line in body) and not (body and body[0][0] in " \t")


def logseq_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The page of a file."""
    try:
        text, _ = decoded(text_of(file, reading), reading.choices.encoding)
    except (ValueError, LookupError) as error:
        raise SourceError(f"not text that can be read ({error})", file=file.name, remedy="Save it as UTF-8") from error
    if "\ufffd" in text:
        reading.findings.report(file.name, None, "bytes that are not text, shown as \N{REPLACEMENT CHARACTER}")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    fields = _fields(text)
    found = markdown(shown_links(text), title=fields.get("title"), unwrap="no")
    count_marks(found.removed, reading)
    blocks = [block for block in found.blocks if any(map(str.isalnum, block.text))]
    if not blocks:
        reading.tally["type empty page"] += 1
        return
    yield Essay(
        file.name,
        fields.get("title") or _title(file.name),
        person(fields.get("author")),
        next(filter(None, (_moment(fields.get(key)) for key in _CREATED)), None),
        blocks,
        file.name,
        kind="boilerplate" if _is_template(text) else "text",
    )


def _fields(text: str) -> dict[str, str]:
    """The properties of the page, which stand before its first bullet."""
    found: dict[str, str] = {}
    for line in text.split("\n", 60)[:60]:
        match = _PROPERTY.fullmatch(line.removeprefix("\ufeff"))
        if match is None and line.strip():
            break
        if match:
            found.setdefault(match[1].lower(), match[2].strip())
    return found


def _is_template(text: str) -> bool:
    """Whether each bullet at the left is a template, which the app copies into other pages."""
    tops = [part for part in re.split(r"^-[ \t]", text, flags=re.MULTILINE)[1:] if part.strip()]
    return bool(tops) and all(_TEMPLATE in part for part in tops)


def _title(name: str) -> str:
    """The name of a page, whose `/` are not those of a path."""
    title = unquote(stem_of(name)).replace("___", "/")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in title).split())


def _moment(written: str | None) -> dt.datetime | None:
    if written and _MILLISECONDS.fullmatch(written):
        return dt.datetime.fromtimestamp(int(written) / 1000, dt.UTC)
    return date_of((written or "").strip("[]"))
