"""Day periods: what a clock of 12 hours puts for AM and PM, in the words of many languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

# As machines have written them over the years, without dots and blanks; facts of Unicode's CLDR and of Windows.
_MORNING = frozenset(
    """
am vm fm fh dop dopołdnja dopoledne priekšp priekšpusdienā priešpiet prijepodne pd paradites eparadites de sa pg öö
rn yb an sn gh wd hh matin ntufat tifawt subaka soodo saaku ŋdi rw sf πμ πμ ппобед претпл
преподне пријеподне апн дп прп проб предиобед тң үө эи ям ам
ص صباحا قبلالظهر قظ قبلازظهر غم صبح قبلدوپہر بن ܩܛ چب چۈشتىنبۇرۇن މކ
मपू पूर्वाह्न पूर्वा सकाळ विहानी सुबह सवेर सबेरे भोर फुं এএম পূর্বাহ্ণ পূর্বাহ্ন পূৰ্বাহ্ন ৰাতিপু ৰাতিপুৱা সকাল
ਪੂਰਵਦੁਪਹਿਰ ਪੂਦੁ ਸਵੇਰ ਸਵੇਰੇ પૂર્વમધ્યાહ્ન પૂમ ପୂର୍ବାହ୍ନ முற்பகல் முப காலை పూర్వాహ్న ಪೂರ್ವಾಹ್ನ രാവിലെ പൂർവ്വാഹ്നം පෙව පෙ පූවරු
ก่อนเที่ยง ກ່ອນທ່ຽງ နံနက် ព្រឹក មុនថ្ងៃត្រង់ སྔདྲོ སྔཆ ཞོགསཔ ጥዋት ጠዋት ጡዋት ንጉሆሰዓተ ቅቀ ጽባሕ ማለዶ ፋዱስጃብ ᏌᎾᎴ ᠦᠥ 𞤀𞤎 𞤢𞤰
오전 上午 上昼 上晝 午前 凌晨 清晨 早上 ꎸꄑ
""".split()
)
_AFTERNOON = frozenset(
    """
pm nm em eh odp odpo wótpołdnja odpoledne pēcp pēcpusdienā popiet popodne md pasdites epasdites du ch ptg ös
in yh anw gn gd wb ea soir ntmeddit kikiiɗe hawwaro carra ɣetrɔ tŋ ym μμ попл поподне послијеподне пп обед слоб
следобед апд тк үх эк мм
م مساء بعدالظهر بظ بعدازظهر غو شام بعددوپہر دن ܒܛ چك چۈشتىنكېيىن މފ
मउ मनं अपराह्न अपरा संध्याकाळ बेलुकी बेलुका शाम सांझ बेलासे পিএম অপরাহ্ণ অপরাহ্ন অপৰাহ্ন আবেলি বিকাল
ਬਾਅਦਦੁਪਹਿਰ ਬਾਦੁ ਸ਼ਾਮ ઉત્તરમધ્યાહ્ન ઉમ ଅପରାହ୍ନ பிற்பகல் பிப மாலை అపరాహ్న ಅಪರಾಹ್ನ വൈകുന്നേരം അപരാഹ്നം පව පවරු
หลังเที่ยง ຫຼັງທ່ຽງ ညနေ ល្ងាច រសៀល ཕྱིདྲོ ཕྱིཆ ཕྱིརོ ከሰዓት ከሰዓትበኋላ ድሕርሰዓት ድቀ ምሴት ቃማ ፋዱስደምቢ ᏒᎯᏱᎢ ᠦᠬᠣ 𞤇𞤎 𞤩𞤰
오후 下午 下昼 下晝 午後 中午 晚上 傍晚 ꁯꋒ
""".split()
)
_BESIDE = ("klo", "uhr", "kl", "h", "u", "г", "هـ", "ah")
"""What stands beside a clock of 24 hours, or behind a date: in Bulgaria, and of the Islamic calendar."""


@lru_cache(maxsize=1000)
def word_of(clock: str) -> str:
    """The letters that stand beside the numbers of a time, without case, dots and blanks."""
    letters = (
        char for char in unicodedata.normalize("NFC", clock).casefold() if unicodedata.category(char) in _LETTERS
    )
    return "".join(letters)


_LETTERS = {"Ll", "Lu", "Lo", "Lm", "Mn", "Mc"}


def is_afternoon(word: str) -> bool | None:
    """Whether a word tells the second half of the day; None where it is unknown, or none."""
    if word in _AFTERNOON or word in _MORNING:
        return word in _AFTERNOON
    # Beside it there may be what follows a date or stands before a clock in some languages.
    for beside in _BESIDE:
        rest = word.removeprefix(beside)
        if rest != word and rest and (is_pm := is_afternoon(rest)) is not None:
            return is_pm
    return None


def afternoons(times: Iterable[tuple[int, str]]) -> frozenset[str]:
    """The unknown words of a file that tell the afternoon: `times` are its moments, as minutes in which an hour of 12
    counts for 0, with their words. Of two words it is the one with which the times go back less often.
    """
    marked = [(minutes, word) for minutes, word in times if word]
    unknown = list(dict.fromkeys(word for _, word in marked if is_afternoon(word) is None))
    if len(unknown) != 2 or len({word for _, word in marked}) != 2:
        return frozenset()
    falls = [_falls([minutes + (word == one) * 720 for minutes, word in marked]) for one in unknown]
    return frozenset([unknown[falls.index(min(falls))]]) if falls[0] != falls[1] else frozenset()


def _falls(moments: list[int]) -> int:
    """How often times go back, in whichever order the file has them."""
    return min(sum(later < earlier for earlier, later in pairwise(order)) for order in (moments, moments[::-1]))
