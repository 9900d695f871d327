"""What stands below a text for the law or for a list of readers: who has the rights, and how to unsubscribe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_LAST, _LONGEST = 4, 300
_RIGHTS = re.compile(
    r"[\W_]{0,4}(?:©|\(c\)|copyright(?= {1,3}(?:©|\(c\)|\d{4})))[ ©]{0,3}(?=[^\n]{0,80}?(?:19|20)\d\d)[^\n.!?]{2,120}"
    r"(?:\.? ?(?:all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos reservados"
    r"|tutti i diritti riservati|todos os direitos reservados|alle rechten voorbehouden))?\.?[\W_]{0,4}",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"you(?:['’]re| are) receiving this (?:e-?mail|newsletter|message) because"
    r"|\bunsubscribe(?: (?:from this list|here|at any time)|\W{0,4}\Z)"
    r"|sie erhalten diese[nr]? (?:e-?mail|newsletter|nachricht), weil|newsletter (?:abbestellen|abmelden)"
    r"|vous recevez (?:cet|ce) (?:e-?mail|message|courriel)|\bse désabonner\b"
    r"|recib(?:es|e) este (?:correo|mensaje|e-?mail) porque|(?:ricevi|hai ricevuto) questa (?:e-?mail|newsletter)"
    r"|annulla l['’]iscrizione|(?:u|je) ontvangt deze (?:e-?mail|nieuwsbrief)"
    r"|você (?:recebeu|está recebendo) este e-?mail|cancelar (?:inscrição|suscripción)|вы получили это письмо",
    re.IGNORECASE,
)


_SIGNS = (
    "©",
    "(c)",
    *"copyright unsubscribe receiving erhalten abbestellen abmelden recevez désabonner recib ricevi ricevuto".split(),
    *"iscrizione ontvangt receb inscrição suscripción получили".split(),
)


def feet_of(parts: Sequence[tuple[str, str]]) -> Iterator[int]:
    """The numbers of paragraphs that are such a foot; they are among the last few, and the text is more than that."""
    for number in range(max(len(parts) - _LAST, 1), len(parts)):
        kind, text = parts[number]
        bare = text.strip()
        if (
            kind == "text"
            and len(bare) <= _LONGEST
            and _may_be_foot(bare)
            and (_RIGHTS.fullmatch(bare) or _LIST.search(bare))
        ):
            yield number


def _may_be_foot(text: str) -> bool:
    """Whether a word stands in a text that each foot has one of; most texts have none, which is cheaper to see."""
    return any(map(text.casefold().__contains__, _SIGNS))
