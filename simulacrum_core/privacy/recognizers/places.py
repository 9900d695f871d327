"""Postal addresses: a street with a number, in the order and with the words of a dozen languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .later import later
from .spans import Span

_CAP = r"[A-ZÀ-ÖØ-Þ][\w'’.-]{1,24}"
_UNIT = r"(?:,? (?:flat|apt|apartment|unit|suite|floor|#) ?\w{1,5})?"
_US = r"(?:,? [A-Z][\w'.-]{1,20}(?: [A-Z][\w'.-]{1,20})?)?(?:,? [A-Z]{2}(?: \d{5}(?:-\d{4})?)?(?!\w))?"
_UK = r"(?:,? [A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w))?"
_TYPES = (
    "street|str|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|way|place|pl|square|sq|terrace|crescent|cres"
    "|boulevard|blvd|gardens|gdns|grove|hill|row|mews|view|park|walk|parade|parkway|pkwy|circle|cir|trail|highway|hwy"
)
_TITLED = "|".join(word.capitalize() for word in _TYPES.split("|"))
ENGLISH = later(
    rf"(?<![\w/.,:-])(?:(?i:flat|apt|apartment|unit) \d{{1,3}}[A-Za-z]?, ?)?\d{{1,5}}(?:[-–]\d{{1,5}})?[A-Za-z]? (?:[NSEW]{{1,2}}\.? |North |South |East |West )?(?:{_CAP} ){{1,4}}(?:{_TITLED})"
    rf"(?!\w)\.?(?i:{_UNIT}){_US}{_UK}"
)
ENGLISH_LOW = later(
    rf"(?:\b(?:address\w{{0,2}}|live[sd]?|living|moved|ship|deliver\w{{0,4}}|send|drop|come|parcel|house|home)\b[^\n\d]{{0,30}}?"
    rf"\b(?:is|to|at|in|on|it|by)|\bi'?m at|\bmeet \w{{0,8}} ?at|address):? "
    rf"(\d{{1,5}}[a-z]? (?:[a-z][a-z'’-]{{1,20}} ){{1,3}}(?:{_TYPES})(?!\w){_UNIT})",
    re.IGNORECASE,
)
_TOWN = r"(?:,? (?:[A-Z]{1,2}-)?\d{4,5} [A-ZÀ-ÖØ-Þ][\w.-]{1,24}(?: [A-ZÀ-ÖØ-Þ(][\w.)-]{1,20})?)?"
_NUMBER = r"\d{1,3} ?[a-zA-Z]?(?!\w|[.:,]\d)(?:[-/]\d{1,3}\w?)?"
GERMAN = later(
    rf"(?<![\w-])(?:[A-ZÄÖÜ][\wäöüß-]{{2,24}} )?(?:[\wäöüßÄÖÜ.-]{{3,24}}(?:straße|strasse|str\.?|gasse|gässchen|chaussee)"
    rf"|[A-ZÄÖÜ][\wäöüß-]{{2,24}}(?:weg|allee|platz|damm|ufer|pfad|graben|stieg|gasse)"
    rf"|[A-ZÄÖÜ][\wäöüß-]{{2,24}}(?: |-)(?:Straße|Strasse|Str\.|Weg|Allee|Platz|Ring|Damm|Gasse|Ufer|Chaussee)"
    rf"|[A-Z][\w-]{{2,20}}(?:straat|laan|gracht|plein|kade)) {_NUMBER}{_TOWN}"
)
GERMAN_AT = later(
    r"(?<![\w-])(?:Am|An der|An den|An dem|Zum|Zur|Auf dem|Auf der|Im|In der|In den|Unter den|Hinter dem|Vor dem|Beim)"
    rf" (?:[A-ZÄÖÜ][\wäöüß-]{{2,20}} ){{1,2}}{_NUMBER}{_TOWN}(?=\s{{0,3}}(?:$|[,.;!\n(]| in ))"
)
GERMAN_LOW = later(
    r"\b(?:wohne?n?|adresse|anschrift|zieh\w{0,3}|zuhause|in der|in die|im|paket)\b[^\n\d]{0,16}?\s"
    rf"((?i:[a-zäöüß-]{{3,24}}(?:str(?:aße|asse|\.)?|weg|allee|platz|gasse|ring|ufer|hof|berg|markt|park|steig|wall|kamp)) {_NUMBER}{_TOWN})"
)
NO_STREET = later(
    r"(?:um|heim|rück|hin|schul|arbeits|park|sitz|steh|stell|camping|spiel|flug|markt|bau|tatort|bahn|bauern|haupt|stand"
    r"|speicher|lade|liege|auf|arbeits|boxen?|ehe|ein|fest|hör|lehr|fahr|rad|wander|aus|not|eck|eis)(?:weg|platz|ring|park|hof|markt|steig|berg)\b"
    r"|(?:Auto|Meer|Milch|Sesam|Ein(?:bahn)?)(?:straße|strasse)\b"
    r"|(?:Am|Im|Zum|Zur|An der|In der|Auf dem|Auf der|In den|Beim|An dem|Vor dem) (?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag"
    r"|Samstag|Sonntag|Wochenende|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahr"
    r"|Raum|Platz|Gleis|Tor|Kapitel|Seite|Level|Tag|Ende|Preis|Zimmer|Schnitt|Band|Teil|Alter|Klasse|Gruppe|Stufe|Runde"
    r"|Woche|Bus|Linie|Stock|Haus|Wagen|Terminal|Gate|Abend|Morgen|Folge|Staffel|Schule|Top|Halle)\b",
    re.IGNORECASE,
)
FRENCH = later(
    r"(?<![\w/.,:-])\d{1,4}(?: ?(?:bis|ter|quater)\b)?,? (?:rue|avenue|av\.|boulevard|bd\.?|impasse|allées?|place|chemin"
    r"|route|quai|cours|passage|square|villa|sentier|faubourg|ruelle|résidence)(?-i: "
    r"(?:(?:de la |de l['’]|des |du |de |d['’]|la |le |les |aux? )(?!plus|moins|large|long)[\w'’-]{2,24}|[A-ZÀ-Ý][\w'’-]{1,24}))"
    r"(?-i:(?:(?: (?:de|du|des|la|le|et)){0,3} [A-ZÀ-Ý][\w'’-]{1,24}){0,3})(?-i:(?:,? \d{5} [A-ZÀ-Ý][\w'’-]{1,24}(?: [A-ZÀ-Ý][\w'’-]{1,24})?)?)",
    re.IGNORECASE,
)
_ROMANCE = (
    r"(?:calle|c/|avenida|avda\.?|av\.|plaza|pza\.?|paseo|camino|carretera|ronda|traves[ií]a|callej[oó]n|glorieta"
    r"|rua|r\.|travessa|praça|alameda|largo|estrada|rodovia|beco"
    r"|via|viale|v\.le|piazza|p\.za|corso|vicolo|strada|piazzale|lungomare|lungotevere|contrada)"
)
_ARTICLE = r"(?:de las? |de los |del |de |da |das |do |dos |della |delle |dei |degli |dello |dell['’]|di |la |las |los |san |santa )"
_TAIL = (
    r"(?:,? (?:piso|apto?\.?|ap\.?|bloco|casa|puerta|pta\.?|interno|int\.|scala|esc\.|depto\.?|fração|lote) ?\w{1,4}\b"
    r"|,? \d{1,2}[ºª°](?: ?[A-Z]\b| ?(?:izq\w{0,6}|d(?:e?re)?cha|dto|esq\w{0,5})\b\.?)?)?"
)
_CODE_TOWN = r"(?-i:(?:,? (?:[-–] )?(?:\d{4}-\d{3}|\d{5}(?:-\d{3})?) [A-ZÀ-Ý][\w'’-]{1,24}(?: [A-ZÀ-Ý][\w'’-]{1,24})?|,? (?:- )?[A-ZÀ-Ý][a-zà-ÿ]{2,20}(?: [A-ZÀ-Ý][a-zà-ÿ]{2,20})?)?)"
ROMANCE = later(
    rf"(?<![\w/-]){_ROMANCE} ?(?:{_ARTICLE}(?-i:[\w'’.-]{{2,24}})|(?-i:[A-ZÀ-Ý][\w'’.-]{{1,24}}))"
    rf"(?-i:(?: (?:de |da |do |del |della |di |dos |e |y )?[A-ZÀ-Ý][\w'’.-]{{1,24}}){{0,4}})(?:,? |, ?)(?:n[.ºo°]{{1,2}} ?|número |numero |nº )?"
    rf"\d{{1,5}}(?:[/ ]?[A-Za-z])?(?!\w|[.:,]?\d|[ ]?(?:€|euro|º? ?\w{{3,}}[aeo]s\b)){_TAIL}{_CODE_TOWN}",
    re.IGNORECASE,
)
GRID = later(
    r"\b(?:Carrera|Cra\.?|Calle|Cl\.?|Kr\.?|Diagonal|Transversal) \d{1,3} ?[A-Z]? ?# ?\d{1,3}[A-Z]?[ -]{1,3}\d{1,3}\b",
    re.I,
)
_KIND = r"(?:ул(?:\.|ица|ице|ицу)?|пр(?:\.|-т|осп\.?|оспект\w?)|пер(?:\.|еулок|еулке)|бульвар\w?|б-р|наб(?:\.|ережная)|шоссе|пл(?:\.|ощадь|ощади)|проезд\w?|тупик\w?|аллея)"
_HOUSE = r"(?:,? (?:д\.?|дом\w?)? ?\d{1,4}(?:[/-]\d{1,3})?(?:(?:к|с|стр|корп)\d{1,2}|[а-яА-Я]?)(?![\w:]|\.\d))(?:,? ?(?:кв|корп?|к|стр|подъезд|эт)\w{0,6}\.? ?\d{1,4}){0,4}"
RUSSIAN = later(
    rf"(?<!\w)(?:(?:г\. ?)?[А-ЯЁ][\wё-]{{2,20}}, )?(?:{_KIND} ?(?-i:[А-ЯЁ][\wё.-]{{1,24}})(?-i:(?: [А-ЯЁ][\wё.-]{{1,24}}){{0,2}})"
    rf"|(?-i:[А-ЯЁ][\wё-]{{2,24}}) {_KIND}){_HOUSE}",
    re.IGNORECASE,
)
RUSSIAN_LOW = later(
    r"(?<!\w)(?:ул|улица|пер|переулок|пр|проспект)\.? [а-яё-]{3,24}(?: [а-яё-]{3,24})?,? (?:д|дом)\.? ?\d{1,4}[а-я]?(?!\w)"
    r"(?:,? ?(?:кв|корп?)\w{0,6}\.? ?\d{1,4}){0,4}"
)
_BOX = r"(?:p\.? ?o\.? ?box|postfach|bo[iî]te postale|b\.p\.|apartado(?: de correos| postal)?|caixa postal|casella postale|а/я|skrytka(?: pocztowa)?|posta kutusu|postbus)"
BOX = later(
    rf"(?<!\w){_BOX} ?(?:nr\.? |n[.º°]{{1,2}} ?)?\d{{1,6}}(?!\w)(?-i:(?:,? \d{{4,5}})? ?(?:,? [A-ZÀ-ÖØ-ÞА-Я][\w'.-]{{1,24}}(?: [A-Z][\w'.-]{{1,20}})?(?:,? [A-Z]{{2}})?(?: \d{{4,5}}(?:-\d{{4}})?)?(?!\w))?)",
    re.IGNORECASE,
)
NUMBERED = later(
    rf"(?<![\w/.,:-])\d{{1,5}}[A-Za-z]? (?:[NSEW]{{1,2}}\.? |North |South |East |West )?\d{{1,3}}(?:st|nd|rd|th) (?:{_TYPES}|{_TITLED})(?!\w)\.?(?i:{_UNIT}){_US}{_UK}"
)
POLISH = later(
    r"(?<!\w)(?:ul|ulic[ayęi]|al|alej[aieę]|aleje|alejach|os|osiedl[eu]|pl|plac\w?|rond\w)\.? (?-i:(?:[A-ZŻŹĆŁŚÓ\d][\w.-]{0,24}|św\.|gen\.|ks\.|im\.)(?: [A-ZŻŹĆŁŚÓ][\w.-]{1,24}){0,3}) "
    r"\d{1,4}[A-Za-z]?(?:(?:/| ?m\.? ?)\d{1,4}[A-Za-z]?)?(?![\w:]|[.,]\d)(?-i:(?:,? \d\d-\d{3})?(?:,? [A-ZŻŹĆŁŚÓ][\w-]{2,24}(?: [A-ZŻŹĆŁŚÓ][\w-]{2,24})?)?)",
    re.IGNORECASE,
)
TURKISH = later(
    r"(?<!\w)(?:[A-ZÇĞİÖŞÜ\d][\w.]{0,24},? ){1,6}?(?:Cadde(?:si|sinde)?|Cad\.?|Cd\.?|Soka(?:k|ğı|ğında)|Sok\.?|Sk\.?|Bulvarı|Blv\.?|Mah(?:allesi|\.)?),? (?:\d{1,4}\. ?Sok\w*\.? )?(?i:no)? ?[:.]? ?\d{1,4}[A-Z]?"
    r"(?:/\d{1,3})?(?:,? (?i:d|daire|kat|apt|iç kapı)\.? ?[:.]? ?\d{1,3}){0,3}(?:,? [A-ZÇĞİÖŞÜ][\wçğıöşü]{2,24}(?: ?/ ?[A-ZÇĞİÖŞÜ][\wçğıöşü]{2,24})?)?"
)
NORDIC = later(
    r"(?<!\w)(?:[A-ZÅÄÖØÆ][\wåäöøæ]{2,24}(?:gatan|vägen|gade|vej|veien|gata|katu|stræde|gränd)|[A-ZÅÄÖØÆ][\wåäöøæ]{2,24} (?:gatan|gata|vei|vej|gade)) \d{1,4} ?[A-Z]?(?!\w)(?:,? \d{3} ?\d{1,2} [A-ZÅÄÖØÆ][\wåäöøæ]{2,24})?"
)
_HAN = "[\u4e00-\u9fff]"
CHINESE = later(
    rf"{_HAN}{{2,24}}(?:路|街|大道|道|巷|弄|胡同) ?\d{{1,5}} ?[号號](?: ?(?:\d{{1,4}} ?)?{_HAN}{{0,6}}(?:[栋幢楼樓室座]|单元) ?\d{{0,4}} ?[室号]?){{0,3}}"
)
_KANA = "\u3041-\u306e\u3070-\u3096\u30a1-\u30fa\u30fc\u3005\u4e00-\u9fff"
# Up to the particle before it, which no name of a place has.
JAPANESE = later(
    rf"(?:〒 ?)?(?:(?<!\d)\d{{3}}-\d{{4}},? {{0,2}})?(?<![{_KANA}])[{_KANA}]{{2,14}}(?: [{_KANA}]{{1,14}}){{0,3}} ?\d{{1,4}} ?(?:丁目|番地?|-) ?\d{{1,4}}(?![\d:])"
    rf"(?: ?(?:番地?|号(?!室)|-|の) ?\d{{0,4}}){{0,3}}(?:,? {{0,2}}[{_KANA}]{{2,14}} ?\d{{1,4}} ?(?:号室?)?)?"
)
ARABIC = later(
    r"(?:(?<!\w)|(?<=\bب))(?:\d{1,4} (?:شارع|طريق|جادة) [\u0621-\u064a]{2,16}(?: [\u0621-\u064a]{2,16})?(?!\w)|(?:شارع|طريق|حي|جادة|زنقة|نهج) (?:[\u0621-\u064a]{2,16}[،,]? ){1,4}(?:رقم |بناية |مبنى |عمارة |منزل |فيلا )?\d{1,4}(?![\w:]|[.,]\d)(?:[،,]? ?(?:شقة|الدور|دور|طابق) ?\d{1,3}){0,2}(?:[،,] ?[\u0621-\u064a]{3,16}(?=[\s.]*$))?)"
)
# Of houses, flats, streets and parts of towns several in a row, in whatever order.
_PART = (
    r"(?:عمارة|عماره|شقة|شقه|فيلا|بناية|برج|بلوك|قطعة|منزل|بيت رقم|شارع|حي|طريق|مجمع|مدينة|الدور|دور|طابق|منطقة) ?(?:رقم )?"
    r"(?:\d{1,4}|[\u0621-\u064a]{2,16}(?: \u0627\u0644[\u0621-\u064a]{2,14})?)(?: ط\d{1,2})?"
)
ARABIC_PARTS = later(
    rf"(?<!\w)(?=[^\n]{{0,60}}(?:شارع|حي|طريق))(?=[^\n]{{0,60}}\d)(?:\d{{1,4}} )?{_PART}(?:(?:[،,]? (?:\d{{1,4}} )?|[،,] ?){_PART}){{1,5}}"
)
_NAGAR = r"(?:रोड|मार्ग|गली|नगर|कॉलोनी|विहार|चौक|एन्क्लेव|सेक्टर ?\d{0,3}|road|marg|gali|nagar|colony|vihar|enclave|sector ?\d{1,3})"
HINDI_FIRST = later(
    rf"(?<![\w.,:/-])\d{{1,4}}(?:/\d{{1,3}})?[A-Za-z]?,? (?:[\u0900-\u097f]{{2,16}} ){{1,3}}{_NAGAR}(?![\w\u0900-\u097f])",
    re.IGNORECASE,
)
HINDI = later(
    r"(?<!\w)(?:मकान|फ्लैट|प्लॉट|घर|flat|plot|house|makan)\s?(?:नंबर|नं|no|number)?\.? ?\d{1,4}[A-Za-z]?,? (?:(?:गली|ब्लॉक|सेक्टर|gali|block|sector)\s?(?:नंबर|नं|no)?\.? ?\d{1,3}, ?)?"
    r"[^\n\d?!]{2,40}?(?:रोड|मार्ग|गली|नगर|कॉलोनी|सेक्टर ?\d{0,3}|road|marg|gali|nagar|colony|sector ?\d{1,3})(?:, ?[\u0900-\u097f]{3,16})?",
    re.IGNORECASE,
)
ROMANCE_LOW = later(
    r"(?<!\w)(?:vivo|vivimos|viven|vive|moro|moramos|mora|abito|abitiamo|abita|dirección|direccion|endereço|endereco|indirizzo|entrega|envíalo|mándalo|manda)[^\n\d]{0,16}? "
    r"((?:calle|avenida|avda\.?|plaza|paseo|camino|rua|travessa|praça|estrada|via|viale|piazza|corso|vicolo) (?:de la |de los |del |de |da |do |das |dos |della |delle |dei |di )?[a-zà-ÿ]{3,20}(?: [a-zà-ÿ]{3,20}){0,2},? \d{1,4}(?![\w:]|[.]\d))",
    re.IGNORECASE,
)
# What follows a street in a message that has no capitals: a flat, a postcode and a town.
CODE = later(r", ?\d{5}(?!\w|[.,]\d)")
TOWN = later(r"(?:, ?\d{1,2} ?[a-zª°º]{0,2}(?= ?,))?,? (?:[a-z]{1,2}-)?\d{4,5} [a-zà-ÿ]{3,24}", re.IGNORECASE)
ALWAYS = (
    CHINESE,
    JAPANESE,
    ARABIC_PARTS,
    ARABIC,
    HINDI,
    HINDI_FIRST,
    BOX,
    NUMBERED,
    POLISH,
    TURKISH,
    NORDIC,
    ENGLISH,
    FRENCH,
    ROMANCE,
    GRID,
    RUSSIAN,
    RUSSIAN_LOW,
)
WORDS = (ENGLISH_LOW, GERMAN_LOW, ROMANCE_LOW)


def places(text: str) -> Iterator[Span]:
    """Postal addresses, with the flat and the town where they follow."""
    for span in _streets(text):
        town = TOWN.match(text, span.end) or CODE.match(text, span.end)
        yield Span(span.start, town.end(), span.category, span.evidence) if town else span


def _streets(text: str) -> Iterator[Span]:
    for pattern in ALWAYS:
        for match in pattern.finditer(text):
            yield Span(*match.span(), "address", "format")
    for pattern in (GERMAN, GERMAN_AT):
        for match in pattern.finditer(text):
            if not NO_STREET.search(match.group()):
                yield Span(*match.span(), "address", "format")
    for pattern in WORDS:
        for match in pattern.finditer(text):
            if not NO_STREET.search(match[1]):
                yield Span(*match.span(1), "address", "context")
