"""E-mail addresses that are spelled out: "name at domain dot com", "name (at) domain (punkt) de"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .later import later
from .spans import Span
from .word_table import any_word

_TLD = r"(?:com|org|net|info|biz|edu|gov|io|me|co|dev|app|eu|uk|de|at|ch|fr|be|lu|es|mx|ar|cl|it|pt|br|ru|su|by|kz|ua|рф|pl|cz|tr|nl|se|no|dk|fi|ie|us|ca|au|nz|in|jp|xyz|email|online|ком|ру|sa|eg|ae|cn|example|test|invalid)"
_WORDS = r"dot|punkt|point|punto|ponto|точка|тчк|kropka|nokta|punt|full stop|نقطة|نقطه|دوت|डॉट|डाट|点|點|ドット|てん"
DOTS = _WORDS.replace(" ", "|").split("|")
_DOT = rf"(?:\s{{0,2}}[(\[{{<]\s?(?:{_WORDS}|\.)\s?[)\]}}>]\s{{0,2}}|\s(?:{_WORDS})\s|\.)"
_SHUT = r"(?:\s{0,2}[(\[{<]\s?(?:at|ät|arobase|arroba|chiocciola|собака|собачка|małpa|malpa|apenstaartje|apestaartje|آت|ات|एट|ऐट|艾特|圈a|アットマーク|アット|@|a|æt)\s?[)\]}>]\s{0,2})"
_SAID = r"(?:\s(?:at|ät|arobase|arobas|arroba|chiocciola|собак[аи]|собачка|klammeraffe|małpa|malpa|apenstaartje|apestaartje|kuyruklu a|chez|et|at the rate(?: of)?|آت|ات|إت|एट|ऐट|एट द रेट|艾特|圈a|アットマーク|アット)\s|\s@\s|(?<=\w)@(?=\w))"
_JOINED = rf"(?:\s(?:{_WORDS}|underscore|dash|hyphen|minus|unterstrich|bindestrich|tiret(?: du bas)?|underscore|gui[oó]n(?: bajo)?|traço|hífen|trattino(?: basso)?|подчеркивание|нижнее подчёркивание|дефис|podkreślnik|myślnik)\s|{_DOT})"
_LOCAL = rf"[\w+.-]{{1,32}}(?:{_JOINED}[\w+-]{{1,32}}){{0,3}}(?:\s\d{{1,4}})?"
_DOMAIN = rf"[\w-]{{1,40}}(?:{_DOT}[\w-]{{1,24}}){{0,2}}{_DOT}{_TLD}(?![\w@-]|\.\w)"
LOCAL = later(rf"(?:^|(?<=[^\w.@+-])){_LOCAL}$", re.IGNORECASE)
HOST = later(rf"(?:(?P<shut>{_SHUT})|(?P<said>{_SAID}))(?P<domain>{_DOMAIN})", re.IGNORECASE)
POINTS = re.compile(_DOT, re.IGNORECASE)
SCORES = later(
    r"\s(?:underscore|unterstrich|tiret du bas|gui[oó]n bajo|trattino basso|нижнее подчёркивание|подчеркивание|podkreślnik)\s",
    re.IGNORECASE,
)
DASHES = later(
    r"\s(?:dash|hyphen|minus|bindestrich|tiret|gui[oó]n|traço|hífen|trattino|дефис|myślnik)\s", re.IGNORECASE
)
# "tom . reed @ gmail . com"
SPACED = later(
    rf"(?<![\w.@+-])[\w.+-]{{1,40}}(?:\s\.\s[\w+-]{{1,30}}){{0,3}}\s{{0,2}}@\s{{0,2}}[\w-]{{1,40}}(?:(?:\.|\s\.\s)[\w-]{{1,24}}){{0,2}}(?:\.|\s\.\s){_TLD}(?![\w@-]|\.\w)",
    re.IGNORECASE,
)
# In words of one language alone: "wim punt vos apenstaartje ziggo punt nl".
_PART = r"[\w\u0900-\u0963\u064b-\u0652+-]{1,24}"
_SIGN = rf"(?:{_WORDS}|underscore|streepje|laag streepje|اندرسكور|شرطة|داش|अंडरस्कोर|डैश)"
_FOREIGN_TLD = r"كوم|كم|نت|اورج|कॉम|काम|इन|नेट|ком|ру"
SAID = later(
    rf"(?<!\S){_PART}(?:\s{_SIGN}(?:\s(?:de|van|der|den|von|el|al))?\s{_PART}|\s\d{{1,4}}){{0,3}}"
    r"\s(?:apenstaartje|apestaartje|chiocciola|arroba|arobase|klammeraffe|собак[аи]|собачка|małpa|malpa|آت|ات|إت|एट|ऐट|एट द रेट|艾特|アットマーク|アット)"
    rf"\s{_PART}(?:\s(?:{_WORDS})\s{_PART}){{0,2}}\s(?:{_WORDS})\s(?:{_TLD}|{_FOREIGN_TLD})(?![\w\u0900-\u0963@-])",
    re.IGNORECASE,
)
REACH = 100
MAIL = later(
    r"(?<!\w)(?:e-?mails?|mailadresse|mails?|addy|inbox|reach|contact|write (?:to|me)|schreib\w{0,3}|courriel|adresse|[eé]cris|correo|corre[io]\w?|escr[ií]b\w{0,4}|escreve|posta|scriv\w{1,3}|почт\w|мыло|имейл\w?|пиши\w{0,2}"
    rf"|{any_word('email')}"
    r"|mejla?|napisz|eposta|e-posta|paypal|zelle|icloud|gmail|invite)(?!\w)",
    re.IGNORECASE,
)
PROVIDERS = later(
    r"(?:gmail|googlemail|outlook|hotmail|live|yahoo|ymail|icloud|me|mac|aol|msn|proton(?:mail)?|pm|fastmail|gmx|web|t-online|freenet|posteo|mailbox|laposte|orange|free|sfr|wanadoo"
    r"|libero|tiscali|virgilio|alice|uol|bol|terra|sapo|mail|yandex|bk|list|inbox|rambler|wp|o2|onet|interia|mynet|zoho|tutanota|hey|btinternet|sky|comcast|verizon|гмейл|яндекс|мейл)(?!\w)",
    re.IGNORECASE,
)
FOREIGN = later(
    r"ät|arobas|arroba|chiocciola|собак|собачка|klammeraffe|małpa|kuyruklu|malpa|ap(?:en|e)staart|rate|آت|ات|إت|एट|ऐट|艾特|圈|アット",
    re.IGNORECASE,
)
_AT_WORDS = r"at|ät|arobas?e?|arroba|chiocciola|собак[аи]|собачка|klammeraffe|małpa|malpa|apenstaartje|apestaartje|a|et|chez|æt|rate|rate of|آت|ات|إت|एट|ऐट|रेट|艾特|圈a"
AT_HINT = later(rf"@|[\s(\[{{<](?:{_AT_WORDS})[\s)\]}}>]")
DOT_STEMS = "dot punkt point punt pont точк тчк kropk nokta stop نقط دوت डॉट डाट 点 點".split()
DOT_HINT = later(rf"\w\.\w|[\s(\[{{<](?:{_WORDS}|\.)[\s)\]}}>]")


def spelled(text: str, low: str) -> Iterator[Span]:
    """Addresses in words; `low` is the text in small letters, in which a look tells whether there can be one."""
    if not may_be_spelled(low):
        return
    if "@" in text:
        spaced = (match for match in SPACED.finditer(text) if " " in match.group())
        yield from (Span(*match.span(), "email", "format") for match in spaced)
    yield from (Span(*match.span(), "email", "format") for match in SAID.finditer(text))
    for host in HOST.finditer(text):
        local = LOCAL.search(text[max(0, host.start() - REACH) : host.start()])
        if local and _is_address(text, host, local.group()):
            yield Span(host.start() - len(local.group()), host.end(), "email", "format")


def may_be_spelled(low: str) -> bool:
    """Whether there are words or marks for both signs of an address."""
    return DOT_HINT.search(low) is not None and AT_HINT.search(low) is not None


def respelled(value: str) -> str:
    """An address as it is written in the head of a mail, whatever words stand for its marks; folded."""
    host = HOST.search(value)
    if not host:
        return value.casefold()
    local = SCORES.sub("_", value[: host.start()])
    return re.sub(r"\s", "", DASHES.sub("-", POINTS.sub(".", f"{local}@{host['domain']}"))).casefold()


def _is_address(text: str, host: re.Match[str], local: str) -> bool:
    """Brackets, foreign words for the sign and a spelled point before it say it; else a known provider or talk of mail."""
    if not re.search(r"\s|[(\[{<]", local + host.group()):
        return False
    if host["shut"] or FOREIGN.search(host["said"]) or POINTS.search(local):
        return True
    start = host.start() - len(local)
    return PROVIDERS.match(host["domain"]) is not None or MAIL.search(text, max(0, start - 60), start) is not None
