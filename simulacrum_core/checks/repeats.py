"""Lines that stand in many rows word for word: what apps and templates write, and not what a person says often."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

_PLACES = 5
"""Places of a kind that are told."""
LONG, _SHORT, _MANY, _SOME, _FEW = 40, 8, 20, 10, 3
"""Characters of a long line and of a short one; rows from which on a long, a short and a known one are told."""
_SHARE = 3
"""A short line is told where one of so many texts has it: what stands in fewer is how a person writes."""
_KEPT = 200_000
"""Lines that are remembered at most."""
DEVICES = tuple(
    "iphone ipad ipod mac android samsung galaxy huawei xiaomi pixel nokia blackberry mobile phone handy smartphone"
    " mobil outlook yahoo gmail gmx web.de proton mail thunderbird windows aol telefon telefono teléfono telephone"
    " teléphone télephone téléphone".split()
)
"""What a mail is written with."""
_DEVICE = (
    r"(?:my |mein(?:em|er) |mon |mi |meu |mijn |min |mój |mojego |своего )?"
    rf"(?:{'|'.join(map(re.escape, DEVICES))})\b"
    r".{0,40}"
)
_BEFORE = (
    r"(?:sent|posted|written) (?:from|via|with|using|by)|(?:diese nachricht wurde )?(?:von|mit)|gesendet (?:von|mit)"
    r"|envoy[ée]e? (?:de|depuis|à partir d[e'’])|env(?:iad|id)[oa] (?:desde|do|de|a partir d[eo])|inviato d(?:a|al mio)"
    r"|verstuurd va(?:naf|n)|skickat från|sendt fra|wysłan[eo] z|odesláno z|отправлено (?:с|из)|lähetetty"
)
_SENT = re.compile(
    rf"\W{{0,4}}(?:(?:{_BEFORE}) {_DEVICE}|get outlook for \w{{2,20}}"
    r"|.{0,20}iphone.{0,20}(?:から送信|에서 보냄|gönderildi)"
    r"|(?:发自|從我的|从我的|傳送自).{0,20}(?:iphone|ipad|手机|手機).{0,20})\W{0,4}",
    re.IGNORECASE,
)
"""What a phone or a program puts below a mail."""
_BY_HAND = re.compile(r"\W{0,4}(?:von|mit) ", re.IGNORECASE)
_SENDING = re.compile(r"gesendet|geschickt", re.IGNORECASE)
_PHRASE = re.compile(
    r"\W{0,4}(?:continue reading|read more|read the rest of this (?:entry|post)|keep reading|weiterlesen"
    r"|mehr lesen|lire la suite|leer más|seguir leyendo|continua a leggere|leggi tutto|lees (?:meer|verder)|läs mer"
    r"|continue lendo|leia mais|czytaj (?:dalej|więcej)|читать далее|続きを読む|阅读全文|閱讀全文|더 보기"
    r"|view (?:in|this email in) (?:your )?browser|(?:click here to )?unsubscribe|subscribe now|leave a comment"
    r"|share this(?: post)?|like this:|advertisement"
    r"|(?:edited|created|made|published|posted|written|generated|exported|scanned) (?:with|via|by|using|from)"
    r" [\w .-]{2,30})\W{0,4}",
    re.IGNORECASE,
)
"""What pages and apps write, and a person now and then."""
_OWN_END = (",", "،", "、")
"""What salutations and the line above a signature end with."""


class Suspect(msgspec.Struct):
    """How many places look so, where the first one is, and where some more are."""

    count: int = 0
    file: str = ""
    line: int = 0
    more: list[tuple[str, int]] = msgspec.field(default_factory=list)

    def add(self, file: str, line: int, count: int = 1) -> None:
        """Count a place."""
        if not self.file:
            self.file, self.line = file, line
        self.count += count
        last = self.more[-1] if self.more else (self.file, self.line)
        if last != (file, line) and len(self.more) < _PLACES - 1:
            self.more.append((file, line))

    def extend(self, other: Suspect) -> None:
        """Count places that come behind all that were counted."""
        self.add(other.file, other.line, other.count)
        for file, line in other.more:
            self.add(file, line, 0)


class Repeats:
    """Remembers lines, and in which rows they stand; `name` is the persona's."""

    def __init__(self, name: str = "") -> None:
        self._name = name.casefold()
        self._lines: dict[tuple[str, bool], Suspect] = {}
        self._texts = 0
        self._row, self._in_row = ("", 0), set[tuple[str, bool]]()

    def add_text(self) -> None:
        """Count a row that is a piece of a text and no talk."""
        self._texts += 1

    def add(self, words: str, file: str, line: int, *, is_text: bool) -> None:
        """Remember a line; of talks only long ones and what apps write, as people say short things often."""
        words = words.strip()
        if len(words) < LONG and not (is_text and self._is_kept(words)) and not is_written_by_app(words):
            return
        key = (words, is_text or len(words) >= LONG)
        if (file, line) != self._row:
            self._row, self._in_row = (file, line), set()
        if key not in self._in_row and (known := self._known(key)) is not None:
            self._in_row.add(key)
            known.add(file, line)

    def extend(self, other: Repeats) -> None:
        """With the lines of the next rows."""
        self._texts += other._texts
        for key, one in other._lines.items():
            if (known := self._known(key)) is not None:
                known.extend(one)

    def _known(self, key: tuple[str, bool]) -> Suspect | None:
        """A line that is remembered from now on, if it was not before; None for a new one where there are too many."""
        known = self._lines.get(key)
        if known is None and len(self._lines) < _KEPT:
            known = self._lines[key] = Suspect()
        return known

    def suspects(self) -> Iterator[tuple[str, Suspect]]:
        """The lines that are told, by kind."""
        for (words, is_text), one in self._lines.items():
            if one.count >= self._least(words, is_text=is_text):
                yield "repeated" if len(words) >= LONG else "short", one

    def _least(self, words: str, *, is_text: bool) -> float:
        """The rows from which on a line is told."""
        if len(words) >= LONG or not is_text:
            return _MANY
        return _FEW if is_written_by_app(words) else max(_SOME, self._texts / _SHARE)

    def _is_kept(self, words: str) -> bool:
        """Whether a short line may be a program's: several words, no salutation, no signature."""
        if len(words) < _SHORT or words.endswith(_OWN_END) or sum(map(str.isalpha, words)) * 2 < len(words):
            return False
        return (" " in words or not words.isascii()) and not (self._name and self._name in words.casefold())


def is_written_by_app(words: str) -> bool:
    """Whether a short line is one that apps and pages write."""
    return len(words) < LONG and _PHRASE.fullmatch(words) is not None


def is_sent_from(words: str) -> bool:
    """Whether a line is what a phone or a program puts below a mail."""
    words = words.strip()
    if len(words) > 120 or _SENT.fullmatch(words) is None:
        return False
    return _BY_HAND.match(words) is None or _SENDING.search(words) is not None
