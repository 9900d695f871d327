"""Letters that a text quotes paragraph by paragraph, below words that say who wrote them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from .author_names import folded_name

_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", '"': '"', "「": "」", "『": "』"}
_FEWEST, _MOST, _LONGEST = 2, 60, 300
"""Paragraphs of a letter, and characters that are looked at of who wrote it."""
_WROTE = re.compile(
    r"\b(?:wrote|writes|written|writing|letter|postcard|e-?mail(?:ed|s)?|messaged?|texted|posted|reply|answer"
    r"|schrieb|schreibt|geschrieben|brief|postkarte|nachricht|mail|antwort|écrit|écrivit|écrivait|lettre|courriel"
    r"|réponse"
    r"|escribió|escribe|escrito|carta|correo|mensaje|respuesta|scritto|scrisse|scriveva|lettera|messaggio|risposta"
    r"|escreveu|mensagem|resposta|schreef|schrijft|geschreven|bericht|antwoord|skrev|skriver|brev|brevet|svar"
    r"|napisała?|pisała?|list|odpowiedź|написала?|писала?|письмо|ответила?|yazdı|mektup)\b|写|書|편지",
    re.IGNORECASE,
)
_BY_ME = re.compile(
    r"\b(?:I(?:['’](?:d|ve|ll|m))?(?: (?!that|wh|sh?e |h[ei]|they)\w+){0,5} (?:wrote|write|written|writing"
    r"|sent|answered|replied|posted|texted|read out)|my (?:\w+ )?(?:letter|e-?mail|mail|message|answer|reply|note"
    r"|diary|postcard|speech|story)"
    r"|ich(?: \w+){0,6} (?:schrieb|schreibe|geschrieben|geantwortet)|(?:schrieb|schreibe|antwortete) ich"
    r"|habe? ich(?: \w+){0,6} geschrieben|mein(?:en?|em)? (?:\w+ )?(?:brief|mail|nachricht|antwort|tagebuch|geschichte)"
    r"|j['’](?:ai|avais)(?: \w+){0,3} écrit|j['’]écri\w{1,5}|ma (?:lettre|réponse)|mon (?:courriel|message|journal)"
    r"|escribí|(?:he|había) escrito|mi (?:carta|correo|mensaje|respuesta)|ho scritto|scrissi"
    r"|la mia (?:lettera|risposta)|escrevi|minha (?:carta|resposta|mensagem)|ik(?: \w+){0,3} (?:schreef|geschreven)"
    r"|schreef ik|mijn (?:brief|bericht)|jag(?: \w+){0,2} skrev|skrev jag|jeg(?: \w+){0,2} skrev|skrev jeg"
    r"|mitt (?:brev|svar)"
    r"|napisał[ae]m|pisał[ae]m|mój list|я (?:\w+ )?(?:написал|писал|ответил)а?|мо[её] письмо|мой ответ|yazdım"
    r"|mektubum)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;] ")
_I = re.compile(
    r"(?<!\w)(?:I(?:['’]\w+)?|[Ii]ch|[Jj]e|[Yy]o|[Ii]o|[Ee]u|[Ii]k|[Jj]ag|[Jj]eg|[Jj]a|[Яя])(?!\w)"
    r"|(?<!\w)[Jj]['’](?=\w)"
)
_OF_ANOTHER = re.compile(
    r"\b(?:that|which|what|how|from|d(?:en|as|ie|er) \w+ (?:mir|uns)|von|que|qui|quello|che|wat|som|od|co|что|от"
    r"|(?:her|his|their|ihre?n?|seine?n?|sa|son|su|sua|suo|haar|zijn|hennes|hans)"
    r" (?:\w+ )?(?:letter|e-?mail|message|note|postcard|answer|reply|brief|mail|nachricht|antwort|karte|lettre|réponse"
    r"|carta|lettera|brev))\b",
    re.IGNORECASE,
)
"""What says in a clause with "I" that another wrote: I found the letter that she wrote."""
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


def letters_told(parts: Sequence[tuple[str, str]], own: Collection[str]) -> Iterator[int]:
    """The numbers of paragraphs in quotation marks, two at least, below one that says that another wrote them.

    That one ends in a colon; each paragraph opens a quotation, or one goes on over several of them.
    """
    number = 1
    while number < len(parts):
        kind, text = parts[number]
        if (
            kind == "text"
            and text[:1] in _PAIRS
            and parts[number - 1][0] == "text"
            and _tells(parts[number - 1][1], own)
        ):
            end = _end(parts, number)
            if end - number >= _FEWEST:
                yield from range(number, end)
            number = max(end, number)
        number += 1


def _tells(text: str, own: Collection[str]) -> bool:
    bare = text.rstrip("* _\n")
    if bare[-1:] not in (":", "："):
        return False
    said = _SENTENCE.split(bare[-_LONGEST:])[-1]
    if _WROTE.search(said) is None or _BY_ME.search(said):
        return False
    clause = _CLAUSE.split(said)[-1]
    if _I.search(clause) and not _OF_ANOTHER.search(clause):
        return False
    folded = f" {folded_name(said.strip(':： '))} "
    return not any(f" {name} " in folded or f" {name}’s " in folded or f" {name}'s " in folded for name in own)


def _end(parts: Sequence[tuple[str, str]], start: int) -> int:
    """The paragraph behind those that are quoted; `start` where the quotation is not closed."""
    close = _PAIRS[parts[start][1][0]]
    number, last = start, start
    is_open = False
    while number < min(len(parts), start + _MOST) and parts[number][0] == "text":
        text = parts[number][1].strip()
        opens = text[:1] == parts[start][1][0]
        if not (opens or is_open):
            break
        body = text[1:] if opens else text
        closes = body.rstrip(".!?,;…*_ ")[-1:] in tuple(close)
        if any(map(body.rstrip(".!?,;…*_ ")[:-1].__contains__, close)):
            # Somebody says something between two quotations.
            break
        number += 1
        is_open = not closes
        last = number if closes else last
    return last
