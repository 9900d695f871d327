"""Words for the halves of the day and for months, as phones write them."""

from __future__ import annotations

# What comes after or before a 12-hour time, in lower case and without spaces.
AM = "am a.m. am. ص ق.ظ. ق.ظ 上午 午前 오전 πμ π.μ. дп пр.об. sa öö fm f.m. ap. vorm. de. dop. aamu पूर्वाह्न".split()
PM = "pm p.m. pm. م ب.ظ. ب.ظ 下午 午後 오후 μμ μ.μ. пп сл.об. ch ös em e.m. nachm. du. odp. iltap. ip. अपराह्न".split()
AM += "לפנה״צ בבוקר ก่อนเที่ยง 早上 清晨 凌晨 inthemorning".split()
PM += "אחה״צ בערב หลังเที่ยง 晚上 傍晚 intheafternoon intheevening".split()
AM += "म.पू. pg முற்பகல் ಪೂರ್ವಾಹ್ನ পূর্বাহ্ন vm. vm ກ່ອນທ່ຽງ r.n. ព្រឹក ጥዋት".split()
PM += "म.उ. ptg பிற்பகல் ಅಪರಾಹ್ನ অপরাহ্ন nm. nm ຫຼັງທ່ຽງ i.n. ល្ងាច ከሰዓት".split()
NIGHT = ["atnight", "בלילה"]
NOON = ["中午", "noon", "midday"]

_MONTHS = """
jan feb mar apr may jun jul aug sep oct nov dec
januar februar märz april mai juni juli august september oktober november dezember
ene febr marzo abr mayo junio julio ago sept octubre noviembre dic
janv févr mars avr mai juin juil août sept oct nov déc
gen febbraio marzo aprile mag giu lug agosto set ott novembre dicembre
janeiro fev março abril maio junho julho agosto setembro out novembro dez
january february march april mei june july august september october november december
янв фев мар апр мая июн июл авг сен окт ноя дек
januari februari maart avril mei juni juli augustus september oktober november desember
oca şub mart nis may haz tem ağu eyl eki kas ara
sty lut mar kwi maj cze lip sie wrz paź lis gru
"""
MONTHS = {name: number for row in _MONTHS.strip().split("\n") for number, name in enumerate(row.split(), 1)}

_AM, _PM, _NIGHT, _NOON = frozenset(AM), frozenset(PM), frozenset(NIGHT), frozenset(NOON)


def half_of_day(word: str, hour: int) -> int:
    """The hour from 0 to 23 that `hour` from 1 to 12 means with `word`; raises ValueError for an unknown word."""
    key = word.replace(" ", "").casefold()
    if key in _AM:
        return hour % 12
    if key in _PM:
        return hour % 12 + 12
    if key in _NIGHT:
        return hour % 12 + (12 if 6 <= hour <= 11 else 0)
    if key in _NOON:
        return hour if hour >= 10 else hour + 12
    raise ValueError(f"{word!r} is no half of the day")
