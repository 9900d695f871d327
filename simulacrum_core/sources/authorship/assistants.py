"""Talks with an assistant in a text by one author: its answers are no words of the author's.

Programs that save such talks, and people who copy them, put who speaks into headings, into bold lines,
or before a colon.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence, Set

from ..dates.headings import date_line, dated_heading, heading_line
from .assistant_ends import ends_of_answers
from .assistant_lines import SpeakerLine, speaker_lines
from .assistant_made import MINE, made_by, made_titled
from .assistant_names import BEFORE, VERB, WHOLE
from .assistant_signed import joined, signed_parts

_CLOCK = re.compile(r"[\s#*_>\[(]{0,9}[0-2]?\d[:.][0-5]\d(?:[ \u00a0\u202f]?(?:[AaPp]\.?[Mm]\.?|Uhr|h))?[\s*_\])]{0,9}")
_KEPT = re.compile(r"\*\*(?:User|Created|Updated|Exported|Link|Model|Date|Conversation ID|Source):?\*\*:? ")
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
    signed = signed_parts(lines, heads)
    marks = speaker_lines(shown, is_named=is_named)
    if marks is None:
        return signed
    number, place = min(marks)
    before = (line for each in (*lines[:number], lines[number][:place]) for line in each)
    is_diary = is_diary or any(map(_is_stamp, before))
    told = _told(shown, marks, ends, is_diary=is_diary)
    return [
        [(text.removeprefix(_HEAD) if number in heads else text, is_theirs) for text, is_theirs in joined(each)]
        for number, each in enumerate(told)
    ]


def answers(title: str, *, is_named: bool = False) -> bool:
    """Whether a heading says that an assistant speaks: `ChatGPT says`, `AI summary`; not where it names one alone.

    Where it `is_named`, a heading has to say which one.
    """
    bare = title.strip(" \t*_:")
    # What ChatGPT says about my street is an essay.
    if not bare or len(bare) > _LONGEST or not _may_answer(bare) or (is_named and MINE.search(bare)):
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
    is_theirs, left, over = False, 0, ends_of_answers(lines, marks)
    kept = _of_program(lines, min(marks)) if any(mark.who == "person" for mark in marks.values()) else set()
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
                told.append((line, is_theirs or (number, place) in kept))
                continue
            is_theirs = mark.who == "assistant"
            left = (1 if BEFORE.match(line) else 2) if mark.form == "alone" else 0
            match = BEFORE.match(line) if mark.form.startswith("before") and not is_theirs else None
            told += [(line[: match.end()], True), (line[match.end() :].lstrip(), False)] if match else [(line, True)]
        yield told


def _of_program(lines: Sequence[Sequence[str]], first: tuple[int, int]) -> set[tuple[int, int]]:
    """Where a program that keeps talks says above one when it did: `**Created:** …`, `**Link:** …`."""
    above = [
        (number, place)
        for number, each in enumerate(lines[: first[0] + 1])
        for place, line in enumerate(each)
        if (number, place) < first and line.startswith("**") and _KEPT.match(line)
    ]
    return set(above) if len(above) > 1 else set()
