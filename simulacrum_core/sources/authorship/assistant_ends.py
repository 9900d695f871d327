"""Where an assistant's words end in a text, and its author goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..dates.headings import heading_line, is_rule
from ..dates.names import month_number
from .assistant_lines import SpeakerLine
from .assistant_made import MINE, Noun, speaks_of_self, tells_of_self

_RULES, _BULLETS = ("-", "*", "_", "="), ("- ", "* ", "+ ", "•")
_MARKED = frozenset('-*+•>"“„«0123456789')
_LEADS = (":", "：", ",")
_ABOVE, _FEWEST_WORDS, _MOST_LINES = 9, 5, 20
_STEPS = (
    r"(?:step|schritt|étape|etape|paso|passo|passaggio|stap|steg|trinn?|vaihe|krok|adım|шаг|крок|phase|fase|method"
    r"|option|methode|méthode|método|metodo|tipp?|astuce|consejo|consiglio|ステップ|手順|步骤|步驟|단계)"
)
_FIRST_PART = re.compile(
    rf"[\W_]{{0,6}}(?:{_STEPS}[ \t]{{0,2}}[1１一](?!\d)|[1１一][.):、．\ufe0f]|第[1一]步|1단계"
    r"|(?:key (?:points|takeaways|features|considerations|differences|benefits)|quick answer|short answer|tl;?dr"
    r"|step[- ]by[- ]step|overview|pros and cons|possible causes|common causes|kurzantwort|kurz gesagt|überblick"
    r"|wichtige punkte|mögliche ursachen|vor- und nachteile|réponse courte|en bref|points clés|causes possibles"
    r"|respuesta corta|puntos clave|posibles causas|risposta breve|punti chiave|possibili cause|resposta curta"
    r"|pontos principais|kort antwoord|belangrijkste punten|краткий ответ|основные моменты|возможные причины)"
    r"(?=[\W_]*\Z))",
    re.IGNORECASE,
)
"""Headings with which an answer begins its parts."""
_LAST_PART = re.compile(
    r"[\W_]{0,6}(?:(?:in )?conclusions?|summary|final (?:thoughts|tips|note)|next steps"
    r"|(?:bonus |additional |extra |pro )?tips|recommendations?|troubleshooting|fazit|zusammenfassung|nächste schritte"
    r"|zusätzliche tipps|résumé|en résumé"
    r"|conseils(?: supplémentaires)?|conclusión|resumen|consejos(?: adicionales)?|conclusione|riepilogo|conclusão"
    r"|resumo|dicas|conclusie|samenvatting|slutsats|konklusion|konklusjon|podsumowanie|sonuç|вывод|заключение|итог|まとめ"
    r"|结论|总结|結論|결론)(?=[\s*_]*(?:[:：!.—–-]|\Z))",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"[\W_]{{0,6}}(?:{_STEPS}[ \t]{{0,2}}[\d１-９一二三四五六七八九十]"
    r"|[\d１-９一二三四五六七八九十]{1,2}[.):、．\ufe0f]|第[\d一二三四五六七八九十]{1,2}步|\d{1,2}단계)"
    rf"|{_FIRST_PART.pattern}|{_LAST_PART.pattern}",
    re.IGNORECASE,
)


def ends_of_answers(lines: Sequence[Sequence[str]], marks: dict[tuple[int, int], SpeakerLine]) -> set[tuple[int, int]]:
    """Where the author goes on behind what an assistant made, and behind answers that they tell of."""
    is_talk = any(mark.made is None and mark.form != "alone" for mark in marks.values())
    if not (any(mark.made for mark in marks.values()) or (is_talk and _tells_before(lines, min(marks)))):
        return set()
    # Between two texts is a blank line.
    flat = [(one, place) for one, each in enumerate(lines) for place in (*range(len(each)), -1)]
    shown = [lines[one][place] if place >= 0 else "" for one, place in flat]
    stops, around, stop = dict[int, int](), 0, len(flat)
    for number in reversed(range(len(flat))):
        if flat[number] in marks:
            stops[number], stop = stop, number
    is_told = is_talk and _tells_before(lines, min(marks))
    are_short = is_told and _are_short(shown, [number for number in stops if _answers(marks[flat[number]])], stops)
    found = set[tuple[int, int]]()
    for number, place in enumerate(flat):
        around = heading_line(shown[number])[0] or around
        mark = marks.get(place)
        if mark is None or not (mark.made or (is_told and _answers(mark))):
            continue
        if mark.made is None:
            end = _talk_end(shown, number, stops[number], 1 if are_short else 2)
        else:
            end = _end(shown, number, mark, around, stops[number])
            end = _behind_box(flat, shown, number, end) or end
        while end < len(flat) and flat[end][1] < 0:
            end += 1
        found |= {flat[end]} if end < len(flat) else set()
    return found


def _answers(mark: SpeakerLine) -> bool:
    return mark.who == "assistant" and mark.made is None and mark.form != "alone"


def _tells_before(lines: Sequence[Sequence[str]], first: tuple[int, int]) -> bool:
    """Whether the author writes above a talk, and does not only keep it."""
    number, place = first
    above = (line for each in (*lines[:number], lines[number][:place]) for line in each)
    return any(len(line.split()) >= _FEWEST_WORDS and not heading_line(line)[0] for line in above)


def _are_short(lines: Sequence[str], answers: Sequence[int], stops: dict[int, int]) -> bool:
    """Whether each answer but the last one is the paragraph that begins on its line."""
    before = sorted(answers)[:-1]
    return bool(before) and all(
        not any(line.strip() for line in lines[_paragraph_end(lines, number) : stops[number]]) for number in before
    )


def _paragraph_end(lines: Sequence[str], number: int) -> int:
    return next((one for one in range(number, len(lines)) if not lines[one].strip()), len(lines))


def _talk_end(lines: Sequence[str], label: int, stop: int, often: int) -> int:
    """The first line behind an answer in a talk where the author speaks of themselves, below a heading or a rule.

    A paragraph that does so is the author's behind an answer on the line of its label, unless the answer may be a
    draft that it begins with a colon or as a letter.
    """
    level, is_draft = heading_line(lines[label])[0], False
    is_apart = not level and len(lines[label].split()) >= _FEWEST_WORDS
    for number in range(_paragraph_end(lines, label), stop):
        line = lines[number]
        here, words = heading_line(line)
        is_new = 0 < here <= (level or 2) or (line[:1] in _RULES and is_rule(line))
        if is_new and (MINE.match(words) or speaks_of_self(_from(lines, number + 1))):
            return number
        if not line.strip() or lines[number - 1].strip():
            continue
        is_draft = is_draft or lines[number - 2].rstrip("*_ ")[-1:] in _LEADS
        if is_apart and not is_draft and line.lstrip()[:1] not in _MARKED and speaks_of_self(lines[number:stop], often):
            return number
    return stop


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


def made_end(lines: Sequence[str], label: int, noun: Noun, around: int, stop: int) -> int:
    """The first line behind a label that is the author's again; `stop` where none is before it.

    What stands below a heading ends before the next one of its level, as the author put it there, but for parts such as
    `Step 1`; `around` is the level of the last one. Below another line an answer has headings of its own; there the
    author goes on below one, below a rule, in a bold line or in a paragraph where they speak of themselves. A summary
    ends before any heading; one that a text begins with is a paragraph, and lists.
    """
    level = heading_line(lines[label])[0]
    first = next((one for one in range(label + 1, stop) if lines[one].strip()), label)
    start = _parts_end(lines, label, first, around, stop) if noun == "answer" and around else label + 1
    for number in range(start, stop):
        line = lines[number]
        here, words = heading_line(line)
        if here and (here <= around or (not around and noun == "summary") or MINE.match(words)):
            return number
        is_new = (here in (1, 2) and not around) or (line[:1] in _RULES and is_rule(line))
        if is_new and speaks_of_self(_from(lines, number + 1)):
            return number
        if line.startswith("**") and line.rstrip().endswith("**") and MINE.match(line.lstrip("*_ ")):
            return number
        is_told = not level and noun == "answer" and line.strip() and not lines[number - 1].strip()
        if is_told and number > first and line.lstrip()[:1] not in _MARKED and _is_own(lines, number):
            return number
    is_first = label < _ABOVE and sum(bool(line.strip()) for line in lines[:label]) < 2
    return _end_of_lists(lines, label + 1, stop) if is_first and not level and noun == "summary" else stop


def _parts_end(lines: Sequence[str], label: int, first: int, level: int, stop: int) -> int:
    """The first line behind the parts of an answer whose headings have the level of what it stands below.

    They are counted from one on, or called as answers call their parts, or the first stands right below the label; the
    author's own part speaks of them, or follows the last of these.
    """
    heads = [number for number in range(label + 1, stop) if 0 < heading_line(lines[number])[0] <= level]
    if not heads or heading_line(lines[heads[0]])[0] < level:
        return label + 1
    is_below = heads[0] == first
    words = heading_line(lines[heads[0]])[1]
    if not (is_below or _FIRST_PART.match(words)) or _is_day(words):
        return label + 1
    end = label + 1
    for head, following in pairwise((*heads, stop)):
        here, words = heading_line(lines[head])
        is_part = _PART.match(words) is not None or (is_below and head == first)
        often = 1 if _LAST_PART.match(words) or not is_part else 2
        if here < level or MINE.match(words) or _speak_of_self(lines[head + 1 : following], often):
            break
        end = following if is_part else end
    return end


def _is_day(words: str) -> bool:
    """Whether a heading is a day, as `1. Mai` is."""
    parts = words.split()
    return len(parts) > 1 and month_number(parts[1].strip(".,").lower()) is not None


def _speak_of_self(lines: Sequence[str], often: int) -> bool:
    """Whether a paragraph of some lines does."""
    starts = (
        number for number, line in enumerate(lines) if line.strip() and not (number and lines[number - 1].strip())
    )
    return any(speaks_of_self(lines[number : number + _MOST_LINES], often) for number in starts)


def _is_own(lines: Sequence[str], number: int) -> bool:
    return speaks_of_self(_from(lines, number)) or tells_of_self(_from(lines, number))


def _from(lines: Sequence[str], start: int) -> Iterator[str]:
    return (lines[number] for number in range(start, len(lines)))


def _end_of_lists(lines: Sequence[str], start: int, stop: int) -> int:
    """The line behind a paragraph and the lists that follow it."""
    is_inside, is_over = False, False
    for number in range(start, stop):
        is_blank = not lines[number].strip()
        if is_over and not is_blank and not lines[number].lstrip().startswith(_BULLETS):
            return number
        is_over = is_blank and is_inside
        is_inside = is_inside or not is_blank
    return stop
