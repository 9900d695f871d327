"""What tells the language of a message: letters of its own, and little words that hardly any other one has."""

from __future__ import annotations

import re
from functools import lru_cache


def _pattern(letters: str, words: str) -> re.Pattern[str]:
    found = rf"(?i:\b(?:{'|'.join(words.split())})\b)"
    return re.compile(f"[{letters}]|{found}" if letters else found)


# No word is here that other languages have as well: "nie" and "most" are words of a German and an Englishman.
EVIDENCE = {
    "slavic": _pattern(
        "ąęłńśźżěřůđťďňľĺŕćĄĘŁŃŚŹŻĚŘŮĐŤĎŇĽĆ",
        """nie jest z dla od daj powiedz u(?-i:(?=[ ][A-Z])) czy tak jak mam masz jego jej tam teraz dzi[sś] jutro wczoraj
        widzia[lł]\\w{0,3} by[lł]\\w? jestem rozmawia[lł]\\w{0,2} dzwoni\\w{0,3} bez przez ze jsem jsi jsme byl[ai]? řekni
        řekl[ai]? není včera zítra dnes taky také protože proč ještě teď prosím ahoj nevím máš už mluvil[ai]? viděl[ai]? som
        nebol nisam nije jesam idem gdje gde što šta kako jučer juče sutra danas vidio vid[ej]la? vidim imam hvala neću hoću
        zašto smo reci rekao to[ ]je rekla nisem kje kaj včeraj""",
    ),
    "turkish": _pattern(
        "ğışĞŞİ",
        """bir çok evet hayır geldi gelsin yok nasılsın neden için değil dün yarın söyle konuştum güzel nerede kanka tamam
        bugün olsun şimdi nerde geliyor diyor""",
    ),
    "finnic": _pattern(
        "",
        """että mutta minä sinä olen oli kanssa huomenna eilen tänään missä nähdään kysy luona puhuin annoin siitä mulle sulle
        niin kiva kivaa hyvä tuolla siellä täällä ning homme eile täna räägi ei[ ]ole""",
    ),
    "hungarian": _pattern(
        "őűŐŰ",
        """az és nem hogy vagyok megyek tegnap holnap itt ott már egy miért köszönöm szia láttam találkoztam kérdezd mondd
        beszéltem nincs csak oda""",
    ),
    "baltic": _pattern(
        "ėįųāēīūķļņģĖĮŲ",
        "kad yra nėra vakar rytoj pasakyk mačiau ačiū labas kodėl pasaki nav rīt paldies redzēju",
    ),
    "romanian": _pattern("ășțĂȘȚ", "cartea aici unde pentru mâine spune mi-a i-am vorbit"),
    "german": _pattern(
        "ß",
        """ist sind und der die das den dem ein eine nicht ich er wir ihr hat habe haben kommt schon auch mit noch heute morgen
        gestern jetzt bitte danke weint""",
    ),
    "dutch": _pattern("", "het een niet ik jij zij wij heeft nog ook huilt gaat komt vandaag"),
    "latin": _pattern("", "haec liber amicus domus quod esse erat enim autem ave"),
}
# Where these stand, a few of the Slavic words are German ones.
_GERMAN = re.compile(r"(?i:\b(?:und|ist|der|die|das|nicht|kommt|hat|war|sie)\b)")


@lru_cache(64)
def is_evident(language: str, text: str) -> bool:
    """Whether a message is in a language, or may be; asked once, however many names it holds."""
    found = EVIDENCE[language].search(text)
    return found is not None and not (language == "slavic" and found[0].isascii() and _GERMAN.search(text))
