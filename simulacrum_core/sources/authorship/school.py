"""What a school puts into a text: the task that an essay was set, and what a teacher said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .assistants import assistant_parts

_FIRST = 8
"""Paragraphs among which a task stands, at the begin of a text."""
_LONGEST_LABEL = 160
_AROUND = r"[\s#*_>]{0,9}"
_TASK = re.compile(
    rf"{_AROUND}(?:(?:(?:creative )?writing |essay |assignment |journal(?:ing)? |exam |story )?prompt"
    r"|essay (?:question|topic)|assignment (?:question|instructions|brief)|aufgabenstellung"
    r"|schreib(?:impuls|auftrag|aufgabe)|consigne|sujet (?:de (?:la )?(?:dissertation|rédaction)|du devoir)"
    r"|consigna|traccia|schrijfopdracht|skrivuppgift|polecenie|тема сочинения|作文题目|題目要求)"
    rf"(?: \d{{1,3}})?[ \t]?(?:\([^()\n]{{0,40}}\))?(?P<end>[ \t*_]{{0,5}}[:：][ \t*_]{{0,5}}|{_AROUND}\Z)",
    re.IGNORECASE,
)
_WHO = r"(?:teacher|instructor|professor|tutor|marker|examiner|grader|lecturer|supervisor|reviewer)"
_SAID = r"(?:comments?|remarks?|feedback|evaluation|assessment)"
_REMARK = re.compile(
    rf"{_AROUND}(?:(?:the |your )?{_WHO}(?:['’]s|s['’]?)? {_SAID}|{_SAID} (?:from|by|of) (?:the |my |your )?{_WHO}"
    r"|(?:kommentar|anmerkung(?:en)?|bemerkung(?:en)?|rückmeldung|feedback|beurteilung)"
    r" (?:der|des|von|meiner|meines)(?: \w{1,20})? (?:lehr(?:erin|ers?|kraft)|dozent(?:in|en)|prüfer(?:in|s)?)"
    r"|lehrer(?:innen)?kommentar|(?:commentaires?|appréciation|remarques?|annotations?) (?:du|de la|de l['’])[ ]?"
    r"(?:prof(?:esseure?)?|enseignante?|correct(?:eur|rice))"
    r"|(?:comentarios?|observaciones|correcciones) (?:del|de la) (?:profesora?|maestr[oa]|docente)"
    r"|(?:commento|giudizio|osservazioni) (?:del|della|dell['’])[ ]?(?:prof(?:essore|essoressa)?|insegnante|maestr[oa]"
    r"|docente)|comentários? d[oa] (?:professora?|docente)"
    r"|(?:opmerking(?:en)?|feedback|commentaar) (?:van )?(?:de )?(?:docent|leraar|lerares|juf|meester)"
    r"|lärarens kommentar(?:er)?|kommentar(?:er)? från läraren|(?:uwagi|komentarz) nauczyciel(?:a|ki)"
    r"|(?:комментарий|комментарии|замечания|отзыв) (?:учителя|учительницы|преподавателя)"
    r"|(?:老师|教师)(?:的)?评语|先生(?:の|からの)コメント)"
    rf"[ \t]?(?:\([^()\n]{{0,60}}\))?(?P<end>[ \t*_]{{0,5}}[:：][ \t*_]{{0,5}}|{_AROUND}\Z)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


def may_be_of_school(text: str) -> bool:
    """Whether a paragraph begins as one that a school put there."""
    begin = text[:_LONGEST_LABEL]
    # A label ends in a colon, or is all of a paragraph; most paragraphs are neither, which is cheaper to see.
    if len(text) > _LONGEST_LABEL and ":" not in begin and "：" not in begin:
        return False
    return _TASK.match(text) is not None or _REMARK.match(text) is not None


def words_of_school(parts: Sequence[tuple[str, str]], is_heading: Sequence[bool]) -> Iterator[int]:
    """The numbers of paragraphs in which an essay's task stands, or what a teacher said of it.

    A task stands at the begin, with as many words of the author's at least behind it; where an assistant answers, it
    is what the author asked. What is said behind a colon is a paragraph, below a heading all up to the next one; below
    a remark's label that is no heading, all up to the next heading where that is no more than the author wrote above.
    """
    # Of several, each is what somebody asked of a program, or thought of.
    tasks = [number for number, (_, text) in enumerate(parts) if "\n" not in text.strip() and _TASK.match(text)]
    for number, (kind, text) in enumerate(parts):
        if kind not in ("text", "heading"):
            continue
        if tasks == [number] and number < _FIRST and (match := _TASK.match(text)):
            told = list(_told(parts, is_heading, number, match, is_task=True))
            after = _of_text(parts[told[-1] + 1 :])
            said = sum(_words(parts[one][1]) for one in told)
            if after >= said and assistant_parts([text for _, text in parts]) is None:
                yield from told
        elif match := _REMARK.match(text):
            told = list(_told(parts, is_heading, number, match, is_task=False))
            above, below = _of_text(parts[:number]), _of_text(parts[number : number + len(told)])
            if len(told) == 1 or is_heading[number] or above >= below:
                yield from told


def _told(
    parts: Sequence[tuple[str, str]], is_heading: Sequence[bool], number: int, match: re.Match[str], *, is_task: bool
) -> Iterator[int]:
    """The paragraph that begins with a label, and what stands below one that is alone."""
    yield number
    if parts[number][1][match.end() :].strip():
        return
    end = next((place for place in range(number + 1, len(parts)) if is_heading[place]), None)
    if end is None:
        end = min(number + 2, len(parts)) if is_task else len(parts)
    yield from range(number + 1, end)


def _of_text(parts: Sequence[tuple[str, str]]) -> int:
    return sum(_words(text) for kind, text in parts if kind == "text")


def _words(text: str) -> int:
    return len(_WORD.findall(text))
