"""Finds what is private in one message."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from functools import lru_cache

from ..config.categories import CATEGORIES, Category
from .asked import NOTHING, Asked
from .look import BREAK, Look
from .prefilter import INSIDE, LONG, MARK, WORDS, Prefilter
from .recognizers import (
    accounts,
    beside,
    births,
    chosen,
    codes,
    coins,
    credentials,
    dials,
    given,
    identities,
    learned,
    locks,
    logins,
    network,
    obfuscated,
    passwords,
    phones,
    places,
    seeds,
    wallets,
    weighed,
)
from .recognizers.answers import answers, asked, asked_of
from .recognizers.counts import counts
from .recognizers.loose import is_name
from .recognizers.number_words import ALL as NUMBER_WORDS
from .recognizers.number_words import may_have_run
from .recognizers.plain import OTHER_SCRIPT, Plain, lowered, plain
from .recognizers.secret_words import mentioned
from .recognizers.spans import Span, apart
from .recognizers.told import told
from .stand_ins import is_any_standin, is_standin

CODES = re.compile("|".join(codes.STEMS))
MANY = re.compile(r"(?<![\w-])\d{9,15}(?![\w-])")
SOME = re.compile(r"(?<![\w.,:/-])\d{4,8}(?![\w/-]|[.,:]\d)")
# Digits of a keypad, as emoji: nobody writes a price so.
KEYS = re.compile(r"(?<!\d)(?!(?:12345|54321))\d{4,12}(?!\d)")
PAIRED = re.compile(r"(?<![\w.,:/-])\d{3,5}[ -]\d{3,5}(?![\w/-]|[.,: ]\d)")
DIGIT = re.compile(r"\d")
MOST_CODES = 3
"""Numbers of a message where one is a code, and another as long is one too."""
LONG_WORD = re.compile(rf"\S{{{LONG}}}")
LONGER = re.compile(r"\d(?:[\w\W]{0,3}\d){3}")
NUMBER = re.compile(r"\d(?:[\W_]{0,3}\d){6}")
COUNTED, NAMED = frozenset(("code", "password", "plate")), frozenset(("code", "password"))


class Finder:
    """Looks for `categories`; `regions` are the ISO 3166 countries whose phone numbers are written without a prefix.

    Without `learned` only rules tell, not the weights that judge a value by the talk around it.
    """

    def __init__(
        self,
        categories: Iterable[Category] = CATEGORIES,
        regions: Sequence[str] = (),
        own_words: Iterable[str] = (),
        *,
        learned: bool = True,
    ) -> None:
        self._has_learned = learned
        self._wanted = frozenset(categories)
        self.regions = tuple(regions) or phones.REGIONS
        own = sorted({word.strip() for word in own_words if word.strip()}, key=lambda word: (-len(word), word))
        self._own = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in own), re.I) if own else None
        self._prefilter = Prefilter(self._own)

    def look(self, texts: Sequence[str]) -> Look:
        """Where in a talk are the texts in which something may be found; in all others nothing is."""
        return self._prefilter.look(texts)

    def find(self, text: str, asked_for: Asked = NOTHING, *, sure: bool = False) -> tuple[Span, ...]:
        """The spans in the order of the text, without overlaps; stand-ins of the redactor are none.

        `asked_for` is what its neighbours ask for and say, as `asked` tells.
        """
        low = lowered(text)
        if not (asked_for or self._may_hold(text, low)):
            return ()
        read = plain(text, low)
        kinds = asked_for.kinds
        if kinds or "\n" in text:
            kinds = kinds.union(*(each.kinds for each in asked(text.split("\n"))))
        spans = [*self._found(read.text, kinds), *_spelled(read)]
        spans = [span for span in spans if span.category not in COUNTED or not counts(read.text, span.start, span.end)]
        low = lowered(read.text)
        spans = [s for s in spans if s.category not in NAMED or not is_name(low, s.start, s.end)]
        if self._has_learned:
            spans += learned.learned(read.text, asked_for.near, spans, is_any_standin, sure=sure)
        others = _others_of(read.text, spans)
        spans += learned.likely(read.text, asked_for.near, others) if self._has_learned else others
        found = [_placed(span, read) for span in spans if span.category in self._wanted]
        made = [span for span in found if is_standin(span.category, text[span.start : span.end])]
        return apart(_besides(found, made, len(text)) if made else found)

    def find_in_talk(self, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        """The spans of each message of a talk, with what their neighbours ask for."""
        return [self.find(text, kinds) for text, kinds in zip(texts, asked(texts), strict=True)]

    def find_in_lines(self, text: str, speakers: Collection[str] = ()) -> tuple[Span, ...]:
        """The spans of what several people said, each line as a message; `speakers` may stand before theirs.

        Only key blocks and recovery phrases go over several lines.
        """
        found: list[Span] = []
        lines = text.split("\n")
        said = [_said(line, speakers) for line in lines]
        places, has_run, _ = self._prefilter.look(said)
        starts = list(itertools.accumulate((len(line) + 1 for line in lines), initial=0)) if places or self._own else []
        for place in sorted(places) if self._own is None else range(len(lines)):
            line, text_of, kinds = lines[place], said[place], asked_of(said, place)
            lead = len(line) - len(text_of)
            # The colon behind a name alone would have every such line read.
            if kinds or not lead or self._own or self._may_hold(text_of, lowered(text_of)):
                spans = self.find(text_of, kinds, sure=True) if kinds else self.find(line, sure=True)
                shift = starts[place] + lead if kinds else starts[place]
                found += (Span(shift + s.start, shift + s.end, s.category, s.evidence) for s in spans)
        if "credential" in self._wanted:
            may_have_seeds = has_run or _are_long(speakers)
            long = (*credentials.key_blocks(text), *(seeds.seeds(text) if may_have_seeds else ()))
            found += (span for span in long if not is_standin(span.category, text[span.start : span.end]))
        return apart(found)

    def look_at_lines(self, texts: Sequence[str], speakers: Collection[str] = ()) -> Set[int]:
        """The places of texts in which `find_in_lines` may find something, told by one look at all of them."""
        said = [[_said(line, speakers) for line in text.split("\n")] for text in texts]
        places, has_run, words = self._prefilter.look([line for lines in said for line in lines])
        if self._own is not None or words is None or _are_long(speakers):
            return {*range(len(texts))}
        ends = list(itertools.accumulate(map(len, said)))
        found = {bisect_right(ends, place) for place in places}
        if has_run:
            each = words.split(BREAK)
            runs = (b"".join(each[start:end]) for start, end in itertools.pairwise([0, *ends]))
            found.update(place for place, run in enumerate(runs) if seeds.ROW in run)
        if credentials.BLOCK.search("\n".join(texts)):
            found.update(place for place, text in enumerate(texts) if credentials.BLOCK.search(text))
        return found

    def _may_hold(self, text: str, low: str) -> bool:
        """One look at a text, which is all that nearly every message costs; `low` is the text in small letters."""
        if MARK.search(text) or LONG_WORD.search(text) or INSIDE.search(text) or WORDS.search(low):
            return True
        # The words are split once for all who ask for them: half of what this look costs.
        words = (low.replace("-", " ") if "-" in low else low).split()
        return (
            (not NUMBER_WORDS.isdisjoint(words) and may_have_run(low))
            or (len(words) >= seeds.LEAST and "credential" in self._wanted and seeds.may_have_seeds(low))
            or (not text.isascii() and OTHER_SCRIPT.search(text) is not None)
            or (self._own is not None and self._own.search(text) is not None)
        )

    def _found(self, text: str, kinds: frozenset[str]) -> Iterator[Span]:
        """Each kind of search only where a look at the text says that it could find something."""
        low = lowered(text)
        has_digit = DIGIT.search(text) is not None
        named = mentioned(low)
        yield from _told(text, low, named)
        yield from beside.beside(text, low, named, has_digit)
        if kinds:
            yield from answers(text, kinds)
        if "@" in text:
            yield from network.emails(text)
        if "://" in text or "_" in text or LONG_WORD.search(text):
            yield from credentials.credentials(text)
            yield from coins.coins(text)
        if "credential" in self._wanted:
            yield from seeds.seeds(text)
            yield from wallets.phrases(text, low)
        if self._own:
            yield from (Span(*match.span(), "own", "own") for match in self._own.finditer(text))
        yield from obfuscated.spelled(text, low)
        if passwords.may_tell(text, low):
            yield from passwords.passwords(text)
        if "identity" in self._wanted:
            yield from identities.handles(text, low)
        if has_digit:
            yield from self._numbers(text, low, named)

    def _numbers(self, text: str, low: str, named: frozenset[str]) -> Iterator[Span]:
        if "everywhere" in named:
            yield from chosen.everywhere(text, low)
        yield from places.places(text)
        yield from weighed.weighed(text, low)
        if not named.isdisjoint(("lock", "opens", "enter", "code", "password")) or locks.has_star(low):
            yield from locks.locks(text, low)
        if not named.isdisjoint(("code", "pin")):
            yield from given.given(text, low)
        if CODES.search(low):
            yield from codes.codes(text)
        if text.count(".") > 2 or text.count(":") > 2:
            yield from network.addresses(text)
        yield from births.plates(text, low)
        yield from dials.dials(low)
        yield from births.birthdates(low)
        if LONGER.search(text):
            yield from accounts.cards(text)
            yield from codes.checks(text)
            yield from accounts.accounts(text)
            if "identity" in self._wanted:
                yield from identities.identities(text)
        if "phone" in self._wanted and NUMBER.search(text):
            yield from phones.phones(text, self.regions)


def _told(text: str, low: str, named: frozenset[str]) -> Iterator[Span]:
    """What words tell; `named` are the kinds of those that the text has."""
    yield from told(text, low, named)
    if not named.isdisjoint(("password", "key")):
        yield from chosen.chosen(text, low)
    if not named.isdisjoint(("account", "email", "opens")) or " / " in text:
        yield from logins.logins(text, low)


def _spelled(read: Plain) -> Iterator[Span]:
    """What somebody spells out: nine digits and more are a phone's, fewer beside a word for a lock are its code."""
    for match in MANY.finditer(read.text) if read.places is not None else ():
        start, end = read.span(*match.span())
        if any(map(str.isalpha, read.source[start:end])):
            yield Span(*match.span(), "phone", "format")
    for match in KEYS.finditer(read.text) if "\u20e3" in read.source else ():
        start, end = read.span(*match.span())
        if read.source.count("\u20e3", start, end) == len(match.group()) and not codes.is_year_like(match.group()):
            yield Span(*match.span(), "code", "format")
    low = lowered(read.text) if read.places is not None else ""
    for match in SOME.finditer(read.text) if read.places is not None else ():
        start, end = read.span(*match.span())
        if end - start > len(match.group()) + 2 and beside.is_of_lock(low, match.start()):
            yield Span(*match.span(), "code", "context")


def _others_of(text: str, spans: Sequence[Span]) -> list[Span]:
    """Numbers in the form of a code of the message, the old one or another's: "was 6605, now 5066"; never a year."""
    codes_of = [text[span.start : span.end] for span in spans if span.category == "code"]
    forms = {DIGIT.sub("0", value) for value in codes_of if not any(map(str.isalpha, value))}
    numbers = [match.span() for match in SOME.finditer(text)] if forms else []
    numbers += [match.span() for match in PAIRED.finditer(text)] if any(map(PAIRED.fullmatch, forms)) else []
    if len(numbers) > MOST_CODES:
        return []
    return [
        Span(start, end, "code", "context")
        for start, end in numbers
        if DIGIT.sub("0", text[start:end]) in forms
        and not codes.is_year_like(text[start:end])
        and not counts(text, start, end)
    ]


def _placed(span: Span, read: Plain) -> Span:
    """Where it stands in the message."""
    return span if read.places is None else Span(*read.span(span.start, span.end), span.category, span.evidence)


def _are_long(speakers: Collection[str]) -> bool:
    """Whether a name before a colon may be more than the end of a recovery phrase."""
    return _most_words(frozenset(speakers)) > seeds.LEAST - seeds.SEEN


@lru_cache(maxsize=4)
def _most_words(speakers: frozenset[str]) -> int:
    """The words of letters in the longest name."""
    return max((len(seeds.WORD.findall(name)) for name in speakers), default=0)


def _said(line: str, speakers: Collection[str]) -> str:
    """What somebody said, without the name before it."""
    name, mark, said = line.partition(": ")
    return said if mark and name in speakers else line


def _besides(found: list[Span], made: list[Span], length: int) -> Iterator[Span]:
    """Without the stand-ins and what mostly consists of them: two codes side by side are no phone number."""
    covered = bytearray(length)
    for span in made:
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    for span in found:
        if 2 * covered.count(1, span.start, span.end) < span.end - span.start:
            yield span
