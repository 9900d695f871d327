"""Numbers of cards and bank accounts, told by their check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .checksums import luhn, mod97
from .later import later
from .phrases import NUMBERED
from .plain import lowered
from .secret_words import word_search
from .spans import Span
from .word_table import any_word

CARD = later(r"(?<![\w/=?&#.+-])\d(?:[ \-]?\d){12,18}(?![\w-])")
ISSUERS = later(
    r"4(?:\d{15}|\d{18})|(?:5[1-5]\d\d|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720))\d{12}|3[47]\d{13}"
    r"|3(?:0[0-5]|[689]\d)\d{11}|(?:6011|64[4-9]\d|65\d\d|35(?:2[89]|[3-8]\d)|220[0-4])\d{12}"
    r"|62\d{14,17}|(?:50[18]\d|5038|6304|6759|676[1-3])\d{8,15}"
)
# A card by its groups and the words around, with a digit that is not right: somebody may have mistyped it.
FOURS = later(r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}([ -])\d{6}\2\d{5}")
FOURS_BEFORE = later(r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?= \d\d?$)")
PAID = later(
    r"卡|بطاقة|فيزا|कार्ड|\b(?:cards?|visa|mastercard|amex|debit|cvv|cvc|exp\w{0,4}|\w{0,12}karte|carte|cb|tarjeta|cart[aã]o|carta|bancomat|карт\w{1,3}|сбер\w{0,4}|karta|kartę|kart\w?|kaartnummer|pas(?:nummer)?)\b",
    re.IGNORECASE,
)
ORDER = later(rf"\b(?:{NUMBERED})\b[^\n]{{0,20}}$", re.IGNORECASE)
IBAN = later(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \-]?[A-Za-z0-9]{1,4}){3,10}")
# In the groups of paper: nothing else is written so, even where a digit is wrong.
GROUPED = re.compile(r"[A-Z]{2}\d\d(?: [A-Z\d]{4}){2,7}(?: [A-Z\d]{1,4})?")
# Lengths from the registry of SWIFT.
LENGTHS = dict(
    pair.split(":")
    for pair in """AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BR:29 BY:28 CH:21 CR:22 CY:28 CZ:24 DE:22
    DK:18 DO:28 EE:20 EG:29 ES:24 FI:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 GT:28 HR:21 HU:28 IE:22 IL:23 IQ:23
    IS:26 IT:27 JO:30 KW:30 KZ:20 LB:28 LI:21 LT:20 LU:20 LV:21 MC:27 MD:24 ME:22 MK:19 MR:27 MT:31 MU:30 NL:18 NO:15
    PK:24 PL:28 PS:29 PT:25 QA:29 RO:24 RS:22 SA:24 SE:24 SI:19 SK:24 SM:27 TN:24 TR:26 UA:29 VA:22 VG:24
    XK:20""".split()
)
TRANSFER = later(
    r"\b(?:iban|konto\w{0,20}|überweis\w{0,20}|account|transfer|bank|virement|compte|rib|cuenta|transferencia|conta|transferência|bonifico"
    r"|conto|сч[её]т\w?|перевод\w?)\b",
    re.IGNORECASE,
)
ACCOUNT = later(
    r"\b(?:account|acct|acc|a/c|checking|savings|girokonto|konto|konta|kontonummer|kontonr|kto|compte|cuenta|cta|conta|conto|c/c|hesap)\b[ .:#-]{0,3}"
    r"(?:(?:number|num|no|nr|numer|numero|número|numarası|n[ºo°]|is|ist|est|es|é|è|to|lautet|corriente|corrente|courant|bancario|bancaria|bancária)[ .:]{1,3}){0,3}"
    r"(\d(?:[ -]?\d){6,15})(?![\w-])"
    r"|(?:р/сч?|к/сч?|сч[её]т\w?)[ .:№-]{0,3}(?:\w{1,8} ){0,2}(\d{20})\b",
    re.IGNORECASE,
)
# What a transfer needs besides, and accounts by the names of their countries.
ROUTED = later(
    r"\b(?:(?:sort(?:[ -]?code)?|s/c)\b[^\n\d]{0,10}(\d\d[ -]\d\d[ -]\d\d|\d{6})"
    r"|(?:routing|aba|rtn)\b[^\n\d]{0,14}(\d{9})|(?:blz|bankleitzahl)\b[^\n\d]{0,10}(\d{3} ?\d{3} ?\d\d)"
    r"|бик\b[^\n\d]{0,8}(\d{9})|clabe\b[^\n\d]{0,20}(\d(?:[ -]?\d){17})|cbu\b[^\n\d]{0,20}(\d(?:[ -]?\d){21})|bsb\b[^\n\d]{0,10}(\d{3}[ -]?\d{3})"
    r"|(\d\d-\d\d-\d\d)(?=[ ,/]{1,3}\d{8}(?!\d))|(?<=\d\d-\d\d-\d\d )(\d{8})"
    r"|ag(?:[êe]ncia|\.)?:? ?(\d{4}(?:-\d)?)(?=[ ,/]{1,3}(?:c/c|cc|conta))|(?:conta|c/c|cc)\b[^\n\d]{0,12}(\d{4,9}-[\dxX]))(?![\w-]|[.,]\d)",
    re.IGNORECASE,
)
NUMBER = word_search(
    "bank",
    behind=rf"(?:[\s:=,]{{0,2}}{any_word('link', 'this', 'your')}){{0,2}}[\s:=,.#]{{1,3}}(?P<value>\d(?:[ -]?\d){{6,19}})(?![\w-])",
)
POLISH = later(r"(?<![\w+.-])\d\d(?: ?\d{4}){6}(?!\w)")


def cards(text: str) -> Iterator[Span]:
    """Numbers of payment cards."""
    for match in CARD.finditer(text):
        if longer := FOURS_BEFORE.match(match.group()):
            # "4000 … 1234 09/29": the month stands behind it.
            match = FOURS.match(text, match.start(), match.start() + longer.end()) or match
        digits = re.sub("[ -]", "", match.group())
        if not ISSUERS.fullmatch(digits) or not _is_grouped(match, text):
            continue
        if luhn(digits):
            yield Span(*match.span(), "card", "checksum")
        elif FOURS.fullmatch(match.group()) and PAID.search(text[max(0, match.start() - 40) : match.end() + 24]):
            yield Span(*match.span(), "card", "context")


def accounts(text: str) -> Iterator[Span]:
    """IBANs, and account numbers that are called so."""
    for match in IBAN.finditer(text):
        end, is_right = _iban_end(match.group())
        if end and (
            is_right
            or GROUPED.fullmatch(match.group()[:end])
            or TRANSFER.search(text[max(0, match.start() - 40) : match.start()])
        ):
            yield Span(match.start(), match.start() + end, "bank", "checksum" if is_right else "context")
    for pattern in (ACCOUNT, ROUTED):
        for match in pattern.finditer(text):
            yield Span(*match.span(match.lastindex or 0), "bank", "context")
    for match in NUMBER.finditer(lowered(text)):
        yield Span(*match.span("value"), "bank", "context")
    for match in POLISH.finditer(text):
        if mod97("PL" + match.group().replace(" ", "")) == 1:
            yield Span(*match.span(), "bank", "checksum")


def _is_grouped(match: re.Match[str], text: str) -> bool:
    """In groups of some size, or in one piece that is no order's number."""
    groups = re.split("[ -]", match.group())
    if len(groups) > 1:
        return len(groups) <= 5 and all(len(group) >= 3 for group in groups[:-1])
    return not ORDER.search(text[max(0, match.start() - 40) : match.start()])


def _iban_end(found: str) -> tuple[int, bool]:
    """Where the account in `found` ends by the length of its country, and whether its check digits are right."""
    length = int(LENGTHS.get(found[:2].upper(), 0))
    ends = [place + 1 for place, sign in enumerate(found) if sign not in " -"]
    if not length or len(ends) < length:
        return 0, False
    end = ends[length - 1]
    return end, mod97(re.sub("[ -]", "", found[:end])) == 1
