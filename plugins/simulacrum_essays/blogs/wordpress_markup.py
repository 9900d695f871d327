"""What WordPress does to a post before it shows it: paragraphs out of blank lines, and shortcodes."""

from __future__ import annotations

import re

_BLOCKS = "<!-- wp:"
_AS_IS = re.compile(
    r"(<pre\b.*?</pre\s*>|<script\b.*?</script\s*>|<style\b.*?</style\s*>|<[^<>]*>)", re.DOTALL | re.IGNORECASE
)
_CODE = re.compile(
    r"\[(code|sourcecode|source|php|python|js|css|bash|java)\b[^\]\n]*\](.*?)\[/\1\]", re.DOTALL | re.IGNORECASE
)
_QUOTE = re.compile(r"\[(quote|blockquote|pullquote)\b[^\]\n]*\](.*?)\[/\1\]", re.DOTALL | re.IGNORECASE)
_NOTE = re.compile(
    r"\[(footnote|efn_note|ref|note)\](.*?)\[/\1\]|\(\([^()]{1,600}\)\)(?=[\s.,;]|\Z)", re.DOTALL | re.IGNORECASE
)
_WHOLE = re.compile(
    r"\[(caption|wp_caption|embed|video|audio|youtube|playlist)\b[^\]]*\].*?\[/\1\]", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(
    r"\[/?(?:gallery|caption|embed|video|audio|youtube|vimeo|tweet|toc|more|contact-form(?:-7)?|contact-field"
    r"|playlist|soundcloud"
    r"|googlemaps|latexpage|su_\w+|vc_\w+|et_pb_\w+|fusion_\w+|one_half|dropcap|button|spoiler|subscribe2"
    r"|social4i)\b[^\]]*\]"
    r"""|\[/?[a-z][\w-]*(?:\s+[\w-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s\]]+))+\s*/?\]""",
    re.IGNORECASE,
)


def as_html(content: str) -> str:
    """A post's content as a web page would have it."""
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    content = _QUOTE.sub(r"<blockquote>\2</blockquote>", _CODE.sub(_code, content))
    content = _TAG.sub("", _WHOLE.sub("", _NOTE.sub(_note, content)))
    return content if _BLOCKS in content else _with_paragraphs(content)


def _code(match: re.Match[str]) -> str:
    return f"<pre>{match[2]}</pre>"


def _note(match: re.Match[str]) -> str:
    """A footnote within a sentence; what stands in double brackets may be the author's own words."""
    return "" if match[1] else match[0]


def _with_paragraphs(content: str) -> str:
    """Blank lines are paragraphs, and line breaks are line breaks, but within code and tags."""
    pieces = _AS_IS.split(content)
    return "".join(piece if number % 2 else _broken(piece) for number, piece in enumerate(pieces))


def _broken(text: str) -> str:
    return re.sub(r"\n(?!<)", "<br>\n", re.sub(r"\n[ \t]*(?:\n[ \t]*)+", "<p></p>", text))
