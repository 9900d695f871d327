"""What stands below a text for the law, a list of readers or a meeting: rights, how to unsubscribe, how to dial in."""

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
    yield from _of_meeting(parts)
    if not _may_be_foot("\n".join([text for _, text in parts[1:][-_LAST:] if len(text) <= 2 * _LONGEST])):
        return
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


def _of_meeting(parts: Sequence[tuple[str, str]]) -> Iterator[int]:
    """The paragraphs from one on that begins with such a line, up to a heading."""
    if not any(map("\n".join([text for _, text in parts]).__contains__, _MEETINGS)):
        return
    is_invited = False
    for number, (kind, text) in enumerate(parts):
        if kind == "heading" or text.startswith("#"):
            is_invited = False
        elif kind == "text":
            is_invited = is_invited or _INVITES.fullmatch(text.strip().partition("\n")[0]) is not None
            if is_invited:
                yield number


def _may_be_foot(text: str) -> bool:
    """Whether a word stands in a text that each foot has one of; most texts have none, which is cheaper to see."""
    return any(map(text.casefold().__contains__, _SIGNS))


_INVITES = re.compile(
    r"[ \t*_]{0,4}(?:[^\n]{1,80} is inviting you to a scheduled (?:zoom|webex) meeting\.?|join (?:zoom|webex) meeting:?"
    r"|microsoft teams (?:meeting|need help\??)|join (?:the meeting now|on your computer[^\n]{0,60})"
    r"|join with google meet"
    r"|you have been invited to the following event\.?|zoom-meeting beitreten|microsoft teams-besprechung"
    r"|join microsoft"
    r" teams meeting|google meet joining info"
    r"|invitation from google calendar:?[^\n]{0,120}"
    r"|[^\n]{1,80} (?:lädt sie zu einem geplanten zoom-meeting ein|vous invite à une réunion zoom planifiée"
    r"|le está invitando a una reunión de zoom programada)\.?)[ \t*_]{0,4}",
    re.IGNORECASE,
)
"""Lines that programs begin what they write about a meeting with."""
_MEETINGS = ("Zoom", "Teams", "Webex", "WebEx", "Google", "You have been invited")
"""One of these each such line has, or stands above; words with capitals are looked for fastest."""


def meeting_line(lines: Sequence[str]) -> int:
    """The line from which on a program says how to come to a meeting; the number of lines where none does."""
    if not any(map("\n".join(lines).__contains__, _MEETINGS)):
        return len(lines)
    return next((number for number, line in enumerate(lines) if _INVITES.fullmatch(line)), len(lines))
