"""What the elements of a page are by their names, roles and classes: notes, quotations, and what is not read."""

from __future__ import annotations

import re

from ..verse import is_written
from .tree import Element, tag_of

_UNREAD = frozenset(
    "script style template noscript head nav form button select option datalist input textarea svg iframe object embed"
    " video audio canvas map rt rp dialog label math".split()
)
_WORDLESS = frozenset(
    "script style template noscript head select option datalist input textarea svg iframe object embed video audio"
    " canvas map rt rp math".split()
)
"""Of what is not read, the elements in which nobody wrote a sentence for others to read."""
_UNREAD_ROLES = frozenset("navigation banner contentinfo search dialog menu menubar toolbar".split())
_UNREAD_CLASSES = frozenset(
    "sharedaddy jp-relatedposts post-navigation nav-links comments comments-area comment-list comment-respond sidebar"
    " breadcrumb breadcrumbs screen-reader-text sr-only visually-hidden button-wrapper captioned-button-wrap"
    " tiktok-wrap youtube-wrap wp-block-file__button wp-block-embed wp-block-button wp-block-buttons"
    " wp-block-post-navigation-link kg-button-card kg-embed-card paywall-jump icon mw-editsection headerlink"
    " katex-html katex-mathml kg-callout-emoji markup--mixtapeembed-anchor"
    " commentlist comment-section comments-section comments-list post-comments disqus-comments utterances giscus"
    " isso-thread cusdis_thread wpdiscuz".split()
)
_UNREAD_IDS = frozenset(
    "disqus_thread comments comment-section respond isso-thread remark42 wpdcom cusdis_thread".split()
)
"""Where programs put what visitors of a page say."""
_SIGNS = frozenset("icon headerlink mw-editsection katex-html katex-mathml kg-callout-emoji".split())
"""Of these classes, those of signs, and of formulas that are written twice."""
_APART = frozenset(
    "wp-caption-text image-caption tr-caption toc table-of-contents kg-bookmark-card digest-post-embed"
    " embedded-post-wrap embedded-publication-wrap tweet community-chat graf--mixtapeembed kg-product-card"
    " kg-file-card kg-signup-card kg-cta-card poll-embed install-substack-app-embed subscription-widget-wrap"
    " wp-block-social-links subscription-widget-wrap-editor subscription-widget subscribe-widget native-audio-embed"
    " native-video-embed latex-rendered msocaption msotocheading msotableoffigures msoindexheading".split()
) | {f"mso{name}{level}" for name in ("toc", "index") for level in range(1, 10)}
"""Captions, contents, previews of what others wrote, and calls to subscribe or to buy."""
_PAGE_BREAKS = frozenset(("pagebreak", "doc-pagebreak"))
_COMMENT = re.compile(r"#cmnt_ref\d+")
_RUNNING = frozenset("a abbr b cite code em font i mark s small span strong sub sup u".split())
_KNOWN = "known"
_STYLE = re.compile(r"(?:^|;)\s*display\s*:\s*(none|block|flex|grid|table|list-item)\b")
_NOTES = frozenset(
    "footnotes footnote endnotes footnotes-list footnote-definition footnotes-area wp-block-footnotes footnote-content"
    " easy-footnotes-wrapper".split()
)
_NOTE_ROLES = frozenset("doc-footnote doc-endnotes doc-endnote footnote footnotes endnotes rearnote rearnotes".split())
_MARKS = frozenset(
    "footnote-ref footnote-anchor footnote-back footnote-backref reversefootnote noteref fn-ref footnote-reference"
    " footnote-number footnote-link sdfootnotesym sdendnotesym sdfootnoteanc sdendnoteanc".split()
)
_MARK_ROLES = frozenset("doc-noteref doc-backlink noteref backlink".split())
_MARK_TEXT = re.compile(r"\s*[\[(]?(?:[\d*†‡§]{1,4}|[ivxa-z])[\])]?\s*")
_LONGEST_MARK = 16
_BACK = frozenset("↩ ↑ ^ ⏎ ↵ ⤴".split())
_NOTE_ID = re.compile(r"(?:fn|ftn|ftnt|edn|_ftn|_edn|footnote|endnote)[-:_]?\d+")
_VERSE = frozenset("wp-block-verse wp-block-preformatted preformatted-block poem poetry verse".split())
_STANZAS = _VERSE | frozenset("stanza strophe lg linegroup line-group z3998:verse z3998:poem".split())
_LONGEST_VERSE = 120
_CODED = re.compile(r"code|highlight|lang|brush|source|syntax|console|terminal")
_CODE_TAGS = frozenset("code samp kbd var".split())
_LONG = 1 << 14
_INLINE = frozenset("a abbr b cite em i q s small span strong sub sup u".split())
_QUOTES = frozenset(
    "twitter-tweet wp-block-quote wp-block-pullquote pullquote epigraph blockquote msoquote msointensequote"
    " font-claude-message font-claude-response".split()
)
_NOTHING: frozenset[str] = frozenset()
_WHO = re.compile(
    r"(?<![^\W_])(?:user|nick|author|sender|display|contact)?[_-]?(?:name|author|sender|user|speaker|who|from|nick|person|handle)(?![^\W_])"
)
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


def classes(element: Element) -> frozenset[str]:
    """The classes of an element."""
    told = element.get("class")
    return frozenset(told.lower().split()) if told else _NOTHING


def roles(element: Element) -> frozenset[str]:
    """What an element says that it is for: ARIA's role and EPUB's type."""
    told = element.get("role") or element.get("epub:type") or element.get(_EPUB_TYPE)
    return frozenset(told.lower().split()) if told else _NOTHING


def is_hidden(element: Element, tag: str) -> bool:
    """Whether an element is no part of the text: code of the page, ways about the site, captions, embedded things."""
    if not tag or tag in _UNREAD:
        return True
    if not element.keys():
        return False
    if display_of(element) == "none" or _PAGE_BREAKS & roles(element):
        return True
    is_edge = tag == "div" and element.get("title") in ("header", "footer")
    return (
        is_edge
        or element.get("hidden") is not None
        or element.get("id") in _UNREAD_IDS
        or bool(_UNREAD_CLASSES & classes(element) or _UNREAD_ROLES & roles(element))
    )


def hide(element: Element) -> None:
    """Hide an element whose words a reader knows or counts, so that they are not told of as hidden by its author."""
    element.set("hidden", _KNOWN)


def hidden_words(element: Element, tag: str) -> str:
    """What is written in an element that is not read; "" for any other, and for what holds no words."""
    if not tag or tag in _WORDLESS or element.get("hidden") == _KNOWN or not is_hidden(element, tag):
        return ""
    return "" if _SIGNS & classes(element) or _PAGE_BREAKS & roles(element) else words_in(element)


def words_in(element: Element) -> str:
    """The words in an element as one line, "" where no letter or digit is among them."""
    from lxml import etree

    words = list[str]()
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, one in walk:
        border = "" if tag_of(one) in _RUNNING else " "
        if event == "end":
            words.append(border if one is element else border + (one.tail or ""))
        elif isinstance(one.tag, str) and tag_of(one) not in _WORDLESS and one.get("hidden") != _KNOWN:
            words.append(border + (one.text or ""))
        else:
            walk.skip_subtree()
    text = " ".join("".join(words).split())
    return text if any(map(str.isalnum, text)) else ""


def display_of(element: Element) -> str:
    """How an element says that it is shown, "" where it does not."""
    style = str(element.get("style") or "").lower()
    match = _STYLE.search(style) if "display" in style else None
    return match[1] if match else ""


def is_apart(element: Element, tag: str) -> bool:
    """Whether an element is written but no part of the text: a caption, a table of contents, an editor's comment."""
    if tag == "figcaption" or (element.keys() and _APART & classes(element)):
        return True
    if tag == "div" and element.get("data-attrs") is not None:
        # Substack shows something of its own there, such as what another site holds.
        return True
    first = _first(element) if tag in ("p", "div") else None
    if tag == "div" and first is not None and tag_of(first) == "p":
        first = _first(first)
    return first is not None and tag_of(first) == "a" and _COMMENT.fullmatch(str(first.get("href"))) is not None


def names_somebody(element: Element) -> bool:
    """Whether the class of an element says that a name stands in it."""
    told = element.get("class") if element.keys() else None
    return told is not None and _WHO.search(told.lower()) is not None


def _first(element: Element) -> Element | None:
    """The element that another one begins with."""
    return element[0] if len(element) and not (element.text or "").strip() else None


def is_note(element: Element, tag: str) -> bool:
    """Whether an element holds footnotes."""
    if tag in ("a", "sup", "span"):
        return False
    is_item = tag in ("li", "p", "div", "aside") and (_NOTE_ID.fullmatch(_id(element)) or _begins_note(element))
    return bool(
        is_item
        or "mso-element:footnote" in str(element.get("style", ""))
        or _NOTES & classes(element)
        or _NOTE_ROLES & roles(element)
    )


def _id(element: Element) -> str:
    return str(element.get("id") or element.get("name") or "").lower()


def _begins_note(element: Element) -> bool:
    """Whether the first thing in an element leads back to where the text refers to it, as word processors write it."""
    first = element[0] if len(element) and not (element.text or "").strip() else None
    if first is None or tag_of(first) != "a" or "#" not in str(first.get("href", "")):
        return False
    if "sdfootnotesym" in classes(first) or "sdendnotesym" in classes(first):
        return True
    return bool(_NOTE_ID.fullmatch(_id(first)))


def is_quote(element: Element, tag: str) -> bool:
    """Whether an element is a quotation that stands by itself, or what an assistant answers in a saved talk with it."""
    if tag in ("blockquote", "model-response"):
        return True
    is_apart = tag in ("figure", "aside", "div", "p", "article", "section")
    return is_apart and bool(_QUOTES & classes(element) or _is_answer(element))


def _is_answer(element: Element) -> bool:
    return bool(element.get("data-message-author-role") == "assistant" or element.get("data-content") == "ai-message")


def is_mark(element: Element, tag: str) -> bool:
    """Whether an element is the number that refers to a footnote, or the arrow that leads back from it."""
    if tag not in ("a", "sup", "span", "button"):
        return False
    if tag == "a" and str(element.get("id")).startswith("cmnt"):
        return True
    if (_MARKS & classes(element)) or (_MARK_ROLES & roles(element)) or (tag == "sup" and element.get("data-fn")):
        return True
    if tag == "a":
        return _is_linked_mark(element)
    inner = [child for child in element if tag_of(child) == "a"]
    if tag != "sup" or len(inner) != 1 or len(element) != 1:
        return False
    return _is_linked_mark(inner[0]) or str(inner[0].get("id")).startswith("cmnt")


def _beginning(link: Element) -> str:
    """The text of a link, or so much of it as tells that it is no mark."""
    text, blank = "", ""
    for piece in link.itertext():
        words = piece.replace("\ufe0e", "")
        if words.strip():
            text += (blank + words) if text else words.lstrip()
        blank = "" if words.strip() else " "
        if len(text) > _LONGEST_MARK and len(text.rstrip()) > _LONGEST_MARK:
            break
    return text.strip()


def _is_linked_mark(link: Element) -> bool:
    if "#" not in str(link.get("href", "")):
        return False
    text = _beginning(link)
    if text in _BACK:
        return True
    parent = link.getparent()
    is_raised = (parent is not None and tag_of(parent) == "sup") or any(tag_of(child) == "sup" for child in link)
    return bool(is_raised and _MARK_TEXT.fullmatch(text)) or bool(re.fullmatch(r"\[\d{1,3}\]", text))


def is_verse(element: Element) -> bool:
    """Whether preformatted text is no code: marked as a poem, or as words whose blanks stay, or words by its look."""
    parent = element.getparent()
    names = classes(element) | (classes(parent) if parent is not None else _NOTHING)
    if _VERSE & names:
        return True
    is_outer = next(element.iterancestors("pre"), None) is None
    return is_outer and not _CODED.search(" ".join(names)) and is_written(_typed(element))


def _typed(element: Element) -> str:
    """The beginning of preformatted text, "" where an element in it says that it is code."""
    pieces, size = list[str](), 0
    for item in element.iter():
        if tag_of(item) in _CODE_TAGS:
            return ""
        for piece in (item.text, "\n" if tag_of(item) == "br" else "", item.tail if item is not element else None):
            pieces.append(piece or "")
            size += len(piece or "")
        if size > _LONG:
            break
    return "".join(pieces)[:_LONG]


def is_verse_line(element: Element | None) -> bool:
    """Whether a paragraph is one line of a poem, beside others in a stanza: it is short, and no break is in it."""
    parent = element.getparent() if element is not None else None
    if element is None or parent is None or tag_of(element) not in ("p", "div"):
        return False
    if not _STANZAS & (classes(parent) | roles(parent)) or _STANZAS & classes(element):
        return False
    if any(tag_of(child) not in _INLINE for child in element.iterdescendants()):
        return False
    return sum(map(len, element.itertext())) <= _LONGEST_VERSE
