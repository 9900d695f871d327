"""Mails that are web pages, as text: without what programs mark as a quotation or a signature."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from simulacrum_core.sources import html_tree

_QUOTES = re.compile(
    r"(?:^|\s)(?:x_)?(?:gmail_quote(?:_container)?|gmail_attr|yahoo_quoted|moz-cite-prefix|protonmail_quote|tutanota_quote"
    r"|OutlookMessageHeader|ms-outlook-mobile-reference-message|zmail_extra|WordSection_quote|mailQuote"
    r"|moz-email-headers-table)(?:\s|$)"
)
_SIGNATURES = re.compile(
    r"(?:^|\s)(?:x_)?(?:gmail_signature|moz-signature|protonmail_signature_block|tutanota_signature|yahoo_signature)(?:\s|$)"
)
_FORWARDS = re.compile(r"(?:^|\s)(?:x_)?(?:gmail_quote|moz-forward-container)(?:\s|$)")
_QUOTE_IDS = re.compile(
    r"(?:x_)?(?:yahoo_quoted.*|mail-editor-reference-message-container|isForwardContent)", re.DOTALL
)
_CUT_IDS = re.compile(r"(?:x_)?(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|stopSpelling)")
_SIGNATURE_IDS = re.compile(
    r"(?:x_)?(?:Signature|ms-outlook-mobile-signature|AppleMailSignature|lineBreakAtBeginningOfSignature)"
)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_SKIPPED = frozenset("script style head title meta link img object iframe svg template noscript".split())
_APART = frozenset("p ul ol table h1 h2 h3 h4 h5 h6 pre dl hr".split())
_LINES = frozenset("div br li tr address section article header footer center dt dd form".split())
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_NEWLINES, _EDGES = re.compile(r"\n{3,}"), re.compile(r"(?<![ \t])[ \t]*\n[ \t]*")
FORWARD = "---------- Forwarded message ----------"


def page_text(markup: str, file: str, counts: Counter[str]) -> str:
    """What is written in a page; raises SourceError where it is nested too deeply, MissingExtraError without lxml."""
    tree = html_tree(markup, file, "html")
    if tree is None:
        return ""
    writer = _Writer(counts)
    writer.walk(tree)
    text = _EDGES.sub("\n", "".join(writer.pieces).replace("\xa0", " "))
    return _NEWLINES.sub("\n\n", text).strip("\n ")


class _Writer:
    def __init__(self, counts: Counter[str]) -> None:
        self.pieces: list[str] = []
        self._counts = counts
        self._verbatim = 0

    def walk(self, tree: Any) -> None:
        from lxml import etree

        walk = etree.iterwalk(tree, events=("start", "end"))
        for event, element in walk:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "end":
                self._close(tag, element)
            elif self._is_cut(element):
                # Outlook marks only where what is answered begins: the rest of the page is of it.
                self._counts["quotations"] += 1
                self.pieces.append("\n")
                return
            elif self._skips(tag, element):
                walk.skip_subtree()
            else:
                self._open(tag, element)

    def _is_cut(self, element: Any) -> bool:
        id = element.get("id") or ""
        return bool(id) and _CUT_IDS.fullmatch(id) is not None and any(piece.strip() for piece in self.pieces)

    def _skips(self, tag: str, element: Any) -> bool:
        names, id = element.get("class") or "", element.get("id") or ""
        if _SIGNATURES.search(names) or _SIGNATURE_IDS.fullmatch(id):
            self._counts["signatures"] += 1
        elif tag == "blockquote" or _QUOTES.search(names) or _QUOTE_IDS.fullmatch(id) or _is_named_quote(tag, element):
            self._counts["quotations"] += 1
            if _FORWARDS.search(names) and _is_forward(element):
                self.pieces.append(f"\n\n{FORWARD}\n{_all_text(element)}\n")
        elif not (tag in _SKIPPED or _HIDDEN.search(element.get("style") or "")):
            return False
        self.pieces.append("\n" if tag in _LINES | _APART | {"blockquote"} else "")
        return True

    def _open(self, tag: str, element: Any) -> None:
        self._verbatim += tag == "pre"
        self._break(tag)
        if tag == "li":
            self.pieces.append("- ")
        if tag in ("td", "th") and element.getprevious() is not None:
            self.pieces.append(" ")
        self._add(element.text)

    def _close(self, tag: str, element: Any) -> None:
        self._verbatim = max(self._verbatim - (tag == "pre"), 0)
        if tag != "br":
            self._break(tag)
        self._add(element.tail)

    def _break(self, tag: str) -> None:
        if tag in _APART:
            self.pieces.append("\n\n")
        elif tag == "br" or (tag in _LINES and self.pieces and not self.pieces[-1].endswith("\n")):
            self.pieces.append("\n")

    def _add(self, text: str | None) -> None:
        if not text:
            return
        words = text if self._verbatim else _BLANKS.sub(" ", text)
        if words == " " and (not self.pieces or self.pieces[-1].endswith(("\n", " "))):
            return
        if words:
            self.pieces.append(words)


def _is_named_quote(tag: str, element: Any) -> bool:
    """Whether a part bears the name that GMX and WEB.DE give to what is answered."""
    return tag == "div" and element.get("name") == "quote"


def _is_forward(element: Any) -> bool:
    """Whether what stands first in a quotation says that it was sent on."""
    head = "".join(text for text, _ in zip(element.itertext(), range(8), strict=False))
    return head.lstrip()[:20].startswith(("-----", "=====", "Begin forwarded"))


def _all_text(element: Any) -> str:
    return "\n".join(text.strip() for text in element.itertext() if text.strip())
