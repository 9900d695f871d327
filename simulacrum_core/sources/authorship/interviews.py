"""Interviews whose questions stand in bold, and whose title says with whom."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import groupby

from ..dates.headings import heading_line
from .author_names import folded_name, own_names

_TOKEN = r"[^\W\d_a-zß-ÿ][\w.’'-]{0,30}"
_WITH = re.compile(
    r"(?i:\b(?:interview|q ?& ?a|conversation|talk|gespräch|entretien|conversation|rencontre|entrevista|conversación"
    r"|conversa|intervista|conversazione|gesprek|samtal|samtale|rozmowa|wywiad|интервью|беседа|разговор|söyleşi)"
    r" (?:with|mit|avec|con|com|met|med|z|ze|с|ile) )"
    rf"(?P<name>{_TOKEN}(?: (?:(?:van|von|de|der|den|la|le|del|da|di|al|el) )?{_TOKEN}){{0,3}})"
)
_BOLD = re.compile(r"\s*(?:\*\*|__)(?P<said>[^*_\n][^\n]{1,600}?)(?:\*\*|__)\s*")
_ASKS = re.compile(r"[?？؟]|\A[QFPDV][:：.]")
_FEWEST = 2
Parts = list[list[tuple[str, bool]]]


def interview_parts(texts: Sequence[str], title: str, names: Collection[str]) -> Parts | None:
    """The parts of each text, and whether somebody else says them; None where it is no such interview.

    Where the author is asked, what stands in bold and above the first question is somebody else's; where they ask, what
    stands between the questions is.
    """
    told_with = _WITH.search(title)
    if told_with is None or sum(text.count("**") + text.count("__") for text in texts) < 2 * _FEWEST:
        return None
    pieces = [
        (number, part)
        for number, text in enumerate(texts)
        for part in (text.split("\n\n") if text else ())
        if part.strip()
    ]
    questions = [bold["said"].rstrip() for _, part in pieces if (bold := _BOLD.fullmatch(part))]
    if len(questions) < _FEWEST or sum(_ASKS.search(said) is not None for said in questions) * 2 <= len(questions):
        return None
    is_asked = folded_name(told_with["name"]) in own_names(names)
    found: Parts = [[] for _ in texts]
    is_answer = False
    told = list[tuple[int, str, bool]]()
    for number, part in pieces:
        if _BOLD.fullmatch(part):
            is_answer = True
            told.append((number, part, is_asked))
            continue
        # What stands below a heading or a rule is said behind the interview.
        is_answer = is_answer and not heading_line(part.partition("\n")[0])[0]
        told.append((number, part, not is_answer if is_asked else is_answer))
    for (number, is_theirs), same in groupby(told, key=lambda piece: (piece[0], piece[2])):
        found[number].append(("\n\n".join(part for _, part, _ in same), is_theirs))
    return found
