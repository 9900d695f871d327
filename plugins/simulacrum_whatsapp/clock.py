"""Words for the halves of the day and for months, as phones write them."""

from __future__ import annotations

# Of every locale in the Unicode CLDR 48, from Babel: the words before or after a 12-hour time in lower case, with an
# underscore for a space. Words that mean one half in one language and the other in another are left out.
_AM_WORDS = """
1ka a. a._m. a.g a.m. adduha am am_vormittag an ankstāinan ante_midí ap. aqʼabʼil atm banhaet bn brax_kndaax comme
da_manhã de. de_la_mañana del_matin dinda do_połedniŏ dop. dopołdnja e_paradites eqʼ f.h. f.m. fm fm. fọ_mọ́nin gh
go.öň günortadan_öň hengihengi hh hoseng i.b. i/m i_bikɛ̂glà iarmade ib icheheavo idiɓa iđitbeaivet kang’ama karoon
ki kiroko kiɛmɛ́ɛm krn kíkíríg kĩroko lb leebi luma_lwa_k lwamilawu m ma makeo mambia maná mat. matin mbaʼámbaʼ
mbaꞌmbaꞌ md mesong moies muhi munkyo n_tufat nd ntɔ́ngɔ́ n’ụtụtụ od p.d. pagi/siang pamilau pg pg/sg pi_open_suno
priekšp. priekšpusdienā priešpiet prije_podne prijepodne prīškpušdīnē r.n. rw rũ sa saaku safiya sf sokallim soodo
sub subaka subbaahi sárúwá taparachu tesiran tifawt to too u.t. uhr_vörmiddaachs ulloqeqqata-tungaa uluchelo utuko
v.m. vaasisu vm vm. vorm. wd wichishu yb z.mu. zdat_azal àárɔ̀ àárọ̀ ç̌um ç̌umaneri öö ĩyakwakya ŋdi ǁgoagas
ɛnkakɛnyá ʊshilè_kʊboɖu π.μ. ϧⲙ ам апоўначы дп к._у. обедтэ_икеле пре_подне претпл. прије_подне таңкы то тң эи ү.ө.
ӕмбисбоны_размӕ פֿאַרמיטאָג اے_ایم ب.ن ت_د ص صباحا صبح صبح،_منجهند ع.م غ.م ق.ظ. قبلازظهر پ.ظ. پیش_ز_ظهر چ.ب
چۈشتىن_بۇرۇن ܩܛ ߛ ए_एम तडके पूर्वाह्न फुं भोर भ्यागा ये_एम सकाळीं सबेरे सवेर सुबुह_जा এ_এম নুমাং পূৰ্বাহ্ন ଏ_ଏମ
ఎ_ఎమ్ පෙ.ව. ก่อนเที่ยง ກ່ອນທ່ຽງ སྔ་ཆ་ སྔ་དྲོ་ တွၼ်ႈၸဝ်ႉ တၸ. နံနက် ማለዶ ቀደም_ሰርምዕል ቅ.ቀ. ጥዋት ጽባሕ ፋዱስ_ጃብ ᏌᎾᎴ ᐁᒼ ᐊᒼ ᠦ᠂_ᠥ
ᱥᱮᱛᱟᱜ ⵜⵉⴼⴰⵡⵜ 上午 上昼 上晝 午前 ꎸꄑ 오전 𐐰𐑋 𐑨𐑥 𞤢𞤰
"""
_PM_WORDS = """
2ja a.k akasuba aluula am_namittag anw banringzgvaq baubau_kndaax carra ch chilo cɛɛ́nko da_tarde de_la_tarde
de_sira dilolo du. e.b. e.h. e.m. e/m e_pasdites ea eahketbeaivet eb ebongi ebyámu efiafi eftermade eigulo em em.
ep. ew f fi fọ_ívnin g.m. gd go.soň günortadan_soň hawwaro hwaĩ-inĩ i.n. i_ɓugajɔp ichamthi ip. kbʼeqʼij kikiiɗe
kingoto kisɛ́ndɛ koosk kooskoliny kugú kyiukonyi lilli lk luma_lwa_p m.d. makaaripi mchochil’l mo mog mpókwa muu
n.m. n_tmeddit nam. ncwònzém ngo ngəgógəle nm nm. nomëttes nyiaghuo n’abali n’abalị odp. ondğ ondğeri ot p. p._m.
p.m. pa_pussideinan pamunyi pashamihe pi_pini_suno piecpušdīnē pm pn po_podne po_połedniu pop. popiet popodne
popołdnju pos_midí ptg ptm pēcp. pēcpusdienā sanje shwane sn soir soré/malem sr/mlm tadggʷat teipa thapama tk tŋ
u.k. uhr_nommendaachs ulloqeqqata-kingorna ut wb wótp. wótpołdnja yamma yh ym z.mw. zaarikay_b zd ös ĩyawĩoo
ŋka_mbɔ́t_nji ũg ǃuias ɔ̀sán ɛndámâ ɣetrɔ ʊshilè_kʊsasʊ μ.μ. апоўдні к._х. обедтэ_мейле пм по_подне попл. поподне
послије_подне пп тк түштөн_кийинки эк ү.х. ӕмбисбоны_фӕстӕ נאָכמיטאָג ب.ظ. بعد_ز_ظهر بعدازظهر ت_ك د.ن شام غ.و. م
مساء منجهند،_شام پی_پی چ.ك چۈشتىن_كېيىن ܒܛ ߥ अपराह्न दपेहरा/संजा दपैहर_बाद पी_एम बेलासे शाम_जा सांजे सांझ सांम स’ञ
অপৰাহ্ন পি_এম ପି_ଏମ పి_ఎమ్ ප.ව. หลังเที่ยง ຫຼັງທ່ຽງ ཕྱི་ཆ་ ཕྱི་དྲོ་ ညနေ တလ. တွၼ်ႈလႃႈ ሓቆ_ስርምዕል ምሴት ቃማ ከሰዓት ድ.ቀ.
ፋዱስ_ደምቢ ᏒᎯᏱᎢ ᏒᎯᏱᎢᏗᏢ ᐲᒼ ᠦ᠂_ᠬᠣ ᱧᱤᱫᱟᱹ ḍeffir_aza ọ̀sán ⲙⲙ ⵜⴰⴷⴳⴳⵯⴰⵜ 下午 下昼 下晝 午後 ꁯꋒ 오후 𐐹𐑋 𐑐𐑥 𞤩𞤰
"""

# Older spellings, and those of phones that CLDR does not have.
AM = "am a.m. am. ص ق.ظ. ق.ظ 上午 午前 오전 πμ π.μ. дп пр.об. sa öö fm f.m. ap. vorm. de. dop. aamu पूर्वाह्न".split()
PM = "pm p.m. pm. م ب.ظ. ب.ظ 下午 午後 오후 μμ μ.μ. пп сл.об. ch ös em e.m. nachm. du. odp. iltap. ip. अपराह्न".split()
AM += "לפנה״צ בבוקר ก่อนเที่ยง 早上 清晨 凌晨 in_the_morning".split()
PM += "אחה״צ בערב หลังเที่ยง 晚上 傍晚 in_the_afternoon in_the_evening".split()
AM += "म.पू. pg முற்பகல் ಪೂರ್ವಾಹ್ನ পূর্বাহ্ন vm. vm ກ່ອນທ່ຽງ r.n. ព្រឹក ጥዋት".split()
PM += "म.उ. ptg பிற்பகல் ಅಪರಾಹ್ನ অপরাহ্ন nm. nm ຫຼັງທ່ຽງ i.n. ល្ងាច ከሰዓት".split()
AM += _AM_WORDS.split()
PM += _PM_WORDS.split()
NIGHT = ["at_night", "בלילה"]
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

_UNSEEN = str.maketrans("", "", " _\u200c\u070f")


def period_key(word: str) -> str:
    """The form in which words of the day are looked up: no case, no blanks, no joiners."""
    return word.translate(_UNSEEN).casefold()


_AM, _PM, _NIGHT, _NOON = (frozenset(map(period_key, words)) for words in (AM, PM, NIGHT, NOON))


def is_period(word: str) -> bool:
    """Whether a word tells the half of the day in some language."""
    key = period_key(word)
    return key in _AM or key in _PM or key in _NIGHT or key in _NOON


def half_of_day(word: str, hour: int) -> int:
    """The hour from 0 to 23 that `hour` from 1 to 12 means with `word`; raises ValueError for an unknown word."""
    key = period_key(word)
    if key in _AM:
        return hour % 12
    if key in _PM:
        return hour % 12 + 12
    if key in _NIGHT:
        return hour % 12 + (12 if 6 <= hour <= 11 else 0)
    if key in _NOON:
        return hour if hour >= 10 else hour + 12
    raise ValueError(f"{word!r} is no half of the day")
