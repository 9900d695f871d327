"""What a language puts behind a name: cases of eight families of languages, and fond endings of a dozen languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from .ordinary import plain

LONGEST = 9
"""Letters of an ending at most."""

# `language: ending of the name > what stays of it: endings`. All without marks, as words are compared. A hyphen stands for
# no ending, `=` for the last letter once more. C is a consonant, V a vowel. `any` needs no word of its language beside it,
# as its letters or its length tell enough.
_CASES = """
any: а>: ы и і е є у ю ой ей ою ею єю ом о ин ину иной ино ины иным иных
any: я>: и і е є у ю ой ей ою ею єю йо ин ину иной ины ь
any: га>з: і | any: ка>ц: і
any: й>: я ю ем е и єм єві ї
any: ь>: я ю ем е и ьи ью
any: ий>: ого ому им ом ая ой ую | any: ый>: ого ому ым ом ая ой ую | any: ая>: ой ую ою | any: ой>: ого ому ым ом
any: К>: а у ом е ым ой ові ем ы ых ыми овой овою ову
any: ва>в: ой ых ым
any: ец>ц: а у ом е ем | any: ок>к: а у ом е | any: ек>к: а у ом е | any: ек>ьк: а у ом е | any: ел>л: а у ом е | any: лев>льв: а у ом е
any: ко>к: а у ом ові е | any: ро>р: а у ом ові е
any: οσ>: ο ου ε ον | any: ασ>: α αν | any: ησ>: η ην | any: α>: ασ αν | any: η>: ησ ην | any: ω>: ωσ
any: V>: cim cum cigim cugum | any: C>: cim cum cigim cugum
slavic: a>: a y i ie e o u ou om ovi in ina inu iny inej inou ino iej ej
slavic: ka>c: e | slavic: ga>dz: e | slavic: ha>z: e | slavic: ra>rz: e | slavic: ta>c: ie | slavic: da>dz: ie | slavic: ia>: i
slavic: ie>: i ii iich | slavic: ova>ov: e ou a ej ych | slavic: ska>sk: iej a ou | slavic: cka>ck: iej a ou
slavic: ski>sk: iego iemu im eho emu ym og om | slavic: cki>ck: iego iemu im eho emu ym og om
slavic: y>: ego emu ym eho ho mu ych ou | slavic: i>: ho mu m imu
slavic: C>: a owi ovi em iem ie u om e i ov uv ova ovo ovy ove ovou owa owie ow ze iu ia iowi iowie og
slavic: t>c: ie | slavic: k>c: e
slavic: ek>k: a owi ovi iem em u om ovo ova | slavic: ec>c: a owi em u i | slavic: el>l: a owi ovi em u ov uv ovo ova e
slavic: o>: a u om em owi ovi e ov ova iem i
turkish: V>: yi yu ya ye da de dan den nin nun yla yle lar ler lara lere larin lerin gil giller
turkish: C>: i u a e da de ta te dan den tan ten in un la le lar ler lara lere larin lerin im um gil
turkish: p>b: i u in un a e im um | turkish: t>d: i u in un a e im um | turkish: k>g: i u in un a e im um
finnic: V>: n a ta ssa sta lla lta lle ksi an en on in kin nkin
finnic: kko>ko: n lla lta lle ssa sta | finnic: kka>ka: n lla lta lle ssa sta | finnic: kki>ki: n lla lta lle ssa sta
finnic: ppo>po: n lla lta lle | finnic: ppi>pi: n lla lta lle | finnic: ppa>pa: n lla lta lle
finnic: tti>ti: n lla lta lle ssa sta | finnic: tta>ta: n lla lta lle | finnic: nen>s: en ella elta elle ta essa esta
finnic: us>ukse: n lla lta lle ssa sta | finnic: as>akse: n lla lta lle | finnic: C>: in illa ilta ille ia
hungarian: V>: val vel nak nek t hoz hez tol rol ban ben ba be ra re n ert ig e ek eknel nal nel ka ke
hungarian: C>: at et ot nak nek hoz hez tol rol ban ben ba be ra re on en ert ig e ek eknel nal nel t =al =el
hungarian: sz>ssz: al el | hungarian: cs>ccs: al el | hungarian: gy>ggy: al el | hungarian: zs>zzs: al el
baltic: as>: o ui a u e ai am ai | baltic: is>: io iui i iu im a ja | baltic: ys>: io iui i iu | baltic: us>: aus ui u au um
baltic: a>: os ai a oje as u | baltic: e>: es ei e eje i u | baltic: s>: a am u
romanian: a>: ei ii ai o
latin: us>: i o um e | latin: a>: ae am
"""
# Fond endings, as `_CASES` are written. They name somebody less surely than a name as it was given.
_FOND = """
any: o>: ito itos inho uccio | any: os>: itos inho | any: a>: ita inha uccia | any: s>: ito | any: e>: ito
any: l>: ito inho | any: n>: ito inho cito | any: V>: zinho zinha
german: C>: chen lein | german: a>: chen lein | german: e>: chen | dutch: C>: tje je | dutch: a>: tje
any: а>: очка ечка енька ушка юшка онька | any: я>: ечка енька юша юшка | any: К>: чик ушка юша ик
any: οσ>: ακησ ακι | any: ησ>: ακησ ακι | any: ια>: ακι ουλα | any: α>: ακι ουλα ιτσα
slavic: a>: cia usia eczka ulka ulina icka inka enka unia ina | slavic: C>: ek ka us usia ik icek cik us ko
"""
_CLASSES = {"C": "bcdfghjklmnpqrstvwxz", "V": "aeiouy", "К": "бвгґджзклмнпрстфхцчшщ"}
_CYRILLIC_WORD = re.compile(r"[а-яіїєґ]{2,40}")
# Words that a declined name is like.
WORDY_CASES = frozenset(
    """машина машину машины машинам малина галина марина марину марка марке марку маркой марки мира мире миру маме сами тому
    томом томе кати мину люди людей людям людьми люду любой любою любого любому любую любые любы кости костью костей костей
    лени ленью лень сани саней саням вали валит колей коли коль колю толи толей маши машу машет паши пашу паше даши дань дани
    света свету светом свете светы ген гены гене лева левой левую леву поли полю полей поле рому роме тимом дима вани мари маре
    лес леса любе севе севу шуры полы пола лада ладу ладе надежде раду раде розе розу мил милы милу миле жени жене жену""".split()
)
# Names that are words of their language: declined they are names only where they are capitalized.
WORDY = {
    "turkish": frozenset(
        "ada can deniz umut gunes kaya ela demir yildiz baris toprak ay tas su isil nur ece gul cicek sevgi arda ates bahar"
        " bulut cinar damla duru ege gece gokce hayat irmak kardelen lale mavi melek mert nehir ozgur ruzgar savas soner"
        " tan tuna yagmur yaprak yaz zafer aslan yilmaz oz polat sahin".split()
    ),
}


class Ending(msgspec.Struct, frozen=True):
    """What may stand behind a stem, in messages of a language or, where it is empty, in all."""

    language: str
    endings: frozenset[str]
    fond: bool


class _Rule(msgspec.Struct, frozen=True):
    """Names with this end lose `cut` letters and get `stays`."""

    end: str
    cut: int
    stays: str
    ending: Ending


@cache
def _rules() -> dict[str, list[_Rule]]:
    """The rules by the last letter of the names."""
    rows = [(row.strip(), False) for row in _CASES.replace("\n", "|").split("|")]
    rows += [(row.strip(), True) for row in _FOND.replace("\n", "|").split("|")]
    found: dict[str, list[_Rule]] = {}
    for row, fond in rows:
        for rule in _rules_of(row, fond) if row else ():
            found.setdefault(rule.end[-1], []).append(rule)
    return found


def _rules_of(row: str, fond: bool) -> Iterator[_Rule]:
    language, change, endings = (part.strip() for part in row.split(":"))
    last, _, stays = change.partition(">")
    told = frozenset(_with_cases(endings.split()) if fond else endings.split())
    ending = Ending("" if language == "any" else language, told, fond)
    for end in _CLASSES.get(last, (last,)):
        # A vowel gives way to an ending; a consonant stays.
        is_kept = (not stays and end in _CLASSES["C"] + _CLASSES["К"]) or last in _CLASSES
        yield _Rule(end, 0 if is_kept else len(end), stays, ending)


def _with_cases(endings: list[str]) -> Iterator[str]:
    """Fond endings are declined in turn, where they are Cyrillic or of a Slavic language."""
    for ending in endings:
        yield ending
        stem, last = ending[:-1], ending[-1]
        if ending in ("очка", "ечка", "енька", "ушка", "юшка", "онька", "юша"):
            yield from (stem + case for case in ("и", "е", "у", "ой", "ою", "ей"))
        elif _CYRILLIC_WORD.fullmatch(ending):
            yield from (ending + case for case in ("а", "у", "ом", "е"))
        elif ending in ("cia", "usia", "eczka", "ulka", "ulina", "icka", "inka", "enka", "unia"):
            yield from (stem + case for case in ("i", "e", "o", "u", "y", "ce", "ou"))
        elif ending in ("ek", "us", "ik", "icek", "cik"):
            base = ending[:-2] + last if ending.endswith("ek") else ending
            yield from (base + case for case in ("a", "owi", "iowi", "iem", "em", "ia", "u", "ovi"))


def stems(word: str) -> Iterator[tuple[str, Ending]]:
    """What stays of one word of a name where an ending is put behind it, and which endings that may be."""
    bare = plain(word)
    if not bare.isalpha() or (len(bare) < 3 and not _CYRILLIC_WORD.fullmatch(bare)):
        return
    for rule in _rules().get(bare[-1], ()):
        if bare.endswith(rule.end):
            stem = bare[: len(bare) - rule.cut] + rule.stays
            if len(stem) > 1:
                yield stem, rule.ending


def is_ending(stem: str, ending: str, of: Ending) -> bool:
    """Whether that stands behind the stem, maybe with its last letter once more: "Eszterrel"."""
    return ending in of.endings or (ending[0] == stem[-1] and f"={ending[1:]}" in of.endings)


@cache
def all_endings() -> frozenset[str]:
    """Every ending of every language, for a first look."""
    told = {ending for rules in _rules().values() for rule in rules for ending in rule.ending.endings}
    return frozenset(told | {f"{sign}{end[1:]}" for end in told if end[0] == "=" for sign in _CLASSES["C"]})
