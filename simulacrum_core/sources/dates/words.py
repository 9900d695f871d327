"""Words in dates that the CLDR's tables of names do not hold."""

from __future__ import annotations

EARLIER = """
de month jänner feber märz april mai juni juli august september oktober november dezember
es month enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre
fr month janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
pl month styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
pt month janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
en weekday mon tues weds thurs fri sat sun
en weekday mon tue wednes thur fri sat sun
de weekday montag dienstag mittwoch donnerstag freitag sonnabend sonntag
pt weekday segunda terça quarta quinta sexta sábado domingo
pt weekday segunda-feira terca-feira quarta-feira quinta-feira sexta-feira sabado domingo
uk weekday понеділок вівторок середа четвер п'ятниця субота неділя
zh weekday 星期一 星期二 星期三 星期四 星期五 星期六 星期天
zh weekday 礼拜一 礼拜二 礼拜三 礼拜四 礼拜五 礼拜六 礼拜天
zh weekday 周一 周二 周三 周四 周五 周六 周日
fa weekday دوشنبه سه‌شنبه چهارشنبه پنجشنبه جمعه شنبه یکشنبه
fa weekday دوشنبه سهشنبه چهارشنبه پنج‌شنبه آدینه شنبه یک‌شنبه
"""
"""Other spellings: a language, months or weekdays, and twelve or seven words."""
PERSIAN = "فروردین اردیبهشت خرداد تیر مرداد/امرداد شهریور مهر آبان آذر دی بهمن اسفند"
AFGHAN = "حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت"
GLUE = (
    "of de del d' l' di du dl dal do u den der dem dne die dä the le la el il els am an in vom von su a na ne lia ta'"
    " ils kl ngày mồng mùng năm día dzień ден день у за от від 'ê an' mh 的 於 于 ที่ วันที่ ວັນທີ ທີ ថ្ងៃទី ទី ខែ ឆ្នាំ"
    " སྤྱི་ལོ སྤྱི་ལོ་ འི་ཚེས་ ཚེས་ tarikh tanggal tgl m. m metų metai gada gads d թ թ. թվական թվականի թվականին წლის"
    " roku rok leta god godine година године evi évi (e)ko eko ko an yıl yılı yılının yil yili yilning il ildə оны он ч"
    " сыл ปี ခုနှစ် ရက် ལོ ལོའི y ی года году год"
)
"""Small words between the parts of a date, and before it."""
MARKS = (
    "日 號 号 일 г г. r. гг. год года году р р. року рік ж ж. жыл й й. ш ш. ел аз л. წ წ. წელი წელს d. ရက် ရက်နေ့ күнэ г.г"
)
"""Words behind a date that say that it is one."""
ERAS = {
    "令和": 2018,
    "平成": 1988,
    "昭和": 1925,
    "大正": 1911,
    "明治": 1867,
    "民國": 1911,
    "民国": 1911,
    "พ.ศ.": -543,
    "พ.ศ": -543,
    "พุทธศักราช": -543,
    "ค.ศ.": 0,
    "ค.ศ": 0,
    "คริสต์ศักราช": 0,
    "ຄ.ສ.": 0,
    "ພ.ສ.": -543,
    "គ.ស.": 0,
    "ព.ស.": -543,
    "公元": 0,
    "西元": 0,
    "西暦": 0,
    "서기": 0,
}
"""Words before a year, and what is added to it to make it one of the common calendar."""
MORNING = "am a.m 上午 午前 凌晨 早上 오전 öö π.μ πμ de d.o sa ص ق.ظ fm f.m vorm पूर्वाह्न dop e.b ip i.b"
EVENING = "pm p.m 下午 午後 晚上 오후 ös μ.μ μμ du d.u ch م ب.ظ em e.m nachm nm अपराह्न odp ep a.b"
"""What says before or after a time whether it is before or after noon, without a dot at its end."""
