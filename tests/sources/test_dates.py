"""Dates in many languages, what is none, and what only the whole of a source can tell."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from types import FrameType

import pytest

from simulacrum_core import Findings
from simulacrum_core.sources import DateOrder, Evidence, date_line, date_of, heads, is_diary, named_day, read_stamp

HEADINGS = """
en 2024-03-03 Sunday, March 3rd, 2024
en 2024-05-11 11 May 2024
de 2024-03-03 Sonntag, den 3. März 2024
de 2024-01-12 12. Jänner 2024 um 21:15 Uhr
fr 2024-08-01 jeudi 1er août 2024
fr 2024-02-07 7 févr. 2024
es 2024-03-03 Domingo, 3 de marzo de 2024
es 2024-09-18 18 de setiembre del 2024
pt 2024-03-05 terça-feira, 5 de março de 2024
pt 2024-10-21 21 out. 2024
it 2024-03-03 domenica 3 marzo 2024
it 2024-12-08 l'8 dicembre 2024
ca 2024-04-02 dimarts, 2 d’abril del 2024
ca 2024-08-30 30 d'agost de 2024
nl 2024-03-03 zondag 3 maart 2024
nl 2024-05-06 ma 6 mei 2024
sv 2024-03-03 söndag den 3 mars 2024
sv 2024-10-09 9 okt. 2024
da 2024-03-03 søndag den 3. marts 2024
da 2024-06-17 17. juni 2024
nb 2024-12-24 tirsdag 24. desember 2024
nb 2024-05-17 17. mai 2024
fi 2024-03-03 sunnuntaina 3. maaliskuuta 2024
fi 2024-11-12 12. marraskuuta 2024 klo 9.15
is 2024-03-03 sunnudagur, 3. mars 2024
is 2024-07-29 29. júlí 2024
et 2024-03-03 pühapäev, 3. märts 2024
et 2024-12-31 31. detsember 2024
lv 2024-03-03 svētdiena, 2024. gada 3. marts
lv 2024-06-23 2024. gada 23. jūnijs
lt 2024-03-03 2024 m. kovo 3 d., sekmadienis
lt 2024-09-14 2024 m. rugsėjo 14 d.
pl 2024-03-03 niedziela, 3 marca 2024
pl 2024-08-15 15 sierpnia 2024 r.
cs 2024-03-03 neděle 3. března 2024
cs 2024-07-22 22. července 2024
sk 2024-03-03 nedeľa 3. marca 2024
sk 2024-05-19 19. mája 2024
hu 2024-03-03 2024. március 3., vasárnap
hu 2024-10-23 2024. okt. 23.
ro 2024-03-03 duminică, 3 martie 2024
ro 2024-01-09 9 ianuarie 2024
hr 2024-03-03 nedjelja, 3. ožujka 2024.
hr 2024-08-28 28. kolovoza 2024.
sr 2024-03-03 недеља, 3. март 2024.
sr 2024-06-16 16. јун 2024.
bg 2024-03-03 неделя, 3 март 2024 г.
bg 2024-09-25 25 септември 2024 г.
ru 2024-03-03 Воскресенье, 3 марта 2024 г.
ru 2024-05-09 9 мая 2024 года
uk 2024-03-03 неділя, 3 березня 2024 р.
uk 2024-11-21 21 листопада 2024 р.
el 2024-03-03 Κυριακή 3 Μαρτίου 2024
el 2024-08-06 6 Αυγούστου 2024
tr 2024-03-03 3 Mart 2024 Pazar
tr 2024-02-13 13 Şubat 2024
ar 2024-03-03 الأحد، ٣ مارس ٢٠٢٤
ar 2024-12-11 ١١ ديسمبر ٢٠٢٤
fa 2024-03-03 یکشنبه ۱۳ اسفند ۱۴۰۲
fa 2021-03-21 ۱ فروردین ۱۴۰۰
he 2024-03-03 יום ראשון, 3 במרץ 2024
he 2024-10-15 15 באוקטובר 2024
hi 2024-03-03 रविवार, 3 मार्च 2024
hi 2024-08-15 १५ अगस्त २०२४
bn 2024-03-03 রবিবার, ৩ মার্চ, ২০২৪
ta 2024-03-03 ஞாயிறு, 3 மார்ச், 2024
th 2024-03-03 วันอาทิตย์ที่ 3 มีนาคม พ.ศ. 2567
th 2024-07-18 18 กรกฎาคม 2567
vi 2024-03-03 Chủ Nhật, 3 tháng 3, 2024
vi 2024-12-05 Ngày 5 tháng 12 năm 2024
id 2024-03-03 Minggu, 3 Maret 2024
id 2024-08-17 17 Agustus 2024
zh 2024-03-03 2024年3月3日 星期日
zh 2024-10-31 二〇二四年十月三十一日
ja 2024-03-03 2024年3月3日（日）
ja 2024-11-16 令和6年11月16日
ko 2024-03-03 2024년 3월 3일 일요일
ko 2024-06-14 2024. 6. 14.
ka 2024-03-03 3 მარტი, 2024
hy 2024-03-03 2024 թ. մարտի 3
eu 2024-03-03 2024(e)ko martxoaren 3(a)
sw 2024-03-03 Jumapili, 3 Machi 2024
cy 2024-03-03 Dydd Sul, 3 Mawrth 2024
mn 2024-03-03 2024 оны гуравдугаар сарын 3
kk 2024-03-03 2024 ж. 3 наурыз, жексенбі
"""
PROSE = """
May was cold, and the stove was lit until the nineteenth.
March 5 people came, and two of them stayed.
March 3, 2024 was the day on which the roof came down.
On 3 March 2024 we sold the boat.
3 March 2024 was a Sunday like any other
2024 was a year of ladders.
2024-03-03 was the last day of the sale.
3.3.2024 war ein Sonntag wie jeder andere.
Sunday came and nobody was in.
April is the month in which the terns come back.
In May 2024 the pump broke.
May 2024 be kinder than 2023.
Augusta 3 times won the race in 2024.
I turned 30 on 3/3/2024, of all days.
March
Sunday
2024
3 March
March 2024
12:30
2024-03
Mar 3
5 May people, 2024 at the most, know this.
One may 3 times ask in 2024 and get no answer.
Der 3. März 2024 war ein Sonntag.
Am 3. März 2024 kam niemand.
März 2024 war mild.
Mai 2024 und kein Regen.
Mars 2024 fut doux.
Le 3 mars 2024, il a plu toute la journée.
Mardi 5 personnes sont venues.
En août 2024 nous étions loin.
El 3 de marzo de 2024 llovió todo el día.
Marzo fue frío.
Domingo, 3 de marzo de 2024, fue un día largo.
Em 3 de março de 2024 choveu.
Maio 2024 foi quente.
Il 3 marzo 2024 è piovuto.
Maggio 2024 era caldo.
Op 3 maart 2024 regende het.
Mei 2024 was nat.
Den 3 mars 2024 regnade det.
Maj 2024 var varm.
I mai 2024 regnet det.
Maaliskuu 2024 oli kylmä.
3. maaliskuuta 2024 satoi lunta.
Dnia 3 marca 2024 padało.
Marzec 2024 był zimny.
Dne 3. března 2024 pršelo.
Květen 2024 byl teplý.
2024. március 3-án esett.
Május 2024-ben szép volt.
La 3 martie 2024 a plouat.
Mai 2024 a fost cald.
3. ožujka 2024. padala je kiša.
На 3 март 2024 г. валя.
3 марта 2024 года шёл дождь.
Март 2024 был холодным.
Май пришёл рано в 2024.
У березні 2024 було холодно.
Στις 3 Μαρτίου 2024 έβρεξε.
Mayıs 2024 sıcaktı.
3 Mart 2024 günü yağmur yağdı.
في 3 مارس 2024 نزل المطر
ב-3 במרץ 2024 ירד גשם.
3 मार्च 2024 को बारिश हुई।
2567 เป็นปีที่ดี
Ngày 3 tháng 3 năm 2024 trời mưa.
Pada 3 Maret 2024 hujan.
2024年3月3日下了雨。
2024年3月3日は雨だった。
2024년 3월 3일에 비가 왔다.
1.2.2024 is the version that I use.
2024-03-03-2 is what the label says.
10/12/2024/7
999 ways to leave in May 2024
"""
LINES = [tuple(line.split(" ", 2)) for line in HEADINGS.strip().split("\n")]


def calls(work: Callable[[], object]) -> int:
    count = 0

    def profile(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_the_corpus_is_as_large_as_it_says() -> None:
    assert len(LINES) >= 72
    assert len({language for language, _, _ in LINES}) >= 36
    assert len(PROSE.strip().split("\n")) >= 72


@pytest.mark.parametrize(("language", "day", "written"), LINES)
def test_a_date_in_any_language_is_a_heading(language: str, day: str, written: str) -> None:
    stamp = read_stamp(written)
    assert stamp is not None
    assert (str(stamp.day(DateOrder())), stamp.end, stamp.is_plain) == (day, len(written), True)
    found = [head.stamp for head in heads(f"# Diary\n\n{written}\n\nRain.\n")]
    assert [str(stamp.day(DateOrder())) for stamp in found if stamp] == [day]


@pytest.mark.parametrize("line", PROSE.strip().split("\n"))
def test_a_line_that_begins_like_a_date_is_no_heading(line: str) -> None:
    assert [head.stamp for head in heads(f"The first words.\n\n{line}\n\nThe last words.\n") if head.stamp] == []


def test_a_weekday_that_follows_is_part_of_the_date_and_a_word_of_the_title_is_not() -> None:
    for title in ("日記", "sunny all day", "an der See", "de viaje", "m", "r"):
        [head] = heads(f"## 2024年3月3日 {title}\n\nx\n")
        assert head.title == title


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("March 3, 2024 at 9:15 PM", "2024-03-03T21:15:00"),
        ("2024年3月3日 下午9:15", "2024-03-03T21:15:00"),
        ("2024년 3월 3일 오후 9:15", "2024-03-03T21:15:00"),
        ("3 Μαρτίου 2024 9:15 μ.μ.", "2024-03-03T21:15:00"),
        ("3. März 2024, 21:15 Uhr", "2024-03-03T21:15:00"),
        ("3 mars 2024 à 21h15", "2024-03-03T21:15:00"),
        ("2024-03-03T21:15:30+01:00", "2024-03-03T21:15:30+01:00"),
        ("3 марта 2024 г. в 21:15", "2024-03-03T21:15:00"),
        ("٣ مارس ٢٠٢٤ ٩:١٥ م", "2024-03-03T21:15:00"),
    ],
)
def test_the_time_that_follows_is_read(written: str, moment: str) -> None:
    stamp = read_stamp(written)
    assert stamp is not None
    assert stamp.end == len(written)
    assert stamp.moment(DateOrder()) == dt.datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("昭和64年1月7日", "1989-01-07"),
        ("平成元年1月8日", "1989-01-08"),
        ("民國113年3月3日", "2024-03-03"),
        ("3/3/2567", "2024-03-03"),
        ("۱۴۰۳/۱۲/۳۰", "2025-03-20"),
        ("30 اسفند 1399", "2021-03-20"),
        ("1 حمل 1403", "2024-03-20"),
    ],
)
def test_other_calendars_are_read_where_nothing_else_can_be_meant(written: str, day: str) -> None:
    stamp = read_stamp(written)
    assert stamp is not None
    assert str(stamp.day(DateOrder())) == day


@pytest.mark.parametrize(
    "written", ["30 اسفند 1402", "32 فروردین 1402", "31 April 2024", "March 32, 2024", "1402/12/13x"]
)
def test_a_day_that_no_calendar_has_is_none(written: str) -> None:
    stamp = read_stamp(written)
    assert stamp is None or stamp.year < 1900


def decided(*lines: str) -> tuple[list[str], list[tuple[str, str, bool]]]:
    evidence, findings = Evidence(), Findings()
    stamps = [stamp for line in lines if (stamp := read_stamp(line))]
    evidence.add(stamps, "a.md")
    how = evidence.decide(findings)
    told = [(decision.subject, decision.answer, decision.certain) for decision in findings.decisions]
    return [str(stamp.day(how)) for stamp in stamps], told


def test_a_month_that_languages_use_differently_is_told_by_the_other_dates() -> None:
    croatian = decided("5. listopada 2024.", "3. ožujka 2024.", "4. kolovoza 2024.")
    polish = decided("5 listopada 2024", "3 marca 2024", "4 sierpnia 2024")
    assert croatian == (["2024-10-05", "2024-03-03", "2024-08-04"], [("month listopada", "10", True)])
    assert polish == (["2024-11-05", "2024-03-03", "2024-08-04"], [("month listopada", "11", True)])


def test_a_month_that_languages_use_differently_is_told_by_a_weekday() -> None:
    assert decided("subota, 5. listopada 2024.") == (["2024-10-05"], [("month listopada", "10", True)])


def test_a_month_that_nothing_tells_is_said_to_be_a_guess() -> None:
    _, told = decided("5 listopada 2024")
    assert [(subject, certain) for subject, _, certain in told] == [("month listopada", False)]


def test_the_order_of_day_and_month_comes_from_all_dates() -> None:
    assert decided("01/02/2024", "01/25/2024") == (
        ["2024-01-02", "2024-01-25"],
        [("order of day and month", "mdy", True)],
    )
    assert decided("01/02/2024", "01/02/2024")[1] == [("order of day and month", "dmy", False)]


def test_a_field_that_can_be_read_in_two_ways_is_no_date() -> None:
    assert date_of("03/04/2024") is None
    assert date_of("25/12/2024") == dt.datetime(2024, 12, 25)
    assert date_of("Tuesday, 04/02/2024") == dt.datetime(2024, 4, 2)
    assert date_of("5 listopada 2024") is None


def test_a_diary_is_told_from_a_text_with_a_date() -> None:
    assert is_diary("## Неделя, 3 март 2024 г.\n\nRain.\n\n## Понеделник, 4 март 2024 г.\n\nWind.\n")
    assert not is_diary("# On kettles\n\n3 March 2024\n\nThe kettle sang before the rain.\n")
    assert not is_diary("## 2024-03-03\n\n## 2024-03-04\n\n## 2024-03-05\n")


def test_a_line_of_code_and_a_quotation_are_no_headings() -> None:
    assert heads("x\n\n```\n2024-03-03\n```\n\n> 2024-03-04\n") == []
    assert date_line("**2024-03-03:**") is not None


@pytest.mark.parametrize(
    "name", ["3. ožujka 2024.md", "a/2024/März/03.md", "2024년 3월 3일.md", "日記/2024年3月3日.md"]
)
def test_files_are_named_by_days_in_any_language(name: str) -> None:
    stamp = named_day(name)
    assert stamp is not None
    assert str(stamp.day(DateOrder())) == "2024-03-03"


@pytest.mark.parametrize(
    "line", ["3 March 2024 was cold", "2024年" * 20, "3 de " * 16, "日 " * 40, "March " * 13, "3" * 80]
)
def test_a_text_costs_no_more_than_its_lines_warrant(line: str) -> None:
    def cost(count: int) -> int:
        return calls(lambda: heads(f"{line}\n\n" * count))

    cost(1)
    once, twice = cost(200), cost(400)
    assert twice <= 2.1 * once + 100
