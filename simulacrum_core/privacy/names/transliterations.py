"""A name in another script than it was given in: "Анна" as "Anna", "Markus" as "Маркус", "李" as "Li"."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache

from .ordinary import plain
from .tables import rows

MOST = 16
"""Spellings of a word at most."""

# A letter, and what stands for it in the usual ways of spelling: English, German, scientific, as in a passport.
_CYRILLIC = (
    "ия:ia,iya,ija,iia ий:y,i,iy,ij ей:ei,ey,ej ай:ai,ay,aj ^е:e,ye ^я:ya,ja ^ю:yu,ju,iu"
    " а:a б:b в:v,w г:g,h ґ:g д:d е:e ё:e,yo,jo є:ye,ie ж:zh,j,z з:z,s и:i,y й:y,i,j і:i ї:yi,i к:k л:l м:m н:n о:o п:p р:r с:s,ss"
    " т:t у:u ф:f х:kh,h,ch ц:ts,c,tz ч:ch,tsch,c ш:sh,sch,s щ:shch,sch ъ: ы:y,i ь: э:e ю:yu,iu,ju я:ya,ia,ja ђ:dj ј:j љ:lj њ:nj ћ:c џ:dz"
)
_GREEK = "α:a β:v,b γ:g,y δ:d ε:e ζ:z η:i,e θ:th ι:i κ:k,c λ:l μ:m ν:n ξ:x,ks ο:o π:p ρ:r σ:s τ:t υ:y,i φ:f,ph χ:ch,h ψ:ps ω:o"
_DEVANAGARI = (
    "क:k ख:kh ग:g घ:gh च:ch छ:chh ज:j झ:jh ट:t ठ:th ड:d ढ:dh त:t थ:th द:d ध:dh न:n ण:n प:p फ:ph,f ब:b भ:bh म:m य:y र:r ल:l"
    " व:v,w श:sh ष:sh स:s ह:h अ:a आ:a,aa इ:i ई:i,ee उ:u ऊ:u,oo ए:e ऐ:ai ओ:o औ:au ा:a,aa ि:i ी:i,ee ु:u ू:u,oo े:e ै:ai ो:o ौ:au ं:n ँ:n ्:"
)
_TO_CYRILLIC = (
    "shch:щ sch:ш sh:ш tsch:ч ch:ч,х tz:ц ts:ц zh:ж kh:х ph:ф th:т ck:к yo:ё,йо yu:ю ya:я ja:я,джа ju:ю ye:е ie:и,ие ia:иа,ия"
    " ee:и oo:у ll:лл,л nn:нн,н ss:сс,с tt:тт,т mm:мм,м"
    " a:а b:б c:к,с d:д e:е,э f:ф g:г h:х,г i:и,ай j:й,дж k:к l:л,ль m:м n:н o:о p:п q:к r:р s:с,з t:т u:у,ю v:в w:в,у x:кс y:и,й z:з,ц"
)
_TO_GREEK = (
    "th:θ ch:χ ph:φ ou:ου ks:ξ ps:ψ a:α b:μπ,β c:κ d:ντ,δ e:ε f:φ g:γκ,γ h:χ i:ι j:τζ,γι k:κ l:λ m:μ n:ν o:ο,ω p:π q:κ r:ρ s:σ t:τ"
    " u:ου v:β w:γου x:ξ y:ι,υ z:ζ"
)
_HANGUL = (
    "g kk n d tt r m b pp s ss - j jj ch k t p h".split(),
    "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split(),
    "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split(),
)
CONSONANT = re.compile(r"[\u0915-\u0939]")
VOWEL_SIGN = re.compile(r"[\u093e-\u094d\u0902\u0901]")
LATIN = re.compile(r"[a-z]{3,24}")
CYRILLIC = re.compile(r"[\u0400-\u052f]{2,24}")
GREEK = re.compile(r"[α-ω]{3,24}")
HANGUL = re.compile(r"[\uac00-\ud7a3]{1,5}")
DEVANAGARI = re.compile(r"[\u0900-\u097f]{2,16}")
# Ordinary words that a spelling would be taken for.
NOT_SPELLINGS = frozenset(
    plain(word)
    for word in """сам сама сами там том тома так как они она али или дан даны нет нету лед дела рад раз вот бил билл рот роз розе кот пол полы
    мая мой мои ей ее ест вера лис них ник рай мир кит боб жак мел пат тед коль вес лук лука дин лев ион вид тим тем темы
    тома туфан сью лен ленты кейт they then than that lie her have his him was are the and but for son pan men
    hey ich sie ein das die der und wie
    το του της και με μα να ναι ολα αν""".split()
)


@lru_cache(1 << 14)
def transliterated(word: str) -> tuple[str, ...]:
    """How a folded word of a name is spelled in other scripts, the likeliest first, without marks; few at most."""
    bare, found = plain(word), [plain(spelled) for spelled in _spellings().get(plain(word), ())]
    if CYRILLIC.fullmatch(bare):
        found += _written(bare, _letters(_CYRILLIC), MOST)
    elif GREEK.fullmatch(bare):
        found += _written(_diphthongs(bare), _letters(_GREEK), MOST)
    elif HANGUL.fullmatch(bare) and len(bare) > 1:
        found.append("".join(map(_syllable, bare)))
    elif DEVANAGARI.fullmatch(unicodedata.normalize("NFC", word)):
        found += _written(_indian(word), _letters(_DEVANAGARI) | {"a": ("a",)}, MOST)
    elif LATIN.fullmatch(bare):
        found += _written(bare, _letters(_TO_CYRILLIC), 6) + _written(bare, _letters(_TO_GREEK), 4)
    known = dict.fromkeys(found)
    return tuple(form for form in known if form not in NOT_SPELLINGS and len(form) > 1 and form != bare)


@cache
def _spellings() -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for names, spelled in rows("spellings.txt"):
        for name in names:
            found[plain(name)] += spelled
    return {name: tuple(forms) for name, forms in found.items()}


@cache
def _letters(table: str) -> dict[str, tuple[str, ...]]:
    entries = (entry.partition(":") for entry in table.split())
    return {letters: tuple(ways.split(",")) for letters, _, ways in entries}


def _written(word: str, letters: Mapping[str, tuple[str, ...]], most: int) -> list[str]:
    """All ways to spell a word, at most so many; none where a letter has no spelling."""
    ways, place, longest = [""], 0, max(map(len, letters))
    while place < len(word):
        pieces = (word[place : place + length] for length in range(longest, 0, -1))
        piece = next((piece for piece in pieces if piece in letters), "")
        if not piece:
            return []
        # At the start of a word some letters are spelled in ways of their own.
        spellings = letters.get(f"^{piece}", letters[piece]) if place == 0 else letters[piece]
        # The first way of each letter is the usual one: what mixes few others stays.
        ways = [way + spelled for spelled in spellings for way in ways][:most]
        place += len(piece)
    return ways


def _diphthongs(word: str) -> str:
    for pair, sound in (("ου", "у"), ("μπ", "β"), ("ντ", "δ"), ("γκ", "γ"), ("αι", "ε"), ("ει", "ι"), ("οι", "ι")):
        word = word.replace(pair, sound)
    return word.replace("у", "ου") if "у" not in word else word.replace("у", "υ")


def _indian(word: str) -> str:
    """With the vowel that every consonant has unless a sign says otherwise; the last one is silent."""
    told = []
    for place, sign in enumerate(word):
        told.append(sign)
        following = word[place + 1 : place + 2]
        if CONSONANT.match(sign) and following and not VOWEL_SIGN.match(following):
            told.append("a")
    return "".join(told)


def _syllable(sign: str) -> str:
    number = ord(sign) - 0xAC00
    parts = (_HANGUL[0][number // 588], _HANGUL[1][number % 588 // 28], _HANGUL[2][number % 28])
    return "".join(part.strip("-") for part in parts)
