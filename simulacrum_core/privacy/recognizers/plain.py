"""A message as the recognizers read it: digits of any script and spelling as 0 to 9, blanks where a script has none.

"pin: 4️⃣0️⃣9️⃣2️⃣", "الرقم السري ٤٤١٧", "it is four four one seven", "密码是x" are read as "pin: 4092", "الرقم السري 4417",
"it is 4417", "密码 是 x". Every character knows where it stands in the message, which is not altered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

import msgspec

from .later import later
from .number_words import spelled_numbers
from .word_table import words_of

Piece = tuple[int, int, str]

KEYCAP = re.compile("([0-9#*])\ufe0f?\u20e3")
INVISIBLE = later("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u061c]")
WIDE = re.compile("[\uff01-\uff5e\u3000\u3001\u3002]")
OTHER_DIGIT = re.compile(r"(?![0-9])\d|[①-⑨⓪❶-❾]")
_KINDS = "password code account phone email address never lock opens enter handle card bank this answer ask everywhere inside use got former spelling sms back then recovery device service sends with as still typing locked of price online asks unlocks gadget came sender confirm money branch born plate else reach router for told".split()
_HAN_WORDS = [word for word in words_of(*_KINDS, languages="zh ja") if len(word) > 1 and not word.isascii()]
_HAN = "\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff"
# Words beside which a secret is told in a script without blanks, and the borders of what is written in Latin there.
_OTHERS = (
    "动态码 手机号 手机号码 手機號碼 电话号码 电话号 地址 登录 身份证号码 身份证号 身份证 身分證 护照号码 护照号 护照 卡号 登入 代码 密码学"
    " 是 为 係 就是 改成 改成了 换成 换成了 改为 变成 现在 設為 设为"
    " マイナンバー 個人番号 免許証 免許番号 旅券番号 旅券 パスポート 保険証 年金番号 在留カード 雇用保険"
)
HAN_WORD = later("|".join(sorted({*_HAN_WORDS, *_OTHERS.split()}, key=lambda word: (-len(word), word))))
# One character that is a word where Latin letters or digits stand behind it, or before it.
HAN_VERB = later("(?:[用拿输按填摁拨敲选](?:了|成)?(?=[!-~]|[零〇一二三四五六七八九幺]{4})|(?<=[!-~])[当做作开])")
HAN = later(f"[{_HAN}]")
_LATIN = "!-~\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
BORDER = later(rf"(?<=[{_HAN}])(?=[{_LATIN}])|(?<=[{_LATIN}])(?=[{_HAN}])")
_OTHERS_FOLDED = (
    f"\u20e3\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u061c\uff01-\uff5e\u3000-\u3002①-⑨❶-❾{_HAN}"
)
# What is folded but for digits, which are looked for besides: one class of characters is searched fast.
OTHER_SCRIPT = later(f"[{_OTHERS_FOLDED}]")
# Any of them: what nearly no message has is looked for once.
FOLDED = later(f"[{_OTHERS_FOLDED}]|(?![0-9])\\d")
SINGLE = later(r"(?<![\w.,:/+-])\d(?:( - |[ \u00a0-])\d(?:\1\d){2,10})(?![\w/]|[.,:\u00a0 -]\d)")


class Plain(msgspec.Struct, frozen=True):
    """What is read, and for each place in it the one in the message; `source` is the message."""

    source: str
    text: str
    places: list[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the message stands what is read from `start` to `end`."""
        if self.places is None:
            return start, end
        first, last = self.places[start], self.places[end - 1]
        # What stands for several characters reaches up to the next one that is read.
        while end < len(self.places) and self.places[end] <= last:
            end += 1
        after = self.places[end] if end < len(self.places) else len(self.source)
        return first, max(first + 1, after)


def plain(text: str, low: str) -> Plain:
    """The message as it is read; `low` is the text in small letters."""
    read = Plain(text, text)
    if not text.isascii() and FOLDED.search(text) and (pieces := sorted(_folded(text))):
        read = _put_together(read, pieces)
        low = lowered(read.text)
    numbers = list(spelled_numbers(read.text, low))
    numbers += _singles(read.text)
    return _put_together(read, sorted(numbers)) if numbers else read


def lowered(text: str) -> str:
    """In small letters, each in its place: one letter has a small form of two."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(sign if len(sign.lower()) > 1 else sign.lower() for sign in text)


def _singles(text: str) -> Iterator[Piece]:
    """Digits that stand apart, "4 4 1 7" and "4-4-1-7"; "1-9-8-7" together would be read as a year."""
    for match in SINGLE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if "-" not in match[1] or not re.fullmatch(r"(?:19|20)\d\d", digits):
            yield *match.span(), digits


def _folded(text: str) -> Iterator[Piece]:
    """Characters that are read as others, as none, or apart from their neighbours."""
    for match in KEYCAP.finditer(text):
        yield *match.span(), match[1]
    for pattern, read in ((INVISIBLE, lambda _: ""), (WIDE, _narrow), (OTHER_DIGIT, _digit)):
        for match in pattern.finditer(text):
            yield *match.span(), read(match.group())
    if not HAN.search(text):
        return
    words = [match.span() for pattern in (HAN_WORD, HAN_VERB) for match in pattern.finditer(text)]
    borders = {match.start() for match in BORDER.finditer(text)} | {place for span in words for place in span}
    yield from ((place, place, " ") for place in borders if 0 < place < len(text))


def _narrow(sign: str) -> str:
    narrow = {"\u3000": " ", "\u3001": ",", "\u3002": "."}.get(sign) or chr(ord(sign) - 0xFEE0)
    return f"{narrow} " if narrow in ",.:;!?)" else " (" if narrow == "(" else narrow


def _digit(sign: str) -> str:
    return str(unicodedata.digit(sign, 0))


def _put_together(read: Plain, pieces: Iterable[Piece]) -> Plain:
    """What is read with the pieces, which are in order, in their places."""
    old = read.places if read.places is not None else range(len(read.text))
    parts: list[str] = []
    places: list[int] = []
    end = 0
    for start, stop, instead in pieces:
        if start < end:
            continue
        parts += read.text[end:start], instead
        places += old[end:start]
        places += [old[start] if start < len(old) else len(read.source)] * len(instead)
        end = stop
    parts.append(read.text[end:])
    return Plain(read.source, "".join(parts), [*places, *old[end:]])
