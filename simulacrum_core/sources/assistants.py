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

from .dates.headings import date_line, dated_heading, heading_line

Who = Literal["person", "assistant"]

_PRODUCTS = (
    r"chat ?gpt(?:[ -]?[\w.]{1,12}){0,2}|gpt[ -]?\d[\w.-]{0,12}(?: mini| turbo)?|openai|o[134](?:[- ](?:mini|pro))?"
    r"|claude(?: (?:ai|[\d.]{1,4}|opus|sonnet|haiku)){0,3}|anthropic|gemini(?: (?:pro|advanced|flash|[\d.]{1,4})){0,3}"
    r"|(?:google )?bard|(?:microsoft |bing |github )?copilot(?: chat)?|bing(?: chat)?|grok(?:[ -]\d)?|meta ai|le chat"
    r"|deepseek(?:[ -]\w{1,4})?|perplexity(?: ai)?|mistral(?: \w{1,8})?|llama(?:[ -][\d.]{1,4})?|qwen[\d.-]{0,5}"
    r"|kimi|replika"
)
_ROLES = (
    r"(?:the )?(?:ai[ -])?assistant|ai|a\.i\.|(?:ai )?chatbot|bot|(?:ai )?response|ai answer|ki|ia|assistent(?:in)?"
    r"|asistente|assistente|asystent|ассистент|помощник|助手|アシスタント|어시스턴트|asistan"
)
_PEOPLE = (
    r"you|me|user|human|(?:my |user )?prompt|myself|du|ich|sie|nutzer(?:in)?|benutzer(?:in)?|vous|tu|moi|utilisateur"
    r"|tú|yo|usted|usuario|você|eu|usuário|io|utente|jij|je|ik|gebruiker|ты|вы|я|пользователь|ja|użytkownik|sen|siz"
    r"|kullanıcı|あなた|ユーザー|你|您|我|用户|使用者|당신|사용자|나"
)
_SAID = (
    r"(?: (?:said|says|wrote|replied|asked|hat gesagt|hast gesagt|haben gesagt|sagte?t?|a dit|avez dit|as dit|dijo"
    r"|dijiste|has dicho|disse|ha detto|hai detto|zei|zegt|сказал[аи]?|powiedział[ae]?[śm]?)| ?说| ?說|の発言)?"
)
_AROUND = r"[\s#*_>~`|:：\u2600-\u27bf\U0001f000-\U0001faff\u200d\ufe0f-]{0,40}"
_ASIDE = r"(?:[*_ \t]{0,5}[([—–|·,-][^\n]{0,50}?[)\]]?)?"
_WHOLE = re.compile(
    rf"(?P<before>{_AROUND}?)(?:(?P<product>{_PRODUCTS})|(?P<role>{_ROLES})|(?P<person>{_PEOPLE}))(?P<said>{_SAID})"
    rf"(?P<aside>{_ASIDE})(?P<after>{_AROUND})",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?P<before>[ \t>*_]{{0,6}})(?:(?P<product>{_PRODUCTS})|(?P<role>{_ROLES})|(?P<person>{_PEOPLE}))"
    rf"(?P<said>{_SAID})[ ]?[*_]{{0,3}}[:：][*_]{{0,3}}(?=\s)",
    re.IGNORECASE,
)
_SUMMARY = (
    r"(?:summary|summaries|overview|recap|insights?|reflections?|feedback|analysis|zusammenfassung|überblick|analyse"
    r"|résumé|synthèse|resumen|análisis|riassunto|sintesi|resumo|análise|samenvatting|sammanfattning|podsumowanie"
    r"|özet|резюме|сводка)"
)
_MADE = re.compile(
    rf"{_AROUND}?(?:(?:{_PRODUCTS}|ai|a\.i\.|ki|ia|ии)(?:['’]s)?[ -](?:generated |generierte |made )?{_SUMMARY}"
    rf"|{_SUMMARY} (?:(?:generated|made|written|erstellt) )?(?:by|from|with|von|mit|par|avec|de|por|da|di|door|av|od)"
    rf" (?:{_PRODUCTS}|ai|ki|ia|ии)"
    rf"|(?:generated|written|summari[sz]ed|erstellt|généré) (?:by|von|par) (?:{_PRODUCTS}|ai|ki|ia)"
    rf"){_ASIDE}{_AROUND}",
    re.IGNORECASE,
)
"""A line that says that an assistant made what stands below it."""
_NAMED = re.compile(rf"{_AROUND}?(?P<name>[^\W\d_][^\n:*#]{{0,40}}?)[*_ ]{{0,4}}[:：]?[*_ ]{{0,4}}")
_CLOCK = re.compile(r"[\s#*_>\[(]{0,9}[0-2]?\d[:.][0-5]\d(?:[ \u00a0\u202f]?(?:[AaPp]\.?[Mm]\.?|Uhr|h))?[\s*_\])]{0,9}")
_LONGEST = 120
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
    """A line that says who speaks: where it stands, and whether what is said follows on it."""

    place: tuple[int, int]
    who: Who
    form: str
    is_product: bool = False


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
    found = [mark for mark in found if mark.form != "made"]
    forms = Counter(mark.form for mark in found if mark.who == "assistant")
    for form, _ in forms.most_common():
        same = [mark for mark in found if mark.form == form]
        if is_named and not any(mark.who == "person" for mark in same):
            same = sorted([*same, *_named(lines, same)], key=lambda mark: mark.place)
        if _is_sure(same) and any((one.who, other.who) == ("person", "assistant") for one, other in pairwise(same)):
            return made | {mark.place: mark for mark in same}
    return made or None


def _marks_in(number: int, lines: Sequence[str]) -> Iterator[_Mark]:
    for place, line in enumerate(lines):
        is_first = not place or not lines[place - 1].strip()
        is_alone = len(lines) == 1
        if line and (mark := _mark(line, (number, place), is_first=is_first, is_alone=is_alone)) is not None:
            yield mark


def _mark(line: str, place: tuple[int, int], *, is_first: bool, is_alone: bool) -> _Mark | None:
    is_told = is_first and len(line) <= _LONGEST and (is_alone or _form(None, line) != "bare")
    if is_told and _MADE.fullmatch(line.strip()):
        return _Mark(place, "assistant", "made")
    if len(line) <= _LONGEST and (match := _WHOLE.fullmatch(line.strip())):
        return _Mark(place, _who(match), _form(match, line), bool(match["product"]))
    if is_first and (match := _BEFORE.match(line[:_LONGEST])):
        return _Mark(place, _who(match), "before" + "*" * ("*" in match["before"]), bool(match["product"]))
    return None


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
    is_theirs, level = False, 0
    for number, each in enumerate(lines):
        told = []
        is_theirs = is_theirs and number not in ends
        for place, line in enumerate(each):
            mark = marks.get((number, place))
            if mark is None:
                is_theirs = is_theirs and not (is_diary and _is_stamp(line))
                # What an assistant made ends where a part of the text does, as the author put it there.
                is_theirs = is_theirs and not (level and 0 < heading_line(line)[0] <= level)
                told.append((line, is_theirs))
                continue
            is_theirs = mark.who == "assistant"
            level = heading_line(line)[0] if mark.form == "made" else 0
            match = _BEFORE.match(line) if mark.form.startswith("before") and not is_theirs else None
            told += [(line[: match.end()], True), (line[match.end() :].lstrip(), False)] if match else [(line, True)]
        yield told


def _joined(lines: Sequence[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    for is_theirs, group in groupby(lines, key=lambda pair: pair[1]):
        text = "\n".join(line for line, _ in group)
        if text.strip():
            yield text.strip("\n"), is_theirs
