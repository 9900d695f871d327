"""Numbers of identity papers, taxes and insurances, told by their check digits, their form, or what they are called."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

from ...errors import MissingExtraError
from .later import later
from .plain import lowered
from .secret_words import word_search
from .spans import Span
from .word_table import any_word

_SNILS = "snils"

CALLED = later(
    r"(?<!\w)(?:ssn|nat(?:ional)? ins(?:urance)?|social security(?: number)?|social(?= (?:is|number|no)\b| ?:? ?\d{3}-)|national insurance|ni (?:number|no)|nino|nhs(?: number| no)|utr|itin|tax(?:payer)? (?:id|number|no|ref\w{0,6})|tin"
    r"|passport|passports|driv(?:er|ing)['’]?s? licen[cs]e|licen[cs]e (?:no|number)|id[ -]card|identity card|(?:national |personal )?id (?:number|no)|medicare|aadhaar|pan (?:card|number|no)|visa number|green card"
    r"|versicherungs?nummer|steuer-?\s?(?:id\w{0,20}|nummer|nr)|idnr|perso(?:nal)?(?:ausweis\w{0,7}|nummer)?|ausweis\w{0,7}|reisepass\w{0,7}|pass-?(?:nummer|nr)|führerschein\w{0,7}|sozialversicherungs?\w{0,7}|sv-?(?:nummer|nr)|svnr|rentenversicherungs\w{0,7}|krankenversicherungs\w{0,7}|versichertennummer|kvnr|ahv\w{0,9}"
    r"|(?:num\w{0,2}|numéro|n°) (?:de )?sécu\w{0,4}(?: sociale)?|sécu(?:rité sociale)?|nir|passeport|carte d['’]identité|cni|permis de conduire|numéro fiscal|numéro d['’]identité|carte vitale|avs"
    r"|dni|nie|nif|cif|nss|curp|rfc|cedula|cédula|rut|pasaporte|carn[eé] de (?:conducir|identidad)|seguridad social|cuit|cuil"
    r"|codice fiscale|cod\.? fisc\w{0,4}|cf|partita iva|p\.? ?iva|passaporto|carta d['’]identità|patente|tessera sanitaria"
    r"|cpf|cnpj|rg|niss|bi|cart[aã]o de cidad[aã]o|passaporte|carta de condução|cnh|título de eleitor|n[uú]mero de contribuinte|contribuinte|nis|pis|chave pix"
    r"|инн|снилс|паспорт\w{0,3}|загран\w{0,8}|водительск\w{2,3}|права|полис|омс|кпп|огрн"
    r"|pesel|nip|regon|dow[oó]d\w{0,3}(?: osobist\w{1,3})?|paszport\w{0,2}|prawo jazdy"
    r"|tc(?: kimlik)?(?: no)?|t\.c\.|kimlik(?: no| numaram?)?|tckn|vkn|vergi (?:no|numara\w{0,2})|pasaport\w{0,2}|ehliyet|sgk|bsn|personnummer|cpr|rodné číslo|burgerservicenummer|paspoort\w{0,6}|rijbewijs\w{0,6}|رقم الهوية|الهوية|رقم الإقامة|رقم الاقامة|رقم الجواز|الجواز|جواز(?: السفر| سفر)?|جوازي|رقم جوازي|رقم هويتي|هويتي|رخصة القيادة|voter id|epic no|ration card|वोटर आईडी|वोटर कार्ड|ड्राइविंग लाइसेंस|आधार नंबर|आधार कार्ड|dowodu|驾照|驾驶证|社保号|社保卡号|护照号|الرقم القومي|आधार|पैन|पासपोर्ट|aadhar|adhaar|身份证号码|身份证号|身份证|身分證|护照号码|护照号|护照|マイナンバー|個人番号|免許証|免許番号|旅券番号|旅券|パスポート|保険証|年金番号|在留カード|雇用保険)(?!\w)",
)
# By what one is found where one pays or writes: no number, but of one person alone.
QQ = later(r"(?<![a-z])qq(?P<value>\d{6,11})(?!\w)")
HANDLE = word_search(
    "handle",
    behind=rf"(?:[\s:,=]{{0,2}}{any_word('link', 'this')}){{0,2}}[\s:,=]{{1,3}}"
    r"(?P<value>(?=[a-z-]{0,19}[\d_])[a-z][\w-]{5,19}|\d{6,12})(?![\w@/]|[.,:-]\w)",
)
VALUE = later(
    r"(?<![\w.,:/€$£#+-])(?:(?:[A-Z]{1,4} ?)?\d(?:[ ./-]?\d){4,19}(?:[ -]?[A-Z](?:[ -]?\d{1,3})?)?|(?=[A-Z\d]{0,7}(?:\d[A-Z]{0,9}){4})[A-Z\d]{7,18}"
    r"|\d{2} \d{6} [A-Z] \d{3})(?![\w@/]|[.,:-]\w| ?[%€$£₽])",
)
WAY = later(r"(?:[^\d\n.!?]|\.(?= ?:| ?\d)){0,32}")
OTHERWISE = later(
    r"\b(?:until|till|valid|expires?|exp|bis|gültig|läuft|abgelaufen|seit|since|from|on|am|in|le|jusqu\w{0,4}|expire|hasta|caduca|vence|até|válido|fino|scade|scaduto|до|с|ważny"
    r"|costs?|kostet|coûte|cuesta|custa|costa|стоит|paid|price|euros?|page|seite|tel\w{0,6}|phone|call|code|pin|id)\b",
    re.IGNORECASE,
)
NEVER = later(r"000-\d\d-\d{4}")
DATE = later(
    r"\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)?\d\d|(?:19|20)\d\d[./ -]\d{1,2}[./ -]\d{1,2}|(?:19|20)\d\d(?:[ /-](?:19|20)?\d\d)?"
)
# Forms that nothing else has, and the module of python-stdnum that knows their check digits or which were never given out.
# National Insurance numbers and India's PAN have no check digit that everybody may work out.
FORMS: tuple[tuple[re.Pattern[str], str | None], ...] = (
    (later(r"(?<![\w.+/-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w/-])"), "us.ssn"),
    (later(r"(?<!\w)(?i:[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z])(?!\w)"), "it.codicefiscale"),
    (later(r"(?<!\w)[A-Z][AEIOUX][A-Z]{2}\d{6}[HM][A-Z]{5}[A-Z\d]\d(?!\w)"), "mx.curp"),
    (later(r"(?<![\w.])756\.\d{4}\.\d{4}\.\d\d(?!\w)"), "ch.ssn"),
    (later(r"(?<![\w-])\d{3}-\d{3}-\d{3}[ -]\d\d(?![\w-])"), _SNILS),
    (later(r"(?<![\w.])\d\d\.\d{3}\.\d{3}/\d{4}-\d\d(?!\w)"), "br.cnpj"),
    (later(r"(?<![\w.])\d{3}\.\d{3}\.\d{3}-\d\d(?!\w)"), "br.cpf"),
    (later(r"(?<![\w.-])(?:\d{8}|[XYZ]-?\d{7})-?[A-Z](?![\w-])"), "es.nif"),
    (later(r"(?<!\w)[12] ?\d\d ?(?:0[1-9]|1[0-2]) ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d(?!\w)"), "fr.nir"),
    (later(r"(?<!\w)[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z](?!\w)"), None),
    (later(r"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] \d\d \d\d \d\d [A-D](?!\w)"), None),
    # Licences to drive of India, and of Great Britain.
    (later(r"(?<!\w)[A-Z]{2}[ -]?\d\d[ -]?(?:19|20)\d{9}(?!\w)"), None),
    (later(r"(?<!\w)[A-Z]{2}[A-Z9]{3} ?\d[015-6]\d{4} ?[A-Z9]{2}\d[A-Z]{2}(?!\w)"), None),
)


def _is_right(value: str, kind: str | None) -> bool:
    """Whether the check digits are right; raises MissingExtraError without the library `python-stdnum`."""
    if kind is None or kind == _SNILS:
        return kind is None or _snils(value)
    try:
        module = importlib.import_module(f"stdnum.{kind}")
    except ImportError:
        raise MissingExtraError("python-stdnum", "privacy") from None
    return bool(module.is_valid(value))


def _snils(value: str) -> bool:
    """The two digits behind a Russian number of insurance, which python-stdnum does not know."""
    digits = re.sub(r"\D", "", value)
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits[:9]))
    return total % 101 % 100 == int(digits[9:])


def identities(text: str) -> Iterator[Span]:
    """Numbers that an office has given to a person."""
    for pattern, kind in FORMS:
        for match in pattern.finditer(text):
            if _is_right(match.group(), kind):
                yield Span(*match.span(), "identity", "checksum" if kind else "format")
    for key in CALLED.finditer(lowered(text)):
        way = WAY.match(text, key.end())
        value = _value(text, key.end(), way.end() if way else key.end())
        if value and not OTHERWISE.search(text, key.end(), value.start()) and not _is_other(value.group()):
            yield Span(*value.span(), "identity", "context")


def handles(text: str, low: str) -> Iterator[Span]:
    """Accounts of messengers and payments that are called so; `low` is the text in small letters."""
    yield from (
        Span(*match.span("value"), "identity", "context") for pattern in (HANDLE, QQ) for match in pattern.finditer(low)
    )


def _is_other(value: str) -> bool:
    return DATE.fullmatch(value) is not None or NEVER.fullmatch(value) is not None


def _value(text: str, start: int, end: int) -> re.Match[str] | None:
    """The number after what it is called; letters of its own may stand at the end of the way."""
    return next((found for found in VALUE.finditer(text, start, end + 24) if found.start() <= end), None)
