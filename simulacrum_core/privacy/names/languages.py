"""What tells the language of a message: letters of its own, and little words that hardly any other one has."""

from __future__ import annotations

import re
from functools import lru_cache


def _pattern(letters: str, words: str) -> re.Pattern[str]:
    told = "|".join(words.split())
    found = rf"(?i:\b(?:{told})\b)"
    # Regardless of case a dotless i would be any i.
    return re.compile(f"[{letters}{letters.upper()}]|{found}" if letters else found)


EVIDENCE = {
    "slavic": _pattern(
        "ąęłńśźżěřůđťďňľĺŕć",
        """nie jest z dla od daj powiedz u czy tak jak mam masz jego jej tam teraz dzi[sś] jutro wczoraj widzia[lł]\\w{0,3}
        by[lł]\\w? ma si[eę] jestem rozmawia[lł]\\w{0,2} dzwoni\\w{0,3} bez przez ze jsem jsi jsme byl[ai]? řekni řekl[ai]?
        není včera zítra dnes taky také protože proč ještě teď prosím ahoj nevím máš už mluvil[ai]? viděl[ai]? som nebol nisam
        nije jesam idem gdje gde što šta kako jučer juče sutra danas vidio vid[ej]la? vidim imam hvala neću hoću zašto smo
        reci rekao to[ ]je rekla sem nisem kje kaj včeraj""",
    ),
    "turkish": _pattern(
        "ğış",
        """bir bu ne mi mu mü çok da ve evet hayır geldi gel gelsin yok var ben sen nasılsın neden için değil dün yarın
        söyle konuştum güzel nerede kim ama abi kanka tamam bugün olsun sor şimdi""",
    ),
    "finnic": _pattern(
        "õ",
        """ei ja että mutta minä sinä mä sä olen oli on kanssa huomenna eilen tänään missä nähdään kysy luona sano puhuin
        annoin siitä mulle sulle kun niin vaan kiva kivaa hyvä tuolla siellä täällä ma sa ei ole ning aga homme eile täna
        kus räägi""",
    ),
    "hungarian": _pattern(
        "őű",
        """az és nem hogy van vagyok megyek tegnap holnap itt ott már add egy most mit miért köszönöm szia láttam
        találkoztam kérdezd mondd beszéltem nincs csak igen oda""",
    ),
    "baltic": _pattern(
        "ėįųčšžāēīūķļņģ",
        """kad yra nėra ir vakar rytoj pasakyk mačiau su ačiū labas bet kur kodėl man tau pasaki vai nav es tu vakar rīt
        paldies redzēju""",
    ),
    "romanian": _pattern(
        "ășțâ", "este nu lui cartea aici unde sunt pentru care mâine ieri azi spune mi-a i-am vorbit bine zic"
    ),
    "latin": _pattern("", "est et sunt cum non sed hic haec liber amicus domus quod esse erat ave vale"),
}


@lru_cache(64)
def is_evident(language: str, text: str) -> bool:
    """Whether a message is in a language, or may be; asked once, however many names it holds."""
    return EVIDENCE[language].search(text) is not None
