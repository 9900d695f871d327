"""Who wrote: names at the head of records, told apart from system lines that hold a colon."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

import msgspec

from simulacrum_core import Participant

from . import phrases
from .marks import LRM, MARKS_ONE_BY_ONE, RLM, SPACES, unmarked
from .notices import tells_deed, tells_encryption, tells_event

_DOUBLE = re.compile('["“”„‟«»″＂]')
_SINGLE = re.compile(r"\s'[^']*\Z")
_PAIRS = (("「", "」"), ("『", "』"), ("《", "》"), ("‘", "’"))
_LONGEST_NAME = 120
_LONGEST_LINE = 40
_MOST_WORDS = 8
_SURE, _LONGEST_PART = 3, 40
"""Records that tell a name with a colon in it, and characters of what stands behind the colon."""
_OFTEN, _PART = 5, 10
"""Messages that begin with what may be the rest of a name, and of how many of the name's one of them has to be one."""
_LABELS = frozenset(
    "todo|to do|ps|p.s|pps|edit|note|fyi|btw|re|update|tldr|tl;dr|spoiler|me|you|him|her|q|a|question|answer|lol|ok"
    "|tip|hint|plan|reminder|idea|fact|rule|quote|translation|and|so|but|or|p|i|nb|warning|news|today|tomorrow|now|him"
    "|frage|antwort|idee|plan|heute|morgen|jetzt|wichtig|achtung|ach|ich|du|er|sie|und|oder|aber|also|moi|toi|lui|elle"
    "|question|réponse|idée|note|yo|tú|él|ella|pregunta|respuesta|nota|idea|io|lui|lei|domanda|risposta|eu|ele|ela"
    "|pergunta|resposta|vraag|antwoord|ik|jij|hij|zij|вопрос|ответ|я|ты|он|она|итого|soru|cevap".split("|")
)
_FEW = 4
"""Heads of some records that are counted one by one."""
MOST_HEADS = 100_000
"""Heads that are counted of one stretch, the most frequent ones where there are more."""
_BEGINNING = 200
"""Records in which an export tells that the chat is encrypted."""
_PHONE = re.compile(r"\+?[\d\s()./\u2010-\u2015\u00a0-]{5,}$")
_OVERRIDES = "\u202d\u202e"
_PLACE = "https://maps.google.com/"


class UnsureName(msgspec.Struct, frozen=True):
    """A name, what stands behind it in `count` messages and may be a part of it."""

    name: str
    rest: str
    count: int


class Names:
    """The heads of the records of one stretch, counted; `sample` are its first records."""

    def __init__(self, separator: str, layout: str, sample: Sequence[str]) -> None:
        self.separator, self.layout, self.sample = separator, layout, sample
        self.heads: Counter[str] = Counter()

    def add(self, heads: Sequence[str]) -> None:
        """Count some more heads."""
        there = dict.fromkeys(heads)
        if len(there) > _FEW:
            self.heads.update(heads)
        else:
            # To count them one by one takes less than half of what a counter does.
            for head in there:
                self.heads[head] += heads.count(head)
        if len(self.heads) > 2 * MOST_HEADS:
            self.heads = Counter(dict(self.heads.most_common(MOST_HEADS)))


def people_of(stretches: Sequence[Names]) -> dict[str, Participant]:
    """Authors by head, over all stretches of a file."""
    heads: Counter[str] = Counter()
    groups: set[str] = set()
    counted = [_counted(names) for names in stretches]
    for names, counts in zip(stretches, counted, strict=True):
        heads.update(dict.fromkeys(counts, 2) if names.layout == "bracket" else counts)
        if names.layout == "bracket":
            groups |= _groups(names, counts)
    known = {head for head, count in heads.items() if count > 1}
    found = {
        head: person
        for head, person in authors(heads).items()
        if head not in groups and not (heads[head] == 1 and _begins_with(head, known)) and not _quotes_deed(head, known)
    }
    for counts in counted:
        found |= _namesakes(found, counts)
    return found


def unsure_names(stretches: Sequence[Names], people: Container[str]) -> tuple[UnsureName, ...]:
    """Heads behind which another one stands often: a label that somebody writes, or the rest of a longer name.

    Nothing in the file tells which: `Ada` and `Ada: work` may be two contacts.
    """
    found = list[UnsureName]()
    for names in stretches:
        pairs = [body.partition("\n")[0].partition(names.separator) for body in names.sample]
        said = Counter(head for head, separated, _ in pairs if separated)
        inner = Counter(
            (head, parted[0])
            for head, _, rest in pairs
            if names.separator in rest
            for parted in (rest.partition(names.separator),)
            if not parted[2].startswith(_PLACE)
        )
        found += [
            UnsureName(head, rest, count)
            for (head, rest), count in inner.items()
            if head in people
            and rest not in people
            and count >= _OFTEN
            and count * _PART >= said[head]
            and len(rest) <= _LONGEST_PART
            and any(map(str.isalpha, rest))
            and not _is_of_app(rest)
            and unmarked(rest).strip().casefold() not in _LABELS
        ]
    return tuple(found)


def _is_of_app(rest: str) -> bool:
    """Whether it begins what the app writes: behind a mark, or a place, a poll or a file in its own words."""
    phrase = phrases.fold_phrase(unmarked(rest).strip(SPACES))
    return rest.startswith((LRM, RLM)) or any(phrase in known for known in (phrases.LOCATIONS, phrases.POLLS))


def _namesakes(people: Mapping[str, Participant], counts: Counter[str]) -> dict[str, Participant]:
    """People of one export whose names differ in their blanks or marks alone, but the first one of each name.

    A phone writes a name in one way, so that `Dana` and `Dana ` are two contacts. Their ids show the blanks and marks.
    """
    alike: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for head in sorted(counts, key=lambda head: (head != " ".join(unmarked(head).split()), -counts[head], head)):
        if counts[head] > 1 and head in people and not people[head].handles:
            alike[people[head].id].setdefault(_with_blanks(head), []).append(head)
    return {
        head: msgspec.structs.replace(people[head], id=written.translate(_SHOWN_BLANKS).translate(_SHOWN_MARKS))
        for same in alike.values()
        for written, heads in list(same.items())[1:]
        for head in heads
    }


def is_namesake(person: Participant) -> bool:
    """Whether the id of a person shows blanks or marks, as another one bears the same name without them."""
    return any(map(person.id.__contains__, "␣⟨")) and person.id != person.name


def _with_blanks(head: str) -> str:
    """A name as it is written, but for what stands before an unsaved contact."""
    bare = unmarked(head)
    return bare.removeprefix("~").lstrip() if bare.startswith("~") else head


def _counted(names: Names) -> Counter[str]:
    """Heads of one stretch; a name that holds the separator is known by what always follows it."""
    heads = Counter(names.heads)
    named = [body for body in names.sample if names.separator in body.partition("\n")[0]]
    for name in colon_names(named, names.separator):
        heads[name] = heads.pop(name.partition(names.separator)[0], 1)
    return Counter({head: count for head, count in heads.items() if "\n" not in head or _is_broken_name(head, count)})


def _is_broken_name(head: str, count: int) -> bool:
    """Whether a head of two lines is a name with a line break in it: it stands before more than one message."""
    lines = head.split("\n")
    return count > 1 and len(lines) == 2 and all(0 < len(line) <= _LONGEST_LINE for line in lines) and not _tells(head)


def _tells(head: str) -> bool:
    return tells_event(head.partition("\n")[0])


def _groups(names: Names, heads: Counter[str]) -> set[str]:
    """Names of groups in an export that lost its marks: the encryption is told in the name of the group."""
    parts = (body.partition(names.separator) for body in names.sample[:_BEGINNING])
    named = [head for head, found, text in parts if found and tells_encryption(text)][:1]
    # In a chat of two, it is told in the name of the other one.
    return {head for head in named if len(heads.keys() - {head}) > 1 and _is_silent(head, names)}


def _is_silent(head: str, names: Names) -> bool:
    """Whether nothing under a name reads like a person's words: WhatsApp wrote at least half of it."""
    texts = [body.partition(names.separator)[2] for body in names.sample if body.startswith(head + names.separator)]
    own = sum(1 for text in texts if tells_encryption(text) or tells_event(text) or text.startswith(head + " "))
    return own * 2 >= len(texts)


def _begins_with(head: str, known: Container[str]) -> bool:
    """Whether somebody's name and a sentence stand in a head: what somebody did, not who speaks."""
    words = head.split(" ")
    return any(" ".join(words[:end]) in known for end in range(1, len(words) - 2))


def _quotes_deed(head: str, known: Container[str]) -> bool:
    """Whether a head is what somebody else did, up to a colon in the subject that it quotes, however often it comes."""
    if not (is_quoting(head) or _SINGLE.search(head)):
        return False
    return any(head[:end] in known and tells_deed(head, head[:end]) for end in range(1, len(head)))


def authors(heads: Counter[str]) -> dict[str, Participant]:
    """The heads that are people, each with its participant."""
    return {head: person_of(head) for head, count in heads.items() if is_person(head, count)}


def is_person(head: str, count: int) -> bool:
    """Whether a head is somebody's name: a line that quotes a subject, or a long sentence said once, is none."""
    if len(head) > _LONGEST_NAME or not unmarked(head).strip():
        return False
    words = len(head.split())
    if is_quoting(head):
        # Whoever has a quotation mark in the name writes more than once.
        return count > 2 and words <= 3
    return count > 1 or words <= _MOST_WORDS


def person_of(head: str) -> Participant:
    """A participant by the name as shown; the mark of an unsaved contact is kept in the id only."""
    shown = " ".join(unmarked(head).replace("\n", " ").translate(_PLAIN_SPACES).split(" ")).strip()
    name = shown.removeprefix("~").strip() if shown.startswith("~") and shown.strip("~ ") else shown
    handles: tuple[str, ...] = ()
    if _PHONE.match(name):
        name = shown = _plain_number(name)
        handles = (("+" if name.startswith("+") else "") + "".join(filter(str.isdigit, name)),)
    # Marks that turn the writing round are part of a disguise, not of how a phone shows a name.
    turned = "".join(char for char in head if char in _OVERRIDES)
    return Participant(turned + shown, name, handles)


def colon_names(bodies: Iterable[str], separator: str) -> set[str]:
    """Names that hold separators themselves: heads that the same next head follows every time, and so on."""
    rests: defaultdict[str, list[str]] = defaultdict(list)
    for body in bodies:
        first, _, rest = body.partition("\n")[0].partition(separator)
        rests[first].append(rest)
    grown = {first: _grown(first, found, separator) for first, found in rests.items() if len(found) >= _SURE}
    return {name for first, name in grown.items() if name != first}


def _grown(name: str, rests: list[str], separator: str) -> str:
    """A name with all that follows it before each text and ends in a separator."""
    while True:
        parts = [rest.partition(separator) for rest in rests]
        head = parts[0][0]
        is_same = all(found and one == head for one, found, _ in parts)
        if not is_same or not head or len(head) > _LONGEST_PART:
            return name
        name, rests = f"{name}{separator}{head}", [rest for _, _, rest in parts]


_SHOWN_BLANKS = dict.fromkeys(map(ord, f" {SPACES}"), "\N{OPEN BOX}")
_SHOWN_MARKS = {
    ord(mark): f"⟨{name}⟩"
    for mark, name in zip(MARKS_ONE_BY_ONE, "LRM RLM LRE RLE PDF LRO RLO LRI RLI FSI PDI ALM BOM".split(), strict=True)
}
_PLAIN_SPACES = dict.fromkeys(map(ord, SPACES), " ")


def _plain_number(number: str) -> str:
    return re.sub(r"[\u2010-\u2015]", "-", number)


def is_quoting(head: str) -> bool:
    """Whether a quotation begins in the head and does not end there, as in: changed the subject to “a.

    Some languages quote with the same mark on both sides, so an odd number of marks tells it.
    """
    odd = len(_DOUBLE.findall(head)) % 2 == 1
    return odd or any(head.count(opening) > head.count(closing) for opening, closing in _PAIRS)
