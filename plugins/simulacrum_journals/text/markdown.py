"""Markdown of journals: whose words are whose, and what an app wrote between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import unquote

import msgspec

from simulacrum_core import Attachment
from simulacrum_core.sources import (
    REMOVED,
    answers,
    end_of_line_comment,
    heading_line,
    plugin_lines,
    shown_links,
    with_answer_boxes,
    with_highlights,
    with_line_breaks,
    with_org_blocks,
    without_addresses,
    without_references,
)
from simulacrum_core.sources import without_marks as without_app_marks

from ..entries import Piece, trimmed

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([\w-]*)")
# In an outline a quotation is a bullet, and goes on below it.
_BEFORE = r"(?: {0,3}|[ \t]{0,60}[-*+] {1,3})"
_QUOTE = re.compile(_BEFORE + ">")
_QUOTED_ON = re.compile(r"[ \t]{0,60}>")
_CALLOUT = re.compile(_BEFORE + r">[> ]*\[!([\w|-]+)\][+-]? ?(.*)")
_MARK = re.compile(r"[ \t]{0,60}> ?")
_CITED = set("quote cite ai chatgpt gpt claude gemini copilot llm chatbot".split())
"""Types of callouts in which others speak."""
_QUERIES = {"dataview", "dataviewjs", "tasks", "query", "tracker", "button", "ad-query", "mermaid-query"}
_COMMENTS = (("%%", "%%"), ("<!--", "-->"), ("{>>", "<<}"))
_GONE = "\x00"
_EMBED = re.compile(r"!\[\[([^\[\]\n]{1,500})\]\]")
_IMAGE = re.compile(
    r"!\[[^\[\]\n]{0,500}\]\(\s*<?([^()\n<>]{0,1000}(?:\([^()\n]{0,200}\)[^()\n<>]{0,200})?)>?(?: \"[^\"\n]*\")?\)"
)
_LINK = re.compile(r"\[\[([^\[\]|\n]{1,500})(?:\|([^\[\]\n]{1,500}))?\]\]")
_BLOCK_ID = re.compile(r"(?m)(?:^|(?<![ \t])[ \t]+)\^[A-Za-z0-9-]+[ \t]*$")
_TAG = re.compile(r"<%.{0,500}?%>|\{\{[^{}\n]{0,500}\}\}|(?<=\))\{:[a-z][^{}\n]{0,200}\}", re.IGNORECASE)
_INLINE_QUERY = re.compile(r"`\$?= [^`\n]{1,500}`")
_NOTE = re.compile(r"\[\^[^\]\s]{1,100}\]:[ \t]+(?=\S)")
_NOTE_MARK = re.compile(r"(`[^`\n]+`)|\[\^[^\]\s]{1,100}\](?!:)|\^\[([^\]\n]{0,1000})\]")
_KINDS = {
    "image": "png jpg jpeg gif webp svg bmp heic heif avif tif tiff".split(),
    "video": "mp4 mov m4v webm mkv avi ogv 3gp".split(),
    "audio": "mp3 m4a wav ogg opus flac aac amr caf".split(),
}
_SUFFIXES = {suffix: kind for kind, suffixes in _KINDS.items() for suffix in suffixes}


class Part(msgspec.Struct, frozen=True):
    """Lines of one kind: the author's text, a callout of theirs, a quotation, or code with its language."""

    kind: str
    text: str
    language: str = ""


def parts(text: str) -> Iterator[Part]:
    """A text cut where quotations and code begin and end."""
    kind, language, fence, held = "text", "", "", list[str]()
    for line in text.split("\n"):
        if kind == "code" and fence:
            held.append(line)
            if _closes(line, fence):
                yield Part(kind, "\n".join(held), language)
                kind, fence, held = "text", "", []
            continue
        found, opened = _kind_of(line, kind)
        if found != kind or opened:
            yield Part(kind, "\n".join(held), language)
            kind, language, held = found, opened[1] if opened else "", []
            fence = opened[0] if opened else ""
        held.append(line)
    yield Part(kind, "\n".join(held), language)


def _kind_of(line: str, kind: str) -> tuple[str, tuple[str, str] | None]:
    """The kind of a line that stands after lines of a kind, and the fence that it opens."""
    if fence := _FENCE.match(line):
        return "code", (fence[1], fence[2].lower())
    is_quoted = kind in ("quote", "callout")
    if not _QUOTE.match(line) and not (is_quoted and _QUOTED_ON.match(line)):
        return "text", None
    if callout := _CALLOUT.match(line):
        is_cited = callout[1].lower() in _CITED or answers(callout[2])
        return "quote" if is_cited else "callout", None
    # A bullet of its own is another quotation.
    return kind if is_quoted and _QUOTED_ON.match(line) else "quote", None


def _closes(line: str, fence: str) -> bool:
    bare = line.strip()
    return len(bare) >= len(fence) and not bare.strip(fence[0])


def pieces(text: str, clean: Callable[[str], str] = lambda text: text) -> tuple[Piece, ...]:
    """Whose words are whose; `clean` is applied to all but code."""
    found = []
    for part in parts(text):
        if part.kind == "code":
            found.append(Piece(part.text, own=False))
        elif part.kind == "callout":
            found.append(Piece(clean(_uncalled(part.text))))
        else:
            found.append(Piece(clean(part.text), own=part.kind == "text"))
    return tuple(found)


def _uncalled(text: str) -> str:
    """The words of a callout, without its head and the marks before its lines."""
    head, _, rest = text.partition("\n")
    callout = _CALLOUT.match(head)
    lines = [callout[2] if callout else head, *(_MARK.sub("", line, count=1) for line in rest.split("\n"))]
    return trimmed("\n".join(lines))


def heading_of(text: str) -> tuple[str | None, str]:
    """The heading that a text begins with, and the text after it."""
    text = trimmed(text)
    first, _, rest = text.partition("\n")
    _, words = heading_line(first)
    return (words, rest) if words else (None, text)


def without_queries(text: str, marks: Counter[str]) -> str:
    """A note without what a program fills in when it is shown, which is counted."""
    found = list(parts(text))
    kept = [part for part in found if not (part.kind == "code" and part.language in _QUERIES)]
    marks["queries"] += len(found) - len(kept)
    return "\n".join(part.text for part in kept)


def note_pieces(text: str, files: list[Attachment], marks: Counter[str]) -> tuple[Piece, ...]:
    """Whose words are whose in a note, as it is shown; `marks` counts what an app keeps in it."""
    text, generated, dates = plugin_lines(text)
    marks["properties and clocks"] += dates
    quoted = with_org_blocks(without_queries(shown_links(with_answer_boxes(with_highlights(text))), marks))
    notes = [item.text for item in generated]
    quoted = "\n".join(_without_notes(part, notes) if part.kind == "text" else part.text for part in parts(quoted))
    found = pieces(quoted, lambda part: plain_note(without_marks(part, marks), files, marks))
    return (*found, *(Piece(note, own=False, boilerplate=True) for note in notes))


def _without_notes(part: Part, notes: list[str]) -> str:
    """The author's text without its footnotes and the marks that refer to them; the notes go to `notes`."""
    if "[^" not in part.text and "^[" not in part.text:
        return part.text

    def taken(mark: re.Match[str]) -> str:
        if (mark[2] or "").strip():
            notes.append(mark[2].strip())
        return mark[1] or ""

    kept, is_note = list[str](), False
    for line in part.text.split("\n"):
        start = _NOTE.match(line)
        is_note = start is not None or (is_note and bool(line.strip()))
        if start is not None:
            notes.append(line[start.end() :])
        elif is_note:
            notes[-1] += f"\n{line}"
        else:
            kept.append(_NOTE_MARK.sub(taken, line))
    return "\n".join(kept)


def without_marks(text: str, counts: Counter[str]) -> str:
    """The words of a text without what Logseq and plugins of Obsidian keep in it, which is counted."""

    def cut(line: str) -> tuple[str, int]:
        kept, queries = _INLINE_QUERY.subn("", line)
        counts["queries"] += queries
        kept, tags = _TAG.subn("", kept)
        kept, references = without_references(kept)
        counts["macros"] += tags + references
        kept, addresses = without_addresses(kept) if "`" not in kept else (kept, 0)
        counts["addresses of links"] += addresses
        return kept, queries + tags + references + addresses

    return "\n".join(line for line in without_app_marks(text.split("\n"), counts, cut) if line != REMOVED)


def plain_note(text: str, files: list[Attachment], marks: Counter[str]) -> str:
    """Words of a note as they are shown: comments, embedded files and marks of blocks are gone, links are their text.

    The files are added to `files`.
    """
    text = text.replace(_GONE, "\ufffd")
    for opening, closing in _COMMENTS:
        text, comments = _uncommented(text, opening, closing)
        marks["comments"] += comments
    text = _EMBED.sub(lambda found: _attached(found[1].partition("|")[0], files), text)
    text = _IMAGE.sub(lambda found: _attached(unquote(found[1].strip()), files), text)
    text = _LINK.sub(lambda found: found[2] or _target(found[1]), text)
    return with_line_breaks(without_gone(_BLOCK_ID.sub(_GONE, text)))


def _uncommented(text: str, opening: str, closing: str) -> tuple[str, int]:
    """A text without its comments, and how many there were."""
    kept, at = [], 0
    while (start := text.find(opening, at)) >= 0:
        inside = start + len(opening)
        is_line = opening == "%%" and (start == 0 or text[start - 1] == "\n")
        line_end = end_of_line_comment(text, inside) if is_line else -1
        end = line_end if line_end >= 0 else text.find(closing, inside)
        if end < 0:
            break
        kept += [text[at:start], _GONE]
        at = end if line_end >= 0 else end + len(closing)
    return "".join([*kept, text[at:]]), len(kept) // 2


def without_images(text: str, take: Callable[[str], None]) -> str:
    """A text without its images, whose addresses are told to `take`."""

    def taken(found: re.Match[str]) -> str:
        take(found[1].strip())
        return _GONE

    return without_gone(_IMAGE.sub(taken, text.replace(_GONE, "\ufffd")))


def without_gone(text: str) -> str:
    """A text without the lines on which nothing is left, and without the second of two blank lines around them."""
    if _GONE not in text:
        return text
    lines: list[str] = []
    dropped = False
    for line in text.split("\n"):
        bare = line.replace(_GONE, "")
        if _GONE in line and not bare.strip("-*+ \t"):
            dropped = True
        elif not (dropped and not bare.strip() and (not lines or not lines[-1].strip())):
            lines.append(bare)
            dropped = False
    return "\n".join(lines)


def _attached(name: str, files: list[Attachment]) -> str:
    files.append(Attachment(kind_of_file(name), name.strip() or None))
    return _GONE


def kind_of_file(name: str) -> str:
    """What kind of attachment a file is by its name."""
    return _SUFFIXES.get(name.partition("#")[0].rpartition(".")[2].lower(), "document")


def _target(link: str) -> str:
    page, _, place = link.partition("#")
    return page or place.lstrip("^")
