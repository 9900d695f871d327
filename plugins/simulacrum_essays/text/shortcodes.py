"""What is in Markdown files for programs: comments, Hugo's shortcodes, Jekyll's Liquid, attributes, notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from simulacrum_core.sources import REMOVED, end_of_line_comment

from .marks import without_marks

_HIGHLIGHT = re.compile(
    r"^[ \t]*(?:\{%-?\s*highlight\b[^%\n]*%\}|\{\{[<%]\s*highlight\b[^\n]*?[>%]\}\})[ \t]*\n(.*?)"
    r"^[ \t]*(?:\{%-?\s*endhighlight\s*-?%\}|\{\{[<%]\s*/\s*highlight\s*[>%]\}\})[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_QUOTED = re.compile(
    r"\{\{[<%]\s*(blockquote|quote)\b[^\n]*?[>%]\}\}(.*?)\{\{[<%]\s*/\s*\1\s*[>%]\}\}"
    r"|\{%-?\s*(blockquote|quote|pullquote)\b[^%\n]*%\}(.*?)\{%-?\s*end\3\s*-?%\}",
    re.DOTALL,
)
_NOTE_LINK = re.compile(r"(?<!\[)\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\](?!\]|\()")
_MANY = 500
_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)[^\n]{1,400}?(?<!`)\1(?!`)")
_ENCLOSED = re.compile(
    r"(?P<comment>\{%-?\s*comment\s*-?%\})|<!--|^%%|(?<=[ \t(])%%(?=[^%\n]{1,400}%%(?:[\s.,;:!?)]|\Z))"
    r"|\{>>|\{--|\{\{<|\{\{%|\{\{|\{%|<%|`+",
    re.MULTILINE,
)
_OPENERS = ("{", "`", "<!--", "<%", "%%")
"""Without one of them nothing is enclosed."""
_CLOSERS = {
    "<!--": "-->",
    "%%": "%%",
    "{>>": "<<}",
    "{--": "--}",
    "{{<": ">}}",
    "{{%": "%}}",
    "{{": "}}",
    "{%": "%}",
    "<%": "%>",
}
_LONGEST = {"{>>": 2000, "{--": 2000, "{{<": 2000, "{{%": 2000, "{{": 200, "{%": 2000, "<%": 2000}
_COMMENTS = frozenset(("comment", "<!--", "%%", "{>>", "{--"))
_LINE_COMMENT = re.compile(r"^%%[ \t][^\n%]{1,4000}$", re.MULTILINE)
_COMMENTED = re.compile(r"^\+\+[^+\n]{1,2000}\+\+[ \t]*$", re.MULTILINE)
"""Comments of Ulysses; elsewhere a line between these signs is one that was added, or is underlined."""
_END_OF_COMMENT = re.compile(r"\{%-?\s*endcomment\s*-?%\}")
_SINGLE = re.compile(
    r"(?<!`)\{:[^}\n`]{0,300}\}|!\[\[[^\]\n]{0,300}\]\]|^\[?\[toc\]\]?[ \t]*$|(?<=[^\s`])["
    r" \t]{1,9}\{#[^}\n]{0,200}\}[ \t]*$"
    r"|^\{/\*.{0,2000}?\*/\}[ \t]*$|^<[a-z][\w.]{0,60}(?:\s[^<>\n]{0,1000})?/>[ \t]*$"
    r"|^import\s[^\n]{1,200}\sfrom\s+[\"'][^\"'\n]{1,200}[\"'];?[ \t]*$|^export\s+(?:const|default)\b[^\n]*$",
    re.MULTILINE | re.IGNORECASE,
)

_BREAKS_ALONE = re.compile(r"^[ \t]*(?:</?br[ \t]{0,9}/?>[ \t]{0,9}){1,20}$", re.MULTILINE | re.IGNORECASE)
"""A line of breaks is a blank one; a parser takes what stands below it for HTML."""
# Without one of them there is none; to look for all of them takes a tenth of a note's time. No letter of these words
# is another one's capital, as a dotless i is that of i.
_MAY_BE_SINGLE = (b"{", b"[", b"mport", b"xport")


def as_fences(text: str) -> str:
    """Code between the tags of a site generator as fenced code; no line moves."""
    if not 0 < text.count("highlight") <= _MANY:
        return text
    return _HIGHLIGHT.sub(lambda match: f"```\n{match[1]}```", text)


def cleaned(text: str, code: Sequence[tuple[int, int]], counts: Counter[str]) -> str:
    """The text without what is no prose in it, which is counted; lines of `code` stay as they are, no line moves."""
    lines, done, number = text.split("\n"), [], 0
    for start, end in [*code, (len(lines), len(lines))]:
        if start > number:
            done.append(_cleaned("\n".join(lines[number:start]), counts))
        if end > start:
            done.append("\n".join(lines[start:end]))
        number = end
    return "\n".join(done)


def _cleaned(text: str, counts: Counter[str]) -> str:
    if 0 < text.count("quote") <= _MANY:
        text = _QUOTED.sub(_as_quote, text)
    text = _BREAKS_ALONE.sub("", text) if "<" in text else text
    if "%%" in text and "\n++" in text and _is_of_ulysses(text):
        text, found = _COMMENTED.subn("", text)
        counts["comments"] += found
    done = "".join(_without_enclosed(text, counts)) if any(map(text.__contains__, _OPENERS)) else text
    lines = text.split("\n")
    if done is not text:
        lines = [_emptied(*pair) for pair in zip(lines, done.split("\n"), strict=True)]
    done = "\n".join(without_marks(lines, counts))
    if any(map(done.encode("utf-8", "surrogatepass").lower().__contains__, _MAY_BE_SINGLE)):
        done, found = _SINGLE.subn("", done)
        counts["tags of templates"] += found
    if "[[" in done:
        parts = re.split(r"(`[^`\n]+`)", done)
        done = "".join(part if number % 2 else _NOTE_LINK.sub(_shown, part) for number, part in enumerate(parts))
    if done == text:
        return text
    pairs = zip(text.split("\n"), done.split("\n"), strict=True)
    return "\n".join(new if old == new else new.rstrip() for old, new in pairs)


def _is_of_ulysses(text: str) -> bool:
    """Whether a line of it is a comment that nothing closes."""
    return any(end_of_line_comment(text, match.start() + 2) >= 0 for match in _LINE_COMMENT.finditer(text))


def _emptied(old: str, new: str) -> str:
    """A line of which a tag was all but the marks of a heading or an item."""
    return REMOVED if old != new and old.strip() and not new.strip(" \t#*+->") else new


def _shown(match: re.Match[str]) -> str:
    """A link between notes as it is shown."""
    return match[2] or match[1]


def _without_enclosed(text: str, counts: Counter[str]) -> Iterator[str]:
    """The pieces around comments and tags, whose line breaks stay; code between backticks stays whole."""
    kept = position = 0
    unclosed: set[str] = set()
    while match := _ENCLOSED.search(text, position):
        opener = "comment" if match["comment"] else match[0]
        end = _end(text, match, opener) if opener not in unclosed else -1
        if opener.startswith("`"):
            position = max(end, match.end())
        elif end < 0:
            if opener not in _LONGEST:
                unclosed.add(opener)
            position = match.end()
        else:
            counts["comments" if opener in _COMMENTS else "tags of templates"] += 1
            yield text[kept : match.start()]
            yield "\n" * text.count("\n", match.start(), end)
            kept = position = end
    yield text[kept:]


def _end(text: str, match: re.Match[str], opener: str) -> int:
    """Where what begins here ends, -1 where it does not."""
    start = match.end()
    if opener.startswith("`"):
        code = _CODE.match(text, match.start())
        return code.end() if code else -1
    if opener == "comment":
        found_end = _END_OF_COMMENT.search(text, start)
        return found_end.end() if found_end else -1
    if opener == "%%" and (end := end_of_line_comment(text, start)) >= 0:
        return end
    limit = start + _LONGEST[opener] if opener in _LONGEST else len(text)
    if opener == "{{":
        newline = text.find("\n", start, limit)
        limit = newline if newline >= 0 else limit
    found = text.find(_CLOSERS[opener], start, limit)
    return found + len(_CLOSERS[opener]) if found >= 0 else -1


def _as_quote(match: re.Match[str]) -> str:
    words = match[2] if match[1] else match[4]
    return "\n".join(f"> {line}" if line.strip() else line for line in words.split("\n"))
