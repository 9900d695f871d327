"""Web pages of strangers as trees, within limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from ...errors import MissingExtraError, SourceError

Element = Any
"""An element of lxml, which has no types."""

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_VALUE = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+)""")
_TAG = re.compile(rf"<[A-Za-z](?:[^>=]++|{_VALUE.pattern})*+")
_BETWEEN = re.compile(r"[\s/]++")
_DEEPEST = 2048
_TOO_DEEP = f"its elements are nested more than {_DEEPEST:,} deep"
_LONG_TAG, _MOST_ATTRIBUTES = 1 << 13, 4_000
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def html_tree(
    markup: bytes | str,
    file: str | None = None,
    extra: str = "writings",
    tell: Callable[[str], None] | None = None,
) -> Element | None:
    """The tree of a page, None where there is nothing in it; whoever read the page has bounded its size.

    Raises SourceError where its elements are nested too deeply or have too many attributes, MissingExtraError where
    lxml, which `extra` brings, is missing. With `tell`, what comes before too deep a place is kept, and it is told why
    the rest is not there.
    """
    try:
        import lxml.html
    except ImportError:
        raise MissingExtraError("lxml", extra) from None
    text = markup_text(markup) if isinstance(markup, bytes) else markup
    if _has_many_attributes(text):
        what = f"an element of it has more than {_MOST_ATTRIBUTES:,} attributes"
        raise SourceError(what, file=file, remedy="Save it again as a plain page")
    data = text.encode("utf-8", "replace")
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = lxml.html.document_fromstring(data, parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError):
        return None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        if tell is None:
            raise SourceError(_TOO_DEEP, file=file, remedy="Save it again as a plain page")
        tell(f"left out: what is behind elements that are nested more than {_DEEPEST:,} deep")
    return tree


def _has_many_attributes(text: str) -> bool:
    """Whether the parser would need a time that grows with the square of the attributes of one element."""
    tags = (match[0] for match in _TAG.finditer(text) if match.end() - match.start() > _LONG_TAG)
    return any(len(set(_BETWEEN.split(_VALUE.sub("=", tag)))) > _MOST_ATTRIBUTES for tag in tags)


def markup_text(data: bytes) -> str:
    """The text of a page by its byte order mark, by what it declares, as UTF-8, or else as Windows-1252."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    declared = _META.search(data, 0, 4096)
    for encoding in filter(None, ["utf-8", declared and declared[1].decode()]):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("utf-8" if declared and declared[1].lower() == b"utf-8" else "windows-1252", "replace")


def nested_among(elements: Iterable[Element]) -> list[Element]:
    """Those of the elements of one tree that lie in another one of them, in time that does not grow with the depth."""
    known = dict.fromkeys(elements)
    inside: dict[Element, bool] = {}
    found = []
    for element in known:
        path, parent = [], element.getparent()
        while parent is not None and parent not in known and parent not in inside:
            path.append(parent)
            parent = parent.getparent()
        is_nested = parent in known or inside.get(parent, False)
        inside.update(dict.fromkeys(path, is_nested))
        if is_nested:
            found.append(element)
    return found


def tag_of(element: Element) -> str:
    """The name of an element without its namespace, in small letters; "" for what is none."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
