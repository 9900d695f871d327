"""Where people are named in a text, by the forms of their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .account_names import ANYWHERE, DIGITS, is_account
from .endings import WORDY_CASES
from .languages import is_evident
from .name_forms import HANGUL, PARTICLES, PREFIXES, SEMITIC, UNSPACED, WORD, Form, Way, folded
from .name_index import Known, NameForm, NameIndex
from .name_signs import is_initialed, is_name, is_wordy
from .ordinary import WORDS, plain

GAP = re.compile(r"[\s._'’@-]{0,3}")
WORDS_END = re.compile(r"[^\W_]{1,64}$")
LONGEST, _SHORTEST, _LONG = 8, 3, 5
# A capital letter behind a capital one with an s: "Roths Regel".
OWNED = re.compile(r" [^\W\d_a-zß-ÿ]")
# What people have; it stands behind a name in one German word.
COMPOUND = re.compile(
    r"([^\W\d_]{4,40}?)(?:zimmer|wohnung|haus|auto|karre|rad|fahrrad|handy|laptop|rechner|schlüssel|tasche|jacke|sofa|bett"
    r"|balkon|garten|keller|büro|geburtstag|party|feier|hochzeit|eltern|mama|papa|mutter|vater|bruder|schwester|familie|oma"
    r"|opa|freund|freundin|hund|katze|kater|kind|kinder|kram|zeug|sachen|witz|witze|spruch|regel|style|moment|ding)s?$"
)
# Behind the invented name in an invented address, which is known by its looks and so has to keep them.
STANDIN = re.compile(r"\.[xyz]{4}@example\.com")
STRETCHED = re.compile(r"([^\W\d_])\1\1+")
# Between the parts of one name.
JOINT = re.compile(r"[ \u00a0.-]{1,2}")

Place = tuple[int, int, str]
Found = tuple[int, int, NameForm, str]
"""From where to where whose name stands, and what of it stays behind the invented one."""


class NameFinder:
    """Knows names in all their forms; those of `mine` are never found.

    `standins` are what is written instead, by the numbers of people and shared forms; they may be set later on.
    """

    def __init__(self, mine: Known, people: Sequence[Known], standins: Sequence[str] = ()) -> None:
        self.index = NameIndex(mine, people)
        self.standins = standins
        self._unspaced = sorted({len(first) for first in self.index.forms if UNSPACED.search(first)}, reverse=True)

    @property
    def shared(self) -> Sequence[str]:
        """Short forms that several people may be called by; each is a name of its own."""
        return self.index.shared

    def places(self, text: str) -> Iterator[Place]:
        """Where a name stands, from where to where, and what is written there; a name's parts are one place."""
        kept: Place | None = None
        for found in self._places(text):
            if kept is not None and _are_one(text, kept, found):
                kept = (kept[0], found[1], found[2])
                continue
            if kept is not None:
                yield kept
            kept = found
        if kept is not None:
            yield kept

    def is_named_in(self, text: str) -> bool:
        """Whether anybody is, before it is known what is written instead."""
        return any(True for _ in self._found(text))

    def _places(self, text: str) -> Iterator[Place]:
        for start, end, form, behind in self._found(text):
            yield start, end, f"{form.before}{self.standins[form.person]}{form.behind}{behind}"

    def _found(self, text: str) -> Iterator[Found]:
        end = 0
        for match in WORD.finditer(text):
            if match.start() < end:
                continue
            found = self._mentioned(text, match) or self._named(text, match)
            if found and STANDIN.match(text, found[1]):
                continue
            if found:
                end = found[1]
                yield found
            elif self._unspaced and UNSPACED.search(match.group()):
                for found in self._inside(match):
                    end = found[1]
                    yield found

    def _mentioned(self, text: str, match: re.Match[str]) -> Found | None:
        sign, word = text[match.start() - 1 : match.start()], plain(match.group())
        if sign not in ("@", "#") or is_wordy(text, match.start() - 2, -1):
            return None
        long = self._longest(text, match, word, free=sign == "@")
        person = self.index.handles.get(word)
        if long is None and person is not None:
            return match.start(), match.end(), NameForm(person, Way(True)), ""
        return long

    def _named(self, text: str, match: re.Match[str]) -> Found | None:
        word = plain(match.group())
        if self.index.may_begin(word):
            found = (
                self._longest(text, match, word)
                or self._possessive(text, match, word)
                or self._compound(match, word)
                or self._declined(text, match, word)
                or self._account(text, match, word)
                or self._stretched(match, word)
            )
            if found:
                return found
        if HANGUL.search(word):
            return self._with_particle(match, word)
        return self._with_prefix(match, word) if SEMITIC.match(word) else None

    def _possessive(self, text: str, match: re.Match[str], word: str) -> Found | None:
        """A name with an s: a surname where it is capitalized, a first name in any case."""
        form = self._single(word[:-1]) if word[-1] == "s" and len(word) > _SHORTEST and word not in WORDS else None
        if form is None or not (match.group()[0].isupper() or form.way.small):
            return None
        is_word = word[:-1] in WORDS
        if is_word and not (match.group()[0].isupper() and OWNED.match(text, match.end())):
            return None
        return match.start(), match.end(), form, "s"

    def _compound(self, match: re.Match[str], word: str) -> Found | None:
        """A name that German writes together with what is its bearer's: "Kilianszimmer"."""
        for found in COMPOUND.finditer(word):
            form = self._single(name := found[1]) or self._single(name := found[1].removesuffix("s"))
            if form and form.way.small and name not in WORDS and len(name) > _SHORTEST:
                return match.start(), match.start() + len(name), form, ""
        return None

    def _single(self, word: str) -> NameForm | None:
        """A name of one word as it is given, no short form."""
        form = self.index.single(word)
        return None if form is None or form.way.rank else form

    def _declined(self, text: str, match: re.Match[str], word: str) -> Found | None:
        """A name with an ending of its language, where the message is in it or the ending tells enough."""
        for form, _, ending, told in self.index.bent(word):
            # "Karlchen" tells enough, "kitchen" does not.
            is_long = told.fond and len(ending) > 3 and len(word) - len(ending) > 3 and match.group()[0].isupper()
            if told.language and not is_long and not is_evident(told.language, text):
                continue
            if word in WORDY_CASES or (told.fond and len(ending) < 3):
                form = NameForm(form.person, form.way._replace(small=False, wordy=word in WORDY_CASES))
            if is_name(text, match.start(), match.end(), form):
                return match.start(), match.end(), form, ""
        return None

    def _stretched(self, match: re.Match[str], word: str) -> Found | None:
        """A name that is called out: "Adaaa"."""
        short = STRETCHED.sub(r"\1", word)
        form = self._single(short) if short != word and short not in WORDS else None
        return None if form is None else (match.start(), match.end(), form, "")

    def _account(self, text: str, match: re.Match[str], word: str) -> Found | None:
        """What somebody's account is called, with the digits behind it."""
        base = DIGITS.sub("", word) if word[-1].isdigit() else word
        known = self.index.accounts.get(base)
        if known is None:
            return None
        person, where = known
        is_joined = is_wordy(text, match.start() - 1, -1) or is_wordy(text, match.end())
        has_digits = text[match.end() : match.end() + 1] == "_" and text[match.end() + 1 : match.end() + 2].isdigit()
        if is_joined and (base in WORDS or not (has_digits or len(base) >= _LONG)):
            return None
        if where == ANYWHERE or is_joined or is_account(text, match.start(), match.end(), base):
            return match.start(), match.end(), NameForm(person, Way(True)), ""
        return None

    def _longest(self, text: str, match: re.Match[str], word: str, *, free: bool = False) -> Found | None:
        """The longest form that starts with this word; `free` of the rules for words that are no names."""
        candidates = self.index.forms.get(word)
        if not candidates and not (len(word) == 1 and text[match.end() : match.end() + 1] in (".", "_")):
            return None
        run, ends = _run(text, match)
        for length in range(min(len(run), LONGEST), 0, -1):
            start, end = match.start(), ends[length - 1]
            if length == 2 and (initialed := self._initialed(text, match, end, run[:2])):
                return initialed
            form = candidates.get(run[:length]) if candidates else None
            if form and (free or self._is_meant(text, start, end, form, length)):
                return start, end, form, ""
        return None

    def _initialed(self, text: str, match: re.Match[str], end: int, form: Form) -> Found | None:
        """A name and an initial, or two initials; with the dot of the last one."""
        person = self.index.initials.get(form)
        if person is None or not is_initialed(text, match.start(), match.end(), end, form):
            return None
        has_dot = len(form[1]) == 1 and text[end : end + 1] == "."
        return match.start(), end + has_dot, NameForm(person, Way(True)), ""

    def _is_meant(self, text: str, start: int, end: int, form: NameForm, length: int) -> bool:
        """Whether words that are like a name are one: "olá" is not Ola, "Ada will come" not Ada Will."""
        last = WORDS_END.search(text, start, end)
        if length > 1:
            if form.way.wordy and text[start:end].islower():
                return False
            return not (last and last[0].islower() and text[start].isupper() and plain(last[0]) in WORDS)
        word = folded(text[start:end])
        return (word == plain(word) or word in self.index.spelled) and is_name(text, start, end, form)

    def _with_particle(self, match: re.Match[str], word: str) -> Found | None:
        for length in range(len(word) - 1, 1, -1):
            form = self.index.single(word[:length])
            if form and PARTICLES.fullmatch(word[length:]):
                return match.start(), match.start() + length, form, ""
        return None

    def _with_prefix(self, match: re.Match[str], word: str) -> Found | None:
        """Hebrew and Arabic write little words together with what follows."""
        for length in (1, 2):
            form = self.index.single(word[length:])
            if form and len(word) - length > 2 and PREFIXES.fullmatch(word[:length]):
                return match.start() + length, match.end(), form, ""
        return None

    def _inside(self, match: re.Match[str]) -> Iterator[Found]:
        """Names in a script that sets no spaces between words, from two signs on."""
        word, place = plain(match.group()), 0
        while place < len(word):
            for length in self._unspaced:
                part = word[place : place + length]
                form = self.index.single(part) if len(part) == length > 1 and UNSPACED.search(part) else None
                if form:
                    yield match.start() + place, match.start() + place + length, form, ""
                    place += length - 1
                    break
            place += 1


def _are_one(text: str, before: Place, after: Place) -> bool:
    """Whether two places are parts of one name: "Анной Петровой"; not "Ada Ada"."""
    if before[2] != after[2] or not JOINT.fullmatch(text, before[1], after[0]):
        return False
    first, second = text[before[0] : before[1]], text[after[0] : after[1]]
    return plain(first) != plain(second) and not any(map(str.isdigit, first + second))


def _run(text: str, match: re.Match[str]) -> tuple[Form, list[int]]:
    """The words from this one on that stand together as the parts of a name do, and where each ends."""
    run, ends = [plain(match.group())], [match.end()]
    while len(run) < LONGEST:
        gap = GAP.match(text, ends[-1])
        following = WORD.match(text, gap.end() if gap else ends[-1])
        if not following or (gap and gap[0] == "@"):
            break
        run.append(plain(following.group()))
        ends.append(following.end())
    return tuple(run), ends
