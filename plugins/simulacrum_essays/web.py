"""Saved web pages: the article in a page, its title, author and date."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator

from simulacrum_core import SourceError, SourceFile
from simulacrum_core.sources import Block, Element, blocks_of, date_of, hide, html_tree, markup_text

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
_FRAMES = frozenset("header footer sidebar nav navigation menu comments respond toc".split())
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
    blocks = [block for block in blocks_of(_article(tree)) if block.kind in ("text", "quote")]
    text = "\n".join(block.text for block in blocks)
    return "nothing" if linked * 2 > len(text) else nature_of(text)


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
    _without_surroundings(article)
    _mark_edges(article)
    blocks, byline = without_byline(without_title(blocks_of(article), title), author)
    day = date or _time(tree) or byline.date or told.date
    blocks += insertion_blocks(changes, len(blocks), owner, file.name, reading)
    yield Essay(file.name, title, person(author) or byline.author, day, blocks, file.name)


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


def _without_surroundings(article: Element) -> None:
    """Hide what stands around an essay: bylines, ways to share it, and its title, which is known."""
    for element in list(article.iter()):
        if element is article or not isinstance(element.tag, str) or element.tag in ("blockquote", "pre"):
            continue
        is_frame = element.tag in ("header", "footer") and next(element.iterancestors("blockquote"), None) is None
        if is_frame or (_ABOUT | _DATED) & _marks(element) or str(element.get("id")).lower() in _FRAMES:
            hide(element)


def _mark_edges(article: Element) -> None:
    """Take the head and the foot of pages of Google Docs, which stand in boxes around the text, for what they are."""
    if "doc-content" not in _marks(article):
        return
    children = [child for child in article if isinstance(child.tag, str)]
    for edge in {id(child): child for child in (*children[:1], *children[-1:])}.values():
        if len(children) > 1 and edge.tag == "div" and not any(link.get("id") for link in edge.iter("a")):
            edge.set("class", "toc")


def _heading(tree: Element, article: Element) -> str | None:
    for place in (article, tree):
        found = _first_two(place.iter("h1"), _words)
        if len(found) == 1:
            return _words(found[0])
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
