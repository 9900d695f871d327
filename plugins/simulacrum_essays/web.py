"""Saved web pages: the article in a page, its title, author and date."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator

from simulacrum_core import SourceError, SourceFile
from simulacrum_core.sources import (
    Block,
    Element,
    blocks_of,
    date_of,
    hide,
    html_tree,
    is_talk,
    markup_text,
    spoken_text,
    tag_of,
    words_in,
)

from .byline import without_byline
from .essay import Essay, Reading, text_of
from .names import named
from .office.changes import insertion_blocks
from .office.word_page import saved_by_word, undo_changes
from .people import person
from .text.fields import author_of
from .text.markdown import same
from .text.prose import Nature, nature_of

_CHAT = re.compile(
    rb'class="(?:history|page_wrap|message default|chatlog|chatlog__|preamble|pam |_a6-g)|preamble__'
    rb"|chatlog__message|_a6-o"
    rb"|var jsonData ?="
)
_WIKI = re.compile(rb"content=\"TiddlyWiki\"|tiddlywiki-tiddler-store")
_JOURNAL = re.compile(rb"""class=["'](?:pageHeader|pageContainer|reflectionPrompt)["']""")
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,999}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_PIECE = re.compile(rb"\s*<(?:p|div|h[1-6]|article|section|main|figure|blockquote|ul|ol|header)\b", re.IGNORECASE)
_ABOUT = frozenset(
    "byline entry-meta post-meta posted-on postmeta entry-footer post-footer author-bio author-box author-info"
    " share sharing"
    " social social-share related related-posts tags tag-links cat-links newsletter signup subscribe cookie-notice"
    " site-header site-footer site-nav navbar menu pagination pager skip-link reading-time".split()
)
_FIELDS = frozenset("byline posted-on reading-time".split())
"""Of these, those that tell the author and the date, which are read."""
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_FRAMES = frozenset("header footer sidebar nav navigation menu comments respond toc".split())
_NAMED = (
    ".//*[self::h1 or self::h2 or self::h3][@itemprop='headline'"
    " or contains(concat(' ', normalize-space(@class), ' '), ' entry-title ')"
    " or contains(concat(' ', normalize-space(@class), ' '), ' post-title ')"
    " or contains(concat(' ', normalize-space(@class), ' '), ' p-name ')]"
)
_TITLES = (
    "//p[@class='MsoTitle'] | //*[contains(concat(' ', normalize-space(@class), ' '), ' title ')][self::p or self::h1]"
)
_DATED = frozenset("date post-date entry-date post__date published timestamp dateline date-header pubdate".split())
_PUBLISHED = re.compile(r"\A\s*@?(?:published|posted|written)?\s*(?:on|at)?\s*[:,]?\s*", re.IGNORECASE)
_LONGEST_DATE = 400
_BODIES = (
    "//*[@itemprop='articleBody']",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' entry-content ')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' post-content ')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' e-content ')]",
    "//article",
    "//main",
    "//*[@role='main']",
)
_DATES = (
    "article:published_time og:published_time date dc.date dc.date.issued dcterms.created dcterms.date datepublished"
    " publish-date pubdate publication_date parsely-pub-date sailthru.date"
).split()
_AUTHORS = "author dc.creator dcterms.creator article:author parsely-author byl".split()


def is_page(head: bytes) -> bool:
    """Whether a file begins like a web page or a piece of one."""
    return bool(_PAGE.match(head.removeprefix(b"\xef\xbb\xbf")) or _PIECE.match(head.removeprefix(b"\xef\xbb\xbf")))


def page_nature(head: bytes, file: str | None = None) -> Nature:
    """What the first bytes of a page are: prose, a chat's export, a journal's page, or nothing of the kind."""
    if _CHAT.search(head):
        return "talk"
    if _WIKI.search(head):
        return "nothing"
    if _JOURNAL.search(head):
        return "journal"
    tree = html_tree(head, file)
    if tree is None:
        return "nothing"
    linked = sum(len("".join(link.itertext())) for link in tree.iter("a"))
    spoken = [block for block in blocks_of(_article(tree)) if block.kind in ("text", "quote", "heading")]
    blocks = [block for block in spoken if block.kind != "heading"]
    text = "\n".join(block.text for block in blocks)
    if linked * 2 > len(text):
        return "nothing"
    title = next((block.text for block in spoken if block.kind == "heading"), None)
    return "talk" if is_talk(spoken_text(spoken), title) else nature_of(text, title)


def page_essays(file: SourceFile, reading: Reading) -> Iterator[Essay]:
    """The essay of a page."""
    data = text_of(file, reading)
    tree = html_tree(markup_text(data), file.name)
    if tree is None:
        raise SourceError("a web page with nothing in it", file=file.name, remedy="Save the page again")
    told = named(file.name)
    article = _article(tree)
    heading = _heading(tree, article)
    metas, linked = _metas(tree), _linked_data(tree)
    title = heading or metas.get("og:title") or _words(tree.find(".//title")) or told.title
    told_by_word = saved_by_word(data)
    author = linked.get("author") or next((metas[key] for key in _AUTHORS if metas.get(key)), None) or _by(tree)
    author = author or told_by_word.get("Author")
    changes, owner = undo_changes(tree, told_by_word, reading)
    date = date_of(linked.get("date")) or next(filter(None, (date_of(metas.get(key)) for key in _DATES)), None)
    around = list(_around(article, title))
    _without_surroundings(article, title)
    _mark_edges(article)
    blocks, byline = without_byline(without_title(blocks_of(article), title), author)
    day = date or _time(tree) or byline.date or told.date
    blocks += insertion_blocks(changes, len(blocks), owner, file.name, reading)
    yield Essay(file.name, title, person(author) or byline.author, day, [*blocks, *around], file.name)


def without_title(blocks: list[Block], title: str | None) -> list[Block]:
    """Blocks without the title where they begin with it."""
    if blocks and title and blocks[0].kind in ("heading", "text") and same(title, blocks[0].text):
        return blocks[1:]
    return blocks


def _article(tree: Element) -> Element:
    """The element that holds the essay: the one that says so, or the whole body."""
    for path in _BODIES:
        found = _first_two(tree.xpath(path), _has_text)
        if len(found) == 1:
            return found[0]
    body = tree.find(".//body")
    return tree if body is None else body


def _first_two(elements: Iterable[Element], holds: Callable[[Element], object]) -> list[Element]:
    """The first elements that hold something, at most two; what lies in one that holds nothing is not asked."""
    found: list[Element] = []
    empty: set[Element] = set()
    for element in elements:
        if element not in empty:
            if holds(element):
                found.append(element)
            else:
                empty.update(element.iterdescendants())
        if len(found) == 2:
            break
    return found


def _has_text(element: Element) -> bool:
    """Whether more than a few words are in an element; only so many of them are read."""
    length = end = 0
    for piece in element.itertext():
        text = piece if length else piece.lstrip()
        end = length + len(text.rstrip()) if text.strip() else end
        length += len(text)
        if end > 100:
            return True
    return False


def _without_surroundings(article: Element, title: str | None) -> None:
    """Hide what stands around an essay, ways to share it and what others say: all but the fields that are read.

    These are the title, the author and the date.
    """
    framed: set[Element] = set()
    for element in list(article.iter()):
        if element is article or not isinstance(element.tag, str) or element.tag in ("blockquote", "pre"):
            continue
        marks = _marks(element)
        is_frame = element.tag in ("header", "footer") and next(element.iterancestors("blockquote"), None) is None
        is_frame = is_frame or bool(_ABOUT & marks) or str(element.get("id")).lower() in _FRAMES
        is_inside = element.getparent() in framed
        if (_FIELDS | _DATED) & marks or (is_inside and _is_field(element, title)):
            hide(element)
        elif is_frame and element.get("hidden") is None:
            element.set("hidden", "")
        if is_frame or is_inside:
            framed.add(element)


def _is_field(element: Element, title: str | None) -> bool:
    """Whether an element at the edge of an essay says no more than its title, its author or its date."""
    tag = tag_of(element)
    if tag == "time" or element.get("rel") == "author":
        return True
    return bool(title) and tag in _HEADINGS and same(str(title), _beginning(element))


def _around(article: Element, title: str | None) -> Iterator[Block]:
    """What stands on a page beside its essay: menus, comments, what else the site tells; its title is known."""
    path = [article, *article.iterancestors()]
    for outer, inner in reversed([*zip(path[1:], path, strict=False)]):
        for element in outer:
            words = "" if element is inner else words_in(element)
            for told in (words, " ".join((element.tail or "").split())):
                if any(map(str.isalnum, told)) and not (title and same(title, told)):
                    yield Block("boilerplate", told, element.sourceline or 1)


def _mark_edges(article: Element) -> None:
    """Take the head and the foot of pages of Google Docs, which stand in boxes around the text, for what they are."""
    if "doc-content" not in _marks(article):
        return
    children = [child for child in article if isinstance(child.tag, str)]
    for edge in {id(child): child for child in (*children[:1], *children[-1:])}.values():
        if len(children) > 1 and edge.tag == "div" and not any(link.get("id") for link in edge.iter("a")):
            edge.set("class", "toc")


def _heading(tree: Element, article: Element) -> str | None:
    for found in (article.iter("h1"), article.xpath(_NAMED), tree.iter("h1")):
        if len(first := _first_two(found, _words)) == 1:
            return _words(first[0])
    return next(map(_words, _first_two(tree.xpath(_TITLES), _words)), None)


def _words(element: Element | None) -> str | None:
    return None if element is None else " ".join("".join(element.itertext()).split()) or None


def _beginning(element: Element) -> str:
    """The words of an element, not many more than a date has."""
    words, length = list[str](), 0
    for piece in element.itertext():
        words.append(piece)
        length += len(piece.strip())
        if length > _LONGEST_DATE:
            break
    return " ".join("".join(words).split())


def _metas(tree: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = meta.get("name") or meta.get("property") or meta.get("itemprop")
        if key and meta.get("content"):
            found.setdefault(key.lower(), meta.get("content").strip())
    return found


def _linked_data(tree: Element) -> dict[str, str]:
    """Author and date out of JSON-LD, where blogs put them."""
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json" or len(script.text or "") > 1 << 20:
            continue
        try:
            document = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for item in _items(document):
            if "datePublished" in item or "author" in item:
                values = {"author": author_of(item.get("author")), "date": item.get("datePublished")}
                return {key: value for key, value in values.items() if isinstance(value, str)}
    return {}


def _items(document: object) -> Iterable[dict[str, object]]:
    graph = document.get("@graph", document) if isinstance(document, dict) else document
    return [item for item in (graph if isinstance(graph, list) else [graph]) if isinstance(item, dict)]


def _by(tree: Element) -> str | None:
    """The author as microformats and themes mark one."""
    for path in ("//*[@rel='author']", "//*[@itemprop='author']", "//*[contains(@class, 'p-author')]"):
        for element in tree.xpath(path):
            return _words(element)
    return None


def _time(tree: Element) -> dt.datetime | None:
    """The first date that is marked as one."""
    times = [date_of(time.get("datetime") or _PUBLISHED.sub("", _beginning(time))) for time in tree.iter("time")]
    marked = (element for element in tree.iter() if _DATED & _marks(element))
    return next(filter(None, [*times, *(date_of(_PUBLISHED.sub("", _beginning(item))) for item in marked)]), None)


def _marks(element: Element) -> set[str]:
    return set(f"{element.get('class', '')} {element.get('id', '')}".lower().split())
