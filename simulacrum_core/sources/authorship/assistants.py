"""Talks with an assistant in a text by one author: its answers are no words of the author's.

Programs that save such talks, and people who copy them, put who speaks into headings, into bold lines,
or before a colon.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence, Set
from itertools import groupby

from ..dates.headings import date_line, dated_heading, heading_line
from .assistant_lines import SpeakerLine, speaker_lines
from .assistant_made import is_generated, is_signed, made_by, made_end, made_titled, speaks_of_self
from .assistant_names import BEFORE, VERB, WHOLE

_CLOCK = re.compile(r"[\s#*_>\[(]{0,9}[0-2]?\d[:.][0-5]\d(?:[ \u00a0\u202f]?(?:[AaPp]\.?[Mm]\.?|Uhr|h))?[\s*_\])]{0,9}")
_LONGEST = 120
_HEAD = "## "
_SIGNS = [
    sign.encode()
    for sign in (
        "gpt claude gemini bard copilot bing grok deepseek perplexity mistral llama qwen kimi replika openai anthropic"
        " assist asist asyst response 助手 アシスタント 어시스턴트"
    ).split()
]
_MADE_BY = [
    sign.encode()
    for sign in (
        " by ai| from ai|the ai| von ki| der ki| par ia| por ia|l'ia|l\u2019ia| la ia| de ia| da ia| av ai|ai-generated"
    ).split("|")
]
_FOLDED, _TAG = re.compile(r"<summary>([^\n]{1,200}?)</summary>"), re.compile(r"</?\w[^<>\n]{0,200}>")
_CYRILLIC = ("ассистент", "помощник")
"""Signs with capitals of their own."""
_SHORT = re.compile(r"\n[^\w\n]{0,12}(?:ai|a\.i\.|ki|ia|bot|chatbot|meta ai|le chat|o[134])(?!\w)", re.IGNORECASE)
"""What a text has in which an assistant speaks; most have none of it, which is cheaper to see."""


def assistant_parts(
    texts: Sequence[str],
    ends: Set[int] = frozenset(),
    *,
    is_diary: bool = False,
    is_named: bool = True,
    heads: Set[int] = frozenset(),
) -> list[list[tuple[str, bool]]] | None:
    """The parts of each of the texts that follow each other, and whether they are an assistant's, or say who speaks.

    None where no assistant answers. An answer ends before the texts with the numbers in `ends`, and before a line that
    is a date or a time, in a diary or where one stood before the talk: there the author goes on. Who asks may bear a
    name of his own where he `is_named`. The texts with the numbers in `heads` are headings that have no mark.
    """
    # A note is asked when it is looked at and again when it is read: its lines are the same, blank ones apart.
    if not _may_answer("\n".join(texts).replace("\n\n", "\n").strip("\n")):
        return None
    lines = [text.split("\n") for text in texts]
    shown = [[_HEAD + line for line in each] if number in heads else each for number, each in enumerate(lines)]
    signed = _signed(lines)
    marks = speaker_lines(shown, is_named=is_named)
    if marks is None:
        return signed
    number, place = min(marks)
    before = (line for each in (*lines[:number], lines[number][:place]) for line in each)
    is_diary = is_diary or any(map(_is_stamp, before))
    told = _told(shown, marks, ends, is_diary=is_diary)
    return [
        [(text.removeprefix(_HEAD) if number in heads else text, is_theirs) for text, is_theirs in _joined(each)]
        for number, each in enumerate(told)
    ]


def _signed(lines: Sequence[Sequence[str]]) -> list[list[tuple[str, bool]]] | None:
    """The parts of each text where an assistant is said to have written all of it, or the paragraph above its name."""
    flat = [(number, place) for number, each in enumerate(lines) for place in range(len(each))]
    written = [one for one, (number, place) in enumerate(flat) if lines[number][place].strip()]
    if not written:
        return None
    number, place = flat[written[-1]]
    if is_generated(lines[number][place]):
        return [[(text, True)] if (text := "\n".join(each)).strip() else [] for each in lines]
    theirs = set[tuple[int, int]]()
    for one in written:
        if is_signed(lines[flat[one][0]][flat[one][1]]):
            theirs.add(flat[one])
            theirs.update(_above(lines, flat, one))
    if not theirs:
        return None
    return [
        list(_joined([(line, (number, place) in theirs) for place, line in enumerate(each)]))
        for number, each in enumerate(lines)
    ]


def _above(lines: Sequence[Sequence[str]], flat: Sequence[tuple[int, int]], one: int) -> Iterator[tuple[int, int]]:
    """The places of the paragraph that ends above a line."""
    number, is_inside = flat[one][0], False
    for place in reversed(flat[:one]):
        is_blank = not lines[place[0]][place[1]].strip() or (is_inside and place[0] != number)
        if is_inside and is_blank:
            return
        is_inside = is_inside or not is_blank
        number = place[0]
        yield place


def answers(title: str, *, is_named: bool = False) -> bool:
    """Whether a heading says that an assistant speaks: `ChatGPT says`, `AI summary`; not where it names one alone.

    Where it `is_named`, a heading has to say which one.
    """
    bare = title.strip(" \t*_:")
    if not bare or len(bare) > _LONGEST or not _may_answer(bare):
        return False
    match = WHOLE.fullmatch(bare)
    is_said = match is not None and bool(match["product"]) and bool(VERB.search(match["product"] + match["said"]))
    made = made_titled(bare) if is_named else made_by(bare)
    return is_said or (made is not None and (not is_named or (bool(made.product) and made.is_sure)))


def with_answer_boxes(text: str) -> str:
    """A text whose boxes that fold, and bear an assistant's name, are quotations; no line moves."""
    if "<summary" not in text:
        return text
    lines, is_theirs = text.split("\n"), False
    for number, line in enumerate(lines):
        summary = _FOLDED.search(line)
        is_theirs = is_theirs or (summary is not None and answers(_TAG.sub("", summary[1])))
        is_end = "</details>" in line
        lines[number] = f"> {_TAG.sub('', line).strip()}".rstrip() if is_theirs else line
        is_theirs = is_theirs and not is_end
    return "\n".join(lines)


@functools.lru_cache(maxsize=8)
def _may_answer(text: str) -> bool:
    """Whether there is a sign of an assistant in a text: as bytes it is looked through in a tenth of the time."""
    data = text.encode("utf-8", "surrogatepass").lower()
    if any(map(data.__contains__, _SIGNS)) or _SHORT.search(f"\n{text}") or any(map(data.__contains__, _MADE_BY)):
        return True
    return b"\xd0" in data and any(map(text.lower().__contains__, _CYRILLIC))


def _is_stamp(line: str) -> bool:
    """Whether a line is nothing but a date or a time, as in a diary."""
    if len(line) > _LONGEST or not any(map(str.isdecimal, line)):
        return False
    stamp, rest = dated_heading(heading_line(line)[1])
    return _CLOCK.fullmatch(line) is not None or date_line(line) is not None or (stamp is not None and not rest)


def _told(
    lines: Sequence[Sequence[str]], marks: dict[tuple[int, int], SpeakerLine], ends: Set[int], *, is_diary: bool
) -> Iterator[list[tuple[str, bool]]]:
    """Each line of each text, and whether it is an assistant's."""
    is_theirs, left, over = False, 0, _ends_of_made(lines, marks)
    for number, each in enumerate(lines):
        told = []
        is_theirs = is_theirs and left != 1 and number not in ends
        for place, line in enumerate(each):
            mark = marks.get((number, place))
            if mark is None:
                # An answer that nobody asked for in the text is one paragraph.
                left = 1 if left and line.strip() else left
                is_theirs = is_theirs and not (is_diary and _is_stamp(line)) and (left != 1 or bool(line.strip()))
                is_theirs = is_theirs and (number, place) not in over
                told.append((line, is_theirs))
                continue
            is_theirs = mark.who == "assistant"
            left = (1 if BEFORE.match(line) else 2) if mark.form == "alone" else 0
            match = BEFORE.match(line) if mark.form.startswith("before") and not is_theirs else None
            told += [(line[: match.end()], True), (line[match.end() :].lstrip(), False)] if match else [(line, True)]
        yield told


def _ends_of_made(lines: Sequence[Sequence[str]], marks: dict[tuple[int, int], SpeakerLine]) -> set[tuple[int, int]]:
    """Where the author goes on behind what an assistant made."""
    made = [mark for mark in marks.values() if mark.made is not None]
    if not made:
        return set()
    # Between two texts is a blank line.
    flat = [(one, place) for one, each in enumerate(lines) for place in (*range(len(each)), -1)]
    shown = [lines[one][place] if place >= 0 else "" for one, place in flat]
    stops, around, stop = dict[int, int](), 0, len(flat)
    for number in reversed(range(len(flat))):
        if flat[number] in marks:
            stops[number], stop = stop, number
    found = set[tuple[int, int]]()
    for number, place in enumerate(flat):
        around = heading_line(shown[number])[0] or around
        mark = marks.get(place)
        if mark is not None and mark.made is not None:
            end = _end(shown, number, mark, around, stops[number])
            if boxed := _behind_box(flat, shown, number, end):
                end = boxed
            while end < len(flat) and flat[end][1] < 0:
                end += 1
            found |= {flat[end]} if end < len(flat) else set()
    return found


def _behind_box(flat: Sequence[tuple[int, int]], lines: Sequence[str], label: int, end: int) -> int:
    """Where the author goes on behind a quotation or code right below a label: where they speak of themselves; or 0."""
    one, place = flat[label]
    if any(lines[number].strip() for number in range(label + 1, len(lines)) if flat[number][0] == one):
        return 0
    after = next((number for number in range(label + 1, end) if lines[number].strip()), None)
    # What stands in a box is none of the texts, which leaves an empty one.
    if after is None or flat[after][0] < one + 2 or place < 0:
        return 0
    return after if speaks_of_self(lines[after : after + 20], 1) else 0


def _end(lines: Sequence[str], label: int, mark: SpeakerLine, around: int, stop: int) -> int:
    if mark.after:
        return next((number for number in range(label, stop) if not lines[number].strip()), stop)
    return made_end(lines, label, mark.made.noun if mark.made else "answer", around, stop)


def _joined(lines: Sequence[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    for is_theirs, group in groupby(lines, key=lambda pair: pair[1]):
        text = "\n".join(line for line, _ in group)
        if text.strip():
            yield text.strip("\n"), is_theirs
