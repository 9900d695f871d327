"""Where people are named in a text, by the forms of their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from .declensions import POLISH
from .name_forms import HANGUL, PARTICLES, PREFIXES, SEMITIC, UNSPACED, WORD, Form, Way, folded, forms, handles
from .ordinary import WORDS, is_meant, is_month, plain

GAP = re.compile(r"[\s._'’@-]{0,3}")
WORDS_END = re.compile(r"[^\W_]{1,64}$")
LONGEST, _SHORTEST, _STARTS = 8, 3, 3
# A capital letter behind a capital one with an s: "Roths Regel".
OWNED = re.compile(r" [^\W\d_a-zß-ÿ]")
# What people have; it stands behind a name in one German word.
COMPOUND = re.compile(
    r"([^\W\d_]{4,40}?)(?:zimmer|wohnung|haus|auto|karre|rad|fahrrad|handy|laptop|rechner|schlüssel|tasche|jacke|sofa|bett"
    r"|balkon|garten|keller|büro|geburtstag|party|feier|hochzeit|eltern|mama|papa|mutter|vater|bruder|schwester|familie|oma"
    r"|opa|freund|freundin|hund|katze|kater|kind|kinder|kram|zeug|sachen|witz|witze|spruch|regel|style|moment|ding)s?$"
)

Place = tuple[int, int, str]


class _Form(msgspec.Struct, frozen=True, gc=False):
    standin: str
    way: Way


class NameFinder:
    """Knows names in all their forms and what is written instead; those in `mine` are never found."""

    def __init__(self, mine: Iterable[str], people: Iterable[tuple[tuple[str, ...], str]]) -> None:
        own, known = list(mine), list(people)
        self.mine: set[Form] = {(handle,) for handle in handles(own)}
        self._perhaps_mine: set[Form] = set()
        for form, way in (pair for name in own for pair in forms(name)):
            (self._perhaps_mine if way.is_weak else self.mine).add(_plain(form))
        self._spelled: set[str] = set()
        self._forms: dict[str, dict[Form, _Form]] = {}
        self._handles: dict[str, str] = {}
        for short in (False, True):
            for names, standin in known:
                self._learn(names, standin, short)
        self._starts = {first[:_STARTS] for first in self._forms}
        self._unspaced = sorted({len(first) for first in self._forms if UNSPACED.search(first)}, reverse=True)

    def places(self, text: str) -> Iterator[Place]:
        """Where a name stands, from where to where, and what is written there."""
        end = 0
        for match in WORD.finditer(text):
            if match.start() < end:
                continue
            found = self._mentioned(text, match) or self._named(text, match)
            if found:
                end = found[1]
                yield found
            elif self._unspaced and UNSPACED.search(match.group()):
                for found in self._inside(match):
                    end = found[1]
                    yield found

    def _learn(self, names: tuple[str, ...], standin: str, short: bool) -> None:
        """Short forms come after all whole ones: who is called Ben goes before who could be."""
        for name in names:
            for spelled, way in forms(name):
                form = _plain(spelled)
                if form in self.mine or (way.is_weak and form in self._perhaps_mine):
                    continue
                if short == way.is_weak:
                    self._forms.setdefault(form[0], {}).setdefault(form, _Form(standin, way))
                    self._spelled.update(spelled)
        for handle in handles(names):
            if (handle,) not in self.mine:
                self._handles.setdefault(handle, standin)

    def _mentioned(self, text: str, match: re.Match[str]) -> Place | None:
        sign, word = text[match.start() - 1 : match.start()], plain(match.group())
        if sign not in ("@", "#") or _is_wordy(text, match.start() - 2, -1):
            return None
        long = self._longest(text, match, word, free=sign == "@")
        standin = self._handles.get(word)
        return long or (standin and (match.start(), match.end(), standin)) or None

    def _named(self, text: str, match: re.Match[str]) -> Place | None:
        word = plain(match.group())
        found = self._longest(text, match, word)
        if found:
            return found
        owned = self._possessive(text, match, word) or self._compound(match, word)
        if owned:
            return owned
        if HANGUL.search(word):
            return self._with_particle(match, word)
        return self._with_prefix(match, word) if SEMITIC.match(word) else None

    def _possessive(self, text: str, match: re.Match[str], word: str) -> Place | None:
        """A name with an s: a surname where it is capitalized, a first name in any case."""
        form = self._single(word[:-1]) if word[-1] == "s" and len(word) > _SHORTEST and word not in WORDS else None
        if form is None or not (match.group()[0].isupper() or form.way.small):
            return None
        is_word = word[:-1] in WORDS
        if is_word and not (match.group()[0].isupper() and OWNED.match(text, match.end())):
            return None
        return match.start(), match.end(), f"{form.standin}s"

    def _compound(self, match: re.Match[str], word: str) -> Place | None:
        """A name that German writes together with what is its bearer's: "Kilianszimmer"."""
        if word[:_STARTS] not in self._starts:
            return None
        for found in COMPOUND.finditer(word):
            form = self._single(name := found[1]) or self._single(name := found[1].removesuffix("s"))
            if form and form.way.small and name not in WORDS and len(name) > _SHORTEST:
                return match.start(), match.start() + len(name), form.standin
        return None

    def _single(self, word: str) -> _Form | None:
        """A name of one word as it is given, no short form."""
        form = self._forms.get(word, {}).get((word,))
        return None if form is None or form.way.short else form

    def _longest(self, text: str, match: re.Match[str], word: str, *, free: bool = False) -> Place | None:
        """The longest form that starts with this word; `free` of the rules for words that are no names."""
        candidates = self._forms.get(word)
        if not candidates:
            return None
        run, ends = _run(text, match)
        for length in range(min(len(run), LONGEST), 0, -1):
            form = candidates.get(run[:length])
            start, end = match.start(), ends[length - 1]
            if form and (free or self._is_meant(text, start, end, form, length)):
                return start, end, form.standin
        return None

    def _is_meant(self, text: str, start: int, end: int, form: _Form, length: int) -> bool:
        """Whether words that are like a name are one: "olá" is not Ola, "Ada will come" not Ada Will."""
        last = WORDS_END.search(text, start, end)
        if length > 1:
            return not (last and last[0].islower() and text[start].isupper() and plain(last[0]) in WORDS)
        word = folded(text[start:end])
        return (word == plain(word) or word in self._spelled) and _is_name(text, start, end, form)

    def _with_particle(self, match: re.Match[str], word: str) -> Place | None:
        for length in range(len(word) - 1, 1, -1):
            form = self._forms.get(word[:length], {}).get((word[:length],))
            if form and PARTICLES.fullmatch(word[length:]):
                return match.start(), match.start() + length, form.standin
        return None

    def _with_prefix(self, match: re.Match[str], word: str) -> Place | None:
        """Hebrew and Arabic write little words together with what follows."""
        for length in (1, 2):
            form = self._forms.get(word[length:], {}).get((word[length:],))
            if form and len(word) - length > 2 and PREFIXES.fullmatch(word[:length]):
                return match.start() + length, match.end(), form.standin
        return None

    def _inside(self, match: re.Match[str]) -> Iterator[Place]:
        """Names in a script that sets no spaces between words, from two signs on."""
        word, place = plain(match.group()), 0
        while place < len(word):
            for length in self._unspaced:
                part = word[place : place + length]
                form = self._forms.get(part, {}).get((part,)) if length > 1 else None
                if form:
                    yield match.start() + place, match.start() + place + length, form.standin
                    place += length - 1
                    break
            place += 1


def _run(text: str, match: re.Match[str]) -> tuple[Form, list[int]]:
    """The words from this one on that stand together as the parts of a name do, and where each ends."""
    run, ends = [plain(match.group())], [match.end()]
    while len(run) < LONGEST:
        gap = GAP.match(text, ends[-1])
        following = WORD.match(text, gap.end() if gap else ends[-1])
        if not following:
            break
        run.append(plain(following.group()))
        ends.append(following.end())
    return tuple(run), ends


def _plain(form: Form) -> Form:
    return tuple(map(plain, form))


def _is_name(text: str, start: int, end: int, form: _Form) -> bool:
    """Whether one word that is like a name is meant as one."""
    word = text[start:end]
    if _is_wordy(text, start - 1, -1) or _is_wordy(text, end) or is_month(text, start, end):
        return False
    if plain(word) in WORDS or form.way.wordy or (form.way.short and len(word) < 4):
        return is_meant(text, start, end)
    if form.way.polish and not POLISH.search(text):
        return False
    return (
        word[:1] != word[:1].lower()
        or not word[:1].isalpha()
        or (form.way.small and len(word) > 2)
        or word[:1].upper() == word[:1]
    )


def _is_wordy(text: str, place: int, step: int = 1) -> bool:
    """Whether a stroke there joins the word with another one; "_Ada_" is only written slanted."""
    beyond = place + step
    return 0 <= place < len(text) and text[place] == "_" and 0 <= beyond < len(text) and text[beyond].isalnum()
