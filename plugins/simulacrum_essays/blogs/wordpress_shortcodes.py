"""WordPress's shortcodes: tags in brackets that a plugin replaces, told from what an author puts in brackets.

Source: the Shortcode API of WordPress. A tag without its closing one closes itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

# One attribute, and none of what was matched is tried again: the cost stays linear.
_TAG = re.compile(
    r"\[(?P<closing>/?)(?P<name>[A-Za-z][\w-]{0,60})"
    r"""(?P<rest>(?:\s++(?>[\w-]{1,60}\s?=\s?(?:"[^"\n]{0,2000}"|'[^'\n]{0,2000}'|[^\s\[\]"']{1,400})"""
    r"""|[^\s\[\]"'=]{1,400}))*+)"""
    r"\s?/?\]"
)
_ATTRIBUTE = re.compile(r"[\w-]+\s?=")
_WORD = re.compile(r"[\w-]+")
# What stands between the two tags of these is no text of the post's: files, addresses, captions, footnotes.
_WHOLE = frozenset(
    "caption wp_caption embed video audio youtube vimeo playlist gallery footnote efn_note ref mfn sidenote soundcloud"
    " googlemaps tweet script style latexpage".split()
)
_APART = {
    **dict.fromkeys(("caption", "wp_caption"), "<figcaption>{}</figcaption>"),
    **dict.fromkeys("footnote efn_note ref mfn sidenote".split(), '<aside class="footnote">{}</aside>'),
}
"""What is put at the end of a post, so that it parts no sentence."""
_CODE = frozenset("code sourcecode source php python js css bash java html xml sql ruby json".split())
_QUOTES = frozenset("quote blockquote pullquote".split())
_KNOWN = _WHOLE | frozenset(
    "toc more contact-form contact-form-7 contact-field one_half one_third two_third dropcap button spoiler subscribe2"
    " social4i note tab tabs divider column columns row section spacer clear newsletter ads ad adsense accordion toggle"
    " box alert highlight icon map form widget sidebar related share rating slider recent-posts jetpack".split()
)
_PREFIXES = (
    "su_",
    "vc_",
    "et_pb_",
    "fusion_",
    "av_",
    "wp_",
    "fl_",
    "elementor",
    "wpforms",
    "woocommerce",
    "mk_",
    "tie_",
)

_NAMES = _KNOWN | _CODE | _QUOTES


class Tag(msgspec.Struct, frozen=True):
    """A tag in brackets, and from where to where it stands."""

    name: str
    closing: bool
    rest: str
    start: int
    end: int


def without_shortcodes(content: str) -> tuple[str, int]:
    """A post without its shortcodes, quotations and code as HTML, and how many were left out.

    What stands between two tags stays, but for files; captions and footnotes are at the end.
    """
    tags = list(_tags(content))
    closed = {tag.name for tag in tags if tag.closing}
    shortcodes = [tag for tag in tags if _is_shortcode(tag, content, closed)]
    pieces, apart, place, count = list[str](), list[str](), 0, 0
    ends = _endings(shortcodes)
    for number, tag in enumerate(shortcodes):
        if tag.start < place:
            continue
        pieces.append(content[place : tag.start])
        last = ends.get(number)
        place, shown = _replaced(tag, None if last is None else shortcodes[last], content)
        (apart if tag.name in _APART else pieces).append(shown)
        count += 1
    return "\n\n".join(["".join([*pieces, content[place:]]), *filter(None, apart)]), count


def _tags(content: str) -> Iterator[Tag]:
    """All that is shaped like a tag; one in two pairs of brackets is shown as it is by WordPress."""
    for match in _TAG.finditer(content):
        if not (content[match.start() - 1 : match.start()] == "[" and content[match.end() : match.end() + 1] == "]"):
            yield Tag(match["name"].lower(), bool(match["closing"]), match["rest"].strip(), *match.span())


def _is_shortcode(tag: Tag, content: str, closed: set[str]) -> bool:
    """Whether a tag is one: it closes another, has attributes, is known, or stands on a line of its own."""
    if tag.closing or _ATTRIBUTE.match(tag.rest):
        return True
    if not all(map(_is_place, tag.rest.split())):
        return False
    if tag.name in _NAMES or tag.name.startswith(_PREFIXES) or tag.name in closed:
        return True
    return content[tag.start + 1].islower() and _is_alone(tag, content)


def _is_place(word: str) -> bool:
    """Whether a value without a name is an address or a number, which no aside of an author's consists of."""
    return word.startswith(("http://", "https://")) or (any(map(str.isdigit, word)) and bool(_WORD.fullmatch(word)))


def _is_alone(tag: Tag, content: str) -> bool:
    before = content[max(0, tag.start - 80) : tag.start].rpartition("\n")[2]
    after = content[tag.end : tag.end + 80].partition("\n")[0]
    return not re.sub(r"</?p>|<br ?/?>|<!--[^<>]*-->|\s", "", before + after)


def _endings(tags: list[Tag]) -> dict[int, int]:
    """The closing tag of each tag that has one before the next tag of its name opens."""
    found: dict[int, int] = {}
    waiting: dict[str, int] = {}
    for number, tag in enumerate(tags):
        if not tag.closing:
            waiting[tag.name] = number
        elif (opened := waiting.pop(tag.name, None)) is not None:
            found[opened] = number
    return found


def _replaced(tag: Tag, last: Tag | None, content: str) -> tuple[int, str]:
    """Where the text goes on, and what is written in the place of a tag, or of all that it encloses."""
    if last is None or tag.name not in _WHOLE | _CODE | _QUOTES:
        return tag.end, ""
    inside = content[tag.end : last.start]
    if tag.name in _CODE:
        return last.end, f"<pre>{inside}</pre>"
    if tag.name in _QUOTES:
        return last.end, f"<blockquote>{inside}</blockquote>"
    return last.end, _APART.get(tag.name, "").format(inside)
