"""Talks with an assistant in a text by one author: its answers are no words of the author's.

Programs that save such talks, and people who copy them, put who speaks into headings, into bold lines,
or before a colon.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import groupby, pairwise
from typing import Literal

import msgspec

from .assistant_names import AROUND, BEFORE, MADE, NAMESAKES, VERB, WHOLE
from .dates.headings import date_line, dated_heading, heading_line

Who = Literal["person", "assistant"]

_NAMED = re.compile(rf"{AROUND}?(?P<name>[^\W\d_][^\n:*#]{{0,40}}?)[*_ ]{{0,4}}[:：]?[*_ ]{{0,4}}")
_CLOCK = re.compile(r"[\s#*_>\[(]{0,9}[0-2]?\d[:.][0-5]\d(?:[ \u00a0\u202f]?(?:[AaPp]\.?[Mm]\.?|Uhr|h))?[\s*_\])]{0,9}")
_LABEL = re.compile(r"\*\*[^*\n:：]{1,40}(?:[:：]\*\*|\*\*[:：])(?:\s|\Z)")
_LONGEST, _FEWEST_WORDS = 120, 10
_SIGNS = [
    sign.encode()
    for sign in (
        "gpt claude gemini bard copilot bing grok deepseek perplexity mistral llama qwen kimi replika openai anthropic"
        " assist asist asyst response 助手 アシスタント 어시스턴트"
    ).split()
]
_MADE_BY = (b" by ai", b"by the ai", b" von ki", b" par ia", b" por ia", b"ai-generated")
_CYRILLIC = ("ассистент", "помощник")
"""Signs with capitals of their own."""
_SHORT = re.compile(r"\n[^\w\n]{0,12}(?:ai|a\.i\.|ki|ia|bot|chatbot|meta ai|le chat|o[134])(?!\w)", re.IGNORECASE)
"""What a text has in which an assistant speaks; most have none of it, which is cheaper to see."""


class _Mark(msgspec.Struct, frozen=True):
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


def assistant_parts(
    texts: Sequence[str], ends: Set[int] = frozenset(), *, is_diary: bool = False, is_named: bool = True
) -> list[list[tuple[str, bool]]] | None:
    """The parts of each of the texts that follow each other, and whether they are an assistant's, or say who speaks.

    None where no assistant answers. An answer ends before the texts with the numbers in `ends`, and before a line that
    is a date or a time, in a diary or where one stood before the talk: there the author goes on. Who asks may bear a
    name of his own where he `is_named`.
    """
    # A note is asked when it is looked at and again when it is read: its lines are the same, blank ones apart.
    if not _may_answer("\n".join(texts).replace("\n\n", "\n")):
        return None
    lines = [text.split("\n") for text in texts]
    marks = _marks(lines, is_named=is_named)
    if marks is None:
        return None
    number, place = min(marks)
    before = (line for each in (*lines[:number], lines[number][:place]) for line in each)
    is_diary = is_diary or any(map(_is_stamp, before))
    return [list(_joined(each)) for each in _told(lines, marks, ends, is_diary=is_diary)]


def answers(title: str) -> bool:
    """Whether a heading says that an assistant speaks: `ChatGPT says`, `AI summary`; not where it names one alone."""
    bare = title.strip(" \t*_:")
    if not bare or len(bare) > _LONGEST or not _may_answer(bare):
        return False
    match = WHOLE.fullmatch(bare)
    is_said = match is not None and bool(match["product"]) and bool(VERB.search(match["product"] + match["said"]))
    return is_said or MADE.fullmatch(bare) is not None


@functools.lru_cache(maxsize=4)
def _may_answer(text: str) -> bool:
    """Whether there is a sign of an assistant in a text: as bytes it is looked through in a tenth of the time."""
    data = text.encode("utf-8", "surrogatepass").lower()
    if any(map(data.__contains__, _SIGNS)) or _SHORT.search(f"\n{text}") or any(map(data.__contains__, _MADE_BY)):
        return True
    return b"\xd0" in data and any(map(text.lower().__contains__, _CYRILLIC))


def _marks(lines: Sequence[Sequence[str]], *, is_named: bool) -> dict[tuple[int, int], _Mark] | None:
    """Who speaks from which line on; None where not both do, one after the other, in one form.

    What an assistant made is told by one line.
    """
    found = [mark for number, each in enumerate(lines) for mark in _marks_in(number, each)]
    made = {mark.place: mark for mark in found if mark.form == "made"}
    found = _taking_turns([mark for mark in found if mark.form != "made"])
    forms = Counter(mark.form for mark in found if mark.who == "assistant")
    for form, _ in forms.most_common():
        same = [mark for mark in found if mark.form == form]
        if is_named and not any(mark.who == "person" for mark in same):
            same = sorted([*same, *_named(lines, same)], key=lambda mark: mark.place)
        if _is_sure(same) and any((one.who, other.who) == ("person", "assistant") for one, other in pairwise(same)):
            return made | {mark.place: mark for mark in same}
    alone = {mark.place: msgspec.structs.replace(mark, form="alone") for mark in _alone(lines, found)}
    return made | alone or None


def _taking_turns(marks: list[_Mark]) -> list[_Mark]:
    """The marks with which a paragraph begins, and those on the lines below where an assistant answers on one."""
    answers = {mark.place[0] for mark in marks if mark.is_product and not mark.is_first}
    return [mark for mark in marks if mark.is_first or mark.place[0] in answers]


def _alone(lines: Sequence[Sequence[str]], marks: Sequence[_Mark]) -> list[_Mark]:
    """Answers in a text that says of nobody else that he speaks: `**ChatGPT:** …`, `ChatGPT says: …`.

    Several products, or a bold name among others, are told about and do not speak; nor does one behind which a few
    words or a list stand.
    """
    if len({mark.name for mark in marks}) != 1 or not all(mark.says and mark.is_first for mark in marks):
        return []
    if all(mark.says > 1 for mark in marks):
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


def _is_answer(lines: Sequence[Sequence[str]], mark: _Mark) -> bool:
    """Whether sentences follow a name."""
    number, place = mark.place
    after = [line for each in (lines[number][place:], *lines[number + 1 : number + 3]) for line in each]
    said = next((line for line in ([after[0].partition(":")[2], *after[1:]]) if line.strip(" *_")), "")
    is_listed = said.lstrip()[:2] in ("- ", "* ", "+ ")
    return len(said.split()) >= _FEWEST_WORDS and (mark.says > 1 or not is_listed)


def _marks_in(number: int, lines: Sequence[str]) -> Iterator[_Mark]:
    for place, line in enumerate(lines):
        is_first = not place or not lines[place - 1].strip()
        is_alone = len(lines) == 1
        if line and (mark := _mark(line, (number, place), is_first=is_first, is_alone=is_alone)) is not None:
            yield mark


def _mark(line: str, place: tuple[int, int], *, is_first: bool, is_alone: bool) -> _Mark | None:
    is_told = is_first and len(line) <= _LONGEST and (is_alone or _form(None, line) != "bare")
    if is_told and MADE.fullmatch(line.strip()):
        return _Mark(place, "assistant", "made")
    if len(line) <= _LONGEST and (match := WHOLE.fullmatch(line.strip())):
        says = _says(match, line) if line.rstrip(" \t*_").endswith((":", "：")) else 0
        return _Mark(place, _who(match), _form(match, line), bool(match["product"]), True, says, _product(match))
    if match := BEFORE.match(line[:_LONGEST]):
        if not is_first and line.lstrip().startswith("* "):
            return None
        form, says = "before" + "*" * ("*" in match["before"]), _says(match, line)
        return _Mark(place, _who(match), form, bool(match["product"]), is_first, says, _product(match))
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


def _is_sure(marks: Sequence[_Mark]) -> bool:
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


def _named(lines: Sequence[Sequence[str]], marks: Sequence[_Mark]) -> Iterator[_Mark]:
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
        yield from (_Mark(place, "person", marks[0].form) for one, place in found if one == name)


def _is_stamp(line: str) -> bool:
    """Whether a line is nothing but a date or a time, as in a diary."""
    if len(line) > _LONGEST or not any(map(str.isdecimal, line)):
        return False
    stamp, rest = dated_heading(heading_line(line)[1])
    return _CLOCK.fullmatch(line) is not None or date_line(line) is not None or (stamp is not None and not rest)


def _told(
    lines: Sequence[Sequence[str]], marks: dict[tuple[int, int], _Mark], ends: Set[int], *, is_diary: bool
) -> Iterator[list[tuple[str, bool]]]:
    """Each line of each text, and whether it is an assistant's."""
    is_theirs, level, left = False, 0, 0
    for number, each in enumerate(lines):
        told = []
        is_theirs = is_theirs and left != 1 and number not in ends
        for place, line in enumerate(each):
            mark = marks.get((number, place))
            if mark is None:
                # An answer that nobody asked for in the text is one paragraph.
                left = 1 if left and line.strip() else left
                is_theirs = is_theirs and not (is_diary and _is_stamp(line)) and (left != 1 or bool(line.strip()))
                # What an assistant made ends where a part of the text does, as the author put it there.
                is_theirs = is_theirs and not (level and 0 < heading_line(line)[0] <= level)
                told.append((line, is_theirs))
                continue
            is_theirs = mark.who == "assistant"
            left = (1 if BEFORE.match(line) else 2) if mark.form == "alone" else 0
            level = heading_line(line)[0] if mark.form == "made" else 0
            match = BEFORE.match(line) if mark.form.startswith("before") and not is_theirs else None
            told += [(line[: match.end()], True), (line[match.end() :].lstrip(), False)] if match else [(line, True)]
        yield told


def _joined(lines: Sequence[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    for is_theirs, group in groupby(lines, key=lambda pair: pair[1]):
        text = "\n".join(line for line, _ in group)
        if text.strip():
            yield text.strip("\n"), is_theirs
