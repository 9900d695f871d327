"""What is in Markdown files for programs: comments, Hugo's shortcodes, Jekyll's Liquid, attributes, embedded notes."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
_UNREAD = re.compile(
    r"(?P<code>(?<!`)(`{1,3})(?!`)[^\n]+?(?<!`)\2(?!`))|<!--.*?-->|^%%.*?%%"
    r"|\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}"
    r"|\{\{[<%].*?[%>]\}\}|\{%.*?%\}|\{\{[^{}\n]*\}\}|\{:[^}\n]*\}|!\[\[[^\]\n]*\]\]"
    r"|^import\s[^\n]{1,200}\sfrom\s+[\"'][^\"'\n]+[\"'];?[ \t]*$|^export\s+(?:const|default)\b[^\n]*$"
    r"|^\[?\[toc\]\]?[ \t]*$|(?<=[^\s])[ \t]+\{#[^}\n]*\}[ \t]*$",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)


def as_fences(text: str) -> str:
    """Code between the tags of a site generator as fenced code; no line moves."""
    return _HIGHLIGHT.sub(lambda match: f"```\n{match[1]}```", text)


def cleaned(text: str, code: Sequence[tuple[int, int]]) -> str:
    """The text without what is no prose in it; lines of `code` stay as they are, and no line moves."""
    lines, done, number = text.split("\n"), [], 0
    for start, end in [*code, (len(lines), len(lines))]:
        if start > number:
            done.append(_cleaned("\n".join(lines[number:start])))
        if end > start:
            done.append("\n".join(lines[start:end]))
        number = end
    return "\n".join(done)


def _cleaned(text: str) -> str:
    text = _QUOTED.sub(_as_quote, text)
    done = _UNREAD.sub(_breaks, text)
    pairs = zip(text.split("\n"), done.split("\n"), strict=True)
    return "\n".join(new if old == new else new.rstrip() for old, new in pairs)


def _breaks(match: re.Match[str]) -> str:
    """Nothing but the line breaks; code between backticks stays."""
    return match["code"] or "\n" * match[0].count("\n")


def _as_quote(match: re.Match[str]) -> str:
    words = match[2] if match[1] else match[4]
    return "\n".join(f"> {line}" if line.strip() else line for line in words.split("\n"))
