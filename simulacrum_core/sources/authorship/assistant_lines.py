"""Lines that say who speaks in a talk with an assistant, and those that say that one made what follows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from ..dates.headings import heading_line
from .assistant_made import About, Made, is_assistant, made_before, made_by, speaks_of_self, tells_of
from .assistant_names import AROUND, BEFORE, NAMESAKES, VERB, WHOLE

Who = Literal["person", "assistant"]

_NAMED = re.compile(rf"{AROUND}?(?P<name>[^\W\d_][^\n:*#]{{0,40}}?)[*_ ]{{0,4}}[:：]?[*_ ]{{0,4}}")
_LABEL = re.compile(r"\*\*[^*\n:：]{1,40}(?:[:：]\*\*|\*\*[:：])(?:\s|\Z)")
_COLON = re.compile(r"^[ \t]{0,4}[\w .-]{2,30}[:：]")
_ASKS = re.compile(
    r"[?？]\W*\Z|\b(?:ask(?:ed|ing)?|question|what (?:it|the \w+) (?:said|says|wrote|told)|(?:ge)?fragte?|frage|gefragt"
    r"|demandé|demande|question|pregunt\w{1,4}|chiest[oi]|domand\w{1,3}|pergunt\w{1,3}|vroeg|gevraagd|vraag|frågade"
    r"|spurgte"
    r"|spurte|zapyta\w{1,4}|спросила?|вопрос)\b|質問|聞い|问|물어",
    re.IGNORECASE,
)
"""How an author says that they asked."""
_LONGEST, _FEWEST_WORDS, _ABOVE = 120, 10, 300
_BELOW = 20


class SpeakerLine(msgspec.Struct, frozen=True):
    """A line that says who speaks: where it stands, and whether what is said follows on it.

    `is_first` where a paragraph begins with it; `says` how surely what follows is an answer, and no note about a
    product: 2 where a verb says so, 1 where the name is bold; `name` is that of the product.
    """

    place: tuple[int, int]
    who: Who
    form: str
    is_product: bool = False
    is_first: bool = True
    says: int = 0
    name: str = ""
    made: Made | None = None
    after: int = 0
    """Where on the line the words begin that an assistant made; 0 where they stand below it."""


def speaker_lines(lines: Sequence[Sequence[str]], *, is_named: bool) -> dict[tuple[int, int], SpeakerLine] | None:
    """Who speaks from which line on; None where not both do, one after the other, in one form.

    What an assistant made is told by one line.
    """
    every = [mark for number, each in enumerate(lines) for mark in _marks_in(number, each)]
    about = About(lines, [mark.made for mark in every if mark.made])
    made = {mark.place: mark for mark in every if mark.form == "made" and _is_made(lines, mark, about)}
    found = _taking_turns([mark for mark in every if mark.form != "made"])
    forms = Counter(mark.form for mark in found if mark.who == "assistant")
    for form, _ in forms.most_common():
        same = [mark for mark in found if mark.form == form]
        if is_named and not any(mark.who == "person" for mark in same):
            same = sorted([*same, *_named(lines, same)], key=lambda mark: mark.place)
        if _is_sure(same) and any((one.who, other.who) == ("person", "assistant") for one, other in pairwise(same)):
            return made | {mark.place: mark for mark in same}
    alone = {mark.place: msgspec.structs.replace(mark, form="alone") for mark in _alone(lines, found)}
    return alone | made or None


def _is_made(lines: Sequence[Sequence[str]], mark: SpeakerLine, about: About) -> bool:
    """Whether an assistant made what stands below a line, and its author does not tell there what it said."""
    number, place = mark.place
    if mark.made is None or not is_assistant(mark.made, about):
        return False
    if mark.after:
        return True
    below = [*lines[number][place + 1 : place + 1 + _BELOW]]
    below += [line for each in lines[number + 1 : number + 3] for line in ("", *each[:_BELOW])]
    if not any(line.strip() for line in below):
        return False
    if place + 1 == len(lines[number]) and lines[number + 1 : number + 2] == [[""]]:
        # What it made stands in a quotation or in code, which are none of the texts.
        return True
    if mark.made.noun != "summary" and tells_of(below):
        return False
    if heading_line(lines[number][place])[0] == 1 and speaks_of_self(below):
        # A title that names an answer is as well that of an essay on it.
        return False
    return not (_form(None, lines[number][place]) == "bare" and speaks_of_self(below))


def _taking_turns(marks: list[SpeakerLine]) -> list[SpeakerLine]:
    """The marks with which a paragraph begins, and those on the lines below where an assistant answers on one."""
    answers = {mark.place[0] for mark in marks if mark.is_product and not mark.is_first}
    return [mark for mark in marks if mark.is_first or mark.place[0] in answers]


def _alone(lines: Sequence[Sequence[str]], marks: Sequence[SpeakerLine]) -> list[SpeakerLine]:
    """Answers in a text that says of nobody else that he speaks: `**ChatGPT:** …`, `ChatGPT says: …`.

    Several products, or a bold name among others, are told about and do not speak; nor does one behind which a few
    words or a list stand.
    """
    if len({mark.name for mark in marks}) != 1 or not all(mark.is_first for mark in marks):
        return []
    if not all(mark.says or _is_asked(lines, mark) for mark in marks):
        return []
    if all(mark.says != 1 for mark in marks):
        return [mark for mark in marks if _is_answer(lines, mark)]
    places = {mark.place for mark in marks}
    labels = (
        (number, place)
        for number, each in enumerate(lines)
        for place, line in enumerate(each)
        if line.startswith("**") and _LABEL.match(line)
    )
    if any(place not in places for place in labels):
        return []
    return [mark for mark in marks if _is_answer(lines, mark)]


def _is_asked(lines: Sequence[Sequence[str]], mark: SpeakerLine) -> bool:
    """Whether what stands above a name before a colon asks, and what stands behind it speaks of nobody.

    `ChatGPT: a review` and `ChatGPT: good for drafts` are an author's notes.
    """
    number, place = mark.place
    line = lines[number][place]
    if not mark.is_product or mark.name == "claude" or mark.name in NAMESAKES or not _COLON.search(line):
        return False
    above = [
        one for each in (*lines[max(number - 2, 0) : number], lines[number][:place]) for one in each if one.strip()
    ]
    if not above or not _ASKS.search(above[-1][-_ABOVE:]):
        return False
    after = [one for each in (lines[number][place + 1 :], *lines[number + 1 : number + 3]) for one in (*each, "")]
    said = [line.partition(":")[2], *after]
    first = next((one.strip() for one in said if one.strip()), "")
    return not first[:1].islower() and not speaks_of_self(said, 1)


def _is_answer(lines: Sequence[Sequence[str]], mark: SpeakerLine) -> bool:
    """Whether sentences follow a name."""
    number, place = mark.place
    after = [line for each in (lines[number][place:], *lines[number + 1 : number + 3]) for line in each]
    said = next((line for line in ([after[0].partition(":")[2], *after[1:]]) if line.strip(" *_")), "")
    is_listed = said.lstrip()[:2] in ("- ", "* ", "+ ")
    return len(said.split()) >= _FEWEST_WORDS and (mark.says > 1 or not is_listed)


def _marks_in(number: int, lines: Sequence[str]) -> Iterator[SpeakerLine]:
    for place, line in enumerate(lines):
        is_first = not place or not lines[place - 1].strip()
        if not line:
            continue
        if (mark := _mark(line, (number, place), is_first=is_first)) is not None:
            yield mark
        below = lines[place + 1] if place + 1 < len(lines) else ""
        if is_first and (mark := _made(line, (number, place), below)) is not None:
            yield mark


def _made(line: str, place: tuple[int, int], below: str) -> SpeakerLine | None:
    """A line that says that an assistant made what follows; without any mark of its own, it is one among blank ones."""
    is_apart = _form(None, line) != "bare" or not below.strip() or len(below.split()) >= _FEWEST_WORDS
    if is_apart and (found := made_by(line) or (_said(line) if line.startswith("#") else None)):
        return SpeakerLine(place, "assistant", "made", made=found)
    if ":" in line[:_LONGEST] and (before := made_before(line)):
        return SpeakerLine(place, "assistant", "made", made=before[0], after=before[1])
    return None


def _said(line: str) -> Made | None:
    """A heading such as `## ChatGPT says`, where no other one says that somebody asks."""
    match = WHOLE.fullmatch(line.strip()) if len(line) <= _LONGEST else None
    if match is None or not match["product"] or not VERB.search(match["product"] + match["said"]):
        return None
    name = _product(match)
    return Made("answer", name, name != "claude" and name not in NAMESAKES)


def _mark(line: str, place: tuple[int, int], *, is_first: bool) -> SpeakerLine | None:
    if len(line) <= _LONGEST and (match := WHOLE.fullmatch(line.strip())):
        says = _says(match, line) if line.rstrip(" \t*_").endswith((":", "：")) else 0
        return SpeakerLine(place, _who(match), _form(match, line), bool(match["product"]), True, says, _product(match))
    if match := BEFORE.match(line[:_LONGEST]):
        if not is_first and line.lstrip().startswith("* "):
            return None
        form, says = "before" + "*" * ("*" in match["before"]), _says(match, line)
        return SpeakerLine(place, _who(match), form, bool(match["product"]), is_first, says, _product(match))
    return None


def _says(match: re.Match[str], line: str) -> int:
    if not match["product"]:
        return 0
    is_bold = line.startswith(("**", "__"))
    if VERB.search(match["product"] + match["said"]):
        # "Claude said: …" may be a sentence about a cousin.
        return 2 if is_bold or _product(match) != "claude" else 0
    return 1 if is_bold and _product(match) not in NAMESAKES else 0


def _product(match: re.Match[str]) -> str:
    return VERB.sub("", match["product"] or "").strip().casefold()


def _who(match: re.Match[str]) -> Who:
    return "person" if match["person"] else "assistant"


def _is_sure(marks: Sequence[SpeakerLine]) -> bool:
    """Whether an assistant is called by what it is sold as, or speaks twice: `AI` is a heading like others."""
    assistants = [mark for mark in marks if mark.who == "assistant"]
    if any(mark.is_product for mark in assistants):
        return True
    return len(assistants) > 1 and assistants[0].form != "bare"


def _form(match: re.Match[str] | None, line: str) -> str:
    """How a line that says who speaks is told from others."""
    bare = line.strip()
    if bare.startswith("#"):
        return "heading"
    if bare.startswith(("**", "__")):
        return "bold"
    return "colon" if bare.endswith((":", "：")) or (match and match["said"]) else "bare"


def _named(lines: Sequence[Sequence[str]], marks: Sequence[SpeakerLine]) -> Iterator[SpeakerLine]:
    """Lines with the name of the person, where only the assistant bears a known one: it recurs in the same form."""
    if marks[0].form not in ("heading", "bold") or len(marks) < 2:
        return
    start = "#" if marks[0].form == "heading" else ("**", "__")
    taken = {mark.place for mark in marks}
    found = [
        (match["name"].strip().casefold(), (number, place))
        for number, each in enumerate(lines)
        for place, line in enumerate(each)
        if (number, place) not in taken
        and len(line) <= _LONGEST
        and line.startswith(start)
        and (match := _NAMED.fullmatch(line.strip()))
    ]
    names = Counter(name for name, _ in found)
    name, count = names.most_common(1)[0] if names else ("", 0)
    if count > 1 and abs(count - len(marks)) <= 1:
        yield from (SpeakerLine(place, "person", marks[0].form) for one, place in found if one == name)
