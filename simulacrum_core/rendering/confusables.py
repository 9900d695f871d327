"""Skeletons: what a name looks like, so that two spellings that nobody can tell apart are the same.

The letters are those of Unicode's confusables table (UTS #39) that look like a Latin letter or a digit.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LOOKALIKES = {
    "2": "\u01a8\u03e9\u14bf\ua645\ua6ef\ua75b",
    "3": "\u021d\u025c\u0292\u0437\u04e1\u2ccd\ua76b\U000118ca\U00016f3b\U0001d206",
    "4": "\u13ce\U000118cf",
    "5": "\U000118db",
    "6": "\u0431\u13ee\u2cd3",
    "7": "\U000104fa\U0001d212",
    "8": "\u0223\u09ea\u0a6a\U0001031a\U0001e8cb",
    "9": "\u09ed\u0a67\u0b68\u0d6d\u2ccb\ua76f\U000118cc\U000118d6",
    "a": "\u0251\u03b1\u0430\u13aa\u15c5\u237a\ua4ee\U000102a0\U00016f40",
    "b": "\u0185\u03b2\u0432\u044c\u13cf\u13f4\u1472\u15af\u15f7\ua4d0\ua7b5\U00010282\U000102a1\U00010301",
    "c": "\u03c3\u0441\u13df\u1d04\u2ca5\ua4da\U000102a2\U00010302\U0001043d\U0001051c\U000118e9\U000118f2\U0001f74c",
    "d": "\u0501\u13a0\u13e7\u146f\u15de\u15ea\ua4d2\ua4d3",
    "e": "\u03b5\u0435\u04bd\u13ac\u212e\u22ff\u2d39\ua4f0\uab32\U00010286\U000118c6\U000118ce",
    "f": "\u03dd\u0584\u15b4\u1e9d\ua4dd\ua799\uab35\U00010287\U000102a5\U00010525\U000118c2\U0001d213",
    "g": "\u018d\u0261\u050d\u0581\u13c0\u13f3\u1d83\ua4d6",
    "h": "\u03b7\u043d\u04bb\u0570\u13bb\u13c2\u157c\u2c8f\ua4e7\U000102cf",
    "j": "\u029d\u03f3\u0458\u13ab\u148d\ua4d9",
    "k": "\u03ba\u043a\u13e6\u16d5\u2c95\ua4d7\U00010518",
    "l": (
        "\u0131\u01c0\u0269\u026a\u03b9\u0456\u04cf\u05c0\u05d5\u05df\u0627\u0661\u06f1\u07ca\u13a5\u13de\u14aa"
        "\u16c1\u2223\u2373\u23fd\u2502\u2c93\u2cd1\u2d4f\ua4e1\ua4f2\ua647\U0001028a\U00010309\U00010320"
        "\U00010443\U00010526\U000118c3\U000118d2\U00016f16\U00016f28\U0001d22a\U0001e8c7"
    ),
    "m": "\u03bc\u03fb\u043c\u13b7\u15f0\u16d6\u2c99\ua4df\U000102b0\U00010311",
    "n": "\u0578\u057c\u2c9b\ua4e0\U00010513",
    "o": (
        "\u03bf\u043e\u0585\u05e1\u0647\u0665\u06be\u06c1\u06d5\u06f5\u07c0\u0966\u09e6\u0a66\u0ae6\u0b20\u0b66"
        "\u0be6\u0c66\u0ce6\u0d20\u0d66\u0e50\u0ed0\u101d\u1040\u10ff\u12d0\u1d0f\u1d11\u2c9f\u2d54\u3007\ua4f3"
        "\uab3d\U00010292\U000102ab\U0001042c\U000104ea\U00010516\U000114d0\U000118c8\U000118d5\U000118d7"
        "\U000118e0"
    ),
    "p": "\u03c1\u0440\u13e2\u146d\u2374\u2ca3\ua4d1\U00010295",
    "q": "\u051b\u0563\u0566\u2d55",
    "r": "\u0280\u0433\u13a1\u13b1\u13d2\u1587\u1d26\u2c85\ua4e3\uab47\uab48\U000104dc\U00016f35\U0001d216",
    "s": "\u01bd\u0455\u057f\u13d5\u13da\ua4e2\ua731\U00010296\U00010448\U000118c1\U00016f3a",
    "t": "\u03c4\u0442\u13a2\u22a4\u27d9\u2ca7\ua4d4\U00010297\U000102b1\U00010315\U00016f0a\U0001f768",
    "u": "\u028b\u03c5\u057d\u1200\u144c\u1d1c\u222a\u22c3\ua4f4\ua79f\uab4e\uab52\U000104f6\U000118d8\U00016f42",
    "v": (
        "\u03bd\u0475\u05d8\u0667\u06f7\u13d9\u142f\u1d20\u2228\u22c1\u2d38\ua4e6\ua6df\U0001051d\U00011706"
        "\U000118c0\U00016f08\U0001d20d"
    ),
    "w": "\u026f\u0461\u051d\u0561\u13b3\u13d4\u1d21\ua4ea\U0001170a\U0001170e\U0001170f\U000118e6\U000118ef",
    "x": (
        "\xd7\u03c7\u0445\u1541\u157d\u166d\u166e\u16b7\u2573\u292b\u292c\u2a2f\u2cad\u2d5d\ua4eb\uab53\U00010290"
        "\U000102b4\U00010317\U00010322\U00010527\U000118ec"
    ),
    "y": (
        "\u0263\u028f\u03b3\u0443\u04af\u10e7\u13a9\u13bd\u1d8c\u1eff\u2ca9\ua4ec\uab5a\U000102b2\U000118dc\U00016f43"
    ),
    "z": "\u03b6\u13c3\u1d22\ua4dc\U000102f5\U000118c4\U000118c9\U000118e5",
}
_TABLE = {ord(sign): letter for letter, signs in _LOOKALIKES.items() for sign in signs} | {
    ord("i"): "l",
    ord("1"): "l",
    ord("|"): "l",
    ord("0"): "o",
}
# Signs that nobody sees: soft hyphen, zero widths, directions, joiners, fillers, variation selectors, tags, marks.
INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u0335-\u0338\u20d0-\u20f0\u2800\U0001bca0-\U0001bca3"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# A colon, and what looks like one.
COLONS = (
    ":\u02d0\u02f8\u0589\u05c3\u0703\u0704\u0903\u0a83\u1361\u1365\u1366"
    "\u16ec\u1803\u1809\u205a\u205d\u2236\ua4fd\ua789\ufe13\ufe30\ufe55\uff1a"
)
_UNSEEN = re.compile(f"[{INVISIBLE}]+")


_ASCII = bytes(range(128))


def beyond_ascii(text: str) -> str:
    """The characters of a text that are not of ASCII, in their order: of most texts few, in which a search is short."""
    if text.isascii():
        return ""
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def skeleton(name: str) -> str:
    """A name as it looks: without what nobody sees, in one case, look-alikes of other scripts as Latin letters."""
    if not (name.isascii() and name.isprintable()):
        name = unicodedata.normalize("NFKD", _UNSEEN.sub("", name))
    folded = name.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded)
    return " ".join(folded.translate(_TABLE).split())


# Letters of a Latin alphabet in another shape, which the names of the signs tell.
_NAMED = re.compile(
    "(?:LATIN (?:(?:SMALL|CAPITAL) LETTER|LETTER SMALL CAPITAL)|NEGATIVE (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER"
    "|REGIONAL INDICATOR SYMBOL LETTER)(?: TURNED| REVERSED| OPEN)? ([A-Z])(?: WITH .+)?"
)
# Accents, points of Hebrew, vowels and lengthening of Arabic: with and without them a name is read alike.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u0640\u064b-\u0652\u0670\u1ab0-\u1aff\u1dc0-\u1dff"
    "\ufe20-\ufe2f]+"
)
_COLON = re.compile(f"[{COLONS}]")
_UNWRITTEN = {code: None for code in range(128) if not (chr(code).isalnum() or chr(code) == ":")}


def plain_letters(name: str) -> str:
    """Letters, digits and colons of a name as it looks: without accents, blanks and signs between them."""
    look = skeleton(name)
    if look.isascii():
        return look.translate(_UNWRITTEN)
    look = _ACCENTS.sub("", look)
    return "".join(map(_plain, look))


@lru_cache(4096)
def _plain(sign: str) -> str:
    if _COLON.match(sign):
        return ":"
    if not sign.isascii() and (named := _NAMED.fullmatch(unicodedata.name(sign, ""))):
        return named[1].lower().translate(_TABLE)
    return sign if sign.isalnum() or unicodedata.category(sign)[0] == "M" else ""
