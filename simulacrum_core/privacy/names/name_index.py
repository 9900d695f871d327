"""Who is meant by which form of a name: looked up by the words of a text."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

import msgspec

from .account_names import account_names
from .endings import LONGEST, WORDY, Ending, all_endings, is_ending, stems
from .name_forms import GIVEN, HANGUL, PERHAPS, SHORT, SPELLED, Form, Way, folded, forms, handles, plains, titled, words
from .ordinary import WORDS, plain

Told = Mapping[str, Sequence[tuple[Form, Way]]]
"""The forms of names, found once."""

START = 3
"""Letters by which most words are told from all names."""


class Known(msgspec.Struct, frozen=True):
    """Somebody who takes part: every name that stands for this one person, and the handles of their accounts."""

    names: tuple[str, ...]
    handles: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Known({len(self.names)} names)"

    @property
    def key(self) -> str:
        """What the person is told apart by: the first name given, folded."""
        return " ".join(words(self.names[0])) or folded(self.names[0])


class NameForm(msgspec.Struct, frozen=True, gc=False):
    """A form of somebody's name; `person` is a number, `before` and `behind` are words of the text that stay."""

    person: int
    way: Way
    before: str = ""
    behind: str = ""


class Stem(msgspec.Struct, frozen=True, gc=False):
    """A form without its end, and what may stand in its place."""

    form: NameForm
    word: str
    ending: Ending


class NameIndex:
    """Forms of the names of some people, numbered in their order; `shared` are short forms that several may be called by.

    Those get numbers behind the people's. Forms of `mine` are nobody's.
    """

    def __init__(self, mine: Known, people: Sequence[Known]) -> None:
        told = {name: list(forms(name)) for person in (mine, *people) for name in person.names}
        own = [pair for name in mine.names for pair in told[name]]
        self.mine: set[Form] = {(handle,) for handle in handles((*mine.names, *mine.handles))}
        self.mine |= {_plain(form) for form, way in own if not way.rank}
        self._perhaps_mine = {_plain(form) for form, way in own if way.rank}
        self._my_accounts = {word for word, _ in account_names(mine.names)}
        self.spelled: set[str] = set()
        self.forms: dict[str, dict[Form, NameForm]] = {}
        self.handles: dict[str, int] = {}
        self.accounts: dict[str, tuple[int, int]] = {}
        self.initials: dict[Form, int] = {}
        self.shared: list[str] = []
        self._stems: dict[str, list[Stem]] = {}
        self._count = len(people)
        for rank in (GIVEN, SPELLED, SHORT, PERHAPS):
            for number, person in enumerate(people):
                self._learn(number, person, rank, told)
        for number, person in enumerate(people):
            self._learn_accounts(number, person)
        self._learn_initials(mine, people)
        self._learn_stems({stem for form, _ in own if len(form) == 1 for stem in stems(form[0])})
        begins = (self.forms, self._stems, self.accounts, (form[0] for form in self.initials))
        self._begins = {word[:START] for found in begins for word in found}

    def is_mine(self, name: str) -> bool:
        """Whether a name is the persona's, or one of its words is."""
        form = plains(name)
        return bool({form, *((word,) for word in form)} & (self.mine | self._perhaps_mine))

    def may_begin(self, word: str) -> bool:
        """Whether a word could be a name or begin one, by its first letters; most are neither."""
        return word[:START] in self._begins or word[:2] in self._begins

    def single(self, word: str) -> NameForm | None:
        """A form of one word."""
        return self.forms.get(word, {}).get((word,))

    def bent(self, word: str) -> Iterator[tuple[NameForm, str, str, Ending]]:
        """Of whom a word is the name with an ending: the form, the name, what ends it; the shortest ending first."""
        known = all_endings()
        for cut in range(len(word) - 1, max(1, len(word) - LONGEST), -1):
            found = self._stems.get(word[:cut])
            if not found or word[cut:] not in known:
                continue
            for stem in found:
                if is_ending(word[:cut], word[cut:], stem.ending):
                    yield stem.form, stem.word, word[cut:], stem.ending

    def _learn(self, number: int, person: Known, rank: int, told: Told) -> None:
        """Short forms come after all whole ones: who is called Ben goes before who could be."""
        for name in person.names:
            for spelled, way in told[name]:
                form = _plain(spelled)
                if way.rank == rank and self._is_free(form, way):
                    self._keep(form, NameForm(number, way))
                    self.spelled.update(spelled)
            for whole, before, behind in titled(name) if rank == GIVEN else ():
                self._keep((whole,), NameForm(number, Way(True), before, behind))
        for handle in handles((*person.names, *person.handles)) if rank == GIVEN else ():
            if (handle,) not in self.mine:
                self.handles.setdefault(handle, number)

    def _is_free(self, form: Form, way: Way) -> bool:
        return form not in self.mine and not (way.rank and form in self._perhaps_mine)

    def _keep(self, form: Form, new: NameForm) -> None:
        kept = self.forms.setdefault(form[0], {}).setdefault(form, new)
        if kept.person != new.person and kept.way.rank == new.way.rank >= SHORT and kept.person < self._count:
            # Two may be called so, and nobody can tell who is meant: it is a name of its own.
            self.forms[form[0]][form] = NameForm(self._count + len(self.shared), new.way)
            self.shared.append(" ".join(form))

    def _learn_accounts(self, number: int, person: Known) -> None:
        for handle in person.handles:
            form = plains(handle)
            if form and not (len(form) == 1 and form[0] in WORDS) and self._is_free(form, Way(True)):
                self._keep(form, NameForm(number, Way(True)))
        for word, where in account_names(person.names):
            if word not in self._my_accounts and (word,) not in self.mine:
                self.accounts.setdefault(word, (number, where))

    def _learn_initials(self, mine: Known, people: Sequence[Known]) -> None:
        """First name and initial, initial and surname, two initials: where they are those of one person only."""
        found: dict[Form, set[int]] = {}
        for number, person in enumerate((mine, *people), -1):
            for name in person.names:
                for form in _initials(name):
                    found.setdefault(form, set()).add(number)
        alone = {form: numbers.pop() for form, numbers in found.items() if len(numbers) == 1}
        self.initials = {form: number for form, number in alone.items() if number >= 0}

    def _learn_stems(self, mine: Container[tuple[str, Ending]]) -> None:
        known = [(form, found) for kept in self.forms.values() for form, found in kept.items() if len(form) == 1]
        for (word,), form in known:
            for stem in stems(word) if form.way.rank < PERHAPS else ():
                if stem not in mine:
                    self._stems.setdefault(stem[0], []).append(Stem(_declined(form, word, stem[1]), word, stem[1]))


def _declined(form: NameForm, word: str, ending: Ending) -> NameForm:
    """Declined, a name is only found where it is capitalized, unless its language or a fond ending tells enough."""
    small = form.way.small and (ending.language in ("", "turkish") or ending.fond)
    small = small and word not in WORDY.get(ending.language, ())
    return NameForm(
        form.person,
        Way(small, max(form.way.rank, SHORT if ending.fond else GIVEN), form.way.wordy or plain(word) in WORDS),
    )


def _initials(name: str) -> Iterator[Form]:
    parts = plains(name)
    if len(parts) < 2 or not all(part[0].isalpha() and not HANGUL.match(part) for part in parts):
        return
    first, one = parts[0], parts[0][0]
    for last in {parts[1], parts[-1]}:
        yield from ((first, last[0]), (one, last), (one, last[0]), (last, one))


def _plain(form: Form) -> Form:
    return tuple(map(plain, form))
