"""Text in one of the encodings of single bytes: which one it is, by the letters and the small words of languages."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import msgspec

_WESTERN = ("cp1252", "mac_roman", "cp850")
_CENTRAL = ("cp1250", "iso8859_2", "cp852")
_CYRILLIC = ("cp1251", "koi8_r", "iso8859_5", "cp866")
_GREEK = ("cp1253", "iso8859_7")
_LANGUAGES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        _WESTERN,
        "äöüß",
        "der die und das ich nicht ist ein eine mit auf den von war für so wir über noch als auch es im dem",
    ),
    (
        _WESTERN,
        "àâæçéèêëîïôùûüÿœ",
        "le la les de des et je un une que qui ne pas est dans pour à il elle sur nous été déjà où c",
    ),
    (
        _WESTERN,
        "áéíñóúü",
        "el la los las de que y en un una no es por con para se mi lo más pero yo había está día año muy",
    ),
    (
        _WESTERN,
        "àáâãçéêíóôõúü",
        "o a os as de que e em um uma não é por com para se eu mas mais na no até foi já só também há",
    ),
    (
        _WESTERN,
        "àèéìíîòóùú",
        "il la le di che e un una non è per con mi sono del della più ma io ho era anche perché così già",
    ),
    (
        _WESTERN,
        "åäöéü",
        "och det att jag är en ett som på inte har för med var den till av men så när från än här också",
    ),
    (
        _WESTERN,
        "æøåéüö",
        "og det at jeg er en et som på ikke har for med var den til av men så når fra også her nå får",
    ),
    (
        _WESTERN,
        "áðéíóúýþæö",
        "og að er ekki það sem við ég í á var en hann hún þá úr með fyrir um til þetta þar svo eru",
    ),
    (
        _WESTERN,
        "äöåéšž",
        "ja on ei se että hän minä oli mutta kun niin kuin myös tämä joka vain sitä minun nyt mitä jo",
    ),
    (
        _WESTERN,
        "éëïöüè",
        "de het een en van ik niet is dat in op te was met voor zijn maar er ze aan ook één naar om",
    ),
    (
        _WESTERN,
        "àçèéíïòóúü·",
        "el la els les de que i un una no és per amb va en més però jo era aquest això també només",
    ),
    (
        _WESTERN,
        "éêëíóôúñà",
        "the and a of to i in it was that is my for on with he she we you not at but had",
    ),
    (
        ("cp1254", "iso8859_9"),
        "âçğıîöşüûé\u0307",
        "bir ve bu için çok ne gibi daha ama değil mi da de kadar sonra şey ben o var yok her en şu olan oldu "
        "ile mı zaman iyi gün diye bana beni hiç bile şimdi",
    ),
    (
        _CENTRAL,
        "ąćęłńóśźż",
        "i w nie na się z do to że jest jak a o ale po co już był była tak od za tylko dla mnie być przez są też",
    ),
    (
        _CENTRAL,
        "áčďéěíňóřšťúůýž",
        "a se na je to že v jsem s ale do jako i už by si za jsme tak byl po když mě není o z až",
    ),
    (
        _CENTRAL,
        "áäčďéíĺľňóôŕšťúýž",
        "a sa na je to že v som s ale do ako aj už by si za sme tak bol po keď ma nie z až ešte",
    ),
    (
        _CENTRAL,
        "áéíóöőúüű",
        "a az és hogy nem egy is de ez volt már még csak én így meg ha van azt el ki mint után mert",
    ),
    (
        _CENTRAL,
        "čćđšž",
        "i je u da se na ne sam za od su to kao ali što bio nije do s iz već kad sve još ja in",
    ),
    (
        _CENTRAL,
        "ăâîşţ",
        "şi în de la cu nu că o un pe să a este mai din am care ce dar era fost pentru au când fără",
    ),
    (
        ("cp1257", "iso8859_13"),
        "ąčęėįšųūž",
        "ir į kad yra su tai bet aš ne iš o jau kaip buvo po per už nuo man dar tik",
    ),
    (
        ("cp1257", "iso8859_13"),
        "āčēģīķļņšūž",
        "un ir ka es nav no ar bet tas uz kā bija par jau vēl man tikai ko pie",
    ),
    (
        _CYRILLIC,
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "и в не на я что с он а как это но по мы она так все из за у же было от то меня",
    ),
    (
        ("cp1251", "iso8859_5", "cp866", "koi8_u"),
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        "і в не на що та я з це як але до у він за так вже було ми від по все є",
    ),
    (
        ("cp1251", "iso8859_5"),
        "абвгдежзийклмнопрстуфхцчшщъьюя",
        "и на да се не е за от в с че съм си но ми по са до го как беше още",
    ),
    (
        ("cp1251", "iso8859_5"),
        "абвгдђежзијклљмнњопрстћуфхцчџш",
        "и је у да се на не сам за од су то као али што био није до са из",
    ),
    (
        _GREEK,
        "αάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋΰφχψωώ",
        "και το να η ο την της του που δεν τα με μου για από στο στη θα σε ήταν είναι μας μια τον τι",
    ),
    (
        ("cp1255", "iso8859_8"),
        "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
        "לא את של אני זה על הוא היא עם כל מה גם אבל כי היה יש אין",
    ),
    (
        ("cp1256", "iso8859_6"),
        "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي",
        "في من على أن لا ما هذا إلى كان كل مع عن ثم أنا هو",
    ),
)
"""Encodings in the order of their use, letters beyond ASCII, and words that are in every text."""
_WORD = re.compile(r"[^\W\d_]+")
_WITHIN = re.compile(r"(?<=[^\W\d_])[^\w\s\x00-\x7f’–—…·](?=[^\W\d_])")
_BESIDE = re.compile(r"[¶¤¦¨¬¯´¸¹¢¥±®©†‡ˆ˜‰](?=[^\W\d_])|(?<=[^\W\d_])[¶¤¦¨¬¯´¸¹¢¡¥±†‡ˆ˜‰„‚¿]")
_CONSONANTS = re.compile(r"(?<![^\W\d_])(?:[бвгджзйклмнпрстфхцчшщъь]{3,}|[βγδζθκλμνξπρσςτφχψ]{3,})(?![^\W\d_])", re.I)
_DRAWN = re.compile(r"[\x80-\x9f\u2200-\u23ff\u2500-\u25ff]")
_OLD = frozenset(("mac_roman", "cp850", "cp852", "cp866", "koi8_r", "koi8_u", "iso8859_5"))
_RARE = 0.02
_ENOUGH, _FITS, _MARGIN, _MOST = 12, 0.95, 0.12, 1 << 13


class Guess(msgspec.Struct, frozen=True):
    """An encoding; `is_certain` where no other one gives a text that is as likely."""

    encoding: str
    is_certain: bool


class _Language(msgspec.Struct, frozen=True):
    letters: frozenset[str]
    words: frozenset[str]
    rarity: float


@functools.cache
def _by_encoding() -> dict[str, list[_Language]]:
    found: dict[str, list[_Language]] = {}
    for encodings, letters, words in _LANGUAGES:
        # Few people write it, and its letters stand where those of Turkish do.
        rarity = _RARE * (2 if letters[0] in "אء" else "þ" in letters)
        language = _Language(frozenset(letters), frozenset(words.split()), rarity)
        for encoding in encodings:
            found.setdefault(encoding, []).append(language)
    return found


def legacy_encoding(sample: bytes) -> Guess | None:
    """The encoding in which a sample reads like a language; None where it reads like none that is known here."""
    sample = sample[:_MOST]
    ranked = sorted(_scores(sample), key=lambda pair: -pair[0])
    if not ranked or ranked[0][0] < _FITS:
        return None
    best, encoding = ranked[0]
    text = sample.decode(encoding, "replace")
    others = [score for score, other in ranked[1:] if sample.decode(other, "replace") != text]
    is_much = best >= 1 + _MARGIN or sum(letter > "\x7f" and letter.isalpha() for letter in text) >= _ENOUGH // 3
    return Guess(encoding, best - max(others, default=0) >= _MARGIN and is_much)


def _scores(sample: bytes) -> Iterator[tuple[float, str]]:
    for encoding, languages in _by_encoding().items():
        text = sample.decode(encoding, "replace")
        words = _WORD.findall(text)
        folded = [word.casefold() for word in words]
        beyond = [letter for word in folded for letter in word if letter > "\x7f"]
        odd = sum(len(pattern.findall(text)) for pattern in (_WITHIN, _BESIDE, _DRAWN, _CONSONANTS)) + text.count(
            "\ufffd"
        )
        odd += sum(map(_is_mixed, words))
        scores = [_score(folded, beyond, odd, language) - language.rarity for language in languages]
        capitals = sum(letter.isupper() for word in words for letter in word if letter > "\x7f")
        yield max(scores) - ((encoding in _OLD) + 2 * (capitals * 2 > len(beyond))) * _RARE, encoding


def _score(words: list[str], beyond: list[str], odd: int, language: _Language) -> float:
    """1 where all letters are the language's, and more where they are and its small words are there."""
    fits = sum(letter in language.letters for letter in beyond) / (len(beyond) + odd) if beyond else float(not odd)
    known = sum(word in language.words for word in words) / max(len(words), _ENOUGH)
    return fits + known if fits >= _FITS else fits


def _is_mixed(word: str) -> bool:
    """Whether letters of two scripts, or a capital behind a small letter, stand in a word."""
    if word.isascii():
        return False
    scripts = {letter < "\u0370" for letter in word}
    return len(scripts) > 1 or (len(word) > 2 and not word.isupper() and word[1:] != word[1:].lower())
