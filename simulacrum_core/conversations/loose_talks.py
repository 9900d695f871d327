"""Whether a file that no importer reads looks like a talk between people: a text, a page, a table, JSON or XML."""

from __future__ import annotations

import html
import re
from collections import Counter

from ..sources.authorship.talk import is_talk
from ..sources.file_names import suffix_of
from ..sources.source import SourceFile
from .other_formats import head_of

_TEXTS = frozenset(".txt .text .md .markdown .org .log .vtt .srt .csv .tsv".split())
_PAGES = frozenset(".html .htm .xhtml .mht .mhtml".split())
_DATA = frozenset(".json .jsonl .ndjson .xml .csv .tsv .js".split())
_DOCUMENTS = frozenset(".docx .odt .rtf .pdf .epub .doc .pages".split())
_WHO = (
    r"from|sender|sender_?name|author|author_?name|user|user_?name|speaker|role|nick|nickname|who|person|contact"
    r"|contact_?name|display_?name|address|participant|name"
)
_WHAT = r"text|content|contents|message|body|msg|caption|words"
_KEYED = re.compile(
    rf"""["'<\s](?:(?P<who>{_WHO})|{_WHAT})["']?\s{{0,9}}[:=]\s{{0,9}}"(?P<said>[^"\n]{{1,80}})""", re.IGNORECASE
)
"""What JSON has behind a key and XML behind the name of an attribute."""
_HEADER = re.compile(
    rf"(?=[^\n]*(?<![^\W_])(?:{_WHO})(?![^\W_]))(?=[^\n]*(?<![^\W_])(?:{_WHAT})(?![^\W_]))[^\n]*[,;\t]", re.IGNORECASE
)
"""The first row of a table that has a column of people and one of what they say."""
_BREAK = re.compile(
    r"</?(?:p|div|li|ul|ol|tr|dt|dd|h[1-6]|section|article|blockquote|table|header)\b[^>]*>|<br\b[^>]*>", re.I
)
_BOLD = re.compile(r"</?(?:b|strong)(?:\s[^>]*)?>", re.IGNORECASE)
_CELL = re.compile(r"</t[dh]>", re.IGNORECASE)
_CODE = re.compile(r"<(script|style|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]{1,2000}>")
_FEW, _MANY = 4, 60
_SAYS = 2


def is_document(name: str) -> bool:
    """Whether a file is called like a document, which is not opened to see what it is."""
    return suffix_of(name) in _DOCUMENTS


def may_be_talk(name: str) -> bool:
    """Whether a file is called like one of which its beginning tells whether it is a talk."""
    return suffix_of(name) in _TEXTS | _PAGES | _DATA


def is_loose_talk(file: SourceFile) -> bool:
    """Whether a text, a page, a table or data might be a talk that somebody kept; never raises."""
    text, suffix = head_of(file).decode("utf-8", "replace"), suffix_of(file.name)
    if suffix in _PAGES:
        text = page_text(text)
    if suffix in _DATA and _has_speakers(text, is_table=suffix in (".csv", ".tsv")):
        return True
    return suffix in _TEXTS | _PAGES and is_talk(text)


def page_text(markup: str) -> str:
    """The words of a page in lines, with what is bold as Markdown has it: enough to see whether it is a talk."""
    markup = _CODE.sub(" ", markup)
    markup = _BOLD.sub("**", _CELL.sub("\t", re.sub(r"\s+", " ", markup)))
    lines = _BREAK.sub("\n", markup)
    return "\n".join(line.strip(" ") for line in html.unescape(_TAG.sub("", lines)).split("\n") if line.strip())


def _has_speakers(text: str, *, is_table: bool) -> bool:
    """Whether data tells who said what: a few people, again and again, and as many words of theirs."""
    if is_table:
        return _HEADER.match(text.lstrip("\ufeff")) is not None and text.count("\n") > _FEW
    people, said = Counter[str](), 0
    for found in _KEYED.finditer(text):
        if found["who"]:
            people[f"{found['who'].lower()}={found['said']}"] += 1
        else:
            said += 1
    keys = Counter[str]()
    for who, count in people.items():
        if count > 1:
            keys[who.partition("=")[0]] += 1
    again = sum(count for count in people.values() if count > 1)
    return said >= _FEW and again >= _FEW and any(_SAYS <= count <= _MANY for count in keys.values())
