"""Whole texts that somebody keeps and did not write: contracts, licences, terms of use, words of songs."""

from __future__ import annotations

import re
from collections.abc import Collection

from simulacrum_core.sources import folded_name, own_names

from .essay import Essay

_FORMULAS = re.compile(
    r"\b(?:here(?:by|in|inafter|to|under)|thereof|thereto|pursuant to|in witness whereof|notwithstanding|shall"
    r"|either party"
    r"|the part(?:y|ies)|(?:this|the) (?:agreement|contract|lease|licen[cs]e|policy)|terminat\w{1,4}|governing law"
    r"|governed by"
    r"|force majeure|indemnif\w{1,8}|severab\w{1,5}|without (?:prior )?notice|notice in writing|written notice"
    r"|liab\w{2,6}"
    r"|(?:fullest|maximum) extent permitted|agree to be bound|(?:these|this|the) terms|terms (?:of (?:service|use)|and"
    r" conditions)|privacy policy|by (?:accessing|using|continuing)|for any reason whatsoever|warrant(?:y|ies)|as is"
    r"|merchantability|particular purpose|permission is(?: hereby)? granted|free of charge|redistribution and use"
    r"|licensors?"
    r"|licensees?|landlord|tenants?|lessors?|lessees?|contractor|undersigned|personal (?:data|information)"
    r"|third parties"
    r"|we (?:may|collect|reserve the right)|copyright holders?|the software|our (?:service|site|website|platform)"
    r"|(?:dieser|diesem|der|dieses|des) vertrage?s?|vertragspartei(?:en)?|(?:ver)?mieter(?:in|s)?|auftrag(?:nehmer"
    r"|geber)"
    r"|gemäß|kündig\w{1,12}|gerichtsstand|haft(?:et|ung)|salvatorische|schriftform|schriftlich|geschäftsbedingungen"
    r"|nutzungsbedingungen|datenschutz\w{0,12}|personenbezogene\w? daten|verpflichtet|unberührt|arbeit(?:geber|nehmer)"
    r"|(?:du|le|ce) (?:présent )?contrat|les parties|(?:le )?bailleur|(?:le )?locataire|preneur|ci-après|résili\w{1,6}"
    r"|conformément|conditions générales|données (?:à caractère )?personnel\w{1,4}|tribuna(?:l|ux) compétents?"
    r"|s['’]engage"
    r"|(?:el|del) (?:presente )?contrato|las partes|arrendador\w?|arrendatari[oa]|en adelante|cláusula|rescindir"
    r"|resolver"
    r"|términos y condiciones|datos personales|de conformidad con|se obliga|il presente contratto|le parti|locatore"
    r"|conduttore|recesso|as partes|locador|locatário|rescis\w{2,4}|de huurder|de verhuurder|overeenkomst|opzegg\w{1,4}"
    r"|algemene voorwaarden)\b|§ ?\d|\(the [\"“']?[A-Z]\w{1,20}[\"”']?\)",
    re.IGNORECASE,
)
_SIGNS = [
    sign.encode()
    for sign in (
        "shall|agreement|terms|licen|hereby|warrant|policy|vertrag|bedingungen|contrat|conditions g|términos|contratto"
        "|overeenkomst|voorwaarden|datenschutz"
    ).split("|")
]
_DISTINCT, _DENSITY, _MOST = 5, 15, 20_000
_OWN = re.compile(
    r"(?<![\w'’-])(?:I(?:['’](?:m|d|ve|ll))?|[Mm]y|[Ii]ch|[Mm]eine?[mnrs]?|[Jj]e|[Yy]o|[Ii]k|[Jj]ag|[Jj]eg|[Яя])"
    r"(?![\w-])"
)
_PART = re.compile(
    r"\[(?:verse|chorus|bridge|intro|outro|pre-chorus|hook|refrain|strophe|couplet|verso|coro|estribillo|puente|strofa"
    r"|ritornello|refrão)(?: \d{1,2})?(?P<name>: [^\]\n]{2,60})?\]",
    re.IGNORECASE,
)
_SONG = re.compile(
    r".{0,60}\b(?:lyrics|songtext|liedtext|paroles|letra|testo|songtekst|låttext)\b(?: (?:by|von|de|di|von)\b.{1,40})?"
    r"|my (?:favou?rite|beloved) (?:song|poem|hymn)s?|(?:mein )?lieblings(?:lied|gedicht|song)",
    re.IGNORECASE,
)
_MINE = ("my lyrics", "my song")
_SUNG = "lyric song lied poem hymn gedicht paroles letra testo text".split()
_VERSES, _SHORT = 4, 70


def is_copied(essay: Essay, own: Collection[str]) -> bool:
    """Whether the whole of a text is of law, or a song by somebody else; an essay about either is its author's."""
    text = "\n\n".join(block.text for block in essay.blocks if block.kind in ("text", "heading"))
    return _is_of_law(text) or _is_song(text, essay.title or "", own)


def _is_of_law(text: str) -> bool:
    """Whether a text has formulas of contracts in most of its lines, and nobody says "I" in it."""
    # Who writes of themselves does so early, and that is cheaper to see.
    if " I " in text or " ich " in text:
        return False
    data = text[:_MOST].encode("utf-8", "surrogatepass").lower()
    if not any(map(data.__contains__, _SIGNS)) or _OWN.search(text):
        return False
    found = [match[0].casefold() for match in _FORMULAS.finditer(text[:_MOST])]
    return len({*found}) >= _DISTINCT and len(found) * _DENSITY >= len(text[:_MOST].split())


def _is_song(text: str, title: str, own: Collection[str]) -> bool:
    """Whether verses are somebody else's: their parts name who sings, or the title calls them lyrics or a favourite."""
    if "[" in text:
        singers = [match["name"][2:].strip() for match in _PART.finditer(text[:_MOST]) if match["name"]]
        # `[Verse 2: slower]` says how.
        singers = [name for name in singers if not name[:1].islower()]
        if singers and not any(folded_name(name) in own_names(own) for name in singers):
            return True
    bare = title.strip().casefold()
    if not any(map(bare.__contains__, _SUNG)) or _SONG.fullmatch(bare) is None or bare.startswith(_MINE):
        return False
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return len(lines) >= _VERSES and all(len(line) <= _SHORT for line in lines)
