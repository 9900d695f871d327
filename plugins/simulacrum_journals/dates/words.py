"""Months and weekdays in the main languages of Europe, full and as they are cut short."""

from __future__ import annotations

_MONTHS = """
january february march april may june july august september october november december
januar februar märz april mai juni juli august september oktober november dezember
jänner feber märz april mai juni juli august september oktober november dezember
janvier février mars avril mai juin juillet août septembre octobre novembre décembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro
januari februari maart april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
januar februar marts april maj juni juli august september oktober november december
januar februar mars april mai juni juli august september oktober november desember
tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta
styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
leden únor březen duben květen červen červenec srpen září říjen listopad prosinec
ledna února března dubna května června července srpna září října listopadu prosince
január február marec apríl máj jún júl august september október november december
januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra
január február március április május június július augusztus szeptember október november december
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος οκτώβριος νοέμβριος δεκέμβριος
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου
gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
"""
_SHORT_MONTHS = """
jan feb mar apr may jun jul aug sep oct nov dec
jan feb mär apr mai jun jul aug sept okt nov dez
janv févr mars avr mai juin juil août sept oct nov déc
ene feb mar abr may jun jul ago sept oct nov dic
gen feb mar apr mag giu lug ago set ott nov dic
jan fev mar abr mai jun jul ago set out nov dez
jan feb mrt apr mei jun jul aug sep okt nov dec
jan feb mar apr maj jun jul aug sep okt nov dec
янв февр мар апр мая июн июл авг сент окт нояб дек
sty lut mar kwi maj cze lip sie wrz paź lis gru
"""
_WEEKDAYS = """
monday tuesday wednesday thursday friday saturday sunday
montag dienstag mittwoch donnerstag freitag samstag sonntag
montag dienstag mittwoch donnerstag freitag sonnabend sonntag
lundi mardi mercredi jeudi vendredi samedi dimanche
lunes martes miércoles jueves viernes sábado domingo
lunedì martedì mercoledì giovedì venerdì sabato domenica
segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo
segunda terça quarta quinta sexta sábado domingo
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
måndag tisdag onsdag torsdag fredag lördag söndag
mandag tirsdag onsdag torsdag fredag lørdag søndag
maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai
maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina
poniedziałek wtorek środa czwartek piątek sobota niedziela
pondělí úterý středa čtvrtek pátek sobota neděle
pondelok utorok streda štvrtok piatok sobota nedeľa
hétfő kedd szerda csütörtök péntek szombat vasárnap
luni marți miercuri joi vineri sâmbătă duminică
pazartesi salı çarşamba perşembe cuma cumartesi pazar
понедельник вторник среда четверг пятница суббота воскресенье
понеділок вівторок середа четвер п'ятниця субота неділя
δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή
dilluns dimarts dimecres dijous divendres dissabte diumenge
mon tue wed thu fri sat sun
mo tues wed thur fr sa so
mo di mi thurs fr sa so
mo di mi do fr sa so
lun mar mer jeu ven sam dim
lun mar mié jue vie sáb dom
lun mar mer gio ven sab dom
seg ter qua qui sex sáb dom
ma di wo do vr za zo
mån tis ons tors fre lör sön
man tir ons tor fre lør søn
pon wt śr czw pt sob niedz
пн вт ср чт пт сб вс
月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日
星期一 星期二 星期三 星期四 星期五 星期六 星期日
월요일 화요일 수요일 목요일 금요일 토요일 일요일
月 火 水 木 金 土 日
周一 周二 周三 周四 周五 周六 周日
"""


def _table(text: str) -> dict[str, int]:
    """What each word of the rows stands for; a word that two languages use for different things is left out."""
    found: dict[str, int] = {}
    for row in text.strip().split("\n"):
        for number, word in enumerate(row.split()):
            found[word] = number if found.get(word, number) == number else -1
    return {word: number for word, number in found.items() if number >= 0}


MONTHS = {word: number + 1 for word, number in _table(_MONTHS + _SHORT_MONTHS).items()}
WEEKDAYS = _table(_WEEKDAYS)


def month(word: str) -> int | None:
    """The number of the month that a word names."""
    return MONTHS.get(word.lower().rstrip("."))


def weekday(word: str) -> int | None:
    """The day of the week that a word names, Monday is 0."""
    return WEEKDAYS.get(word.lower().rstrip("."))
