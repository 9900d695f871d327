"""Codes of digits that open something once or always: confirmations, PINs, doors, alarms, card checks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .later import later
from .phrases import CODE, COPULA, LOCK, NO_CODE_AFTER, NO_CODE_BEFORE, UNITS
from .plain import lowered
from .spans import Span
from .word_table import any_word

# India calls the number of a place a PIN code.
NEVER = later(
    rf"{any_word('never')}|(?<!\w)pin ?code\W{{1,3}}[1-8]\d{{5}}\s(?:[^\W\d_]{{3,14}}\s)?(?:hai|h|ka|ki|है|का|की|of|area|for)(?!\w)"
)
KEY = later(rf"(?<![\w-])(?P<code>{CODE})(?![\w@])|(?<![\w-])(?P<lock>{LOCK})(?!\w)")
VALUE = (
    # Digits, digits in groups, or digits with a few capitals.
    r"(?:(?<![\w.,:/€$£#-])|(?<=G-)|(?<=[:#=]))#?(?:\d{3}[ -]\d{3}|[A-Z]?\d{3,10}[A-ZА-Я]?|\d{1,4}[A-ZА-Я]\d{1,5}"
    r"|[A-Z]{1,2}\d{3,6}|\d{1,2}-\d{1,2}-(?:\d{1,2}|(?!19|20)\d{4})|\d\d \d\d \d\d(?! ?\d)|\d{1,3}[#*]\d{3,6}|\d{1,4}[а-яА-Я]\d{1,5}|\d{1,3} ?(?:klucz|kl|ключ) ?\d{2,6}|(?=[A-Z]{0,3}\d)[A-Z\d]{4,10})[#*]?(?![\w@/]|[.,:-]\w| ?[%€$£₽])"
)
AFTER = later(rf"(?P<way>[^\n.!?]{{0,40}}?[\s:#=]{{1,4}}|\s?)(?P<value>{VALUE})(?:\s(?P<unit>{UNITS})(?!\w))?")
BEFORE = later(
    rf"(?P<value>{VALUE})[\"'»)]?(?:,? (?:{COPULA}|[—–-]|that's the|das ist)| [—–-])\s(?:[^\s.!?]{{1,20}}\s){{0,4}}?"
    rf"[^\s.!?]{{0,20}}(?<!\w)(?:{CODE}|(?:{LOCK}) (?:code|pin))(?!\w)",
    re.IGNORECASE,
)
WRONG_BEFORE = later(rf"\b(?:{NO_CODE_BEFORE})[\s-]?$", re.IGNORECASE)
WRONG_AFTER = later(rf"\s?-?(?:{NO_CODE_AFTER})\b", re.IGNORECASE)
NO_WAY = later(
    r"\b(?:at|um|in|since|seit|from|of|version|error|fehler|page|seite|the|à|a las|às|alle|в|на|line|zeile|has|hat|until|bis"
    r"|over|über|about|costs?|kostet|after|nach|message|for|für|with|mit|to|than|room|raum|took|vers|dans|desde|hasta)\s{0,3}$",
    re.IGNORECASE,
)
CARD_CHECK = later(
    r"security code\W|code de sécurité|código de segu|codice di sicurezza|sicherheitscode|prüf(?:ziffer|nummer)",
    re.IGNORECASE,
)
ENTERED = later(
    r"\b(?:use|tap|dial|hit|push|reply|reply with|respond with|antworte mit|texted|texted me|sent|sent me|enter|type(?: in)?|punch(?: in)?|key in|press|gib|tipp\w{0,2}|drück\w{0,2}|composez?|tape[zr]?|saisi\w{1,4}|entrez|marca|teclea|pulsa"
    r"|introduce|usa|digit[ae]|aperta|insira|inserisci|premi|набери\w{0,2}|введи\w{0,2}|нажми\w{0,2})\s"
    rf"(?:the code |el código |o código |код )?({VALUE})(?!\s(?:{UNITS})(?!\w))|({VALUE}) (?:eintippen|eingeben|tippen|drücken)\b",
    re.IGNORECASE,
)
# "… the code? It's 4477": told in a sentence of its own, at the end of the message.
LATER = later(
    r"[^\n]{0,80}?(?:[.?!,…]{1,3}|\n) ?(?:[^\W\d]{1,6}[,:]? ){0,2}?(?:(?:it['’]?s|its|is|yes|yeah|yep|sure|here|ja|klar|oui|sí|si|sim|sì|da|да|tak|evet|c['’]est|es ist|es|é|è|это)[,:]? |(?:->|→|=>|>) ?|(?<=\n))"
    rf"(?P<value>{VALUE}|\d\d \d\d \d\d)(?=[\s.!]{{0,4}}$)",
    re.IGNORECASE,
)
# The check of a card, by where it stands.
BACK = later(
    r"\b(?:digits?|numbers?|ziffern?|zahlen|nummer|stellen|chiffres?|numéro|d[ií]gitos?|números?|cifre|numeri|code|código|codice|цифр\w?)\b[^\n\d]{0,24}"
    r"\b(?:on the back|at the back|auf der rückseite|hinten|au dos|derrière|de atrás|detrás|por detrás|sul retro|dietro|no verso|atrás|сзади|на обороте|z tyłu)\b"
    r"[^\n\d]{0,20}?(?<![\w.,:-])(\d{3,4})(?![\w.,:-]|[.,:]\d)",
)
SIM = later(r"\bcrypto(?:gramme)?(?: visuel)? ?:? ?(\d{3})(?![\w.,:%€$]|[.,:]\d| [€$%])", re.IGNORECASE)
TOLD_TO = later(
    r"^(?: do [^\W\d]{3,16})? to $|^(?: [^\W\d]{1,12}){0,3} (?:(?:is |was |got )?(?:changed|set|reset|updated) to|(?:geändert|gewechselt) (?:auf|zu)|changé en|cambiado a|cambió a|mudou para|cambiato in|сменили на|изменён на) $",
    re.IGNORECASE,
)
ALARM = re.compile("a(?:l|ll)arm", re.IGNORECASE)
# A card, then a word for its check.
FOURS = re.compile(r"\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}")
CALLED_CHECK = later(
    rf"{FOURS.pattern}[^\n\d]{{1,12}}{any_word('code')}[\s:=]{{1,3}}(?:{any_word('link')}\s)?(?P<value>\d{{3,4}})(?![\w@/%€$£]|[.,:-]\w)"
)
# A card with its three digits behind it, or behind the month it runs out.
CHECKED = later(
    r"(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:[\s,;/|]{1,3}(?:exp\w{0,6}\.?:?\s?)?\d\d ?/ ?\d{2,4})?[\s,;/|]{1,3}(\d{3})(?=\s{0,3}(?:[,;|\n]|$| \d\d ?/))"
)
NUMBER = later(r"\d[\d ,.:/-]{0,30}")
SURE = later(
    r"(?<![\w-])(?:code|codes|passcode|otp|2fa|cvv|cvc|pin|puk|tan|digicode|código|codice|код|пин|kod|kodu|verification|vérification|verificación|bestätigungscode|sicherheitscode|\w{2,16}code)(?!\w|-\w)",
    re.IGNORECASE,
)
# A number of six digits, or one that somebody has got, sends or types.
GIVEN = later(
    r"(?<!\w)(?:with|says|said|got|received|get|gave|told|is it|mit|bekommen|gekriegt|steht|gesagt|reçu|avec|con|recibí|llegó|mandaron|arrivato|ricevuto|chegou|recebi|получил\w?|приш[её]л\w?|прислали|ввел\w?|dostał\w{1,3}|przyszedł|geldi)[ :]{1,2}"
    r"(\d{3}[ -]\d{3}|\d{4,8})(?![\w%€$£]|[.,:/-]\w| ?[%€$£]| (?:euros?|dollars?|bucks|people|times|lines|zeilen|messages|steps|km|m|kg|g|points?|files?|errors?|mal|leute|personnes|personas|рубл\w*|раз)\b)"
    r"|(?<![\w.,:/#$€£+-])(?<!line )(?<!order )(?<!zeile )(?<!ligne )(\d{3}[ -]\d{3})(?![\w%€$£]|[ .,:/-]\d| ?[%€$£])",
    re.IGNORECASE,
)
PADLOCK = later(
    r"padlock|^(?:bike |bicycle )?lock|cadenas|antivol|candado|cadeado|lucchetto|schloss|зам|kłód", re.IGNORECASE
)
OPENED_WITH = later(r"^(?: [^\W\d]{1,12}){0,3} (?:mit|with|avec|con|com|с)\s$", re.IGNORECASE)
OF_SOMETHING = later(
    r"\W{0,2}(?:unten|oben|hier|jetzt|below|downstairs|upstairs|here|now|en bas|abajo|embaixo|giù|внизу)\s$|\W{0,2}(?:for|of|to|von|vom|für|der|zur|zum|du|de|des|d['’]|del|da|do|della|del|dello|dell['’]|от|для|на|к|z|dla|od) ?"
    r"(?:[^\W\d][\w'’-]{0,16}\s){1,4}$",
    re.IGNORECASE,
)
PLACE = later(
    rf"\b(?:{LOCK}|code|código|codice|код|sign[ -]in|log[ -]?in|verify|eingang|entrance|entrée|entrada|ingresso|вход\w?|confirm|intercom|portero|portier|interfono|citofono|interphone|sprechanlage|telefonillo|get in|come in|rein|reinkommen|entrer|entrar|войти|зайти|wejść|keypad|verif\w+|bestätig\w+|подтверд\w+)\b",
)
NAMED_LOCK = later(
    rf"\b(?:{LOCK}|card|karte|carte|tarjeta|cartão|carta|bancomat|карт\w{{1,2}}|vérification|confirmation|sécurité|accès"
    r"|verificación|seguridad|acceso|confirmación|verificação|segurança|acesso|confirmação|verifica|conferma|sicurezza"
    r"|accesso|подтверждени\w|доступа|входа|secret|secreto|segreto|segredo|immeuble|prédio|edif[ií]cio|palazzo|condom[ií]nio|building|block|gebäude|haus|bloco|apto|blik|sms|whatsapp|telegram|google|instagram|paypal|apple|pin|uso|changed to)\W{0,3}$",
    re.IGNORECASE,
)
STEMS = (
    "cassaf cofre caja kasa сейф "
    "verif confirm bestätig eingang entr ingresso вход подтвер sign log intercom interfon citofon interphon sprechanl telefonillo puk code kod cód cod combin kombin комбинац otp 2fa mfa cvv cvc tan pin geheimzahl код пин one-time one time clave einmal door gate garage "
    "alarm lock key safe buzz entry tür tor schlüssel tresor port coffre boîte puerta candado cadeado cancello "
    "allarme lucchetto домофон подъезд сейф калитк двер prüf crypto passwort hasło lock cadenas antivol schloss замо kłód kilit kilid bram furtk klatk domofon kapı apartman sejf şifre digit tap dial push press drück puls appuy premi нажми ziffer zahl chiffre dígit número cifr цифр numb"
).split()


def codes(text: str) -> Iterator[Span]:
    """Codes, by the words before or after them."""
    keys = list(KEY.finditer(lowered(text)))
    other = [key for key in keys if _is_other(text, key)]
    found = [span for key in keys if key not in other and (span := _behind(text, key))]
    if not found and not other and (span := _alone(text)):
        found.append(span)
    yield from (Span(*span, "code", "context") for span in found)
    yield from (Span(*span, "code", "context") for span in _told(text, bool(keys)))


def _behind(text: str, key: re.Match[str]) -> tuple[int, int] | None:
    """The code after the word for it, in the same sentence or the answer."""
    after = AFTER.match(text, key.end(), key.end() + 70)
    if after and _is_code(after, key):
        return after.span("value")
    later = LATER.match(text, key.end(), key.end() + 120) if key["code"] else None
    return later.span("value") if later and _digits(later["value"]) > 3 else None


def _told(text: str, has_key: bool) -> Iterator[tuple[int, int]]:
    """Codes that somebody is to type, that stand before the word for them, and checks of cards."""
    low = lowered(text)
    for match in ENTERED.finditer(text) if PLACE.search(low) else ():
        place = match.lastindex or 0
        if _digits(match[place]) > 3 and PLACE.search(low, max(0, match.start() - 60), match.end() + 60):
            yield match.span(place)
    for pattern in (BACK, SIM):
        yield from (match.span(1) for match in pattern.finditer(low))
    for match in BEFORE.finditer(text) if has_key or "-" in text else ():
        other = NEVER.search(text.lower(), match.start(), match.end() + 20)
        if _digits(match["value"]) > 3 and not is_year_like(match["value"]) and not other:
            yield match.span("value")


def _alone(text: str) -> tuple[int, int] | None:
    """The one number of a message about a code that somebody was given or is to give."""
    numbers = NUMBER.findall(text)
    match = GIVEN.search(text) if len(numbers) == 1 else None
    if match is None or not SURE.search(text) or is_year_like(match[match.lastindex or 0]):
        return None
    return match.span(match.lastindex or 0)


def checks(text: str) -> Iterator[Span]:
    """The three digits behind the number of a card."""
    yield from (Span(*match.span(1), "code", "context") for match in CHECKED.finditer(text))
    if FOURS.search(text):
        yield from (Span(*match.span("value"), "code", "context") for match in CALLED_CHECK.finditer(text.lower()))


def _is_other(text: str, key: re.Match[str]) -> bool:
    """Another kind of code: of an error, a voucher, a place."""
    before = text[max(0, key.start() - 16) : key.start()]
    if WRONG_BEFORE.search(before) or WRONG_AFTER.match(text, key.end()):
        return True
    if NEVER.search(text[max(0, key.start() - 8) : key.end() + 20].lower()):
        return True
    return bool(re.match(rf"(?:{NO_CODE_BEFORE})", key.group(), re.IGNORECASE))


def _is_code(after: re.Match[str], key: re.Match[str]) -> bool:
    value, way = after["value"], after["way"]
    digits = _digits(value)
    if (after["unit"] and digits < 6) or digits < 2 or _is_voucher(value) or (value.endswith("000") and way == " "):
        return False
    if key["lock"] and digits > 3 and OPENED_WITH.search(way):
        return True
    if digits > 3 and (TOLD_TO.search(way) or (key["code"] and _ends(after, way) and not is_year_like(value))):
        return True
    if NO_WAY.search(way):
        return False
    if key["lock"]:
        direct = re.fullmatch(
            rf"\W{{0,3}}(?:{COPULA}|code|pin|nummer|number|has|hat die nummer)?\W{{0,3}}", way, re.IGNORECASE
        )
        least = 2 if PADLOCK.search(key.group()) else 3
        return bool(direct) and digits > least and not _is_hour(key.group(), value, way)
    if re.match(r"cv[vc]", key.group(), re.IGNORECASE) or CARD_CHECK.search(
        after.string[max(0, key.start() - 10) : after.end()]
    ):
        return True
    direct = re.search(
        rf"(?:(?:^|\b|\s)(?:{COPULA})|[:=#—–-]|^\W{{0,2}}|^ (?:number|no|nr|nummer|numarası)\.?)\s{{0,3}}#?$",
        way,
        re.IGNORECASE,
    )
    if digits > 3 or value.count("-") == 2:
        return bool(direct) or _names_lock(way) or bool(OF_SOMETHING.match(way) and not is_year_like(value))
    return (bool(direct) or _names_lock(way)) and (value[-1:] in "#*" or any(map(str.isalpha, value)))


def _ends(after: re.Match[str], way: str) -> bool:
    """ "code parking 2471": one word between, and nothing behind."""
    rest = after.string[after.end("value") : after.end("value") + 4]
    return not rest.strip() and re.fullmatch(rf" (?!{NO_CODE_AFTER}|{NO_CODE_BEFORE})[^\W\d]{{4,14}} ", way) is not None


def _names_lock(way: str) -> bool:
    """ "code for the front door 1793", "код от подъезда 38К05", "PIN of the card 4402"."""
    return bool(NAMED_LOCK.search(way))


def _is_voucher(value: str) -> bool:
    """A word with a number behind it, as shops give them away."""
    return re.fullmatch(r"[A-Z]{4,}\d+|[A-Z]{3}\d\d?", value) is not None


def _digits(value: str) -> int:
    return sum(sign.isdigit() for sign in value)


def _is_hour(key: str, value: str, way: str) -> bool:
    """A time on a 24-hour clock without a colon, where no mark says that it is a code."""
    return (
        False
        if re.search(r"[:#=]", way + value) or not ALARM.match(key)
        else bool(re.fullmatch(r"0[0-9][0-5]0", value))
    )


def is_year_like(value: str) -> bool:
    """A year that people speak of."""
    return bool(re.fullmatch(r"19\d\d|20[0-4]\d", value))
